"""Sweaters, sweatshirts and jackets."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import box
from fashion_search.demo.parts import Dots, Fill, Line, Sketch
from fashion_search.demo.shapes.bodices import (
    BAND,
    BUTTONED_CUFF,
    CREW,
    LONG,
    NAPE_V,
    RIBBED_CUFF,
    SHIRT_COLLAR,
    V_NECK,
    V_RIB,
    body,
    garment,
    inside,
    sleeves,
)

__all__ = ["SKETCHES"]

_SHIRT_TOP = "120,74 100,56 93,50 57,66 66,130 ~64,200 62,276 ~90,281 120,281"
_LOOSE = "120,84 ~102,76 93,52 52,70 60,136 ~56,210 58,268 ~90,272 120,272"
_RIBBED_HEM = Fill("120,268 63,264 66,284 ~92,288 120,288", "dark", mirror="join", volume=0.4)
_ZIP = (Line("120,73 120,284", "trimdark", width=3.4), Line("120,73 120,284", "silver", width=1.4))
_ZIP_PULL = Fill(box(118, 76, 122, 88), "silver", volume=0.0)
_STAND_COLLAR = (
    Fill("120,40 ~106,38 97,42 ~106,60 120,64", "deep", mirror="join", volume=0.0),
    Fill("120,92 ~104,84 90,54 96,40 ~104,62 120,72", mirror="join", volume=0.4),
)
_HOOD = Fill("120,96 ~98,84 84,56 ~88,26 ~104,14 120,12", mirror="join", volume=0.9)
_HOOD_INSIDE = Fill("120,84 ~104,74 99,52 ~104,34 120,30", "deep", mirror="join", volume=0.3)
_DRAWSTRINGS = (
    Line("108,84 ~106,104 108,124", "white", width=2.0),
    Line("132,84 ~134,108 131,132", "white", width=2.0),
)
_KANGAROO = Fill("120,204 90,204 74,240 74,262 120,262", mirror="join", volume=0.15)
_SLANT_POCKETS = Line("82,236 92,206", "trimdark", width=2.2, mirror="twin")
_FLAP_POCKETS = Fill(box(78, 120, 108, 134, corner=3), mirror="twin", volume=0.2)

_SWEATERS = {
    "crew neck": garment(sleeves(LONG), RIBBED_CUFF, inside(), body(), _RIBBED_HEM, CREW),
    "v neck": garment(sleeves(LONG), RIBBED_CUFF, inside(NAPE_V), body(V_NECK), _RIBBED_HEM, V_RIB),
    "turtleneck": garment(
        sleeves(LONG),
        RIBBED_CUFF,
        body(),
        _RIBBED_HEM,
        Fill("120,86 ~104,80 96,54 98,26 ~108,22 120,22", mirror="join", volume=0.8),
        Line("98,46 ~110,51 120,51", width=1.4, mirror="twin"),
    ),
    "cardigan": garment(
        sleeves(LONG),
        RIBBED_CUFF,
        Fill("120,58 93,50 120,150", "deep", mirror="join", volume=0),
        body("120,150 93,50 57,66 66,130 ~64,200 62,276 ~90,281 120,281"),
        _RIBBED_HEM,
        Line("95,52 120,152 120,284", "dark", width=8.0),
        Line("145,52 120,152", "dark", width=8.0),
        Dots("120,164 120,192 120,220 120,248 120,274", radius=3.0),
    ),
}

_SWEATSHIRTS = {
    "hooded": garment(
        sleeves(LONG),
        RIBBED_CUFF,
        body(),
        _HOOD,
        _HOOD_INSIDE,
        *_DRAWSTRINGS,
        _KANGAROO,
        _RIBBED_HEM,
        emblem_at=160.0,
    ),
    "zip": garment(
        sleeves(LONG),
        RIBBED_CUFF,
        body(),
        _HOOD,
        _HOOD_INSIDE,
        *_DRAWSTRINGS,
        _SLANT_POCKETS,
        _RIBBED_HEM,
        Line("120,96 120,288", "trimdark", width=3.4),
        Line("120,96 120,288", "silver", width=1.3),
    ),
    "crew neck": garment(
        sleeves(LONG),
        RIBBED_CUFF,
        inside(),
        body(),
        _RIBBED_HEM,
        CREW,
        Fill("113,86 127,86 120,98", "dark", volume=0.0),
        emblem_at=165.0,
    ),
}
_SIDE_STRIPES = (
    Line("48,84 ~34,140 25,226", "accent", width=4.0, mirror="twin"),
    Line("56,84 ~42,142 33,228", "accent", width=4.0, mirror="twin"),
)

_JACKETS = {
    "bomber": garment(
        sleeves(LONG),
        RIBBED_CUFF,
        body(_LOOSE),
        *_STAND_COLLAR,
        *_ZIP,
        _ZIP_PULL,
        _SLANT_POCKETS,
        _RIBBED_HEM,
        folds=0.7,
    ),
    "track": garment(
        sleeves(LONG),
        *_SIDE_STRIPES,
        RIBBED_CUFF,
        body(),
        *_STAND_COLLAR,
        *_ZIP,
        _ZIP_PULL,
        _SLANT_POCKETS,
        _RIBBED_HEM,
    ),
    "puffer": garment(
        sleeves(LONG),
        body(_LOOSE),
        *_STAND_COLLAR,
        Line("120,73 120,272", "trimdark", width=3.4),
        _ZIP_PULL,
        _SLANT_POCKETS,
        folds=0.2,
    ),
    "denim": garment(
        sleeves(LONG),
        *BUTTONED_CUFF,
        body(_SHIRT_TOP),
        BAND,
        SHIRT_COLLAR,
        _FLAP_POCKETS,
        Line("114,78 114,281", "stitch"),
        Line("126,78 126,281", "stitch"),
        Line("60,108 ~90,112 114,112", "stitch", mirror="twin"),
        Line("92,134 98,266", "stitch", mirror="twin"),
        Line("62,262 ~90,267 114,267", "stitch", mirror="twin"),
        Dots("120,92 120,122 120,152 120,182 120,212 120,242 120,272", "wood", radius=2.6),
    ),
    "leather": garment(
        sleeves(LONG),
        Fill("120,54 94,48 120,130", "deep", mirror="join", volume=0.0),
        body("120,118 93,50 57,66 66,130 ~64,200 62,276 ~90,281 120,281"),
        Fill("120,116 92,48 ~84,56 78,72 88,84 82,94 112,142", mirror="twin", volume=0.4),
        Line("120,116 128,284", "silver", width=2.4),
        Line("80,196 100,206", "silver", width=2.2, mirror="twin"),
        Line("24,206 42,236", "silver", width=1.8, mirror="twin"),
        Line("62,262 ~90,267 120,267", "deep", width=2.0, mirror="twin"),
        folds=0.8,
    ),
    "blazer": garment(
        sleeves(LONG),
        Dots("30,226 31,219", radius=1.6, mirror="twin"),
        Fill("120,190 96,50 ~108,46 120,46", "white", mirror="join", volume=0.2),
        Fill("120,176 98,52 57,66 66,130 ~70,190 60,280 ~86,288 118,272", mirror="twin", volume=0.6),
        Fill("100,48 ~88,52 80,66 94,92 84,98 118,178 ~112,120", "dark", mirror="twin", volume=0.4),
        Fill(box(72, 214, 104, 222), "dark", mirror="twin", volume=0.2),
        Dots("120,184 120,210", "deep", radius=3.2),
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Sweaters": _SWEATERS,
    "Sweatshirts": _SWEATSHIRTS,
    "Jackets": _JACKETS,
}
