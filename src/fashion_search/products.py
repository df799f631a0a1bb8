"""`client.products`: the catalogue's own questions, with filters in any form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from fashion_search.async_protocols import AsyncCatalog
from fashion_search.filters import Where, parse_filter
from fashion_search.protocols import Catalog
from fashion_search.searching import Awaiting, Call
from fashion_search.types import Facet, Page, Product

__all__ = ["AsyncProducts", "Products"]


class Products:
    """Look products up, page through them, count them."""

    def __init__(self, catalog: Catalog, timeout_s: float | None = None) -> None:
        self._timeout_s = timeout_s
        self._catalog = catalog

    def get(self, product_id: str, *, timeout_s: float | None = None) -> Product:
        """One product.

        Raises:
            NotFoundError: there is none with this id.
        """
        with self._call("products.get", timeout_s):
            return self._catalog.get(product_id)

    def list(
        self,
        *,
        where: Where = None,
        order_by: str = "product_id",
        limit: int = 50,
        cursor: str | None = None,
        timeout_s: float | None = None,
    ) -> Page:
        """One page of products.

        Args:
            where: Only products that pass this filter.
            order_by: A field; a leading `-` reverses it. Products without a value come last.
            limit: How many at most.
            cursor: `next_cursor` of the page before.
            timeout_s: Seconds the call may take.
        """
        condition = parse_filter(where)
        with self._call("products.list", timeout_s):
            return self._catalog.list(where=condition, order_by=order_by, limit=limit, cursor=cursor)

    def facets(
        self,
        fields: Sequence[str],
        *,
        where: Where = None,
        limit: int = 20,
        timeout_s: float | None = None,
    ) -> dict[str, tuple[Facet, ...]]:
        """For each field its most frequent values among the products that pass the filter."""
        condition = parse_filter(where)
        with self._call("products.facets", timeout_s):
            return self._catalog.facets(fields, where=condition, limit=limit)

    def count(self, *, where: Where = None, timeout_s: float | None = None) -> int:
        """How many products pass the filter."""
        condition = parse_filter(where)
        with self._call("products.count", timeout_s):
            return self._catalog.count(where=condition)

    def _call(self, operation: str, timeout_s: float | None) -> Call:
        return Call(operation, self._timeout_s if timeout_s is None else timeout_s)


class AsyncProducts:
    """`Products`, awaited; what a method means is said there."""

    def __init__(self, catalog: Catalog | AsyncCatalog, awaiting: Awaiting) -> None:
        self._catalog = catalog
        self._awaiting = awaiting

    async def get(self, product_id: str, *, timeout_s: float | None = None) -> Product:
        """One product."""
        asked = partial(self._catalog.get, product_id)
        return await self._awaiting.one("products.get", asked, timeout_s)

    async def list(
        self,
        *,
        where: Where = None,
        order_by: str = "product_id",
        limit: int = 50,
        cursor: str | None = None,
        timeout_s: float | None = None,
    ) -> Page:
        """One page of products."""
        asked = partial(
            self._catalog.list, where=parse_filter(where), order_by=order_by, limit=limit, cursor=cursor
        )
        return await self._awaiting.one("products.list", asked, timeout_s)

    async def facets(
        self,
        fields: Sequence[str],
        *,
        where: Where = None,
        limit: int = 20,
        timeout_s: float | None = None,
    ) -> dict[str, tuple[Facet, ...]]:
        """For each field its most frequent values among the products that pass the filter."""
        asked = partial(self._catalog.facets, fields, where=parse_filter(where), limit=limit)
        return await self._awaiting.one("products.facets", asked, timeout_s)

    async def count(self, *, where: Where = None, timeout_s: float | None = None) -> int:
        """How many products pass the filter."""
        asked = partial(self._catalog.count, where=parse_filter(where))
        return await self._awaiting.one("products.count", asked, timeout_s)
