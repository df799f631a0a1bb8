"""The fields of all products at hand: what words mean in a catalogue, what a filter leaves of it."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Protocol

import numpy as np

from fashion_search.async_protocols import AsyncCatalog
from fashion_search.deadline import Deadline, time_left
from fashion_search.errors import DeadlineExceededError
from fashion_search.filters import Columns, Filter, mask
from fashion_search.language import Vocabulary
from fashion_search.protocols import Catalog, ColumnarIndex, Index
from fashion_search.ranking.variants import Stems
from fashion_search.types import Product

__all__ = ["AsyncSnapshot", "FieldSource", "Fields", "Snapshot"]

_PAGE = 1000
_MAX_AGE_S = 900.0
_LONGEST_READ_S = 120.0


@dataclass(frozen=True, eq=False)
class Fields:
    """The fields of all products at one moment.

    Attributes:
        columns: The fields.
        vocabulary: What words mean among them.
        read_at: When they were read, on the monotonic clock.
    """

    columns: Columns
    vocabulary: Vocabulary
    read_at: float

    @classmethod
    def of(cls, columns: Columns) -> Fields:
        """The fields as of now."""
        return cls(columns, Vocabulary.from_columns(columns), time.monotonic())

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """The brand that titles begin with, by spelling."""
        brands = self.vocabulary.brands.values()
        return {spelling: brand.name for brand in brands for spelling in brand.spellings}

    @cached_property
    def stems(self) -> Stems:
        """What titles say besides the colour, and whether that names one product."""
        return Stems(self.vocabulary.title_words, tuple(self.spellings))

    def count(self, where: Filter | None) -> int:
        """How many products pass."""
        return len(self.columns) if where is None else int(np.count_nonzero(mask(where, self.columns)))

    def older_than(self, age_s: float) -> bool:
        """Whether it is time to read them again."""
        return time.monotonic() - self.read_at > age_s


class FieldSource(Protocol):
    """Answers with the fields of all products; blocking or awaited."""

    @property
    def fields(self) -> Callable[[], Fields] | Callable[[], Coroutine[Any, Any, Fields]]:
        """The call that gives them."""
        ...


class Snapshot:
    """The fields of all products, read when first needed and again when they are old.

    Threads may share it; one of them reads, the others wait for it.

    Args:
        index: Asked when it has the fields at hand; then they never grow old.
        catalog: Asked otherwise: its `columns`, if it has any, else page by page.
        max_age_s: Seconds after which the catalogue is read again.
    """

    def __init__(self, index: Index, catalog: Catalog, *, max_age_s: float = _MAX_AGE_S) -> None:
        self._index = index
        self._catalog = catalog
        self._max_age_s = float("inf") if isinstance(index, ColumnarIndex) else max_age_s
        self._lock = threading.Lock()
        self._kept: Fields | None = None

    def fields(self) -> Fields:
        """The fields.

        Raises:
            DeadlineExceededError: another thread reads them for longer than this call may wait.
        """
        kept = self._kept
        if kept is not None and not kept.older_than(self._max_age_s):
            return kept
        left = time_left()
        if not self._lock.acquire(timeout=-1 if left is None else max(left, 0.0)):
            raise _waited()
        try:
            if self._kept is None or self._kept.older_than(self._max_age_s):
                self._kept = Fields.of(self._read())
            return self._kept
        finally:
            self._lock.release()

    def _read(self) -> Columns:
        if isinstance(self._index, ColumnarIndex):
            return self._index.columns
        at_once = getattr(self._catalog, "columns", None)
        if at_once is not None:
            columns: Columns = at_once()[1]
            return columns
        page = self._catalog.list(limit=_PAGE)
        products: list[Product] = [*page.products]
        while page.next_cursor is not None:
            page = self._catalog.list(limit=_PAGE, cursor=page.next_cursor)
            products += page.products
        return Columns.from_products(products)


class AsyncSnapshot:
    """`Snapshot` over a catalogue whose calls are awaited. Tasks of one event loop may share it.

    Args:
        catalog: Asked for its `columns`, if it has any, else page by page.
        max_age_s: Seconds after which the catalogue is read again.
    """

    def __init__(self, catalog: AsyncCatalog, *, max_age_s: float = _MAX_AGE_S) -> None:
        self._catalog = catalog
        self._max_age_s = max_age_s
        self._kept: Fields | None = None
        self._reading: asyncio.Future[Fields] | None = None

    async def fields(self) -> Fields:
        """The fields. A caller that is cancelled does not stop the reading that others wait for.

        Raises:
            DeadlineExceededError: the reading takes longer than this call may wait.
        """
        if self._kept is not None and not self._kept.older_than(self._max_age_s):
            return self._kept
        if self._reading is None or self._reading.done():
            # In an empty context: the reading serves all who wait, whatever the deadline of the first.
            self._reading = contextvars.Context().run(partial(asyncio.ensure_future, self._renew()))
        reading = self._reading
        await asyncio.wait({reading}, timeout=time_left())
        if not reading.done():
            raise _waited()
        return reading.result()

    async def _renew(self) -> Fields:
        with Deadline(_LONGEST_READ_S, "read the catalogue's fields"):
            columns = await self._read()
        self._kept = await asyncio.to_thread(Fields.of, columns)
        return self._kept

    async def _read(self) -> Columns:
        at_once = getattr(self._catalog, "columns", None)
        if at_once is not None:
            columns: Columns = (await at_once())[1]
            return columns
        page = await self._catalog.list(limit=_PAGE)
        products: list[Product] = [*page.products]
        while page.next_cursor is not None:
            page = await self._catalog.list(limit=_PAGE, cursor=page.next_cursor)
            products += page.products
        return await asyncio.to_thread(Columns.from_products, products)


def _waited() -> DeadlineExceededError:
    return DeadlineExceededError(
        "The time ran out before the catalogue's fields were read. Call `warm_up()` once at start-up, or "
        "search with understand=False, which does not need them.",
        service="catalog",
        operation="columns",
        retryable=True,
    )
