"""How much an event says about a person, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fashion_search.errors import InvalidRequestError, nearest

__all__ = ["StyleSettings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleSettings:
    """What counts towards a style.

    Attributes:
        view: Weight of having looked at a product.
        click: Weight of having opened it.
        cart: Weight of having put it in the cart.
        purchase: Weight of having bought it.
        returned: Weight of having sent it back; not positive. The default takes back what its purchase gave.
        half_life_days: Days after which an event counts half.
        price_slack: How far the price band reaches beyond what was seen, as a factor of at least 1.
        sure_segment: The lowest mean fit that names a segment, in [0, 1].

    Raises:
        InvalidRequestError: a number is out of range.
    """

    view: float = 1.0
    click: float = 2.0
    cart: float = 3.0
    purchase: float = 5.0
    returned: float = -5.0
    half_life_days: float = 60.0
    price_slack: float = 1.25
    sure_segment: float = 0.35

    def __post_init__(self) -> None:
        """Refuse settings that would turn a taste around."""
        wrong = [
            name for name in ("view", "click", "cart", "purchase") if not 0 <= getattr(self, name) < np.inf
        ]
        if not -np.inf < self.returned <= 0:
            wrong.append("returned")
        if not 0 < self.half_life_days < np.inf:
            wrong.append("half_life_days")
        if not 1 <= self.price_slack < np.inf:
            wrong.append("price_slack")
        if not 0 <= self.sure_segment <= 1:
            wrong.append("sure_segment")
        for name in wrong:
            raise InvalidRequestError(f"{name} is {getattr(self, name)!r}, which is out of its range.")

    @property
    def weights(self) -> Mapping[str, float]:
        """The weight of each kind of event, before time takes its part."""
        return {
            "view": self.view,
            "click": self.click,
            "cart": self.cart,
            "purchase": self.purchase,
            "return": self.returned,
        }

    def weight(self, kind: str) -> float:
        """The weight of one kind of event.

        Raises:
            InvalidRequestError: there is no such kind.
        """
        if kind not in self.weights:
            raise InvalidRequestError(f"Unknown kind of event {kind!r}. {nearest(kind, self.weights)}")
        return self.weights[kind]
