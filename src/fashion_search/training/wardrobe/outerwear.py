"""Coats, cardigans and sleeveless layers."""

from __future__ import annotations

from fashion_search.demo.outline import box
from fashion_search.demo.parts import Dots, Fill, Line
from fashion_search.demo.shapes.bodices import LONG, RIBBED_CUFF, body, garment, inside, sleeves

_COAT_SLEEVE = "58,55 ~40,78 30,140 22,222 ~34,228 48,224 60,166 70,118 ~64,82"

_LAPELS = Fill("100,38 ~88,42 80,56 94,82 84,88 118,150 ~112,100", "dark", mirror="twin", volume=0.4)

_COAT = "120,64 100,46 93,40 57,56 66,126 ~64,200 54,300 ~90,308 120,308"

COATS = {
    "Wool Coat": garment(
        sleeves(_COAT_SLEEVE),
        Fill("120,160 98,40 ~108,36 120,36", "deep", mirror="join", volume=0.1),
        Fill("119,150 98,42 57,56 66,126 ~66,200 56,302 ~90,308 119,308", mirror="twin", volume=0.6),
        _LAPELS,
        Line("120,150 120,308", "deep", width=1.6),
        Dots("120,166 120,202", "deep", radius=3.6),
        Fill(box(70, 204, 102, 212), "dark", mirror="twin", volume=0.2),
    ),
    "Double Breasted Coat": garment(
        sleeves(_COAT_SLEEVE),
        body(_COAT),
        Fill("119,140 98,36 ~84,42 76,58 92,86 80,92 108,150", "dark", mirror="twin", volume=0.4),
        Line("138,150 138,308", "deep", width=1.6),
        Dots("104,164 104,196 104,228 134,164 134,196 134,228", "deep", radius=3.4),
    ),
    "Trench Coat": garment(
        sleeves(_COAT_SLEEVE),
        body("120,64 100,46 93,40 57,56 66,126 ~74,168 76,176 ~62,240 46,300 ~90,308 120,308"),
        Fill("119,120 98,36 ~84,42 78,58 90,84 82,92 110,130", "dark", mirror="twin", volume=0.4),
        Fill("120,168 76,166 75,182 120,184", "dark", mirror="join", volume=0.3),
        Fill(box(112, 166, 128, 184, corner=2), "wood", volume=0.1),
        Line("130,184 134,306", "deep", width=1.6),
        Dots("106,142 134,142 106,210 134,210", "deep", radius=3.0),
    ),
    "Parka Coat": garment(
        sleeves(_COAT_SLEEVE),
        body("120,84 ~102,76 93,50 52,62 60,130 ~56,210 54,290 ~90,298 120,298"),
        Fill("120,96 ~96,88 78,58 ~82,22 104,10 120,8", mirror="join", volume=0.9),
        Fill("120,84 ~102,76 96,52 ~102,30 120,26", "deep", mirror="join", volume=0.3),
        Line("120,90 120,298", "trimdark", width=3.4),
        Fill(box(66, 210, 106, 246, corner=3), mirror="twin", volume=0.3),
        Line("60,176 ~90,182 120,182", "dark", width=3.0, mirror="twin"),
    ),
    "Long Padded Coat": garment(
        sleeves(_COAT_SLEEVE),
        body("120,64 ~102,56 93,46 52,62 58,130 ~54,210 54,296 ~90,304 120,304"),
        Fill("120,76 ~104,70 90,46 96,30 ~104,50 120,58", mirror="join", volume=0.4),
        Line("120,64 120,304", "trimdark", width=3.0),
        *(
            Line(f"56,{y} ~90,{y + 8} 120,{y + 4}", "deep", width=2.0, mirror="twin")
            for y in (96, 130, 164, 198, 232, 266)
        ),
        folds=0.2,
    ),
}

CARDIGANS = {
    "Buttoned Cardigan": garment(
        sleeves(LONG),
        RIBBED_CUFF,
        Fill("120,58 93,50 120,140", "deep", mirror="join", volume=0),
        body("120,140 93,50 57,66 66,130 ~64,200 62,262 ~90,267 120,267"),
        Line("95,52 120,140 120,267", "dark", width=9.0),
        Line("145,52 120,140", "dark", width=9.0),
        Dots("120,152 120,176 120,200 120,224 120,248", radius=3.2),
    ),
    "Round Neck Cardigan": garment(
        sleeves(LONG),
        RIBBED_CUFF,
        inside(),
        body(),
        Line("120,82 120,280", "dark", width=8.0),
        Line("93,51 ~102,76 120,84", "dark", width=5.0, mirror="twin"),
        Dots("120,94 120,124 120,154 120,184 120,214 120,244 120,270", radius=3.0),
    ),
    "Open Front Cardigan": garment(
        sleeves(LONG),
        RIBBED_CUFF,
        Fill("120,58 93,50 92,286 120,286", "deep", mirror="join", volume=0),
        Fill("93,50 57,66 66,130 ~62,210 58,290 ~80,294 104,292 ~102,170", mirror="twin", volume=0.5),
        Line("95,52 ~104,170 102,290", "dark", width=7.0, mirror="twin"),
    ),
}

GILETS = {
    "Padded Gilet": garment(
        body("120,64 ~102,56 93,46 64,58 ~70,96 62,132 ~58,200 60,268 ~90,274 120,274"),
        Fill("120,76 ~104,70 90,46 96,30 ~104,50 120,58", mirror="join", volume=0.4),
        Line("120,64 120,274", "trimdark", width=3.0),
        *(
            Line(f"62,{y} ~90,{y + 7} 120,{y + 4}", "deep", width=2.0, mirror="twin")
            for y in (110, 144, 178, 212, 246)
        ),
        folds=0.2,
    ),
    "Waistcoat": garment(
        Fill("120,150 98,48 ~108,42 120,42", "deep", mirror="join", volume=0.1),
        Fill("119,150 98,48 72,60 ~80,100 68,132 ~70,190 64,240 96,268 119,246", mirror="twin", volume=0.5),
        Line("119,150 119,246", "deep", width=1.6),
        Dots("122,160 122,182 122,204 122,226", radius=2.6),
    ),
}
