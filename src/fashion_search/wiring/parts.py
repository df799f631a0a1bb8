"""What a client is made of."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypedDict

from fashion_search.protocols import Catalog, Embedder, Index, PictureSource

if TYPE_CHECKING:
    from fashion_search.people import EventLog

__all__ = ["Parts"]


class _Needed(TypedDict):
    embedder: Embedder
    index: Index
    catalog: Catalog


class Parts(_Needed, total=False):
    """Arguments of a client: `events` opens the log of what shoppers did, `resources` closes with it."""

    pictures: PictureSource | None
    events: Callable[[], EventLog] | None
    resources: ExitStack
