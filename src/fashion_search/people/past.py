"""A person's events as a short list of products, the ones that matter most first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fashion_search.people.events import Event, EventKind, in_time
from fashion_search.people.settings import StyleSettings

__all__ = ["PastProduct", "past_products"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastProduct:
    """What a person's events with one product come to.

    Attributes:
        product_id: The product.
        weight: Sum of the events' weights, faded to the day asked for.
        kind: The weightiest thing done with it, the latest of these.
        at: When that was.
    """

    product_id: str
    weight: float
    kind: EventKind
    at: date


def past_products(events: Iterable[Event], settings: StyleSettings, as_of: float) -> tuple[PastProduct, ...]:
    """The products a person still likes, weightiest first, ties by id.

    Args:
        events: One person's, in any order.
        settings: What events weigh, and how they fade.
        as_of: Days since 1970.

    Returns:
        One per product; one whose weights do not sum to more than 0, such as one sent back, is left out.
    """
    by_product: dict[str, list[Event]] = {}
    for event in sorted(events, key=in_time):
        by_product.setdefault(event.product_id, []).append(event)
    found = [_summed(group, settings, as_of) for group in by_product.values()]
    return tuple(
        sorted((one for one in found if one.weight > 0), key=lambda one: (-one.weight, one.product_id))
    )


def _summed(events: list[Event], settings: StyleSettings, as_of: float) -> PastProduct:
    fading = settings.half_life_days
    strongest = max(events, key=lambda event: (settings.weight(event.kind), event.day))
    return PastProduct(
        product_id=strongest.product_id,
        weight=sum(settings.weight(e.kind) * 2.0 ** ((e.day - as_of) / fading) for e in events),
        kind=strongest.kind,
        at=strongest.at,
    )
