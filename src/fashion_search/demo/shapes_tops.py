"""Garments for the upper body and one-piece garments: bodies, sleeves and necks, and what they combine to."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import box, oval
from fashion_search.demo.parts import Dots, Fill, Line, Part, Sketch

__all__ = ["TOPS"]

# Bodies, left half, from the neck's front over shoulder and hem to the middle.
_STRAIGHT = "120,82 ~102,74 93,50 57,66 66,130 ~64,200 62,276 ~90,281 120,281"
_SHIRT_TAIL = "120,74 100,56 93,50 57,66 66,130 ~64,200 61,262 ~80,268 ~98,284 120,286"
_WAISTED = "120,92 ~101,82 95,52 64,68 72,126 ~77,180 66,266 ~92,271 120,271"
_V_NECK = "120,112 93,50 57,66 66,130 ~64,200 62,276 ~90,281 120,281"
_LOOSE = "120,84 ~102,76 93,52 52,70 60,136 ~56,210 58,268 ~90,272 120,272"
_TANK = "120,100 ~102,92 97,54 78,58 ~80,100 66,132 ~72,186 62,268 ~92,272 120,272"
_CAMISOLE = "120,112 ~106,104 88,92 ~78,112 68,134 ~74,190 62,266 ~92,271 120,271"
_PEPLUM = "120,92 ~101,82 95,52 66,66 72,126 ~78,170 82,196 ~66,232 52,258 ~90,272 120,274"
_KURTA = "120,78 ~103,72 95,40 62,54 72,112 ~76,170 68,222 60,292 ~92,297 120,297"
_KURTA_LONG = "120,70 100,46 95,40 58,54 68,116 ~66,180 64,222 60,296 ~92,299 120,299"
_KIMONO = "120,92 ~101,82 95,52 64,66 30,128 ~44,148 70,146 ~76,190 66,266 ~92,271 120,271"

# What shows of the inside of the back of the neck.
_NAPE = "120,56 ~106,55 93,50 ~102,74 120,82"
_NAPE_SCOOP = "120,58 ~108,57 95,52 ~101,82 120,92"
_NAPE_V = "120,57 ~106,56 93,50 120,112"
_NAPE_HIGH = "120,46 ~106,45 95,40 ~103,72 120,78"

# Sleeves, left.
_SHORT = "58,65 ~38,84 18,128 ~34,142 58,148 68,124 ~64,92"
_CAP = "65,67 ~52,78 44,98 ~56,110 74,112 ~70,90"
_LONG = "58,65 ~40,88 30,150 20,238 ~32,244 46,240 58,176 70,128 ~64,92"
_THREE_QUARTER = "62,54 ~46,76 36,128 26,182 ~40,192 54,188 66,140 74,108 ~68,78"
_FULL_KURTA = "58,54 ~42,80 34,150 24,226 ~36,232 50,228 60,166 70,112 ~64,80"
_BELL = "64,68 ~50,90 44,140 24,206 ~44,216 64,206 66,150 76,120 ~70,92"


def _sleeves(path: str) -> Fill:
    return Fill(path, mirror="twin", volume=0.6)


def _hem(sleeve_end: str) -> Line:
    return Line(sleeve_end, width=1.0, mirror="twin")


_SHORT_HEM = _hem("21,124 ~36,137 60,143")
_LONG_CUFF = Line("22,228 ~34,233 48,229", width=1.1, mirror="twin")
_BUTTONED_CUFF = (Line("23,222 ~36,227 50,222", mirror="twin"), Dots("30,232", radius=1.8, mirror="twin"))
_BODY_HEM = Line("62,271 ~90,276 120,276", width=1.0, mirror="twin")
_CREW = Line("93,51 ~102,76 120,84", width=5.0, paint="dark", mirror="twin")
_RINGER = Line("93,51 ~102,76 120,84", width=5.0, paint="accent", mirror="twin")
_RINGER_CUFF = Line("21,127 ~36,139 58,145", width=5.0, paint="accent", mirror="twin")
_V_RIB = Line("94,52 120,112", width=5.5, paint="dark", mirror="twin")
_SCOOP = Line("96,53 ~102,83 120,93", width=3.0, paint="dark", mirror="twin")

_POLO_COLLAR = Fill("97,46 ~88,50 83,58 ~90,76 102,92 ~112,86 120,80 ~104,68", mirror="twin", volume=0.3, plain=True)
_POLO_PLACKET = (
    Fill(box(114, 82, 126, 128), "dark", volume=0.0),
    Dots("120,94 120,106 120,118", radius=2.2),
)
_SHIRT_COLLAR = Fill("98,44 ~90,48 86,56 104,90 120,72 ~106,62", mirror="twin", volume=0.3)
_BAND = Fill("104,44 ~120,50 136,44 138,58 120,72 102,58", "dark", volume=0.0)
_SHIRT_FRONT = (
    Line("114,78 114,284", width=1.0),
    Line("126,78 126,284", width=1.0),
    Dots("120,92 120,122 120,152 120,182 120,212 120,242 120,268", radius=2.1),
)
_CHEST_POCKET = (
    Fill("142,122 168,122 168,148 155,156 142,148", volume=0.12),
    Line("142,128 168,128", width=1.0),
)
_RIBBED_HEM = Fill("120,268 63,264 66,284 ~92,288 120,288", "dark", mirror="join", volume=0.4)
_RIBBED_CUFF = Fill("21,228 ~34,234 49,229 46,246 ~34,250 22,244", "dark", mirror="twin", volume=0.4)
_ZIP = (Line("120,66 120,284", "trimdark", width=3.4), Line("120,66 120,284", "silver", width=1.4))
_ZIP_PULL = Fill(box(118, 76, 122, 88), "silver", volume=0.0)
_STAND_COLLAR = Fill("120,84 98,62 93,44 ~106,36 120,36", "main", mirror="join", volume=0.5)
_HOOD = Fill("120,96 ~98,84 84,56 ~88,26 ~104,14 120,12", mirror="join", volume=0.9)
_HOOD_INSIDE = Fill("120,84 ~104,74 99,52 ~104,34 120,30", "deep", mirror="join", volume=0.3)
_DRAWSTRINGS = (
    Line("108,84 ~106,104 108,124", "white", width=2.0),
    Line("132,84 ~134,108 131,132", "white", width=2.0),
)
_KANGAROO = Fill("120,204 90,204 74,240 74,262 120,262", mirror="join", volume=0.15)
_SLANT_POCKETS = Line("82,236 92,206", "trimdark", width=2.2, mirror="twin")
_FLAP_POCKETS = Fill(box(78, 120, 108, 134, corner=3), mirror="twin", volume=0.2)


def _top(*parts: Part, folds: float = 0.55, emblem_at: float = 150.0) -> Sketch:
    return Sketch(parts, folds=folds, chest=(120.0, emblem_at, 62.0))


def _inside(path: str = _NAPE) -> Fill:
    return Fill(path, "deep", mirror="join", volume=0.0)


def _body(path: str = _STRAIGHT) -> Fill:
    return Fill(path, mirror="join", volume=0.75)


_TSHIRTS = {
    "round neck": _top(_sleeves(_SHORT), _inside(), _body(), _CREW, _SHORT_HEM, _BODY_HEM),
    "ringer": _top(_sleeves(_SHORT), _inside(), _body(), _RINGER, _RINGER_CUFF, _BODY_HEM),
    "v neck": _top(_sleeves(_SHORT), _inside(_NAPE_V), _body(_V_NECK), _V_RIB, _SHORT_HEM, _BODY_HEM),
    "scoop neck": _top(_sleeves(_CAP), _inside(_NAPE_SCOOP), _body(_WAISTED), _SCOOP, emblem_at=160.0),
    "polo": _top(
        _sleeves(_SHORT), _inside(), _body(), *_POLO_PLACKET, _POLO_COLLAR, _SHORT_HEM, _BODY_HEM, emblem_at=170.0
    ),
    "long sleeve": _top(_sleeves(_LONG), _inside(), _body(), _CREW, _LONG_CUFF, _BODY_HEM),
}

_SHIRTS = {
    "long sleeve": _top(
        _sleeves(_LONG), *_BUTTONED_CUFF, _body(_SHIRT_TAIL), _BAND, _SHIRT_COLLAR, *_SHIRT_FRONT, *_CHEST_POCKET
    ),
    "short sleeve": _top(
        _sleeves(_SHORT), _SHORT_HEM, _body(_SHIRT_TAIL), _BAND, _SHIRT_COLLAR, *_SHIRT_FRONT, *_CHEST_POCKET
    ),
    "fitted": _top(
        _sleeves(_LONG), *_BUTTONED_CUFF, _body(_WAISTED.replace("120,92 ~101,82", "120,76 104,60")), _BAND,
        _SHIRT_COLLAR, *_SHIRT_FRONT[:2], Dots("120,92 120,122 120,152 120,182 120,212 120,242", radius=2.1),
    ),
}

_TOPS = {
    "sleeveless": _top(_inside("120,60 ~110,59 97,54 ~102,92 120,100"), _body(_TANK),
                       Line("78,58 ~80,100 66,132", "dark", width=2.4, mirror="twin"),
                       Line("97,54 ~102,92 120,100", "dark", width=2.4, mirror="twin"), emblem_at=165.0),
    "spaghetti": _top(Line("90,94 ~94,70 100,46", "dark", width=3.0, mirror="twin"),
                      Fill("120,112 ~106,104 88,92 ~80,106 72,126 ~96,120 120,122", "deep", mirror="join", volume=0),
                      _body(_CAMISOLE), Line("88,92 ~106,104 120,112", "dark", width=3.0, mirror="twin")),
    "peplum": _top(_sleeves(_CAP), _inside(_NAPE_SCOOP), _body(_PEPLUM), _SCOOP,
                   Fill("82,192 ~100,197 120,197 120,207 ~100,207 81,201", "accent", mirror="twin", volume=0.2),
                   Line("100,210 ~96,238 90,266", mirror="twin"), Line("120,210 120,272")),
    "bell sleeve": _top(_sleeves(_BELL), _inside(_NAPE_SCOOP), _body(_WAISTED), _SCOOP,
                        Line("28,198 ~46,207 65,198", "accent", width=3.0, mirror="twin")),
    "kimono": _top(_inside(_NAPE_SCOOP), _body(_KIMONO), _SCOOP, Line("66,66 ~76,110 76,146", mirror="twin")),
}

_SWEATERS = {
    "crew neck": _top(_sleeves(_LONG), _RIBBED_CUFF, _inside(), _body(), _RIBBED_HEM, _CREW),
    "v neck": _top(_sleeves(_LONG), _RIBBED_CUFF, _inside(_NAPE_V), _body(_V_NECK), _RIBBED_HEM, _V_RIB),
    "turtleneck": _top(_sleeves(_LONG), _RIBBED_CUFF, _body(), _RIBBED_HEM,
                       Fill("120,86 ~104,80 96,54 98,26 ~108,22 120,22", mirror="join", volume=0.8),
                       Line("98,46 ~110,51 120,51", width=1.4, mirror="twin")),
    "cardigan": _top(_sleeves(_LONG), _RIBBED_CUFF, Fill("120,58 93,50 120,150", "deep", mirror="join", volume=0),
                     _body("120,150 93,50 57,66 66,130 ~64,200 62,276 ~90,281 120,281"), _RIBBED_HEM,
                     Line("95,52 120,152 120,284", "dark", width=8.0), Line("145,52 120,152", "dark", width=8.0),
                     Dots("120,164 120,192 120,220 120,248 120,274", radius=3.0)),
}

_SWEATSHIRTS = {
    "hooded": _top(_sleeves(_LONG), _RIBBED_CUFF, _body(), _HOOD, _HOOD_INSIDE, *_DRAWSTRINGS, _KANGAROO,
                   _RIBBED_HEM, emblem_at=160.0),
    "zip": _top(_sleeves(_LONG), _RIBBED_CUFF, _body(), _HOOD, _HOOD_INSIDE, *_DRAWSTRINGS, _SLANT_POCKETS,
                _RIBBED_HEM, Line("120,96 120,288", "trimdark", width=3.4), Line("120,96 120,288", "silver", width=1.3)),
    "crew neck": _top(_sleeves(_LONG), _RIBBED_CUFF, _inside(), _body(), _RIBBED_HEM, _CREW,
                      Fill("113,86 127,86 120,98", "dark", volume=0.0), emblem_at=165.0),
}

_SIDE_STRIPES = (
    Line("48,84 ~34,140 25,226", "accent", width=4.0, mirror="twin"),
    Line("56,84 ~42,142 33,228", "accent", width=4.0, mirror="twin"),
)
_JACKETS = {
    "bomber": _top(_sleeves(_LONG), _RIBBED_CUFF, _body(_LOOSE), _STAND_COLLAR, *_ZIP, _ZIP_PULL, _SLANT_POCKETS,
                   _RIBBED_HEM, folds=0.7),
    "track": _top(_sleeves(_LONG), *_SIDE_STRIPES, _RIBBED_CUFF, _body(), _STAND_COLLAR, *_ZIP, _ZIP_PULL,
                  _SLANT_POCKETS, _RIBBED_HEM),
    "puffer": _top(_sleeves(_LONG), _body(_LOOSE), _STAND_COLLAR, *_ZIP, _ZIP_PULL, _SLANT_POCKETS, folds=0.2),
    "denim": _top(_sleeves(_LONG), *_BUTTONED_CUFF, _body(), _SHIRT_COLLAR, _FLAP_POCKETS,
                  Line("114,78 114,281", "stitch"), Line("126,78 126,281", "stitch"),
                  Line("60,108 ~90,112 114,112", "stitch", mirror="twin"), Line("92,134 98,266", "stitch", mirror="twin"),
                  Line("62,262 ~90,267 114,267", "stitch", mirror="twin"),
                  Dots("120,92 120,122 120,152 120,182 120,212 120,242 120,272", "wood", radius=2.6)),
    "leather": _top(_sleeves(_LONG), _body(), Fill("120,116 92,48 ~84,56 78,72 88,84 82,94 112,142", mirror="twin", volume=0.4),
                    Line("120,116 128,284", "silver", width=2.4), Line("80,196 100,206", "silver", width=2.2, mirror="twin"),
                    Line("24,206 42,236", "silver", width=1.8, mirror="twin"),
                    Line("62,262 ~90,267 120,267", "deep", width=2.0, mirror="twin"), folds=0.8),
    "blazer": _top(_sleeves(_LONG), Dots("30,226 31,219", radius=1.6, mirror="twin"),
                   Fill("120,190 96,50 ~108,46 120,46", "white", mirror="join", volume=0.2),
                   Fill("120,176 98,52 57,66 66,130 ~70,190 60,280 ~86,288 118,272", mirror="twin", volume=0.6),
                   Fill("100,48 ~88,52 80,66 94,92 84,98 118,178 ~112,120", "dark", mirror="twin", volume=0.4),
                   Fill(box(72, 214, 104, 222), "dark", mirror="twin", volume=0.2),
                   Dots("120,184 120,210", "deep", radius=3.2)),
}

_NOTCH = Line("120,78 120,126", "deep", width=3.0)
_YOKE = Fill("120,128 ~108,124 104,100 ~100,76 95,52 ~103,74 120,80", "accent", mirror="join", volume=0.1)
_BORDER = (
    Fill("61,282 60,296 ~92,300 120,300 120,288 ~92,288", "accent", mirror="twin", volume=0.0),
    Line("62,278 ~92,283 120,283", "accent", width=1.6, mirror="twin"),
)
_SLITS = Line("67,226 61,292", "deep", width=2.2, mirror="twin")
_KURTA_CUFF = Fill("29,170 26,182 ~40,192 54,188 57,176 ~42,180", "accent", mirror="twin", volume=0.1)
_KURTAS = {
    "three-quarter sleeve": _top(_sleeves(_THREE_QUARTER), _KURTA_CUFF, _inside(_NAPE_HIGH), _body(_KURTA), _YOKE,
                                 _NOTCH, Dots("120,90 120,102 120,114", "white", radius=1.8), *_BORDER, _SLITS),
    "sleeveless": _top(_inside(_NAPE_HIGH), _body(_KURTA.replace("62,54", "76,48 ~80,86")), _YOKE, _NOTCH, *_BORDER,
                       _SLITS, Line("76,48 ~80,86 72,112", "accent", width=3.0, mirror="twin")),
    "mandarin collar": _top(_sleeves(_FULL_KURTA), Line("26,216 ~38,222 52,218", "accent", width=2.0, mirror="twin"),
                            _body(_KURTA_LONG), Fill("104,34 ~120,40 136,34 139,48 120,68 101,48", "deep", volume=0),
                            Fill("103,34 ~97,38 96,44 119,74 119,62 ~106,50", mirror="twin", volume=0.2, plain=True),
                            Fill(box(113, 70, 127, 158), "accent", volume=0.0),
                            Dots("120,84 120,102 120,120 120,138", "white", radius=2.2), _SLITS),
}

_DRESS_SKATER = "120,94 ~102,86 97,50 80,54 ~82,92 74,114 ~82,140 86,156 ~60,220 40,276 ~80,290 120,291"
_DRESS_SHEATH = "120,86 ~104,78 97,44 72,54 78,108 ~84,140 84,156 ~70,190 74,240 80,292 ~100,296 120,296"
_DRESS_MAXI = "120,86 96,36 84,38 ~84,72 80,96 ~86,118 88,130 ~70,220 52,304 ~86,312 120,312"
_DRESS_STRAPLESS = "120,82 ~104,74 84,80 ~80,104 88,148 ~64,210 46,270 ~82,284 120,285"
_DRESS_SHIRT = "120,76 100,58 94,50 62,64 72,124 ~80,150 84,166 ~66,220 56,280 ~90,288 120,288"
_FLARES = (
    Line("104,164 ~92,220 78,284", width=1.3, mirror="twin"),
    Line("114,166 ~110,230 104,290", width=1.3, mirror="twin"),
)
_WAISTBAND = Fill("120,150 ~102,150 84,146 86,160 ~102,164 120,164", "accent", mirror="join", volume=0.15)
_DRESSES = {
    "skater": _top(_inside("120,56 ~110,55 97,50 ~102,86 120,94"), _body(_DRESS_SKATER), *_FLARES, _WAISTBAND,
                   Line("97,50 ~102,86 120,94", "dark", width=2.2, mirror="twin"), emblem_at=122.0),
    "sheath": _top(_sleeves("73,54 ~58,68 52,96 ~64,106 79,104 ~77,80"),
                   _inside("120,50 ~110,49 97,44 ~104,78 120,86"), _body(_DRESS_SHEATH),
                   Line("97,44 ~104,78 120,86", "dark", width=2.4, mirror="twin"),
                   Line("84,156 ~100,160 120,160", "dark", width=4.0, mirror="twin")),
    "maxi": _top(_inside("120,44 ~108,43 96,36 120,86"), _body(_DRESS_MAXI),
                 Fill("120,122 ~102,122 87,118 88,132 ~102,136 120,136", "accent", mirror="join", volume=0.15),
                 Line("106,140 ~94,220 78,308", width=1.3, mirror="twin"),
                 Line("115,140 ~112,230 106,310", width=1.3, mirror="twin"),
                 Line("96,36 120,86", "dark", width=2.4, mirror="twin")),
    "strapless": _top(_body(_DRESS_STRAPLESS), *_FLARES, Line("84,80 ~104,74 120,82", "accent", width=5.0, mirror="twin"),
                      Line("87,146 ~102,151 120,151", "accent", width=7.0, mirror="twin")),
    "shirt dress": _top(_sleeves("63,64 ~48,80 40,112 ~54,124 74,122 ~70,90"), _body(_DRESS_SHIRT), _BAND, _SHIRT_COLLAR,
                        Line("114,78 114,287", width=1.0), Line("126,78 126,287", width=1.0),
                        Dots("120,94 120,118 120,142 120,190 120,216 120,242 120,268", radius=2.1),
                        Line("84,162 ~100,167 120,167", "leather", width=7.0, mirror="twin"),
                        Fill(box(113, 160, 127, 174, corner=2), "gold", volume=0.1),
                        Fill(box(116, 163, 124, 171), "leather", volume=0.0, edge=False)),
}

_FIGURE = (
    Fill("120,58 ~112,54 110,36 ~104,26 108,12 ~114,4 120,4", "skin", mirror="join", volume=0.5, edge=False),
    Fill("104,52 ~84,58 76,72 ~66,110 64,140 ~70,146 76,140 ~84,110 92,86", "skin", volume=0.4, edge=False),
    Fill("136,52 ~156,58 164,72 ~176,110 178,146 ~172,152 166,146 ~158,112 148,86", "skin", volume=0.4, edge=False),
    Fill("120,50 104,50 ~92,80 98,130 120,132", "skin", mirror="join", volume=0.3, edge=False),
)
_SAREE_SKIRT = "90,128 ~82,180 70,300 ~120,312 172,300 ~160,190 150,126 ~120,140"
_SAREE_DRAPE = "142,52 ~158,56 164,66 ~150,110 96,150 ~86,146 88,128 ~112,100"
_SAREE_TAIL = "150,52 ~168,60 172,84 ~186,160 196,250 ~180,262 160,256 ~164,170 152,96"
_SAREES = {
    "draped": Sketch(
        (
            Fill(_SAREE_TAIL, volume=0.6),
            Fill("160,256 ~180,262 196,250 194,236 ~178,246 160,240", "accent", volume=0.0),
            *_FIGURE,
            Fill("102,54 ~92,58 84,66 78,92 ~86,100 94,98 96,118 ~120,122 146,118 148,98 ~154,100 162,94 156,66 ~148,56 138,54 ~120,92", "accent", volume=0.5),
            Fill(_SAREE_SKIRT, volume=0.7),
            Fill("72,284 70,300 ~120,312 172,300 170,284 ~120,297", "accent", volume=0.1),
            Line("112,142 ~108,220 104,304", width=1.6),
            Line("120,144 ~118,220 116,306", width=1.6),
            Line("128,142 ~128,220 128,306", width=1.6),
            Line("136,140 ~138,220 140,304", width=1.6),
            Fill(_SAREE_DRAPE, volume=0.55),
            Line("142,53 ~112,100 88,130", "accent", width=6.0),
            Line("164,66 ~150,112 97,150", "accent", width=4.0),
        ),
        folds=0.7,
    ),
}

_SCARVES = {
    "looped": Sketch((
        Fill("92,110 ~82,190 84,286 ~102,292 118,288 ~122,200 116,120", volume=0.7),
        Fill("128,110 ~132,180 138,250 ~154,254 168,246 ~166,180 152,104", volume=0.7),
        Line("86,288 86,304", width=1.4), Line("94,290 94,306", width=1.4), Line("102,291 102,307", width=1.4),
        Line("110,290 110,306", width=1.4), Line("117,288 117,304", width=1.4),
        Line("140,252 140,268", width=1.4), Line("148,253 148,269", width=1.4), Line("156,252 156,268", width=1.4),
        Line("165,248 165,264", width=1.4),
        Fill("~120,36 ~70,58 ~66,108 ~120,142 ~174,108 ~170,58", volume=0.9),
        Fill("~120,52 ~92,62 ~96,86 ~120,98 ~144,86 ~148,62", "deep", volume=0.6),
        Line("74,70 ~92,118 132,134", width=1.6), Line("166,68 ~150,110 110,128", width=1.6),
    ), folds=0.9),
}

TOPS: Mapping[str, Mapping[str, Sketch]] = {
    "Tshirts": _TSHIRTS,
    "Shirts": _SHIRTS,
    "Tops": _TOPS,
    "Sweaters": _SWEATERS,
    "Sweatshirts": _SWEATSHIRTS,
    "Jackets": _JACKETS,
    "Kurtas": _KURTAS,
    "Dresses": _DRESSES,
    "Sarees": _SAREES,
    "Scarves": _SCARVES,
}
_ = oval
