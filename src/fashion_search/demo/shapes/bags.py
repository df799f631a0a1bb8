"""Handbags, clutches and backpacks."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import box, oval
from fashion_search.demo.parts import Dots, Fill, Gloss, Line, Sketch, standing

__all__ = ["SKETCHES"]

_CLASP = (
    Fill(box(108, 150, 132, 166, corner=4), "gold", volume=0.5),
    Fill(oval(120, 158, 7, 7), "dark", volume=0.0),
)

_HANDBAGS = {
    "tote": standing(
        Line("82,116 ~84,40 120,32 ~156,40 158,116", "deep", width=6.0),
        Fill("44,112 196,112 208,268 ~120,278 32,268", volume=0.6),
        Line("82,150 ~84,60 120,50 ~156,60 158,150", "dark", width=7.0),
        Dots("82,146 158,146", "gold", radius=4.0),
        Line("44,122 196,122", width=1.6),
        Fill("106,196 134,196 134,216 106,216", "accent", volume=0.2),
        Line("37,256 ~120,266 203,256", width=1.3),
        Gloss("66,140 ~60,190 56,240", width=14, strength=0.2),
    ),
    "satchel": standing(
        Line("80,124 ~82,58 120,52 ~158,58 160,124", "dark", width=9.0),
        Dots("80,126 160,126", "gold", radius=5.0),
        Fill("50,124 ~120,112 190,124 ~206,190 204,258 ~120,268 36,258 ~34,190", volume=0.7),
        Fill("48,126 ~120,114 192,126 ~196,160 180,186 ~120,196 60,186 ~44,160", volume=0.35),
        *_CLASP,
        Line("54,180 ~120,194 186,180", "stitch"),
        Gloss("70,140 ~110,130 160,138", width=10, strength=0.25),
        Line("38,244 ~120,254 202,244", width=1.3),
    ),
    "hobo": standing(
        Line("58,166 ~84,52 120,42 ~156,52 182,166", "dark", width=9.0),
        Fill(
            "56,150 ~84,176 120,180 ~156,176 184,150 ~212,200 "
            "204,250 ~170,272 120,274 ~70,272 36,250 ~28,200",
            volume=0.85,
        ),
        Line("58,156 ~120,198 182,156", "gold", width=2.4),
        Dots("58,160 182,160", "gold", radius=5.5),
        Fill("118,186 122,186 128,222 112,222", "accent", volume=0.2),
        Line("80,184 ~70,220 74,260", width=1.6),
        Line("160,184 ~170,220 166,260", width=1.6),
        Gloss("64,190 ~56,220 64,246", width=12, strength=0.25),
    ),
    "shoulder": standing(
        Line("54,150 ~70,50 120,44 ~170,50 186,150", "gold", width=3.0),
        Dots(
            "57,132 61,112 67,92 77,72 92,56 110,47 130,47 148,56 163,72 173,92 179,112 183,132",
            "gold",
            radius=2.8,
        ),
        Fill(box(42, 144, 198, 252, corner=14), volume=0.6),
        Fill("42,150 ~60,142 120,142 ~180,142 198,150 ~190,196 120,210 ~50,196", volume=0.35),
        Fill(box(110, 194, 130, 216, corner=4), "gold", volume=0.5),
        *(Line(f"{x},148 {x - 34},190", width=1.0) for x in (90, 120, 150, 180)),
        *(Line(f"{x},148 {x + 34},190", width=1.0) for x in (60, 90, 120, 150)),
        Gloss("60,158 ~100,150 150,154", width=9, strength=0.25),
    ),
}

_CLUTCHES = {
    "envelope": standing(
        Fill(box(26, 122, 214, 220, corner=6), volume=0.5),
        Fill("27,124 213,124 ~170,158 120,186 ~70,158", volume=0.35),
        Line("27,124 ~70,158 120,186 ~170,158 213,124", "gold", width=2.0),
        Fill(oval(120, 180, 18, 18), "gold", volume=0.5),
        Gloss("50,136 ~110,132 180,136", width=9, strength=0.35),
    ),
    "box": standing(
        Fill(box(30, 126, 210, 218, corner=14), volume=0.6),
        Fill("30,134 ~34,126 44,125 196,125 ~206,126 210,134 210,140 30,140", "gold", volume=0.3),
        Fill(oval(113, 122, 14, 14), "gold", volume=0.5),
        Fill(oval(127, 122, 14, 14), "gold", volume=0.5),
        Dots("60,170 90,160 120,170 150,160 180,170 75,190 105,184 135,190 165,184", "trimlight", radius=3.0),
        Gloss("50,150 ~120,146 190,152", width=10, strength=0.35),
    ),
}
_PACK = "120,62 ~84,64 66,84 ~54,130 52,250 ~60,274 80,278 120,279"

_BACKPACKS = {
    "classic": standing(
        Line("104,66 ~104,40 120,40 ~136,40 136,66", "dark", width=7.0),
        Fill("66,104 ~44,130 40,240 ~46,252 54,250 54,130", "deep", mirror="twin", volume=0.5),
        Fill(_PACK, mirror="join", volume=0.85),
        Line("64,150 ~64,104 88,84 ~120,76 152,84 ~176,104 176,150", "trimdark", width=3.0),
        Fill(box(70, 176, 170, 266, corner=16), volume=0.6),
        Line("76,192 ~120,186 164,192", "accent", width=3.4),
        Fill(box(158, 190, 163, 206), "silver", volume=0.2),
        Fill(box(100, 124, 140, 146, corner=5), "accent", volume=0.2),
        Line("82,222 ~120,216 158,222", width=1.4),
    ),
    "sport": standing(
        Line("104,66 ~104,40 120,40 ~136,40 136,66", "accent", width=6.0),
        Fill(_PACK, mirror="join", volume=0.85),
        Fill("66,90 ~78,150 62,268 ~54,250 52,240 ~54,130", "accent", mirror="twin", volume=0.4),
        Line("84,74 ~92,170 74,276", "trimdark", width=2.4, mirror="twin"),
        Fill("84,176 ~120,160 156,176 ~162,230 150,268 ~120,274 90,268 ~78,230", volume=0.6),
        Line("88,188 ~120,174 152,188", "accent", width=3.0),
        Fill("104,112 126,100 120,118 138,118 112,142 119,124", "accent", volume=0.0),
    ),
    "rucksack": standing(
        Line("106,66 ~106,44 120,44 ~134,44 134,66", "leather", width=6.0),
        Fill(_PACK, mirror="join", volume=0.85),
        Fill(box(44, 190, 66, 262, corner=8), mirror="twin", volume=0.5),
        Fill("62,84 ~120,58 178,84 ~186,130 176,158 ~120,170 64,158 ~54,130", volume=0.6),
        Fill(box(84, 130, 94, 214), "leather", mirror="twin", volume=0.3),
        Fill(box(81, 184, 97, 198), "gold", mirror="twin", volume=0.2),
        Fill(box(74, 208, 166, 266, corner=10), volume=0.4),
        Line("120,208 120,262", width=1.2),
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Handbags": _HANDBAGS,
    "Clutches": _CLUTCHES,
    "Backpacks": _BACKPACKS,
}
