"""The catalogue's own names added to a shopper's words, for what reads words: an encoder, a lexical index."""

from __future__ import annotations

from fashion_search.language.understood import Understood
from fashion_search.language.vocabulary import Vocabulary
from fashion_search.language.words import key_of, tokenise

__all__ = ["expand", "related"]

_EXPANDED = frozenset({"article_type", "sub_category", "base_color"})
"""What has names worth adding: kinds of things and colours. A gender or a season says itself."""


def expand(understood: Understood, *, limit: int = 2) -> str:
    """The wanted words, and after them the catalogue's names for them where it uses others.

    "knapsack for school" becomes "knapsack for school Backpacks": an index of words finds what the shopper's
    words alone would not.

    Args:
        understood: What was understood of a text.
        limit: How many names are added for one part, the likeliest first.

    Returns:
        The text; the wanted words alone where they already are the catalogue's.
    """
    added = [
        value
        for part in understood.parts
        if part.field in _EXPANDED and not part.excluded
        for value in part.values[:limit]
        if key_of(value) not in key_of(understood.wanted)
    ]
    return " ".join([understood.wanted, *added])


def related(phrase: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The catalogue's values that a phrase stands for, the likeliest first; none when it is not known.

    Args:
        phrase: One thing, such as "sneakers" or "crimson".
        vocabulary: What words mean in the catalogue.
    """
    tokens = tokenise(phrase)
    found = vocabulary.phrases.longest(tokens, 0) if tokens else None
    return found[0].values if found and found[1] == len(tokens) else ()
