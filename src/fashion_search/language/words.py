"""Text as words, and words made comparable: case, plural, possessive, hyphen and spelling do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from fashion_search.language.lexicon import lexicon

__all__ = ["LONGEST_TEXT", "Token", "clean", "key_of", "singular", "tokenise"]

LONGEST_TEXT = 1000
"""Characters that are read of a text; shoppers write less."""

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019`][^\W_]+)*['\u2019]?|[,&/+;]|(?<!\S)-(?=[^\W\d_])")
_JOINERS = frozenset({"and", "&"})


class Token(NamedTuple):
    """One word of a text, or a sign that joins words.

    Attributes:
        key: The word made comparable; empty for words and signs that only join.
        word: The word in lower case.
        start: Where it begins in the text.
        end: Where it ends.
    """

    key: str
    word: str
    start: int
    end: int


def clean(text: str) -> str:
    """The text in Unicode's compatible form (NFKC), single spaces between words, cut at `LONGEST_TEXT`."""
    return " ".join(unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).split())


def tokenise(text: str) -> list[Token]:
    """The words of a text, in order; `-word` gives a token `-` before the word."""
    return [
        Token(_key(word), word, match.start(), match.end())
        for match in _TOKEN.finditer(text)
        for word in (match.group().lower(),)
    ]


def key_of(phrase: str) -> str:
    """A phrase as it is looked up: `T-Shirts`, `t shirt` and `tshirts` have one key."""
    return "".join(token.key for token in tokenise(phrase))


@lru_cache(maxsize=20_000)
def _key(word: str) -> str:
    if word in _JOINERS or not word[0].isalnum():
        return ""
    one = singular(word)
    return lexicon().spellings.get(one, one)


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """A lower-case word without plural or possessive ending; need not be a word, as all are treated alike."""
    plain = re.sub(r"['\u2019`]s?$", "", word)
    plain = re.sub(r"['\u2019`]", "", plain)
    if plain in lexicon().plural_only:
        return plain
    return _without_ending(plain)


def _without_ending(word: str) -> str:
    length = len(word)
    if length > 4 and word.endswith(("ies", "ie")):  # noqa: PLR2004  # hoodies, hoodie: hoody
        return word.removesuffix("s")[:-2] + "y"
    if length > 4 and word.endswith("ves") and word[:-3] + "f" in _ENDING_IN_F:  # noqa: PLR2004
        return word[:-3] + "f"
    if length > 4 and word.endswith(("sses", "shes", "ches", "xes")):  # noqa: PLR2004
        return word[:-2]
    if length > 3 and word.endswith("s") and not word.endswith("ss"):  # noqa: PLR2004
        return word[:-1]
    return word


_ENDING_IN_F = frozenset({"scarf", "kerchief", "handkerchief", "half", "shelf"})
