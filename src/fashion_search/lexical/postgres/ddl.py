"""How a table of products gets its words."""

from __future__ import annotations

import re

from sqlalchemy import Engine, MetaData, Table, text
from sqlalchemy.dialects.postgresql import dialect

from fashion_search.connections.sql.errors import asking
from fashion_search.errors import ConfigurationError
from fashion_search.store.tables import products
from fashion_search.terms.products import DESCRIBED_BY

__all__ = [
    "COLUMN",
    "LONE_LETTER",
    "checked_language",
    "counts_name",
    "create_words",
    "refresh_words",
    "word_ddl",
]

COLUMN = "words"
"""The column this adds to a table of products."""

LONE_LETTER = r"\m([[:alpha:]])-([[:alpha:]]{2})"
"""A lone letter before a hyphen, which belongs to the word after it: `T-Shirt` is `TShirt`."""

_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def word_ddl(table: Table = products, *, language: str = "english") -> tuple[str, ...]:
    """The statements that give a table of products its words; running them again changes nothing.

    A generated column, so that it is never behind the products; an index on it; and a materialized view of
    how many products have each word, to be refreshed when products have changed (`refresh_words`).

    Args:
        table: The table; its columns are named like the fields of a product.
        language: The text search configuration, which knows endings and stop words.

    Raises:
        ConfigurationError: `language` is no name of a configuration.
    """
    checked_language(language)
    named, counts, index = _names(table)
    title = _vector("product_display_name", language, "A")
    described = _vector(" || ' ' || ".join(f"coalesce({name}, '')" for name in DESCRIBED_BY), language, "B")
    kept = f"GENERATED ALWAYS AS ({title} || {described}) STORED"
    having = f"SELECT found.lexeme, count(*) FROM {named} AS one, unnest(one.{COLUMN}) AS found GROUP BY 1"  # noqa: S608
    everything = f"SELECT '', count(*) FROM {named}"  # noqa: S608  # names alone, quoted
    return (
        f"ALTER TABLE {named} ADD COLUMN IF NOT EXISTS {COLUMN} tsvector {kept}",
        f"CREATE INDEX IF NOT EXISTS {index} ON {named} USING gin ({COLUMN})",
        f"CREATE MATERIALIZED VIEW IF NOT EXISTS {counts} (word, ndoc) AS {having} UNION ALL {everything}",
    )


def create_words(engine: Engine, table: Table = products, *, language: str = "english") -> None:
    """Give a table of products its words; see `word_ddl`. The role must own the table.

    Raises:
        ServiceError: the server cannot be reached, or refuses.
    """
    with asking(engine), engine.begin() as connection:
        for statement in word_ddl(table, language=language):
            connection.execute(text(statement.replace(":", "\\:")))


def refresh_words(engine: Engine, table: Table = products) -> None:
    """Count anew how many products have each word: after products have changed. Searching goes on meanwhile.

    Raises:
        ServiceError: the server cannot be reached, or refuses.
    """
    with asking(engine), engine.begin() as connection:
        connection.execute(text(f"REFRESH MATERIALIZED VIEW {_names(table)[1]}"))


def counts_name(table: Table) -> str:
    """The view of how many products have each word."""
    return f"{table.name}_words"


def checked_language(language: str) -> str:
    """A text search configuration's name, which may stand in a statement.

    Raises:
        ConfigurationError: it is no such name.
    """
    if not _NAME.fullmatch(language):
        raise ConfigurationError(f"language is {language!r}; it must name a text search configuration.")
    return language


def _names(table: Table) -> tuple[str, str, str]:
    """The table, its view of counts and its index, quoted for a statement."""
    preparer = dialect().identifier_preparer  # type: ignore[no-untyped-call]  # SQLAlchemy's own is untyped
    counts = Table(counts_name(table), MetaData(), schema=table.schema)
    return (
        preparer.format_table(table),
        preparer.format_table(counts),
        preparer.quote(f"ix_{table.name}_{COLUMN}"),
    )


def _vector(said: str, language: str, weight: str) -> str:
    joined = f"regexp_replace(coalesce({said}, ''), '{LONE_LETTER}', '\\1\\2', 'g')"
    return f"setweight(to_tsvector('{language}', {joined}), '{weight}')"
