"""The facade: one client, the same calls whatever the parts behind it are."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fashion_search import wiring
from fashion_search.errors import InvalidRequestError, ModelMismatchError
from fashion_search.filters import Columns, Filter, Where, all_of, parse_filter
from fashion_search.language import Understood, Vocabulary, exclusion
from fashion_search.language import understand as read_words
from fashion_search.language.vocabulary import ATTRIBUTES
from fashion_search.pipeline import (
    Clock,
    ComposedQuery,
    Deadline,
    QueryPart,
    Scored,
    add_rules,
    assemble,
    compose,
    default_space,
    in_order,
    keep_relevant,
    part_cosines,
    plan,
    score_parts,
)
from fashion_search.preferences import Preferences
from fashion_search.products import Products
from fashion_search.protocols import Catalog, ColumnarIndex, Embedder, Index, PictureSource
from fashion_search.ranking.blend import BlendWeights
from fashion_search.ranking.calibration import Calibrations
from fashion_search.ranking.mmr import mmr
from fashion_search.results import SearchResult
from fashion_search.types import (
    SPACES,
    Candidates,
    ImageLike,
    Product,
    ProgressCallback,
    Query,
    Space,
    Vectors,
)

__all__ = ["FashionClient"]

_POOL = 200
"""Candidates that are scored when rules, diversity or several parts can change the order of the nearest."""

_EVERY_VALUE = 10_000
_NO_PREFERENCES = Preferences()
_NO_VECTORS = np.empty((0, 0), dtype=np.float32)


class FashionClient:
    """Searches one catalogue by words, by picture, and by both.

    Args:
        embedder: Encodes queries; must be the model the index was built with.
        index: Finds products by vector.
        catalog: Keeps the products.
        pictures: Where pictures come from, for showing results; without it results show none.
        blend: How much relevance and rules count in a score.

    Raises:
        ModelMismatchError: the index holds vectors of another model.
    """

    def __init__(
        self,
        *,
        embedder: Embedder,
        index: Index,
        catalog: Catalog,
        pictures: PictureSource | None = None,
        blend: BlendWeights | None = None,
    ) -> None:
        if embedder.identity != index.identity:
            raise ModelMismatchError(
                f"The index holds vectors of {index.identity}, but the embedder is {embedder.identity}. "
                "Open it with the embedder that made it, or ingest again with this one."
            )
        self.embedder = embedder
        self.index = index
        self.catalog = catalog
        self.pictures = pictures
        self.blend = blend or BlendWeights()
        self.products = Products(catalog)

    @classmethod
    def open(cls, store: str | os.PathLike[str], *, embedder: Embedder | None = None) -> FashionClient:
        """Open a store made by `fashion-search ingest`.

        Args:
            store: The store's directory.
            embedder: The model it was made with; by default the one in this package.

        Raises:
            NotFoundError: there is no store.
            StoreError: the store is damaged or of a newer version.
            ModelMismatchError: the store was made with another model.
        """
        return cls(**wiring.open_store(store, embedder=embedder))

    @classmethod
    def demo(
        cls, store: str | os.PathLike[str] | None = None, *, progress: ProgressCallback | None = None
    ) -> FashionClient:
        """A catalogue of about 2,000 products drawn by this package, ready to search.

        Args:
            store: Where to keep it; by default in the user's cache folder, where a second call finds it.
            progress: Told how far the drawing and encoding is, the first time.
        """
        return cls.open(wiring.demo_store(store, progress=progress))

    def search(
        self,
        query: str | Query,
        *,
        limit: int = 20,
        where: Where = None,
        space: Space | None = None,
        understand: bool = True,
        preferences: Preferences | None = None,
        diversity: float = 0.0,
        min_relevance: float | None = None,
        facets: Sequence[str] = (),
        timeout_s: float | None = None,
    ) -> SearchResult:
        """Find products by words, by picture, or by both.

        Args:
            query: Words, or a `Query` for everything else.
            limit: How many hits at most.
            where: Only products that pass this filter.
            space: Which vectors to compare with; by default pictures for a picture, hybrid for the rest.
            understand: Read prices, genders, brands, exclusions and wishes out of the words; see
                `result.understood`. `False` leaves them to the model alone.
            preferences: Wishes that move the ranking; they replace the ones read from the words.
            diversity: 0 ranks by score alone, 1 by difference alone (maximal marginal relevance).
            min_relevance: Leave out hits below this relevance, in [0, 1]; the result may be empty.
            facets: Fields to count over all products that pass the filter.
            timeout_s: Seconds the call may take.

        Returns:
            The hits, best first, ties by product id; never fewer than `limit` when enough products match.

        Raises:
            InvalidRequestError: nothing to look for, or an option out of range.
            FilterError: the filter is not valid.
            InvalidImageError: the picture cannot be read.
            DeadlineExceededError: `timeout_s` ran out.
        """
        asked = Query(text=query) if isinstance(query, str) else query
        call = _Call("search", timeout_s)
        condition = self._condition(where, asked.without)
        understood = self._understand(asked, condition, limit) if understand and asked.text else None
        if understood is not None:
            condition = all_of([condition, understood.where()])
            preferences = preferences or understood.preferences()
        meant = _meant(asked, understood)
        parts = plan(meant)
        call.step("understand")
        composed = compose(parts, self._embed(meant, parts))
        call.step("embed")
        return self._answer(
            composed,
            call=call,
            title=_title(asked),
            query=asked,
            understood=understood,
            limit=limit,
            condition=condition,
            space=_checked_space(space) or default_space(parts),
            preferences=preferences or _NO_PREFERENCES,
            diversity=diversity,
            min_relevance=min_relevance,
            facets=facets,
        )

    def search_image(
        self,
        image: ImageLike,
        *,
        limit: int = 20,
        where: Where = None,
        space: Space | None = None,
        preferences: Preferences | None = None,
        diversity: float = 0.0,
        min_relevance: float | None = None,
        facets: Sequence[str] = (),
        timeout_s: float | None = None,
    ) -> SearchResult:
        """Find products that look like a picture; `search(Query(image=image))` by a shorter name."""
        return self.search(
            Query(image=image),
            limit=limit,
            where=where,
            space=space,
            preferences=preferences,
            diversity=diversity,
            min_relevance=min_relevance,
            facets=facets,
            timeout_s=timeout_s,
        )

    def similar(
        self,
        product_id: str,
        *,
        limit: int = 20,
        where: Where = None,
        space: Space = "hybrid",
        diversity: float = 0.0,
        facets: Sequence[str] = (),
        timeout_s: float | None = None,
    ) -> SearchResult:
        """Find products like one of the catalogue, which itself is left out. Nothing is encoded.

        Args:
            product_id: The product to start from.
            limit: How many hits at most.
            where: Only products that pass this filter.
            space: `"image"` for looks alone, `"text"` for words alone, `"hybrid"` for both.
            diversity: 0 ranks by score alone, 1 by difference alone.
            facets: Fields to count over all products that pass the filter.
            timeout_s: Seconds the call may take.

        Raises:
            NotFoundError: no such product.
            InvalidRequestError: the product has no vector in this space, such as no picture.
        """
        call = _Call("similar", timeout_s)
        product = self.catalog.get(product_id)
        vectors = self.index.vectors_of([product_id], space=_checked_space(space) or "hybrid")
        if not vectors.any():
            raise InvalidRequestError(
                f"Product {product_id!r} has no {space} vector, most likely no picture; try space='text'."
            )
        call.step("look up")
        return self._answer(
            compose([QueryPart(space, "image", 1.0)], vectors),
            call=call,
            title=f"similar to {product.product_display_name or product_id}",
            limit=limit,
            condition=parse_filter(where),
            space=space,
            diversity=diversity,
            facets=facets,
            without_id=product_id,
        )

    def _answer(
        self,
        composed: ComposedQuery,
        *,
        call: _Call,
        title: str,
        limit: int,
        condition: Filter | None,
        space: Space,
        diversity: float,
        facets: Sequence[str],
        query: Query | None = None,
        understood: Understood | None = None,
        preferences: Preferences = _NO_PREFERENCES,
        min_relevance: float | None = None,
        without_id: str | None = None,
    ) -> SearchResult:
        """Vector to result: the steps every kind of search shares."""
        reordered = len(composed.parts) > 1 or bool(preferences) or diversity > 0
        wanted = max(limit, _POOL) if reordered else limit
        spare = 0 if without_id is None else 1
        found = self.index.query(composed.vector, limit=wanted + spare, where=condition, space=space)
        found = _leave_out(found, without_id, wanted)
        call.step("search")
        scored = self._score(composed, found, space, {} if query is None else self._calibrations, preferences)
        order = keep_relevant(scored, in_order(scored, wanted), min_relevance)
        if diversity > 0:
            order = self._diversify(found, scored, order, space=space, limit=limit, diversity=diversity)
        order = order[:limit]
        found, scored = found.rows(order), scored.rows(order)
        call.step("rank")
        hits = assemble(found, self.catalog.get_many(found.product_ids), scored)
        call.step("products")
        return SearchResult(
            hits=hits,
            title=title,
            query=query,
            understood=understood,
            where=condition,
            facets=self.catalog.facets(facets, where=condition) if facets else {},
            timings_ms=call.laps,
            pictures=self.pictures,
        )

    def _score(
        self,
        composed: ComposedQuery,
        found: Candidates,
        space: Space,
        calibrations: Calibrations,
        preferences: Preferences,
    ) -> Scored:
        lone = len(composed.parts) == 1
        stored = _NO_VECTORS if lone else self.index.vectors_of(found.product_ids, space=space)
        scored = score_parts(composed, part_cosines(composed, found, stored), space, calibrations)
        if not preferences:
            return scored
        return add_rules(scored, self._attributes(found.product_ids), preferences, self.blend)

    def _attributes(self, product_ids: Sequence[str]) -> Columns:
        """The candidates' fields, from the index when it has them at hand."""
        if isinstance(self.index, ColumnarIndex):
            return self.index.columns_of(product_ids)
        known = self.catalog.get_many(product_ids)
        return Columns.from_products([known.get(one) or Product(product_id=one) for one in product_ids])

    def _diversify(
        self,
        found: Candidates,
        scored: Scored,
        order: NDArray[np.intp],
        *,
        space: Space,
        limit: int,
        diversity: float,
    ) -> NDArray[np.intp]:
        """The rows of `order` that are good and unlike one another."""
        vectors = self.index.vectors_of([found.product_ids[row] for row in order], space=space)
        return order[mmr(scored.scores[order], vectors, limit=limit, diversity=diversity)]

    def _embed(self, query: Query, parts: Sequence[QueryPart]) -> Vectors:
        """One row per part, in the parts' order; all texts in one call."""
        words = {part.name: getattr(query, part.name) for part in parts if part.kind == "text"}
        rows = dict(zip(words, self.embedder.embed_texts(list(words.values())), strict=True)) if words else {}
        if query.image is not None:
            rows["image"] = self.embedder.embed_images([query.image])[0]
        return np.stack([rows[part.name] for part in parts])

    def _condition(self, where: Where, without: str | None) -> Filter | None:
        """The caller's filter, and the exclusions its `without` names."""
        unwanted = exclusion(without, self._vocabulary) if without else None
        return all_of([parse_filter(where), unwanted])

    def _understand(self, query: Query, condition: Filter | None, limit: int) -> Understood:
        """What the words say; nothing becomes a must that leaves too few products."""

        def count(where: Filter) -> int:
            return self.catalog.count(where=all_of([condition, where]))

        return read_words(query.text or "", self._vocabulary, count=count, enough=max(limit, 5))

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        """What words mean in this catalogue, read once."""
        if isinstance(self.index, ColumnarIndex):
            return Vocabulary.from_columns(self.index.columns)
        facets = self.catalog.facets(ATTRIBUTES, limit=_EVERY_VALUE)
        return Vocabulary.from_counts(
            {
                name: {facet.value: facet.count for facet in values if isinstance(facet.value, str)}
                for name, values in facets.items()
            }
        )

    @property
    def _calibrations(self) -> Calibrations:
        return getattr(self.embedder, "calibration", None) or {}


