"""Kurtas and dresses."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import box
from fashion_search.demo.parts import Dots, Fill, Line, Sketch
from fashion_search.demo.shapes.bodices import BAND, SHIRT_COLLAR, body, garment, inside, sleeves

__all__ = ["SKETCHES"]

_KURTA = "120,78 ~103,72 95,40 62,54 72,112 ~76,170 68,222 60,292 ~92,297 120,297"
_KURTA_LONG = "120,70 100,46 95,40 58,54 68,116 ~66,180 64,222 60,296 ~92,299 120,299"
_NAPE_HIGH = "120,46 ~106,45 95,40 ~103,72 120,78"
_THREE_QUARTER = "62,54 ~46,76 36,128 26,182 ~40,192 54,188 66,140 74,108 ~68,78"
_FULL_KURTA = "58,54 ~42,80 34,150 24,226 ~36,232 50,228 60,166 70,112 ~64,80"
_NOTCH = Line("120,78 120,126", "deep", width=3.0)
_YOKE = Fill("120,128 ~108,124 104,100 ~100,76 95,52 ~103,74 120,80", "accent", mirror="join", volume=0.1)
_BORDER = (
    Fill("61,282 60,296 ~92,300 120,300 120,288 ~92,288", "accent", mirror="twin", volume=0.0),
    Line("62,278 ~92,283 120,283", "accent", width=1.6, mirror="twin"),
)
_SLITS = Line("67,226 61,292", "deep", width=2.2, mirror="twin")
_KURTA_CUFF = Fill("29,170 26,182 ~40,192 54,188 57,176 ~42,180", "accent", mirror="twin", volume=0.1)

_KURTAS = {
    "three-quarter sleeve": garment(
        sleeves(_THREE_QUARTER),
        _KURTA_CUFF,
        inside(_NAPE_HIGH),
        body(_KURTA),
        _YOKE,
        _NOTCH,
        Dots("120,90 120,102 120,114", "white", radius=1.8),
        *_BORDER,
        _SLITS,
    ),
    "sleeveless": garment(
        inside(_NAPE_HIGH),
        body(_KURTA.replace("62,54", "76,48 ~80,86")),
        _YOKE,
        _NOTCH,
        *_BORDER,
        _SLITS,
        Line("76,48 ~80,86 72,112", "accent", width=3.0, mirror="twin"),
    ),
    "mandarin collar": garment(
        sleeves(_FULL_KURTA),
        Line("26,216 ~38,222 52,218", "accent", width=2.0, mirror="twin"),
        body(_KURTA_LONG),
        Fill("104,34 ~120,40 136,34 139,48 120,68 101,48", "deep", volume=0),
        Fill("103,34 ~97,38 96,44 119,74 119,62 ~106,50", mirror="twin", volume=0.2, plain=True),
        Fill(box(113, 70, 127, 158), "accent", volume=0.0),
        Dots("120,84 120,102 120,120 120,138", "white", radius=2.2),
        _SLITS,
    ),
}
_DRESS_SKATER = "120,94 ~102,86 97,50 80,54 ~82,92 74,114 ~82,140 86,156 ~60,220 40,276 ~80,290 120,291"
_DRESS_SHEATH = (
    "120,86 ~104,78 97,44 72,54 78,108 ~86,138 86,156 ~78,184 76,216 ~78,250 84,292 ~100,296 120,296"
)
_DRESS_MAXI = "120,86 96,36 84,38 ~84,72 80,96 ~86,118 88,130 ~70,220 52,304 ~86,312 120,312"
_DRESS_STRAPLESS = "120,82 ~104,74 84,80 ~80,104 88,148 ~64,210 46,270 ~82,284 120,285"
_DRESS_SHIRT = "120,76 100,58 94,50 62,64 72,124 ~80,150 84,166 ~66,220 56,280 ~90,288 120,288"
_FLARES = (
    Line("104,164 ~92,220 78,284", width=1.3, mirror="twin"),
    Line("114,166 ~110,230 104,290", width=1.3, mirror="twin"),
)
_WAISTBAND = Fill("120,150 ~102,150 84,146 86,160 ~102,164 120,164", "accent", mirror="join", volume=0.15)

_DRESSES = {
    "skater": garment(
        inside("120,56 ~110,55 97,50 ~102,86 120,94"),
        body(_DRESS_SKATER),
        *_FLARES,
        _WAISTBAND,
        Line("97,50 ~102,86 120,94", "dark", width=2.2, mirror="twin"),
        emblem_at=122.0,
    ),
    "sheath": garment(
        sleeves("73,54 ~58,68 52,96 ~64,106 79,104 ~77,80"),
        inside("120,50 ~110,49 97,44 ~104,78 120,86"),
        body(_DRESS_SHEATH),
        Line("97,44 ~104,78 120,86", "dark", width=2.4, mirror="twin"),
        Line("84,156 ~100,160 120,160", "dark", width=4.0, mirror="twin"),
    ),
    "maxi": garment(
        inside("120,44 ~108,43 96,36 120,86"),
        body(_DRESS_MAXI),
        Fill("120,122 ~102,122 87,118 88,132 ~102,136 120,136", "accent", mirror="join", volume=0.15),
        Line("106,140 ~94,220 78,308", width=1.3, mirror="twin"),
        Line("115,140 ~112,230 106,310", width=1.3, mirror="twin"),
        Line("96,36 120,86", "dark", width=2.4, mirror="twin"),
    ),
    "strapless": garment(
        body(_DRESS_STRAPLESS),
        *_FLARES,
        Line("84,80 ~104,74 120,82", "accent", width=5.0, mirror="twin"),
        Line("87,146 ~102,151 120,151", "accent", width=7.0, mirror="twin"),
    ),
    "shirt dress": garment(
        sleeves("63,64 ~48,80 40,112 ~54,124 74,122 ~70,90"),
        body(_DRESS_SHIRT),
        BAND,
        SHIRT_COLLAR,
        Line("114,78 114,287", width=1.0),
        Line("126,78 126,287", width=1.0),
        Dots("120,94 120,118 120,142 120,190 120,216 120,242 120,268", radius=2.1),
        Line("84,162 ~100,167 120,167", "leather", width=7.0, mirror="twin"),
        Fill(box(113, 160, 127, 174, corner=2), "gold", volume=0.1),
        Fill(box(116, 163, 124, 171), "leather", volume=0.0, edge=False),
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Kurtas": _KURTAS,
    "Dresses": _DRESSES,
}
