"""What is asked of two clients that must give the same answers."""

from __future__ import annotations

import random

from fashion_search import F, FashionClient, Query

COLORS = ("red", "blue", "black", "white", "green", "brown", "grey", "pink", "beige", "silver")
KINDS = ("dress", "watch", "shoes", "handbag", "jeans", "t-shirt", "sandals", "belt", "shirt", "jacket")


def queries(client: FashionClient) -> list[tuple[str | Query, dict]]:
    """Two hundred, of all kinds."""
    drawn = random.Random(7)
    found: list[tuple[str | Query, dict]] = [(f"{color} {kind}", {}) for color in COLORS for kind in KINDS]
    for number in range(40):
        kind = drawn.choice(KINDS)
        where = F.gender.isin([drawn.choice(["Women", "Men"])]) & (F.price < drawn.choice([40, 80, 160]))
        found.append((f"{kind} {number}", {"where": where}))
    for _ in range(30):
        color, kind = drawn.choice(COLORS), drawn.choice(KINDS)
        found.append((f"{kind} under {drawn.choice([50, 90])} not {color}", {}))
    for kind in KINDS:
        found.append((kind, {"diversity": 0.4}))
        found.append((kind, {"where": F.base_color != "Black", "space": "image"}))
    for kind in KINDS:
        picture = client.pictures.read(client.search(kind)[0].product)
        found.append((Query(text="in another colour", image=picture), {}))
    return found
