"""Sandals from the side, and flip flops from above."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import box
from fashion_search.demo.parts import Dots, Fill, Gloss, Line, Sketch, standing

__all__ = ["SKETCHES"]

_SANDAL_SOLE = (
    "20,200 ~30,190 60,196 ~130,206 190,200 ~216,192 224,198 ~230,212 214,218 ~120,224 36,222 ~18,216"
)

_SANDALS = {
    "sports sandal": standing(
        Fill("30,196 ~36,150 56,136 66,144 ~52,160 50,200", volume=0.5),
        Fill("54,140 ~86,120 116,132 122,150 ~92,142 60,158", volume=0.5),
        Fill(box(88, 126, 104, 148, corner=3), "accent", volume=0.2),
        Fill("88,204 ~96,168 110,150 124,154 ~116,176 116,206", volume=0.5),
        Fill(
            "128,206 ~138,162 158,156 ~190,168 206,204 188,206 ~170,180 156,178 ~148,190 148,206", volume=0.6
        ),
        Fill("150,164 ~164,160 178,168 174,180 ~162,174 150,178", "accent", volume=0.2),
        Fill(_SANDAL_SOLE, "deep", volume=0.5),
        Line("26,208 ~120,214 222,206", "accent", width=3.4),
    ),
    "leather sandal": standing(
        Line("40,200 ~40,152 60,146 ~92,158 124,198", "main", width=9.0),
        Dots("84,154", "gold", radius=4.0),
        Fill(
            "118,206 ~130,166 152,160 ~188,172 204,204 186,206 ~168,184 150,180 ~138,190 136,206", volume=0.6
        ),
        Line("150,170 ~176,180 196,200", width=1.6),
        Line("128,190 ~146,172 170,176", width=1.6),
        Fill(_SANDAL_SOLE, "gum", volume=0.5),
        Fill("26,200 ~80,204 130,209 ~190,204 218,198 ~130,203 60,195", "leather", volume=0.0),
    ),
    "clog": standing(
        Fill("36,190 ~40,160 60,156 ~84,170 110,190", "deep", volume=0.0),
        Line("38,190 ~30,154 46,150 ~80,160 112,160", "main", width=8.0),
        Fill("84,206 ~92,168 124,146 ~168,142 202,166 ~224,186 224,208", volume=0.8),
        Dots("134,164 150,160 166,164 142,176 158,174 174,178 150,188 168,190", "deep", radius=3.4),
        Fill(
            "20,196 ~50,194 90,202 ~160,208 226,200 ~230,214 214,220 ~120,224 34,222 ~18,212",
            "main",
            volume=0.5,
            plain=True,
        ),
        Gloss("124,152 ~160,148 190,164", width=8, strength=0.3),
    ),
}
_FOOT_LEFT = (
    "~66,74 ~98,66 ~116,96 ~112,150 ~104,196 ~106,236 ~92,264 ~66,262 ~52,232 ~54,190 ~46,140 ~46,100"
)
_FOOT_RIM = (
    "~66,80 ~98,72 ~119,102 ~115,156 ~107,200 ~109,242 ~94,271 ~66,269 ~50,238 ~51,194 ~43,144 ~43,104"
)
_THONG = "84,104 ~98,128 112,152 104,162 ~94,142 82,124 ~68,142 56,162 48,150 ~66,128 78,104"

_FLIP_FLOPS = {
    "beach": Sketch(
        (
            Fill(_FOOT_RIM, "accent", mirror="twin", volume=0.3),
            Fill(_FOOT_LEFT, mirror="twin", volume=0.35),
            Fill(_THONG, "accent", mirror="twin", volume=0.6),
            Dots("82,108", "trimdark", radius=3.6, mirror="twin"),
        ),
        stance="lying",
    ),
    "leather": Sketch(
        (
            Fill(_FOOT_RIM, "deep", mirror="twin", volume=0.3),
            Fill(_FOOT_LEFT, "wood", mirror="twin", volume=0.35),
            Line(
                "~66,82 ~96,75 ~109,104 ~105,150 ~97,194 ~98,232 "
                "~88,256 ~70,254 ~60,228 ~62,188 ~54,142 ~54,104",
                "stitch",
                mirror="twin",
                closed=True,
            ),
            Fill(
                "86,100 ~102,128 116,154 104,172 ~94,150 82,132 ~68,150 56,172 44,152 ~64,126 76,100",
                mirror="twin",
                volume=0.6,
            ),
            Line("83,112 ~98,136 109,160", mirror="twin"),
            Line("80,112 ~66,136 51,158", mirror="twin"),
        ),
        stance="lying",
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Sandals": _SANDALS,
    "Flip Flops": _FLIP_FLOPS,
}
