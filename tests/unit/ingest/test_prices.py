"""Made-up prices: the same every time, never over a real one."""

from __future__ import annotations

import statistics

from fashion_search.ingest.prices import synthesise_price
from fashion_search.types import Product


def test_the_same_product_has_the_same_price_in_every_run():
    assert (
        synthesise_price(Product(product_id="15970", article_type="Shirts", master_category="Apparel")).price
        == 54.99
    )


def test_a_price_that_is_there_stays():
    product = Product(product_id="1", price=0.0)
    assert synthesise_price(product) is product


def test_prices_fit_the_kind_of_product():
    def typical(article_type: str) -> float:
        made = [synthesise_price(Product(product_id=str(n), article_type=article_type)) for n in range(300)]
        return statistics.median(product.price or 0 for product in made)

    assert typical("Socks") < 12
    assert 90 < typical("Watches") < 150
