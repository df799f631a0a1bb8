"""What recommends to people and completes looks, over the parts of any client."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from fashion_search.looks import Outfits
from fashion_search.protocols import Catalog, Index, PictureSource
from fashion_search.ranking.blend import BlendWeights
from fashion_search.ranking.rules import Popularity
from fashion_search.searching import Once

if TYPE_CHECKING:
    from fashion_search.people import EventLog
    from fashion_search.recommenders.known_people import Styles
    from fashion_search.recommenders.personal import PersonalRecommender

__all__ = ["Shoppers"]


class Shoppers:
    """What knows people and their purchases. Every part is made when first needed, once for all threads.

    Args:
        index: Finds products by vector.
        catalog: Keeps the products.
        events: Opens the log that keeps what people did; without it one in memory does.
        styles: Keeps tastes that were worked out elsewhere.
        pictures: Where results find pictures.
        blend: Says how much relevance and rules count.
    """

    def __init__(
        self,
        index: Index,
        catalog: Catalog,
        *,
        events: Callable[[], EventLog] | None,
        styles: Styles | None,
        pictures: PictureSource | None,
        blend: Callable[[], BlendWeights],
    ) -> None:
        self._index = index
        self._catalog = catalog
        self._events = events
        self._styles = styles
        self._pictures = pictures
        self._blend = blend
        self._closes = ExitStack()
        self._log = Once(self._opened, "open the log of events")
        self._recommender = Once(self._recommending, "make the recommender")
        self._outfits = Once(self._completing, "read what looks are made of")

    @property
    def log(self) -> EventLog:
        """What people did, the personas' made-up pasts besides."""
        return self._log.get()

    @property
    def recommender(self) -> PersonalRecommender:
        """Who recommends to people."""
        return self._recommender.get()

    @property
    def outfits(self) -> Outfits:
        """What completes looks; it reads the catalogue's words once."""
        return self._outfits.get()

    def popularity(self) -> Popularity:
        """What everybody wants now."""
        return Popularity(self.recommender.popular())

    def close(self) -> None:
        """Close the log, if it was opened and keeps anything open."""
        self._closes.close()

    def _opened(self) -> EventLog:
        from fashion_search.people import MemoryEventLog, WithPersonas
        from fashion_search.recommenders.personal import PersonalRecommender

        kept: EventLog = MemoryEventLog() if self._events is None else self._events()
        self._closes.callback(getattr(kept, "close", lambda: None))
        return WithPersonas(kept, PersonalRecommender(self._index, self._catalog, kept).personas)

    def _recommending(self) -> PersonalRecommender:
        from fashion_search.recommenders.personal import PersonalRecommender

        return PersonalRecommender(
            self._index,
            self._catalog,
            self.log,
            pictures=self._pictures,
            blend=self._blend(),
            styles=self._styles,
        )

    def _completing(self) -> Outfits:
        from fashion_search.recommenders.outfits import OutfitRecommender

        hemisphere = self._blend().hemisphere
        return OutfitRecommender(self._index, self._catalog, events=self.log, hemisphere=hemisphere)
