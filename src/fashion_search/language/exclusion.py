"""What `without` rules out: known attribute words become a hard exclusion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from fashion_search.filters import F, Filter, In, IsNull, all_of

__all__ = ["exclusion"]

_TITLE_WORDS: Mapping[str, tuple[str, ...]] = {
    "stripe": ("Stripe", "stripe", "Striped", "striped"),
    "striped": ("Stripe", "stripe", "Striped", "striped"),
    "check": ("Check", "check"),
    "checked": ("Check", "check"),
    "plaid": ("Check", "check", "Plaid", "plaid"),
    "print": ("Print", "print"),
    "printed": ("Print", "print"),
    "graphic": ("Graphic", "graphic"),
    "floral": ("Floral", "floral", "Flower", "flower"),
    "flower": ("Floral", "floral", "Flower", "flower"),
    "dot": ("Polka", "polka", "Dots", "dots"),
    "polka dot": ("Polka", "polka", "Dots", "dots"),
    "solid": ("Solid", "solid"),
    "plain": ("Solid", "solid", "Plain", "plain"),
    "embroidery": ("Embroider", "embroider"),
    "embroidered": ("Embroider", "embroider"),
    "lace": ("Lace ", "lace ", "Laces", "laces"),
    "leather": ("Leather", "leather"),
    "denim": ("Denim", "denim"),
    "cotton": ("Cotton", "cotton"),
    "silk": ("Silk", "silk"),
    "wool": ("Wool", "wool"),
    "linen": ("Linen", "linen"),
    "hood": ("Hood", "hood"),
    "collar": ("Collar", "collar"),
    "zip": ("Zip", "zip"),
    "button": ("Button", "button"),
    "sleeve": ("Sleeve", "sleeve"),
    "sleeveless": ("Sleeveless", "sleeveless"),
}
"""Patterns, materials and details, which no attribute column holds: looked for in the title."""


def exclusion(without: str, vocabulary: Mapping[str, Sequence[str]]) -> Filter | None:
    """A filter that rules out the attributes these words name.

    The longest run of words that is a value of an attribute wins ("navy blue" before "blue"); singular and
    plural are the same. Words that name no attribute rule nothing out: they only push the query away from
    their direction.

    Args:
        without: What is not wanted, in words.
        vocabulary: The values each attribute field takes in the catalogue.

    Returns:
        The filter, or `None` when no word is known. Products whose attribute is unknown pass.
    """
    fields_by_value = _index(vocabulary)
    return all_of(
        refusal
        for phrase in _phrases(without, fields_by_value)
        for refusal in _refuse(phrase, fields_by_value)
    )


def _index(vocabulary: Mapping[str, Sequence[str]]) -> dict[str, dict[str, list[str]]]:
    """Normalised value -> field -> the catalogue's spellings of it."""
    index: dict[str, dict[str, list[str]]] = {}
    for name, values in vocabulary.items():
        for value in values:
            index.setdefault(_normalise(value), {}).setdefault(name, []).append(value)
    return index


def _phrases(text: str, known: Mapping[str, object]) -> Iterator[str]:
    """The known phrases of a text, longest first, no word used twice."""
    words = _normalise(text).split()
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + 4), start, -1):
            phrase = " ".join(words[start:end])
            if phrase in known or phrase in _TITLE_WORDS:
                yield phrase
                start = end
                break
        else:
            start += 1


def _refuse(phrase: str, fields_by_value: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[Filter]:
    for name, values in fields_by_value.get(phrase, {}).items():
        yield IsNull(name) | ~In(name, tuple(values))
    for part in _TITLE_WORDS.get(phrase, ()):
        yield F.product_display_name.is_null() | ~F.product_display_name.contains(part)


def _normalise(text: str) -> str:
    return " ".join(_singular(word) for word in re.findall(r"[a-z0-9']+", text.lower()))


def _singular(word: str) -> str:
    """Strip a plural ending; the result need not be a word, as both sides are treated alike."""
    if len(word) > 4 and word.endswith("ies"):  # noqa: PLR2004
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):  # noqa: PLR2004
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):  # noqa: PLR2004
        return word[:-1]
    return word
