"""The facade for event loops: the calls of `FashionClient`, awaited."""

from __future__ import annotations

import inspect
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast

from fashion_search import wiring
from fashion_search.async_protocols import AsyncCatalog, AsyncEmbedder, AsyncIndex
from fashion_search.client import FashionClient
from fashion_search.errors import ConfigurationError
from fashion_search.filters import Where, parse_filter
from fashion_search.language import Understood
from fashion_search.lexical import AsyncLexicalIndex, LexicalIndex
from fashion_search.looks import Look
from fashion_search.preferences import Preferences
from fashion_search.products import AsyncProducts
from fashion_search.protocols import Catalog, Embedder, Index, PictureSource
from fashion_search.ranking.blend import BlendWeights
from fashion_search.ranking.fusion import Fusion
from fashion_search.ranking.merchandising import Merchandising
from fashion_search.ranking.rules import Popularity
from fashion_search.results import SearchResult
from fashion_search.searching import (
    AsyncOnce,
    Awaiting,
    Call,
    Defaults,
    Fields,
    Once,
    Options,
    Placing,
    Searcher,
    Threads,
    fields_of,
    fields_of_awaited,
    same_model,
)
from fashion_search.types import ImageLike, ProgressCallback, Query, Space
from fashion_search.users import AsyncUsers

if TYPE_CHECKING:
    from typing_extensions import Self

    from fashion_search.people import Segment
    from fashion_search.recommenders.recommendation import Recommendation
    from fashion_search.settings import Settings

__all__ = ["AsyncFashionClient"]


