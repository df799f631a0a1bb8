"""Did you mean: misspelt words against the catalogue's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from fashion_search.language.lexicon import lexicon
from fashion_search.language.phrases import PhraseBook
from fashion_search.language.words import key_of, singular

__all__ = ["Speller", "distance"]

_SHORTEST = 4  # shorter words have too many neighbours
_TWO_SLIPS_FROM = 8  # letters from which two slips are believed
_PREFIX = 7  # deletions are made in the first letters only, which keeps the index small
_ENOUGH = 3  # titles that must hold a word before it is offered, in a small catalogue
_COMMON = (
    0.002  # share of titles that must hold a word that means nothing in particular, before it is offered
)


class Speller:
    """Finds the known word that was meant.

    Words are compared in the singular. All deletions of known words are indexed, so that a lookup needs no
    comparison with the whole vocabulary (the symmetric delete algorithm: W. Garbe, 2012). The index is made
    when the first unknown word comes.

    Args:
        phrases: The phrases that mean something.
        title_words: Words of titles, in lower case, and how many titles hold them.
        title_count: How many titles there are.
    """

    def __init__(self, phrases: PhraseBook, title_words: Mapping[str, int], *, title_count: int = 0) -> None:
        self._phrases = phrases
        self._title_words = title_words
        self._common = max(_ENOUGH, _COMMON * title_count)

    def knows(self, word: str) -> bool:
        """Whether a lower-case word needs no putting right."""
        plain = lexicon()
        return (
            len(word) < _SHORTEST
            or not word.isalpha()
            or not word.isascii()
            or word in plain.filler
            or word in plain.ordinary
            or singular(word) in self._counts
            or (f"{word}s" in self._counts and not word.endswith("s"))
            or key_of(word) in self._others
        )

    def correct(self, word: str) -> str | None:
        """The known word that a lower-case unknown one most likely is.

        The fewest slips win (a letter too many, too few, another, or two swapped), then the word that most
        products have, then the alphabet. Short words may have one slip, longer ones two. The first letter is
        right, or swapped with the second.

        Returns:
            The word, in the plural if the other was; `None` when nothing is near.
        """
        one = singular(word) if len(singular(word)) >= _SHORTEST else word
        if len(one) < _SHORTEST:
            return None
        slips = 2 if len(one) >= _TWO_SLIPS_FROM else 1
        near = [
            (away, -self._counts[known], known)
            for known in {name for shorter in _deletions(one, slips) for name in self._index.get(shorter, ())}
            if _may_be(one, known) and (away := distance(one, known)) <= slips
        ]
        return _as_typed(min(near)[2], word, one) if near else None

    @cached_property
    def _counts(self) -> dict[str, int]:
        """Known words in the singular, and how many products they speak of."""
        counts: dict[str, int] = {}
        for words in (self._phrases.words, self._title_words):
            for word, count in words.items():
                if word.isalpha():
                    one = singular(word)
                    counts[one] = counts.get(one, 0) + count
        return counts

    @cached_property
    def _others(self) -> frozenset[str]:
        """Keys of words that are known, but not to be offered."""
        plain = lexicon()
        synonyms = [word for synonym in plain.synonyms for word in synonym.phrase.split()]
        details = [word for phrase in plain.details for word in phrase.split()]
        return frozenset(key_of(word) for word in [*synonyms, *details, *plain.ordinary, *plain.filler])

    @cached_property
    def _index(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        common = {word for word, count in self._title_words.items() if count >= self._common}
        offered = common.union(self._phrases.words)
        for word in sorted({singular(word) for word in offered if word.isalpha()}):
            if len(word) >= _SHORTEST:
                for shorter in _deletions(word, 2 if len(word) >= _TWO_SLIPS_FROM - 1 else 1):
                    index.setdefault(shorter, []).append(word)
        return index


def distance(one: str, other: str) -> int:
    """Slips between two words: letters added, left out, replaced, or neighbours swapped.

    The optimal string alignment distance: no letter slips twice.
    """
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, match in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != match))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == match:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]


def _deletions(word: str, slips: int) -> set[str]:
    """The beginning of a word with up to this many letters left out."""
    found = last = {word[:_PREFIX]}
    for _ in range(slips):
        last = {shorter for known in last for shorter in _one_less(known)}
        found = found | last
    return found


def _one_less(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _may_be(one: str, other: str) -> bool:
    """The beginning is alike, and no letter of a short word stands for another: "file" is not "fila"."""
    if len(one) == len(other) == _SHORTEST and sorted(one) != sorted(other):
        return False
    return one[0] == other[0] or (one[0] == other[1] and one[1] == other[0])


def _as_typed(known: str, word: str, one: str) -> str:
    if one == word:
        return known
    return known + ("es" if known.endswith(("s", "x", "sh", "ch")) else "s")
