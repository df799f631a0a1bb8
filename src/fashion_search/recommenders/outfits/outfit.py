"""Completes a look: what goes with a product, one best pick and alternatives per slot, chosen together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import F, Filter, Where, all_of, parse_filter
from fashion_search.looks import Look
from fashion_search.people.events import EventLog
from fashion_search.protocols import Catalog, Index
from fashion_search.ranking.seasons import Hemisphere, season_on
from fashion_search.recommenders.outfits.assembling import Setting, assemble, best_setting
from fashion_search.recommenders.outfits.audience import Audience, audience_of
from fashion_search.recommenders.outfits.candidates import Search, gather
from fashion_search.recommenders.outfits.fit import CoPurchase, FitWeights, PairFit
from fashion_search.recommenders.outfits.items import Items
from fashion_search.recommenders.outfits.plan import Frame, Occasion, checked_slots, frames_for
from fashion_search.recommenders.outfits.purchases import logged_purchases
from fashion_search.recommenders.outfits.ranked import ranked
from fashion_search.recommenders.outfits.shelves import Shelves
from fashion_search.recommenders.outfits.slots import Slot, slot_of
from fashion_search.results import Hit
from fashion_search.types import Product, Vector

__all__ = ["OutfitRecommender"]

_NEIGHBOURS = 31
_STEPS = 250
"""Steps in which the order of numeric product ids is kept."""


class OutfitRecommender:
    """Builds looks around the products of one catalogue.

    Hard rules: no slot twice, nothing worn instead of something else in the look, gender and age group never
    crossed, usages that conflict (sports and formal) never together. Everything else is weighed.

    Args:
        index: Finds products by style.
        catalog: Keeps the products.
        co_purchase: What the shop's own events say about two products, if there are any.
        events: What people did; without `co_purchase` their purchases say it, as of the moment of a call.
        weights: How much each part of the fit counts.
        hemisphere: Whose seasons `today` means.
    """

    def __init__(
        self,
        index: Index,
        catalog: Catalog,
        co_purchase: CoPurchase | None = None,
        *,
        events: EventLog | None = None,
        weights: FitWeights | None = None,
        hemisphere: Hemisphere = "north",
    ) -> None:
        self._index = index
        self._catalog = catalog
        self._shelves = Shelves(catalog)
        self._hemisphere = hemisphere
        self._purchases = None if events is None else logged_purchases(events)
        self._by_attributes = PairFit(
            weights=weights or FitWeights(), co_purchase=co_purchase, id_order=_id_order(index, catalog)
        )

    def complete(
        self,
        product_id: str,
        *,
        slots: Sequence[str] | None = None,
        alternatives: int = 3,
        budget: float | None = None,
        where: Where = None,
        today: date | None = None,
    ) -> Look:
        """Build a look around a product.

        Args:
            product_id: The product to start from.
            slots: Which slots to fill, most needed first; by default what suits the product, its wearer, its
                season and its usage.
            alternatives: How many more products to name per slot, at most.
            budget: Most that the whole look may cost, the product itself included. Slots that do not fit
                in are left out, the least needed first, and `notes` say so.
            where: Only products that pass this filter.
            today: Dress for the season of this day instead of the product's own.

        Returns:
            The look; without slots when the product is no part of an outfit, or nothing fits.

        Raises:
            NotFoundError: no such product.
            InvalidRequestError: an unknown slot, slots that are not worn together, or a number out of range.
            FilterError: the filter is not valid.
        """
        _check(alternatives, budget)
        seed = self._catalog.get(product_id)
        slot = slot_of(seed)
        hindrance = _not_worn(seed) if slot is None else _too_dear(seed, budget)
        if slot is None or hindrance is not None:
            return Look(seed=seed, total_price=seed.price, notes=(hindrance or "",))
        vector = self._index.vectors_of([product_id])[0]
        condition = parse_filter(where)
        season = seed.season if today is None else season_on(today, self._hemisphere)
        wearer = self._wearer(seed, vector, condition)
        occasion = Occasion(wearer, season, seed.usage)
        frames = frames_for(slot, occasion) if slots is None else (checked_slots(slots, slot),)
        setting = self._setting(
            seed, vector, occasion=occasion, frames=frames, where=condition, budget=budget
        )
        return assemble(setting, alternatives=alternatives)

    def rank(self, product_id: str, others: Sequence[str]) -> tuple[Hit, ...]:
        """How well each of some products goes with one, best first; ties by product id.

        The score is mostly the fit of the pair, the rest how often the other's slot is filled beside this
        one's. What is never shown together (one slot, crossed gender or age, conflicting usages, no part of
        an outfit) scores 0 without addends.

        Args:
            product_id: The product to start from.
            others: Products to judge; those the catalogue does not have are left out.

        Raises:
            NotFoundError: no such product to start from.
        """
        seed = self._catalog.get(product_id)
        found = list(self._catalog.get_many(others).values())
        vectors = self._index.vectors_of([product_id, *(product.product_id for product in found)])
        return ranked(Items.of([seed], vectors[:1]), Items.of(found, vectors[1:]), self._fit())

    def _fit(self) -> PairFit:
        """How pairs are judged by now."""
        known = self._by_attributes
        if known.co_purchase is not None or self._purchases is None:
            return known
        return replace(known, co_purchase=self._purchases.get())

    def _setting(
        self,
        seed: Product,
        vector: Vector,
        *,
        occasion: Occasion,
        frames: Sequence[Frame],
        where: Filter | None,
        budget: float | None,
    ) -> Setting:
        """Everything a choice needs, and the choice."""
        wanted = tuple(dict.fromkeys(slot for frame in frames for slot in frame))
        left = None if budget is None else budget - (seed.price or 0.0)
        conditions = self._conditions(wanted, occasion, where)
        fit = self._fit()
        search = Search(
            vector=vector,
            conditions=conditions,
            wearer=occasion.wearer,
            besides=_variety(seed),
            most=left,
            fair=None if left is None else left / max(len(f) for f in frames),
            bought=() if fit.co_purchase is None else fit.co_purchase.beside(seed.product_id),
        )
        pool = gather(self._index, self._catalog, search)
        return best_setting(Items.of([seed], vector[None]), pool, frames, fit, left)

    def _conditions(
        self, slots: Sequence[Slot], occasion: Occasion, where: Filter | None
    ) -> dict[Slot, Filter]:
        """A filter per slot; slots this catalogue has nothing for are left out."""
        shared = [
            self._shelves.for_wearer(occasion.wearer),
            self._shelves.for_usage(occasion.usage),
            where,
        ]
        found = {slot: self._shelves.of_slot(slot) for slot in slots}
        joined = {slot: all_of([one, *shared]) for slot, one in found.items() if one is not None}
        return {slot: one for slot, one in joined.items() if one is not None}

    def _wearer(self, seed: Product, vector: Vector, where: Filter | None) -> Audience | None:
        """Who the look is for; for what suits everybody, the sex that most of its neighbours are made for."""
        own = audience_of(seed.gender)
        if own is not None and own.sex != "any":
            return own
        nearest = self._neighbours(vector, all_of([self._shelves.for_sexes(own), where]))
        sides = [audience_of(product.gender) for product in nearest]
        known = [side for side in sides if side is not None]
        return max(known, key=known.count, default=own)

    def _neighbours(self, vector: Vector, where: Filter | None) -> tuple[Product, ...]:
        if not vector.any():
            return self._catalog.list(where=where, limit=_NEIGHBOURS).products
        found = self._index.query(vector, limit=_NEIGHBOURS, where=where)
        return tuple(self._catalog.get_many(found.product_ids).values())


def _variety(seed: Product) -> Filter | None:
    """The seed's occasion in other colours: what is nearest in style is mostly of its own colour."""
    return all_of(
        [
            None if seed.usage is None else F.usage == seed.usage,
            None if seed.base_color is None else F.base_color != seed.base_color,
        ]
    )


