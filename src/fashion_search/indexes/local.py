"""Exact search in this process: the filter first, then the nearest of what passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from fashion_search.errors import FilterError, InvalidRequestError, NotFoundError, nearest
from fashion_search.filters import Columns, Filter, mask
from fashion_search.indexes.arrange import arranged, checked_columns, checked_layout
from fashion_search.indexes.passing import KEPT_BYTES, Passing
from fashion_search.indexes.requests import checked_limit, unit_vector, unit_vectors
from fashion_search.indexes.selection import Rows, Scores
from fashion_search.indexes.space import ScanKind, SpaceVectors
from fashion_search.indexes.workspace import Workspace
from fashion_search.types import SPACES, Candidates, ModelIdentity, Product, Space, Vector, Vectors

if TYPE_CHECKING:  # a store brings sqlalchemy, which vectors of your own need not wait for
    from fashion_search.store import Store

__all__ = ["LocalIndex"]


class LocalIndex:
    """Every product's vectors, searched exactly.

    The answer is the one that sorting all passing products by cosine (summed in float64, rounded to float32)
    and then by product id would give. To get there fast, a cheap first pass, in 8-bit integers with the extra
    `fast`, else in float32, bounds each cosine, and only products whose bound reaches the answer are scored.

    Threads may share an index. Vectors are read in place (a memory-mapped file stays one); what a space needs
    beyond them is made on its first query, or by `prepare`.

    Args:
        product_ids: Strictly ascending by code point; their order decides ties.
        vectors: By space, shape (n, dimension), float32, rows as `product_ids`, of unit length; a row of
            zeros where a product has no vector in that space.
        columns: The products' fields in the same order, or a function that gives them, called once when the
            first filter comes.
        identity: The model that made the vectors.
        scan: The first pass: `"int8"` (extra `fast`), `"float32"`, or `"auto"`, int8 where available.
        kept_bytes: Memory per space for what passed earlier filters; a filter that comes again is faster.

    Raises:
        InvalidRequestError: shapes, dtypes or ids do not fit together.
        MissingDependencyError: on the first query with `scan="int8"` and without the extra.
    """

    def __init__(
        self,
        product_ids: Sequence[str],
        vectors: Mapping[Space, Vectors],
        columns: Columns | Callable[[], Columns],
        identity: ModelIdentity,
        *,
        scan: ScanKind = "auto",
        kept_bytes: int = KEPT_BYTES,
    ) -> None:
        self._product_ids = tuple(product_ids)
        self._identity = identity
        self._columns = checked_columns(columns, len(self)) if isinstance(columns, Columns) else columns
        checked_layout(self._product_ids, vectors, identity.dimension)
        workspace = Workspace()
        self._spaces = {
            space: SpaceVectors(space, rows, scan, workspace, kept_bytes) for space, rows in vectors.items()
        }

    @classmethod
    def from_store(cls, store: Store, *, scan: ScanKind = "auto") -> LocalIndex:
        """The index over one generation of a store; vectors stay on disk, mapped into memory."""
        vectors = {space: store.vectors(space) for space in SPACES}
        return cls(store.product_ids, vectors, store.columns, store.manifest.model, scan=scan)

    @classmethod
    def from_products(
        cls,
        products: Iterable[Product],
        vectors: Mapping[Space, ArrayLike],
        identity: ModelIdentity,
        *,
        scan: ScanKind = "auto",
    ) -> LocalIndex:
        """The index over products and vectors of your own, in any order.

        Args:
            products: Any order, no id twice.
            vectors: By space, shape (n, dimension), row i belonging to product i; copied to float32. Of unit
                length, or zeros where a product has no vector.
            identity: The model that made the vectors.
            scan: As in the constructor.

        Raises:
            InvalidRequestError: an id comes twice, the shapes differ, or a vector is not of unit length.
        """
        rows, spaces = arranged(tuple(products), vectors, identity.dimension)
        return cls(
            [product.product_id for product in rows],
            spaces,
            lambda: Columns.from_products(rows),
            identity,
            scan=scan,
        )

    @property
    def identity(self) -> ModelIdentity:
        """The model whose vectors are stored."""
        return self._identity

    @property
    def product_ids(self) -> tuple[str, ...]:
        """Every product, in row order."""
        return self._product_ids

    @property
    def columns(self) -> Columns:
        """The products' fields, in row order."""
        if not isinstance(self._columns, Columns):
            self._columns = checked_columns(self._columns(), len(self))
        return self._columns

    def __len__(self) -> int:
        """How many products are stored."""
        return len(self._product_ids)

    def prepare(self, spaces: Iterable[Space] | None = None) -> None:
        """Do now what the first query of each space would do: read its vectors and make the 8-bit codes.

        Args:
            spaces: Which; `None` means all.
        """
        for space in self._spaces if spaces is None else spaces:
            part = self._space(space)
            _ = part.presence, part.scan(len(self))

    def query(
        self, vector: Vector, *, limit: int, where: Filter | None = None, space: Space = "hybrid"
    ) -> Candidates:
        """The `limit` nearest products that pass the filter; fewer only when fewer pass.

        Args:
            vector: Shape (dimension,), any floating dtype; brought to unit length.
            limit: At least 1; more than there are products gives all that pass.
            where: Which products may be found.
            space: Which vectors are searched; products without one there are never found.

        Raises:
            InvalidRequestError: the vector has another shape or dtype, is not finite or all zeros; `limit` is
                below 1; the space is unknown.
            FilterError: the filter is not valid for the catalogue's fields.
        """
        unit = unit_vector(vector, self._identity.dimension)
        limit = checked_limit(limit)
        part = self._space(space)
        return self._candidates(part.nearest(unit, self._passing(part, where), limit))

    def query_many(
        self, vectors: Vectors, *, limit: int, where: Filter | None = None, space: Space = "hybrid"
    ) -> list[Candidates]:
        """`query` for each row of `vectors`, shape (n, dimension): the same answers, from matrix products."""
        units = unit_vectors(vectors, self._identity.dimension)
        limit = checked_limit(limit)
        part = self._space(space)
        answers = part.nearest_many(units, self._passing(part, where), limit)
        return [self._candidates(answer) for answer in answers]

    def vectors(self, space: Space = "hybrid") -> Vectors:
        """All vectors of a space, read-only, shape (n, dimension), rows as `product_ids`."""
        view = self._space(space).vectors.view()
        view.flags.writeable = False
        return view

    def vectors_of(self, product_ids: Sequence[str], *, space: Space = "hybrid") -> Vectors:
        """The stored vectors, one row per id, in order, copied; a row of zeros where the product has none.

        Raises:
            NotFoundError: an id is not in the index.
        """
        return self._space(space).vectors[self._rows(product_ids)]

    def columns_of(self, product_ids: Sequence[str]) -> Columns:
        """The fields of some products, one row per id, in order.

        Raises:
            NotFoundError: an id is not in the index.
        """
        return self.columns.take(self._rows(product_ids))

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {product_id: row for row, product_id in enumerate(self._product_ids)}

    def _rows(self, product_ids: Sequence[str]) -> Rows:
        row_of = self._row_of
        try:
            return np.array([row_of[product_id] for product_id in product_ids], np.intp)
        except KeyError as exc:
            unknown = exc.args[0]
            raise NotFoundError(f"No product {unknown!r} among the {len(self)} of this index.") from exc

    def _space(self, space: Space) -> SpaceVectors:
        try:
            return self._spaces[space]
        except (KeyError, TypeError) as exc:
            raise InvalidRequestError(f"No space {space!r}. {nearest(str(space), self._spaces)}") from exc

    def _passing(self, part: SpaceVectors, where: Filter | None) -> Passing | None:
        if where is None:
            return part.passing(None)
        if not isinstance(where, Filter):
            raise FilterError(f"where is {where!r}; it must be a Filter, such as F.price < 50.")
        return part.passing(mask(where, self.columns))

    def _candidates(self, answer: tuple[Rows, Scores]) -> Candidates:
        rows, similarities = answer
        return Candidates(tuple([self._product_ids[row] for row in rows.tolist()]), similarities)
