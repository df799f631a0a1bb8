"""What one row gives to work with: the product, its picture, its words, and a hash over all of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

from fashion_search.errors import ConfigurationError, FashionSearchError, InvalidImageError
from fashion_search.protocols import PictureSource
from fashion_search.types import Product

__all__ = ["Material", "NamedPictures", "look", "product_of", "rows_of"]

_FORMAT = 1
"""Goes into every hash: raise it when the same row must count as changed."""


@dataclass(frozen=True, slots=True)
class NamedPictures:
    """Pictures at paths that follow from the product id, such as those of a volume; nothing is listed.

    Args:
        pattern: A path with `{product_id}` in it.

    Raises:
        ConfigurationError: the pattern has no place for the product id.
    """

    pattern: str

    def __post_init__(self) -> None:
        """Refuse a pattern that gives every product the same picture."""
        if "{product_id}" not in self.pattern:
            raise ConfigurationError(
                f"The pattern {self.pattern!r} of picture paths has no {{product_id}} in it."
            )

    def read(self, product: Product) -> bytes | None:
        """The picture's encoded bytes, or `None` when there is no such file.

        Raises:
            InvalidImageError: the file is there and cannot be read, or the id would lead out of its folder.
        """
        if "/" in product.product_id or product.product_id in ("..", "."):
            raise InvalidImageError(f"The product id {product.product_id!r} does not name a picture file.")
        try:
            return Path(self.pattern.replace("{product_id}", product.product_id)).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise InvalidImageError(f"The picture of {product.product_id!r} cannot be read: {exc}") from exc


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One row, looked at.

    Attributes:
        row: Every column by name, null as `None`.
        product: The product's fields.
        picture: The encoded picture, if there is one.
        picture_problem: Why the picture that should be there could not be read.
        content_hash: Hash over the columns that count and the picture.
    """

    row: Mapping[str, Any]
    product: Product
    picture: bytes | None = None
    picture_problem: str | None = None
    content_hash: str = ""


def rows_of(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of a frame by column name, with every kind of null as `None`."""
    names = [str(name) for name in frame.columns]
    for values in zip(*(frame[name].tolist() for name in frame.columns), strict=True):
        yield {name: None if _is_null(value) else value for name, value in zip(names, values, strict=True)}


def _is_null(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and isnan(value))


def product_of(row: Mapping[str, Any]) -> Product:
    """The product of a row; columns that are not there are unknown.

    Raises:
        ConfigurationError: the row has no product id.
    """
    product_id = row.get("product_id")
    if product_id is None:
        raise ConfigurationError(f"A row has no product_id; its columns are {', '.join(row)}.")
    fields: dict[str, Any] = {name: row.get(name) for name in Product.field_names()}
    year, price = fields["year"], fields["price"]
    fields["product_id"] = str(product_id)
    fields["year"] = None if year is None else int(year)
    fields["price"] = None if price is None else float(price)
    return Product(**fields)


def look(
    row: Mapping[str, Any], *, counting: tuple[str, ...], pictures: PictureSource | None, salt: str = ""
) -> Material:
    """Read a row's picture and take the hash.

    Args:
        row: The row. A column `picture` with encoded bytes goes before the source of pictures.
        counting: The columns that count for the hash.
        pictures: Where pictures are; `None` when they are not needed.
        salt: What else the result depends on.
    """
    material = Material(row=row, product=product_of(row))
    if pictures is not None:
        material = _with_picture(material, pictures)
    return replace(material, content_hash=_hash(material, counting, salt))


def _with_picture(material: Material, pictures: PictureSource) -> Material:
    given = material.row.get("picture")
    try:
        picture = bytes(given) if given is not None else pictures.read(material.product)
    except FashionSearchError as exc:
        return replace(material, picture_problem=str(exc))
    return replace(material, picture=picture)


def _hash(material: Material, counting: tuple[str, ...], salt: str) -> str:
    fields = material.product.to_dict()
    facts = [fields[name] if name in fields else _plain(material.row.get(name)) for name in counting]
    digest = hashlib.blake2b(json.dumps([_FORMAT, salt, facts]).encode("utf-8", "replace"), digest_size=16)
    digest.update(b"?" if material.picture_problem else b"-" if material.picture is None else b"+")
    digest.update(material.picture or b"")
    return digest.hexdigest()


def _plain(value: object) -> object:
    return (
        [str(one) for one in value]
        if isinstance(value, list | tuple)
        else None
        if value is None
        else str(value)
    )
