"""The facade: one client, the same calls whatever the parts behind it are."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from fashion_search import wiring
from fashion_search.errors import InvalidRequestError, ModelMismatchError
from fashion_search.filters import Filter, Where, all_of, parse_filter
from fashion_search.language import exclusion
from fashion_search.pipeline import (
    ComposedQuery,
    Deadline,
    QueryPart,
    assemble,
    compose,
    default_space,
    keep_relevant,
    part_cosines,
    plan,
)
from fashion_search.products import Products
from fashion_search.protocols import Catalog, Embedder, Index, PictureSource
from fashion_search.ranking.calibration import Calibrations
from fashion_search.results import SearchResult
from fashion_search.types import SPACES, Candidates, ImageLike, ProgressCallback, Query, Space, Vectors

__all__ = ["FashionClient"]


class FashionClient:
    """Searches one catalogue by words, by picture, and by both.

    Args:
        embedder: Encodes queries; must be the model the index was built with.
        index: Finds products by vector.
        catalog: Keeps the products.
        pictures: Where pictures come from, for showing results; without it results show none.

    Raises:
        ModelMismatchError: the index holds vectors of another model.
    """

    def __init__(
        self, *, embedder: Embedder, index: Index, catalog: Catalog, pictures: PictureSource | None = None
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
        deadline = Deadline(timeout_s, "search")
        clock = _Clock()
        parts = plan(asked)
        condition = self._condition(where, asked.without)
        composed = compose(parts, self._embed(asked, parts))
        clock.lap("embed")
        deadline.check("looking up the vectors")
        return self._answer(
            composed,
            clock=clock,
            deadline=deadline,
            title=_title(asked),
            query=asked,
            limit=limit,
            condition=condition,
            space=_checked_space(space) or default_space(parts),
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
        facets: Sequence[str] = (),
        timeout_s: float | None = None,
    ) -> SearchResult:
        """Find products like one of the catalogue, which itself is left out. Nothing is encoded.

        Args:
            product_id: The product to start from.
            limit: How many hits at most.
            where: Only products that pass this filter.
            space: `"image"` for looks alone, `"text"` for words alone, `"hybrid"` for both.
            facets: Fields to count over all products that pass the filter.
            timeout_s: Seconds the call may take.

        Raises:
            NotFoundError: no such product.
            InvalidRequestError: the product has no vector in this space, such as no picture.
        """
        deadline = Deadline(timeout_s, "similar")
        clock = _Clock()
        product = self.catalog.get(product_id)
        vectors = self.index.vectors_of([product_id], space=_checked_space(space) or "hybrid")
        if not vectors.any():
            raise InvalidRequestError(
                f"Product {product_id!r} has no {space} vector, most likely no picture; try space='text'."
            )
        clock.lap("look up")
        return self._answer(
            compose([QueryPart(space, "image", 1.0)], vectors),
            clock=clock,
            deadline=deadline,
            title=f"similar to {product.product_display_name or product_id}",
            query=None,
            limit=limit,
            condition=parse_filter(where),
            space=space,
            facets=facets,
            without_id=product_id,
        )

    def _answer(
        self,
        composed: ComposedQuery,
        *,
        clock: _Clock,
        deadline: Deadline,
        title: str,
        query: Query | None,
        limit: int,
        condition: Filter | None,
        space: Space,
        facets: Sequence[str],
        min_relevance: float | None = None,
        without_id: str | None = None,
    ) -> SearchResult:
        """Vector to result: the steps every kind of search shares."""
        spare = 0 if without_id is None else 1
        found = self.index.query(composed.vector, limit=limit + spare, where=condition, space=space)
        found = _leave_out(found, without_id, limit)
        clock.lap("search")
        deadline.check("looking up the products")
        stored = (
            self.index.vectors_of(found.product_ids, space=space) if len(composed.parts) > 1 else _NO_VECTORS
        )
        hits = assemble(
            found,
            self.catalog.get_many(found.product_ids),
            query=composed,
            cosines=part_cosines(composed, found, stored),
            space=space,
            calibrations={} if query is None else self._calibrations,
        )
        clock.lap("products")
        counts = self.catalog.facets(facets, where=condition) if facets else {}
        return SearchResult(
            hits=keep_relevant(hits, min_relevance),
            title=title,
            query=query,
            where=condition,
            facets=counts,
            timings_ms=clock.laps,
            pictures=self.pictures,
        )

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

    @cached_property
    def _vocabulary(self) -> dict[str, tuple[str, ...]]:
        """The values each attribute takes in this catalogue."""
        facets = self.catalog.facets(_ATTRIBUTES, limit=_EVERY_VALUE)
        return {
            name: tuple(facet.value for facet in values if isinstance(facet.value, str))
            for name, values in facets.items()
        }

    @property
    def _calibrations(self) -> Calibrations:
        return getattr(self.embedder, "calibration", None) or {}


_ATTRIBUTES = ("base_color", "article_type", "sub_category", "master_category", "gender", "season", "usage")
_EVERY_VALUE = 10_000
_NO_VECTORS = np.empty((0, 0), dtype=np.float32)


class _Clock:
    """Milliseconds between the steps of one call."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self.laps[step] = (now - self._last) * 1e3
        self._last = now


def _checked_space(space: Space | None) -> Space | None:
    if space is not None and space not in SPACES:
        raise InvalidRequestError(f"Unknown space {space!r}; known: {', '.join(map(repr, SPACES))}.")
    return space


def _leave_out(found: Candidates, product_id: str | None, limit: int) -> Candidates:
    if product_id is None:
        return found
    kept = [row for row, found_id in enumerate(found.product_ids) if found_id != product_id][:limit]
    return Candidates(tuple(found.product_ids[row] for row in kept), found.similarities[kept])


def _title(query: Query) -> str:
    said = [query.text] if query.text else []
    if query.image is not None:
        said.append("a picture")
    title = " + ".join(said)
    return f"{title} without {query.without}" if query.without else title
