"""Text as terms: what counts as the same word for whatever compares words."""

from __future__ import annotations

import re
import unicodedata

from fashion_search.terms.stemming import stem

__all__ = ["LONGEST_TEXT", "terms"]

LONGEST_TEXT = 1000
"""Characters that are read of a text; titles and queries are shorter."""

_POSSESSIVE = re.compile(r"['\u2019`]s\b")
_APOSTROPHE = re.compile(r"['\u2019`]")
_LONE_LETTER = re.compile(r"(?<![^\W_])[^\W\d_](?:-(?=[^\W\d_]{2})| (?=neck|shirt))")
_WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(
    {
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "for",
        "from",
        "i",
        "in",
        "is",
        "it",
        "me",
    }
    | {"my", "of", "on", "or", "some", "that", "the", "this", "to", "with", "you", "your"}
)


def terms(text: str) -> list[str]:
    """The terms of a text, in order, repeats kept.

    Case, accents, plurals and other English endings do not count. A lone letter belongs to the word after its
    hyphen, so that `T-Shirts`, `t shirt` and `tshirts` are one term, and so are `v-neck` and `v neck`. Words
    that say nothing ("for", "the") are left out. What comes out is letters and digits alone, so no query
    language finds a sign of its own in it.

    Args:
        text: Anything; read up to `LONGEST_TEXT`.

    Returns:
        Lower-case terms; none for a text without letters and digits.
    """
    plain = unicodedata.normalize("NFKD", text[:LONGEST_TEXT]).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    joined = _LONE_LETTER.sub(lambda lone: lone.group()[0], _APOSTROPHE.sub("", _POSSESSIVE.sub("", plain)))
    return [stem(word) for word in _WORD.findall(joined) if word not in _STOP]
