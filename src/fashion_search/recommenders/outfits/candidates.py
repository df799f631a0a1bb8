"""What could stand in each slot: the products nearest in style among those that may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fashion_search.filters import F, Filter, all_of
from fashion_search.protocols import Catalog, Index
from fashion_search.recommenders.outfits.audience import Audience, audience_in_title
from fashion_search.recommenders.outfits.items import Items
from fashion_search.recommenders.outfits.slots import Slot
from fashion_search.types import Product, Vector

__all__ = ["Pool", "Search", "gather", "shortlist"]

_NEAREST = 100
_MORE = 40
_CHEAPEST = 10
_OF_ONE_COLOR = 6
_BOUGHT = 60


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for around a seed.

    Attributes:
        vector: The seed's hybrid vector; all zeros when it has none.
        conditions: One filter per slot.
        wearer: Who it is for; what a title says is made for somebody else is left out.
        besides: What more is looked for besides the nearest, such as the same usage in other colours.
        most: Most one product may cost; `None` for no limit.
        fair: What one slot may cost when all get the same; more candidates are looked for below it.
        bought: What is bought with the seed; the first of them are looked at however near they are.
    """

    vector: Vector
    conditions: Mapping[Slot, Filter]
    wearer: Audience | None = None
    besides: Filter | None = None
    most: float | None = None
    fair: float | None = None
    bought: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Candidates of several slots in one list.

    Attributes:
        items: All candidates.
        rows: Rows of each slot's, best style first.
    """

    items: Items
    rows: Mapping[Slot, NDArray[np.intp]]


def gather(index: Index, catalog: Catalog, search: Search) -> Pool:
    """The candidates of every slot; a slot nothing is found for has no rows."""
    found = {slot: _ids(index, catalog, search, where) for slot, where in search.conditions.items()}
    every = list(dict.fromkeys(product_id for ids in found.values() for product_id in ids))
    products = catalog.get_many(every)
    kept = [one for one in every if one in products and _is_for(search.wearer, products[one])]
    place = {product_id: at for at, product_id in enumerate(kept)}
    items = Items.of([products[product_id] for product_id in kept], index.vectors_of(kept))
    rows = {
        slot: np.array([place[product_id] for product_id in ids if product_id in place], dtype=np.intp)
        for slot, ids in found.items()
    }
    return Pool(items, rows)


def _is_for(wearer: Audience | None, product: Product) -> bool:
    said = audience_in_title(product.product_display_name)
    return wearer is None or said is None or wearer.suits(said)


def _ids(index: Index, catalog: Catalog, search: Search, where: Filter) -> list[str]:
    within = all_of([where, None if search.most is None else F.price <= search.most])
    if not search.vector.any():
        return [product.product_id for product in catalog.list(where=within, limit=_NEAREST).products]
    wishes: list[tuple[Filter | None, int]] = [(within, _NEAREST)]
    if search.besides is not None:
        wishes.append((all_of([within, search.besides]), _MORE))
    if search.fair is not None:
        wishes.append((all_of([within, F.price <= search.fair]), _MORE))
    found: dict[str, None] = {}
    for condition, limit in wishes:
        found.update(dict.fromkeys(index.query(search.vector, limit=limit, where=condition).product_ids))
    if search.bought:
        bought = F.product_id.isin(search.bought[:_BOUGHT])
        beside = index.query(search.vector, limit=_BOUGHT, where=all_of([within, bought]))
        found.update(dict.fromkeys(beside.product_ids))
    if search.most is not None:
        cheap = catalog.list(where=within, order_by="price", limit=_CHEAPEST).products
        found.update(dict.fromkeys(product.product_id for product in cheap))
    return list(found)


def shortlist(
    products: Sequence[Product],
    scores: NDArray[np.floating],
    rows: NDArray[np.intp],
    *,
    limit: int,
    prices: NDArray[np.float64] | None = None,
) -> list[int]:
    """The best rows of a slot, one of each title and not all of one colour.

    With a budget the cheapest come besides.

    Args:
        products: All candidates.
        scores: Fit of each to the seed, minus infinity for what may not be chosen.
        rows: The slot's candidates.
        limit: How many at most, without the cheapest.
        prices: Given when there is a budget.
    """
    order = rows[np.argsort(-scores[rows], kind="stable")]
    kept: dict[str, int] = {}
    colors: Counter[str | None] = Counter()
    for row in order[scores[order] > -np.inf].tolist():
        product = products[row]
        title = (product.product_display_name or product.product_id).casefold()
        if title not in kept and colors[product.base_color] < _OF_ONE_COLOR:
            kept[title] = row
            colors[product.base_color] += product.base_color is not None
    best = list(kept.values())
    if prices is None:
        return best[:limit]
    cheap = sorted((row for row in best if not np.isnan(prices[row])), key=lambda row: float(prices[row]))
    return list(dict.fromkeys([*best[:limit], *cheap[: limit // 2]]))
