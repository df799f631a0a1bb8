"""A shopper's sentence as filters, preferences and what is left of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from fashion_search.filters import Filter, all_of
from fashion_search.language.lexicon import lexicon
from fashion_search.language.prices import Bounds, bounds_in
from fashion_search.language.reading import Reading, read
from fashion_search.language.resolve import parts_of
from fashion_search.language.understood import Understood, UnderstoodPart
from fashion_search.language.vocabulary import Vocabulary
from fashion_search.language.words import Token, clean, tokenise

__all__ = ["understand"]

_SINCE = frozenset({"since"})
_ON = frozenset({"onward", "onwards"})
_YEAR_LEAD = frozenset({"from", "of", "in", "since", "year"})


def understand(
    text: str,
    vocabulary: Vocabulary,
    *,
    count: Callable[[Filter], int] | None = None,
    enough: int = 5,
) -> Understood:
    """Read a text the way a shop assistant would hear it.

    Price bounds, years, genders, brands and exclusions become hard parts, which products must comply with;
    types, colours, usages, seasons and prices "around" something become soft ones, which move the ranking. A
    hard part that would leave fewer than `enough` products becomes soft too.

    Args:
        text: What the shopper wrote. Any text is fine.
        vocabulary: What words mean in this catalogue.
        count: How many products pass a filter; without it hard parts stay hard, however little they leave.
        enough: Products that hard parts must leave, together.

    Returns:
        The parts, and the rest of the text. The same text and catalogue always give the same.
    """
    cleaned = clean(text)
    bounds = bounds_in(cleaned, vocabulary.years)
    every = tokenise(cleaned)
    tokens = _outside(every, bounds)
    reading = read(tokens, vocabulary.phrases)
    parts = [
        *parts_of(cleaned, tokens, reading.mentions, vocabulary.genders),
        *_prices(cleaned, bounds),
        *_years(cleaned, bounds, tokens, vocabulary),
    ]
    parts.sort(key=lambda part: part.spans)
    return Understood(
        text=cleaned,
        parts=_settled(parts, count, enough),
        did_you_mean=_did_you_mean(cleaned, tokens, reading, vocabulary),
        tokens=tuple(_telling(every, {tokens[place] for place in reading.fixed})),
    )


def _outside(tokens: Sequence[Token], bounds: Sequence[Bounds]) -> list[Token]:
    """The words outside prices; where one stood there is a comma, so that no phrase reaches across."""
    kept: list[Token] = []
    for token in tokens:
        if not any(bound.start < token.end and token.start < bound.end for bound in bounds):
            kept.append(token)
        elif not kept or kept[-1].word != ";":
            kept.append(Token("", ";", token.start, token.start))
    return kept


def _prices(text: str, bounds: Sequence[Bounds]) -> list[UnderstoodPart]:
    """One part of all price bounds: "over 20 under 50" is a range; of contradicting ones the last counts."""
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


_Range = tuple[float | None, float | None]


def _narrowed(known: _Range, said: _Range) -> _Range:
    lows = [low for low in (known[0], said[0]) if low is not None]
    highs = [high for high in (known[1], said[1]) if high is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    return said if low is not None and high is not None and low > high else (low, high)


def _years(
    text: str, bounds: Sequence[Bounds], tokens: Sequence[Token], vocabulary: Vocabulary
) -> list[UnderstoodPart]:
    """A year of the catalogue, said alone or after "from" or "since"."""
    found = [(bound.low, bound.high, bound.start, bound.end) for bound in bounds if bound.years]
    for place, token in enumerate(tokens):
        if token.word.isdecimal() and len(token.word) == 4 and int(token.word) in vocabulary.years:  # noqa: PLR2004
            lead = tokens[place - 1] if place and tokens[place - 1].word in _YEAR_LEAD else token
            trail = (
                tokens[place + 1]
                if tokens[place + 1 : place + 2] and tokens[place + 1].word in _ON
                else token
            )
            year = float(token.word)
            is_open = lead.word in _SINCE or trail is not token
            found.append((year, None if is_open else year, lead.start, trail.end))
    return [
        UnderstoodPart(
            kind="year",
            field="year",
            low=low,
            high=high,
            words=text[start:end],
            hard=True,
            spans=((start, end),),
        )
        for low, high, start, end in found[:1]
    ]


_HARD_FIELDS = frozenset({"gender"})


def _settled(
    parts: Sequence[UnderstoodPart], count: Callable[[Filter], int] | None, enough: int
) -> tuple[UnderstoodPart, ...]:
    """Which parts are hard: those that may be, as long as they leave enough products together."""
    asked = [replace(part, hard=_may_be_hard(part)) for part in parts]
    if count is None or _leaves_enough([part for part in asked if part.hard], count, enough):
        return tuple(asked)
    kept: list[UnderstoodPart] = []
    for part in asked:
        if part.hard and _leaves_enough([*kept, part], count, enough):
            kept.append(part)
    return tuple(part if part in kept else replace(part, hard=False) for part in asked)


def _may_be_hard(part: UnderstoodPart) -> bool:
    if part.kind in ("price", "year"):
        return part.hard
    return part.condition() is not None and (
        part.excluded or part.kind == "brand" or part.field in _HARD_FIELDS
    )


def _leaves_enough(parts: Sequence[UnderstoodPart], count: Callable[[Filter], int], enough: int) -> bool:
    condition = all_of(part.condition() for part in parts)
    return condition is None or count(condition) >= enough


def _telling(tokens: Sequence[Token], fixed: Collection[Token]) -> Iterator[Token]:
    """The words that say something; fillers do only inside phrases such as "no show"."""
    filler = lexicon().filler
    return (
        token for token in tokens if token.word[0].isalnum() and (token in fixed or token.word not in filler)
    )


def _did_you_mean(text: str, tokens: Sequence[Token], reading: Reading, vocabulary: Vocabulary) -> str | None:
    """The text with unknown words put right, or `None`."""
    known = {
        place
        for mention in reading.mentions
        if mention.meanings
        for place in range(mention.first, mention.end)
    }
    speller = vocabulary.speller
    better, end = "", 0
    for place, token in enumerate(tokens):
        if place in known or speller.knows(token.word):
            continue
        if (meant := speller.correct(token.word)) is not None:
            better += text[end : token.start] + meant
            end = token.end
    return better + text[end:] if better else None
