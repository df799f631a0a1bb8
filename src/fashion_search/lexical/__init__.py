"""An index of words: what a title says letter by letter, beside what a vector says of its meaning."""

from fashion_search.lexical.words import terms

__all__ = ["terms"]
