"""An index of words: what titles and attributes say letter by letter, beside what vectors say of meaning."""

from fashion_search.lexical.ability import AsyncLexicalIndex, LexicalIndex, WordMatches
from fashion_search.lexical.local import LocalWords

__all__ = ["AsyncLexicalIndex", "LexicalIndex", "LocalWords", "WordMatches"]
