"""The steps of a search: understand, encode, look up, score, order, fetch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

import numpy as np

from fashion_search.async_protocols import AsyncCatalog, AsyncEmbedder, AsyncIndex
from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Columns, F, Filter, all_of, any_of
from fashion_search.language import Understood, exclusion, understand
from fashion_search.pipeline import (
    ComposedQuery,
    QueryPart,
    Scored,
    add_merchandising,
    add_rules,
    compose,
    default_space,
    in_order,
    keep_relevant,
    merge,
    part_cosines,
    plan,
    score_parts,
)
from fashion_search.protocols import Catalog, ColumnarIndex, Embedder, Index, PictureSource
from fashion_search.ranking import variants
from fashion_search.ranking.blend import BlendWeights
from fashion_search.ranking.calibration import Calibrations
from fashion_search.ranking.merchandising import also
from fashion_search.ranking.merchandising import condition as allowed
from fashion_search.results import SearchResult
from fashion_search.searching.arranging import NO_FIELDS, Left, Shown, arranged, nothing, thinned
from fashion_search.searching.asking import AtOnce, Work
from fashion_search.searching.call import Call
from fashion_search.searching.fields import Fields
from fashion_search.searching.once import AsyncOnce, Once
from fashion_search.searching.options import Options
from fashion_search.types import Candidates, Product, Progress, ProgressCallback, Query, Space, Vectors

__all__ = ["Searcher"]

_ENOUGH = 5
_MOST = 10_000
"""Candidates looked at for the sake of variants and caps; what a remote index answers at most."""
_WARMING = ("connect", "read fields", "wake the encoder", "wake the index")
_NO_VECTORS = np.empty((0, 0), dtype=np.float32)

Result = TypeVar("Result")


class Searcher:
    """The parts of a client, and what a search does with them; the client answers what the steps ask.

    Args:
        embedder: Encodes queries.
        index: Finds products by vector.
        catalog: Keeps the products.
        fields: The fields of all products.
        pictures: Given to results, which show them.
        ready: What has to be known of remote parts before the first search; `None` when nothing has.
    """

    def __init__(
        self,
        embedder: Embedder | AsyncEmbedder,
        index: Index | AsyncIndex,
        catalog: Catalog | AsyncCatalog,
        *,
        fields: Once[Fields] | AsyncOnce[Fields],
        pictures: PictureSource | None,
        ready: Once[None] | AsyncOnce[None] | None = None,
    ) -> None:
        self._embedder = embedder
        self._index = index
        self._catalog = catalog
        self._fields = fields
        self._ready = ready
        self._pictures = pictures

    def search(
        self, call: Call, query: Query, options: Options, *, understanding: bool
    ) -> Work[SearchResult]:
        """Find products by words, by picture, or by both."""
        yield from self._prepared()
        understood = None
        if (query.text and understanding) or query.without:
            fields: Fields = yield partial(self._fields.get)
            unwanted = exclusion(query.without, fields.vocabulary) if query.without else None
            options = replace(options, condition=all_of([options.condition, unwanted]))
            if query.text and understanding:
                understood = yield partial(_understand, query.text, fields, options)
        meant = _meant(query, understood)
        parts = plan(meant)
        options = replace(
            _resolved(options, parts, understood),
            calibrations=self._calibrations,
            threshold=self._threshold(options, parts),
        )
        call.step("understand")
        composed = compose(parts, (yield from self._embed(meant, parts)))
        call.step("embed")
        return (
            yield from self._answer(
                composed, options, call, title=_title(query), query=query, understood=understood
            )
        )

    def similar(
        self, call: Call, product_id: str, options: Options, *, cheaper: bool, other_colors: bool
    ) -> Work[SearchResult]:
        """Find products like one of the catalogue, by its stored vector."""
        yield from self._prepared()
        space = options.space or "hybrid"
        product: Product
        vectors: Vectors
        product, vectors = yield AtOnce(
            (
                partial(self._catalog.get, product_id),
                partial(self._index.vectors_of, [product_id], space=space),
            )
        )
        if not vectors.any():
            raise InvalidRequestError(
                f"Product {product_id!r} has no {space} vector, most likely no picture; try space='text'."
            )
        if cheaper:
            options = replace(options, condition=all_of([options.condition, variants.cheaper(product)]))
        if other_colors:
            options = yield from self._in_other_colors(product, options)
        call.step("look up")
        composed = compose([QueryPart(space, "image", 1.0)], vectors)
        title = f"similar to {product.product_display_name or product_id}"
        return (yield from self._answer(composed, options, call, title=title))

    def warm_up(self, call: Call, progress: ProgressCallback | None) -> Work[None]:
        """Do now what the first search would wait for."""
        probe = np.zeros(0, dtype=np.float32)
        for done, stage in enumerate(_WARMING):
            if progress is not None:
                progress(Progress(stage, done, len(_WARMING)))
            if stage == "connect":
                yield from self._prepared()
            elif stage == "read fields":
                yield partial(self._fields.get)
            elif stage == "wake the encoder":
                probe = (yield partial(self._embedder.embed_texts, ["shirt"]))[0]
            else:
                yield partial(self._index.query, probe, limit=1)
            call.step(stage)
        if progress is not None:
            progress(Progress("ready", len(_WARMING), len(_WARMING)))

    def _prepared(self) -> Work[None]:
        if self._ready is not None:
            yield partial(self._ready.get)
            self._ready = None

    def _in_other_colors(self, product: Product, options: Options) -> Work[Options]:
        fields: Fields = yield partial(self._fields.get)
        where = variants.other_colors(product, fields.stems)
        itself = F.product_id == product.product_id
        condition = ~itself & itself if where is None else where
        return replace(
            options,
            condition=all_of([options.condition, condition]),
            stem=fields.stems.of(product.product_display_name),
        )

    def _embed(self, query: Query, parts: Sequence[QueryPart]) -> Work[Vectors]:
        """One row per part, in the parts' order; all texts in one call."""
        words = {part.name: getattr(query, part.name) for part in parts if part.kind == "text"}
        calls = [partial(self._embedder.embed_texts, list(words.values()))] if words else []
        if query.image is not None:
            calls.append(partial(self._embedder.embed_images, [query.image]))
        encoded: list[Vectors] = yield AtOnce(tuple(calls))
        rows = dict(zip(words, encoded[0], strict=True)) if words else {}
        if query.image is not None:
            rows["image"] = encoded[-1][0]
        return np.stack([rows[part.name] for part in parts])

    @property
    def _calibrations(self) -> Calibrations:
        """What the model's cosines mean; empty for a model that does not say."""
        return getattr(self._embedder, "calibration", None) or {}

    def _threshold(self, options: Options, parts: Sequence[QueryPart]) -> float | None:
        """The model's own, which is about words alone in the space they are searched in by default."""
        only_words = all(part.kind == "text" for part in parts)
        if options.min_relevance is not None or not only_words or options.space not in {None, "hybrid"}:
            return None
        return getattr(self._embedder, "min_relevance", None)

    def _answer(
        self,
        composed: ComposedQuery,
        options: Options,
        call: Call,
        *,
        title: str,
        query: Query | None = None,
        understood: Understood | None = None,
    ) -> Work[SearchResult]:
        """Vector to result: the steps every kind of search shares."""
        options = _with_rules(options, query.text if query else None)
        shown = yield from self._shown(composed, options, call)
        products = yield from self._products(shown.found)
        facets = {}
        if options.facets:
            facets = yield partial(self._catalog.facets, options.facets, where=options.condition)
        call.step("products")
        return SearchResult(
            hits=shown.hits(products),
            title=title,
            query=query,
            understood=understood,
            where=options.condition,
            facets=facets,
            timings_ms=call.laps,
            pictures=self._pictures,
            notes=shown.notes,
        )

    def _shown(self, composed: ComposedQuery, options: Options, call: Call) -> Work[Shown]:
        """What is shown of the nearest; of more of them where variants and caps leave too few."""
        wanted = options.candidates_for(composed)
        while True:
            found = yield from self._look_up(composed, options, wanted)
            call.step("search")
            fields = (yield from self._attributes(found)) if options.reads_fields else NO_FIELDS
            scored = yield from self._score(composed, found, fields, options)
            if (yield from self._nothing_matches(composed, scored, options)):
                return nothing(found, scored, options)
            shown = yield from self._arrange(found, scored, fields, options)
            call.step("rank")
            if len(shown.found) >= options.limit or not options.thins or not len(found) >= wanted < _MOST:
                return shown
            wanted = min(4 * wanted, _MOST)

    def _nothing_matches(self, composed: ComposedQuery, scored: Scored, options: Options) -> Work[bool]:
        """Whether even the nearest product, filters aside, is below the threshold."""
        threshold, relevance = options.threshold, scored.relevance
        if threshold is None or relevance is None or (relevance.size and relevance.max() >= threshold):
            return False
        if options.condition is None:
            return True
        nearest = yield from self._look_up(composed, replace(options, condition=None, kinds=None), 1)
        cosines = part_cosines(composed, nearest, (yield from self._stored(composed, nearest, options)))
        best = score_parts(composed, cosines, options.space or "hybrid", options.calibrations).relevance
        return best is None or not best.size or bool(best.max() < threshold)

    def _stored(self, composed: ComposedQuery, found: Candidates, options: Options) -> Work[Vectors]:
        """The candidates' own vectors, where the parts of the query need them."""
        if len(composed.parts) == 1:
            return _NO_VECTORS
        return (yield from self._vectors(found.product_ids, options.space))

    def _look_up(self, composed: ComposedQuery, options: Options, wanted: int) -> Work[Candidates]:
        spare = 0 if options.without_id is None else 1
        query = partial(self._index.query, composed.vector, space=options.space or "hybrid")
        calls = [partial(query, limit=wanted + spare, where=options.condition)]
        if options.kinds is not None:
            calls.append(partial(query, limit=wanted, where=all_of([options.condition, options.kinds])))
        found: Candidates
        others: list[Candidates]
        found, *others = yield AtOnce(tuple(calls))
        for other in others:
            found = merge(found, other)
        if not spare:
            return found
        kept = [row for row, one in enumerate(found.product_ids) if one != options.without_id]
        return found.rows(kept[:wanted])

    def _score(
        self, composed: ComposedQuery, found: Candidates, fields: Columns, options: Options
    ) -> Work[Scored]:
        cosines = part_cosines(composed, found, (yield from self._stored(composed, found, options)))
        scored = score_parts(composed, cosines, options.space or "hybrid", options.calibrations)
        if options.preferences:
            scored = add_rules(scored, fields, options.preferences, options.blend)
        return add_merchandising(scored, fields, options.rules) if options.rules else scored

    def _arrange(self, found: Candidates, scored: Scored, fields: Columns, options: Options) -> Work[Shown]:
        """Which candidates are shown, and where."""
        left = Left(keep_relevant(scored, in_order(scored, len(found)), options.min_relevance))
        if options.thins:
            known: Fields = yield partial(self._fields.get)
            ids = found.rows(left.order).product_ids
            images = (yield from self._vectors(ids, "image")) if options.collapse else _NO_VECTORS
            left = thinned(left.order, images, fields, known, options)
        vectors = np.zeros((len(left.order), 1), dtype=np.float32)
        if options.diversity > 0:
            vectors = yield from self._vectors(found.rows(left.order).product_ids, options.space)
        return arranged(found, scored, left, vectors, options)

    def _vectors(self, product_ids: Sequence[str], space: Space | None) -> Work[Vectors]:
        vectors: Vectors = yield partial(self._index.vectors_of, product_ids, space=space or "hybrid")
        return vectors

    def _attributes(self, found: Candidates) -> Work[Columns]:
        """The candidates' fields, from whoever has them at hand."""
        if found.products is None and isinstance(self._index, ColumnarIndex):
            return self._index.columns_of(found.product_ids)
        known = yield from self._products(found)
        return Columns.from_products([known.get(one) or Product(product_id=one) for one in found.product_ids])

    def _products(self, found: Candidates) -> Work[Mapping[str, Product]]:
        if found.products is not None:
            return dict(zip(found.product_ids, found.products, strict=True))
        products: Mapping[str, Product] = yield partial(self._catalog.get_many, found.product_ids)
        return products


