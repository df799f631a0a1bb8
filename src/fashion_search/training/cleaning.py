"""Colour labels that contradict their own title, left out of training."""

import re

from fashion_search.training.catalogue import Catalogue


def without_doubtful_colors(catalogue: Catalogue) -> Catalogue:
    """The catalogue with the colour label removed where the title names another colour only."""
    named = {color: _pattern(color) for color in catalogue.labels("base_color")}
    colors = [
        "" if doubtful(color, title, named) else color
        for color, title in zip(catalogue.columns["base_color"], catalogue.titles, strict=True)
    ]
    return Catalogue(catalogue.product_ids, catalogue.titles, {**catalogue.columns, "base_color": colors})


def doubtful(color: str, title: str, named: dict[str, re.Pattern[str]]) -> bool:
    """Whether the title names a colour and every colour it names shares no word with the label."""
    said = [other for other, pattern in named.items() if pattern.search(title)]
    words = set(color.lower().split())
    return bool(color and said) and not any(words & set(other.lower().split()) for other in said)


def _pattern(color: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(color)}\b", re.IGNORECASE)
