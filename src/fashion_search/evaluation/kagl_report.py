"""What a KAGL measurement found: values, confidence intervals, ceilings, published numbers beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fashion_search.display import Cell, table_text
from fashion_search.errors import InvalidRequestError
from fashion_search.evaluation.bootstrap import Bootstrap, Floats, Interval
from fashion_search.evaluation.kagl_published import PUBLISHED_SOURCE, best_published
from fashion_search.evaluation.kagl_tasks import KaglTask
from fashion_search.evaluation.significance import Difference, compare_paired

__all__ = ["KaglReport", "KaglResult", "compare_kagl"]

_WIDTH = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class KaglResult:
    """One task over one set of documents and queries.

    Attributes:
        task: What was asked.
        scope: Which documents were searched: `"all"` or `"held-out"`.
        selection: Which queries count, in words.
        documents: How many documents were searched.
        pairs: How many (query, product) pairs fit.
        query_ids: The queries that count.
        values: Measure -> one value per query, in the order of `query_ids`.
        intervals: Measure -> the mean and its confidence interval over queries.
        ceilings: Measure -> the highest mean any model can reach.
    """

    task: KaglTask
    scope: str
    selection: str
    documents: int
    pairs: int
    query_ids: tuple[str, ...]
    values: Mapping[str, Floats]
    intervals: Mapping[str, Interval]
    ceilings: Mapping[str, float]

    @property
    def name(self) -> str:
        """Task, documents and queries, as in `"category3, held-out documents, labels with 10+"`."""
        return f"{self.task.name}, {self.scope} documents, {self.selection}"

    @property
    def comparable(self) -> bool:
        """Whether published numbers are about the same documents and queries."""
        return self.scope == "all" and self.selection.startswith("all ")

    def to_dict(self) -> dict[str, Any]:
        """Everything but the values per query, ready for JSON."""
        published = best_published(self.task.name) if self.comparable else {}
        return {
            "task": self.task.name,
            "documents": self.scope,
            "queries": self.selection,
            "document_count": self.documents,
            "query_count": len(self.query_ids),
            "pairs": self.pairs,
            "measures": {
                name: {
                    "mean": interval.mean,
                    "low": interval.low,
                    "high": interval.high,
                    "ceiling": self.ceilings[name],
                    "best_published": published[name].value if name in published else None,
                }
                for name, interval in self.intervals.items()
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class KaglReport:
    """A model's results on KAGL.

    Attributes:
        model: Its name.
        picture_size: Of the pictures behind the image vectors.
        image_weight: The picture's share in the documents of label queries.
        confidence: Of the intervals.
        documents: How many products were searched.
        not_judged: Products of the catalogue that the benchmark does not have; left out.
        missing: Products of the benchmark that the catalogue does not have; count as not found.
        without_picture: Products of the benchmark without a picture; count as not found.
        results: By task, documents and queries.
    """

    model: str
    picture_size: str
    image_weight: float
    confidence: float
    documents: int
    not_judged: int
    missing: int
    without_picture: int
    results: tuple[KaglResult, ...]

    def find(self, task: str, *, scope: str = "all", selection: str = "all") -> KaglResult:
        """One result.

        Args:
            task: The task's name, such as `"category3"`.
            scope: `"all"` or `"held-out"` documents.
            selection: How the selection's name begins: `"all"`, `"labels with"` or `"held-out"`.

        Raises:
            InvalidRequestError: there is none; names those there are.
        """
        for result in self.results:
            if (result.task.name, result.scope) == (task, scope) and result.selection.startswith(selection):
                return result
        known = "; ".join(result.name for result in self.results)
        raise InvalidRequestError(f"No result for {task!r}, {scope!r}, {selection!r}. There is: {known}.")

    def to_dict(self) -> dict[str, Any]:
        """Everything but the values per query, ready for JSON."""
        return {
            "benchmark": "KAGL",
            "model": self.model,
            "picture_size": self.picture_size,
            "image_weight": self.image_weight,
            "confidence": self.confidence,
            "documents": self.documents,
            "not_judged": self.not_judged,
            "missing": self.missing,
            "without_picture": self.without_picture,
            "published_source": PUBLISHED_SOURCE,
            "results": [result.to_dict() for result in self.results],
        }

    def __str__(self) -> str:
        """The head, then a table per task with what the leaderboard prints."""
        tasks = dict.fromkeys(result.task for result in self.results)
        return "\n\n".join([self._head(), *(self._table(task) for task in tasks)])

    def _head(self) -> str:
        share = f"{self.image_weight:g}·picture + {1 - self.image_weight:g}·title"
        lines = (
            f"KAGL: {self.model}, pictures {self.picture_size}",
            f"{self.documents:,} documents; {self.not_judged:,} the benchmark does not have are left out.",
            f"Counted as not found: {self.missing:,} missing, {self.without_picture:,} without a picture.",
            f"Bare queries, exact top 10. Titles search pictures alone, labels search {share}.",
            f"Intervals: {self.confidence:.0%}, bootstrap over queries. Ceiling: a perfect ranking's score.",
            f"Published: the best of {PUBLISHED_SOURCE}.",
        )
        return "\n".join(lines)

    def _table(self, task: KaglTask) -> str:
        columns = ("documents", "queries", "measure", "mean", "interval", "ceiling", "published")
        rows = [row for result in self.results if result.task == task for row in _rows(result)]
        return f"{task.title}\n{table_text(columns, rows, width=_WIDTH)}"


def compare_kagl(
    before: KaglReport, after: KaglReport, plan: Bootstrap | None = None
) -> dict[str, dict[str, Difference]]:
    """Paired differences between two reports, for every result both have: result -> measure -> difference.

    Holm's correction covers the measures of one result, not several results; see `compare_paired`.

    Raises:
        InvalidRequestError: a result of the same name is about other queries.
    """
    known = {result.name: result for result in before.results}
    differences = {}
    for result in after.results:
        other = known.get(result.name)
        if other is None:
            continue
        if other.query_ids != result.query_ids:
            raise InvalidRequestError(f"The reports have different queries for {result.name!r}.")
        measures = result.task.leaderboard_measures
        differences[result.name] = compare_paired(
            {name: other.values[name] for name in measures},
            {name: result.values[name] for name in measures},
            plan,
        )
    return differences


def _rows(result: KaglResult) -> list[tuple[Cell, ...]]:
    published = best_published(result.task.name) if result.comparable else {}
    rows: list[tuple[Cell, ...]] = []
    for name in result.task.leaderboard_measures:
        interval = result.intervals[name]
        beside = f"{published[name].value:.3f} {published[name].model}" if name in published else ""
        start = ("", "") if rows else (_counted(result.scope, result.documents), _queries(result))
        ends = f"[{interval.low:.3f}, {interval.high:.3f}]"
        rows.append((*start, name, interval.mean, ends, result.ceilings[name], beside))
    return rows


def _queries(result: KaglResult) -> str:
    return _counted(result.selection, len(result.query_ids))


def _counted(words: str, count: int) -> str:
    return f"{words} ({count:,})"
