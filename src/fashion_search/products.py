"""`client.products`: the catalogue's own questions, with filters in any form."""

from __future__ import annotations

from collections.abc import Sequence

from fashion_search.filters import Where, parse_filter
from fashion_search.protocols import Catalog
from fashion_search.types import Facet, Page, Product

__all__ = ["Products"]


class Products:
    """Look products up, page through them, count them."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def get(self, product_id: str) -> Product:
        """One product.

        Raises:
            NotFoundError: there is none with this id.
        """
        return self._catalog.get(product_id)

    def list(
        self,
        *,
        where: Where = None,
        order_by: str = "product_id",
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page:
        """One page of products.

        Args:
            where: Only products that pass this filter.
            order_by: A field; a leading `-` reverses it. Products without a value come last.
            limit: How many at most.
            cursor: `next_cursor` of the page before.
        """
        return self._catalog.list(where=parse_filter(where), order_by=order_by, limit=limit, cursor=cursor)

    def facets(
        self,
        fields: Sequence[str],
        *,
        where: Where = None,
        limit: int = 20,
    ) -> dict[str, tuple[Facet, ...]]:
        """For each field its most frequent values among the products that pass the filter."""
        return self._catalog.facets(fields, where=parse_filter(where), limit=limit)

    def count(self, *, where: Where = None) -> int:
        """How many products pass the filter."""
        return self._catalog.count(where=parse_filter(where))
