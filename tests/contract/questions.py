"""What every implementation is asked: one shop, its queries and filters, always the same."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from fashion_search.filters import Columns, F, Filter, mask
from fashion_search.indexes import LocalIndex
from fashion_search.store.vectors import hybrid_of
from fashion_search.types import ModelIdentity, Product, Space, Vectors

COUNT = 1500
DIMENSION = 64
MODEL = ModelIdentity(name="made-up", dimension=DIMENSION, fingerprint="a1")
GENDERS = ("Women", "Men", "Girls", "Boys", "Unisex", None)
COLORS = ("Red", "Navy Blue", "Black", "White", "100% Pink", "O'Neil_Green", "Écru", None)
TYPES = ("Shirts", "Dresses", "Watches", "Casual Shoes", "Jeans", "Tops")
WORDS = ("Summer", "Nike", "Cotton", "Levi's", "Slim_Fit", "50% Off", "Écharpe")


@dataclass(frozen=True)
class Shop:
    """Products in clusters of near-duplicates, a tenth of them exact ones, some without a picture."""

    products: Sequence[Product]
    vectors: Mapping[Space, Vectors]
    columns: Columns
    local: LocalIndex

    def passing(self, where: Filter) -> set[str]:
        """The ids of all products that pass."""
        return {self.products[row].product_id for row in mask(where, self.columns).nonzero()[0].tolist()}


@cache
def shop() -> Shop:
    dice = random.Random(5)
    products = [product(number, dice) for number in range(COUNT)]
    image, text = vectors(COUNT, seed=1), vectors(COUNT, seed=2)
    image[::10] = 0
    rows: dict[Space, Vectors] = {"image": image, "text": text, "hybrid": hybrid_of(image, text)}
    local = LocalIndex.from_products(products, rows, MODEL, scan="float32")
    return Shop(products, rows, Columns.from_products(products), local)


def product(number: int, dice: random.Random) -> Product:
    return Product(
        product_id=f"{number * 7919 % 100_003}",
        product_display_name=" ".join(dice.sample(WORDS, 3)),
        article_type=dice.choice(TYPES),
        base_color=dice.choice(COLORS),
        gender=dice.choice(GENDERS),
        price=None if number % 13 == 0 else round(dice.uniform(1, 200), 2),
        year=dice.choice((2011, 2012, 2015, None)),
    )


def vectors(count: int, *, seed: int) -> np.ndarray:
    """Unit rows around 30 directions, so close that float32 sums tie; every tenth row equals another."""
    chance = np.random.default_rng(seed)
    centres = chance.standard_normal((30, DIMENSION))
    rows = centres[chance.integers(0, 30, count)] + 0.02 * chance.standard_normal((count, DIMENSION))
    rows[3::10] = rows[4::10]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32)


def filters(count: int) -> list[Filter]:
    dice = random.Random(9)
    return [_filter(dice, depth=dice.choice((0, 0, 1, 2))) for _ in range(count)]


def _filter(dice: random.Random, depth: int) -> Filter:
    if depth:
        one, other = _filter(dice, depth - 1), _filter(dice, depth - 1)
        return dice.choice((one & other, one | other, ~one))
    some = [value for value in dice.sample(COLORS, 3) if value is not None]
    low, high = sorted((dice.uniform(0, 200), dice.uniform(0, 200)))
    return dice.choice(
        (
            F.gender == "Women",
            F.gender != dice.choice(("Men", "Boys")),
            F.base_color.isin(some),
            F.base_color.notin(some),
            F.price.between(low, high),
            F.price >= low,
            F.price.is_null(),
            F.year < 2013,
            F.article_type > "D",
            F.product_display_name.contains(dice.choice(WORDS)),
            F.product_display_name.like(dice.choice(("%Nike%", "Slim\\_Fit%", "%50\\% Off"))),
            F.product_id.isin([f"{dice.randrange(1500) * 7919 % 100_003}" for _ in range(5)]),
        )
    )


def queries(count: int) -> np.ndarray:
    return vectors(count, seed=1) * 3  # any length but zero will do
