"""What an index of words asks PostgreSQL, written once for blocking and awaited use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Double,
    Executable,
    MetaData,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
    text,
    values,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Filter
from fashion_search.filters.dialects.sql import codepoint_order, to_clause
from fashion_search.lexical.ability import WordMatches
from fashion_search.lexical.bm25 import Bm25
from fashion_search.lexical.postgres.ddl import COLUMN, LONE_LETTER, checked_language, counts_name
from fashion_search.steps import Steps
from fashion_search.terms.words import LONGEST_TEXT

__all__ = ["WordStatements"]

_POOL = 10
"""Times as many products as asked for are weighed exactly, of those that `ts_rank` puts first."""

_Steps: TypeAlias = Steps[Executable, Any]


@dataclass(frozen=True, slots=True)
class _Said:
    """A query's lexemes, how much each tells, and how many a product usually has."""

    lexemes: tuple[str, ...]
    rarities: tuple[float, ...]
    usual: float


class WordStatements:
    """The questions of a `LexicalIndex` as steps."""

    def __init__(self, table: Table, language: str) -> None:
        self._table = table.to_metadata(MetaData())
        self._table.append_column(Column(COLUMN, TSVECTOR))
        self._counts = Table(
            counts_name(table), MetaData(), Column("word", Text), Column("ndoc", Double), schema=table.schema
        )
        self._language = checked_language(language)
        self._bm25 = Bm25(np.zeros((0, 2), dtype=np.int64))

    def match(self, said: str, limit: int, where: Filter | None) -> _Steps:
        """Products that pass the filter and have a word of a text, best first."""
        if limit < 1:
            raise InvalidRequestError(f"limit is {limit!r}; it must be at least 1.")
        known = yield from self._read(said)
        if known is None:
            return WordMatches((), np.empty(0))
        words, query = self._table.c[COLUMN], _any_of(known.lexemes)
        wanted: list[ColumnElement[bool]] = [words.bool_op("@@")(query)]
        if where is not None:
            wanted.append(to_clause(where, self._table))
        near = (
            select(self._table.c.product_id, words)
            .where(*wanted)
            .order_by(func.ts_rank(words, query).desc(), codepoint_order(self._table.c.product_id))
            .limit(_POOL * limit)
        )
        weighed = self._weighed(near, known).subquery()
        rows = yield (
            select(weighed.c.product_id, weighed.c.score)
            .order_by(weighed.c.score.desc(), codepoint_order(weighed.c.product_id))
            .limit(limit)
        )
        return WordMatches(
            tuple(row[0] for row in rows), np.array([row[1] for row in rows], dtype=np.float64)
        )

    def scores_of(self, said: str, product_ids: Sequence[str]) -> _Steps:
        """How much of a text each of some products has."""
        known = yield from self._read(said)
        if known is None or not product_ids:
            return np.zeros(len(product_ids))
        ids: BindParameter[Any] = bindparam("ids", list(dict.fromkeys(product_ids)), expanding=True)
        some = select(self._table.c.product_id, self._table.c[COLUMN]).where(
            self._table.c.product_id.in_(ids)
        )
        rows = yield self._weighed(some, known)
        score_of = {row[0]: row[1] for row in rows}
        return np.array([score_of.get(product_id, 0.0) for product_id in product_ids], dtype=np.float64)

    def _read(self, said: str) -> Steps[Executable, _Said | None]:
        """The lexemes of a text; `None` when it has none that any product has."""
        plain = said[:LONGEST_TEXT].encode("utf-8", "replace").decode().replace("\x00", " ")
        joined = func.regexp_replace(literal(plain, Text()), LONE_LETTER, r"\1\2", "g")
        found = func.unnest(func.to_tsvector(text(f"'{self._language}'"), joined)).table_valued("lexeme")
        counts = self._counts.c
        rows = yield (
            select(found.c.lexeme, func.coalesce(counts.ndoc, 0))
            .select_from(found.outerjoin(self._counts, counts.word == found.c.lexeme))
            .order_by(found.c.lexeme)
        )
        if not any(having for _, having in rows):
            return None
        everything = yield select(func.sum(counts.ndoc), func.max(counts.ndoc).filter(counts.word == ""))
        both, total = (float(number or 0) for number in everything[0])
        having = np.array([row[1] for row in rows], dtype=np.float64)
        rarities = np.log1p((total - having + 0.5) / (having + 0.5))
        return _Said(
            tuple(row[0] for row in rows), tuple(rarities.tolist()), (both - total) / max(total, 1.0)
        )

    def _weighed(self, some: Select[Any], known: _Said) -> Select[Any]:
        """BM25 of products over the lexemes of a query, as a share of the most it could be."""
        near = some.cte("near")
        found = func.unnest(near.c[COLUMN]).table_valued("lexeme", "positions").lateral("found")
        query = values(column("lexeme", Text), column("rarity", Double), name="said").data(
            list(zip(known.lexemes, known.rarities, strict=True))
        )
        often = cast(func.coalesce(func.cardinality(found.c.positions), 1), Double)
        model = self._bm25
        stretch = 1 - model.b + model.b * func.length(near.c[COLUMN]) / max(known.usual, 1.0)
        worth = func.sum(query.c.rarity * often / (often + model.k1 * stretch))
        return (
            select(near.c.product_id, (worth / sum(known.rarities)).label("score"))
            .select_from(near.join(found, literal(value=True)).join(query, query.c.lexeme == found.c.lexeme))
            .group_by(near.c.product_id)
        )


def _any_of(lexemes: Sequence[str]) -> ColumnElement[Any]:
    """A query for any of some lexemes, each quoted: nothing in it is taken for an operator."""
    quoted = ("'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'" for lexeme in lexemes)
    return cast(literal(" | ".join(quoted), Text()), TSQUERY)
