"""Skirts."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.parts import Fill, Line, Sketch
from fashion_search.demo.shapes.bodices import body, garment

__all__ = ["SKETCHES"]

_A_LINE = "120,56 84,54 ~70,130 44,248 ~80,262 120,263"
_PENCIL = "120,44 84,42 ~70,84 70,120 ~74,200 84,278 ~100,281 120,281"
_FULL_SKIRT = "120,30 90,28 ~70,140 34,296 ~76,308 120,309"


_SKIRTS = {
    "a-line": garment(
        body(_A_LINE),
        Fill("120,54 84,52 81,68 ~102,73 120,73", "dark", mirror="join", volume=0.2),
        Line("106,74 ~96,160 84,258", width=1.4, mirror="twin"),
        Line("120,74 120,262", width=1.2),
    ),
    "pencil": garment(
        body(_PENCIL),
        Fill("120,42 84,40 80,56 ~102,60 120,60", "dark", mirror="join", volume=0.2),
        Line("100,60 98,92", width=1.4, mirror="twin"),
        Line("120,238 120,281", "deep", width=1.8),
        folds=0.35,
    ),
    "pleated": garment(
        body(_A_LINE),
        *(
            Line(f"{120 - i * 6},68 {120 - i * 14.5},{262 - i * 2.4}", "dark", width=2.0, mirror="twin")
            for i in range(5)
        ),
        Fill("120,54 84,52 81,68 ~102,73 120,73", "accent", mirror="join", volume=0.2),
        folds=0.2,
    ),
    "maxi": garment(
        body(_FULL_SKIRT),
        Fill("120,28 90,26 87,40 ~104,44 120,44", "accent", mirror="join", volume=0.2),
        Line("110,44 ~96,180 74,306", width=1.5, mirror="twin"),
        Line("116,44 ~112,190 104,308", width=1.5, mirror="twin"),
        Line("36,288 ~76,300 120,301", "accent", width=3.0, mirror="twin"),
        folds=0.8,
    ),
    "tiered": garment(
        body(_A_LINE),
        Fill("76,116 ~98,124 120,124 120,134 ~96,134 72,126", "dark", mirror="twin", volume=0.2),
        Fill("64,180 ~90,190 120,190 120,200 ~90,200 60,190", "dark", mirror="twin", volume=0.2),
        Fill("120,54 84,52 81,68 ~102,73 120,73", "dark", mirror="join", volume=0.2),
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Skirts": _SKIRTS,
}
