"""What was found and what should have been: `Run` and `Judgements`, the two inputs of every measurement."""

from __future__ import annotations

import gzip
import json
import math
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError, NotFoundError
from fashion_search.types import Product

__all__ = ["Judgements", "Run"]

_NO_GRADES: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Judgements:
    """How well products fit queries: query id -> product id -> grade.

    A grade is finite and not negative; 0 says "looked at, does not fit", and a product that is not listed
    counts as 0. Binary judgements use the grade 1; graded ones usually 1, 2, 3.

    Attributes:
        grades: The judgements. A query may have none above 0; it then scores 0 in every measure, as in
            trec_eval.

    Raises:
        InvalidRequestError: a grade is negative, infinite or not a number.
    """

    grades: Mapping[str, Mapping[str, float]]

    def __post_init__(self) -> None:
        """Refuse grades that no measure defines."""
        for query_id, judged in self.grades.items():
            for product_id, grade in judged.items():
                if not (math.isfinite(grade) and grade >= 0):
                    raise InvalidRequestError(
                        f"Grade {grade!r} of product {product_id!r} for query {query_id!r}: "
                        "a grade must be a finite number, 0 or more."
                    )

    @classmethod
    def from_relevant(cls, relevant: Mapping[str, Iterable[str]]) -> Judgements:
        """Binary judgements: for each query the products that fit."""
        return cls({query_id: dict.fromkeys(found, 1.0) for query_id, found in relevant.items()})

    @classmethod
    def from_rules(
        cls, rules: Mapping[str, Callable[[Product], float]], products: Iterable[Product]
    ) -> Judgements:
        """Judge every product by one rule per query.

        Args:
            rules: For each query a function from product to grade; `True` and `False` count as 1 and 0.
            products: The whole catalogue, read once.

        Returns:
            The grades above 0.
        """
        grades: dict[str, dict[str, float]] = {query_id: {} for query_id in rules}
        for product in products:
            for query_id, rule in rules.items():
                grade = float(rule(product))
                if grade != 0:
                    grades[query_id][product.product_id] = grade
        return cls(grades)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Judgements:
        """Read `{query: {product_id: grade}}` or `{query: [product_id, …]}` from a JSON file, gzipped or not.

        Raises:
            NotFoundError: there is no such file.
            InvalidRequestError: the file is not JSON of that form.
        """
        content = _read_json(Path(path))
        if not isinstance(content, dict):
            raise InvalidRequestError(f"{path}: judgements must be a JSON object, query -> products.")
        try:
            return cls({query_id: _grades_of(judged) for query_id, judged in content.items()})
        except (TypeError, ValueError) as exc:
            raise InvalidRequestError(f"{path}: {exc}") from exc

    @property
    def query_ids(self) -> tuple[str, ...]:
        """The judged queries, in the order given."""
        return tuple(self.grades)

    def __len__(self) -> int:
        """How many queries are judged."""
        return len(self.grades)

    def __iter__(self) -> Iterator[str]:
        """The query ids."""
        return iter(self.grades)

    def grade(self, query_id: str, product_id: str) -> float:
        """The grade of one product for one query; 0 when not judged."""
        return self.grades.get(query_id, _NO_GRADES).get(product_id, 0.0)

    def ranked(self, query_id: str, product_ids: Sequence[str]) -> NDArray[np.float64]:
        """The grades of a ranking's products, best rank first, shape (len(product_ids),), float64."""
        judged = self.grades.get(query_id, _NO_GRADES)
        return np.array([judged.get(product_id, 0.0) for product_id in product_ids], dtype=np.float64)

    def judged(self, query_id: str) -> NDArray[np.float64]:
        """All grades of one query, in no particular order, float64; empty when it was not judged."""
        return np.array(list(self.grades.get(query_id, _NO_GRADES).values()), dtype=np.float64)

    def counts(self) -> NDArray[np.int64]:
        """How many products have a grade above 0, per query, in the order of `query_ids`."""
        return np.array(
            [sum(grade > 0 for grade in judged.values()) for judged in self.grades.values()], dtype=np.int64
        )

    def product_ids(self) -> frozenset[str]:
        """Every product that was judged for some query."""
        return frozenset(product_id for judged in self.grades.values() for product_id in judged)

    def restricted(self, product_ids: Collection[str], *, at_least: int = 1) -> Judgements:
        """The judgements about some products only, without the queries that lose their meaning by it.

        Args:
            product_ids: The products that stay. A set is fastest.
            at_least: Queries with fewer remaining products of a grade above 0 are left out.
        """
        kept = frozenset(product_ids)
        smaller = (
            (query_id, {product_id: grade for product_id, grade in judged.items() if product_id in kept})
            for query_id, judged in self.grades.items()
        )
        return Judgements(
            {q: judged for q, judged in smaller if sum(g > 0 for g in judged.values()) >= at_least}
        )


@dataclass(frozen=True, slots=True)
class Run:
    """What one system found: query id -> product ids, best first.

    Attributes:
        rankings: For each query the products, best first, each at most once.
        scores: The scores behind the rankings, in the same order; may be empty when only the order is known.

    Raises:
        InvalidRequestError: a product appears twice in one ranking, or scores and products differ in number.
    """

    rankings: Mapping[str, tuple[str, ...]]
    scores: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse rankings that no measure defines."""
        for query_id, found in self.rankings.items():
            if len(set(found)) != len(found):
                raise InvalidRequestError(f"The ranking of query {query_id!r} lists a product twice.")
        for query_id, scores in self.scores.items():
            found = self.rankings.get(query_id, ())
            if len(scores) != len(found):
                raise InvalidRequestError(
                    f"Query {query_id!r} has {len(found)} products but {len(scores)} scores; give one each."
                )

    @classmethod
    def from_scores(cls, scores: Mapping[str, Mapping[str, float]], *, limit: int | None = None) -> Run:
        """Rank by score, highest first, ties by product id.

        Args:
            scores: Query id -> product id -> score.
            limit: Keep this many per query; all by default.
        """
        ordered = {
            query_id: sorted(scored.items(), key=lambda item: (-item[1], item[0]))[:limit]
            for query_id, scored in scores.items()
        }
        return cls(
            {query_id: tuple(product_id for product_id, _ in found) for query_id, found in ordered.items()},
            {query_id: tuple(score for _, score in found) for query_id, found in ordered.items()},
        )

    @property
    def query_ids(self) -> tuple[str, ...]:
        """The queries that were asked, in the order given."""
        return tuple(self.rankings)

    def __len__(self) -> int:
        """How many queries were asked."""
        return len(self.rankings)

    def ranking(self, query_id: str) -> tuple[str, ...]:
        """The products of one query; nothing when it was never asked."""
        return self.rankings.get(query_id, ())


def _read_json(path: Path) -> object:
    try:
        raw = path.read_bytes()
    except FileNotFoundError as exc:
        raise NotFoundError(f"No judgements at {path}: there is no such file.") from exc
    except OSError as exc:
        raise InvalidRequestError(f"{path} cannot be read: {exc}") from exc
    try:
        return json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
    except (ValueError, OSError, EOFError) as exc:
        raise InvalidRequestError(f"{path} is not JSON, plain or gzipped: {exc}") from exc


def _grades_of(judged: object) -> dict[str, float]:
    """Grades from either JSON form; ids are text even where the file has numbers."""
    if isinstance(judged, dict):
        return {str(product_id): float(grade) for product_id, grade in judged.items()}
    if isinstance(judged, list):
        return {str(product_id): 1.0 for product_id in judged}
    raise TypeError(f"expected an object or a list of products, found {type(judged).__name__}.")