def _understand(text: str, fields: Fields, options: Options) -> Understood:
    """What the words say; nothing becomes a must that leaves too few products."""

    def count(where: Filter) -> int:
        return fields.count(all_of([options.condition, where]))

    return understand(text, fields.vocabulary, count=count, enough=max(options.limit, _ENOUGH))


def _with_rules(options: Options, text: str | None) -> Options:
    """Only the shop's rules in force today for these words, with what they exclude and lift as filters."""
    rules = options.rules.in_force(text, date.today())  # noqa: DTZ011  # a shop's day is its own
    if not rules:
        return replace(options, rules=rules)
    return replace(
        options,
        rules=rules,
        condition=all_of([options.condition, allowed(rules)]),
        kinds=any_of(one for one in (options.kinds, also(rules)) if one is not None),
    )


def _resolved(
    options: Options,
    parts: Sequence[QueryPart],
    understood: Understood | None,
) -> Options:
    """The options with everything the query and its words say filled in."""
    options = replace(options, space=options.space or default_space(parts))
    if understood is None:
        return options
    options = replace(options, condition=all_of([options.condition, understood.where()]))
    if options.preferences is not None:
        return options
    return replace(
        options,
        preferences=understood.preferences(),
        kinds=understood.kinds(),
        blend=_for_words(options.blend, parts),
    )


def _for_words(blend: BlendWeights, parts: Sequence[QueryPart]) -> BlendWeights:
    """What is read out of the words counts as much as the words do beside a picture."""
    share = sum(part.weight for part in parts if part.name == "text")
    return replace(blend, rules=blend.rules * share)


def _meant(query: Query, understood: Understood | None) -> Query:
    """The query for the encoder: without the words that say a price or what is not wanted."""
    if understood is None:
        return query
    without = ", ".join(words for words in (query.without, understood.without) if words)
    return replace(query, text=understood.wanted, without=without or None)


def _title(query: Query) -> str:
    said = [query.text] if query.text else []
    if query.image is not None:
        said.append("a picture")
    title = " + ".join(said)
    return f"{title} without {query.without}" if query.without else title
