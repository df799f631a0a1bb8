"""Prices and years as parts, and the words that are left beside them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeAlias

from fashion_search.language.parts import UnderstoodPart
from fashion_search.language.prices import Bounds
from fashion_search.language.words import Token

__all__ = ["outside", "price_parts", "year_parts"]

_Range: TypeAlias = "tuple[float | None, float | None]"

_SINCE = frozenset({"since"})
_ON = frozenset({"onward", "onwards"})
_YEAR_LEAD = frozenset({"from", "of", "in", "since", "year"})


def outside(tokens: Sequence[Token], bounds: Sequence[Bounds]) -> list[Token]:
    """The words outside prices; where one stood there is a comma, so that no phrase reaches across."""
    kept: list[Token] = []
    for token in tokens:
        if not any(bound.start < token.end and token.start < bound.end for bound in bounds):
            kept.append(token)
        elif not kept or kept[-1].word != ";":
            kept.append(Token("", ";", token.start, token.start))
    return kept


def price_parts(text: str, bounds: Sequence[Bounds]) -> list[UnderstoodPart]:
    """One part of all price bounds: "over 20 under 50" is a range; of contradicting ones the last counts.

    Prices that are only said roughly are not hard.
    """
    prices = [bound for bound in bounds if not bound.years]
    if not prices:
        return []
    low = high = None
    for bound in prices:
        low, high = _narrowed((low, high), (bound.low, bound.high))
    return [
        UnderstoodPart(
            kind="price",
            field="price",
            low=low,
            high=high,
            words=" … ".join(text[bound.start : bound.end].strip() for bound in prices),
            hard=not all(bound.rough for bound in prices),
            spans=tuple((bound.start, bound.end) for bound in prices),
        )
    ]


def _narrowed(known: _Range, said: _Range) -> _Range:
    lows = [low for low in (known[0], said[0]) if low is not None]
    highs = [high for high in (known[1], said[1]) if high is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    return said if low is not None and high is not None and low > high else (low, high)


def year_parts(
    text: str, bounds: Sequence[Bounds], tokens: Sequence[Token], years: Collection[int]
) -> list[UnderstoodPart]:
    """A year of the catalogue, said alone or after "from" or "since"; only the first of several counts.

    Args:
        text: The text.
        bounds: Its bounds, which may be a range of years.
        tokens: Its words outside them.
        years: Years of the catalogue.
    """
    ranges = [bound for bound in bounds if bound.years]
    found = ranges or [
        _year(tokens, place) for place, token in enumerate(tokens) if _is_year(token.word, years)
    ]
    return [
        UnderstoodPart(
            kind="year",
            field="year",
            low=bound.low,
            high=bound.high,
            words=text[bound.start : bound.end],
            hard=True,
            spans=((bound.start, bound.end),),
        )
        for bound in found[:1]
    ]


def _is_year(word: str, years: Collection[int]) -> bool:
    return len(word) == 4 and word.isdecimal() and int(word) in years  # noqa: PLR2004


def _year(tokens: Sequence[Token], place: int) -> Bounds:
    """A year with the word before or after it that says which years are meant."""
    year = tokens[place]
    lead = tokens[place - 1] if place and tokens[place - 1].word in _YEAR_LEAD else year
    trail = tokens[place + 1] if place + 1 < len(tokens) and tokens[place + 1].word in _ON else year
    is_open = lead.word in _SINCE or trail is not year
    low = float(year.word)
    return Bounds(low, None if is_open else low, lead.start, trail.end, years=True)
