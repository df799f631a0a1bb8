"""Price bounds said in words: "under £50", "between 1,000 and 2k", "$20-$40", "around 500 rs"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

__all__ = ["Bounds", "bounds_in"]

_ABOUT = 0.2  # "around 100" is 80 to 120


@dataclass(frozen=True, slots=True)
class Bounds:
    """A price or a range of years, and where the text says it.

    Attributes:
        low: Lower end, included; `None` when open.
        high: Upper end, included; `None` when open.
        start: Where the words begin.
        end: Where they end.
        rough: Whether the text itself only says "around".
        years: Whether these are years.
    """

    low: float | None
    high: float | None
    start: int
    end: int
    rough: bool = False
    years: bool = False


_NUMBER = r"(?:\d{{1,3}}(?:,\d{{2,3}})+|\d{{1,9}})(?:\.\d{{1,4}})?(?:\s?k)?"
_UNITS = (
    r"(?:years?|yrs?|yo|months?|weeks?|days?|hours?|mm|cm|metres?|meters?|inch(?:es)?|feet|ft|foot|ml|kgs?|gms?|"
    r"grams?|litres?|liters?|%|percent|den|denier|carats?|ct|kt|atm|pockets?|buttons?|pieces?|pcs|packs?|pairs?|"
    r"people|person|sizes?|stars?|reviews?|straps?|holes?|layers?|compartments?|years?-old|°)"
)
_AMOUNT = (
    rf"(?P<before_{{0}}>[$£€₹¥]|\b(?:rs|inr|usd|gbp|eur)\b\.?)?\s*(?P<amount_{{0}}>(?<!\w)(?<!\d\.){_NUMBER})"
    rf"(?!\w|\.\d|,\d)(?!\s*-?\s*{_UNITS}(?!\w))"
    r"(?P<after_{0}>\s*(?:[$£€₹¥]|/-|\b(?:rs|inr|usd|gbp|eur|euros?|dollars?|pounds?|rupees?|bucks|quid)\b\.?))?"
)
_LEAD = r"(?:\b(?:pric(?:e|ed|ing)|cost(?:s|ing)?|budget)\s+(?:is\s+|of\s+)?)?"
_A, _B = _AMOUNT.format("a"), _AMOUNT.format("b")
_HIGH = (
    r"(?:\b(?:under|below|(?:less|lower|cheaper|no more|not more) than|not (?:over|above|exceeding)|at most|"
    r"up\s?to|max(?:imum)?(?: of)?|within|beneath|budget(?: of| is)?)\b\.?|<=?|≤)"
)
_LOW = (
    r"(?:\b(?:over|above|(?:more|greater|higher|costlier|not less|no less) than|not (?:under|below)|at least|"
    r"min(?:imum)?(?: of)?|starting (?:at|from)|upwards of)\b\.?|>=?|≥)"
)
_ABOUT_WORDS = r"(?:\b(?:around|about|approx(?:imately)?|roughly|circa|near|close to)\b\.?|~|≈)"


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(_LEAD + expression, re.IGNORECASE)


_RANGE_SAID = _pattern(rf"\b(?:between|from)\s+{_A}\s*(?:and|to|-|\u2013|\u2014|&)\s*{_B}")
_RANGE = _pattern(rf"{_A}\s*(?:to\b|-|\u2013|\u2014)\s*{_B}")
_AT_MOST = _pattern(rf"{_HIGH}\s*{_A}")
_AT_LEAST = _pattern(rf"{_LOW}\s*{_A}")
_OR_LESS = _pattern(rf"{_A}\s*(?:(?:or|and)\s+(?:less|under|below|cheaper|lower)\b|max(?:imum)?\b)")
_OR_MORE = _pattern(rf"{_A}\s*(?:(?:or|and)\s+(?:more|above|over|higher|up)\b|plus\b|\+)")
_ROUGHLY = _pattern(rf"{_ABOUT_WORDS}\s*{_A}")
_FROM = _pattern(rf"\bfrom\s+{_A}")
_ALONE = _pattern(rf"{_A}")
_NO_PRICE_BEFORE = re.compile(
    r"(?:\b(?:sizes?|waist|aged?|ages|length|uk|eu|us|no|number|pack of)\.?|#)\s*$", re.IGNORECASE
)


def bounds_in(text: str, years: Collection[int] = ()) -> list[Bounds]:
    """The price bounds a text sets, in order.

    A number alone is no price: it needs a word such as "under", a currency, or a second number to make a
    range. Numbers with a unit (40 mm, 5 years) and sizes are none either. Which currency is said makes no
    difference.

    Args:
        text: The text.
        years: Years of the catalogue; a range of two of them is a range of years.
    """
    if not any(character.isdigit() for character in text):
        return []
    found: list[Bounds] = []
    for reader in (_ranges, _one_sided, _rough):
        for bounds in sorted(reader(text), key=lambda bounds: (bounds.start, -bounds.end)):
            if not any(bounds.start < other.end and other.start < bounds.end for other in found):
                found.append(_as_years(bounds, text, years))
    return sorted(found, key=lambda bounds: bounds.start)


def _ranges(text: str) -> Iterator[Bounds]:
    for match in _RANGE_SAID.finditer(text):
        yield _between(match)
    for match in _RANGE.finditer(text):
        rising = _value(match, "a") < _value(match, "b")
        if _has_currency(match) or (rising and not _NO_PRICE_BEFORE.search(text, 0, match.start())):
            yield _between(match)


def _between(match: re.Match[str]) -> Bounds:
    low, high = sorted((_value(match, "a"), _value(match, "b")))
    return Bounds(low, high, *match.span())


def _one_sided(text: str) -> Iterator[Bounds]:
    for pattern in (_AT_MOST, _OR_LESS):
        for match in pattern.finditer(text):
            yield Bounds(None, _value(match, "a"), *match.span())
    for pattern in (_AT_LEAST, _OR_MORE):
        for match in pattern.finditer(text):
            yield Bounds(_value(match, "a"), None, *match.span())
    for match in _FROM.finditer(text):
        if _has_currency(match):
            yield Bounds(_value(match, "a"), None, *match.span())


def _rough(text: str) -> Iterator[Bounds]:
    for match in _ROUGHLY.finditer(text):
        yield _about(match)
    for match in _ALONE.finditer(text):
        if _has_currency(match):
            yield _about(match)


def _about(match: re.Match[str]) -> Bounds:
    amount = _value(match, "a")
    return Bounds(amount * (1 - _ABOUT), amount * (1 + _ABOUT), *match.span(), rough=True)


def _as_years(bounds: Bounds, text: str, years: Collection[int]) -> Bounds:
    said_currency = re.search(r"[$£€₹¥]|\b(?:rs|inr)\b", text[bounds.start : bounds.end], re.IGNORECASE)
    if bounds.low in years and bounds.high in years and not said_currency:
        return Bounds(bounds.low, bounds.high, bounds.start, bounds.end, years=True)
    return bounds


def _value(match: re.Match[str], which: str) -> float:
    digits = match[f"amount_{which}"].lower().replace(",", "")
    return float(digits.removesuffix("k")) * 1000 if digits.endswith("k") else float(digits)


def _has_currency(match: re.Match[str]) -> bool:
    return any(value for name, value in match.groupdict().items() if not name.startswith("amount"))
