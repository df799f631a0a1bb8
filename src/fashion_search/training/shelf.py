"""Held-out products with their vectors, as every measure needs them."""

import numpy as np
from numpy.typing import NDArray

from fashion_search.evaluation.exact import mix
from fashion_search.training.catalogue import Catalogue
from fashion_search.training.exported import ExportedModel
from fashion_search.training.measures import Flags, Vectors


class Shelf:
    """Products with their three vectors, and the vector of their bare title."""

    def __init__(self, model: ExportedModel, catalogue: Catalogue, photos: NDArray[np.uint8]) -> None:
        self.catalogue = catalogue
        self.image = model.embed_photos(photos)
        self.title = model.embed_texts([title or " " for title in catalogue.titles])
        self.text = model.embed_texts([catalogue.description(row) for row in range(len(catalogue))])
        self.hybrid = mix(self.image, self.text, 0.5)
        self.columns = {field: np.array(values, dtype=object) for field, values in catalogue.columns.items()}

    def space(self, name: str) -> Vectors:
        """The vectors of `image`, `text` or `hybrid`."""
        vectors: Vectors = getattr(self, name)
        return vectors

    def fits(self, where: dict[str, list[str]]) -> Flags:
        """Which products hold one of the listed values in every named field."""
        flags = np.ones(len(self.catalogue), bool)
        for field, values in where.items():
            flags &= np.isin(self.columns[field], values)
        return flags
