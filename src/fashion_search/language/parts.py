"""One thing that a text says about the products it wants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from fashion_search.filters import Between, Comparison, Filter, IsNull
from fashion_search.language.meanings import Meaning

__all__ = ["PartKind", "UnderstoodPart"]

PartKind: TypeAlias = Literal["attribute", "brand", "detail", "price", "year", "words"]
"""What a part is about: a field's values, a brand, what only titles tell, bounds, or words unknown here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderstoodPart:
    """One thing a text says about the products it wants.

    Attributes:
        kind: What it is about.
        field: The field of a product that decides; empty for words unknown here.
        values: The values meant, any of them; for brands and details their names.
        low: Lower bound of a price or year, included; `None` when open.
        high: Upper bound.
        words: The words it was read from.
        excluded: Whether this is not wanted.
        hard: Whether products must comply; otherwise they are preferred.
        in_titles: For brands the ways a title begins, for details the texts a title holds.
        spans: Where in the text the words stand, as pairs of start and end.
    """

    kind: PartKind
    field: str
    words: str
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    excluded: bool = False
    hard: bool = False
    in_titles: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()

    def condition(self) -> Filter | None:
        """The filter this would be; `None` when no field can tell. Exclusions let unknown values pass."""
        wanted = self._wanted()
        if wanted is None or not self.excluded:
            return wanted
        return IsNull(self.field) | ~wanted

    def _wanted(self) -> Filter | None:
        if self.kind in ("attribute", "brand", "detail"):
            return Meaning(self.kind, self.field, self.values, self.in_titles).condition()
        if self.low is not None and self.high is not None:
            return Between(self.field, self.low, self.high)
        if self.low is not None:
            return Comparison(self.field, ">=", self.low)
        return None if self.high is None else Comparison(self.field, "<=", self.high)

    def to_dict(self) -> dict[str, Any]:
        """The part as plain values, ready for JSON."""
        return {
            "kind": self.kind,
            "field": self.field,
            "values": list(self.values),
            "low": self.low,
            "high": self.high,
            "words": self.words,
            "excluded": self.excluded,
            "hard": self.hard,
        }

    def __str__(self) -> str:
        """Such as `base_color: Red (from "red", preferred)`."""
        name = {"words": "words", "brand": "brand", "detail": "title"}.get(self.kind, self.field)
        said = ", ".join(self.values) if self.kind not in ("price", "year") else _range(self.low, self.high)
        force = "required" if self.hard else "pushed away" if self.excluded else "preferred"
        return f"{'not ' * self.excluded}{name}: {said} (from {self.words!r}, {force})"


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return f"up to {high:g}"
    if high is None:
        return f"from {low:g}"
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"
