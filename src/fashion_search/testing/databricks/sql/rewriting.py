"""A Databricks statement as SQLite runs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fashion_search.testing.databricks.sql.vocabulary import FUNCTIONS, KEYWORDS, SIGNS, TYPES, WRITING
from fashion_search.testing.databricks.sql.words import SqlError, Word, split_words

__all__ = ["Rewritten", "rewrite"]

_MOST_PARTS: Final = 4
_TABLE_FOLLOWS: Final = frozenset({"FROM", "JOIN"})
_AFTER_IS: Final = frozenset({"NULL", "NOT", "TRUE", "FALSE", "DISTINCT"})


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A statement for SQLite.

    Attributes:
        sql: With parameters as `:name`.
        parameters: Their names.
    """

    sql: str
    parameters: frozenset[str]


def rewrite(statement: str, tables: Mapping[str, str], *, schema: str | None) -> Rewritten:
    """The statement with its tables under the names they have in SQLite.

    Args:
        statement: One statement that reads.
        tables: SQLite's names by full name, such as `main.fashion_demo.products`, in lower case.
        schema: Catalog and schema that complete a bare table name.

    Raises:
        SqlError: it writes, is no statement, or uses what Databricks lacks or this emulator does not know.
    """
    words = split_words(statement)
    while words and words[-1] == Word("sign", ";"):
        words.pop()
    _check_start(words)
    return _Rewriting(words, tables, schema).done()


def _check_start(words: list[Word]) -> None:
    first = words[0].keyword if words else ""
    if first in WRITING:
        raise SqlError(
            "INSUFFICIENT_PERMISSIONS", f"Insufficient privileges: {first} is not allowed.", "42501"
        )
    if first not in ("SELECT", "WITH", "VALUES"):
        raise _syntax(words[0].text if words else "end of input")


class _Rewriting:
    """Goes through the words once, from left to right."""

    def __init__(self, words: list[Word], tables: Mapping[str, str], schema: str | None) -> None:
        self._words = words
        self._tables = tables
        self._schema = schema
        self._place = 0
        self._written: list[str] = []
        self._parameters: set[str] = set()
        self._local = {
            word.text.lower()
            for word, after, opening in zip(words, words[1:], words[2:], strict=False)
            if word.kind in ("name", "quoted") and after.keyword == "AS" and opening.text == "("
        }

    def done(self) -> Rewritten:
        while self._place < len(self._words):
            self._written.append(self._next())
        return Rewritten(" ".join(self._written), frozenset(self._parameters))

    def _next(self) -> str:
        word = self._words[self._place]
        if word.kind == "name" and not self._in_chain():
            special = self._keyword(word)
            if special is not None:
                self._place += 1
                return special
        if word.kind in ("name", "quoted"):
            return self._named()
        self._place += 1
        return self._plain(word)

    def _keyword(self, word: Word) -> str | None:
        """A keyword, a type or a function as SQLite has it; `None` for a name."""
        keyword, following = word.keyword, self._at(1)
        if keyword in WRITING and following.text != "(":
            raise _syntax(word.text)
        if following.text == "(" and following.kind == "sign" and keyword not in KEYWORDS | set(TYPES):
            if word.text.lower() not in FUNCTIONS and word.text.lower() not in self._local:
                raise SqlError("UNRESOLVED_ROUTINE", f"Cannot resolve routine `{word.text}`.", "42883")
            return word.text.lower()
        if keyword in TYPES and self._before().keyword == "AS":
            return TYPES[keyword]
        if keyword == "IS" and following.keyword not in _AFTER_IS:
            raise _syntax(following.text)
        if keyword == "COLLATE":
            return self._collation(following)
        return keyword if keyword in KEYWORDS else None

    def _collation(self, following: Word) -> str:
        """The default compares by code point, as SQLite does."""
        if following.keyword != "UTF8_BINARY":
            raise SqlError("INVALID_COLLATION_NAME", f"Unknown collation {following.text}.", "42704")
        self._place += 1
        return ""

    def _named(self) -> str:
        parts = [self._words[self._place].text]
        self._place += 1
        while self._at(0).text == "." and self._at(1).kind in ("name", "quoted"):
            parts.append(self._at(1).text)
            self._place += 2
        starred = self._at(0).text == "." and self._at(1).text == "*"
        return self._resolved(parts, starred=starred)

    def _resolved(self, parts: list[str], *, starred: bool) -> str:
        if self._written and self._written[-1] in _TABLE_FOLLOWS:
            return self._table(parts)
        if len(parts) == _MOST_PARTS or (len(parts) == _MOST_PARTS - 1 and starred):
            columns = parts[3:]
            return ".".join([self._table(parts[:3]), *map(_bracketed, columns)])
        return ".".join(map(_bracketed, parts))

    def _table(self, parts: list[str]) -> str:
        if len(parts) == 1 and parts[0].lower() in self._local:
            return _bracketed(parts[0])
        start = (self._schema or "").split(".")
        full = ".".join([*start[: max(0, 3 - len(parts))], *parts]).lower()
        if full not in self._tables:
            shown = ".".join(f"`{part}`" for part in parts)
            raise SqlError(
                "TABLE_OR_VIEW_NOT_FOUND",
                f"The table or view {shown} cannot be found. Verify the spelling and correctness of the "
                "schema and catalog.",
                "42P01",
            )
        return _bracketed(self._tables[full])

    def _plain(self, word: Word) -> str:
        if word.kind == "string":
            return "'" + word.text.replace("'", "''") + "'"
        if word.kind == "parameter":
            self._parameters.add(word.text)
            return f":{word.text}"
        if word.text == ";":
            raise _syntax(";")
        return SIGNS.get(word.text, word.text)

    def _in_chain(self) -> bool:
        """Whether the word is a part of a dotted name, where keywords are names."""
        return self._before().text == "."

    def _before(self) -> Word:
        return self._words[self._place - 1] if self._place else Word("sign", "")

    def _at(self, offset: int) -> Word:
        place = self._place + offset
        return self._words[place] if place < len(self._words) else Word("sign", "")


def _bracketed(name: str) -> str:
    """SQLite takes a quoted name it does not know for text; one in brackets never."""
    if "]" in name:
        raise _syntax(name)
    return f"[{name}]"


def _syntax(near: str) -> SqlError:
    return SqlError("PARSE_SYNTAX_ERROR", f"Syntax error at or near '{near}'.", "42601")


def unbound(names: Iterable[str]) -> SqlError:
    """Parameters that were not given."""
    listed = ", ".join(sorted(names))
    return SqlError("UNBOUND_SQL_PARAMETER", f"Found the unbound parameter: {listed}.", "42P02")
