"""Measures by name, and a whole run measured: `evaluate(run, judgements, ["ndcg@10", "recall@20"])`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError, nearest
from fashion_search.evaluation import metrics
from fashion_search.evaluation.judgements import Judgements, Run
from fashion_search.evaluation.metrics import Grades

__all__ = ["MEASURES", "Measure", "Scores", "evaluate"]

_Metric: TypeAlias = Callable[..., float]

_BINARY: dict[str, _Metric] = {
    "recall": metrics.recall,
    "precision": metrics.precision,
    "mrr": metrics.reciprocal_rank,
    "map": metrics.average_precision,
    "success": metrics.success,
    "r_precision": metrics.r_precision,
}
_GRADED: dict[str, _Metric] = {
    "ndcg": metrics.ndcg,
    "ndcg_exp": partial(metrics.ndcg, gain="exponential"),
}

MEASURES: tuple[str, ...] = (*_GRADED, *_BINARY)
"""The known names. `ndcg_exp` is nDCG with exponential gain."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to score a ranking: a metric, and the ranks that count.

    Attributes:
        name: One of `MEASURES`.
        limit: How many ranks count; `None` for all.
        relevant_from: The lowest grade that counts as relevant. nDCG does not use it: it sees every grade.

    Raises:
        InvalidRequestError: unknown name, `limit` below 1, or `relevant_from` not above 0.
    """

    name: str
    limit: int | None = None
    relevant_from: float = 1

    def __post_init__(self) -> None:
        """Refuse what is not defined."""
        if self.name not in MEASURES:
            raise InvalidRequestError(f"Unknown measure {self.name!r}. {nearest(self.name, MEASURES)}")
        if self.limit is not None and self.limit < 1:
            raise InvalidRequestError(f"{self.name}@{self.limit}: the number of ranks must be 1 or more.")
        if not self.relevant_from > 0:
            raise InvalidRequestError(f"relevant_from is {self.relevant_from!r}; it must be above 0.")

    @classmethod
    def parse(cls, text: str, *, relevant_from: float = 1) -> Measure:
        """Read `"ndcg@10"` or `"map"`.

        Raises:
            InvalidRequestError: the text has no known name, or something other than a number after the `@`.
        """
        name, at, limit = text.partition("@")
        if at and not limit.isdecimal():
            raise InvalidRequestError(f"Measure {text!r}: after '@' comes a number, as in 'ndcg@10'.")
        return cls(name, int(limit) if at else None, relevant_from)

    def __str__(self) -> str:
        """The form that `parse` reads."""
        return self.name if self.limit is None else f"{self.name}@{self.limit}"

    def of(self, ranked: Grades, judged: Grades) -> float:
        """The value for one ranking; see `fashion_search.evaluation.metrics`."""
        if self.name in _GRADED:
            return _GRADED[self.name](ranked, judged, self.limit)
        return _BINARY[self.name](ranked, judged, self.limit, relevant_from=self.relevant_from)


@dataclass(frozen=True, slots=True)
class Scores:
    """One value per query and measure.

    Attributes:
        query_ids: The judged queries.
        values: Measure, as text -> values in the order of `query_ids`, shape (n,), float64.
    """

    query_ids: tuple[str, ...]
    values: Mapping[str, NDArray[np.float64]]

    def means(self) -> dict[str, float]:
        """The mean over queries, by measure."""
        return {name: float(values.mean()) for name, values in self.values.items()}


def evaluate(
    run: Run,
    judgements: Judgements,
    measures: Sequence[str | Measure] = ("ndcg@10", "recall@10", "precision@10", "mrr@10", "map@10"),
    *,
    relevant_from: float = 1,
) -> Scores:
    """Score a run.

    Args:
        run: What was found.
        judgements: What fits. Every judged query counts: one the run does not have scores 0. Queries of the
            run that nobody judged are left out.
        measures: Names such as `"ndcg@10"`, or `Measure` values.
        relevant_from: The lowest grade that counts as relevant, for measures given by name.

    Raises:
        InvalidRequestError: no query is judged, or a measure is unknown.
    """
    if not len(judgements):
        raise InvalidRequestError("No query is judged; a mean over no queries is not defined.")
    known = [m if isinstance(m, Measure) else Measure.parse(m, relevant_from=relevant_from) for m in measures]
    graded = [(judgements.ranked(q, run.ranking(q)), judgements.judged(q)) for q in judgements.query_ids]
    values = {
        str(measure): np.array([measure.of(ranked, judged) for ranked, judged in graded]) for measure in known
    }
    return Scores(judgements.query_ids, values)
