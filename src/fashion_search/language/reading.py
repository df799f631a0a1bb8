"""Walks through the words of a text: what they mention, what of it is wanted and what is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fashion_search.language.lexicon import lexicon
from fashion_search.language.meanings import Meaning
from fashion_search.language.phrases import PhraseBook
from fashion_search.language.words import Token, key_of

__all__ = ["Mention", "Reading", "read"]

_LONGEST_NEGATOR = 3
_LONGEST_FIXED = 3
_EITHER = frozenset({"or", "nor"})
_ALSO = frozenset({"and", "&", ",", "/", ";"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A known phrase, or an unknown one after "without".

    Attributes:
        meanings: What it means; empty when no one knows.
        first: Place of its first word.
        end: Place after its last word.
        excluded: Whether it is not wanted; then a "without" is among the words.
        named: Place of the first word that is not "without" or the like.
    """

    meanings: tuple[Meaning, ...]
    first: int
    end: int
    excluded: bool = False
    named: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """The mentions of a text, in order, and the places of words that must not be read one by one."""

    mentions: tuple[Mention, ...]
    fixed: frozenset[int]


def read(tokens: Sequence[Token], phrases: PhraseBook) -> Reading:
    """Find every mention: the longest known phrase first, no word used twice."""
    mentions: list[Mention] = []
    fixed: set[int] = set()
    place = 0
    while place < len(tokens):
        end = place + 1
        known = phrases.longest(tokens, place)
        after = _starts(tokens, place, _fixed(), _LONGEST_FIXED)
        if after and (known is None or known[1] <= after):
            fixed.update(range(place, after))
            end = after
        elif known:
            mentions.append(Mention((known[0],), place, known[1], named=place))
            end = known[1]
        elif after := _negator(tokens, place):
            refused = list(_refused(tokens, place, after, phrases))
            mentions += refused
            end = refused[-1].end if refused else after
        place = end
    return Reading(tuple(mentions), frozenset(fixed))


def _negator(tokens: Sequence[Token], place: int) -> int:
    """The place after a "without" or the like; 0 when there is none."""
    return place + 1 if tokens[place].word == "-" else _starts(tokens, place, _negators(), _LONGEST_NEGATOR)


def _refused(tokens: Sequence[Token], first: int, place: int, phrases: PhraseBook) -> Iterator[Mention]:
    """What comes after a "without": phrases, as long as "or" or "and" goes on with the same."""
    previous: Mention | None = None
    while True:
        mention = _next_refused(tokens, first, place, phrases)
        if mention is None or (previous and not _goes_on(tokens, previous, mention)):
            return
        yield mention
        previous, first = mention, mention.end
        if mention.end >= len(tokens) or tokens[mention.end].word not in _EITHER | _ALSO:
            return
        place = mention.end + 1


def _goes_on(tokens: Sequence[Token], previous: Mention, mention: Mention) -> bool:
    """Whether "not red and …" refuses this too: after "or" anything, else only the same kind of thing."""
    if tokens[previous.end].word in _EITHER:
        return True
    return bool(mention.meanings and previous.meanings) and (
        mention.meanings[0].field == previous.meanings[0].field
    )


def _next_refused(tokens: Sequence[Token], first: int, place: int, phrases: PhraseBook) -> Mention | None:
    while place < len(tokens) and tokens[place].word in _skipped():
        place += 1
    if place >= len(tokens) or not tokens[place].key or _negator(tokens, place):
        return None
    if known := phrases.unwanted(tokens, place):
        return Mention(tuple(known[0]), first, known[1], excluded=True, named=place)
    if tokens[place].word in lexicon().filler or tokens[place].word.isdigit():
        return None
    return Mention((), first, _unknown_end(tokens, place, phrases), excluded=True, named=place)


def _unknown_end(tokens: Sequence[Token], place: int, phrases: PhraseBook) -> int:
    """An unknown word takes the next along, unless that one is wanted: "long sleeves", but "logo shirt"."""
    after = place + 1
    if after >= len(tokens) or not tokens[after].key or tokens[after].word in lexicon().filler:
        return after
    return after if phrases.longest(tokens, after) or _negator(tokens, after) else after + 1


def _starts(tokens: Sequence[Token], place: int, table: frozenset[str], longest: int) -> int:
    """The place after the longest phrase of a table that begins here; 0 when there is none."""
    key, end = "", 0
    for after in range(place, min(len(tokens), place + longest)):
        key += tokens[after].key or tokens[after].word
        if key in table:
            end = after + 1
    return end


@lru_cache(maxsize=1)
def _skipped() -> frozenset[str]:
    """Words that may stand between "not" and what is not wanted."""
    return lexicon().filler - _EITHER - _ALSO


@lru_cache(maxsize=1)
def _negators() -> frozenset[str]:
    return frozenset(key_of(phrase) for phrase in lexicon().negators) | {"w/o"}


@lru_cache(maxsize=1)
def _fixed() -> frozenset[str]:
    return frozenset(key_of(phrase) for phrase in lexicon().fixed)
