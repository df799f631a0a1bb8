"""Made-up prices for catalogues that have none: only when asked for by name, and the same every time."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from statistics import NormalDist

from fashion_search.types import Product

__all__ = ["synthesise_price"]

_TYPICAL = {"Footwear": 65.0, "Accessories": 35.0, "Personal Care": 15.0, "Apparel": 40.0}
_TYPICAL_TYPE = {
    "Watches": 120.0,
    "Jackets": 90.0,
    "Socks": 8.0,
    "Handbags": 75.0,
    "Suits": 180.0,
    "Jeans": 55.0,
}
_TYPICAL_OTHER = 30.0
_SPREAD = 0.45


def synthesise_price(product: Product) -> Product:
    """Give a product without price one that fits its kind.

    Log-normal around a typical price of the article type or category, drawn from a hash of the product id:
    the same product has the same price in every run, on every machine. Prices end in .99.

    Args:
        product: Returned as it is when it has a price.
    """
    if product.price is not None:
        return product
    typical = _TYPICAL_TYPE.get(product.article_type or "")
    typical = typical or _TYPICAL.get(product.master_category or "", _TYPICAL_OTHER)
    digest = hashlib.sha256(f"price\0{product.product_id}".encode()).digest()
    chance = (int.from_bytes(digest[:6], "big") + 0.5) / 2**48
    price = typical * math.exp(_SPREAD * NormalDist().inv_cdf(chance))
    return replace(product, price=math.floor(price) + 0.99)
