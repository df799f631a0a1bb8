"""Filters for Databricks Vector Search: a dictionary for standard endpoints, text for storage-optimised ones.

Only what Databricks documents is pushed down. What its servers do with a null under NOT, and whether their
LIKE minds the case, is not documented: such conditions are pushed down where either reading is safe, and
checked again on the rows that come back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from fashion_search.filters.dialects.databricks_standard import Standard, standard_clauses, standard_filter
from fashion_search.filters.dialects.databricks_storage import storage_text
from fashion_search.filters.dialects.pushdown import Pushdown
from fashion_search.filters.expr import Filter, all_of
from fashion_search.filters.normal import conjuncts, normal

__all__ = ["Pushdown", "Standard", "to_standard", "to_storage_optimized"]


class _Translated(Protocol):
    @property
    def exact(self) -> bool: ...


_T = TypeVar("_T", bound=_Translated)


def to_standard(filter: Filter) -> Pushdown[Standard]:  # noqa: A002 - the word everyone uses for it
    """The filter for a standard endpoint, as the value whose JSON is `filters_json`.

    A condition is an entry such as `{"price >=": 50}`; a list of dictionaries is needed when a key repeats.
    Not pushed down: order of text, `like`, `contains` and `is_null`; LIKE means something else there.
    """
    translated, residual = _split(filter, standard_clauses)
    return Pushdown(standard_filter([clause for each in translated for clause in each.clauses]), residual)


def to_storage_optimized(filter: Filter) -> Pushdown[str]:  # noqa: A002 - the word everyone uses for it
    """The filter for a storage-optimised endpoint, as the text of `filter_string`.

    Quotes are doubled. A backslash or a control character never reaches the server, whose parser might take
    it for an escape: a one-character wildcard stands in its place. Not pushed down: order of text, `is_null`.
    """
    translated, residual = _split(filter, storage_text)
    return Pushdown(" AND ".join(each.text for each in translated if each.text), residual)


def _split(filter: Filter, translate: Callable[[Filter], _T]) -> tuple[list[_T], Filter | None]:  # noqa: A002
    """Each condition that must match in the engine's words, and those to check again."""
    parts = conjuncts(normal(filter))
    translated = [translate(part) for part in parts]
    return translated, all_of(part for part, each in zip(parts, translated, strict=True) if not each.exact)
