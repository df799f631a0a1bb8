"""The steps of a search that go through the parts: encode, look up, score, fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fashion_search.deadline import Clock, Deadline
from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Columns, Filter, Where, all_of, mask, parse_filter
from fashion_search.language import Understood, Vocabulary, exclusion, understand
from fashion_search.language.vocabulary import ATTRIBUTES
from fashion_search.pipeline import (
    ComposedQuery,
    QueryPart,
    Scored,
    add_rules,
    assemble,
    in_order,
    keep_relevant,
    merge,
    part_cosines,
    score_parts,
)
from fashion_search.preferences import Preferences
from fashion_search.protocols import Catalog, ColumnarIndex, Embedder, Index, PictureSource
from fashion_search.ranking.blend import BlendWeights
from fashion_search.ranking.calibration import Calibrations
from fashion_search.ranking.mmr import mmr
from fashion_search.results import SearchResult
from fashion_search.types import Candidates, Product, Query, Space, Vectors

__all__ = ["Call", "Options", "Searcher"]

_POOL = 200
"""Candidates that are scored when rules, diversity or several parts can change the order of the nearest."""

_EVERY_VALUE = 10_000
_ENOUGH = 5
_NO_VECTORS = np.empty((0, 0), dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to answer, whatever was asked; the words are those of `FashionClient.search`.

    Attributes:
        condition: Only products that pass this filter.
        kinds: Of products that pass this one, the nearest are looked at too; it excludes nothing.
        blend: How much relevance and rules count.
        calibrations: What cosines mean; empty when similarity itself is the score.
        without_id: A product to leave out.
    """

    limit: int
    space: Space
    condition: Filter | None = None
    kinds: Filter | None = None
    preferences: Preferences = field(default_factory=Preferences)
    blend: BlendWeights = field(default_factory=BlendWeights)
    diversity: float = 0.0
    min_relevance: float | None = None
    facets: Sequence[str] = ()
    calibrations: Calibrations | None = None
    without_id: str | None = None

    def __post_init__(self) -> None:
        """Refuse a limit that asks for nothing."""
        if self.limit < 1:
            raise InvalidRequestError(f"limit is {self.limit!r}; it must be at least 1.")

    def candidates_for(self, query: ComposedQuery) -> int:
        """How many of the nearest to look at: more than asked for when their order can change."""
        reordered = len(query.parts) > 1 or bool(self.preferences) or self.diversity > 0
        return max(self.limit, _POOL) if reordered else self.limit


class Call:
    """One call: its deadline, and where its time went."""

    def __init__(self, operation: str, timeout_s: float | None) -> None:
        self._deadline = Deadline(timeout_s, operation)
        self._clock = Clock()

    @property
    def laps(self) -> dict[str, float]:
        """Milliseconds by step."""
        return self._clock.laps

    def step(self, name: str) -> None:
        """A step has ended; go on only if there is time left."""
        self._clock.lap(name)
        self._deadline.check(f"the step after {name!r}")


