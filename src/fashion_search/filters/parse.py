"""Filters from dictionaries, in the two forms people already have.

Operators inside, as document databases write them: `{"price": {"$gte": 50}, "gender": ["Women", "Unisex"]}`.
Operators in the key, as Databricks writes them: `{"price >=": 50, "gender NOT": "Men"}`.
Both may be mixed. The entries of one dictionary, and the dictionaries of a list, must all match.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from fashion_search.errors import FilterError, nearest
from fashion_search.filters.expr import Filter, all_of, any_of
from fashion_search.filters.limits import MAX_CONDITIONS, MAX_DEPTH
from fashion_search.filters.operators import equals, inner, split_key, suffixed
from fashion_search.filters.values import shown

__all__ = ["Where", "parse_filter"]

_MAX_ENTRIES = 4 * MAX_CONDITIONS
"""Dictionary entries read for one filter; shared or cyclic parts count each time they are met."""

Where: TypeAlias = "Filter | Mapping[str, object] | Sequence[Mapping[str, object]] | None"
"""What callers may write where a filter is wanted."""


def parse_filter(where: Where) -> Filter | None:
    """One filter from whatever a caller wrote.

    Args:
        where: A filter, a dictionary of either form, a list of dictionaries that must all match, or `None`.

    Returns:
        The filter; `None` when there is no condition: `None`, `{}` or `[]`.

    Raises:
        FilterError: an unknown field or operator, a value of the wrong type, an empty condition inside
            another, or something too deep or too large.
    """
    if where is None or isinstance(where, Filter):
        return where
    if isinstance(where, Mapping | list | tuple) and not where:
        return None
    return _Reader().conditions(where, depth=0)


class _Reader:
    """Reads one filter, counting what it reads so that hostile input ends early."""

    def __init__(self) -> None:
        self._entries = 0

    def conditions(self, where: object, *, depth: int) -> Filter:
        """A filter, a dictionary, or a list of either, all of which must match."""
        self._descend(depth)
        if isinstance(where, Filter):
            return where
        if isinstance(where, Mapping):
            return self._all(where, lambda key, value: self._entry(key, value, depth=depth))
        if isinstance(where, list | tuple):
            return _required(all_of(self._each(where, depth=depth)), where)
        raise FilterError(f"A filter is F.…, a dictionary or a list of dictionaries, not {shown(where)}.")

    def _entry(self, key: object, value: object, *, depth: int) -> Filter:
        if not isinstance(key, str):
            raise FilterError(f"A filter's keys are field names, not {shown(key)}.")
        match key:
            case "$and":
                return _required(all_of(self._each(value, depth=depth)), value)
            case "$or":
                return _required(any_of(self._each(value, depth=depth)), value)
            case "$not":
                return ~self.conditions(value, depth=depth + 1)
            case _ if key.startswith("$"):
                raise FilterError(
                    f"Unknown operator {shown(key)}. {nearest(key[:40], ('$and', '$or', '$not'))}"
                )
            case _:
                return self._keyed(key, value, depth=depth)

    def _keyed(self, key: str, value: object, *, depth: int) -> Filter:
        """`field`, `field >=`, or several of them joined by OR with one value each."""
        keys = split_key(key, value)
        self._spend(len(keys) - 1)
        return _required(any_of(self._one(*each, depth=depth) for each in keys), key)

    def _one(self, field: str, suffix: str | None, value: object, *, depth: int) -> Filter:
        if suffix is not None:
            return suffixed(field, suffix, value)
        if isinstance(value, Mapping):
            return self._inner(field, value, depth=depth + 1)
        return equals(field, value)

    def _inner(self, field: str, conditions: object, *, depth: int) -> Filter:
        """`{"$gte": 50, "$not": {"$in": […]}}` of one field."""
        self._descend(depth)
        if not isinstance(conditions, Mapping):
            raise FilterError(f"$not takes conditions such as {{'$gte': 50}}, not {shown(conditions)}.")

        def one(operator: object, value: object) -> Filter:
            if operator == "$not":
                return ~self._inner(field, value, depth=depth + 1)
            return inner(operator)(field, value)

        return self._all(conditions, one)

    def _all(self, mapping: Mapping[object, object], read: Callable[[object, object], Filter]) -> Filter:
        self._spend(len(mapping))
        return _required(all_of(read(key, value) for key, value in mapping.items()), mapping)

    def _each(self, wheres: object, *, depth: int) -> list[Filter]:
        if not isinstance(wheres, list | tuple):
            raise FilterError(f"$and and $or take a list of dictionaries, not {shown(wheres)}.")
        self._spend(len(wheres))
        return [self.conditions(where, depth=depth + 1) for where in wheres]

    def _spend(self, entries: int) -> None:
        self._entries += entries
        if self._entries > _MAX_ENTRIES:
            raise FilterError(f"The filter has more than {_MAX_ENTRIES:,} entries. Simplify it.")

    def _descend(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise FilterError(f"The filter is nested more than {MAX_DEPTH} levels deep. Simplify it.")


def _required(found: Filter | None, written: object) -> Filter:
    if found is None:
        raise FilterError(f"Empty condition {shown(written)}. Leave it out, or say what must match.")
    return found
