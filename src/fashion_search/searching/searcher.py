"""The steps of a search: understand, encode, look up, score, order, fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from fashion_search.async_protocols import AsyncCatalog, AsyncEmbedder, AsyncIndex
from fashion_search.errors import InvalidRequestError
from fashion_search.filters import all_of
from fashion_search.language import Understood, exclusion
from fashion_search.lexical import AsyncLexicalIndex, LexicalIndex
from fashion_search.pipeline import ComposedQuery, QueryPart, compose, default_threshold, plan
from fashion_search.protocols import Catalog, Embedder, Index, PictureSource
from fashion_search.ranking import variants
from fashion_search.ranking.calibration import Calibrations
from fashion_search.ranking.rules import Popularity
from fashion_search.results import SearchResult
from fashion_search.searching.asking import AtOnce, Work
from fashion_search.searching.call import Call
from fashion_search.searching.fields import Fields
from fashion_search.searching.finding import Finder
from fashion_search.searching.intent import (
    in_other_colors,
    meant,
    resolved,
    title_of,
    understood_in,
    with_rules,
)
from fashion_search.searching.once import AsyncOnce, Once
from fashion_search.searching.options import Options
from fashion_search.searching.ranker import Ranker
from fashion_search.types import Product, Progress, ProgressCallback, Query, Vectors

__all__ = ["Searcher"]

_WARMING = ("connect", "read fields", "wake the encoder", "wake the index")


_ONE_COLOR = "No other colour of it was found: its title names no model, or there is one colour of that."


class Searcher:
    """The parts of a client, and what a search does with them; the client answers what the steps ask.

    Args:
        embedder: Encodes queries.
        index: Finds products by vector.
        catalog: Keeps the products.
        fields: The fields of all products.
        pictures: Given to results, which show them.
        words: Finds products by their words; without it the fields of all products do.
        popularity: What everybody wants now; asked only where it counts.
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
        words: LexicalIndex | AsyncLexicalIndex | None = None,
        popularity: Once[Popularity] | None = None,
        ready: Once[None] | AsyncOnce[None] | None = None,
    ) -> None:
        self._embedder = embedder
        self._index = index
        self._catalog = catalog
        self._finder = Finder(index, catalog, fields, words, popularity)
        self._ranker = Ranker(self._finder)
        self._ready = ready
        self._pictures = pictures

    def search(
        self, call: Call, query: Query, options: Options, *, understand: bool | Understood
    ) -> Work[SearchResult]:
        """Find products by words, by picture, or by both."""
        yield from self._prepared()
        understood = understand if isinstance(understand, Understood) else None
        products = None
        if (query.text and understand is True) or query.without:
            fields = yield from self._finder.fields()
            products = fields.count(None)
            if query.without:
                unwanted = exclusion(query.without, fields.vocabulary)
                options = replace(options, condition=all_of([options.condition, unwanted]))
            if query.text and understand is True:
                understood = yield partial(understood_in, query.text, fields, options)
        wanted = meant(query, understood)
        parts = plan(wanted)
        options = resolved(options, wanted, parts, understood)
        call.step("understand")
        composed = compose(parts, (yield from self._embed(wanted, parts)))
        call.step("embed")
        # Words that the catalogue has all of cannot fit nothing.
        known = understood is not None and bool(understood) and not understood.rest
        threshold = None if known else self._threshold(composed, options, products)
        options = replace(options, calibrations=self._calibrations, threshold=threshold)
        return (
            yield from self._answer(
                composed, options, call, title=title_of(query), query=query, understood=understood
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
            options = in_other_colors(product, (yield from self._finder.fields()), options)
        call.step("look up")
        composed = compose([QueryPart(space, "image", 1.0)], vectors)
        title = f"similar to {product.product_display_name or product_id}"
        found = yield from self._answer(composed, options, call, title=title)
        return replace(found, notes=(*found.notes, _ONE_COLOR)) if other_colors and not found.hits else found

    def warm_up(self, call: Call, progress: ProgressCallback | None) -> Work[None]:
        """Do now what the first search would wait for."""
        probe = np.zeros(0, dtype=np.float32)
        for done, stage in enumerate(_WARMING):
            if progress is not None:
                progress(Progress(stage, done, len(_WARMING)))
            if stage == "connect":
                yield from self._prepared()
            elif stage == "read fields":
                yield from self._finder.fields()
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

    def _threshold(self, composed: ComposedQuery, options: Options, products: int | None) -> float | None:
        if options.min_relevance is not None:
            return None
        stated = getattr(self._embedder, "min_relevance", None)
        return default_threshold(composed, options.space or "hybrid", stated, products)

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
        options = with_rules(options, query.text if query else None)
        shown = yield from self._ranker.shown(composed, options, call)
        products = yield from self._finder.products(shown.found)
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
