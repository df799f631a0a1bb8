"""Ask two searchers the same queries and measure what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypeVar

import numpy as np

from fashion_search.errors import InvalidRequestError, nearest
from fashion_search.evaluation.bootstrap import Bootstrap, Floats, bootstrap_means
from fashion_search.evaluation.comparison import Comparison, Measured, QueryChange, Shown
from fashion_search.evaluation.judgements import Judgements
from fashion_search.evaluation.lists import distinct, diversity, exposure_gini, score_spread
from fashion_search.evaluation.measures import Measure, Scores, evaluate
from fashion_search.evaluation.overlap import rank_biased_overlap
from fashion_search.evaluation.searchers import Answer, Searcher, ask, name_queries, run_of
from fashion_search.evaluation.significance import compare_paired
from fashion_search.protocols import PictureSource
from fashion_search.types import Product, ProgressCallback, Vectors

__all__ = ["VectorsOf", "compare"]

QueryT = TypeVar("QueryT")

VectorsOf: TypeAlias = Callable[[Sequence[str]], Vectors]
"""Product ids in, one vector each out; an index's `vectors_of`."""

_SPREAD_RANKS = 20
_Answers: TypeAlias = Mapping[str, Answer]


def compare(
    client_a: Searcher[QueryT],
    client_b: Searcher[QueryT],
    queries: Mapping[str, QueryT] | Sequence[QueryT],
    judgements: Judgements | None = None,
    *,
    names: tuple[str, str] = ("A", "B"),
    limit: int = 20,
    measures: Sequence[str] | None = None,
    relevant_from: float = 1,
    fields: Sequence[str] = ("article_type", "base_color"),
    vectors_of: VectorsOf | None = None,
    catalog_size: int | None = None,
    pictures: PictureSource | None = None,
    most_changed: int = 5,
    bootstrap: Bootstrap | None = None,
    progress: ProgressCallback | None = None,
) -> Comparison:
    """Compare two searchers on the same queries.

    Args:
        client_a: Anything with `search(query, limit=…)`, such as a `FashionClient`.
        client_b: The other one; differences are B minus A.
        queries: What to ask: a list, or a mapping from id to query. In a list the words of a query are its
            id.
        judgements: What fits, by query id. Queries without judgements count for overlap and lists only.
        names: What to call the two.
        limit: How many hits to ask for.
        measures: Against judgements, such as `"ndcg@10"`; the default is nDCG, precision and reciprocal rank
            of the first 10, recall and average precision of all that were asked for.
        relevant_from: The lowest grade that counts as relevant.
        fields: Product fields whose different values are counted per list.
        vectors_of: Gives products' vectors, to measure diversity.
        catalog_size: How many products there are, to measure catalogue coverage and the Gini index of
            exposure.
        pictures: Where pictures are; by default where the answers themselves say, as `SearchResult` does.
        most_changed: How many of the most changed queries to keep with their hits.
        bootstrap: How intervals and p-values are made.
        progress: Told about every query asked.

    Returns:
        Tables, most changed queries and a verdict.

    Raises:
        InvalidRequestError: there are no queries, none of them is judged, a measure looks at more ranks than
            `limit`, or a name is unknown.
    """
    named = name_queries(queries)
    _check(names, limit, fields)
    known = _measures(measures, limit, relevant_from)
    sides = (
        ask(client_a, named, limit=limit, stage=names[0], progress=progress),
        ask(client_b, named, limit=limit, stage=names[1], progress=progress),
    )
    plan = bootstrap or Bootstrap()
    scores = _fit(sides, judgements, known)
    lists = [_list_values(answers, fields, vectors_of) for answers in sides]
    overlaps = _overlaps(sides)
    return Comparison(
        names=names,
        limit=limit,
        confidence=plan.confidence,
        fit=_measured(scores[0].values, scores[1].values, plan) if scores else {},
        lists=_measured(lists[0], lists[1], plan),
        totals=_totals(sides, catalog_size),
        overlaps=overlaps,
        changes=tuple(
            _change(query_id, overlaps[query_id], sides, scores, pictures)
            for query_id in _most_changed(overlaps, most_changed)
        ),
    )


def _check(names: tuple[str, str], limit: int, fields: Sequence[str]) -> None:
    if limit < 1:
        raise InvalidRequestError(f"limit is {limit}; it must be 1 or more.")
    if names[0] == names[1]:
        raise InvalidRequestError(f"Both are called {names[0]!r}; give two names.")
    for field in fields:
        if field not in Product.field_names():
            raise InvalidRequestError(f"Unknown field {field!r}. {nearest(field, Product.field_names())}")


