"""Five shoppers who have looked around the drawn shop, each with a taste one can name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from fashion_search.demo.brands import brand_of
from fashion_search.demo.dice import Dice
from fashion_search.types import Product

__all__ = ["Event", "EventKind", "Persona", "cast_personas"]

EventKind: TypeAlias = Literal["view", "click", "cart", "purchase"]

_LAST_DAY = date(2025, 6, 30)
_PERIOD_DAYS = 120
_FUNNEL: Mapping[EventKind, float] = {"view": 1.0, "click": 0.65, "cart": 0.4, "purchase": 0.28}
_LOOKED_AT = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing a shopper did with one product."""

    product_id: str
    kind: EventKind
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """An invented shopper.

    Attributes:
        user_id: Stable id, such as `"demo-budget"`.
        segment: `"budget"`, `"athletic"`, `"luxury"`, `"professional"` or `"gen-z"`.
        description: Who this is, in a sentence.
        history: What they did, oldest first; a product is viewed, then clicked, put in the cart and bought,
            as far as it goes.
    """

    user_id: str
    segment: str
    description: str
    history: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class _Role:
    segment: str
    description: str
    genders: frozenset[str]
    likes: Callable[[Product], bool]
    colors: frozenset[str]


def _role(
    segment: str, description: str, *, genders: str, likes: Callable[[Product], bool], colors: str
) -> _Role:
    return _Role(segment, description, frozenset(genders.split(", ")), likes, frozenset(colors.split(", ")))


def _price(product: Product) -> float:
    return product.price or 0.0


def _level(product: Product) -> float:
    brand = brand_of(product.product_display_name or "")
    return brand.level if brand else 1.0


_STREETWEAR = frozenset(
    ("Tshirts", "Sweatshirts", "Casual Shoes", "Caps", "Backpacks", "Jeans", "Shorts", "Skirts", "Sunglasses")
)

_ROLES = (
    _role(
        "budget",
        "A student couple's household: everyday basics, and never more than thirty.",
        genders="Men, Women, Unisex",
        likes=lambda product: _price(product) <= 30 and product.usage == "Casual",  # noqa: PLR2004
        colors="Blue, Black, White, Grey",
    ),
    _role(
        "athletic",
        "A runner who also trains indoors: sports wear and sports shoes.",
        genders="Men, Unisex",
        likes=lambda product: product.usage == "Sports",
        colors="Black, Blue, Red, White",
    ),
    _role(
        "luxury",
        "Buys few and fine things: the dearest brands, leather, watches, evening wear.",
        genders="Women",
        likes=lambda product: _level(product) >= 2.5 and _price(product) >= 60,  # noqa: PLR2004
        colors="Black, Gold, Red, Beige",
    ),
    _role(
        "professional",
        "Dresses for the office: shirts, tailored trousers, formal shoes, ties.",
        genders="Men",
        likes=lambda product: product.usage in ("Formal", "Smart Casual"),
        colors="White, Blue, Navy Blue, Black, Charcoal",
    ),
    _role(
        "gen-z",
        "Lives in streetwear: printed tees, hoodies, sneakers, caps, the brighter the better.",
        genders="Women, Unisex",
        likes=lambda product: (
            product.article_type in _STREETWEAR and product.usage == "Casual" and _price(product) <= 120  # noqa: PLR2004
        ),
        colors="Pink, Purple, Yellow, Turquoise Blue, Multi, Red",
    ),
)


def cast_personas(products: Sequence[Product], seed: int) -> tuple[Persona, ...]:
    """Choose each persona's products and let time pass.

    Args:
        products: The shop. Personas who find nothing they like in it are left out.
        seed: Which of the many possible histories.
    """
    return tuple(
        Persona(
            user_id=f"demo-{role.segment}",
            segment=role.segment,
            description=role.description,
            history=history,
        )
        for role in _ROLES
        if (history := _history(role, products, Dice(seed, "persona", role.segment)))
    )


def _history(role: _Role, products: Sequence[Product], dice: Dice) -> tuple[Event, ...]:
    liked = [product for product in products if product.gender in role.genders and role.likes(product)]
    chosen = sorted(dice.shuffled(liked), key=lambda product: _coolness(role, product, dice))[:_LOOKED_AT]
    events = [event for product in chosen for event in _visit(product, dice)]
    return tuple(sorted(events, key=lambda event: event.date))


def _coolness(role: _Role, product: Product, dice: Dice) -> float:
    """Low for a favourite colour, yet never by the rule alone."""
    return dice.roll() + (0.0 if product.base_color in role.colors else 0.5)


def _visit(product: Product, dice: Dice) -> list[Event]:
    """One product's way down the funnel, some days between the steps."""
    day = _LAST_DAY - timedelta(days=int(dice.between(10, _PERIOD_DAYS)))
    resolve = dice.roll()
    events = []
    for kind, reach in _FUNNEL.items():
        if resolve < reach:
            events.append(Event(product_id=product.product_id, kind=kind, date=day))
            day += timedelta(days=int(dice.between(0, 4)))
    return events