class _Call:
    """One call: its deadline, and where its time went."""

    def __init__(self, operation: str, timeout_s: float | None) -> None:
        self._deadline = Deadline(timeout_s, operation)
        self._clock = Clock()

    @property
    def laps(self) -> dict[str, float]:
        return self._clock.laps

    def step(self, name: str) -> None:
        """A step has ended; go on only if there is time left."""
        self._clock.lap(name)
        self._deadline.check(f"the step after {name!r}")


def _meant(query: Query, understood: Understood | None) -> Query:
    """The query for the encoder: without the words that say a price or what is not wanted."""
    if understood is None:
        return query
    without = ", ".join(words for words in (query.without, understood.without) if words)
    return replace(query, text=understood.wanted, without=without or None)


def _checked_space(space: Space | None) -> Space | None:
    if space is not None and space not in SPACES:
        raise InvalidRequestError(f"Unknown space {space!r}; known: {', '.join(map(repr, SPACES))}.")
    return space


def _leave_out(found: Candidates, product_id: str | None, limit: int) -> Candidates:
    if product_id is None:
        return found
    return found.rows([row for row, other in enumerate(found.product_ids) if other != product_id][:limit])


def _title(query: Query) -> str:
    said = [query.text] if query.text else []
    if query.image is not None:
        said.append("a picture")
    title = " + ".join(said)
    return f"{title} without {query.without}" if query.without else title
