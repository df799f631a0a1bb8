from __future__ import annotations

from datetime import date
from itertools import groupby

import pytest

from fashion_search.demo import DrawnCatalog, draw_catalog
from fashion_search.people import SEGMENTS, Persona
from fashion_search.types import Product

STREETWEAR = {
    "Tshirts", "Sweatshirts", "Casual Shoes", "Caps", "Backpacks", "Jeans", "Shorts", "Skirts", "Sunglasses",
}  # fmt: skip
ORDER = ["view", "click", "cart", "purchase"]


def _persona(drawn: DrawnCatalog, segment: str) -> Persona:
    return next(persona for persona in drawn.personas if persona.segment == segment)


def _chosen(drawn: DrawnCatalog, segment: str) -> list[Product]:
    products = {product.product_id: product for product in drawn.products}
    return [products[event.product_id] for event in _persona(drawn, segment).history]


def test_there_is_one_persona_for_every_segment(drawn: DrawnCatalog) -> None:
    assert tuple(persona.segment for persona in drawn.personas) == SEGMENTS
    assert len({persona.user_id for persona in drawn.personas}) == 5
    assert all(persona.description for persona in drawn.personas)


def _mean_price(products: list[Product]) -> float:
    return sum(product.price or 0 for product in products) / len(products)


def test_prices_tell_the_segments_apart(drawn: DrawnCatalog) -> None:
    everyone = _mean_price(list(drawn.products))
    assert _mean_price(_chosen(drawn, "budget")) < 0.5 * everyone
    assert _mean_price(_chosen(drawn, "luxury")) > 2 * everyone


def test_the_athlete_looks_at_sports_things_only(drawn: DrawnCatalog) -> None:
    assert {product.usage for product in _chosen(drawn, "athletic")} == {"Sports"}


def test_the_professional_dresses_for_the_office(drawn: DrawnCatalog) -> None:
    assert {product.usage for product in _chosen(drawn, "professional")} <= {"Formal", "Smart Casual"}


def test_gen_z_lives_in_streetwear(drawn: DrawnCatalog) -> None:
    types = {product.article_type for product in _chosen(drawn, "gen-z")}
    assert types <= STREETWEAR
    assert len(types) >= 4


@pytest.mark.parametrize("segment", SEGMENTS)
def test_a_product_is_viewed_before_it_is_clicked_carted_and_bought(
    drawn: DrawnCatalog, segment: str
) -> None:
    history = sorted(_persona(drawn, segment).history, key=lambda event: event.product_id)
    for _, visit in groupby(history, key=lambda event: event.product_id):
        steps = list(visit)
        assert [event.kind for event in steps] == ORDER[: len(steps)]
        assert [event.at for event in steps] == sorted(event.at for event in steps)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_a_history_is_in_order_of_time_and_holds_every_kind_of_event(
    drawn: DrawnCatalog, segment: str
) -> None:
    history = _persona(drawn, segment).history
    days = [event.at for event in history]
    assert days == sorted(days)
    assert days[-1] <= date(2025, 7, 15)
    assert {event.kind for event in history} == set(ORDER)
    assert len({event.product_id for event in history}) >= 15


def test_a_shop_too_small_for_a_persona_goes_without() -> None:
    assert all(persona.history for persona in draw_catalog(3).personas)
    assert len(draw_catalog(3).personas) < 5
