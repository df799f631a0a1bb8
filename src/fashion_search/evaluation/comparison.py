"""What comparing two searchers found; it prints as tables, and draws itself with pictures in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fashion_search.evaluation import comparison_report
from fashion_search.evaluation.bootstrap import Interval
from fashion_search.evaluation.significance import Difference
from fashion_search.types import Product

__all__ = ["Comparison", "Measured", "QueryChange", "Shown"]


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of both searchers over the same queries.

    Attributes:
        first: Mean and confidence interval of the first.
        second: The same of the second.
        difference: Second minus first, paired by query.
    """

    first: Interval
    second: Interval
    difference: Difference


@dataclass(frozen=True, slots=True)
class Shown:
    """One hit as it was shown: product, score, and the picture's encoded bytes when there is one."""

    product: Product
    score: float
    picture: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryChange:
    """One query that the two answer differently.

    Attributes:
        query_id: The query.
        overlap: Rank-biased overlap of the two rankings, in [0, 1]; 0 for nothing in common.
        gains: Measure -> second minus first for this query; empty when it is not judged.
        first: What the first searcher shows.
        second: What the second shows.
    """

    query_id: str
    overlap: float
    gains: Mapping[str, float]
    first: tuple[Shown, ...]
    second: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two searchers, the same queries.

    Attributes:
        names: What the two are called.
        limit: How many hits each was asked for.
        confidence: Of the intervals.
        fit: Measures against judgements, by name; higher is better. Empty without judgements.
        lists: What the lists are like, by name; neither direction is better.
        totals: Values of all lists of a searcher together, by name; a pair.
        overlaps: Rank-biased overlap for every query, in [0, 1].
        changes: The queries whose rankings changed most, most first.
    """

    names: tuple[str, str]
    limit: int
    confidence: float
    fit: Mapping[str, Measured]
    lists: Mapping[str, Measured]
    totals: Mapping[str, tuple[float, float]]
    overlaps: Mapping[str, float]
    changes: tuple[QueryChange, ...]

    @property
    def verdict(self) -> str:
        """What this shows, in words; says "no difference shown" when it shows none."""
        return comparison_report.verdict_of(self)

    def to_dict(self) -> dict[str, Any]:
        """Everything but pictures, ready for JSON."""
        return comparison_report.to_dict(self)

    def to_html(self) -> str:
        """A page that stands alone: verdict, tables, most changed queries side by side with pictures."""
        return comparison_report.to_page(self)

    def _repr_html_(self) -> str:
        return comparison_report.to_fragment(self)

    def __str__(self) -> str:
        """Verdict, tables and the most changed queries as plain text."""
        return comparison_report.to_text(self)
