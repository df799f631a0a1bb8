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
        width: Hidden units of a head. A head of 256 behind 512 dimensions has 262,000 weights.
        rounds: Rounds at most; after each the validation part is measured.
        steps: Batches of a round at most. A round never shows a product twice.
        batch: Products of a batch.
        patience: Rounds without a better validation before training ends.
        rate: Adam's rate at the start; falls to nothing over the rounds.
        decay: Weight decay.
        hold: What changing the cosine of two pictures, or of two captions, costs: holds on to what the model
            knows already.
        guard: The same for cosines between captions and a lexicon's words, which need not occur in them; and
            what a product near to words costs that no fashion shop is asked for. Keeps "frock" beside
            "dress", and "garden hose" away from both.
        most_products: Training uses at most so many products, drawn by the seed; bounds time and memory.
        seed: Of captions, batches and first weights. Runs of one machine with one seed are equal.
        bootstrap: How before and after are compared.

    Raises:
        InvalidRequestError: a number is out of range.
    """

    width: int = 256
    rounds: int = 20
    steps: int = 60
    batch: int = 256
    patience: int = 4
    rate: float = 2e-3
    decay: float = 0.05
    hold: float = 3.0
    guard: float = 100.0
    most_products: int = 50_000
    seed: int = 0
    bootstrap: Bootstrap = field(default_factory=Bootstrap)

    def __post_init__(self) -> None:
        """Refuse what cannot be trained with."""
        for option in fields(self):
            value = getattr(self, option.name)
            least = (
                0
                if option.name in ("decay", "hold", "guard", "seed")
                else 1
                if isinstance(value, int)
                else 1e-9
            )
            if isinstance(value, int | float) and value < least:
                raise InvalidRequestError(f"{option.name} is {value!r}; it must be {least:g} or more.")
