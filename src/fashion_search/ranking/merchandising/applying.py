"""What the rules do to candidates: pure functions over columns, the same for every order of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fashion_search.filters import And, Columns, F, Filter, IsNull, Not, Or, TextColumn, all_of, any_of, mask
from fashion_search.filters.fields import kind_of
from fashion_search.filters.normal import normal
from fashion_search.ranking.merchandising.rules import Merchandising

__all__ = ["Places", "also", "condition", "place", "places", "weigh"]


def condition(rules: Merchandising) -> Filter | None:
    """What products must comply with so that no exclusion holds for them; `None` without exclusions.

    A product of which it is unknown whether an exclusion holds complies.

    Args:
        rules: Those in force.
    """
    return all_of(_fails(normal(rule.where)) for rule in rules.exclusions)


def also(rules: Merchandising) -> Filter | None:
    """Products to look at besides the nearest, as a rule may lift them: the pinned and the boosted.

    Args:
        rules: Those in force.
    """
    pinned = [F.product_id.isin([pin.product_id for pin in rules.pins])] if rules.pins else []
    return any_of([*pinned, *(rule.where for rule in rules.weighing if rule.factor > 1 or rule.addend > 0)])


def weigh(
    rules: Merchandising, scores: NDArray[np.float64], columns: Columns
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """What boosts and buries add to scores. Each sees the score before any of them, so none sees another.

    Args:
        rules: Those in force.
        scores: Of the candidates, shape (n,). Of a negative score a factor takes its size: a boost still
            raises.
        columns: The candidates' fields, n rows.

    Returns:
        The rules' labels and their addends, shape (n, len(labels)). Rules that no candidate passes are left
        out.
    """
    narrow = _narrowed(columns, {name for rule in rules.weighing for name in rule.where.fields()})
    named = [(rule, mask(rule.where, narrow)) for rule in rules.weighing]
    named = [(rule, passes) for rule, passes in named if passes.any()]
    addends = [
        np.where(passes, np.abs(scores) * (rule.factor - 1.0) + rule.addend, 0.0) for rule, passes in named
    ]
    table = np.column_stack(addends) if addends else np.zeros((len(scores), 0))
    return tuple(rule.label for rule, _ in named), table


@dataclass(frozen=True, slots=True)
class Places:
    """Which product stands where.

    Attributes:
        by_position: Product id by place, counted from 1.
        conflicts: In sentences, what pins contradict each other, and what was done.
    """

    by_position: Mapping[int, str] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()


def places(rules: Merchandising) -> Places:
    """Settle the pins.

    A product with several places takes the first of them; of several products with one place the one with
    the smallest id takes it, the others the next free places in order of id.

    Args:
        rules: Those in force.
    """
    settled: dict[int, str] = {}
    conflicts: list[str] = []
    for position, product_id in sorted({(pin.position, pin.product_id) for pin in rules.pins}):
        taken = next((at for at, one in settled.items() if one == product_id), None)
        if taken is not None:
            conflicts.append(f"{product_id} is pinned to {taken} and to {position}; it stands at {taken}.")
            continue
        free = position
        while free in settled:
            free += 1
        if free != position:
            conflicts.append(
                f"{settled[position]} and {product_id} are pinned to {position}; the latter stands at {free}."
            )
        settled[free] = product_id
    return Places(settled, tuple(conflicts))


def place(
    order: Sequence[int] | NDArray[np.intp], product_ids: Sequence[str], settled: Places, limit: int
) -> NDArray[np.intp]:
    """Put pinned products into their places; the others keep their order around them.

    Args:
        order: Rows of the candidates, best first.
        product_ids: Of all candidates, by row; a pinned product is taken from here also when `order` leaves
            it out, and one that is no candidate is not shown.
        settled: From `places`.
        limit: How many are shown.

    Returns:
        Rows of what is shown. A place beyond the end is the last one.
    """
    row_of = {product_id: row for row, product_id in enumerate(product_ids)}
    pinned = {
        position: row_of[product_id]
        for position, product_id in sorted(settled.by_position.items())
        if product_id in row_of and position <= limit
    }
    set_apart = set(pinned.values())
    shown = [int(row) for row in order if int(row) not in set_apart][: limit - len(pinned)]
    for position, row in pinned.items():
        shown.insert(position - 1, row)
    return np.array(shown, dtype=np.intp)


def _fails(node: Filter) -> Filter:
    """A filter that is true wherever this one, in negation normal form, is not: false or unknown."""
    match node:
        case And(parts):
            return Or(tuple(map(_fails, parts)))
        case Or(parts):
            return And(tuple(map(_fails, parts)))
        case IsNull() | Not(IsNull()):
            return ~node
        case _:
            return Or((~node, *map(IsNull, node.fields())))


def _narrowed(columns: Columns, names: Iterable[str]) -> Columns:
    """These fields alone, their vocabularies cut to what the rows hold: each value is decided once."""
    texts, numbers = {}, {}
    for name in names:
        if kind_of(name) == "text":
            texts[name] = _present(columns.text(name))
        else:
            numbers[name] = columns.numbers(name)
    return Columns(texts=texts, numbers=numbers, count=len(columns))


def _present(column: TextColumn) -> TextColumn:
    if len(column.vocabulary) <= len(column.codes):
        return column
    codes, inverse = np.unique(column.codes, return_inverse=True)
    unknown = int(codes.size > 0 and codes[0] < 0)
    vocabulary = tuple(column.vocabulary[code] for code in codes[unknown:].tolist())
    return TextColumn((inverse.reshape(-1) - unknown).astype(np.int32), vocabulary)
