"""Where rows and pictures come from: a store, Parquet, a Delta table; a folder, a zip archive, a volume."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from fashion_search.batch.definitions import PRODUCTS
from fashion_search.batch.materials import NamedPictures
from fashion_search.errors import ConfigurationError, NotFoundError
from fashion_search.images.folder import open_pictures
from fashion_search.protocols import PictureSource
from fashion_search.store import Store
from fashion_search.types import Product

__all__ = ["StoreThumbnails", "pictures_at", "read_rows"]


def read_rows(place: str | os.PathLike[str], columns: Sequence[str] | None = None) -> pd.DataFrame:
    """All rows at a place.

    Args:
        place: A store, whose products are read; a Delta table; a Parquet file or folder.
        columns: Which columns; those that are not there are left out. `None` is all.

    Raises:
        NotFoundError: there is nothing at the place.
        ConfigurationError: what is there is none of these.
    """
    path = Path(place).expanduser()
    if not path.exists():
        raise NotFoundError(f"There are no rows at {path}: there is no such file or folder.")
    if Store.exists(path):
        with Store.open(path) as store:
            frame = pd.DataFrame(
                [product.to_dict() for product in store.products()],
                columns=list(PRODUCTS.names),
                dtype=object,
            )
        return frame if columns is None else frame[[name for name in columns if name in frame.columns]]
    return _arrow(path, columns)


def pictures_at(place: str | os.PathLike[str]) -> PictureSource:
    """The pictures at a place, as a source that travels to workers.

    Args:
        place: A path with `{product_id}` in it, which lists nothing; a store; a folder; a zip archive.

    Raises:
        NotFoundError: there is nothing at the place.
        InvalidImageError: it is neither.
    """
    if "{product_id}" in str(place):
        return NamedPictures(str(place))
    if Store.exists(place):
        return StoreThumbnails(str(place))
    return open_pictures(place)


@dataclass(frozen=True, slots=True)
class StoreThumbnails:
    """The thumbnails of a store, opened where they are read.

    Args:
        path: The store's directory.
    """

    path: str
    _opened: ClassVar[dict[str, Store]] = {}

    def read(self, product: Product) -> bytes | None:
        """The thumbnail's encoded bytes, or `None` when the product has none."""
        if self.path not in self._opened:
            self._opened[self.path] = Store.open(self.path)
        return self._opened[self.path].picture(product.product_id)


def _arrow(path: Path, columns: Sequence[str] | None) -> pd.DataFrame:
    try:
        if (path / "_delta_log").is_dir():
            table = _delta(path)
        else:
            table = ds.dataset(path, format="parquet", exclude_invalid_files=path.is_dir()).to_table()
    except (OSError, pa.ArrowException) as exc:
        raise ConfigurationError(f"{path} is neither a store, nor a Delta table, nor Parquet: {exc}") from exc
    if not table.column_names:  # a table that was made and has no row yet
        return pd.DataFrame(columns=list(columns or ()), dtype=object)
    wanted = [name for name in columns or table.column_names if name in table.column_names]
    return pd.DataFrame(table.select(wanted).to_pandas(maps_as_pydicts="strict"))


def _delta(path: Path) -> pa.Table:
    from fashion_search.batch.tables.delta import package  # noqa: PLC0415  # needs the extra `delta`

    return package().DeltaTable(str(path)).to_pyarrow_table()
