"""Looks phrases up in a text, the longest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fashion_search.language.brands import Brand
from fashion_search.language.lexicon import lexicon
from fashion_search.language.meanings import (
    Meaning,
    Values,
    brands_by_key,
    details,
    labels_of,
    pieces_of,
    size_of,
    synonyms_of,
    words_of,
)
from fashion_search.language.words import Token, key_of

__all__ = ["PhraseBook"]

_LONGEST = 6  # words of a phrase, hyphenated parts counted
_RARE = 20  # products; a label with fewer does not speak for all that its word means
_BREAKS = frozenset({",", ";", "-"})


class PhraseBook:
    """Looks phrases up, the longest first.

    Args:
        values: For each attribute field its values and their counts.
        brands: The brands, by key.
    """

    def __init__(self, values: Values, brands: Mapping[str, Brand]) -> None:
        labels = labels_of(values)
        in_titles = dict(details())
        ordinary = {key_of(word) for word in lexicon().ordinary}
        self.known = _with_synonyms(
            {
                key: meanings[0]
                for key, meanings in labels.items()
                if key not in ordinary or size_of(meanings[0], values) >= _RARE
            },
            labels,
            values,
        )
        """Key -> what it means."""
        for key, meaning in brands_by_key(brands):
            if key not in in_titles and key not in ordinary:
                self.known.setdefault(key, meaning)
        self._unwanted = {key: [meaning] for key, meaning in self.known.items()} | labels
        for key, meaning in in_titles.items():
            self._unwanted[key] = [*self._unwanted.get(key, ()), meaning]
        self.words = words_of(self.known, values, brands)
        """Words of all phrases, as they are written, and how many products they speak of."""

    def longest(self, tokens: Sequence[Token], start: int) -> tuple[Meaning, int] | None:
        """What the longest known phrase that begins at a token means, and the token after its last."""
        key, end = _longest(tokens, start, self.known)
        return (self.known[key], end) if key else None

    def unwanted(self, tokens: Sequence[Token], start: int) -> tuple[Sequence[Meaning], int] | None:
        """As `longest`, with every meaning of the phrase, details included: none of it is wanted."""
        key, end = _longest(tokens, start, self._unwanted)
        return (self._unwanted[key], end) if key else None


def _with_synonyms(
    known: dict[str, Meaning], labels: Mapping[str, Sequence[Meaning]], values: Values
) -> dict[str, Meaning]:
    """The catalogue's labels first; synonyms also behind a label that hardly any product has."""
    for key, meaning in synonyms_of(lexicon().synonyms, labels):
        label = known.setdefault(key, meaning)
        if label.field == meaning.field and size_of(label, values) < _RARE:
            known[key] = replace(label, values=tuple(dict.fromkeys(label.values + meaning.values)))
    for key, meaning in pieces_of(labels):
        known.setdefault(key, meaning)
    return known


def _longest(tokens: Sequence[Token], start: int, table: Mapping[str, object]) -> tuple[str, int]:
    """The key of the longest known phrase, and the token after its last; an empty key when there is none."""
    key = best = ""
    end = start
    for place in range(start, min(len(tokens), start + _LONGEST)):
        token = tokens[place]
        if token.word in _BREAKS or (not token.key and place == start):
            break
        key += token.key
        if token.key and key in table:
            best, end = key, place + 1
    return best, end
