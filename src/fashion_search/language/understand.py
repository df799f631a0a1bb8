"""A shopper's sentence as filters, preferences and what is left of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from fashion_search.filters import Filter
from fashion_search.language.hardness import settle
from fashion_search.language.lexicon import lexicon
from fashion_search.language.numbers_said import outside, price_parts, year_parts
from fashion_search.language.prices import bounds_in
from fashion_search.language.reading import Reading, read
from fashion_search.language.resolve import parts_of
from fashion_search.language.understood import Understood
from fashion_search.language.vocabulary import Vocabulary
from fashion_search.language.words import Token, clean, tokenise

__all__ = ["understand"]


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
    tokens = outside(every, bounds)
    reading = read(tokens, vocabulary.phrases)
    parts = [
        *parts_of(cleaned, tokens, reading.mentions, vocabulary.genders),
        *price_parts(cleaned, bounds),
        *year_parts(cleaned, bounds, tokens, vocabulary.years),
    ]
    parts.sort(key=lambda part: part.spans)
    return Understood(
        text=cleaned,
        parts=settle(parts, count, enough),
        did_you_mean=_did_you_mean(cleaned, tokens, reading, vocabulary),
        tokens=tuple(_telling(every, {tokens[place] for place in reading.fixed})),
    )


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
