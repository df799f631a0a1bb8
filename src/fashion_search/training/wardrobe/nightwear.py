"""Pyjamas."""

from __future__ import annotations

from fashion_search.demo.parts import Dots, Fill, Line
from fashion_search.demo.shapes.bodices import body, garment, inside, sleeves
from fashion_search.demo.shapes.legwear import SKETCHES as DRAWN_LEGWEAR

_SET_TROUSERS = Fill(
    "120,150 86,150 ~80,200 74,298 ~94,302 112,298 ~116,250 120,200", mirror="join", volume=0.6
)

PYJAMAS = {
    "Buttoned Pyjama Set": garment(
        _SET_TROUSERS,
        sleeves("80,34 ~58,60 48,128 ~58,136 68,134 80,84"),
        body("120,54 104,36 98,30 78,36 82,90 ~80,130 78,166 ~100,170 120,170"),
        Fill("102,30 ~94,36 96,50 108,64 120,54 ~110,44", "accent", mirror="twin", volume=0.2),
        Line("120,56 120,170", "accent", width=2.0),
        Dots("120,72 120,94 120,116 120,138 120,158", radius=2.0),
    ),
    "Pyjama Set": garment(
        _SET_TROUSERS,
        sleeves("78,36 ~62,52 50,78 ~62,90 80,92 ~82,60"),
        inside("120,40 ~110,38 100,30 ~106,46 120,52"),
        body("120,52 ~106,46 100,30 78,36 82,90 ~80,130 78,160 ~100,164 120,164"),
    ),
    "Strappy Short Pyjama Set": garment(
        Fill("120,190 76,188 ~68,220 60,256 ~88,264 114,260 ~117,240 120,228", mirror="join", volume=0.5),
        Line("90,72 ~92,48 102,28", "main", width=2.6, mirror="twin"),
        body("120,84 ~104,76 90,70 ~80,90 74,108 ~76,150 70,180 ~96,185 120,185"),
        Line("120,84 ~104,76 90,70", "accent", width=3.0, mirror="twin"),
    ),
    "Short Pyjama Set": garment(
        Fill("120,190 78,188 ~70,220 60,262 ~88,270 114,266 ~117,240 120,228", mirror="join", volume=0.5),
        sleeves("78,36 ~60,54 46,86 ~60,98 78,98 ~80,66"),
        inside("120,40 ~110,38 100,30 ~106,46 120,52"),
        body("120,52 ~106,46 100,30 78,36 80,96 ~78,150 74,186 ~98,190 120,190"),
    ),
}

PYJAMA_BOTTOMS = {
    "Cuffed Pyjama Bottoms": DRAWN_LEGWEAR["Track Pants"]["jogger"],
    "Pyjama Bottoms": garment(
        body("120,34 82,32 ~74,64 70,100 ~68,200 66,300 ~90,304 112,300 ~115,200 120,126"),
        Line("82,44 ~100,48 120,48", "dark", width=1.6, mirror="twin"),
        Line("116,44 ~108,62 112,84", "white", width=2.0),
        Line("124,44 ~132,62 128,86", "white", width=2.0),
    ),
}
