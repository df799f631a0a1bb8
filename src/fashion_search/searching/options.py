"""How to answer a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Filter
from fashion_search.pipeline import ComposedQuery
from fashion_search.preferences import Preferences
from fashion_search.ranking.blend import BlendWeights
from fashion_search.ranking.calibration import Calibrations
from fashion_search.ranking.fusion import Fusion
from fashion_search.ranking.merchandising import Merchandising
from fashion_search.types import SPACES, Space

__all__ = ["Defaults", "Options"]

_POOL = 200
"""Candidates that are scored when rules, diversity or several parts can change the order of the nearest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What a client does when a call does not say.

    Attributes:
        timeout_s: Seconds a call may take; `None` for no limit.
        diversity: 0 ranks by score alone, 1 by difference alone.
        min_relevance: Leave out hits below this relevance; `None` leaves it to the model.
    """

    timeout_s: float | None = None
    diversity: float = 0.0
    min_relevance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to answer, whatever was asked; the words are those of `FashionClient.search`.

    Attributes:
        limit: How many hits at most.
        space: Which vectors to compare with; `None` leaves it to the query.
        fusion: How spaces and words are weighed; `None` leaves it to the query.
        words: The text that products are compared with letter by letter; empty for none.
        condition: Only products that pass this filter.
        kinds: Of products that pass this one, the nearest are looked at too; it excludes nothing.
        preferences: Wishes that move the ranking; `None` leaves them to the words.
        today: The day whose season, and what was new then, is preferred besides; `None` for no matter when.
        blend: How much relevance and rules count.
        diversity: 0 ranks by score alone, 1 by difference alone.
        min_relevance: Leave out hits below this relevance; `None` leaves it to the model.
        threshold: A search whose nearest product, filters aside, is below this relevance finds nothing.
        doubtful: The preferences are read out of words of which some were left over: kinds and occasions
            count as far as the first hits without them bear them out.
        collapse: Show one product of those that are the same one in other colours, or listed again.
        caps: How many products of one value may be shown, by attribute.
        facets: Fields to count.
        calibrations: What cosines mean; empty when similarity itself is the score.
        rules: What the shop wants shown.
        without_id: A product to leave out.
        stem: Keep only products whose titles say this besides the colour.

    Raises:
        InvalidRequestError: an option is out of range.
    """

    limit: int
    space: Space | None = None
    fusion: Fusion | None = None
    words: str = ""
    condition: Filter | None = None
    kinds: Filter | None = None
    preferences: Preferences | None = None
    today: date | None = None
    blend: BlendWeights = field(default_factory=BlendWeights)
    diversity: float = 0.0
    min_relevance: float | None = None
    threshold: float | None = None
    doubtful: bool = False
    collapse: bool = False
    caps: Mapping[str, int] = field(default_factory=dict)
    facets: Sequence[str] = ()
    calibrations: Calibrations = field(default_factory=dict)
    rules: Merchandising = field(default_factory=Merchandising)
    without_id: str | None = None
    stem: str | None = None

    def __post_init__(self) -> None:
        """Refuse what asks for nothing, and unknown spaces."""
        if self.limit < 1:
            raise InvalidRequestError(f"limit is {self.limit!r}; it must be at least 1.")
        if self.space is not None and self.space not in SPACES:
            known = ", ".join(map(repr, SPACES))
            raise InvalidRequestError(f"Unknown space {self.space!r}; known: {known}.")

    def candidates_for(self, query: ComposedQuery) -> int:
        """How many of the nearest to look at: more than asked for when their order can change."""
        reordered = len(query.parts) > 1 or bool(self.preferences) or self.diversity > 0
        if reordered or self.thins or self.rules or self.fusion is not None:
            return max(2 * self.limit if self.thins else self.limit, _POOL)
        return self.limit

    @property
    def thins(self) -> bool:
        """Whether products that pass the filter may still not be shown, so that more must be looked at."""
        return self.collapse or bool(self.caps) or self.stem is not None

    @property
    def reads_fields(self) -> bool:
        """Whether the candidates' fields are needed before it is known which are shown."""
        return bool(self.preferences) or bool(self.rules) or self.thins