class AsyncFashionClient:
    """`FashionClient` for event loops: the same calls, awaited; what a call means is said there.

    Parts whose methods are coroutines are awaited, so that hundreds of searches wait at the same time and a
    cancelled one gives its connection back. Blocking parts are called in a bounded number of threads, and so
    are `recommend`, `complete_the_look`, `explain` and `users`. One client serves one event loop.

    Args:
        embedder: Encodes queries; must be the model the index was built with.
        index: Finds products by vector.
        catalog: Keeps the products.
        pictures: Where pictures come from, for showing results.
        blend: How much relevance and rules count in a score.
        merchandising: What the shop wants shown: boosts, buries, pins and exclusions.
        defaults: What is done when a call does not say.
        words: Finds products by their words; without it the fields of all products are read to do so.
        blocking: Opens the same client in its blocking form, when first needed. Without it the parts given
            must be blocking ones to be used by the calls that run in threads.
        fields_age_s: Seconds after which the fields of all products are read again.
        ready: Awaited before the first search, for parts that must ask what they are.
        resources: What `aclose` closes.
    """

    def __init__(
        self,
        *,
        embedder: Embedder | AsyncEmbedder,
        index: Index | AsyncIndex,
        catalog: Catalog | AsyncCatalog,
        pictures: PictureSource | None = None,
        blend: BlendWeights | None = None,
        merchandising: Merchandising | None = None,
        defaults: Defaults | None = None,
        words: LexicalIndex | AsyncLexicalIndex | None = None,
        blocking: Callable[[], FashionClient] | None = None,
        fields_age_s: float = 900.0,
        ready: Callable[[], Awaitable[None]] | None = None,
        resources: AsyncExitStack | None = None,
    ) -> None:
        self.embedder = embedder
        self.index = index
        self.catalog = catalog
        self.pictures = pictures
        self.words = words
        self.blend = blend or BlendWeights()
        self.merchandising = merchandising or Merchandising()
        self.defaults = defaults or Defaults()
        self._open_blocking = blocking
        self._resources = resources or AsyncExitStack()
        threads = Threads()
        self._resources.callback(threads.close)
        self._awaiting = Awaiting(threads, self.defaults.timeout_s)
        self.products = AsyncProducts(catalog, self._awaiting)
        self.users = AsyncUsers(lambda: self.blocking.users, self._awaiting)
        if ready is None:
            same_model(embedder, index)
        fields = _fields(index, catalog, fields_age_s)
        prepare = (
            None if ready is None else AsyncOnce(partial(_made_ready, ready, embedder, index), "connect")
        )
        popularity = Once(self._popularity, "read what is popular", max_age_s=fields_age_s)
        self._searcher = Searcher(
            embedder,
            index,
            catalog,
            fields=fields,
            pictures=pictures,
            words=words,
            popularity=popularity,
            ready=prepare,
        )

    @classmethod
    def open(cls, store: str | os.PathLike[str], *, embedder: Embedder | None = None) -> AsyncFashionClient:
        """`FashionClient.open`; it reads a few small files, so call it at start-up."""
        return cls._around(FashionClient.open(store, embedder=embedder))

    @classmethod
    def demo(
        cls, store: str | os.PathLike[str] | None = None, *, progress: ProgressCallback | None = None
    ) -> AsyncFashionClient:
        """`FashionClient.demo`; the first call draws a catalogue, which takes a while."""
        return cls._around(FashionClient.demo(store, progress=progress))

    @classmethod
    def databricks(cls, **settings: Any) -> AsyncFashionClient:  # noqa: ANN401  # checked by Settings
        """`FashionClient.databricks`; itself not awaited, as nothing is sent yet."""
        return cls.from_settings(wiring.new_settings(**{"backend": "databricks", **settings}))

    @classmethod
    def from_settings(cls, settings: Settings | None = None) -> AsyncFashionClient:
        """`FashionClient.from_settings`."""
        settings = settings or wiring.new_settings()
        parts = wiring.parts_of_awaited(settings)
        if parts is None:
            return cls._around(FashionClient.from_settings(settings))
        return cls(**parts, blocking=partial(FashionClient.from_settings, settings))

    @classmethod
    def _around(cls, client: FashionClient) -> AsyncFashionClient:
        """The same parts, called in threads."""
        resources = AsyncExitStack()
        resources.callback(client.close)
        return cls(
            embedder=client.embedder,
            index=client.index,
            catalog=client.catalog,
            pictures=client.pictures,
            blend=client.blend,
            merchandising=client.merchandising,
            defaults=client.defaults,
            words=client.words,
            blocking=lambda: client,
            resources=resources,
        )

    @cached_property
    def blocking(self) -> FashionClient:
        """The same client in its blocking form.

        Raises:
            ConfigurationError: the parts are awaited ones, and no blocking form was given.
        """
        if self._open_blocking is not None:
            opened = self._open_blocking()
            self._resources.callback(opened.close)
            return opened
        awaited = [part for part in (self.embedder, self.index, self.catalog) if _is_awaited(part)]
        if awaited:
            names = ", ".join(type(part).__name__ for part in awaited)
            raise ConfigurationError(
                f"recommend, complete_the_look and users run in threads and need blocking parts; {names} "
                "must be awaited. Give blocking= a function that opens a FashionClient."
            )
        return FashionClient(
            embedder=cast("Embedder", self.embedder),
            index=cast("Index", self.index),
            catalog=cast("Catalog", self.catalog),
            pictures=self.pictures,
            blend=self.blend,
            merchandising=self.merchandising,
            defaults=self.defaults,
        )

    async def search(
        self,
        query: str | Query,
        *,
        limit: int = 20,
        where: Where = None,
        space: Space | None = None,
        understand: bool | Understood = True,
        fusion: Fusion | None = None,
        preferences: Preferences | None = None,
        today: date | None = None,
        diversity: float | None = None,
        min_relevance: float | None = None,
        collapse: bool = False,
        caps: Mapping[str, int] | None = None,
        facets: Sequence[str] = (),
        timeout_s: float | None = None,
    ) -> SearchResult:
        """Find products by words, by picture, or by both."""
        asked = Query(text=query) if isinstance(query, str) else query
        options = Options(
            limit=limit,
            space=space,
            fusion=fusion,
            condition=parse_filter(where),
            preferences=preferences,
            today=today,
            blend=self.blend,
            diversity=self.defaults.diversity if diversity is None else diversity,
            min_relevance=self.defaults.min_relevance if min_relevance is None else min_relevance,
            collapse=collapse,
            caps=caps or {},
            facets=facets,
            rules=self.merchandising,
        )
        with self._call("search", timeout_s) as call:
            work = self._searcher.search(call, asked, options, understand=understand)
            return await self._awaiting.run(call, work)

    async def search_image(
        self,
        image: ImageLike,
        *,
        limit: int = 20,
        where: Where = None,
        space: Space | None = None,
        preferences: Preferences | None = None,
        diversity: float | None = None,
        min_relevance: float | None = None,
        collapse: bool = False,
        caps: Mapping[str, int] | None = None,
        facets: Sequence[str] = (),
        timeout_s: float | None = None,
    ) -> SearchResult:
        """Find products that look like a picture."""
        return await self.search(
            Query(image=image),
            limit=limit,
            where=where,
            space=space,
            preferences=preferences,
            diversity=diversity,
            min_relevance=min_relevance,
            collapse=collapse,
            caps=caps,
            facets=facets,
            timeout_s=timeout_s,
        )

    async def similar(
        self,
        product_id: str,
        *,
        limit: int = 20,
        where: Where = None,
        space: Space = "hybrid",
        cheaper: bool = False,
        other_colors: bool = False,
        diversity: float | None = None,
        collapse: bool = False,
        caps: Mapping[str, int] | None = None,
        facets: Sequence[str] = (),
        timeout_s: float | None = None,
    ) -> SearchResult:
        """Find products like one of the catalogue."""
        options = Options(
            limit=limit,
            condition=parse_filter(where),
            space=space,
            diversity=self.defaults.diversity if diversity is None else diversity,
            collapse=collapse,
            caps=caps or {},
            facets=facets,
            rules=self.merchandising,
            without_id=product_id,
        )
        with self._call("similar", timeout_s) as call:
            work = self._searcher.similar(
                call, product_id, options, cheaper=cheaper, other_colors=other_colors
            )
            return await self._awaiting.run(call, work)

    async def recommend(
        self,
        user_id: str | None,
        *,
        limit: int = 20,
        restrict_category: bool = True,
        restrict_price: bool = True,
        restrict_color: bool = False,
        diversity: float = 0.3,
        exclude_bought: bool = True,
        where: Where = None,
        session: Sequence[str] = (),
        segment: Segment | None = None,
        timeout_s: float | None = None,
    ) -> Recommendation:
        """Find products for one person."""
        asked = partial(
            lambda: self.blocking.recommend(
                user_id,
                limit=limit,
                restrict_category=restrict_category,
                restrict_price=restrict_price,
                restrict_color=restrict_color,
                diversity=diversity,
                exclude_bought=exclude_bought,
                where=where,
                session=session,
                segment=segment,
            )
        )
        return await self._awaiting.one("recommend", asked, timeout_s)

    async def complete_the_look(
        self,
        product_id: str,
        *,
        slots: Sequence[str] | None = None,
        alternatives: int = 3,
        budget: float | None = None,
        where: Where = None,
        today: date | None = None,
        timeout_s: float | None = None,
    ) -> Look:
        """Build an outfit around a product."""
        asked = partial(
            lambda: self.blocking.complete_the_look(
                product_id, slots=slots, alternatives=alternatives, budget=budget, where=where, today=today
            )
        )
        return await self._awaiting.one("complete_the_look", asked, timeout_s)

    async def explain(
        self,
        query: str | Query,
        product_id: str,
        *,
        limit: int = 20,
        where: Where = None,
        understand: bool | Understood = True,
        timeout_s: float | None = None,
    ) -> Placing:
        """Say where a product stands in a search and why."""
        asked = partial(
            lambda: self.blocking.explain(query, product_id, limit=limit, where=where, understand=understand)
        )
        return await self._awaiting.one("explain", asked, timeout_s)

    async def explain_recommendation(
        self,
        user_id: str,
        product_id: str,
        *,
        limit: int = 20,
        where: Where = None,
        timeout_s: float | None = None,
    ) -> Placing:
        """Say where a product stands in what is recommended to a person, and why."""
        asked = partial(
            lambda: self.blocking.explain_recommendation(user_id, product_id, limit=limit, where=where)
        )
        return await self._awaiting.one("explain_recommendation", asked, timeout_s)

    async def warm_up(
        self, *, progress: ProgressCallback | None = None, timeout_s: float | None = None
    ) -> None:
        """Do now what the first search would wait for."""
        with Call("warm_up", timeout_s) as call:
            await self._awaiting.run(call, self._searcher.warm_up(call, progress))

    async def aclose(self) -> None:
        """Give back connections, files and threads. The client cannot be used afterwards."""
        await self._resources.aclose()

    def _popularity(self) -> Popularity:
        return Popularity(self.blocking.recommender.popular())

    def _call(self, operation: str, timeout_s: float | None) -> Call:
        return Call(operation, self.defaults.timeout_s if timeout_s is None else timeout_s)

    async def __aenter__(self) -> Self:
        """The client itself; leaving the block closes it."""
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        """Close."""
        await self.aclose()


def _is_awaited(part: object) -> bool:
    return any(inspect.iscoroutinefunction(getattr(type(part), name, None)) for name in dir(type(part)))


def _fields(
    index: Index | AsyncIndex, catalog: Catalog | AsyncCatalog, max_age_s: float
) -> Once[Fields] | AsyncOnce[Fields]:
    if _is_awaited(catalog):
        return fields_of_awaited(cast("AsyncCatalog", catalog), max_age_s=max_age_s)
    return fields_of(cast("Index", index), cast("Catalog", catalog), max_age_s=max_age_s)


async def _made_ready(
    ready: Callable[[], Awaitable[None]], embedder: Embedder | AsyncEmbedder, index: Index | AsyncIndex
) -> None:
    await ready()
    same_model(embedder, index)
