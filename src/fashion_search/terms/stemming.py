"""English endings taken off: `printed`, `prints` and `printing` are one term."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["stem"]

_SHORT = 2
_VOWELS = frozenset("aeiou")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a lower-case word; need not be a word. Other scripts and words of two letters stay.

    Source:
        Porter, "An algorithm for suffix stripping", Program 14(3), 1980.
    """
    if len(word) <= _SHORT or not (word.isascii() and word.isalpha()):
        return word
    word = _past_and_gerund(_plural(word))
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    word = _replaced(word, _DOUBLE, 0)
    word = _replaced(word, _FULL, 0)
    return _tidied(_replaced(word, _LONG, 1))


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past_and_gerund(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        if word.endswith(ending):
            rest = word.removesuffix(ending)
            return _mended(rest) if _has_vowel(rest) else word
    return word


def _mended(rest: str) -> str:
    """What an `ed` or `ing` leaves, made a word again: `hop(p)ing`, `fil(e)ing`."""
    if rest.endswith(("at", "bl", "iz")):
        return rest + "e"
    if _double_consonant(rest) and rest[-1] not in "lsz":
        return rest[:-1]
    return rest + "e" if _measure(rest) == 1 and _ends_short(rest) else rest


def _replaced(word: str, endings: dict[str, str], least: int) -> str:
    """The longest of the endings exchanged, where what stands before it is long enough."""
    for length in range(min(_LONGEST, len(word) - 1), 1, -1):
        ending = word[-length:]
        if ending in endings:
            rest = word[:-length]
            kept = ending == "ion" and not rest.endswith(("s", "t"))
            return word if kept or _measure(rest) <= least else rest + endings[ending]
    return word


def _tidied(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        if _measure(rest) > 1 or (_measure(rest) == 1 and not _ends_short(rest)):
            word = rest
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word


def _shape(word: str) -> str:
    """Each letter as `v` or `c`; a y after a consonant is a vowel."""
    shape = ""
    for letter in word:
        vowel = letter in _VOWELS or (letter == "y" and shape.endswith("c"))
        shape += "v" if vowel else "c"
    return shape


def _measure(word: str) -> int:
    """How often vowels are followed by consonants."""
    return len(re.findall("v+c", _shape(word)))


def _has_vowel(word: str) -> bool:
    return "v" in _shape(word)


def _double_consonant(word: str) -> bool:
    return word[-2:-1] == word[-1:] and _shape(word).endswith("c")


def _ends_short(word: str) -> bool:
    """Whether it ends as `hop` and `trim` do, which lost an e or never had one."""
    return _shape(word).endswith("cvc") and word[-1] not in "wxy"


_DOUBLE = {
    "ational": "ate",
    "tional": "tion",
    "enci": "ence",
    "anci": "ance",
    "izer": "ize",
    "logi": "log",
    "bli": "ble",
    "alli": "al",
    "entli": "ent",
    "eli": "e",
    "ousli": "ous",
    "ization": "ize",
    "ation": "ate",
    "ator": "ate",
    "alism": "al",
    "iveness": "ive",
    "fulness": "ful",
    "ousness": "ous",
    "aliti": "al",
    "iviti": "ive",
    "biliti": "ble",
}
_FULL = {
    "icate": "ic",
    "ative": "",
    "alize": "al",
    "iciti": "ic",
    "ical": "ic",
    "ful": "",
    "ness": "",
}
_LONG = dict.fromkeys(
    (
        *("al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent"),
        *("ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize"),
    ),
    "",
)
_LONGEST = max(map(len, (*_DOUBLE, *_FULL, *_LONG)))
