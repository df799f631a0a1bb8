"""What `recommend` returns: hits, the rung of the ladder they come from, and what drove each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

from fashion_search.people import EventKind, UserStyle
from fashion_search.results import SearchResult

__all__ = ["Because", "Recommendation", "Rung"]

Rung: TypeAlias = Literal["personal", "session", "segment", "popular", "diverse"]


_MADE_FROM: Mapping[Rung, str] = {
    "personal": "their own past",
    "session": "this session",
    "segment": "what shoppers of this kind like",
    "popular": "what everybody wants now",
    "diverse": "a little of every kind, as nothing is known",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """A product of the past that speaks for a hit.

    Attributes:
        product_id: The product of the past.
        kind: What was done with it.
        at: When.
        weight: What that counts by now.
        similarity: Cosine of that product and the hit.
    """

    product_id: str
    kind: EventKind
    at: date
    weight: float
    similarity: float

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values, ready for JSON."""
        return {
            "product_id": self.product_id,
            "kind": self.kind,
            "at": self.at.isoformat(),
            "weight": self.weight,
            "similarity": self.similarity,
        }


@dataclass(frozen=True, kw_only=True, repr=False)
class Recommendation(SearchResult):
    """A `SearchResult` that also says for whom and why.

    Attributes:
        rung: What the hits are made from: the person's own past, this session, a segment's persona, what
            everybody wants, or nothing but variety.
        because: Product id of a hit -> up to three products of the past that speak for it, by weight times
            cosine; empty on the last two rungs.
        style: The taste that was used; `None` on the last two rungs.
    """

    rung: Rung
    because: Mapping[str, tuple[Because, ...]] = field(default_factory=dict)
    style: UserStyle | None = None

    def said(self) -> tuple[str, ...]:
        """What the hits are made from, and the notes."""
        return (f"made from: {_MADE_FROM[self.rung]}", *self.notes)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dict a hit, nested, ready for JSON, with `because`."""
        return [
            {**hit.to_dict(), "because": [one.to_dict() for one in self.because.get(hit.product_id, ())]}
            for hit in self.hits
        ]

    def to_dict(self) -> dict[str, Any]:
        """The whole recommendation as plain values, ready for JSON."""
        return {
            "title": self.title,
            "rung": self.rung,
            "style": None if self.style is None else self.style.to_dict(),
            "hits": self.to_dicts(),
        }
