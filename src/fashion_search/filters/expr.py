"""Filters and how they combine: frozen, hashable, picklable, checked when made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

from fashion_search.errors import FilterError
from fashion_search.filters.fields import FIELDS
from fashion_search.filters.limits import Size
from fashion_search.filters.values import shown

__all__ = ["And", "Filter", "Not", "Or", "all_of", "any_of"]


class Filter:
    """A condition on products. Combine with `&`, `|` and `~`; `str()` reads like a sentence.

    Two filters are equal when they are written alike. Lists of values are sets: their order does not count.
    """

    @cached_property
    def size(self) -> Size:
        """How deep and how large this filter is."""
        return Size.around([part.size for part in self._parts()])

    def fields(self) -> tuple[str, ...]:
        """The names of the fields this filter reads, each once, in table order."""
        used = self._used()
        return tuple(field for field in FIELDS if field in used)

    def __and__(self, other: Filter) -> Filter:
        """Both must match."""
        return And((self, other))

    def __or__(self, other: Filter) -> Filter:
        """At least one must match."""
        return Or((self, other))

    def __invert__(self) -> Filter:
        """This must not match; what is unknown stays unknown."""
        return Not(self)

    def __bool__(self) -> NoReturn:
        """Refuse: `and`, `or`, `not` and `a < b < c` would silently drop a condition."""
        raise FilterError(
            "A filter has no truth value. Combine filters with & | ~ instead of and, or, not; write a range "
            "with between(low, high); test for a missing filter with `is None`."
        )

    def __str__(self) -> str:
        return f"<{type(self).__name__}>"

    def __repr__(self) -> str:
        return str(self)

    def _parts(self) -> tuple[Filter, ...]:
        """The filters this one is made of."""
        return ()

    def _used(self) -> frozenset[str]:
        return frozenset().union(*(part._used() for part in self._parts()))  # noqa: SLF001 - of the same class

    def _negated(self) -> str:
        return f"not ({self})"


@dataclass(frozen=True, repr=False)
class And(Filter):
    """Every part matches. Parts that are themselves `And` are taken in, so long chains stay flat."""

    parts: tuple[Filter, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", _flat(And, self.parts))
        self.size.check()

    def __str__(self) -> str:
        return " and ".join(f"({part})" if isinstance(part, Or) else str(part) for part in self.parts)

    def _parts(self) -> tuple[Filter, ...]:
        return self.parts


@dataclass(frozen=True, repr=False)
class Or(Filter):
    """At least one part matches. Parts that are themselves `Or` are taken in."""

    parts: tuple[Filter, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", _flat(Or, self.parts))
        self.size.check()

    def __str__(self) -> str:
        return " or ".join(f"({part})" if isinstance(part, And) else str(part) for part in self.parts)

    def _parts(self) -> tuple[Filter, ...]:
        return self.parts


@dataclass(frozen=True, repr=False)
class Not(Filter):
    """The part does not match; unknown where the part is unknown."""

    part: Filter

    def __post_init__(self) -> None:
        _checked(self.part)
        self.size.check()

    def __invert__(self) -> Filter:
        """The part itself."""
        return self.part

    def __str__(self) -> str:
        return self.part._negated()  # noqa: SLF001 - of the same class

    def _parts(self) -> tuple[Filter, ...]:
        return (self.part,)


def all_of(filters: Iterable[Filter | None]) -> Filter | None:
    """One filter that asks for all of these. `None` is no condition, here and as the answer."""
    return _joined(And, [part for part in filters if part is not None])


def any_of(filters: Iterable[Filter]) -> Filter | None:
    """One filter that asks for at least one of these; `None` when there are none to ask for."""
    return _joined(Or, list(filters))


def _joined(join: type[And | Or], parts: list[Filter]) -> Filter | None:
    return join(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def _flat(join: type[And | Or], parts: Iterable[Filter]) -> tuple[Filter, ...]:
    flat: list[Filter] = []
    for part in map(_checked, parts):
        flat.extend(part.parts if isinstance(part, join) else (part,))
    if not flat:
        raise FilterError(f"{join.__name__} needs at least one condition.")
    return tuple(flat)


def _checked(part: object) -> Filter:
    if not isinstance(part, Filter):
        raise FilterError(
            f"{shown(part)} is not a filter. Put each comparison in parentheses: "
            "(F.price > 20) & (F.year == 2015)."
        )
    return part
