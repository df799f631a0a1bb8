"""What a product is, and where on the body it is worn."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, TypeAlias, cast, get_args

from fashion_search.types import Product

__all__ = [
    "EXCLUDES",
    "SLOTS",
    "Kind",
    "Slot",
    "kind_named",
    "kind_of",
    "kinds",
    "may_share_a_look",
    "slot_of",
]

Slot: TypeAlias = Literal[
    "top",
    "bottom",
    "one-piece",
    "outer",
    "shoes",
    "bag",
    "watch",
    "jewellery",
    "eyewear",
    "belt",
    "headwear",
    "scarf",
    "tie",
    "gloves",
    "hosiery",
    "wallet",
    "under-top",
    "under-bottom",
    "swim-top",
    "swim-bottom",
    "swimsuit",
    "sleepwear",
    "lounge-top",
    "lounge-bottom",
    "robe",
]
"""A place in an outfit; a look fills each at most once."""

SLOTS: tuple[Slot, ...] = get_args(Slot)

EXCLUDES: Mapping[Slot, frozenset[Slot]] = {
    "one-piece": frozenset({"top", "bottom"}),
    "swimsuit": frozenset({"swim-top", "swim-bottom"}),
    "sleepwear": frozenset({"lounge-top", "lounge-bottom"}),
}
"""What is worn instead of two other things."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing, coarser than an article type: "jeans", "heels", "lipstick".

    Attributes:
        name: What it is called in the tables of this package.
        slot: Where it is worn; `None` for what is no part of an outfit.
    """

    name: str
    slot: Slot | None


def may_share_a_look(one: Slot, other: Slot) -> bool:
    """Whether two slots can both be filled: not the same one, and neither worn instead of the other."""
    return one != other and other not in EXCLUDES.get(one, ()) and one not in EXCLUDES.get(other, ())


def kinds() -> tuple[Kind, ...]:
    """Every kind this package tells apart."""
    return _taxonomy().kinds


@cache
def kind_named(category: str) -> Kind | None:
    """What a category name of some catalogue means.

    Whole names are looked up first (all article types of the Kaggle catalogue, product types of H&M and
    categories of Polyvore are listed); otherwise the last word that is known decides, so that a "shirt
    dress" is a dress and a "dress shirt" a shirt.

    Returns:
        `None` when no word of it is known.
    """
    taxonomy = _taxonomy()
    name = " ".join(category.lower().split())
    if name in taxonomy.by_name:
        return taxonomy.by_name[name]
    known = (taxonomy.by_word[word] for word in reversed(_WORD.findall(name)) if word in taxonomy.by_word)
    return next(known, None)


def kind_of(product: Product) -> Kind | None:
    """What a product is: by its article type, else by its sub-category, else by its title."""
    named = (product.article_type, product.sub_category, product.product_display_name)
    found = (kind_named(name) for name in named if name)
    return next((kind for kind in found if kind is not None), None)


def slot_of(product: Product) -> Slot | None:
    """Where a product is worn; `None` for what is no part of an outfit, and for what is not understood."""
    kind = kind_of(product)
    return None if kind is None else kind.slot


@dataclass(frozen=True, slots=True)
class _Taxonomy:
    kinds: tuple[Kind, ...]
    by_name: Mapping[str, Kind]
    by_word: Mapping[str, Kind]


@cache
def _taxonomy() -> _Taxonomy:
    file = resources.files("fashion_search.recommenders.outfits") / "kinds.json"
    rows = json.loads(file.read_text(encoding="utf-8"))["kinds"]
    listed = [(Kind(row["kind"], cast("Slot | None", row["slot"])), row) for row in rows]
    return _Taxonomy(
        kinds=tuple(kind for kind, _ in listed),
        by_name={name: kind for kind, row in listed for name in (*row["names"], row["kind"])},
        by_word={word: kind for kind, row in listed for word in row["words"]},
    )
