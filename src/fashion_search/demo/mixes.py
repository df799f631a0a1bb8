"""Named mixes the assortment is dealt from: `Black 8, White 4` means twice as many black as white ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

__all__ = ["COLORS", "GENDERS", "PATTERNS", "SEASONS", "USAGES", "Mix", "parse_mix"]

Mix: TypeAlias = Mapping[str, float]
"""Kinds and their shares, which need not sum to 1."""


def parse_mix(text: str) -> Mix:
    """Read `"Black 8, Navy Blue 4"`; a lone name such as `"Navy Blue"` is the whole mix."""
    if not text[-1].isdigit():
        return {text: 1.0}
    pairs = (item.strip().rsplit(" ", 1) for item in text.split(","))
    return {name: float(share) for name, share in pairs}


def _mixes(**texts: str) -> Mapping[str, Mix]:
    return {name.replace("_", " "): parse_mix(text) for name, text in texts.items()}


GENDERS = _mixes(
    mostly_men="Men 7, Women 2, Boys 1",
    both="Men 5, Women 5",
    mostly_women="Women 9, Girls 1",
    all="Men 4, Women 4, Unisex 2",
    adults="Men 5, Women 2, Unisex 2",
)
"""For whom."""

COLORS = _mixes(
    basics=(
        "Black 8, White 8, Blue 7, Navy Blue 7, Grey 5, Red 7, Green 5, Yellow 3, Purple 3, Orange 2, "
        "Pink 2, Maroon 3, Olive 2, Grey Melange 3, Charcoal 2, Teal 1, Turquoise Blue 1, Brown 1"
    ),
    feminine=(
        "Pink 7, White 7, Black 7, Blue 6, Red 6, Purple 5, Green 4, Yellow 4, Peach 3, Navy Blue 3, "
        "Turquoise Blue 3, Magenta 3, Lavender 2, Orange 3, Cream 2, Teal 2, Grey 2, Multi 3, Maroon 2, "
        "Brown 1"
    ),
    polo=(
        "Navy Blue 14, White 6, Black 5, Red 6, Blue 6, Green 5, Grey 3, Yellow 3, Pink 3, Purple 2, "
        "Maroon 2, Orange 2, Turquoise Blue 1, Olive 1"
    ),
    gym=(
        "Black 8, Grey 5, Navy Blue 5, Blue 3, Charcoal 2, Red 2, White 2, Green 1, Purple 1, Grey Melange 2"
    ),
    shirting=(
        "White 10, Blue 10, Black 5, Red 4, Green 4, Purple 4, Grey 4, Pink 3, Navy Blue 4, Beige 2, "
        "Brown 2, Lavender 2, Maroon 2, Yellow 1, Khaki 1, Olive 1"
    ),
    wintry=(
        "Grey 6, Black 7, Navy Blue 6, Blue 4, Red 4, Maroon 3, Green 3, Charcoal 3, Brown 2, Purple 2, "
        "Beige 2, Cream 2, Olive 3, White 2, Pink 2, Mustard 1, Teal 1, Burgundy 2, Grey Melange 2"
    ),
    denim="Blue 18, Navy Blue 6, Black 5, Grey 3, White 1",
    hides="Black 6, Brown 4, Tan 2, Maroon 1, Red 1",
    suits="Black 5, Navy Blue 5, Grey 3, Charcoal 2, Beige 1, Maroon 1, White 1",
    festive=(
        "Red 6, Green 6, Blue 6, Pink 5, White 5, Black 4, Yellow 4, Purple 4, Maroon 4, Orange 4, "
        "Mustard 3, Beige 3, Magenta 3, Teal 2, Rust 2, Cream 2, Multi 3, Turquoise Blue 2"
    ),
    dressy=(
        "Red 14, Black 10, Blue 6, Pink 6, White 5, Navy Blue 4, Purple 4, Green 4, Yellow 3, Peach 2, "
        "Maroon 2, Turquoise Blue 2, Magenta 2, Orange 1, Teal 2, Grey 1, Multi 2, Cream 1, Burgundy 1"
    ),
    drabs=(
        "Black 6, Grey 4, Beige 4, Khaki 4, Navy Blue 4, Brown 3, Olive 2, Charcoal 3, Cream 1, Blue 1, "
        "White 1"
    ),
    sneakers=(
        "Black 7, White 7, Brown 5, Blue 4, Navy Blue 4, Grey 4, Red 4, Green 2, Beige 2, Tan 2, Olive 1, "
        "Yellow 1, Purple 1, Pink 1, Khaki 1"
    ),
    leathers="Black 9, Brown 7, Tan 3, Coffee Brown 2, Burgundy 1",
    trainers=(
        "White 8, Black 8, Grey 4, Blue 5, Red 4, Navy Blue 3, Silver 2, Green 2, Orange 1, Yellow 1, Pink 1"
    ),
    womens_trainers="White 5, Pink 5, Purple 3, Grey 4, Blue 3, Black 4, Turquoise Blue 2, Silver 2",
    showy_shoes=(
        "Black 8, Red 5, Gold 3, Silver 3, Beige 4, Brown 3, Blue 3, Pink 3, White 2, Navy Blue 2, Maroon "
        "1, Purple 2, Green 1, Copper 1, Bronze 1"
    ),
    metals="Silver 8, Gold 5, Steel 3, Copper 1",
    fine_metals="Silver 10, Gold 5, Copper 1",
    dials="Black 8, White 5, Blue 4, Brown 4, Grey 1, Navy Blue 1, Green 1, Red 1",
    resins="Black 6, Blue 3, Red 2, Green 2, Pink 2, Yellow 2, Orange 2, White 2",
    bags=(
        "Black 8, Brown 7, Red 5, Blue 3, Purple 3, Pink 4, Beige 3, Tan 3, White 3, Green 2, Navy Blue "
        "2, Maroon 2, Orange 2, Yellow 2, Grey 2, Gold 1, Mustard 1, Teal 1"
    ),
    packs=(
        "Black 8, Blue 5, Grey 4, Red 4, Navy Blue 4, Green 3, Olive 2, Purple 2, Orange 1, Pink 2, Brown 1"
    ),
    frames="Black 9, Brown 6, Purple 1, Red 1, Blue 2, White 1, Grey 1, Green 1, Pink 1",
    ties="Black 5, Blue 5, Red 4, Maroon 4, Navy Blue 4, Grey 3, Purple 2, Green 2, Yellow 1, Pink 1",
    bow_ties="Black 5, Red 3, Navy Blue 3, Maroon 2, White 1",
    stones="Gold 6, Silver 5, Red 3, Green 3, Blue 3, Pink 2, White 3, Purple 2, Black 2, Turquoise Blue 2",
    beads="Red 3, Blue 3, Green 3, White 4, Black 3, Brown 2, Turquoise Blue 3, Pink 2",
)
"""Base colours."""

PATTERNS = _mixes(
    tees="solid 4, graphic 6, striped 3, melange 1",
    plain_most="solid 7, striped 3",
    gym_prints="solid 3, graphic 2, colour block 2",
    woven="checked 5, striped 1, pinstriped 4, solid 6",
    dress_shirts="solid 6, pinstriped 4",
    fine_stripes="solid 5, striped 2, pinstriped 3",
    blouses="solid 5, floral 3, printed 3, polka dot 2, striped 2, animal print 1",
    knits="knit 5, cable knit 3, striped 3, solid 1",
    hoodies="solid 4, graphic 4, melange 2",
    fleece="solid 3, graphic 4, melange 2, colour block 1",
    suiting="solid 5, checked 1, pinstriped 1",
    prints="printed 5, floral 3, solid 5, striped 1",
    kurta_cloth="solid 5, printed 1, pinstriped 1",
    gowns="solid 8, floral 4, polka dot 2, printed 2, striped 1, checked 1",
    sheath_cloth="solid 6, polka dot 1, checked 1, printed 1",
    shirt_dress_cloth="solid 5, checked 3, striped 2, polka dot 1",
    saree_cloth="printed 4, floral 3, solid 4, polka dot 1",
    trouser_cloth="solid 6, pinstriped 2, checked 1",
    skirt_cloth="solid 4, checked 1, pinstriped 1",
    canvas="solid 6, checked 1, printed 1",
    slip_on_cloth="solid 4, checked 1, striped 1",
    ballerina_cloth="solid 6, polka dot 1, animal print 1",
    beach="solid 4, striped 2, floral 2",
    hosiery="solid 4, striped 4, polka dot 1, checked 1",
    scarf_cloth="solid 3, checked 3, striped 2, knit 2, floral 1",
    tote_cloth="solid 5, floral 1, striped 1, checked 1",
    pack_cloth="solid 6, floral 1, checked 1",
    tie_silk="diagonal 5, solid 4, polka dot 2, printed 1, checked 1",
)
"""Weaves and prints."""

SEASONS = _mixes(
    summer="Summer 8, Spring 2, Fall 1",
    winter="Winter 7, Fall 4",
    any="Summer 4, Fall 3, Winter 3, Spring 1",
)
"""Seasons."""

USAGES = _mixes(
    smart="Casual 5, Smart Casual 3",
    office="Formal 6, Smart Casual 2",
    party="Casual 3, Party 2",
)
"""Usages."""
