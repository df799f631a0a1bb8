"""How large a filter may grow: far beyond what people write, well within what every engine takes."""

from __future__ import annotations

from typing import NamedTuple

from fashion_search.errors import FilterError

__all__ = ["MAX_CONDITIONS", "MAX_DEPTH", "MAX_TEXT", "MAX_VALUES", "Size"]

MAX_DEPTH = 32
"""Levels of nesting; a Python stack of default size translates twice as many."""

MAX_CONDITIONS = 500
"""Conditions in one filter; SQLite parses chains of fewer than 1,000."""

MAX_VALUES = 30_000
"""Values in one filter, those in lists included; SQLite binds at most 32,766 variables."""

MAX_TEXT = 10_000
"""Characters in one text value; SQLite takes patterns of up to 50,000 bytes."""


class Size(NamedTuple):
    """How large a filter is."""

    depth: int
    conditions: int
    values: int

    @classmethod
    def around(cls, parts: list[Size]) -> Size:
        """The size of a node that holds these parts."""
        depths, conditions, values = zip(*parts, strict=True)
        return cls(1 + max(depths), sum(conditions), sum(values))

    def check(self) -> None:
        """Refuse what no engine should be handed.

        Raises:
            FilterError: deeper or larger than the limits above.
        """
        for found, most, what in (
            (self.depth, MAX_DEPTH, "levels of nesting"),
            (self.conditions, MAX_CONDITIONS, "conditions"),
            (self.values, MAX_VALUES, "values"),
        ):
            if found > most:
                raise FilterError(
                    f"The filter has {found:,} {what}; at most {most:,} are allowed. Simplify it."
                )
