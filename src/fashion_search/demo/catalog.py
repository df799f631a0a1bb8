"""The drawn catalogue: products, their pictures, and five shoppers, made from two numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from fashion_search.demo.assortment import LINES, Line
from fashion_search.demo.brands import brand_for, price_of, title_of
from fashion_search.demo.design import Design
from fashion_search.demo.dice import Dice, deal
from fashion_search.demo.palette import BASE_COLORS, METALS, is_dark
from fashion_search.errors import InvalidRequestError, NotFoundError
from fashion_search.filters import Columns
from fashion_search.people import Persona, cast_personas
from fashion_search.types import Product

__all__ = ["DrawnCatalog", "draw_catalog"]

_LAST_DAY = date(2025, 6, 30)
_LOOKED_AT = 24
_YEARS = {"2015": 2.0, "2016": 4.0, "2017": 5.0, "2018": 3.0, "2019": 1.0}
_ACCENTS_ON_DARK: tuple[str, ...] = ("White", "Red", "Grey", "Yellow", "Turquoise Blue", "Orange")
_ACCENTS_ON_LIGHT: tuple[str, ...] = ("Navy Blue", "Black", "Red", "Teal", "Maroon", "Blue")
_SOBER_ON_DARK: tuple[str, ...] = ("White", "Grey", "Off White", "Lavender")
_SOBER_ON_LIGHT: tuple[str, ...] = ("Navy Blue", "Charcoal", "Maroon", "Blue")
_BRIGHT_ANYHOW = frozenset({"Ties", "Dresses"})
_METAL_ACCENTS = ("Gold", "Silver")
_NEVER_SOLID = {"Grey Melange": "melange", "Multi": "striped"}
_JEWELLED = frozenset({"Watches", "Earrings", "Necklace and Chains", "Clutches"})


@dataclass(frozen=True)
class DrawnCatalog:
    """A catalogue whose pictures the package draws itself. It pickles, and is a `PictureSource`.

    Attributes:
        products: All products, in order of product id.
        personas: Five shoppers with histories over these products; a segment that nothing fits has none.
    """

    products: tuple[Product, ...]
    personas: tuple[Persona, ...]
    _designs: dict[str, Design] = field(repr=False)

    def picture(self, product_id: str) -> bytes:
        """Draw a product: a JPEG of 240 x 320 pixels, the same bytes at every call.

        Raises:
            NotFoundError: there is no such product.
        """
        design = self._designs.get(product_id)
        if design is None:
            raise NotFoundError(
                f"No drawn product {product_id!r}; there are {len(self.products)}, from "
                f"{self.products[0].product_id!r} to {self.products[-1].product_id!r}."
            )
        return design.draw()

    def read(self, product: Product) -> bytes | None:
        """The product's picture, or `None` when the product is not of this catalogue."""
        design = self._designs.get(product.product_id)
        return design.draw() if design else None


def draw_catalog(count: int = 2000, seed: int = 7) -> DrawnCatalog:
    """Make up a shop's catalogue. Pictures are drawn later, one by one, when asked for.

    The same numbers give the same products everywhere, and the same pictures with the same version of Pillow.

    Args:
        count: How many products.
        seed: Which of the many possible shops.

    Raises:
        InvalidRequestError: `count` is below 1.
    """
    if count < 1:
        raise InvalidRequestError(f"A catalogue needs at least one product; count is {count}.")
    order = Dice(seed, "order")
    sizes = deal({number: line.share for number, line in enumerate(LINES)}, count, order)
    drafts = [
        draft
        for number, line in enumerate(LINES)
        for draft in _drafts(number, line, sizes.count(number), seed)
    ]
    stock = {f"D{place:05d}": draft for place, draft in enumerate(order.shuffled(drafts), start=1)}
    products = tuple(_product(product_id, draft) for product_id, draft in stock.items())
    designs = {product_id: _design(draft) for product_id, draft in stock.items()}
    return DrawnCatalog(products, _personas(products), designs)


def _personas(products: Sequence[Product]) -> tuple[Persona, ...]:
    """The shoppers that any store of these products has."""
    return cast_personas(
        [product.product_id for product in products],
        Columns.from_products(products),
        last_day=_LAST_DAY,
        products_each=_LOOKED_AT,
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """A product before it has a number."""

    line: Line
    gender: str
    color: str
    pattern: str
    season: str
    usage: str
    year: int
    key: str


def _drafts(number: int, line: Line, size: int, seed: int) -> Iterator[_Draft]:
    """Deal out a line's genders, colours and the rest, each by its share."""
    dice = Dice(seed, "line", number)
    dealt = (line.genders, line.colors, line.patterns, line.seasons, line.usages, _YEARS)
    hands = zip(*(deal(weights, size, dice) for weights in dealt), strict=True)
    for card, (gender, color, pattern, season, usage, year) in enumerate(hands):
        woven = _NEVER_SOLID.get(color, pattern) if pattern == "solid" else pattern
        yield _Draft(line, gender, color, woven, season, usage, int(year), f"{seed}/{number}/{card}")


def _product(product_id: str, draft: _Draft) -> Product:
    dice = Dice("product", draft.key)
    line = draft.line
    brand = brand_for(line.trade, dice)
    return Product(
        product_id=product_id,
        product_display_name=title_of(
            brand=brand,
            gender=draft.gender,
            color=draft.color,
            pattern=draft.pattern,
            noun=line.noun,
            dice=dice,
        ),
        master_category=line.master_category,
        sub_category=line.sub_category,
        article_type=line.article_type,
        base_color=draft.color,
        price=price_of(line.price, brand, dice),
        image_path=f"{product_id}.jpg",
        gender=draft.gender,
        season=draft.season,
        year=draft.year,
        usage=draft.usage,
    )


def _design(draft: _Draft) -> Design:
    line = draft.line
    accent = _accent(line, draft.color, Dice("accent", draft.key))
    return Design(line.article_type, line.style, draft.color, accent, draft.pattern, draft.key)


def _accent(line: Line, color: str, dice: Dice) -> str:
    """A colour that can be told from the base colour, and goes with it."""
    if line.article_type in _JEWELLED and color not in METALS:
        return dice.pick(_METAL_ACCENTS)
    if line.trade == "formal" and line.article_type not in _BRIGHT_ANYHOW:
        on_dark, on_light = _SOBER_ON_DARK, _SOBER_ON_LIGHT
    else:
        on_dark, on_light = _ACCENTS_ON_DARK, _ACCENTS_ON_LIGHT
    options = on_dark if is_dark(BASE_COLORS[color]) else on_light
    return dice.pick([option for option in options if option not in color and color not in option])
