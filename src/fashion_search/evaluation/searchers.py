"""Anything that searches, as far as comparing needs it: asked the same queries, its answers kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from fashion_search.errors import InvalidRequestError
from fashion_search.evaluation.judgements import Run
from fashion_search.protocols import PictureSource
from fashion_search.types import Product, Progress, ProgressCallback, Query

__all__ = ["Answer", "SearchHit", "Searcher", "ask", "name_queries", "run_of"]

QueryT = TypeVar("QueryT")
QueryT_contra = TypeVar("QueryT_contra", contravariant=True)


class SearchHit(Protocol):
    """One product found."""

    @property
    def product_id(self) -> str:
        """The product's id."""
        ...

    @property
    def score(self) -> float:
        """What hits are ordered by; higher is better."""
        ...

    @property
    def product(self) -> Product:
        """The product."""
        ...


class Searcher(Protocol[QueryT_contra]):
    """Finds products; `FashionClient` is one."""

    def search(self, query: QueryT_contra, *, limit: int) -> Iterable[SearchHit]:
        """At most `limit` hits, best first. Pictures are shown when the answer has them in `.pictures`."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What one searcher found for one query.

    Attributes:
        hits: Best first.
        pictures: Where their pictures are, when the answer says so.
    """

    hits: tuple[SearchHit, ...]
    pictures: PictureSource | None = None

    @property
    def product_ids(self) -> tuple[str, ...]:
        """Best first."""
        return tuple(hit.product_id for hit in self.hits)

    @property
    def scores(self) -> tuple[float, ...]:
        """Best first."""
        return tuple(float(hit.score) for hit in self.hits)


def name_queries(queries: Sequence[QueryT] | Mapping[str, QueryT]) -> dict[str, QueryT]:
    """Give every query an id: its own in a mapping, else its words, else "query 3" by its position.

    Raises:
        InvalidRequestError: there are no queries, or two have the same words.
    """
    if isinstance(queries, str):
        raise InvalidRequestError(f"Queries must be a list; found the text {queries!r}. Write [{queries!r}].")
    if isinstance(queries, Mapping):
        named = dict(queries)
    else:
        named = {_words(query, number): query for number, query in enumerate(queries, start=1)}
        if len(named) != len(queries):
            raise InvalidRequestError("Two queries have the same words; give them ids: {id: query}.")
    if not named:
        raise InvalidRequestError("There are no queries to ask.")
    return named


def ask(
    searcher: Searcher[QueryT],
    queries: Mapping[str, QueryT],
    *,
    limit: int,
    stage: str = "queries",
    progress: ProgressCallback | None = None,
) -> dict[str, Answer]:
    """Ask every query once, in order; an error of the searcher ends it."""
    answers = {}
    for done, (query_id, query) in enumerate(queries.items(), start=1):
        found = searcher.search(query, limit=limit)
        answers[query_id] = Answer(tuple(found)[:limit], getattr(found, "pictures", None))
        if progress:
            progress(Progress(stage, done, len(queries)))
    return answers


def run_of(answers: Mapping[str, Answer]) -> Run:
    """The answers as a `Run`."""
    return Run(
        {query_id: answer.product_ids for query_id, answer in answers.items()},
        {query_id: answer.scores for query_id, answer in answers.items()},
    )


def _words(query: object, number: int) -> str:
    if isinstance(query, str):
        return query
    if isinstance(query, Query) and query.text:
        return query.text
    return f"query {number}"
