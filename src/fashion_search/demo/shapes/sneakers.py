"""Casual and sports shoes, seen from the side with the toe to the right."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import oval
from fashion_search.demo.parts import Dots, Fill, Gloss, Line, Sketch, standing

__all__ = ["SKETCHES"]

# Sneakers: from the heel's foot up over collar, tongue and instep to the toe.
_LOW_UPPER = (
    "26,196 ~20,160 32,126 ~42,120 50,128 ~70,142 92,132 102,108 "
    "~114,102 122,112 ~146,142 182,156 ~212,168 216,198"
)
_HIGH_UPPER = (
    "26,196 ~24,140 36,84 ~46,78 58,84 ~78,92 98,82 ~108,78 114,86 ~122,124 146,144 182,156 ~212,168 216,198"
)
_FLAT_SOLE = "22,194 ~120,200 219,194 ~222,208 214,214 ~120,219 28,214 ~19,208"
_COLLAR = "36,122 ~70,122 106,108 ~88,150 52,138"
_LACES = (
    Line("108,124 128,114", "rubber", width=4.0),
    Line("118,136 138,125", "rubber", width=4.0),
    Line("130,146 150,135", "rubber", width=4.0),
    Line("143,154 162,144", "rubber", width=4.0),
    Dots("108,125 118,137 130,147 143,155", "deep", radius=1.7),
)
_TOE_CAP = "176,196 ~180,172 192,160 ~213,170 217,196"

_CASUAL = {
    "sneaker": standing(
        Fill(_COLLAR, "deep", volume=0.0),
        Fill(_LOW_UPPER, volume=0.75),
        Fill("26,196 ~20,160 32,128 42,124 ~50,160 48,196", "accent", volume=0.3),
        Fill("100,112 ~114,102 122,112 ~146,140 172,153 ~150,158 132,150 ~112,134", "dark", volume=0.2),
        *_LACES,
        Line("100,134 ~116,164 168,172", width=1.5),
        Fill(_FLAT_SOLE, "rubber", volume=0.45),
        Line("24,202 ~120,208 218,202", "accent", width=2.6),
        Gloss("150,160 ~176,168 198,180", width=9, strength=0.3),
    ),
    "canvas": standing(
        Fill(_COLLAR, "deep", volume=0.0),
        Fill(_LOW_UPPER, volume=0.7),
        *_LACES,
        Line("100,134 ~110,170 96,196", "white", width=1.6),
        Line("44,126 ~56,160 52,196", "white", width=1.6),
        Fill(_TOE_CAP, "rubber", volume=0.6),
        Fill(_FLAT_SOLE, "rubber", volume=0.4),
        Line("24,200 ~120,206 219,200", "accent", width=3.0),
    ),
    "high top": standing(
        Fill(_HIGH_UPPER, volume=0.75),
        Line("100,92 120,86", "rubber", width=4.0),
        Line("102,106 122,100", "rubber", width=4.0),
        Line("106,120 127,113", "rubber", width=4.0),
        *_LACES[1:4],
        Fill(oval(66, 122, 30, 30), "rubber", volume=0.1),
        Fill(
            "66,110 69,119 78,119 71,125 74,134 66,128 58,134 61,125 54,119 63,119",
            "accent",
            volume=0.0,
            edge=False,
        ),
        Fill(_TOE_CAP, "rubber", volume=0.6),
        Fill(_FLAT_SOLE, "rubber", volume=0.4),
        Line("24,203 ~120,209 218,203", "accent", width=2.4),
    ),
    "slip-on": standing(
        Fill("36,130 ~74,134 118,128 ~90,162 44,152", "deep", volume=0.0),
        Fill(
            "26,198 ~20,164 34,132 ~44,128 54,142 ~84,154 112,130 "
            "~124,124 132,130 ~170,150 190,160 ~214,172 216,198",
            volume=0.75,
        ),
        Fill("92,148 112,131 122,127 ~122,142 112,158", "accent", volume=0.1),
        Line("112,158 ~140,178 150,196", width=1.5),
        Fill(_FLAT_SOLE, "rubber", volume=0.45),
        Gloss("146,152 ~176,162 198,178", width=9, strength=0.3),
    ),
    "loafer": standing(
        Fill("38,136 ~74,140 118,131 ~90,164 46,154", "leather", volume=0.0),
        Fill(
            "28,200 ~22,164 36,136 ~46,134 56,148 ~84,158 112,138 "
            "~122,128 136,134 ~176,150 204,174 ~220,186 220,200",
            volume=0.75,
        ),
        Line(
            "112,158 ~132,138 160,142 ~186,158 204,176 ~180,184 150,180 ~130,176 112,158", "seam", width=1.8
        ),
        Fill("98,146 ~112,132 124,130 ~134,146 128,164 ~112,160", "dark", volume=0.2),
        Fill("26,198 ~120,204 221,199 ~224,208 216,212 ~120,214 64,212 62,217 28,217", "gum", volume=0.3),
        Gloss("150,150 ~180,160 202,178", width=9, strength=0.3),
    ),
    "boot": standing(
        Fill(
            "28,200 ~24,140 34,74 ~60,66 92,70 ~100,110 116,134 ~150,148 190,160 ~218,172 220,200",
            volume=0.75,
        ),
        Line("96,84 76,80", "stitch", width=3.0),
        Line("100,100 80,97", "stitch", width=3.0),
        Line("104,116 86,114", "stitch", width=3.0),
        Line("112,130 96,130", "stitch", width=3.0),
        Line("84,72 ~90,120 104,140 ~96,176 92,200", width=1.5),
        Line("32,92 ~60,86 94,88", width=1.3),
        Fill("24,196 ~120,202 222,196 ~226,210 216,216 ~150,218 84,216 80,220 26,220", "gum", volume=0.4),
        Gloss("150,152 ~184,164 204,182", width=9, strength=0.3),
    ),
}
_RUNNER_UPPER = (
    "24,188 ~14,154 24,122 ~34,112 46,122 ~66,140 90,130 100,108 "
    "~110,100 120,108 ~150,140 190,158 ~216,168 218,188"
)
_RUNNER_INSIDE = "30,116 ~66,118 104,106 ~84,146 50,136"
_RUNNER_SOLE = (
    "16,184 ~28,192 60,188 ~120,196 170,192 ~206,190 220,180 ~228,192 "
    "218,204 ~190,214 150,210 ~90,206 50,216 ~20,214"
)
_RUNNER_TREAD = (
    "20,206 ~40,206 60,208 ~120,202 160,206 ~200,206 222,196 ~218,208 "
    "196,214 ~160,218 120,213 ~80,216 40,221 ~24,218"
)

_SPORTS = {
    "running": standing(
        Fill(_RUNNER_INSIDE, "deep", volume=0.0),
        Fill(_RUNNER_UPPER, volume=0.75),
        Fill("24,188 ~14,154 24,122 ~34,112 40,118 ~46,150 62,188", "accent", volume=0.4),
        Fill("62,188 ~84,160 108,136 ~112,150 96,188", "accent", volume=0.2),
        Fill("112,188 ~122,164 130,150 ~138,158 136,188", "accent", volume=0.2),
        Fill("100,110 ~110,100 120,108 ~146,136 166,148 ~146,154 130,146 ~112,130", "dark", volume=0.2),
        *_LACES,
        Fill("186,186 ~190,168 200,162 ~216,170 218,186", "accent", volume=0.4),
        Fill(_RUNNER_SOLE, "rubber", volume=0.55),
        Fill(_RUNNER_TREAD, "accent", volume=0.3),
        Line("30,198 ~80,200 120,202 ~170,204 214,192", "seam", width=1.4),
    ),
    "training": standing(
        Fill(_RUNNER_INSIDE, "deep", volume=0.0),
        Fill(_RUNNER_UPPER, volume=0.75),
        Line("70,186 96,134", "accent", width=6.5),
        Line("88,188 110,144", "accent", width=6.5),
        Line("106,190 124,154", "accent", width=6.5),
        *_LACES,
        Fill("26,150 ~18,136 24,122 ~34,112 46,122 ~40,136 42,150", "accent", volume=0.3),
        Line("176,186 ~180,170 194,162", width=1.8),
        Fill(_RUNNER_SOLE, "rubber", volume=0.5),
        Fill(
            "18,206 ~60,212 120,208 ~190,212 220,198 ~214,210 190,216 ~120,217 40,220", "trimdark", volume=0.3
        ),
    ),
    "basketball": standing(
        Fill(_HIGH_UPPER, volume=0.75),
        Fill("26,196 ~24,140 36,84 ~46,78 52,81 ~50,130 72,196", "accent", volume=0.3),
        Fill("60,176 ~100,170 140,146 ~160,150 168,156 ~120,190 74,192", "accent", volume=0.2),
        Line("100,92 120,86", "rubber", width=4.0),
        Line("102,106 122,100", "rubber", width=4.0),
        Line("106,120 127,113", "rubber", width=4.0),
        *_LACES[1:4],
        Fill("20,192 ~120,200 220,190 ~226,206 214,214 ~120,220 26,216 ~16,206", "rubber", volume=0.5),
        Fill("90,208 ~150,216 222,204 ~216,214 200,218 ~140,222 92,219", "accent", volume=0.2),
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Casual Shoes": _CASUAL,
    "Sports Shoes": _SPORTS,
}
