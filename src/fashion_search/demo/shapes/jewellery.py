"""Earrings and necklaces."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import box, oval
from fashion_search.demo.parts import Dots, Fill, Gloss, Line, Sketch, lying

__all__ = ["SKETCHES"]

_HOOK = Line("70,116 ~64,84 76,76 ~88,80 84,98", "metal", width=2.4, mirror="twin")

_EARRINGS = {
    "hoop": lying(
        Line(oval(72, 172, 76, 96), "metal", width=7.0, mirror="twin", closed=True),
        Gloss("44,150 ~52,134 66,126", width=4, strength=0.8, mirror="twin"),
        Dots("72,124", "gem", radius=5.0, mirror="twin"),
    ),
    "drop": lying(
        _HOOK,
        Fill(oval(72, 128, 26, 26), "metal", mirror="twin", volume=0.6),
        Fill(oval(72, 128, 15, 15), "gem", mirror="twin", volume=0.5),
        Line("72,140 72,156", "metal", width=2.4, mirror="twin"),
        Fill("72,152 ~46,200 ~58,236 ~86,236 ~98,200", "metal", mirror="twin", volume=0.6),
        Fill("72,166 ~56,202 ~64,226 ~80,226 ~88,202", "gem", mirror="twin", volume=0.6),
        Gloss("62,196 ~66,182 72,174", width=4, strength=0.6, mirror="twin"),
    ),
    "jhumka": lying(
        _HOOK,
        Fill(oval(72, 126, 34, 34), "metal", mirror="twin", volume=0.6),
        Fill(oval(72, 126, 18, 18), "gem", mirror="twin", volume=0.6),
        Fill("72,142 ~52,156 42,200 ~72,210 102,200 ~92,156", "metal", mirror="twin", volume=0.8),
        Line("46,184 ~72,194 98,184", "gem", width=4.0, mirror="twin"),
        Line("50,168 ~72,176 94,168", "trimdark", width=1.6, mirror="twin"),
        Dots("46,210 59,215 72,217 85,215 98,210", "gem", radius=4.2, mirror="twin"),
    ),
    "stud": lying(
        Fill(oval(72, 160, 58, 58), "metal", mirror="twin", volume=0.7),
        *(
            Fill(oval(72 + x, 160 + y, 17, 17), "metal", mirror="twin", volume=0.7)
            for x, y in ((0, -28), (20, -20), (28, 0), (20, 20), (0, 28), (-20, 20), (-28, 0), (-20, -20))
        ),
        Fill(oval(72, 160, 36, 36), "gem", mirror="twin", volume=0.7),
        Gloss("60,156 ~64,148 74,146", width=5, strength=0.7, mirror="twin"),
    ),
}
_STRAND = "58,36 ~48,110 74,180 ~96,212 120,214 ~144,212 166,180 ~192,110 182,36"
_BEADS = (
    "58,40 55,58 54,76 56,94 60,112 66,130 74,148 84,165 96,180 110,190 130,190 "
    "144,180 156,165 166,148 174,130 180,112 184,94 186,76 185,58 182,40"
)
_CHAIN = (
    "100,34 84,37 70,45 60,57 54,71 51,86 51,102 53,118 57,134 63,149 71,163 80,176 91,188 104,197 120,200 "
    "136,197 149,188 160,176 169,163 177,149 183,134 187,118 "
    "189,102 189,86 186,71 180,57 170,45 156,37 140,34"
)

_NECKLACES = {
    "pendant": lying(
        Line(_STRAND, "metal", width=2.8),
        Fill("120,210 ~92,244 ~102,284 ~120,292 ~138,284 ~148,244", "metal", volume=0.6),
        Fill("120,224 ~104,250 ~110,276 ~120,281 ~130,276 ~136,250", "gem", volume=0.6),
        Dots("120,208", "metal", radius=5.0),
        Gloss("110,254 ~112,242 120,234", width=5, strength=0.6),
    ),
    "beads": lying(
        *(
            Fill(oval(x, y, 21, 21), "main", volume=0.8, plain=True)
            for x, y in ((float(a), float(b)) for a, b in (mark.split(",") for mark in _BEADS.split()))
        ),
        Fill(oval(120, 196, 30, 30), "metal", volume=0.8),
    ),
    "statement": lying(
        Line("58,36 ~50,90 70,140", "metal", width=4.0),
        Line("182,36 ~190,90 170,140", "metal", width=4.0),
        Fill(
            "64,128 ~84,168 120,178 ~156,168 176,128 ~186,150 "
            "170,196 ~140,236 120,238 ~100,236 70,196 ~54,150",
            "metal",
            volume=0.6,
        ),
        *(
            Fill(oval(x, y, 24, 28), "gem", volume=0.7)
            for x, y in ((76, 168), (96, 194), (120, 206), (144, 194), (164, 168))
        ),
        Dots("66,196 80,218 98,238 120,248 142,238 160,218 174,196", "metal", radius=5.0),
        Dots("84,156 104,176 120,182 136,176 156,156", "trimlight", radius=3.2),
    ),
    "chain": lying(
        Dots(_CHAIN, "metal", radius=6.0),
        Dots(_CHAIN, "white", radius=2.4),
        Fill(box(100, 28, 140, 40, corner=6), "metal", volume=0.5),
        Dots("120,34", "trimdark", radius=2.0),
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Earrings": _EARRINGS,
    "Necklace and Chains": _NECKLACES,
}
