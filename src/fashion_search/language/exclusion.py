"""What `without` rules out: known attribute words become a hard exclusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fashion_search.filters import Filter, IsNull, all_of
from fashion_search.language.meanings import Meaning
from fashion_search.language.vocabulary import Vocabulary
from fashion_search.language.words import clean, tokenise

__all__ = ["exclusion"]


def exclusion(without: str, vocabulary: Vocabulary | Mapping[str, Sequence[str]]) -> Filter | None:
    """A filter that rules out the attributes these words name.

    The longest run of words that means something in the catalogue wins ("navy blue" before "blue"); singular
    and plural are the same. Words that name no attribute rule nothing out: they only push the query away
    from their direction.

    Args:
        without: What is not wanted, in words.
        vocabulary: What words mean in the catalogue, or just the values each attribute field takes there.

    Returns:
        The filter, or `None` when no word is known. Products whose attribute is unknown pass.
    """
    phrases = _vocabulary(vocabulary).phrases
    tokens = tokenise(clean(without))
    refused: list[Meaning] = []
    place = 0
    while place < len(tokens):
        if known := phrases.unwanted(tokens, place):
            refused += known[0]
            place = known[1]
        else:
            place += 1
    return all_of(IsNull(meaning.field) | ~meaning.condition() for meaning in refused)


def _vocabulary(given: Vocabulary | Mapping[str, Sequence[str]]) -> Vocabulary:
    if isinstance(given, Vocabulary):
        return given
    return Vocabulary({field: dict.fromkeys(values, 1) for field, values in given.items()})
