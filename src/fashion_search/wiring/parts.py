"""What a client is made of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack
from typing import TYPE_CHECKING, TypedDict

from fashion_search.async_protocols import AsyncCatalog, AsyncEmbedder, AsyncIndex
from fashion_search.lexical import AsyncLexicalIndex, LexicalIndex
from fashion_search.protocols import Catalog, Embedder, Index, PictureSource
from fashion_search.ranking.blend import BlendWeights
from fashion_search.searching import Defaults

if TYPE_CHECKING:
    from fashion_search.people import EventLog
    from fashion_search.recommenders.known_people import Styles

__all__ = ["AsyncParts", "Parts"]


class _Needed(TypedDict):
    embedder: Embedder
    index: Index
    catalog: Catalog


class Parts(_Needed, total=False):
    """Arguments of a client; what they mean is said there."""

    pictures: PictureSource | None
    blend: BlendWeights
    defaults: Defaults
    words: LexicalIndex | None
    events: Callable[[], EventLog] | None
    styles: Styles | None
    ready: Callable[[], None] | None
    resources: ExitStack


class _AsyncNeeded(TypedDict):
    embedder: Embedder | AsyncEmbedder
    index: Index | AsyncIndex
    catalog: Catalog | AsyncCatalog


class AsyncParts(_AsyncNeeded, total=False):
    """Arguments of an awaited client."""

    pictures: PictureSource | None
    blend: BlendWeights
    defaults: Defaults
    words: LexicalIndex | AsyncLexicalIndex | None
    ready: Callable[[], Awaitable[None]] | None
    resources: AsyncExitStack
