"""Words in PostgreSQL, blocking and awaited: the same steps, run on another engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, Table

from fashion_search.connections.sql.database import AsyncDatabase, Database
from fashion_search.filters import Filter
from fashion_search.lexical.ability import WordMatches
from fashion_search.lexical.postgres.statements import WordStatements
from fashion_search.store.tables import products

if TYPE_CHECKING:  # it needs greenlet, which blocking use does not
    from sqlalchemy.ext.asyncio import AsyncEngine

__all__ = ["AsyncPostgresWords", "PostgresWords"]


class PostgresWords:
    """An index of words in a table of products, made by `create_words`. Safe to use from many threads.

    Words are read by the server's own rules for a language, so stems and stop words differ a little from
    those of an index in a store.

    Args:
        engine: The database; whoever made it closes it.
        table: The table of products.
        language: As given to `create_words`.
    """

    def __init__(self, engine: Engine, table: Table = products, *, language: str = "english") -> None:
        self._database = Database(engine)
        self._statements = WordStatements(table, language)

    def match(self, text: str, *, limit: int, where: Filter | None = None) -> WordMatches:
        """The `limit` best products that pass the filter and have a word of the text.

        Raises:
            InvalidRequestError: `limit` is below 1.
            FilterError: the filter is not valid for the catalogue's fields.
            ServiceError: the server cannot answer.
        """
        found: WordMatches = self._database.run(self._statements.match(text, limit, where))
        return found

    def scores_of(self, text: str, product_ids: Sequence[str]) -> NDArray[np.float64]:
        """How much of the text each of these products has, in [0, 1], shape (n,); 0 for unknown ids."""
        scores: NDArray[np.float64] = self._database.run(self._statements.scores_of(text, product_ids))
        return scores


class AsyncPostgresWords:
    """`PostgresWords` with its calls awaited; arguments and answers are the same."""

    def __init__(self, engine: AsyncEngine, table: Table = products, *, language: str = "english") -> None:
        self._database = AsyncDatabase(engine)
        self._statements = WordStatements(table, language)

    async def match(self, text: str, *, limit: int, where: Filter | None = None) -> WordMatches:
        """The best products that have a word of the text; as `PostgresWords.match`."""
        found: WordMatches = await self._database.run(self._statements.match(text, limit, where))
        return found

    async def scores_of(self, text: str, product_ids: Sequence[str]) -> NDArray[np.float64]:
        """How much of the text each of these products has; as `PostgresWords.scores_of`."""
        scores: NDArray[np.float64] = await self._database.run(self._statements.scores_of(text, product_ids))
        return scores
