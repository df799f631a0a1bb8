"""Watches, bags, eyewear, belts, caps, ties, wallets and jewellery."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import box, oval
from fashion_search.demo.parts import Dots, Fill, Gloss, Line, Part, Sketch

__all__ = ["ACCESSORIES"]


def _lying(*parts: Part) -> Sketch:
    return Sketch(parts, stance="lying")


def _standing(*parts: Part) -> Sketch:
    return Sketch(parts, stance="standing")


# Watches: the strap runs from top to bottom behind a dial in the middle.
_HOURS = Dots("120,118 141,124 157,139 162,160 157,181 141,196 120,202 99,196 83,181 78,160 83,139 99,124", "seam", radius=2.0)
_BIG_HOURS = (
    Line("120,114 120,124", "deep", width=3.0), Line("120,196 120,206", "deep", width=3.0),
    Line("74,160 84,160", "deep", width=3.0), Line("156,160 166,160", "deep", width=3.0),
)
_STRAP = "100,18 ~120,15 140,18 148,112 92,112"
_STRAP_LOW = "92,208 148,208 140,302 ~120,305 100,302"
_LINKS = tuple(
    part
    for y in (26, 40, 54, 68, 82, 96, 224, 238, 252, 266, 280, 294)
    for part in (Line(f"94,{y} 146,{y}", "deep", width=1.6),)
)
_LINK_SEAMS = (Line("112,18 109,112", "seam"), Line("128,18 131,112", "seam"), Line("109,208 112,302", "seam"), Line("131,208 128,302", "seam"))


def _hands(paint: str) -> tuple[Part, ...]:
    return (
        Line("120,160 102,142", paint, width=3.4), Line("120,160 138,130", paint, width=2.6),
        Line("120,164 118,190", "accent", width=1.2), Dots("120,160", paint, radius=3.2),
    )


_CASE_SHINE = Gloss("76,140 ~86,116 110,104", width=5, strength=0.7)
_GLASS_SHINE = Gloss("96,140 ~110,122 130,118", width=8, strength=0.25)
_WATCHES = {
    "bracelet": _lying(
        Fill(_STRAP, volume=0.8, plain=True), Fill(_STRAP_LOW, volume=0.8, plain=True), *_LINKS, *_LINK_SEAMS,
        Gloss("110,20 106,110", width=6, strength=0.5), Gloss("108,210 110,300", width=6, strength=0.5),
        Fill(box(168, 154, 178, 166, corner=2), "silver", volume=0.3), Fill(oval(120, 160, 116, 116), "silver", volume=0.7),
        Fill(oval(120, 160, 98, 98), "main", volume=0.25, plain=True), _HOURS, *_BIG_HOURS, *_hands("deep"), _CASE_SHINE, _GLASS_SHINE,
    ),
    "leather strap": _lying(
        Fill(_STRAP, "strap", volume=0.7), Fill(_STRAP_LOW, "strap", volume=0.7),
        Line("98,24 98,110", "stitch"), Line("142,24 142,110", "stitch"), Line("98,210 103,298", "stitch"), Line("142,210 137,298", "stitch"),
        Dots("120,262 120,276 120,290", "black", radius=2.0),
        Fill(box(168, 154, 178, 166, corner=2), "case", volume=0.3), Fill(oval(120, 160, 116, 116), "case", volume=0.7),
        Fill(oval(120, 160, 98, 98), "main", volume=0.25, plain=True), _HOURS, *_BIG_HOURS, *_hands("button"), _CASE_SHINE, _GLASS_SHINE,
    ),
    "chronograph": _lying(
        Fill(_STRAP, "strap", volume=0.7), Fill(_STRAP_LOW, "strap", volume=0.7),
        Fill(box(170, 134, 180, 144), "case", volume=0.3), Fill(box(172, 154, 182, 166), "case", volume=0.3), Fill(box(170, 176, 180, 186), "case", volume=0.3),
        Fill(oval(120, 160, 124, 124), "case", volume=0.7), Fill(oval(120, 160, 108, 108), "black", volume=0.3),
        Fill(oval(120, 160, 92, 92), "main", volume=0.2, plain=True),
        *(Fill(oval(x, y, 27, 27), "dark", volume=0.2) for x, y in ((98, 160), (142, 160), (120, 184))),
        Line("98,160 92,152", "button"), Line("142,160 150,164", "button"), Line("120,184 120,174", "button"),
        Dots("120,120 160,160 80,160 120,200 140,125 155,140 155,180 140,195 100,195 85,180 85,140 100,125", "button", radius=2.4),
        *_hands("button"), _CASE_SHINE, _GLASS_SHINE,
    ),
    "digital": _lying(
        Fill("96,20 ~120,16 144,20 154,112 86,112", "strap", volume=0.7), Fill("86,208 154,208 144,300 ~120,304 96,300", "strap", volume=0.7),
        Line("100,40 140,40", "black", width=3.0), Line("100,56 140,56", "black", width=3.0), Line("98,72 142,72", "black", width=3.0),
        Line("98,250 142,250", "black", width=3.0), Line("100,266 140,266", "black", width=3.0), Line("100,282 140,282", "black", width=3.0),
        Fill(box(64, 106, 176, 214, corner=20), "main", volume=0.7, plain=True), Fill(box(76, 118, 164, 202, corner=14), "black", volume=0.2),
        Fill(box(86, 136, 154, 184, corner=4), "screen", volume=0.1),
        # 10:08 in bars
        Line("94,144 94,176", "black", width=3.4), Line("102,144 112,144 112,176 102,176 102,144", "black", width=3.2),
        Dots("119,152 119,168", "black", radius=1.8),
        Line("126,144 136,144 136,176 126,176 126,144", "black", width=3.2),
        Line("142,144 150,144 150,176 142,176 142,144", "black", width=3.2), Line("142,160 150,160", "black", width=3.0),
        Line("88,126 110,126", "accent", width=3.0), Line("130,194 152,194", "accent", width=3.0), Gloss("78,130 ~90,116 120,112", width=6, strength=0.35),
    ),
    "slim": _lying(
        Fill("108,18 ~120,16 132,18 136,124 104,124", volume=0.8, plain=True), Fill("104,196 136,196 132,302 ~120,304 108,302", volume=0.8, plain=True),
        *(Line(f"104,{y} 136,{y}", "deep", width=1.4) for y in (30, 42, 54, 66, 78, 90, 102, 114, 206, 218, 230, 242, 254, 266, 278, 290)),
        Gloss("114,20 112,122", width=5, strength=0.5), Gloss("112,198 114,300", width=5, strength=0.5),
        Fill(box(154, 155, 162, 165), "silver", volume=0.3), Fill(oval(120, 160, 84, 84), "case", volume=0.6),
        Dots("120,123 138,128 152,142 157,160 152,178 138,192 120,197 102,192 88,178 83,160 88,142 102,128", "white", radius=2.6),
        Fill(oval(120, 160, 62, 62), "paper", volume=0.2), Dots("120,136 144,160 120,184 96,160", "deep", radius=1.6),
        Line("120,160 110,148", "black", width=2.2), Line("120,160 132,142", "black", width=1.8), Dots("120,160", "black", radius=2.0),
    ),
}

_CLASP = (Fill(box(108, 150, 132, 166, corner=4), "gold", volume=0.5), Fill(oval(120, 158, 7, 7), "dark", volume=0.0))
_HANDBAGS = {
    "tote": _standing(
        Line("82,116 ~84,40 120,32 ~156,40 158,116", "deep", width=6.0),
        Fill("44,112 196,112 208,268 ~120,278 32,268", volume=0.6),
        Line("82,150 ~84,60 120,50 ~156,60 158,150", "dark", width=7.0), Dots("82,146 158,146", "gold", radius=4.0),
        Line("44,122 196,122", width=1.6), Fill("106,196 134,196 134,216 106,216", "accent", volume=0.2),
        Line("37,256 ~120,266 203,256", width=1.3), Gloss("66,140 ~60,190 56,240", width=14, strength=0.2),
    ),
    "satchel": _standing(
        Line("80,124 ~82,58 120,52 ~158,58 160,124", "dark", width=9.0), Dots("80,126 160,126", "gold", radius=5.0),
        Fill("50,124 ~120,112 190,124 ~206,190 204,258 ~120,268 36,258 ~34,190", volume=0.7),
        Fill("48,126 ~120,114 192,126 ~196,160 180,186 ~120,196 60,186 ~44,160", volume=0.35), *_CLASP,
        Line("54,180 ~120,194 186,180", "stitch"), Gloss("70,140 ~110,130 160,138", width=10, strength=0.25),
        Line("38,244 ~120,254 202,244", width=1.3),
    ),
    "hobo": _standing(
        Line("58,166 ~84,52 120,42 ~156,52 182,166", "dark", width=9.0),
        Fill("56,150 ~84,176 120,180 ~156,176 184,150 ~212,200 204,250 ~170,272 120,274 ~70,272 36,250 ~28,200", volume=0.85),
        Line("58,156 ~120,198 182,156", "gold", width=2.4), Dots("58,160 182,160", "gold", radius=5.5),
        Fill("118,186 122,186 128,222 112,222", "accent", volume=0.2), Line("80,184 ~70,220 74,260", width=1.6), Line("160,184 ~170,220 166,260", width=1.6),
        Gloss("64,190 ~56,220 64,246", width=12, strength=0.25),
    ),
    "shoulder": _standing(
        Line("54,150 ~70,50 120,44 ~170,50 186,150", "gold", width=3.0), Dots("57,132 61,112 67,92 77,72 92,56 110,47 130,47 148,56 163,72 173,92 179,112 183,132", "gold", radius=2.8),
        Fill(box(42, 144, 198, 252, corner=14), volume=0.6), Fill("42,150 ~60,142 120,142 ~180,142 198,150 ~190,196 120,210 ~50,196", volume=0.35),
        Fill(box(110, 194, 130, 216, corner=4), "gold", volume=0.5), *(Line(f"{x},148 {x - 34},190", width=1.0) for x in (90, 120, 150, 180)),
        *(Line(f"{x},148 {x + 34},190", width=1.0) for x in (60, 90, 120, 150)), Gloss("60,158 ~100,150 150,154", width=9, strength=0.25),
    ),
}
_CLUTCHES = {
    "envelope": _standing(
        Fill(box(26, 122, 214, 220, corner=6), volume=0.5), Fill("27,124 213,124 ~170,158 120,186 ~70,158", volume=0.35),
        Line("27,124 ~70,158 120,186 ~170,158 213,124", "gold", width=2.0), Fill(oval(120, 180, 18, 18), "gold", volume=0.5),
        Gloss("50,136 ~110,132 180,136", width=9, strength=0.35),
    ),
    "box": _standing(
        Fill(box(30, 126, 210, 218, corner=14), volume=0.6), Fill("30,134 ~34,126 44,125 196,125 ~206,126 210,134 210,140 30,140", "gold", volume=0.3),
        Fill(oval(113, 122, 14, 14), "gold", volume=0.5), Fill(oval(127, 122, 14, 14), "gold", volume=0.5),
        Dots("60,170 90,160 120,170 150,160 180,170 75,190 105,184 135,190 165,184", "trimlight", radius=3.0), Gloss("50,150 ~120,146 190,152", width=10, strength=0.35),
    ),
}

_PACK = "120,62 ~84,64 66,84 ~54,130 52,250 ~60,274 80,278 120,279"
_BACKPACKS = {
    "classic": _standing(
        Line("104,66 ~104,40 120,40 ~136,40 136,66", "dark", width=7.0), Fill("66,104 ~44,130 40,240 ~46,252 54,250 54,130", "deep", mirror="twin", volume=0.5),
        Fill(_PACK, mirror="join", volume=0.85), Line("64,150 ~64,104 88,84 ~120,76 152,84 ~176,104 176,150", "trimdark", width=3.0),
        Fill(box(70, 176, 170, 266, corner=16), volume=0.6), Line("76,192 ~120,186 164,192", "accent", width=3.4), Fill(box(158, 190, 163, 206), "silver", volume=0.2),
        Fill(box(100, 124, 140, 146, corner=5), "accent", volume=0.2), Line("82,222 ~120,216 158,222", width=1.4),
    ),
    "sport": _standing(
        Line("104,66 ~104,40 120,40 ~136,40 136,66", "accent", width=6.0), Fill(_PACK, mirror="join", volume=0.85),
        Fill("66,90 ~78,150 62,268 ~54,250 52,240 ~54,130", "accent", mirror="twin", volume=0.4), Line("84,74 ~92,170 74,276", "trimdark", width=2.4, mirror="twin"),
        Fill("84,176 ~120,160 156,176 ~162,230 150,268 ~120,274 90,268 ~78,230", volume=0.6), Line("88,188 ~120,174 152,188", "accent", width=3.0),
        Fill("104,112 126,100 120,118 138,118 112,142 119,124", "accent", volume=0.0),
    ),
    "rucksack": _standing(
        Line("106,66 ~106,44 120,44 ~134,44 134,66", "leather", width=6.0), Fill(_PACK, mirror="join", volume=0.85),
        Fill(box(44, 190, 66, 262, corner=8), mirror="twin", volume=0.5), Fill("62,84 ~120,58 178,84 ~186,130 176,158 ~120,170 64,158 ~54,130", volume=0.6),
        Fill(box(84, 130, 94, 214), "leather", mirror="twin", volume=0.3), Fill(box(81, 184, 97, 198), "gold", mirror="twin", volume=0.2),
        Fill(box(74, 208, 166, 266, corner=10), volume=0.4), Line("120,208 120,262", width=1.2),
    ),
}

_LENS_AVIATOR = "110,142 ~70,134 38,144 ~34,176 54,198 ~84,206 102,186 ~112,164"
_LENS_SQUARE = "110,140 ~70,134 30,140 ~30,170 40,190 ~70,196 98,188 ~110,170"
_LENS_ROUND = oval(74, 164, 78, 70)
_TEMPLE = "36,142 ~24,136 20,124 ~24,114 40,108 ~58,104 66,112"


def _glasses(lens: str, *bridge: Part, frame: str, width: float) -> Sketch:
    return _lying(
        Line("34,148 ~16,138 18,124 ~30,112 62,112", frame, width=width + 1.5, mirror="twin"),
        Fill(lens, "lens", mirror="twin", volume=0.25),
        Gloss("50,186 ~64,164 90,146", width=11, strength=0.28), Gloss("146,186 ~160,164 186,146", width=11, strength=0.28),
        Line(lens, frame, width=width, mirror="twin", closed=True), *bridge,
    )


_SUNGLASSES = {
    "aviator": _glasses(_LENS_AVIATOR, Line("108,144 ~120,138 132,144", "case", width=2.6), Line("104,138 136,138", "case", width=2.6), frame="case", width=2.6),
    "wayfarer": _glasses(_LENS_SQUARE, Line("106,148 ~120,140 134,148", "main", width=8.0), Dots("40,148", "silver", radius=2.4, mirror="twin"), frame="main", width=8.0),
    "round": _glasses(_LENS_ROUND, Line("110,158 ~120,150 130,158", "main", width=4.0), frame="main", width=4.0),
    "oversized": _glasses("112,138 ~66,122 26,138 ~24,176 48,204 ~84,212 106,188 ~114,164", Line("108,146 ~120,139 132,146", "main", width=7.0),
                          Dots("32,146 40,143", "gold", radius=2.2, mirror="twin"), frame="main", width=7.0),
}

_BELTS = {
    "formal": _lying(
        Fill("18,150 ~22,128 120,118 ~218,128 222,150 222,166 ~216,148 120,140 ~24,148 18,166", "leather", volume=0.4),
        Fill("18,150 ~26,176 120,180 ~214,176 222,150 222,186 ~212,212 120,216 ~28,212 18,186", volume=0.6),
        Line("20,158 ~30,182 120,185 ~210,182 220,158", "seam"), Line("20,184 ~30,206 120,210 ~210,206 220,184", "seam"),
        Fill(box(96, 172, 146, 224, corner=5), "silver", volume=0.5), Fill(box(105, 181, 137, 215, corner=3), "main", volume=0.2, plain=True),
        Line("121,198 149,198", "silver", width=4.0), Fill(box(152, 174, 162, 220), "dark", volume=0.3), Dots("176,194 190,192 203,188", "black", radius=2.2),
        Gloss("34,186 ~56,196 88,198", width=7, strength=0.35),
    ),
    "woven": _lying(
        Fill("18,150 ~22,128 120,118 ~218,128 222,150 222,166 ~216,148 120,140 ~24,148 18,166", "dark", volume=0.4),
        Fill("18,150 ~26,176 120,180 ~214,176 222,150 222,186 ~212,212 120,216 ~28,212 18,186", volume=0.6),
        Line("20,168 ~30,192 120,197 ~210,192 220,168", "accent", width=8.0),
        Fill(box(98, 170, 142, 226, corner=12), "gold", volume=0.5), Fill(box(106, 179, 134, 217, corner=9), "dark", volume=0.2), Line("120,198 145,198", "gold", width=4.0),
    ),
}

_CAPS = {
    "baseball": _standing(
        Fill("48,190 ~50,110 120,96 ~190,110 192,190 ~120,176", volume=0.9), Line("120,97 120,178", width=1.4), Line("112,98 ~78,120 76,182", width=1.4), Line("128,98 ~162,120 164,182", width=1.4),
        Dots("120,97", "dark", radius=5.0), Dots("94,128 146,128", "deep", radius=2.2),
        Fill(oval(120, 146, 40, 36), "accent", volume=0.2), Fill("120,130 124,141 136,141 127,148 130,159 120,152 110,159 113,148 104,141 116,141", "main", volume=0.0, plain=True, edge=False),
        Fill("44,190 ~70,172 120,170 ~170,172 196,190 ~216,216 206,222 ~160,206 120,206 ~80,206 34,222 ~24,216", "accent", volume=0.6),
        Line("46,200 ~120,182 194,200", "trimdark"), Line("40,208 ~120,192 200,208", "trimdark"),
    ),
    "side": _standing(
        Fill("40,196 ~36,120 100,102 ~160,100 170,186 ~110,200", volume=0.9), Line("100,103 ~124,140 122,194", width=1.4), Line("98,103 ~66,130 68,198", width=1.4),
        Dots("100,102", "dark", radius=5.0), Dots("84,132 130,128", "deep", radius=2.2), Line("140,120 ~154,140 158,172", "accent", width=6.0),
        Fill("110,194 ~150,176 172,180 ~214,190 228,208 ~214,216 180,206 ~150,200 112,206", "accent", volume=0.6),
        Fill("40,190 ~80,204 116,192 116,202 ~80,212 41,200", "dark", volume=0.2),
    ),
    "beanie": _standing(
        Fill(oval(120, 82, 44, 42), "accent", volume=0.9), Fill("54,200 ~54,110 120,98 ~186,110 186,200 ~120,208", volume=0.85),
        Fill("50,178 ~120,188 190,178 ~196,206 190,224 ~120,236 50,224 ~44,206", "dark", volume=0.6),
        *(Line(f"{x},{184 - abs(120 - x) * 0.06:.0f} {x},{232 - abs(120 - x) * 0.1:.0f}", "deep", width=1.4) for x in range(58, 190, 11)),
    ),
}

_TIES = {
    "classic": Sketch((
        Fill("106,56 ~110,34 136,26 ~160,26 158,40 ~140,44 132,58", "dark", volume=0.5),
        Fill("112,84 128,84 134,250 120,272 106,250", "deep", volume=0.3),
        Fill("110,82 ~120,88 132,82 ~142,180 150,268 122,304 92,268 ~102,180", volume=0.6),
        Fill("102,54 ~120,48 138,54 132,84 ~120,90 109,84", volume=0.5),
    ), folds=0.15),
    "bow": Sketch((
        Fill("120,160 ~84,128 38,118 ~28,160 38,202 ~84,192", mirror="twin", volume=0.7), Line("110,156 ~86,146 66,146", mirror="twin"), Line("110,164 ~86,174 66,176", mirror="twin"),
        Fill(box(106, 142, 134, 178, corner=7), "dark", volume=0.6),
    ), folds=0.2, stance="lying"),
}

_WALLETS = {
    "bifold": _lying(
        Fill(box(48, 98, 198, 226, corner=8), "deep", volume=0.4), Fill(box(42, 92, 192, 220, corner=8), volume=0.5),
        Line("49,99 185,99 185,213 49,213", "stitch", closed=True), Fill(box(150, 188, 176, 202, corner=3), "accent", volume=0.1),
        Gloss("60,112 ~110,104 166,110", width=14, strength=0.25), Line("48,94 48,218", "dark", width=2.4),
    ),
    "open bifold": _lying(
        Fill("120,112 34,102 34,226 120,218", mirror="join", volume=0.5), Fill("116,128 44,118 44,216 116,210", "dark", mirror="twin", volume=0.3),
        Line("46,140 116,146", "stitch", mirror="twin"), Line("46,162 116,166", "stitch", mirror="twin"), Line("46,184 116,186", "stitch", mirror="twin"),
        Fill("54,132 108,138 108,146 54,141", "accent", volume=0.0), Line("120,112 120,218", "deep", width=2.4),
    ),
    "long": _lying(
        Fill(box(26, 106, 214, 216, corner=10), volume=0.55), Fill("26,116 ~28,106 36,106 204,106 ~212,106 214,116 214,160 ~120,172 26,160", volume=0.35),
        Fill(box(106, 152, 134, 178, corner=5), "gold", volume=0.5), Fill(oval(120, 165, 8, 8), "main", volume=0.0, plain=True), Line("34,208 206,208", "stitch"),
        Gloss("46,120 ~120,114 190,120", width=12, strength=0.3),
    ),
    "zip-around": _lying(
        Fill(box(26, 110, 214, 214, corner=14), volume=0.55), Line("34,122 ~38,116 46,116 194,116 ~202,116 206,122 206,202 ~202,208 194,208", "gold", width=3.0),
        Fill("206,196 216,204 ~222,230 212,240 ~202,226", "gold", volume=0.4), Fill("110,150 ~96,140 92,162 ~98,178 110,166", "dark", mirror="twin", volume=0.4),
        Fill(box(110, 150, 130, 168, corner=4), "dark", volume=0.4), Gloss("46,130 ~120,124 184,130", width=12, strength=0.3),
    ),
}

_HOOK = Line("70,116 ~64,84 76,76 ~88,80 84,98", "metal", width=2.4, mirror="twin")
_EARRINGS = {
    "hoop": _lying(
        Line(oval(72, 172, 76, 96), "metal", width=7.0, mirror="twin", closed=True), Gloss("44,150 ~52,134 66,126", width=4, strength=0.8, mirror="twin"),
        Dots("72,124", "gem", radius=5.0, mirror="twin"),
    ),
    "drop": _lying(
        _HOOK, Fill(oval(72, 128, 26, 26), "metal", mirror="twin", volume=0.6), Fill(oval(72, 128, 15, 15), "gem", mirror="twin", volume=0.5),
        Line("72,140 72,156", "metal", width=2.4, mirror="twin"), Fill("72,152 ~46,200 ~58,236 ~86,236 ~98,200", "metal", mirror="twin", volume=0.6),
        Fill("72,166 ~56,202 ~64,226 ~80,226 ~88,202", "gem", mirror="twin", volume=0.6), Gloss("62,196 ~66,182 72,174", width=4, strength=0.6, mirror="twin"),
    ),
    "jhumka": _lying(
        _HOOK, Fill(oval(72, 126, 34, 34), "metal", mirror="twin", volume=0.6), Fill(oval(72, 126, 18, 18), "gem", mirror="twin", volume=0.6),
        Fill("72,142 ~52,156 42,200 ~72,210 102,200 ~92,156", "metal", mirror="twin", volume=0.8), Line("46,184 ~72,194 98,184", "gem", width=4.0, mirror="twin"), Line("50,168 ~72,176 94,168", "trimdark", width=1.6, mirror="twin"),
        Dots("46,210 59,215 72,217 85,215 98,210", "gem", radius=4.2, mirror="twin"),
    ),
    "stud": _lying(
        Fill(oval(72, 160, 58, 58), "metal", mirror="twin", volume=0.7), *(Fill(oval(72 + x, 160 + y, 17, 17), "metal", mirror="twin", volume=0.7) for x, y in ((0, -28), (20, -20), (28, 0), (20, 20), (0, 28), (-20, 20), (-28, 0), (-20, -20))),
        Fill(oval(72, 160, 36, 36), "gem", mirror="twin", volume=0.7), Gloss("60,156 ~64,148 74,146", width=5, strength=0.7, mirror="twin"),
    ),
}
_STRAND = "58,36 ~48,110 74,180 ~96,212 120,214 ~144,212 166,180 ~192,110 182,36"
_BEADS = "58,40 55,58 54,76 56,94 60,112 66,130 74,148 84,165 96,180 110,190 130,190 144,180 156,165 166,148 174,130 180,112 184,94 186,76 185,58 182,40"
_NECKLACES = {
    "pendant": _lying(
        Line(_STRAND, "metal", width=2.8), Fill("120,210 ~92,244 ~102,284 ~120,292 ~138,284 ~148,244", "metal", volume=0.6), Fill("120,224 ~104,250 ~110,276 ~120,281 ~130,276 ~136,250", "gem", volume=0.6),
        Dots("120,208", "metal", radius=5.0), Gloss("110,254 ~112,242 120,234", width=5, strength=0.6),
    ),
    "beads": _lying(
        *(Fill(oval(x, y, 21, 21), "main", volume=0.8, plain=True) for x, y in ((float(a), float(b)) for a, b in (mark.split(",") for mark in _BEADS.split()))),
        Fill(oval(120, 196, 30, 30), "metal", volume=0.8),
    ),
    "statement": _lying(
        Line("58,36 ~50,90 70,140", "metal", width=4.0), Line("182,36 ~190,90 170,140", "metal", width=4.0), Fill("64,128 ~84,168 120,178 ~156,168 176,128 ~186,150 170,196 ~140,236 120,238 ~100,236 70,196 ~54,150", "metal", volume=0.6),
        *(Fill(oval(x, y, 24, 28), "gem", volume=0.7) for x, y in ((76, 168), (96, 194), (120, 206), (144, 194), (164, 168))),
        Dots("66,196 80,218 98,238 120,248 142,238 160,218 174,196", "metal", radius=5.0), Dots("84,156 104,176 120,182 136,176 156,156", "trimlight", radius=3.2),
    ),
    "chain": _lying(
        Line(_STRAND, "metal", width=8.0), *(Dots(path, "dark", radius=1.5) for path in (_BEADS,)), Line("58,36 ~70,26 120,24 ~170,26 182,36", "metal", width=6.0), Gloss("54,70 ~54,110 76,160", width=4, strength=0.6),
    ),
}

ACCESSORIES: Mapping[str, Mapping[str, Sketch]] = {
    "Watches": _WATCHES,
    "Handbags": _HANDBAGS,
    "Clutches": _CLUTCHES,
    "Backpacks": _BACKPACKS,
    "Sunglasses": _SUNGLASSES,
    "Belts": _BELTS,
    "Caps": _CAPS,
    "Ties": _TIES,
    "Wallets": _WALLETS,
    "Earrings": _EARRINGS,
    "Necklace and Chains": _NECKLACES,
}
