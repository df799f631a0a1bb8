"""The thumbnails a store keeps beside its products."""

from __future__ import annotations

from fashion_search.store import Store
from fashion_search.types import Product

__all__ = ["StorePictures"]


class StorePictures:
    """Reads pictures from an open store.

    Args:
        store: Must stay open while pictures are read.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def read(self, product: Product) -> bytes | None:
        """The thumbnail's encoded bytes, or `None` when the product has none."""
        return self.store.picture(product.product_id)