def _measures(names: Sequence[str] | None, limit: int, relevant_from: float) -> list[Measure]:
    top = min(10, limit)
    default = (f"ndcg@{top}", f"precision@{top}", f"mrr@{top}", f"recall@{limit}", f"map@{limit}")
    known = [Measure.parse(name, relevant_from=relevant_from) for name in (names or default)]
    for measure in known:
        if measure.limit is not None and measure.limit > limit:
            raise InvalidRequestError(
                f"{measure} needs limit={measure.limit}; only {limit} hits are asked for."
            )
    return known


def _fit(
    sides: tuple[_Answers, _Answers], judgements: Judgements | None, measures: Sequence[Measure]
) -> tuple[Scores, Scores] | None:
    if judgements is None:
        return None
    asked = Judgements({q: judgements.grades[q] for q in sides[0] if q in judgements.grades})
    if not len(asked):
        raise InvalidRequestError("None of the queries is judged; judgements go by query id.")
    first, second = (evaluate(run_of(answers), asked, measures) for answers in sides)
    return first, second


def _list_values(answers: _Answers, fields: Sequence[str], vectors_of: VectorsOf | None) -> dict[str, Floats]:
    """What each list is like: measure -> one value per query."""
    found = list(answers.values())
    values = {"hits": [float(len(answer.hits)) for answer in found]}
    values[f"score spread@{_SPREAD_RANKS}"] = [score_spread(a.scores, _SPREAD_RANKS) for a in found]
    for field in fields:
        values[f"different {field}"] = [
            float(distinct(getattr(hit.product, field) for hit in answer.hits)) for answer in found
        ]
    if vectors_of:
        values["diversity"] = [diversity(vectors_of(a.product_ids)) if a.hits else 0.0 for a in found]
    return {name: np.array(column) for name, column in values.items()}


def _totals(sides: tuple[_Answers, _Answers], catalog_size: int | None) -> dict[str, tuple[float, float]]:
    rankings = [[answer.product_ids for answer in answers.values()] for answers in sides]
    shown = [len({product_id for ranking in side for product_id in ranking}) for side in rankings]
    totals = {"different products": (float(shown[0]), float(shown[1]))}
    if catalog_size is not None:
        totals["catalogue coverage"] = (shown[0] / catalog_size, shown[1] / catalog_size)
        totals["exposure gini"] = (
            exposure_gini(rankings[0], catalog_size),
            exposure_gini(rankings[1], catalog_size),
        )
    return totals


def _measured(
    first: Mapping[str, Floats], second: Mapping[str, Floats], plan: Bootstrap
) -> dict[str, Measured]:
    means = bootstrap_means(first, plan), bootstrap_means(second, plan)
    differences = compare_paired(first, second, plan)
    return {name: Measured(means[0][name], means[1][name], differences[name]) for name in differences}


def _overlaps(sides: tuple[_Answers, _Answers]) -> dict[str, float]:
    first, second = sides
    return {q: rank_biased_overlap(first[q].product_ids, second[q].product_ids) for q in first}


def _most_changed(overlaps: Mapping[str, float], count: int) -> list[str]:
    """Least overlap first, ties in the order asked; equal rankings are not changes."""
    ordered = sorted(overlaps, key=overlaps.__getitem__)
    return [query_id for query_id in ordered if overlaps[query_id] < 1 - 1e-9][:count]


def _change(
    query_id: str,
    overlap: float,
    sides: tuple[_Answers, _Answers],
    scores: tuple[Scores, Scores] | None,
    pictures: PictureSource | None,
) -> QueryChange:
    first, second = (_shown(answers[query_id], pictures) for answers in sides)
    gains: dict[str, float] = {}
    if scores and query_id in scores[0].query_ids:
        row = scores[0].query_ids.index(query_id)
        gains = {
            name: float(scores[1].values[name][row] - scores[0].values[name][row])
            for name in scores[0].values
        }
    return QueryChange(query_id=query_id, overlap=overlap, gains=gains, first=first, second=second)


def _shown(answer: Answer, pictures: PictureSource | None) -> tuple[Shown, ...]:
    source = pictures or answer.pictures
    return tuple(
        Shown(hit.product, float(hit.score), source.read(hit.product) if source else None)
        for hit in answer.hits
    )
