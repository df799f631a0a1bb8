"""Jeans, trousers, track pants, shorts and socks."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import box
from fashion_search.demo.parts import Dots, Fill, Gloss, Line, Sketch
from fashion_search.demo.shapes.bodices import body, garment

__all__ = ["SKETCHES"]

# Cuts, left half, from the waist's middle over hip, outer hem and inner hem to the crotch.
_REGULAR = "120,34 84,32 ~78,60 74,96 ~72,200 76,300 ~94,303 110,300 ~114,200 120,124"
_SKINNY = "120,34 86,32 ~76,64 74,96 ~82,190 90,300 ~100,303 111,300 ~115,210 120,120"
_BOOTCUT = "120,34 86,32 ~77,64 75,96 ~82,190 66,302 ~88,306 107,302 ~114,210 120,122"
_JOGGER = "120,34 84,32 ~74,64 70,100 ~74,200 88,288 ~98,291 108,288 ~114,200 120,126"
_SHORT_LEG = "120,62 66,60 ~58,110 46,232 ~78,242 112,240 ~116,190 120,166"
_RUNNING_LEG = "120,76 64,74 ~50,130 34,204 ~70,222 112,226 ~116,190 120,172"
_JEANS_BAND = (
    Fill("120,32 85,30 83,44 ~102,48 120,48", mirror="join", volume=0.1),
    Fill(box(92, 29, 97, 48), volume=0.1, mirror="twin"),
    Dots("120,40", "wood", radius=3.2),
)
_JEANS_SEWING = (
    Line("120,48 ~120,88 112,104", "stitch", width=1.3),
    Line("127,48 ~128,92 118,108", "stitch", width=1.3),
    Line("104,48 ~100,64 79,70", "stitch", width=1.5, mirror="twin"),
    Line("103,54 ~98,66 79,74", "stitch", width=1.0, mirror="twin"),
    Line("120,108 120,124", "stitch", width=1.2),
    Dots("80,70 103,50", "wood", radius=1.6, mirror="twin"),
)
_FADED = Gloss("95,104 ~92,150 96,214", width=20, strength=0.28, mirror="twin")
_WAIST = Fill("120,32 84,30 82,44 ~102,48 120,48", mirror="join", volume=0.1)
_ELASTIC = (
    Fill("120,30 84,28 82,44 ~102,48 120,48", "dark", mirror="join", volume=0.4),
    Line("90,30 89,46", mirror="twin"),
    Line("98,31 97,47", mirror="twin"),
    Line("106,31 106,47", mirror="twin"),
)
_STRINGS = (
    Line("116,46 ~112,62 114,78", "white", width=2.0),
    Line("124,46 ~129,62 126,82", "white", width=2.0),
)
_CREASE = Line("96,60 ~94,180 94,298", "dark", width=1.6, mirror="twin")
_SLANT_POCKET = Line("98,48 80,84", width=1.5, mirror="twin")
_FLY = (
    Line("120,48 120,124", width=1.2),
    Line("127,48 ~127,92 120,106", width=1.0),
    Dots("120,40", radius=2.2),
)
_SIDE_STRIPE = Line("81,50 ~75,100 78,298", "accent", width=5.0, mirror="twin")
_SIDE_STRIPE_THIN = Line("89,50 ~83,110 86,299", "accent", width=2.6, mirror="twin")
_CUFF = Fill("87,282 ~98,286 109,282 107,300 ~98,303 89,300", "dark", mirror="twin", volume=0.4)


_JEANS = {
    "regular": garment(body(_REGULAR), *_JEANS_BAND, *_JEANS_SEWING, _FADED),
    "skinny": garment(body(_SKINNY), *_JEANS_BAND, *_JEANS_SEWING, _FADED),
    "bootcut": garment(body(_BOOTCUT), *_JEANS_BAND, *_JEANS_SEWING, _FADED),
}

_TROUSERS = {
    "formal": garment(body(_REGULAR), _WAIST, *_FLY, _SLANT_POCKET, _CREASE, folds=0.3),
    "chino": garment(body(_SKINNY), _WAIST, *_FLY, _SLANT_POCKET),
    "wide leg": garment(body(_BOOTCUT), _WAIST, *_FLY, _CREASE, folds=0.4),
}

_TRACK_PANTS = {
    "striped side": garment(body(_REGULAR), _SIDE_STRIPE, *_ELASTIC, *_STRINGS),
    "double stripe": garment(body(_REGULAR), _SIDE_STRIPE, _SIDE_STRIPE_THIN, *_ELASTIC, *_STRINGS),
    "jogger": garment(body(_JOGGER), _CUFF, *_ELASTIC, *_STRINGS, _SLANT_POCKET),
}

_SHORTS = {
    "cargo": garment(
        body(_SHORT_LEG),
        Fill("120,60 67,58 65,74 ~94,80 120,80", mirror="join", volume=0.1),
        Line("120,80 120,166"),
        Line("129,80 ~130,130 120,144"),
        Dots("120,70", radius=2.6),
        Line("92,78 62,122", width=1.6, mirror="twin"),
        Fill("52,164 82,168 80,206 48,202", mirror="twin", volume=0.25),
        Line("51,174 82,178", width=1.6, mirror="twin"),
        Line("47,226 ~80,236 112,234", mirror="twin"),
    ),
    "denim": garment(
        body(_SHORT_LEG),
        Fill("120,60 67,58 65,74 ~94,80 120,80", mirror="join", volume=0.1),
        Line("120,80 ~120,128 110,148", "stitch", width=1.4),
        Line("129,80 ~130,132 118,150", "stitch", width=1.4),
        Dots("120,70", "wood", radius=3.4),
        Line("98,80 ~94,104 60,112", "stitch", width=1.6, mirror="twin"),
        Gloss("84,130 ~78,170 80,210", width=22, strength=0.26, mirror="twin"),
        Line("46,222 ~80,232 113,230", "stitch", width=1.4, mirror="twin"),
        Line("120,148 120,166", "stitch"),
    ),
    "running": garment(
        body(_RUNNING_LEG),
        Line("60,90 ~46,140 33,204", "accent", width=8.0, mirror="twin"),
        Line("35,202 ~72,220 112,224", "accent", width=5.0, mirror="twin"),
        Fill("120,74 64,72 61,88 ~94,94 120,94", "dark", mirror="join", volume=0.4),
        Line("116,92 ~112,106 114,122", "white", width=2.0),
        Line("124,92 ~129,108 126,126", "white", width=2.0),
    ),
}
_SOCK = (
    "88,36 ~112,30 132,36 ~134,110 132,178 ~150,204 178,226 ~190,246 "
    "176,262 ~150,268 124,246 ~100,224 90,196 ~86,120"
)
_SOCK_BEHIND = (
    "54,48 ~78,42 96,48 ~98,120 96,186 ~112,212 140,236 ~152,256 "
    "138,272 ~112,278 88,256 ~64,234 56,206 ~52,130"
)

_SOCKS = {
    "crew": Sketch(
        (
            Fill(_SOCK_BEHIND, volume=0.7),
            Fill("54,48 ~78,42 96,48 96,72 ~76,76 54,72", "accent", volume=0.3),
            Fill(_SOCK, volume=0.7),
            Fill("88,36 ~112,30 132,36 133,60 ~112,65 88,60", "accent", volume=0.3),
            Fill("160,212 178,226 ~190,246 176,262 ~160,264 148,260 ~150,230", "accent", volume=0.5),
            Fill("90,196 ~112,186 130,180 ~120,210 104,230 ~94,214", "accent", volume=0.3),
            Line("96,34 95,62"),
            Line("106,33 105,63"),
            Line("116,33 116,63"),
            Line("126,34 126,62"),
        ),
        folds=0.4,
        stance="lying",
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Jeans": _JEANS,
    "Trousers": _TROUSERS,
    "Track Pants": _TRACK_PANTS,
    "Shorts": _SHORTS,
    "Socks": _SOCKS,
}
