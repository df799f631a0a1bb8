"""What a search returns: hits with their reasons, and the ways out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from fashion_search.display import Card, bars_html, grid_html
from fashion_search.display.markup import escape
from fashion_search.errors import MissingDependencyError
from fashion_search.filters import Filter
from fashion_search.language import Understood
from fashion_search.protocols import PictureSource
from fashion_search.types import Facet, Product, Query

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["Explanation", "Hit", "Part", "SearchResult"]


class Part(NamedTuple):
    """One addend of a score."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit scored what it scored, and stands where it stands. Draws itself in a notebook.

    Attributes:
        parts: The addends, which sum to the score.
        notes: What moved the hit besides its score, such as a pin, in words.
    """

    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """The sum of the addends."""
        return sum(part.value for part in self.parts)

    def __str__(self) -> str:
        """A small table, one addend a line."""
        width = max(len(name) for name in ("score", *(part.name for part in self.parts)))
        lines = [f"{part.name:<{width}}  {part.value:+.4f}" for part in self.parts]
        return "\n".join([*lines, f"{'score':<{width}}  {self.total:+.4f}", *self.notes])

    def to_html(self) -> str:
        """One bar an addend, all on one scale, and the notes; every text escaped."""
        notes = "".join(f'<p class="fs-empty">{escape(note)}</p>' for note in self.notes)
        bars = bars_html((part.name, part.value) for part in self.parts)
        return bars + (f'<div class="fs-grid">{notes}</div>' if notes else "")

    def _repr_html_(self) -> str:
        return self.to_html()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One product found.

    Attributes:
        product: The product.
        score: What the hits are ordered by; higher is better.
        similarity: Cosine of query and product, in [-1, 1].
        relevance: Probability that the product fits the query, in [0, 1]; `None` when the model has no
            calibration for this kind of query.
        explanation: The addends of `score`.
        variants: Ids of the same product found besides, in other colours or listed again, best first; only
            when variants are shown as one.
    """

    product: Product
    score: float
    similarity: float
    relevance: float | None
    explanation: Explanation
    variants: tuple[str, ...] = ()

    @property
    def product_id(self) -> str:
        """The product's id."""
        return self.product.product_id

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values, ready for JSON."""
        return {
            "product_id": self.product_id,
            "score": self.score,
            "similarity": self.similarity,
            "relevance": self.relevance,
            "explanation": [{"name": part.name, "value": part.value} for part in self.explanation.parts],
            "notes": list(self.explanation.notes),
            "variants": list(self.variants),
            "product": self.product.to_dict(),
        }


@dataclass(frozen=True, kw_only=True)
class SearchResult(Sequence[Hit]):
    """The hits of one call, best first. Behaves as a sequence and draws itself in a notebook.

    Attributes:
        hits: Best first.
        title: What was asked, in words.
        query: The query, or `None` when the question was not one (as in `similar`).
        understood: What was read out of the words, part by part; `None` when nothing was read.
        where: The filter that was applied, what was understood included.
        facets: Counts by field over all products that pass the filter, for the fields asked for.
        timings_ms: Milliseconds by step.
        notes: What the caller should know about the answer, in sentences.
        pictures: Where `to_html` finds the pictures.
    """

    hits: tuple[Hit, ...]
    title: str
    query: Query | None = None
    understood: Understood | None = None
    where: Filter | None = None
    facets: Mapping[str, tuple[Facet, ...]] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    pictures: PictureSource | None = field(default=None, repr=False, compare=False)
    notes: tuple[str, ...] = ()

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Hit]: ...
    def __getitem__(self, index: int | slice) -> Hit | Sequence[Hit]:
        """A hit by rank, or several."""
        return self.hits[index]

    def __len__(self) -> int:
        """How many hits."""
        return len(self.hits)

    def __iter__(self) -> Iterator[Hit]:
        """The hits, best first."""
        return iter(self.hits)

    @property
    def product_ids(self) -> tuple[str, ...]:
        """The ids, best first."""
        return tuple(hit.product_id for hit in self.hits)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dict a hit, nested, ready for JSON."""
        return [hit.to_dict() for hit in self.hits]

    def rows(self) -> list[dict[str, Any]]:
        """One flat dict a hit: rank from 1, score, similarity, relevance, then the product's fields."""
        return [
            {
                "rank": rank,
                "score": hit.score,
                "similarity": hit.similarity,
                "relevance": hit.relevance,
                **hit.product.to_dict(),
            }
            for rank, hit in enumerate(self.hits, start=1)
        ]

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas DataFrame. Needs the extra `batch`."""
        try:
            import pandas as pd
        except ImportError as exc:
            raise MissingDependencyError("SearchResult.to_pandas", "batch") from exc
        return pd.DataFrame(self.rows(), columns=list(_COLUMNS))

    def to_polars(self) -> pl.DataFrame:
        """The rows as a polars DataFrame. Needs the extra `polars`."""
        try:
            import polars as pl
        except ImportError as exc:
            raise MissingDependencyError("SearchResult.to_polars", "polars") from exc
        return pl.DataFrame(self.rows(), schema=_COLUMNS)

    def to_arrow(self) -> pa.Table:
        """The rows as an Arrow table. Needs the extra `batch`."""
        try:
            import pyarrow as pa
        except ImportError as exc:
            raise MissingDependencyError("SearchResult.to_arrow", "batch") from exc
        arrow_types = {float: pa.float64(), int: pa.int64(), str: pa.string()}
        schema = pa.schema([(name, arrow_types[kind]) for name, kind in _COLUMNS.items()])
        return pa.Table.from_pylist(self.rows(), schema=schema)

    def cards(self) -> list[Card]:
        """The hits as picture cards, for a grid of your own."""
        return [self._card(hit) for hit in self.hits]

    def _card(self, hit: Hit) -> Card:
        product = hit.product
        kind = " · ".join(value for value in (product.article_type, product.base_color) if value)
        return Card(
            title=product.product_display_name or product.product_id,
            subtitle=kind,
            price=product.price,
            score=hit.score if hit.relevance is None else hit.relevance,
            picture=self.pictures.read(product) if self.pictures else None,
        )

    def to_html(self) -> str:
        """What was understood, and the hits as a grid of pictures; every value escaped."""
        return grid_html(self.cards(), title=self.title, said=self.said())

    def said(self) -> tuple[str, ...]:
        """What there is to say about the answer: what was understood, what may have been meant, the notes."""
        if self.understood is None:
            return self.notes
        read = ["understood: " + " · ".join(map(str, self.understood))] if self.understood else []
        meant = self.understood.did_you_mean
        return (*read, *([f"did you mean: {meant}"] if meant else []), *self.notes)

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        """The title, how many hits, and the first few."""
        first = ", ".join(
            f"{hit.product.product_display_name or hit.product_id} ({hit.score:.3f})" for hit in self.hits[:3]
        )
        more = ", …" if len(self.hits) > 3 else ""  # noqa: PLR2004  # three fit a line
        return f"<SearchResult {self.title!r}: {len(self.hits)} hits: {first}{more}>"


_FLOATS = ("score", "similarity", "relevance", "price")
_INTEGERS = ("rank", "year")
_COLUMNS: Mapping[str, type] = {
    name: float if name in _FLOATS else int if name in _INTEGERS else str
    for name in ("rank", "score", "similarity", "relevance", *Product.field_names())
}
"""The columns of a table of hits, and what each holds."""
