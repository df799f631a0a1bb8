"""The words of a generation's products, in SQLite's full-text index, in the database of the products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from fashion_search.terms.products import attribute_terms, title_terms
from fashion_search.types import Product

__all__ = ["StoredWords", "WordsWriter"]

# Terms come from `fashion_search.terms`; the tokenizer only has to split at blanks.
_TOKENIZE = "unicode61 remove_diacritics 0"
_TABLES = (
    f"CREATE VIRTUAL TABLE words USING fts5(title, attributes, content='', tokenize='{_TOKENIZE}')",
    "CREATE VIRTUAL TABLE words_found USING fts5vocab(words, instance)",
    "CREATE TABLE words_counted (field VARCHAR PRIMARY KEY, counts BLOB NOT NULL)",
)
_INSERT = "INSERT INTO words (rowid, title, attributes) VALUES (?, ?, ?)"
_COUNT = np.dtype("<u2")
_MOST = int(np.iinfo(_COUNT).max)

Fetch = Callable[[str, tuple[object, ...]], "list[tuple[Any, ...]]"]


class WordsWriter:
    """Fills the index of words beside the products.

    Where this Python's SQLite lacks FTS5 nothing is written, and readers do without.

    Args:
        connection: The database being written.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._counts: list[tuple[int, int]] = []
        self._able = True
        try:
            for table in _TABLES:
                connection.exec_driver_sql(table)
        except OperationalError:
            self._able = False

    def add(self, products: Sequence[Product]) -> None:
        """Index products, which follow those before in row order."""
        if not self._able or not products:
            return
        said = [(title_terms(product), attribute_terms(product)) for product in products]
        first = len(self._counts) + 1
        self._counts += [(min(len(title), _MOST), min(len(rest), _MOST)) for title, rest in said]
        rows = [(row, " ".join(title), " ".join(rest)) for row, (title, rest) in enumerate(said, first)]
        self._connection.exec_driver_sql(_INSERT, rows)

    def finish(self) -> None:
        """Join what was written in blocks, and keep how long each text is."""
        if not self._able:
            return
        self._connection.exec_driver_sql("INSERT INTO words (words) VALUES ('optimize')")
        counts = np.array(self._counts, dtype=_COUNT).reshape(-1, 2)
        kept = [("title", counts[:, 0].tobytes()), ("attributes", counts[:, 1].tobytes())]
        self._connection.exec_driver_sql("INSERT INTO words_counted VALUES (?, ?)", kept)


class StoredWords:
    """Reads the index of words. Rows are those of the store.

    Args:
        fetch: Runs a query on the database.
    """

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    @classmethod
    def found(cls, fetch: Fetch) -> StoredWords | None:
        """The index of a database, or `None` when it has none, or this Python's SQLite cannot read it."""
        written = fetch("SELECT 1 FROM sqlite_master WHERE name = 'words_counted'", ())
        readable = fetch("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'", ())
        return cls(fetch) if written and readable else None

    def lengths(self) -> NDArray[np.int64]:
        """Terms in each title and in each product's attributes, shape (n, 2)."""
        kept: dict[str, bytes] = dict(self._fetch("SELECT field, counts FROM words_counted", ()))
        fields = [np.frombuffer(kept[field], dtype=_COUNT) for field in ("title", "attributes")]
        return np.column_stack(fields).astype(np.int64)

    def occurrences(self, term: str) -> NDArray[np.int64]:
        """Where a term stands: `2 * row` for each time in a title, `2 * row + 1` in the attributes."""
        found = self._fetch(
            "SELECT group_concat(2 * (doc - 1) + (col = 'attributes')) FROM words_found WHERE term = ?",
            (term,),
        )[0][0]
        return np.array(found.split(",") if found else [], dtype=np.int64)
