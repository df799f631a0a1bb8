"""What of Databricks SQL is understood; the rest is refused, not left to SQLite's own reading."""

from __future__ import annotations

from typing import Final

__all__ = ["FUNCTIONS", "KEYWORDS", "SIGNS", "TYPES", "WRITING"]

_KEYWORDS = """
    SELECT DISTINCT ALL FROM WHERE GROUP BY HAVING ORDER ASC DESC NULLS FIRST LAST LIMIT OFFSET AS ON USING
    JOIN INNER LEFT RIGHT FULL OUTER CROSS UNION EXCEPT INTERSECT WITH AND OR NOT IN IS NULL TRUE FALSE LIKE
    ESCAPE BETWEEN CASE WHEN THEN ELSE END EXISTS CAST OVER PARTITION ROWS RANGE UNBOUNDED PRECEDING
    FOLLOWING CURRENT ROW FILTER VALUES COLLATE UTF8_BINARY
"""
_WRITING = """
    INSERT UPDATE DELETE MERGE CREATE DROP ALTER TRUNCATE COPY REPLACE GRANT REVOKE OPTIMIZE VACUUM REFRESH
    ANALYZE MSCK CALL
"""
_FUNCTIONS = """
    count sum avg min max abs round coalesce ifnull nvl nullif if lower upper length char_length substring
    substr trim ltrim rtrim replace instr concat contains startswith endswith array_contains from_json
    row_number rank dense_rank current_user
"""

KEYWORDS: Final = frozenset(_KEYWORDS.split())
WRITING: Final = frozenset(_WRITING.split())
FUNCTIONS: Final = frozenset(_FUNCTIONS.split())

TYPES: Final = {
    "STRING": "TEXT",
    "BIGINT": "INTEGER",
    "LONG": "INTEGER",
    "INT": "INTEGER",
    "INTEGER": "INTEGER",
    "SMALLINT": "INTEGER",
    "TINYINT": "INTEGER",
    "DOUBLE": "REAL",
    "FLOAT": "REAL",
    "BOOLEAN": "INTEGER",
}
"""Types of CAST, and what SQLite calls them."""

SIGNS: Final = {"==": "=", "<=>": "IS", "/": "* 1.0 /"}
"""Signs that SQLite writes or reads otherwise: its `/` of whole numbers drops the fraction."""
