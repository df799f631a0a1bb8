"""How much candidates appeal to one person: addends in [0, 1] from vectors, the past and what others want."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError
from fashion_search.people.past import PastProduct
from fashion_search.types import Product, Vector, Vectors

__all__ = ["AppealWeights", "Liked", "appeal", "lookup", "same_again"]

_Floats = NDArray[np.float64]

_VARIANT = 0.6
"""How much the same product in another colour counts, beside the very same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealWeights:
    """How much each part of the relevance counts; those that know something are normalised to sum to 1.

    Attributes:
        style: Nearness to the whole taste.
        items: Nearness to the nearest single product of the past.
        again: Being a product of the past, or the same in another colour.
        together: Being wanted by those who want the same.
        popular: Being wanted now.

    Raises:
        InvalidRequestError: a weight is negative or not finite.
    """

    style: float = 0.1
    items: float = 0.1
    again: float = 0.45
    together: float = 0.05
    popular: float = 0.1

    def __post_init__(self) -> None:
        """Refuse weights that would turn a part around."""
        for one in fields(self):
            weight = getattr(self, one.name)
            if not (np.isfinite(weight) and weight >= 0):
                raise InvalidRequestError(
                    f"Appeal weight {one.name} is {weight!r}; it must be 0 or positive."
                )


@dataclass(frozen=True, slots=True, eq=False)
class Liked:
    """The weightiest products of a past.

    Attributes:
        past: Weightiest first.
        products: Their rows.
        vectors: Shape (n, dimension), float32; zeros where a product has none.
    """

    past: tuple[PastProduct, ...]
    products: tuple[Product, ...]
    vectors: Vectors

    @property
    def strength(self) -> _Floats:
        """Weights relative to the weightiest, shape (n,), in (0, 1]."""
        weights = np.array([one.weight for one in self.past])
        return weights / weights.max() if len(weights) else weights


def appeal(
    vectors: Vectors,
    products: Sequence[Product],
    *,
    embedding: Vector | None,
    liked: Liked,
    popular: Mapping[str, float],
    together: Mapping[str, float],
) -> dict[str, _Floats]:
    """The parts of relevance that can be told, by name as in `AppealWeights`; each in [0, 1], shape (n,).

    Cosines are stretched over the candidates: the median and below is 0, the best is 1.

    Args:
        vectors: The candidates', shape (n, dimension).
        products: Their rows.
        embedding: The taste; `None` when unknown.
        liked: The products of the past.
        popular: How much each product is wanted now.
        together: How much those who like the same want it.
    """
    parts: dict[str, _Floats] = {}
    if not products:
        return parts
    if embedding is not None:
        parts["style"] = _stretched(vectors @ embedding)
    if liked.vectors.any():
        cosines = _stretched(vectors @ liked.vectors.T)
        parts["items"] = (cosines * np.sqrt(liked.strength)).max(axis=1)
    parts["again"] = same_again(products, liked)
    parts["together"] = lookup(products, together)
    parts["popular"] = lookup(products, popular)
    return {name: values for name, values in parts.items() if values.any()}


def same_again(products: Sequence[Product], liked: Liked) -> _Floats:
    """How much each candidate is one of the past, or a variant of one, by the strength of that one."""
    exact: dict[str, float] = {}
    variants: dict[tuple[str, ...], float] = {}
    for product, strength in zip(liked.products, liked.strength.tolist(), strict=True):
        exact[product.product_id] = strength
        key = _variant_key(product)
        variants[key] = max(variants.get(key, 0.0), _VARIANT * strength)
    return np.array(
        [max(exact.get(one.product_id, 0.0), variants.get(_variant_key(one), 0.0)) for one in products]
    )


def lookup(products: Sequence[Product], values: Mapping[str, float]) -> _Floats:
    """Each product's value, 0 without one; shape (n,)."""
    return np.array([values.get(product.product_id, 0.0) for product in products])


def _variant_key(product: Product) -> tuple[str, ...]:
    """Equal for products of one name, type and gender, whatever their colour; a nameless one is alone."""
    if not product.product_display_name:
        return (product.product_id,)
    return (
        product.product_display_name.casefold(),
        product.article_type or "",
        product.gender or "",
    )


def _stretched(cosines: NDArray[np.float32]) -> _Floats:
    """Each column from its median, 0, to its largest, 1."""
    middle, most = np.median(cosines, axis=0), cosines.max(axis=0)
    spread = np.where(most > middle, most - middle, 1.0)
    return np.clip((cosines - middle) / spread, 0.0, 1.0).astype(np.float64)