class Searcher:
    """The parts of a client, and what a search does with them."""

    def __init__(
        self, embedder: Embedder, index: Index, catalog: Catalog, pictures: PictureSource | None
    ) -> None:
        self._embedder = embedder
        self._index = index
        self._catalog = catalog
        self._pictures = pictures

    def embed(self, query: Query, parts: Sequence[QueryPart]) -> Vectors:
        """One row per part, in the parts' order; all texts in one call."""
        words = {part.name: getattr(query, part.name) for part in parts if part.kind == "text"}
        rows = (
            dict(zip(words, self._embedder.embed_texts(list(words.values())), strict=True)) if words else {}
        )
        if query.image is not None:
            rows["image"] = self._embedder.embed_images([query.image])[0]
        return np.stack([rows[part.name] for part in parts])

    def condition(self, where: Where, without: str | None) -> Filter | None:
        """The caller's filter, and the exclusions its `without` names."""
        unwanted = exclusion(without, self.vocabulary) if without else None
        return all_of([parse_filter(where), unwanted])

    def understand(self, text: str, condition: Filter | None, limit: int) -> Understood:
        """What the words say; nothing becomes a must that leaves too few products."""

        def count(where: Filter) -> int:
            return self._count(all_of([condition, where]))

        return understand(text, self.vocabulary, count=count, enough=max(limit, _ENOUGH))

    def _count(self, where: Filter | None) -> int:
        """How many products pass, from the index when it has the fields at hand."""
        if where is not None and isinstance(self._index, ColumnarIndex):
            return int(np.count_nonzero(mask(where, self._index.columns)))
        return self._catalog.count(where=where)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What words mean in this catalogue, read once."""
        if isinstance(self._index, ColumnarIndex):
            return Vocabulary.from_columns(self._index.columns)
        facets = self._catalog.facets(ATTRIBUTES, limit=_EVERY_VALUE)
        return Vocabulary.from_counts(
            {
                name: {facet.value: facet.count for facet in values if isinstance(facet.value, str)}
                for name, values in facets.items()
            }
        )

    @property
    def calibrations(self) -> Calibrations:
        """What the model's cosines mean; empty for a model that does not say."""
        return getattr(self._embedder, "calibration", None) or {}

    def answer(
        self,
        composed: ComposedQuery,
        options: Options,
        call: Call,
        *,
        title: str,
        query: Query | None = None,
        understood: Understood | None = None,
    ) -> SearchResult:
        """Vector to result: the steps every kind of search shares."""
        found = self._look_up(composed, options)
        call.step("search")
        scored = self._score(composed, found, options)
        order = self._order(found, scored, options)
        found, scored = found.rows(order), scored.rows(order)
        call.step("rank")
        hits = assemble(found, self._catalog.get_many(found.product_ids), scored)
        facets = self._catalog.facets(options.facets, where=options.condition) if options.facets else {}
        call.step("products")
        return SearchResult(
            hits=hits,
            title=title,
            query=query,
            understood=understood,
            where=options.condition,
            facets=facets,
            timings_ms=call.laps,
            pictures=self._pictures,
        )

    def _look_up(self, composed: ComposedQuery, options: Options) -> Candidates:
        wanted = options.candidates_for(composed)
        spare = 0 if options.without_id is None else 1
        found = self._nearest(composed, options, options.condition, wanted + spare)
        if options.kinds is not None:
            named = all_of([options.condition, options.kinds])
            found = merge(found, self._nearest(composed, options, named, wanted))
        if not spare:
            return found
        others = [row for row, one in enumerate(found.product_ids) if one != options.without_id]
        return found.rows(others[:wanted])

    def _nearest(
        self, composed: ComposedQuery, options: Options, where: Filter | None, limit: int
    ) -> Candidates:
        return self._index.query(composed.vector, limit=limit, where=where, space=options.space)

    def _score(self, composed: ComposedQuery, found: Candidates, options: Options) -> Scored:
        lone = len(composed.parts) == 1
        stored = _NO_VECTORS if lone else self._index.vectors_of(found.product_ids, space=options.space)
        cosines = part_cosines(composed, found, stored)
        scored = score_parts(composed, cosines, options.space, options.calibrations or {})
        if not options.preferences:
            return scored
        attributes = self._attributes(found.product_ids)
        return add_rules(scored, attributes, options.preferences, options.blend)

    def _order(self, found: Candidates, scored: Scored, options: Options) -> NDArray[np.intp]:
        """Rows of the hits, best first, traded against being alike when asked."""
        order = keep_relevant(scored, in_order(scored, len(found)), options.min_relevance)
        if options.diversity > 0:
            ids = [found.product_ids[row] for row in order]
            vectors = self._index.vectors_of(ids, space=options.space)
            order = order[
                mmr(scored.scores[order], vectors, limit=options.limit, diversity=options.diversity)
            ]
        return order[: options.limit]

    def _attributes(self, product_ids: Sequence[str]) -> Columns:
        """The candidates' fields, from the index when it has them at hand."""
        if isinstance(self._index, ColumnarIndex):
            return self._index.columns_of(product_ids)
        known = self._catalog.get_many(product_ids)
        return Columns.from_products([known.get(one) or Product(product_id=one) for one in product_ids])
