"""Text as terms: which spellings of a word are one word, for whatever compares words letter by letter."""

from fashion_search.terms.words import terms

__all__ = ["terms"]
