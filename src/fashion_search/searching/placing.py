"""Where a product stands in a search or a recommendation, and what keeps it away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fashion_search.display.markup import escape
from fashion_search.filters import Filter, evaluate
from fashion_search.results import Hit, SearchResult
from fashion_search.types import Product

if TYPE_CHECKING:
    from fashion_search.people import Profile
    from fashion_search.recommenders.recommendation import Because, Recommendation

__all__ = ["Placing", "place_recommended", "place_searched"]

_DEEP = 5000
"""As far down as a product is looked for."""

_BOUGHT = ("purchase", "return")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Where a product stands in a search or a recommendation, and why. Draws itself in a notebook.

    Attributes:
        product: The product.
        rank: From 1, or `None` when it was not found at all.
        among: How many hits were looked at, which is more than are shown when it is not among those.
        hit: The product as a hit; `None` when it was not found.
        result: The result it was looked for in.
        because: Products of the past that speak for it.
        reasons: Why it is not shown, in sentences; empty when it is.
    """

    product: Product
    rank: int | None
    among: int
    hit: Hit | None
    result: SearchResult
    because: tuple[Because, ...] = ()
    reasons: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values, ready for JSON."""
        understood = self.result.understood
        return {
            "asked": self.result.title,
            "product_id": self.product.product_id,
            "rank": self.rank,
            "among": self.among,
            "reasons": list(self.reasons),
            "understood": understood.to_dict() if understood else None,
            "hit": self.hit.to_dict() if self.hit else None,
            "because": [one.to_dict() for one in self.because],
        }

    @property
    def title(self) -> str:
        """What was asked, which product, and its place."""
        name = self.product.product_display_name or self.product.product_id
        place = "not found" if self.rank is None else f"rank {self.rank:,} of {self.among:,}"
        return f"{self.result.title}: {name}, {place}"

    def lines(self) -> tuple[str, ...]:
        """Everything besides the title and the addends, in sentences."""
        read = tuple(f"understood: {part}" for part in self.result.understood or ())
        past = (
            f"because of {one.product_id} ({one.kind}, {one.at}), alike by {one.similarity:.2f}"
            for one in self.because
        )
        return (*read, *self.reasons, *past)

    def __str__(self) -> str:
        """The title, the lines, and the addends as a table."""
        table = [] if self.hit is None else [str(self.hit.explanation)]
        return "\n".join([self.title, *self.lines(), *table])

    def to_html(self) -> str:
        """The same, the addends as bars; every text escaped."""
        bars = "" if self.hit is None else self.hit.explanation.to_html()
        said = "".join(f'<p class="fs-empty">{escape(line)}</p>' for line in self.lines())
        return f'{bars}<div class="fs-grid"><p>{escape(self.title)}</p>{said}</div>'

    def _repr_html_(self) -> str:
        return self.to_html()


def place_searched(
    search: Callable[..., SearchResult], product: Product, limit: int, where: Filter | None
) -> Placing:
    """Where a product stands in a search.

    Args:
        search: Searches; takes `limit`, `where`, `min_relevance` and `understand`.
        product: The product.
        limit: How many hits are shown.
        where: Only products that pass this filter.
    """
    shown = search(limit=limit, where=where)
    if product.product_id in shown.product_ids:
        return _placed(product, shown)
    # As the words were read there: what is required depends on how many products are to be left.
    read = {} if shown.understood is None else {"understand": shown.understood}
    deep = search(limit=max(_DEEP, limit), where=where, min_relevance=0, **read)
    reasons = list(_filtered_out(product, shown, where))
    if reasons:
        return _lost(product, deep, reasons)
    if product.product_id in deep.product_ids:
        placed = _placed(product, deep)
        return _lost(product, deep, list(_too_low(placed, shown, limit)), placed)
    return _lost(
        product, deep, [f"It is not among the first {len(deep):,}, or has no vector to be found by."]
    )


def place_recommended(
    recommend: Callable[..., Recommendation],
    profile: Callable[[], Profile],
    product: Product,
    limit: int,
    where: Filter | None,
) -> Placing:
    """Where a product stands in what is recommended to a person.

    Args:
        recommend: Recommends to them; takes `limit`, `where` and `diversity`.
        profile: Says who they are.
        product: The product.
        limit: How many hits are shown.
        where: Only products that pass this filter.
    """
    shown = recommend(limit=limit, where=where)
    if product.product_id in shown.product_ids:
        return _placed(product, shown, shown.because)
    deep = recommend(limit=max(_DEEP, limit), where=where, diversity=0)
    if product.product_id in deep.product_ids:
        placed = _placed(product, deep, deep.because)
        return _lost(product, deep, [f"By score alone it is at rank {placed.rank:,}."], placed)
    reasons = list(_kept_away(profile(), product, where))
    return _lost(product, deep, reasons or ["Nothing in their past or in what others want leads to it."])


def _kept_away(profile: Profile, product: Product, where: Filter | None) -> Iterator[str]:
    """What `recommend` restricts by itself, and the caller's filter."""
    row = product.to_dict()
    if where is not None and not evaluate(where, row):
        yield f"The filter {where} drops it."
    if product.product_id in {one.product_id for one in profile.history if one.kind in _BOUGHT}:
        yield "Already bought: exclude_bought leaves it out."
    liked, band = profile.style.where(restrict_category=True), profile.style.where(restrict_price=True)
    if liked is not None and not evaluate(liked, row):
        yield "Its article type is none they like: restrict_category leaves it out."
    if band is not None and not evaluate(band, row):
        yield "Its price is outside their band: restrict_price leaves it out."


def _filtered_out(product: Product, result: SearchResult, where: Filter | None) -> Iterator[str]:
    """The filters that drop a product: the caller's, and those read from the words."""
    row = product.to_dict()
    if where is not None and not evaluate(where, row):
        yield f"The filter {where} drops it."
    for part in result.understood or ():
        required = part.condition() if part.hard else None
        if required is not None and not evaluate(required, row):
            yield f"The words say {part}, and it is not that."


def _too_low(placed: Placing, shown: SearchResult, limit: int) -> Iterator[str]:
    """Why something that can be found is not shown."""
    if len(shown) < limit:
        yield "Its relevance is below what is shown at all (min_relevance)."
    elif placed.rank is not None and placed.rank <= limit:
        yield "Its rules would lift it, but its vector is not among the nearest that are looked at."
    else:
        yield f"{placed.rank:,} is beyond the first {limit}."


def _placed(
    product: Product, result: SearchResult, because: Mapping[str, tuple[Because, ...]] | None = None
) -> Placing:
    rank = result.product_ids.index(product.product_id)
    return Placing(
        product=product,
        rank=rank + 1,
        among=len(result),
        hit=result[rank],
        result=result,
        because=(because or {}).get(product.product_id, ()),
    )


def _lost(
    product: Product, result: SearchResult, reasons: list[str], placed: Placing | None = None
) -> Placing:
    """Not shown, and why; with its place further down, if it has one."""
    return Placing(
        product=product,
        rank=placed.rank if placed else None,
        among=len(result),
        hit=placed.hit if placed else None,
        result=result,
        because=placed.because if placed else (),
        reasons=tuple(reasons),
    )
