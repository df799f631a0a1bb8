"""Products that could be shown to a person, from several sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fashion_search.filters import F, Filter, all_of, evaluate
from fashion_search.protocols import Catalog, Index
from fashion_search.ranking.mmr import mmr
from fashion_search.recommenders.known_people import KnownPeople, Person
from fashion_search.types import Product, Vectors

__all__ = ["Gathering", "Pool"]

_NEAR_STYLE = 150
_NEAR_ITEM = 40
_INTERESTS = 8
_VARIANTS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Candidates in order of id: their rows, and vectors in the same order."""

    products: tuple[Product, ...]
    vectors: Vectors


class Gathering:
    """Finds candidates in one catalogue.

    Args:
        index: Finds products by vector.
        catalog: Keeps the products.
        known: What is known of people; it reads the vectors.
    """

    def __init__(self, index: Index, catalog: Catalog, known: KnownPeople) -> None:
        self._index = index
        self._catalog = catalog
        self._known = known

    def near(self, person: Person, where: Filter | None, spare: int) -> list[str]:
        """Nearest to the whole taste, and to several different products of the past."""
        found: list[str] = []
        if person.style.embedding is not None:
            near = self._index.query(person.style.embedding, limit=_NEAR_STYLE + spare, where=where)
            found += near.product_ids
        rows = np.flatnonzero(person.liked.vectors.any(axis=1))
        if len(rows):
            vectors = person.liked.vectors[rows]
            interests = mmr(person.liked.strength[rows], vectors, limit=_INTERESTS)
            for one in self._index.query_many(vectors[interests], limit=_NEAR_ITEM, where=where):
                found += one.product_ids
        if not found:
            found += [one.product_id for one in self._catalog.list(where=where, limit=spare).products]
        return found

    def variants(self, person: Person, where: Filter | None) -> list[str]:
        """The products of the past in other colours: what has the same name."""
        names = sorted(
            {one.product_display_name for one in person.liked.products if one.product_display_name}
        )
        if not names:
            return []
        named = all_of([where, F.product_display_name.isin(names)])
        return [one.product_id for one in self._catalog.list(where=named, limit=_VARIANTS).products]

    def pool(self, product_ids: Sequence[str], where: Filter | None) -> Pool:
        """What the catalogue has and the filter passes, in order of id."""
        known = self._catalog.get_many(sorted(set(product_ids)))
        kept = tuple(one for one in known.values() if where is None or evaluate(where, one.to_dict()))
        return Pool(kept, self._known.vectors([one.product_id for one in kept]))

    def a_little_of_everything(self, where: Filter | None, limit: int) -> dict[str, float]:
        """Some products of each of the commonest types, and how common the type is."""
        types = self._catalog.facets(["article_type"], where=where, limit=limit)["article_type"]
        most = max((facet.count for facet in types), default=1)
        found: dict[str, float] = {}
        for facet in types:
            of_type = F.article_type.is_null() if facet.value is None else F.article_type == str(facet.value)
            page = self._catalog.list(where=all_of([where, of_type]), limit=-(-limit // len(types)) + 1)
            found |= {one.product_id: facet.count / most for one in page.products}
        if len(found) < limit:
            found |= {
                one.product_id: found.get(one.product_id, 1 / most)
                for one in self._catalog.list(where=where, limit=limit).products
            }
        return found
