"""The facade: one client, the same calls whatever the parts behind it are."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from fashion_search import wiring
from fashion_search.filters import Where, parse_filter
from fashion_search.language import Understood
from fashion_search.lexical import LexicalIndex
from fashion_search.looks import Look
from fashion_search.preferences import Preferences
from fashion_search.products import Products
from fashion_search.protocols import Catalog, Embedder, Index, PictureSource
from fashion_search.ranking.blend import BlendWeights
from fashion_search.ranking.fusion import Fusion
from fashion_search.ranking.merchandising import Merchandising
from fashion_search.results import SearchResult
from fashion_search.searching import (
    Call,
    Defaults,
    Once,
    Options,
    Placing,
    Searcher,
    Work,
    answer,
    fields_of,
    place_recommended,
    place_searched,
    same_model,
)
from fashion_search.steps import run
from fashion_search.types import ImageLike, ProgressCallback, Query, Space
from fashion_search.users import Users

if TYPE_CHECKING:
    from typing_extensions import Self

    from fashion_search.people import EventLog, Segment
    from fashion_search.recommenders.known_people import Styles
    from fashion_search.recommenders.personal import PersonalRecommender
    from fashion_search.recommenders.recommendation import Recommendation
    from fashion_search.settings import Settings

__all__ = ["FashionClient"]

Result = TypeVar("Result")


class FashionClient:
    """Searches one catalogue by words, by picture, and by both.

    Args:
        embedder: Encodes queries; must be the model the index was built with.
        index: Finds products by vector.
        catalog: Keeps the products.
        pictures: Where pictures come from, for showing results; without it results show none.
        blend: How much relevance and rules count in a score.
        merchandising: What the shop wants shown: boosts, buries, pins and exclusions.
        defaults: What is done when a call does not say.
        words: Finds products by their words; without it the fields of all products are read to do so.
        events: Opens the log that keeps what shoppers did, when first needed; without it that is forgotten
            with the client.
        styles: Keeps tastes that were worked out elsewhere, for people without events.
        fields_age_s: Seconds after which the fields of all products are read again, where the index does not
            have them at hand, and what is popular.
        ready: Called before the first search, for parts that must ask what they are.
        resources: What `close` closes.

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
        merchandising: Merchandising | None = None,
        defaults: Defaults | None = None,
        words: LexicalIndex | None = None,
        events: Callable[[], EventLog] | None = None,
        styles: Styles | None = None,
        fields_age_s: float = 900.0,
        ready: Callable[[], None] | None = None,
        resources: ExitStack | None = None,
    ) -> None:
        if ready is None:
            same_model(embedder, index)
        self.embedder = embedder
        self.index = index
        self.catalog = catalog
        self.pictures = pictures
        self.words = words
        self.blend = blend or BlendWeights()
        self.merchandising = merchandising or Merchandising()
        self.defaults = defaults or Defaults()
        self.products = Products(catalog, self.defaults.timeout_s)
        self._shoppers = wiring.Shoppers(
            index, catalog, events=events, styles=styles, pictures=pictures, blend=lambda: self.blend
        )
        self._resources = resources or ExitStack()
        self._resources.callback(self._shoppers.close)
        fields = fields_of(index, catalog, max_age_s=fields_age_s)
        prepare = None if ready is None else Once(partial(_made_ready, ready, embedder, index), "connect")
        popularity = Once(self._shoppers.popularity, "read what is popular", max_age_s=fields_age_s)
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

    @classmethod
    def databricks(cls, **settings: Any) -> FashionClient:  # noqa: ANN401  # checked by Settings
        """The parts on Databricks: Model Serving, Vector Search, a SQL warehouse or Lakebase, a volume.

        Logs in as every Databricks tool does. Nothing is sent before the first call; `warm_up` makes one.

        Args:
            settings: Fields of `Settings`; what is not given comes from the environment, or is the default.

        Raises:
            MissingDependencyError: the extra `databricks` is not installed.
            ConfigurationError: a setting is wrong.
        """
        return cls.from_settings(wiring.new_settings(**{"backend": "databricks", **settings}))

    @classmethod
    def from_settings(cls, settings: Settings | None = None) -> FashionClient:
        """The parts that settings name.

        Args:
            settings: By default what the environment says.

        Raises:
            MissingDependencyError: an extra is not installed.
            ConfigurationError: a setting is wrong.
        """
        return cls(**wiring.parts_of(settings or wiring.new_settings()))

    def search(
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
        """Find products by words, by picture, or by both.

        Args:
            query: Words, or a `Query` for everything else.
            limit: How many hits at most.
            where: Only products that pass this filter.
            space: Which vectors to compare with; by default pictures for a picture, hybrid for the rest.
            understand: Read prices, genders, brands, exclusions and wishes out of the words; see
                `result.understood`. `False` leaves them to the model alone; an `Understood` says what they
                mean, such as `result.understood.drop(part)`.
            fusion: How spaces and words are weighed against each other; by default nine tenths vectors, one
                tenth words as they are written. Without `understand`, vectors alone.
            preferences: Wishes that move the ranking; they replace the ones read from the words.
            today: Prefer the season of this day, and what was new then; without it neither counts.
            diversity: 0 ranks by score alone, 1 by difference alone (maximal marginal relevance).
            min_relevance: Leave out hits below this relevance, in [0, 1]; the result may be empty. By default
                words that nothing in the catalogue fits find nothing, where the model knows what that means;
                0 shows the nearest whatever they are.
            collapse: Show one product of those that are the same in other colours or listed again; the hit
                names the others in `variants`.
            caps: How many products of one value may be shown, by attribute, as in `{"brand": 3}`.
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
            return self._run(self._searcher.search(call, asked, options, understand=understand))

    def search_image(
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
        """Find products that look like a picture; `search(Query(image=image))` by a shorter name."""
        return self.search(
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

    def similar(
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
        """Find products like one of the catalogue, which itself is left out. Nothing is encoded.

        Args:
            product_id: The product to start from.
            limit: How many hits at most.
            where: Only products that pass this filter.
            space: `"image"` for looks alone, `"text"` for words alone, `"hybrid"` for both.
            cheaper: Only products of the same kind, for the same people, that cost less.
            other_colors: Only the same product in other colours; none when its title does not name one.
            diversity: 0 ranks by score alone, 1 by difference alone.
            collapse: Show one product of those that are the same in other colours or listed again.
            caps: How many products of one value may be shown, by attribute.
            facets: Fields to count over all products that pass the filter.
            timeout_s: Seconds the call may take.

        Raises:
            NotFoundError: no such product.
            InvalidRequestError: the product has no vector in this space, such as no picture, or no price to
                be cheaper than.
        """
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
            return self._run(work)

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
        segment: Segment | None = None,
        timeout_s: float | None = None,
    ) -> Recommendation:
        """Find products for one person.

        From the first of these that is known: their own past, the products of this session, what shoppers of
        their segment like, what everybody wants now, a little of every kind; `rung` says which.

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
            segment: What kind of shopper somebody unknown seems to be, such as `"athletic"`.
            timeout_s: Seconds the call may take.

        Returns:
            The hits, best first, with `because`: which products of the past speak for each.

        Raises:
            InvalidRequestError: an option out of range.
            FilterError: the filter is not valid.
        """
        with self._call("recommend", timeout_s):
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
                segment=segment,
            )

    @property
    def recommender(self) -> PersonalRecommender:
        """Who recommends to people; made on first use."""
        return self._shoppers.recommender

    @cached_property
    def users(self) -> Users:
        """Personas, profiles, and the place to record what people did."""
        return Users(self._shoppers.log, self.recommender, self.defaults.timeout_s)

    def complete_the_look(
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
        """Build an outfit around a product: one best pick and alternatives per slot, chosen together.

        Args:
            product_id: The product to start from.
            slots: Which slots to fill, such as `"shoes"` and `"bag"`; by default what suits the product.
            alternatives: How many more products to name per slot, at most.
            budget: Most that the whole look may cost, the product itself included.
            where: Only products that pass this filter.
            today: Dress for the season of this day instead of the product's own.
            timeout_s: Seconds the call may take.

        Returns:
            The look, which draws itself in a notebook; without slots, and with a note, when the product is no
            part of an outfit or nothing fits.

        Raises:
            NotFoundError: no such product.
            InvalidRequestError: an unknown slot, slots not worn together, or a number out of range.
            FilterError: the filter is not valid.
        """
        with self._call("complete_the_look", timeout_s):
            look = self._shoppers.outfits.complete(
                product_id, slots=slots, alternatives=alternatives, budget=budget, where=where, today=today
            )
        return replace(look, pictures=self.pictures)

    def explain(
        self,
        query: str | Query,
        product_id: str,
        *,
        limit: int = 20,
        where: Where = None,
        understand: bool | Understood = True,
        timeout_s: float | None = None,
    ) -> Placing:
        """Say where a product stands in a search and why; if it is not among the hits, what keeps it away.

        Args:
            query: What is looked for.
            product_id: The product.
            limit: How many hits are shown.
            where: Only products that pass this filter.
            understand: As for `search`.
            timeout_s: Seconds the call may take.

        Raises:
            NotFoundError: no such product.
        """
        with self._call("explain", timeout_s):
            search = partial(self.search, query, understand=understand)
            return place_searched(search, self.products.get(product_id), limit, parse_filter(where))

    def explain_recommendation(
        self,
        user_id: str,
        product_id: str,
        *,
        limit: int = 20,
        where: Where = None,
        timeout_s: float | None = None,
    ) -> Placing:
        """Say where a product stands in what is recommended to a person, and why; see `explain`."""
        with self._call("explain_recommendation", timeout_s):
            recommend, profile = partial(self.recommend, user_id), partial(self.users.profile, user_id)
            product = self.products.get(product_id)
            return place_recommended(recommend, profile, product, limit, parse_filter(where))

    def warm_up(self, *, progress: ProgressCallback | None = None, timeout_s: float | None = None) -> None:
        """Do now what the first search would wait for: connect, wake what sleeps, read the fields.

        Args:
            progress: Told which step is under way.
            timeout_s: Seconds the call may take.

        Raises:
            ServiceError: a service does not answer.
            ModelMismatchError: the index holds vectors of another model.
            DeadlineExceededError: `timeout_s` ran out.
        """
        with Call("warm_up", timeout_s) as call:
            self._run(self._searcher.warm_up(call, progress))

    def close(self) -> None:
        """Give back connections and files. The client cannot be used afterwards."""
        self._resources.close()

    def __enter__(self) -> Self:
        """The client itself; leaving the block closes it."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Close."""
        self.close()

    def _call(self, operation: str, timeout_s: float | None) -> Call:
        return Call(operation, self.defaults.timeout_s if timeout_s is None else timeout_s)

    def _run(self, work: Work[Result]) -> Result:
        return run(work, answer)


def _made_ready(ready: Callable[[], None], embedder: Embedder, index: Index) -> None:
    ready()
    same_model(embedder, index)
