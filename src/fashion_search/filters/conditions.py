"""The single conditions a filter is made of, each on one field, checked when made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from fashion_search.errors import FilterError
from fashion_search.filters.expr import Filter
from fashion_search.filters.fields import kind_of
from fashion_search.filters.limits import Size
from fashion_search.filters.patterns import check_pattern
from fashion_search.filters.values import (
    Value,
    checked_number,
    checked_text,
    checked_values,
    literal,
    shown,
)

__all__ = ["Between", "Comparison", "Condition", "Contains", "In", "IsNull", "Like", "Operator"]

Operator: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">="]
"""How a comparison compares."""

_OPERATORS = ("==", "!=", "<", "<=", ">", ">=")
_SHOWN_VALUES = 10


@dataclass(frozen=True, repr=False)
class Condition(Filter):
    """A condition on one field. Unknown where the field is null, but for `IsNull`."""

    field: str

    @cached_property
    def size(self) -> Size:
        """One condition with one value."""
        return Size(depth=1, conditions=1, values=1)

    def _used(self) -> frozenset[str]:
        return frozenset((self.field,))


@dataclass(frozen=True, repr=False)
class Comparison(Condition):
    """`field op value`."""

    op: Operator
    value: Value

    def __post_init__(self) -> None:
        if self.op not in _OPERATORS:
            raise FilterError(f"Unknown operator {shown(self.op)}. Known: {', '.join(_OPERATORS)}.")
        _set(self, value=_checked(self.field, self.value))

    def __str__(self) -> str:
        return f"{self.field} {'=' if self.op == '==' else self.op} {literal(self.value)}"


@dataclass(frozen=True, repr=False)
class Between(Condition):
    """`low <= field <= high`, both ends included; nothing matches when the bounds are reversed."""

    low: Value
    high: Value

    def __post_init__(self) -> None:
        _set(self, low=_checked(self.field, self.low), high=_checked(self.field, self.high))

    def __str__(self) -> str:
        return f"{self.field} between {literal(self.low)} and {literal(self.high)}"


@dataclass(frozen=True, repr=False)
class In(Condition):
    """The field equals one of the values; with no values, nothing matches.

    Attributes:
        values: Sorted, each once, whatever order they were given in.
    """

    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        kind_of(self.field)
        unique = {_checked(self.field, value) for value in checked_values(self.field, self.values)}
        _set(self, values=tuple(sorted(unique)))

    def __str__(self) -> str:
        return f"{self.field} in ({self._listed()})"

    @cached_property
    def size(self) -> Size:
        """One condition with all its values."""
        return Size(depth=1, conditions=1, values=len(self.values))

    def _negated(self) -> str:
        return f"{self.field} not in ({self._listed()})"

    def _listed(self) -> str:
        head = ", ".join(literal(value) for value in self.values[:_SHOWN_VALUES])
        rest = len(self.values) - _SHOWN_VALUES
        return f"{head}, … {rest:,} more" if rest > 0 else head


@dataclass(frozen=True, repr=False)
class Like(Condition):
    r"""The whole text matches: `%` any characters, `_` exactly one, `\` takes the next one literally."""

    pattern: str

    def __post_init__(self) -> None:
        _set(self, pattern=_checked_text(self.field, self.pattern, "like"))
        check_pattern(self.field, self.pattern)

    def __str__(self) -> str:
        return f"{self.field} like {literal(self.pattern)}"


@dataclass(frozen=True, repr=False)
class Contains(Condition):
    """The text holds this one somewhere, letter for letter; every text holds the empty one."""

    text: str

    def __post_init__(self) -> None:
        _set(self, text=_checked_text(self.field, self.text, "contains"))

    def __str__(self) -> str:
        return f"{self.field} contains {literal(self.text)}"


@dataclass(frozen=True, repr=False)
class IsNull(Condition):
    """The field has no value. The one condition that is never unknown."""

    def __post_init__(self) -> None:
        kind_of(self.field)

    def __str__(self) -> str:
        return f"{self.field} is null"

    def _negated(self) -> str:
        return f"{self.field} is not null"


def _checked(field: str, value: object) -> Value:
    kind = kind_of(field)
    if kind == "text":
        return checked_text(field, value)
    return checked_number(field, value, whole=kind == "integer")


def _checked_text(field: str, value: object, operation: str) -> str:
    if kind_of(field) != "text":
        raise FilterError(f"{field} holds numbers, so {operation} does not apply. Compare or use between.")
    return checked_text(field, value)


def _set(condition: Condition, **attributes: object) -> None:
    for name, value in attributes.items():
        object.__setattr__(condition, name, value)
