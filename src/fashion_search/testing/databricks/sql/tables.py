"""The catalogue's tables in an SQLite database in memory."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, TypeAlias

from fashion_search.filters import FIELDS
from fashion_search.store import Store
from fashion_search.testing.databricks.catalogue import Catalogue, model_name
from fashion_search.testing.databricks.names import Names
from fashion_search.testing.databricks.sql.functions import add_functions
from fashion_search.testing.databricks.sql.rewriting import rewrite, unbound
from fashion_search.testing.databricks.sql.words import SqlError
from fashion_search.types import SPACES, Space

__all__ = ["Result", "ResultColumn", "Tables"]

Row: TypeAlias = Mapping[str, Any]

_STYLES: Final = {
    "user_id": "STRING",
    "user_embedding": "ARRAY<FLOAT>",
    "segment": "STRING",
    "num_interactions": "BIGINT",
    "category_prefs": "STRING",
    "color_prefs": "STRING",
    "avg_price": "DOUBLE",
    "min_price": "DOUBLE",
    "max_price": "DOUBLE",
}
_PRODUCT_TYPES: Final = {"text": "STRING", "number": "DOUBLE", "integer": "INT"}
_PRODUCTS: Final = {name: _PRODUCT_TYPES[kind] for name, kind in FIELDS.items()}
_EMBEDDINGS: Final = {f"{space}_embedding": "ARRAY<FLOAT>" for space in SPACES} | {
    "embedding_model": "STRING",
    "embedding_dimension": "INT",
    "updated_at": "TIMESTAMP",
}
_SQLITE: Final = {"STRING": "TEXT", "DOUBLE": "REAL", "INT": "INTEGER", "BIGINT": "INTEGER"}
_UNKNOWN_COLUMN: Final = "no such column: "


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of an answer: its name, and its type as Databricks writes it."""

    name: str
    type_text: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a statement found."""

    columns: tuple[ResultColumn, ...]
    rows: list[tuple[Any, ...]]


class Tables:
    """Runs statements, one at a time. Filled when the first one comes.

    Args:
        names: What the tables are called.
        catalogue: Gives whose products and vectors they are; another one makes the tables anew.
        styles: Rows of `user_style_features` for a store, as dictionaries.
    """

    def __init__(
        self, names: Names, catalogue: Callable[[], Catalogue], styles: Callable[[Store], Iterable[Row]]
    ) -> None:
        self._catalogue = catalogue
        self._styles = styles
        self._filled_from: Catalogue | None = None
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()
        self._names = {
            names.products.lower(): "products",
            names.embeddings.lower(): "embeddings",
            names.styles.lower(): "styles",
        }
        self._types = {name.lower(): kind for name, kind in (_STYLES | _PRODUCTS | _EMBEDDINGS).items()}

    def run(self, statement: str, parameters: Mapping[str, Any], schema: str | None) -> Result:
        """The rows of a statement.

        Raises:
            SqlError: it cannot be run.
        """
        rewritten = rewrite(statement, self._names, schema=schema)
        missing = rewritten.parameters - set(parameters)
        if missing:
            raise unbound(missing)
        bound = {name: parameters[name] for name in rewritten.parameters}
        with self._lock:
            try:
                cursor = self._database().execute(rewritten.sql, bound)
                rows = cursor.fetchall()
            except sqlite3.Error as exc:
                raise _failed(exc) from exc
        return Result(self._columns([one[0] for one in cursor.description], rows), rows)

    def close(self) -> None:
        """Give the database back."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _columns(self, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> tuple[ResultColumn, ...]:
        found = []
        for place, name in enumerate(names):
            known = self._types.get(name.lower())
            found.append(ResultColumn(name, known or _type_of(row[place] for row in rows)))
        return tuple(found)

    def _database(self) -> sqlite3.Connection:
        catalogue = self._catalogue()
        if self._connection is None or self._filled_from is not catalogue:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._filled_from = self._filled(catalogue), catalogue
        return self._connection

    def _filled(self, catalogue: Catalogue) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        try:
            add_functions(connection)
            _fill_products(connection, catalogue)
            rows = ([_as_json(row.get(name)) for name in _STYLES] for row in self._styles(catalogue.store))
            _fill(connection, "styles", _STYLES, rows)
            connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
        return connection


def _fill_products(connection: sqlite3.Connection, catalogue: Catalogue) -> None:
    """One table, and one view of it with vectors that are written as text only when they are asked for."""

    def vector_text(space: Space, row: int) -> str | None:
        vector = catalogue.store.vectors(space)[row]
        return json.dumps(vector.tolist(), separators=(",", ":")) if vector.any() else None

    _fill(connection, "products", _PRODUCTS, map(attrgetter(*_PRODUCTS), catalogue.store.products()))
    connection.execute("CREATE UNIQUE INDEX by_product_id ON products (product_id)")
    connection.create_function("vector_text", 2, vector_text, deterministic=True)
    model = catalogue.store.manifest.model
    further = {f"{one}_embedding": f"vector_text('{one}', rowid - 1)" for one in SPACES} | {
        "embedding_model": f"'{_quoted(model_name(model))}'",
        "embedding_dimension": model.dimension,
        "updated_at": f"'{catalogue.updated_at}'",
    }
    told = ", ".join(f"{value} AS {name}" for name, value in further.items())
    connection.execute(f"CREATE VIEW embeddings AS SELECT *, {told} FROM products")  # noqa: S608


def _fill(
    connection: sqlite3.Connection, table: str, types: Mapping[str, str], rows: Iterable[Sequence[Any]]
) -> None:
    columns = ", ".join(f"{name} {_SQLITE.get(kind, 'TEXT')}" for name, kind in types.items())
    connection.execute(f"CREATE TABLE {table} ({columns})")
    places = ", ".join("?" * len(types))
    connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608
    connection.commit()


def _as_json(value: object) -> object:
    return json.dumps(value, separators=(",", ":")) if isinstance(value, (dict, list)) else value


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _type_of(values: Iterable[object]) -> str:
    """The type of an expression, from its first value."""
    value = next((one for one in values if one is not None), None)
    if isinstance(value, int):
        return "BIGINT"
    return "DOUBLE" if isinstance(value, float) else "STRING"


def _failed(exc: sqlite3.Error) -> SqlError:
    text = str(exc)
    if text.startswith(_UNKNOWN_COLUMN):
        name = text.removeprefix(_UNKNOWN_COLUMN)
        return SqlError(
            "UNRESOLVED_COLUMN.WITH_SUGGESTION",
            f"A column, variable, or function parameter with name `{name}` cannot be resolved.",
            "42703",
        )
    return SqlError("PARSE_SYNTAX_ERROR", f"The statement cannot be run: {text}.", "42601")
