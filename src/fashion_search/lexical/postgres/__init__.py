"""Words searched in PostgreSQL: a generated `tsvector` column, and BM25 over what it finds."""

from fashion_search.lexical.postgres.ddl import COLUMN, create_words, refresh_words, word_ddl
from fashion_search.lexical.postgres.index import AsyncPostgresWords, PostgresWords

__all__ = ["COLUMN", "AsyncPostgresWords", "PostgresWords", "create_words", "refresh_words", "word_ddl"]
