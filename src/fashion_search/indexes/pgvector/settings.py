"""How the HNSW index is built and walked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from fashion_search.errors import ConfigurationError

__all__ = ["HnswSettings", "IterativeScan"]

IterativeScan: TypeAlias = Literal["off", "strict_order", "relaxed_order"]

_MOST_EF = 1000
_WITH_ITERATIVE_SCAN = (0, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class HnswSettings:
    """How the graph is built and walked; the names are pgvector's.

    Attributes:
        m: Links of each product, 2 to 100.
        ef_construction: Candidates looked at when a product is linked, at least `2 * m`.
        ef_search: Candidates looked at by a query, 1 to 1000; a longer answer raises it.
        iterative_scan: Whether the walk goes on while a filter leaves the answer short, with pgvector 0.8 and
            later. The order within is settled afterwards, so `"relaxed_order"` loses nothing.
        max_scan_tuples: Where such a walk gives up; the answer is then searched exactly.
        exact_below: When fewer products pass a filter, they are searched exactly: that is fast, and complete.

    Raises:
        ConfigurationError: a number is out of pgvector's range.
    """

    m: int = 16
    ef_construction: int = 64
    ef_search: int = 200
    iterative_scan: IterativeScan = "relaxed_order"
    max_scan_tuples: int = 20_000
    exact_below: int = 5_000

    def __post_init__(self) -> None:
        """Refuse what the server would refuse, and more."""
        ranges = {
            "m": (2, 100),
            "ef_construction": (max(4, 2 * self.m), _MOST_EF),
            "ef_search": (1, _MOST_EF),
            "max_scan_tuples": (1, 2**31 - 1),
            "exact_below": (0, 2**31 - 1),
        }
        for name, (low, high) in ranges.items():
            value = getattr(self, name)
            if not (isinstance(value, int) and low <= value <= high):
                raise ConfigurationError(f"{name} is {value!r}; it must be from {low} to {high}.")
        if self.iterative_scan not in ("off", "strict_order", "relaxed_order"):
            raise ConfigurationError(f"iterative_scan is {self.iterative_scan!r}.")

    @property
    def longest(self) -> int:
        """The longest answer the graph is asked for; beyond it the search is exact."""
        return _MOST_EF

    def session(self, version: tuple[int, ...], wanted: int) -> dict[str, str]:
        """What to set before a query.

        Args:
            version: pgvector's.
            wanted: How many products are asked for.
        """
        settings = {"hnsw.ef_search": str(min(max(self.ef_search, wanted), _MOST_EF))}
        if version >= _WITH_ITERATIVE_SCAN:
            settings["hnsw.iterative_scan"] = self.iterative_scan
            settings["hnsw.max_scan_tuples"] = str(self.max_scan_tuples)
        return settings
