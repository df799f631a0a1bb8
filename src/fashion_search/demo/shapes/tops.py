"""T-shirts, shirts and tops."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import box
from fashion_search.demo.parts import Dots, Fill, Line, Sketch
from fashion_search.demo.shapes.bodices import (
    BAND,
    BUTTONED_CUFF,
    CREW,
    LONG,
    NAPE_V,
    SHIRT_COLLAR,
    SHORT,
    V_NECK,
    V_RIB,
    body,
    garment,
    inside,
    sleeves,
)

__all__ = ["SKETCHES"]

_SHIRT_TAIL = "120,74 100,56 93,50 57,66 66,130 ~64,200 61,262 ~80,268 ~98,284 120,286"
_WAISTED = "120,92 ~101,82 95,52 64,68 72,126 ~77,180 66,266 ~92,271 120,271"
_FITTED = "120,74 100,56 93,50 58,66 68,128 ~78,184 64,262 ~84,272 120,278"
_TANK = "120,100 ~102,92 97,54 78,58 ~80,100 66,132 ~72,186 62,268 ~92,272 120,272"
_CAMISOLE = "120,112 ~106,104 88,92 ~78,112 68,134 ~74,190 62,266 ~92,271 120,271"
_PEPLUM = "120,92 ~101,82 95,52 66,66 72,126 ~78,170 82,196 ~66,232 52,258 ~90,272 120,274"
_KIMONO = "120,92 ~101,82 95,52 64,66 30,128 ~44,148 70,146 ~76,190 66,266 ~92,271 120,271"
_NAPE_SCOOP = "120,58 ~108,57 95,52 ~101,82 120,92"
# Sleeves, left.
_CAP = "65,67 ~52,78 44,98 ~56,110 74,112 ~70,90"
_BELL = "64,68 ~50,90 44,140 24,206 ~44,216 64,206 66,150 76,120 ~70,92"


_SHORT_HEM = Line("21,124 ~36,137 60,143", width=1.0, mirror="twin")
_LONG_CUFF = Line("22,228 ~34,233 48,229", width=1.1, mirror="twin")
_BODY_HEM = Line("62,271 ~90,276 120,276", width=1.0, mirror="twin")
_RINGER = Line("93,51 ~102,76 120,84", width=5.0, paint="accent", mirror="twin")
_RINGER_CUFF = Line("21,127 ~36,139 58,145", width=5.0, paint="accent", mirror="twin")
_SCOOP = Line("96,53 ~102,83 120,93", width=3.0, paint="dark", mirror="twin")
_POLO_COLLAR = Fill(
    "97,46 ~88,50 83,58 ~90,76 102,92 ~112,86 120,80 ~104,68", mirror="twin", volume=0.3, plain=True
)
_POLO_PLACKET = (
    Fill(box(114, 82, 126, 128), "dark", volume=0.0),
    Dots("120,94 120,106 120,118", radius=2.2),
)
_SHIRT_FRONT = (
    Line("114,78 114,284", width=1.0),
    Line("126,78 126,284", width=1.0),
    Dots("120,92 120,122 120,152 120,182 120,212 120,242 120,268", radius=2.1),
)
_CHEST_POCKET = (
    Fill("142,122 168,122 168,148 155,156 142,148", volume=0.12),
    Line("142,128 168,128", width=1.0),
)

_TSHIRTS = {
    "round neck": garment(sleeves(SHORT), inside(), body(), CREW, _SHORT_HEM, _BODY_HEM),
    "ringer": garment(sleeves(SHORT), inside(), body(), _RINGER, _RINGER_CUFF, _BODY_HEM),
    "v neck": garment(sleeves(SHORT), inside(NAPE_V), body(V_NECK), V_RIB, _SHORT_HEM, _BODY_HEM),
    "scoop neck": garment(sleeves(_CAP), inside(_NAPE_SCOOP), body(_WAISTED), _SCOOP, emblem_at=160.0),
    "polo": garment(
        sleeves(SHORT),
        inside(),
        body(),
        *_POLO_PLACKET,
        _POLO_COLLAR,
        _SHORT_HEM,
        _BODY_HEM,
        emblem_at=170.0,
    ),
    "long sleeve": garment(sleeves(LONG), inside(), body(), CREW, _LONG_CUFF, _BODY_HEM),
}

_SHIRTS = {
    "long sleeve": garment(
        sleeves(LONG), *BUTTONED_CUFF, body(_SHIRT_TAIL), BAND, SHIRT_COLLAR, *_SHIRT_FRONT, *_CHEST_POCKET
    ),
    "short sleeve": garment(
        sleeves(SHORT), _SHORT_HEM, body(_SHIRT_TAIL), BAND, SHIRT_COLLAR, *_SHIRT_FRONT, *_CHEST_POCKET
    ),
    "fitted": garment(
        sleeves(LONG),
        *BUTTONED_CUFF,
        body(_FITTED),
        BAND,
        SHIRT_COLLAR,
        Line("114,78 114,276", width=1.0),
        Line("126,78 126,276", width=1.0),
        Line("92,116 ~97,180 92,262", width=1.0, mirror="twin"),
        Dots("120,92 120,120 120,148 120,176 120,204 120,232 120,260", radius=2.1),
    ),
}

_TOPS = {
    "sleeveless": garment(
        inside("120,60 ~110,59 97,54 ~102,92 120,100"),
        body(_TANK),
        Line("78,58 ~80,100 66,132", "dark", width=2.4, mirror="twin"),
        Line("97,54 ~102,92 120,100", "dark", width=2.4, mirror="twin"),
        emblem_at=165.0,
    ),
    "spaghetti": garment(
        Line("90,94 ~88,66 96,46 ~104,70 104,124", "dark", width=2.6, mirror="twin"),
        Fill("120,112 ~106,104 88,92 ~80,106 72,126 ~96,120 120,122", "deep", mirror="join", volume=0),
        body(_CAMISOLE),
        Line("88,92 ~106,104 120,112", "dark", width=3.0, mirror="twin"),
    ),
    "peplum": garment(
        sleeves(_CAP),
        inside(_NAPE_SCOOP),
        body(_PEPLUM),
        _SCOOP,
        Fill("82,192 ~100,197 120,197 120,207 ~100,207 81,201", "accent", mirror="twin", volume=0.2),
        Line("100,210 ~96,238 90,266", mirror="twin"),
        Line("120,210 120,272"),
    ),
    "bell sleeve": garment(
        sleeves(_BELL),
        inside(_NAPE_SCOOP),
        body(_WAISTED),
        _SCOOP,
        Line("28,198 ~46,207 65,198", "accent", width=3.0, mirror="twin"),
    ),
    "kimono": garment(
        inside(_NAPE_SCOOP), body(_KIMONO), _SCOOP, Line("66,66 ~76,110 76,146", mirror="twin")
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Tshirts": _TSHIRTS,
    "Shirts": _SHIRTS,
    "Tops": _TOPS,
}
