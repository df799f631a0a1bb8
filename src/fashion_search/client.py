"""The facade: one client, the same calls whatever the parts behind it are."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from fashion_search import wiring
from fashion_search.errors import InvalidRequestError, ModelMismatchError
from fashion_search.filters import Where, all_of, parse_filter
from fashion_search.language import Understood
from fashion_search.looks import Look, Outfits
from fashion_search.pipeline import QueryPart, compose, default_space, plan
from fashion_search.preferences import Preferences
from fashion_search.products import Products
from fashion_search.protocols import Catalog, Embedder, Index, PictureSource
from fashion_search.ranking.blend import BlendWeights
from fashion_search.results import SearchResult
from fashion_search.searching import Call, Options, Searcher
from fashion_search.types import SPACES, ImageLike, ProgressCallback, Query, Space
from fashion_search.users import Users

if TYPE_CHECKING:
    from fashion_search.recommenders.personal import PersonalRecommender
    from fashion_search.recommenders.recommendation import Recommendation

__all__ = ["FashionClient"]


class FashionClient:
    """Searches one catalogue by words, by picture, and by both.

    Args:
        embedder: Encodes queries; must be the model the index was built with.
        index: Finds products by vector.
        catalog: Keeps the products.
        pictures: Where pictures come from, for showing results; without it results show none.
        blend: How much relevance and rules count in a score.
        people: Directory that keeps what shoppers did; without it that is forgotten with the client.

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
        people: Path | None = None,
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
        self._people = people
        self._searcher = Searcher(embedder, index, catalog, pictures)

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
        call = Call("search", timeout_s)
        condition = self._searcher.condition(where, asked.without)
        understood = (
            self._searcher.understand(asked.text, condition, limit) if understand and asked.text else None
        )
        meant = _meant(asked, understood)
        parts = plan(meant)
        blend, kinds = self.blend, None
        if understood is not None:
            condition = all_of([condition, understood.where()])
            if preferences is None:
                preferences, kinds = understood.preferences(), understood.kinds()
                blend = _for_words(blend, parts)
        call.step("understand")
        composed = compose(parts, self._searcher.embed(meant, parts))
        call.step("embed")
        options = Options(
            limit=limit,
            condition=condition,
            kinds=kinds,
            space=_checked_space(space) or default_space(parts),
            preferences=preferences or Preferences(),
            blend=blend,
            diversity=diversity,
            min_relevance=min_relevance,
            facets=facets,
            calibrations=self._searcher.calibrations,
        )
        return self._searcher.answer(
            composed, options, call, title=_title(asked), query=asked, understood=understood
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
        call = Call("similar", timeout_s)
        product = self.catalog.get(product_id)
        vectors = self.index.vectors_of([product_id], space=_checked_space(space) or "hybrid")
        if not vectors.any():
            raise InvalidRequestError(
                f"Product {product_id!r} has no {space} vector, most likely no picture; try space='text'."
            )
        call.step("look up")
        options = Options(
            limit=limit,
            condition=parse_filter(where),
            space=space,
            diversity=diversity,
            facets=facets,
            without_id=product_id,
        )
        title = f"similar to {product.product_display_name or product_id}"
        return self._searcher.answer(
            compose([QueryPart(space, "image", 1.0)], vectors), options, call, title=title
        )

    def recommend(
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
    ) -> Recommendation:
        """Find products for one person.

        From the first of these that is known: their own past, the products of this session, what everybody
        wants now, a little of every kind; `rung` says which.

        Args:
            user_id: Who; a persona's id works too, and `None` is somebody without a name.
            limit: How many hits at most.
            restrict_category: Only article types they like.
            restrict_price: Only prices inside their band, or unknown.
            restrict_color: Only colours they like.
            diversity: 0 ranks by score alone, 1 by difference alone.
            exclude_bought: Leave out what they bought.
            where: Only products that pass this filter.
            session: Products looked at just now; they count as clicks and are not shown again.

        Returns:
            The hits, best first, with `because`: which products of the past speak for each.

        Raises:
            InvalidRequestError: an option out of range.
            FilterError: the filter is not valid.
        """
        return self.recommender.recommend(
            user_id,
            limit=limit,
            restrict_category=restrict_category,
            restrict_price=restrict_price,
            restrict_color=restrict_color,
            diversity=diversity,
            exclude_bought=exclude_bought,
            where=where,
            session=session,
        )

    @property
    def recommender(self) -> PersonalRecommender:
        """Who recommends to people; made on first use."""
        return self._shoppers.recommender

    @cached_property
    def users(self) -> Users:
        """Personas, profiles, and the place to record what people did."""
        return Users(self._shoppers.log, self.recommender)

    @cached_property
    def _shoppers(self) -> wiring.Shoppers:
        return wiring.shoppers(
            self.index, self.catalog, people=self._people, pictures=self.pictures, blend=self.blend
        )

    def complete_the_look(
        self,
        product_id: str,
        *,
        slots: Sequence[str] | None = None,
        alternatives: int = 3,
        budget: float | None = None,
        where: Where = None,
        today: date | None = None,
    ) -> Look:
        """Build an outfit around a product: one best pick and alternatives per slot, chosen together.

        Args:
            product_id: The product to start from.
            slots: Which slots to fill, such as `"shoes"` and `"bag"`; by default what suits the product.
            alternatives: How many more products to name per slot, at most.
            budget: Most that the whole look may cost, the product itself included.
            where: Only products that pass this filter.
            today: Dress for the season of this day instead of the product's own.

        Returns:
            The look, which draws itself in a notebook; without slots, and with a note, when the product is no
            part of an outfit or nothing fits.

        Raises:
            NotFoundError: no such product.
            InvalidRequestError: an unknown slot, slots not worn together, or a number out of range.
            FilterError: the filter is not valid.
        """
        look = self._outfits.complete(
            product_id, slots=slots, alternatives=alternatives, budget=budget, where=where, today=today
        )
        return replace(look, pictures=self.pictures)

    @cached_property
    def _outfits(self) -> Outfits:
        return wiring.outfits(self.index, self.catalog)


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


def _checked_space(space: Space | None) -> Space | None:
    if space is not None and space not in SPACES:
        raise InvalidRequestError(f"Unknown space {space!r}; known: {', '.join(map(repr, SPACES))}.")
    return space


def _title(query: Query) -> str:
    said = [query.text] if query.text else []
    if query.image is not None:
        said.append("a picture")
    title = " + ".join(said)
    return f"{title} without {query.without}" if query.without else title
