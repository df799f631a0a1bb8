"""Boots."""

from __future__ import annotations

from fashion_search.demo.parts import Fill, Line, Sketch

_SOLE = Fill("60,250 214,250 ~218,258 212,264 60,264", "trimdark", volume=0.2)

BOOTS = {
    "Ankle Boots": Sketch(
        (
            Fill(
                "66,110 ~98,104 130,110 ~132,160 138,184 ~172,196 "
                "206,222 ~216,240 212,252 62,252 ~60,200 64,150",
                volume=0.8,
            ),
            _SOLE,
            Line("98,106 ~98,140 100,176", "dark", width=1.6),
        ),
        folds=0.5,
        stance="standing",
    ),
    "Chelsea Boots": Sketch(
        (
            Fill(
                "70,100 ~98,94 128,100 ~130,156 138,184 ~172,196 "
                "206,222 ~216,240 212,252 62,252 ~62,200 66,150",
                volume=0.8,
            ),
            Fill("84,102 112,102 106,176 92,176", "dark", volume=0.2),
            _SOLE,
        ),
        folds=0.3,
        stance="standing",
    ),
    "Knee High Boots": Sketch(
        (
            Fill(
                "74,30 ~104,24 136,30 ~130,120 132,190 ~168,204 "
                "200,226 ~210,242 206,254 72,254 ~70,200 76,120",
                volume=0.9,
            ),
            Fill("70,252 104,252 102,282 76,282", "trimdark", volume=0.3),
            Fill("104,250 208,250 206,260 104,262", "trimdark", volume=0.1),
        ),
        folds=0.4,
        stance="standing",
    ),
    "Heeled Ankle Boots": Sketch(
        (
            Fill(
                "72,92 ~100,86 130,92 ~130,150 138,182 ~172,198 204,232 "
                "~210,244 206,252 110,250 ~84,238 70,222 ~66,170 68,130",
                volume=0.8,
            ),
            Fill("70,220 100,240 92,286 76,286", "trimdark", volume=0.4),
        ),
        folds=0.4,
        stance="standing",
    ),
    "Lace-Up Boots": Sketch(
        (
            Fill(
                "70,92 ~98,86 126,92 ~130,150 142,180 ~176,192 "
                "208,220 ~216,240 212,246 62,246 ~62,200 66,150",
                volume=0.8,
            ),
            Fill("58,244 216,244 ~218,262 210,268 58,268", "trimdark", volume=0.3),
            *(
                Line(f"{104 + k * 6},{112 + k * 16} {132 + k * 5},{108 + k * 15}", "white", width=2.2)
                for k in range(5)
            ),
        ),
        folds=0.3,
        stance="standing",
    ),
}
