"""`explain`: why a product is ranked where it is, or what keeps it away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.text import Text

from fashion_search.cli import show
from fashion_search.cli.options import AsJson, Limit, Model, Store, Where, open_client, parse_where
from fashion_search.client import FashionClient
from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Filter, evaluate
from fashion_search.recommenders.recommendation import Because, Recommendation
from fashion_search.results import Hit, SearchResult
from fashion_search.types import Product

__all__ = ["explain"]

_DEEP = 5000
"""As far down as a product is looked for."""

_BOUGHT = ("purchase", "return")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Where a product stands.

    Attributes:
        product: The product.
        rank: From 1, or `None` when it was not found.
        among: How many hits were looked at.
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


def explain(
    store: Store,
    asked: Annotated[
        list[str], typer.Argument(metavar="[QUERY] PRODUCT_ID", help="The words and the product.")
    ],
    *,
    user: Annotated[str | None, typer.Option(help="Explain a recommendation to this person instead.")] = None,
    limit: Limit = 20,
    where: Where = None,
    understand: Annotated[bool, typer.Option(help="Read the words as a search does.")] = True,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Show why a product is ranked where it is; if it is not among the hits, what keeps it away."""
    *words, product_id = asked
    if len(words) != (0 if user else 1):
        wanted = (
            "PRODUCT_ID alone with --user" if user else 'a query and a product: explain STORE "red dress" ID'
        )
        raise InvalidRequestError(f"explain got {asked!r} after the store; give {wanted}.")
    with open_client(store, model) as client:
        product, condition = client.products.get(product_id), parse_where(where)
        if user:
            found = recommended(client, user, product, limit, condition)
        else:
            found = searched(client, words[0], product, limit, condition, understand=understand)
    if as_json:
        show.json_object(found.to_dict())
    else:
        _print(found, limit)


def searched(
    client: FashionClient,
    words: str,
    product: Product,
    limit: int,
    where: Filter | None,
    *,
    understand: bool = True,
) -> Placing:
    """Where a product stands in a search."""
    shown = client.search(words, limit=limit, where=where, understand=understand)
    if product.product_id in shown.product_ids:
        return _placed(product, shown)
    deep = client.search(words, limit=max(_DEEP, limit), where=where, understand=understand, min_relevance=0)
    reasons = list(_filtered_out(product, shown, where))
    if reasons:
        return _lost(product, deep, reasons)
    if product.product_id in deep.product_ids:
        placed = _placed(product, deep)
        return _lost(product, deep, list(_too_low(placed, shown, limit)), placed)
    return _lost(
        product, deep, [f"It is not among the first {len(deep):,}, or has no vector to be found by."]
    )


def recommended(
    client: FashionClient, user_id: str, product: Product, limit: int, where: Filter | None
) -> Placing:
    """Where a product stands in what is recommended to a person."""
    shown = client.recommend(user_id, limit=limit, where=where)
    if product.product_id in shown.product_ids:
        return _placed(product, shown)
    deep = client.recommend(user_id, limit=_DEEP, where=where, diversity=0)
    if product.product_id in deep.product_ids:
        placed = _placed(product, deep)
        return _lost(product, deep, [f"By score alone it is at rank {placed.rank:,}."], placed)
    reasons = list(_kept_away(client, user_id, product, where))
    return _lost(product, deep, reasons or ["Nothing in their past or in what others want leads to it."])


def _kept_away(client: FashionClient, user_id: str, product: Product, where: Filter | None) -> Iterator[str]:
    """What `recommend` restricts by itself, and the caller's filter."""
    row, profile = product.to_dict(), client.users.profile(user_id)
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


def _placed(product: Product, result: SearchResult) -> Placing:
    rank = result.product_ids.index(product.product_id)
    because = result.because.get(product.product_id, ()) if isinstance(result, Recommendation) else ()
    return Placing(
        product=product, rank=rank + 1, among=len(result), hit=result[rank], result=result, because=because
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


def _print(found: Placing, limit: int) -> None:
    name = found.product.product_display_name or found.product.product_id
    place = "not found" if found.rank is None else f"rank {found.rank:,} of {found.among:,}"
    show.console.print(Text(f"{found.result.title}: {name}, {place}", style="bold"))
    for line in str(found.result.understood or "").splitlines():
        show.console.print(Text(f"understood: {line}", style="dim"))
    for reason in found.reasons:
        show.console.print(Text(f"not among the first {limit}: {reason}"))
    if found.hit is None:
        return
    parts = [(part.name, part.value) for part in found.hit.explanation.parts]
    show.table("", ("addend", "value"), [*parts, ("score", found.hit.score)])
    for note in found.hit.explanation.notes:
        show.console.print(Text(note, style="dim"))
    for one in found.because:
        said = f"because of {one.product_id} ({one.kind}, {one.at}), alike by {one.similarity:.2f}"
        show.console.print(Text(said, style="dim"))
