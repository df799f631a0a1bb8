"""Negation normal form: the same filter with every `Not` moved down to a single condition.

The laws used hold in three-valued logic. Without negations above `And` and `Or`, unknown may be taken for
false there, so a mask needs one bit for each row, and a dialect without NOT loses nothing.
"""

from __future__ import annotations

from typing import Final

from fashion_search.filters.conditions import Comparison, Like, Operator
from fashion_search.filters.expr import And, Filter, Not, Or
from fashion_search.filters.fields import kind_of
from fashion_search.filters.patterns import plain_text

__all__ = ["conjuncts", "impossible", "normal"]

_OPPOSITE: Final[dict[Operator, Operator]] = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
}


def normal(node: Filter) -> Filter:
    """The filter with `Not` only around `In`, `Between`, `Like`, `Contains` and `IsNull`.

    Comparisons are inverted instead, and `like` without wildcards is `==`. No larger than what was given.
    """
    return _normal(node, negated=False)


def conjuncts(node: Filter) -> tuple[Filter, ...]:
    """The conditions that must all match."""
    return node.parts if isinstance(node, And) else (node,)


def impossible(field: str) -> Filter:
    """What `field in ()` says, in words that every engine has: equal to two values at once."""
    some, other = ("none", "never") if kind_of(field) == "text" else (0, 1)
    return And((Comparison(field, "==", some), Comparison(field, "==", other)))


def _normal(node: Filter, *, negated: bool) -> Filter:
    match node:
        case Not(part):
            return _normal(part, negated=not negated)
        case And(parts) | Or(parts):
            join = And if isinstance(node, And) != negated else Or
            return join(tuple(_normal(part, negated=negated) for part in parts))
        case Comparison(field, op, value):
            return Comparison(field, _OPPOSITE[op], value) if negated else node
        case Like(field, pattern) if (text := plain_text(pattern)) is not None:
            return Comparison(field, "!=" if negated else "==", text)
        case _:
            return Not(node) if negated else node
