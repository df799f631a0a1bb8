"""Bodysuits, jumpsuits and dungarees."""

from __future__ import annotations

from fashion_search.demo.outline import box
from fashion_search.demo.parts import Dots, Fill, Line
from fashion_search.demo.shapes.bodices import LONG, SHORT, body, garment, inside, sleeves
from fashion_search.training.wardrobe.swimwear import HIP

_THIN = "84,92 ~86,60 96,36"

BODYSUITS = {
    "Long Sleeve Bodysuit": garment(
        sleeves(LONG.replace("20,238", "24,226")), inside(), body(f"120,82 ~102,74 93,50 57,66 66,130 {HIP}")
    ),
    "Bodysuit": garment(
        sleeves(SHORT),
        inside(),
        body(f"120,82 ~102,74 93,50 57,66 66,130 {HIP}"),
        Line("93,51 ~102,76 120,84", "dark", width=4.0, mirror="twin"),
        Dots("112,268 120,271 128,268", radius=1.8),
    ),
    "Strappy Bodysuit": garment(
        Line(_THIN, "main", width=3.0, mirror="twin"),
        body(f"120,112 ~106,104 86,92 ~76,108 70,130 {HIP}"),
        Line("104,116 ~98,170 96,230", "dark", mirror="twin"),
    ),
}

JUMPSUITS = {
    "Wide Leg Jumpsuit": garment(
        inside("120,58 ~110,57 97,44 120,98"),
        body(
            "120,98 96,44 80,48 ~82,84 76,106 ~84,130 86,142 "
            "~76,180 72,224 ~70,280 66,302 ~90,306 112,302 ~116,240 120,186"
        ),
        Line("86,140 ~102,146 120,146", "accent", width=5.0, mirror="twin"),
        Line("94,160 ~88,230 86,298", mirror="twin"),
    ),
    "Jumpsuit": garment(
        sleeves("73,50 ~58,66 50,98 ~64,108 79,102 ~77,78"),
        inside("120,52 ~110,51 97,42 ~104,76 120,84"),
        body(
            "120,84 ~104,76 97,42 72,52 78,106 ~84,132 86,144 "
            "~76,176 78,220 ~86,270 92,306 ~102,309 112,306 ~116,240 120,188"
        ),
        Line("86,144 ~102,149 120,149", "dark", width=4.0, mirror="twin"),
    ),
    "Playsuit": garment(
        Line("86,84 ~88,56 98,36", "main", width=3.0, mirror="twin"),
        body(
            "120,96 ~104,90 86,84 ~80,104 78,122 ~86,148 "
            "88,162 ~74,196 58,240 ~88,250 114,246 ~117,224 120,208"
        ),
        Line("88,160 ~102,166 120,166", "accent", width=4.0, mirror="twin"),
    ),
    "Dungarees": garment(
        Line("100,98 ~98,66 104,34", "main", width=7.0, mirror="twin"),
        Fill("120,96 98,96 96,158 120,158", mirror="join", volume=0.3),
        Fill(
            "120,156 84,150 ~76,180 72,230 ~74,280 78,308 ~96,311 112,308 ~116,250 120,206",
            mirror="join",
            volume=0.7,
        ),
        Fill(box(108, 112, 132, 138, corner=2), "main", volume=0.2),
        Line("120,158 120,206", "stitch"),
        Dots("101,102", "silver", radius=3.0, mirror="twin"),
    ),
}
