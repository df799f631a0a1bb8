"""Filters: one meaning, written by hand or read from dictionaries, translated to whatever has to answer.

`evaluate` is the meaning, `mask` answers for many rows at once. `filters.dialects` translates to SQLAlchemy
and to both Databricks forms; only the adapters that need it import it.
"""

from fashion_search.filters.builder import F
from fashion_search.filters.columns import Columns, TextColumn
from fashion_search.filters.conditions import Between, Comparison, Contains, In, IsNull, Like
from fashion_search.filters.evaluate import evaluate
from fashion_search.filters.expr import And, Filter, Not, Or, all_of, any_of
from fashion_search.filters.fields import FIELDS, Kind
from fashion_search.filters.mask import mask
from fashion_search.filters.parse import Where, parse_filter

__all__ = [
    "FIELDS",
    "And",
    "Between",
    "Columns",
    "Comparison",
    "Contains",
    "F",
    "Filter",
    "In",
    "IsNull",
    "Kind",
    "Like",
    "Not",
    "Or",
    "TextColumn",
    "Where",
    "all_of",
    "any_of",
    "evaluate",
    "mask",
    "parse_filter",
]
