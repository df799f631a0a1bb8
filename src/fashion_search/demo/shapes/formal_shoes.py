"""Men's formal shoes, seen from the side with the toe to the right."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import box
from fashion_search.demo.parts import Dots, Fill, Gloss, Line, Sketch, standing

__all__ = ["SKETCHES"]

_DERBY = (
    "30,196 ~24,160 36,126 ~46,122 54,132 ~76,144 98,126 ~108,118 118,124 ~144,150 184,164 ~220,176 222,198"
)
_DRESS_SOLE = "28,194 ~120,202 223,197 ~226,204 218,208 ~150,210 84,206 80,218 30,218"
_SHINE = (
    Gloss("150,156 ~184,168 208,184", width=8, strength=0.55),
    Gloss("40,150 ~38,170 44,188", width=7, strength=0.35),
)

_FORMAL = {
    "derby": standing(
        Fill("38,124 ~70,124 104,121 ~84,150 50,140", "leather", volume=0.0),
        Fill(_DERBY, volume=0.8),
        Line("100,126 ~112,158 148,172", width=1.6),
        Line("58,136 ~70,170 62,196", width=1.4),
        Line("106,136 122,126", "deep", width=3.0),
        Line("114,146 132,136", "deep", width=3.0),
        Line("124,155 142,146", "deep", width=3.0),
        Fill(_DRESS_SOLE, "black", volume=0.2),
        *_SHINE,
    ),
    "oxford": standing(
        Fill("38,124 ~70,124 104,121 ~84,150 50,140", "leather", volume=0.0),
        Fill(_DERBY, volume=0.8),
        Line("174,162 ~176,180 186,200", width=1.8),
        Dots("178,166 179,174 181,182 184,190", "seam", radius=1.2),
        Line("98,128 ~120,160 100,198", width=1.6),
        Line("60,138 ~72,170 64,196", width=1.4),
        Line("104,134 120,125", "deep", width=3.0),
        Line("112,144 130,135", "deep", width=3.0),
        Line("122,153 140,144", "deep", width=3.0),
        Dots("190,182 197,178 204,182 197,188", "seam", radius=1.4),
        Fill(_DRESS_SOLE, "black", volume=0.2),
        *_SHINE,
    ),
    "monk strap": standing(
        Fill("38,124 ~70,124 104,121 ~84,150 50,140", "leather", volume=0.0),
        Fill(_DERBY, volume=0.8),
        Fill("72,150 ~100,128 116,122 132,136 ~112,150 92,168", "dark", volume=0.3),
        Fill(box(92, 140, 106, 156), "silver", volume=0.0),
        Fill(box(96, 144, 102, 152), "dark", volume=0.0, edge=False),
        Line("60,138 ~72,170 64,196", width=1.4),
        Fill(_DRESS_SOLE, "black", volume=0.2),
        *_SHINE,
    ),
    "slip-on": standing(
        Fill("38,132 ~74,134 116,128 ~90,160 46,148", "leather", volume=0.0),
        Fill(
            "30,196 ~24,160 36,132 ~46,130 56,144 ~84,154 108,134 "
            "~118,126 128,132 ~160,152 190,166 ~220,178 222,198",
            volume=0.8,
        ),
        Line("108,152 ~136,170 176,162 ~200,172 212,186", width=1.7),
        Line("96,148 118,172", width=2.6),
        Fill(_DRESS_SOLE, "black", volume=0.2),
        *_SHINE,
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Formal Shoes": _FORMAL,
}
