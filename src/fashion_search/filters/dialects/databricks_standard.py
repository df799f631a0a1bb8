"""The dictionary of standard endpoints: a conjunction of clauses, each a disjunction of conditions.

A key holds field and operator, `"price >="`; ` OR ` joins several keys and a list holds one value for each.
There are no parentheses, so a filter is multiplied out into that form first.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice, product
from typing import Final, NamedTuple, TypeAlias

from fashion_search.filters.conditions import Between, Comparison, In
from fashion_search.filters.expr import And, Filter, Not, Or
from fashion_search.filters.fields import kind_of
from fashion_search.filters.normal import impossible
from fashion_search.filters.values import Value

__all__ = ["Standard", "StandardClauses", "standard_clauses", "standard_filter"]

Standard: TypeAlias = "dict[str, object] | list[dict[str, object]]"
"""One dictionary, or several that must all match; empty for no condition."""

_MAX_CLAUSES: Final = 64
_MAX_ALTERNATIVES: Final = 100
"""What multiplying out may grow to; more is left to be checked on the rows."""

_MAX_EXCLUSIONS: Final = 100
"""A NOT IN becomes one NOT for each value; the rest is left to be checked on the rows."""


class _Literal(NamedTuple):
    field: str
    suffix: str
    value: Value


_Clause: TypeAlias = "tuple[_Literal, ...]"


class StandardClauses(NamedTuple):
    """Clauses that must all match, and whether they say all that the filter says."""

    clauses: tuple[_Clause, ...]
    exact: bool


_NOTHING = StandardClauses((), exact=False)


def standard_clauses(node: Filter) -> StandardClauses:
    """The clauses of a filter in negation normal form; every row it accepts passes all of them."""
    match node:
        case And(parts):
            found = [standard_clauses(part) for part in parts]
            every = tuple(chain.from_iterable(each.clauses for each in found))
            return StandardClauses(every, all(each.exact for each in found))
        case Or(parts):
            return _either([standard_clauses(part) for part in parts])
        case Not(part):
            return _negated(part)
        case _:
            return _condition(node)


def _either(found: list[StandardClauses]) -> StandardClauses:
    """(a and b) or c is (a or c) and (b or c). Leaving some of those out only weakens it.

    NOT next to OR is not documented, so those are left out too.
    """
    combinations = list(islice(product(*(each.clauses for each in found)), _MAX_CLAUSES + 1))
    kept = tuple(
        tuple(dict.fromkeys(chain.from_iterable(clauses)))
        for clauses in combinations[:_MAX_CLAUSES]
        if _is_sayable(clauses)
    )
    return StandardClauses(kept, len(kept) == len(combinations) and all(each.exact for each in found))


def _is_sayable(clauses: tuple[_Clause, ...]) -> bool:
    if any(literal.suffix == " NOT" for clause in clauses for literal in clause):
        return False
    return sum(map(len, clauses)) <= _MAX_ALTERNATIVES or _is_membership(chain.from_iterable(clauses))


def _condition(node: Filter) -> StandardClauses:  # noqa: PLR0911 - one return for each kind
    match node:
        case Comparison(field, "==", value):
            return StandardClauses(((_Literal(field, "", value),),), exact=True)
        case Comparison(field, "!=", value):
            return StandardClauses(((_Literal(field, " NOT", value),),), exact=False)
        case Comparison(field, op, value) if kind_of(field) != "text":
            return StandardClauses(((_Literal(field, f" {op}", value),),), exact=True)
        case Between(field, low, high) if kind_of(field) != "text":
            return StandardClauses(
                ((_Literal(field, " >=", low),), (_Literal(field, " <=", high),)), exact=True
            )
        case In(field, ()):
            return standard_clauses(impossible(field))
        case In(field, values):
            return StandardClauses((tuple(_Literal(field, "", value) for value in values),), exact=True)
        case _:
            return _NOTHING


def _negated(part: Filter) -> StandardClauses:
    match part:
        case Between(field, low, high) if kind_of(field) != "text":
            return StandardClauses(((_Literal(field, " <", low), _Literal(field, " >", high)),), exact=True)
        case In(field, values):
            kept = values[:_MAX_EXCLUSIONS]
            return StandardClauses(tuple((_Literal(field, " NOT", value),) for value in kept), exact=False)
        case _:
            return _NOTHING


def standard_filter(clauses: list[_Clause]) -> Standard:
    """The dictionary of these clauses, or the list of dictionaries that a repeated key needs."""
    dictionaries: list[dict[str, object]] = []
    for clause in dict.fromkeys(clauses):
        key, value = _entry(clause)
        free = next((each for each in dictionaries if key not in each), None)
        if free is None:
            dictionaries.append({key: value})
        else:
            free[key] = value
    return dictionaries if len(dictionaries) > 1 else next(iter(dictionaries), {})


def _entry(clause: _Clause) -> tuple[str, object]:
    first, *others = clause
    if not others:
        return first.field + first.suffix, first.value
    if _is_membership(clause):
        return first.field, [literal.value for literal in clause]
    return " OR ".join(literal.field + literal.suffix for literal in clause), [lit.value for lit in clause]


def _is_membership(literals: Iterable[_Literal]) -> bool:
    """Whether they all say that one field equals something."""
    subjects = {(literal.field, literal.suffix) for literal in literals}
    return len(subjects) == 1 and {suffix for _, suffix in subjects} == {""}
