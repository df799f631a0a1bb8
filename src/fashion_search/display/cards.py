"""Picture cards and the grid they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fashion_search.display.markup import data_uri, escape, heading
from fashion_search.display.style import FRAGMENT

__all__ = ["Card", "cards_html", "grid_html"]

_HANGER = (
    '<svg viewBox="0 0 48 40" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
    'stroke-linejoin="round" role="img" aria-label="no picture">'
    '<path d="M24 15v-3a5 5 0 1 0-5-5M24 15 4 29.5c-2 1.5-1 4.5 1.5 4.5h37c2.5 0 3.5-3 1.5-4.5z"/></svg>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What one tile of a grid shows. Parts that are `None` take no room.

    Attributes:
        title: The product's name; also the picture's alternative text.
        subtitle: A second, quieter line.
        price: In the catalogue's own currency, shown with two decimals and no sign.
        score: Shown in the corner of the picture with two decimals.
        picture: Encoded bytes. `None`, or bytes that no browser can draw, show a neutral placeholder.
    """

    title: str
    subtitle: str | None = None
    price: float | None = None
    score: float | None = None
    picture: bytes | None = None


def grid_html(cards: Iterable[Card], *, title: str | None = None, said: Iterable[str] = ()) -> str:
    """Cards in a grid, as a fragment that can stand in a notebook or a page.

    Args:
        cards: In reading order. None at all gives the words "Nothing found.".
        title: A heading above the grid.
        said: Lines between the heading and the grid.

    Returns:
        HTML with its own style sheet, every text escaped and every picture inside. It makes no request.
    """
    lines = "".join(f'<p class="fs-empty">{escape(line)}</p>' for line in said)
    return f'{FRAGMENT}<div class="fs-grid">{heading(title)}{lines}{cards_html(cards)}</div>'


def cards_html(cards: Iterable[Card]) -> str:
    """The cards alone, for a document that already has the style sheet."""
    drawn = "".join(map(_card, cards))
    return f'<div class="fs-cards">{drawn}</div>' if drawn else '<p class="fs-empty">Nothing found.</p>'


def _card(card: Card) -> str:
    score = "" if card.score is None else f'<span class="fs-score">{card.score:.2f}</span>'
    subtitle = f'<div class="fs-subtitle" dir="auto">{escape(card.subtitle)}</div>' if card.subtitle else ""
    price = "" if card.price is None else f'<div class="fs-price">{card.price:,.2f}</div>'
    name = escape(card.title)
    return (
        f'<figure class="fs-card" title="{name}"><div class="fs-picture">{_picture(card)}{score}</div>'
        f'<figcaption class="fs-words"><div class="fs-title" dir="auto">{name}</div>{subtitle}{price}'
        "</figcaption></figure>"
    )


def _picture(card: Card) -> str:
    address = data_uri(card.picture)
    if address is None:
        return _HANGER
    return f'<img src="{address}" alt="{escape(card.title)}" width="164" decoding="async">'
