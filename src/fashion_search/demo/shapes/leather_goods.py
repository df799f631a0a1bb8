"""Belts and wallets."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import box, oval
from fashion_search.demo.parts import Dots, Fill, Gloss, Line, Sketch, lying

__all__ = ["SKETCHES"]

_BELTS = {
    "formal": lying(
        Fill(
            "18,150 ~22,128 120,118 ~218,128 222,150 222,166 ~216,148 120,140 ~24,148 18,166",
            "leather",
            volume=0.4,
        ),
        Fill("18,150 ~26,176 120,180 ~214,176 222,150 222,186 ~212,212 120,216 ~28,212 18,186", volume=0.6),
        Line("20,158 ~30,182 120,185 ~210,182 220,158", "seam"),
        Line("20,184 ~30,206 120,210 ~210,206 220,184", "seam"),
        Fill(box(96, 172, 146, 224, corner=5), "silver", volume=0.5),
        Fill(box(105, 181, 137, 215, corner=3), "main", volume=0.2, plain=True),
        Line("121,198 149,198", "silver", width=4.0),
        Fill(box(152, 174, 162, 220), "dark", volume=0.3),
        Dots("176,194 190,192 203,188", "black", radius=2.2),
        Gloss("34,186 ~56,196 88,198", width=7, strength=0.35),
    ),
    "woven": lying(
        Fill(
            "18,150 ~22,128 120,118 ~218,128 222,150 222,166 ~216,148 120,140 ~24,148 18,166",
            "dark",
            volume=0.4,
        ),
        Fill("18,150 ~26,176 120,180 ~214,176 222,150 222,186 ~212,212 120,216 ~28,212 18,186", volume=0.6),
        Line("20,168 ~30,192 120,197 ~210,192 220,168", "accent", width=8.0),
        Fill(box(98, 170, 142, 226, corner=12), "gold", volume=0.5),
        Fill(box(106, 179, 134, 217, corner=9), "dark", volume=0.2),
        Line("120,198 145,198", "gold", width=4.0),
    ),
}

_WALLETS = {
    "bifold": lying(
        Fill(box(48, 98, 198, 226, corner=8), "deep", volume=0.4),
        Fill(box(42, 92, 192, 220, corner=8), volume=0.5),
        Line("49,99 185,99 185,213 49,213", "stitch", closed=True),
        Fill(box(150, 188, 176, 202, corner=3), "accent", volume=0.1),
        Gloss("60,112 ~110,104 166,110", width=14, strength=0.25),
        Line("48,94 48,218", "dark", width=2.4),
    ),
    "open bifold": lying(
        Fill("120,112 34,102 34,226 120,218", mirror="join", volume=0.5),
        Fill("116,128 44,118 44,216 116,210", "dark", mirror="twin", volume=0.3),
        Line("46,140 116,146", "stitch", mirror="twin"),
        Line("46,162 116,166", "stitch", mirror="twin"),
        Line("46,184 116,186", "stitch", mirror="twin"),
        Fill("54,132 108,138 108,146 54,141", "accent", volume=0.0),
        Line("120,112 120,218", "deep", width=2.4),
    ),
    "long": lying(
        Fill(box(26, 106, 214, 216, corner=10), volume=0.55),
        Fill("26,116 ~28,106 36,106 204,106 ~212,106 214,116 214,160 ~120,172 26,160", volume=0.35),
        Fill(box(106, 152, 134, 178, corner=5), "gold", volume=0.5),
        Fill(oval(120, 165, 8, 8), "main", volume=0.0, plain=True),
        Line("34,208 206,208", "stitch"),
        Gloss("46,120 ~120,114 190,120", width=12, strength=0.3),
    ),
    "zip-around": lying(
        Fill(box(26, 110, 214, 214, corner=14), volume=0.55),
        Line("34,122 ~38,116 46,116 194,116 ~202,116 206,122 206,202 ~202,208 194,208", "gold", width=3.0),
        Fill("206,196 216,204 ~222,230 212,240 ~202,226", "gold", volume=0.4),
        Fill("110,150 ~96,140 92,162 ~98,178 110,166", "dark", mirror="twin", volume=0.4),
        Fill(box(110, 150, 130, 168, corner=4), "dark", volume=0.4),
        Gloss("46,130 ~120,124 184,130", width=12, strength=0.3),
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Belts": _BELTS,
    "Wallets": _WALLETS,
}
