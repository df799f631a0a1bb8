"""Titles that stop before they name the product, which is what a cut at a comma leaves behind.

Nothing in a cut title says that it was cut, so the rule compares it with its siblings. A product noun is a
word for a kind of product: a known one, one of an article type's name, or one that ends many titles here.
A title is suspected when

1. it has no product noun, and nearly all titles of the same brand (first word) and article type have one; or
2. it has none of its article type's own nouns, most titles of the type have one, and one of them goes on to
   it from where this one stops, colours aside ("Formal Blue Tie" beside "Formal Red Tie Cufflink & Pocket
   Square Set" among gift sets).

Titles that end in a code ("… Radiant Glow 001") are left alone: that is how model names end.
A title cut after its product noun cannot be told from a whole one and is not found.
"""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property

from fashion_search.ingest.quality.findings import Sources, counted, finding
from fashion_search.ingest.quality.report import Finding
from fashion_search.ingest.quality.table import is_null_word
from fashion_search.ingest.quality.words import (
    COLOR_WORDS,
    GENDER_WORDS,
    TYPE_NOUNS,
    ending,
    singular,
    title_words,
)

__all__ = ["check_cut_titles"]

_ENDINGS_FOR_NOUN = 8
_SIBLINGS = 4
_SIBLINGS_NAMED = 0.9
_TYPE_NAMED = 0.7
_OWN_SHARE = 0.02
_OWN_LIFT = 0.2
_LIKE = 0.8
_GLUED = 5
_NO_NOUNS = COLOR_WORDS | {singular(word) for word in GENDER_WORDS} | {"kid", "free", "other", "and", "gift"}

Prefix = tuple[str, ...]


def check_cut_titles(sources: Sources) -> Iterator[Finding | None]:
    """Titles that stop early, by the two rules above."""
    titles = _Titles(sources.table.titles, sources.table.clean("article_type"))
    unnamed = dict.fromkeys(titles.without_noun(), "names no product, its siblings do")
    shorter = {row: "stops where a sibling goes on" for row in titles.outgrown() if row not in unnamed}
    notes = dict(sorted({**unnamed, **shorter}.items()))
    yield finding(
        sources,
        "cut_titles",
        f"{counted(len(notes), 'title')} without the word for the product: {len(unnamed):,} where siblings "
        f"have one, {len(shorter):,} where a sibling goes on to it. Some are only named oddly.",
        rows=notes,
        unit="titles",
        numbers={"names_no_product": len(unnamed), "sibling_goes_on": len(shorter)},
        examples=sources.each(list(notes), lambda row: notes[row]),
    )


class _Titles:
    """Titles as words, with what their endings tell about product nouns."""

    def __init__(self, titles: list[str], types: list[str]) -> None:
        self.words = [[] if is_null_word(title) else title_words(title) for title in titles]
        self.types = types
        self.judged = [row for row, title in enumerate(titles) if len(self.words[row]) > 1 and ending(title)]

    @cached_property
    def nouns(self) -> frozenset[str]:
        endings = Counter(words[-1] for words in self.words if words)
        learned = {word for word, count in endings.items() if count >= _ENDINGS_FOR_NOUN and len(word) > 2}  # noqa: PLR2004
        named = {word for kind in set(self.types) for word in title_words(kind)}
        return frozenset(learned | named | {singular(noun) for noun in TYPE_NOUNS}) - _NO_NOUNS

    @cached_property
    def own_nouns(self) -> dict[str, set[str]]:
        """By article type: the words that end its titles, unless they end another type's far oftener."""
        sizes = Counter(self.types)
        endings = Counter(
            (words[-1], kind) for words, kind in zip(self.words, self.types, strict=True) if words
        )
        share = {key: count / sizes[key[1]] for key, count in endings.items() if count > 1}
        highest: dict[str, float] = {}
        for (word, _), value in share.items():
            highest[word] = max(value, highest.get(word, 0.0))
        own: dict[str, set[str]] = defaultdict(set)
        for (word, kind), value in share.items():
            if word not in _NO_NOUNS and value >= max(_OWN_SHARE, _OWN_LIFT * highest[word]):
                own[kind].add(word)
        return own

    def without_noun(self) -> Iterator[int]:
        """Rule 1."""
        long = tuple(noun for noun in self.nouns if len(noun) >= _GLUED)
        naming = {word: word in self.nouns or word.endswith(long) for words in self.words for word in words}
        named = [any(naming[word] for word in words) for words in self.words]
        siblings: dict[tuple[str, str], list[bool]] = defaultdict(list)
        for words, kind, has in zip(self.words, self.types, named, strict=True):
            if words:
                siblings[words[0], kind].append(has)
        for row in self.judged:
            others = siblings[self.words[row][0], self.types[row]]
            enough = len(others) > _SIBLINGS and sum(others) >= _SIBLINGS_NAMED * (len(others) - 1)
            if enough and not named[row] and not self._misspelled(self.words[row][-1]):
                yield row

    @cached_property
    def own_nouns_told(self) -> set[str]:
        """Article types most of whose titles have one of its own nouns."""
        told: dict[str, list[bool]] = defaultdict(list)
        for words, kind in zip(self.words, self.types, strict=True):
            told[kind].append(not self.own_nouns.get(kind, set()).isdisjoint(words))
        return {kind for kind, has in told.items() if sum(has) >= _TYPE_NAMED * len(has)}

    def outgrown(self) -> Iterator[int]:
        """Rule 2."""
        continued = self._continued()
        return (row for row in self.judged if (self.types[row], _shape(self.words[row])) in continued)

    def _continued(self) -> set[tuple[str, Prefix]]:
        """Beginnings of titles that have no noun of their type yet, and go on to one."""
        found: set[tuple[str, Prefix]] = set()
        for words, kind in zip(self.words, self.types, strict=True):
            if kind not in self.own_nouns_told:
                continue
            shape, own = _shape(words), self.own_nouns[kind]
            first = next((at for at, word in enumerate(shape) if word in own), 0)
            found.update((kind, shape[:at]) for at in range(2, first + 1))
        return found

    def _misspelled(self, word: str) -> bool:
        return word not in _NO_NOUNS and bool(difflib.get_close_matches(word, self.nouns, 1, _LIKE))


def _shape(words: list[str]) -> Prefix:
    """The words with every run of colour words as one blank."""
    masked = ["" if word in COLOR_WORDS else word for word in words]
    return tuple(word for at, word in enumerate(masked) if word or at == 0 or masked[at - 1])
