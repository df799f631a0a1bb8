"""How a model is adapted: sizes, rates, and when to stop."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from fashion_search.errors import InvalidRequestError
from fashion_search.evaluation import Bootstrap

__all__ = ["AdaptPlan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptPlan:
    """Options of `adapt`; the defaults suit catalogues from a few hundred to a million products.

    Attributes:
        width: Hidden units of a head. A head of 128 behind 512 dimensions has 131,000 weights.
        rounds: Rounds at most; after each the validation part is measured.
        steps: Batches of a round at most. A round never shows a product twice.
        batch: Products of a batch.
        patience: Rounds without a better validation before training ends.
        rate: Adam's rate at the start; falls to nothing over the rounds.
        decay: Weight decay.
        hold: What changing the cosine of two pictures, or of two captions, costs: holds on to what the model
            knows already, such as which words mean nearly the same.
        most_products: Training uses at most so many products, drawn by the seed; bounds time and memory.
        seed: Of captions, batches and first weights. Runs of one machine with one seed are equal.
        bootstrap: How before and after are compared.

    Raises:
        InvalidRequestError: a number is out of range.
    """

    width: int = 128
    rounds: int = 12
    steps: int = 40
    batch: int = 512
    patience: int = 3
    rate: float = 1e-3
    decay: float = 0.05
    hold: float = 10.0
    most_products: int = 50_000
    seed: int = 0
    bootstrap: Bootstrap = field(default_factory=Bootstrap)

    def __post_init__(self) -> None:
        """Refuse what cannot be trained with."""
        for option in fields(self):
            value = getattr(self, option.name)
            least = 0 if option.name in ("decay", "hold", "seed") else 1 if isinstance(value, int) else 1e-9
            if isinstance(value, int | float) and value < least:
                raise InvalidRequestError(f"{option.name} is {value!r}; it must be {least:g} or more.")
