"""Watches: the strap runs from top to bottom behind a dial in the middle."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import box, oval
from fashion_search.demo.parts import Dots, Fill, Gloss, Line, Part, Sketch, lying

__all__ = ["SKETCHES"]

_HOURS = Dots(
    "120,118 141,124 157,139 162,160 157,181 141,196 120,202 99,196 83,181 78,160 83,139 99,124",
    "seam",
    radius=2.0,
)
_BIG_HOURS = (
    Line("120,114 120,124", "deep", width=3.0),
    Line("120,196 120,206", "deep", width=3.0),
    Line("74,160 84,160", "deep", width=3.0),
    Line("156,160 166,160", "deep", width=3.0),
)
_STRAP = "100,18 ~120,15 140,18 148,112 92,112"
_STRAP_LOW = "92,208 148,208 140,302 ~120,305 100,302"
_LINKS = tuple(
    Line(f"94,{y} 146,{y}", "deep", width=1.6) for y in (26, 40, 54, 68, 82, 96, 224, 238, 252, 266, 280, 294)
)
_LINK_SEAMS = (
    Line("112,18 109,112", "seam"),
    Line("128,18 131,112", "seam"),
    Line("109,208 112,302", "seam"),
    Line("131,208 128,302", "seam"),
)


def _hands(paint: str) -> tuple[Part, ...]:
    return (
        Line("120,160 102,142", paint, width=3.4),
        Line("120,160 138,130", paint, width=2.6),
        Line("120,164 118,190", "accent", width=1.2),
        Dots("120,160", paint, radius=3.2),
    )


_CASE_SHINE = Gloss("76,140 ~86,116 110,104", width=5, strength=0.7)
_GLASS_SHINE = Gloss("96,140 ~110,122 130,118", width=8, strength=0.25)

_WATCHES = {
    "bracelet": lying(
        Fill(_STRAP, volume=0.8, plain=True),
        Fill(_STRAP_LOW, volume=0.8, plain=True),
        *_LINKS,
        *_LINK_SEAMS,
        Gloss("110,20 106,110", width=6, strength=0.5),
        Gloss("108,210 110,300", width=6, strength=0.5),
        Fill(box(168, 154, 178, 166, corner=2), "silver", volume=0.3),
        Fill(oval(120, 160, 116, 116), "silver", volume=0.7),
        Fill(oval(120, 160, 98, 98), "main", volume=0.25, plain=True),
        _HOURS,
        *_BIG_HOURS,
        *_hands("deep"),
        _CASE_SHINE,
        _GLASS_SHINE,
    ),
    "leather strap": lying(
        Fill(_STRAP, "strap", volume=0.7),
        Fill(_STRAP_LOW, "strap", volume=0.7),
        Line("98,24 98,110", "stitch"),
        Line("142,24 142,110", "stitch"),
        Line("98,210 103,298", "stitch"),
        Line("142,210 137,298", "stitch"),
        Dots("120,262 120,276 120,290", "black", radius=2.0),
        Fill(box(168, 154, 178, 166, corner=2), "case", volume=0.3),
        Fill(oval(120, 160, 116, 116), "case", volume=0.7),
        Fill(oval(120, 160, 98, 98), "main", volume=0.25, plain=True),
        _HOURS,
        *_BIG_HOURS,
        *_hands("button"),
        _CASE_SHINE,
        _GLASS_SHINE,
    ),
    "chronograph": lying(
        Fill(_STRAP, "strap", volume=0.7),
        Fill(_STRAP_LOW, "strap", volume=0.7),
        Fill(box(170, 134, 180, 144), "case", volume=0.3),
        Fill(box(172, 154, 182, 166), "case", volume=0.3),
        Fill(box(170, 176, 180, 186), "case", volume=0.3),
        Fill(oval(120, 160, 124, 124), "case", volume=0.7),
        Fill(oval(120, 160, 108, 108), "black", volume=0.3),
        Fill(oval(120, 160, 92, 92), "main", volume=0.2, plain=True),
        *(Fill(oval(x, y, 27, 27), "dark", volume=0.2) for x, y in ((98, 160), (142, 160), (120, 184))),
        Line("98,160 92,152", "button"),
        Line("142,160 150,164", "button"),
        Line("120,184 120,174", "button"),
        Dots(
            "120,120 160,160 80,160 120,200 140,125 155,140 155,180 140,195 100,195 85,180 85,140 100,125",
            "button",
            radius=2.4,
        ),
        *_hands("button"),
        _CASE_SHINE,
        _GLASS_SHINE,
    ),
    "digital": lying(
        Fill("96,20 ~120,16 144,20 154,112 86,112", "strap", volume=0.7),
        Fill("86,208 154,208 144,300 ~120,304 96,300", "strap", volume=0.7),
        Line("100,40 140,40", "black", width=3.0),
        Line("100,56 140,56", "black", width=3.0),
        Line("98,72 142,72", "black", width=3.0),
        Line("98,250 142,250", "black", width=3.0),
        Line("100,266 140,266", "black", width=3.0),
        Line("100,282 140,282", "black", width=3.0),
        Fill(box(64, 106, 176, 214, corner=20), "main", volume=0.7, plain=True),
        Fill(box(76, 118, 164, 202, corner=14), "black", volume=0.2),
        Fill(box(86, 136, 154, 184, corner=4), "screen", volume=0.1),
        # 10:08 in bars
        Line("94,144 94,176", "black", width=3.4),
        Line("102,144 112,144 112,176 102,176 102,144", "black", width=3.2),
        Dots("119,152 119,168", "black", radius=1.8),
        Line("126,144 136,144 136,176 126,176 126,144", "black", width=3.2),
        Line("142,144 150,144 150,176 142,176 142,144", "black", width=3.2),
        Line("142,160 150,160", "black", width=3.0),
        Line("88,126 110,126", "accent", width=3.0),
        Line("130,194 152,194", "accent", width=3.0),
        Gloss("78,130 ~90,116 120,112", width=6, strength=0.35),
    ),
    "slim": lying(
        Fill("108,18 ~120,16 132,18 136,124 104,124", volume=0.8, plain=True),
        Fill("104,196 136,196 132,302 ~120,304 108,302", volume=0.8, plain=True),
        *(
            Line(f"104,{y} 136,{y}", "deep", width=1.4)
            for y in (30, 42, 54, 66, 78, 90, 102, 114, 206, 218, 230, 242, 254, 266, 278, 290)
        ),
        Gloss("114,20 112,122", width=5, strength=0.5),
        Gloss("112,198 114,300", width=5, strength=0.5),
        Fill(box(154, 155, 162, 165), "silver", volume=0.3),
        Fill(oval(120, 160, 84, 84), "case", volume=0.6),
        Dots(
            "120,123 138,128 152,142 157,160 152,178 138,192 120,197 102,192 88,178 83,160 88,142 102,128",
            "white",
            radius=2.6,
        ),
        Fill(oval(120, 160, 62, 62), "paper", volume=0.2),
        Dots("120,136 144,160 120,184 96,160", "deep", radius=1.6),
        Line("120,160 110,148", "black", width=2.2),
        Line("120,160 132,142", "black", width=1.8),
        Dots("120,160", "black", radius=2.0),
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Watches": _WATCHES,
}
