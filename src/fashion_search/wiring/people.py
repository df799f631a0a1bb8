"""What recommends to people and completes looks, over the parts of any client."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from fashion_search.looks import Outfits
from fashion_search.protocols import Catalog, Index, PictureSource
from fashion_search.ranking.blend import BlendWeights
from fashion_search.ranking.seasons import Hemisphere

if TYPE_CHECKING:
    from fashion_search.people import EventLog
    from fashion_search.recommenders.known_people import Styles
    from fashion_search.recommenders.personal import PersonalRecommender

__all__ = ["Shoppers", "outfits", "shoppers"]


class Shoppers(NamedTuple):
    """What knows people: their events, and who recommends from them."""

    log: EventLog
    recommender: PersonalRecommender


def outfits(index: Index, catalog: Catalog, *, events: EventLog, hemisphere: Hemisphere = "north") -> Outfits:
    """What completes looks over these parts and what people bought; it reads the catalogue's words once."""
    from fashion_search.recommenders.outfits import OutfitRecommender

    return OutfitRecommender(index, catalog, events=events, hemisphere=hemisphere)


def shoppers(
    index: Index,
    catalog: Catalog,
    *,
    events: Callable[[], EventLog] | None,
    styles: Styles | None,
    pictures: PictureSource | None,
    blend: BlendWeights,
) -> Shoppers:
    """What recommends to people; without a log of events, one in memory."""
    from fashion_search.people import MemoryEventLog, WithPersonas
    from fashion_search.recommenders.personal import PersonalRecommender

    kept: EventLog = MemoryEventLog() if events is None else events()
    casting = PersonalRecommender(index, catalog, kept)
    log = WithPersonas(kept, casting.personas)
    recommender = PersonalRecommender(index, catalog, log, pictures=pictures, blend=blend, styles=styles)
    return Shoppers(log, recommender)