def _id_order(index: Index, catalog: Catalog) -> tuple[float, ...]:
    """Numeric ids at equal steps through the catalogue, as most shops number upwards.

    Only the first and the last where not all ids are at hand; none when they are no numbers of one length.
    """
    ids: Sequence[str] = getattr(index, "product_ids", ())
    if not ids:
        pages = [catalog.list(order_by=order, limit=1).products for order in ("product_id", "-product_id")]
        ids = [page[0].product_id for page in pages if page]
    if len({len(one) for one in ids}) != 1 or not all(one.isdecimal() and one.isascii() for one in ids):
        return ()
    numbers = np.array([float(one) for one in ids])
    return tuple(np.quantile(numbers, np.linspace(0.0, 1.0, _STEPS + 1)).tolist())


def _check(alternatives: int, budget: float | None) -> None:
    if alternatives < 0:
        raise InvalidRequestError(
            f"alternatives is {alternatives!r}; it must be a whole number of 0 or more."
        )
    if budget is not None and not (np.isfinite(budget) and budget > 0):
        raise InvalidRequestError(f"budget is {budget!r}; it must be a positive amount of money.")


def _too_dear(seed: Product, budget: float | None) -> str | None:
    if budget is None or seed.price is None or seed.price <= budget:
        return None
    return f"The product alone costs {seed.price:,.2f}, more than the budget of {budget:,.2f}."


def _not_worn(seed: Product) -> str:
    what = seed.article_type or seed.sub_category or seed.product_display_name or "a product of unknown type"
    return f"{what!r} is not known as a part of an outfit, so nothing is added to it."
