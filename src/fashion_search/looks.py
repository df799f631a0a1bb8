"""What completing a look returns: a product, and what goes with it, slot by slot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from fashion_search.display import Card, bars_html, grid_html
from fashion_search.display.markup import escape
from fashion_search.filters import Where
from fashion_search.protocols import PictureSource
from fashion_search.results import Explanation, Hit
from fashion_search.types import Product

__all__ = ["Look", "LookSlot", "Outfits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookSlot:
    """One place of an outfit.

    Attributes:
        name: The place: `"top"`, `"shoes"`, …
        best: What is chosen for it, together with all other slots. The score is half its fit to the seed,
            half its mean fit to the other products of the look; `similarity` is the cosine to the seed.
        alternatives: What could stand there instead, best first, each judged with the rest as chosen.
    """

    name: str
    best: Hit
    alternatives: tuple[Hit, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values, ready for JSON."""
        return {
            "slot": self.name,
            "best": self.best.to_dict(),
            "alternatives": [hit.to_dict() for hit in self.alternatives],
        }


@dataclass(frozen=True, kw_only=True)
class Look:
    """An outfit around one product. Behaves as a collection of its slots and draws itself in a notebook.

    Attributes:
        seed: The product the look is built around.
        slots: Most needed first; no slot comes twice. Empty when nothing can be added, and `notes` say why.
        score: How well everything goes together, in [0, 1]: two thirds the mean fit to the seed, one third
            the mean fit of all pairs of the rest.
        explanation: The addends of `score`.
        total_price: Of the seed and every best pick; `None` when a price is unknown.
        notes: What was left out and why, in sentences.
        pictures: Where `to_html` finds the pictures.
    """

    seed: Product
    slots: tuple[LookSlot, ...] = ()
    score: float = 0.0
    explanation: Explanation = field(default_factory=lambda: Explanation(()))
    total_price: float | None = None
    notes: tuple[str, ...] = ()
    pictures: PictureSource | None = field(default=None, repr=False, compare=False)

    def __len__(self) -> int:
        """How many slots are filled."""
        return len(self.slots)

    def __iter__(self) -> Iterator[LookSlot]:
        """The slots, most needed first."""
        return iter(self.slots)

    def __bool__(self) -> bool:
        """Whether anything goes with the product."""
        return bool(self.slots)

    def slot(self, name: str) -> LookSlot | None:
        """A slot by name; `None` when the look has none of it."""
        return next((slot for slot in self.slots if slot.name == name), None)

    @property
    def product_ids(self) -> tuple[str, ...]:
        """The seed's id, then the best pick of each slot."""
        return (self.seed.product_id, *(slot.best.product_id for slot in self.slots))

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dict a slot, nested, ready for JSON."""
        return [slot.to_dict() for slot in self.slots]

    def to_dict(self) -> dict[str, Any]:
        """The whole look as plain values, ready for JSON."""
        return {
            "seed": self.seed.to_dict(),
            "score": self.score,
            "explanation": [{"name": part.name, "value": part.value} for part in self.explanation.parts],
            "total_price": self.total_price,
            "notes": list(self.notes),
            "slots": self.to_dicts(),
        }

    def cards(self) -> list[Card]:
        """The seed and the best picks as picture cards."""
        seed = self._card(self.seed, "chosen", None)
        return [seed, *(self._card(slot.best.product, slot.name, slot.best.score) for slot in self.slots)]

    def to_html(self) -> str:
        """The look as a row of pictures, why it scores, and the alternatives below; every value escaped."""
        price = "" if self.total_price is None else f", {self.total_price:,.2f} together"
        parts = [grid_html(self.cards(), title=f"{self._title()}{price}")]
        if self.slots:
            parts.append(bars_html([(part.name, part.value) for part in self.explanation.parts]))
        others = [
            self._card(hit.product, f"{slot.name} instead", hit.score)
            for slot in self.slots
            for hit in slot.alternatives
        ]
        if others:
            parts.append(grid_html(others, title="Alternatives"))
        said = "".join(f'<p class="fs-empty">{escape(note)}</p>' for note in self.notes)
        return "".join([*parts, f'<div class="fs-grid">{said}</div>' if said else ""])

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        """The seed and the best picks by name."""
        picks = ", ".join(f"{slot.name}: {_name(slot.best.product)}" for slot in self.slots)
        return f"<Look {_name(self.seed)!r}: {picks or 'nothing to add'}>"

    def _title(self) -> str:
        return f"A look with {_name(self.seed)}"

    def _card(self, product: Product, role: str, score: float | None) -> Card:
        words = (role, product.article_type, product.base_color)
        return Card(
            title=_name(product),
            subtitle=" · ".join(word for word in words if word),
            price=product.price,
            score=score,
            picture=self.pictures.read(product) if self.pictures else None,
        )


def _name(product: Product) -> str:
    return product.product_display_name or product.product_id


class Outfits(Protocol):
    """Completes looks; `FashionClient.complete_the_look` asks one."""

    def complete(
        self,
        product_id: str,
        *,
        slots: Sequence[str] | None = None,
        alternatives: int = 3,
        budget: float | None = None,
        where: Where = None,
        today: date | None = None,
    ) -> Look:
        """Build a look around a product.

        Raises:
            NotFoundError: no such product.
            InvalidRequestError: an unknown slot, slots not worn together, or a number out of range.
        """
        ...
