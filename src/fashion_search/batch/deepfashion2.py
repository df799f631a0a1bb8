"""What people wear together on photos annotated as in DeepFashion2, told in products of a catalogue.

The data set (Ge et al., CVPR 2019) is for research and is asked for from its authors; nothing of it is
here. Each photo has a JSON file beside it with `item1`, `item2`, …, each with a `category_name` and a
`bounding_box`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from PIL.Image import Image

from fashion_search.batch.attributes.taxonomy import Garment, garment_of
from fashion_search.batch.frames import Frames, loaded_once, rebatched
from fashion_search.batch.materials import rows_of
from fashion_search.batch.models import EmbedderChoice
from fashion_search.batch.schema import Column, Schema
from fashion_search.errors import InvalidImageError, InvalidRequestError, NotFoundError
from fashion_search.pictures import decode
from fashion_search.protocols import Catalog, Index
from fashion_search.types import Product, Vector

__all__ = ["EmbedWorn", "match_products", "read_worn"]

_KEY = ("photo", "item")
WORN = Schema(
    (
        Column("photo", "text", "Path of the photo", required=True),
        Column("item", "text", required=True),
        Column("category", "text"),
        Column("left", "integer"),
        Column("top", "integer"),
        Column("right", "integer"),
        Column("bottom", "integer"),
    )
)


def read_worn(annotations: str | os.PathLike[str], photos: str | os.PathLike[str]) -> pd.DataFrame:
    """The garments on photos, a row each, in order of photo and item.

    Args:
        annotations: The folder of JSON files.
        photos: The folder of photos of the same names.

    Raises:
        NotFoundError: there is no JSON file.
        InvalidRequestError: a file is not of the data set's form.
    """
    files = sorted(Path(annotations).glob("*.json"))
    if not files:
        raise NotFoundError(f"There is no annotation (*.json) in {annotations}.")
    rows = [row for file in files for row in _items(file, Path(photos) / f"{file.stem}.jpg")]
    return pd.DataFrame(rows, columns=list(WORN.names))


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedWorn:
    """Cuts garments out of their photos and encodes them. A photo that cannot be read gives no vector.

    Attributes:
        choice: The model.
        rows_at_once: Garments that go through the model together.
    """

    choice: EmbedderChoice
    rows_at_once: int = 16

    @property
    def inputs(self) -> Schema:
        """What `read_worn` gives."""
        return WORN

    @property
    def outputs(self) -> Schema:
        """Photo, item, category and vector."""
        kept = (*_KEY, "category")
        named = tuple(column for column in WORN.columns if column.name in kept)
        return Schema((*named, Column("image_embedding", "vector")))

    def __call__(self, frames: Frames) -> Frames:
        """Encode every garment."""
        for frame in rebatched(frames, self.rows_at_once):
            embedder = loaded_once(("worn", self.choice), self.choice.load)
            rows = list(rows_of(frame))
            crops = [_crop(row) for row in rows]
            vectors = iter(embedder.embed_images([crop for crop in crops if crop is not None]))
            for row, crop in zip(rows, crops, strict=True):
                row["image_embedding"] = None if crop is None else next(vectors)
            yield self.outputs.rows(rows)


def match_products(
    worn: pd.DataFrame, index: Index, catalog: Catalog, *, least: float = 0.5, looked_at: int = 20
) -> pd.DataFrame:
    """The nearest product of the same kind for each garment; what is like nothing there is left out.

    Args:
        worn: What `EmbedWorn` gives.
        index: The products' vectors, of the same model.
        catalog: The products.
        least: The least cosine that counts as alike.
        looked_at: How many near products may be passed over because they are of another kind.

    Returns:
        `photo, item, product_id, similarity`.
    """
    rows = []
    for row in rows_of(worn):
        if row["image_embedding"] is None:
            continue
        kind = garment_of(Product(product_id="-", article_type=row["category"]))
        found = _nearest(row["image_embedding"], kind, index, catalog, looked_at)
        if found is not None and found[1] >= least:
            rows.append((row["photo"], row["item"], *found))
    return pd.DataFrame(rows, columns=[*_KEY, "product_id", "similarity"])


def _nearest(
    vector: Vector, kind: Garment, index: Index, catalog: Catalog, looked_at: int
) -> tuple[str, float] | None:
    found = index.query(vector, limit=looked_at, space="image")
    products = catalog.get_many(found.product_ids)
    for product_id, similarity in zip(found.product_ids, found.similarities.tolist(), strict=True):
        if product_id in products and garment_of(products[product_id]) == kind:
            return product_id, similarity
    return None


def _items(file: Path, photo: Path) -> Iterator[tuple[object, ...]]:
    try:
        content = json.loads(file.read_bytes())
        for name in sorted(content):
            if name.startswith("item"):
                left, top, right, bottom = (int(number) for number in content[name]["bounding_box"])
                yield str(photo), name, str(content[name]["category_name"]), left, top, right, bottom
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise InvalidRequestError(f"{file} is no annotation of the form of DeepFashion2: {exc!r}") from exc


def _crop(row: dict[str, object]) -> Image | None:
    """The garment, cut out; `None` when there is nothing to see."""
    try:
        photo = decode(Path(str(row["photo"])).read_bytes())
    except (OSError, InvalidImageError):
        return None
    left, top, right, bottom = (int(str(row[name])) for name in ("left", "top", "right", "bottom"))
    box = max(left, 0), max(top, 0), min(right, photo.width), min(bottom, photo.height)
    return photo.crop(box) if box[0] < box[2] and box[1] < box[3] else None
