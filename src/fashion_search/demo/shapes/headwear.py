"""What is worn about the head and neck: caps, sunglasses and ties."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import box, oval
from fashion_search.demo.parts import Dots, Fill, Gloss, Line, Part, Sketch, lying, standing

__all__ = ["SKETCHES"]

_LENS_AVIATOR = "~108,148 ~72,136 ~38,146 ~36,172 ~54,198 ~82,204 ~103,182"
_LENS_SQUARE = "~108,142 ~70,136 ~32,142 ~34,172 ~48,192 ~74,196 ~98,188 ~108,166"
_LENS_ROUND = oval(74, 164, 78, 70)


def _glasses(lens: str, *bridge: Part, frame: str, width: float) -> Sketch:
    return lying(
        Line("34,148 ~16,138 18,124 ~30,112 62,112", frame, width=width + 1.5, mirror="twin"),
        Fill(lens, "lens", mirror="twin", volume=0.25),
        Gloss("50,186 ~64,164 90,146", width=11, strength=0.28),
        Gloss("146,186 ~160,164 186,146", width=11, strength=0.28),
        Line(lens, frame, width=width, mirror="twin", closed=True),
        *bridge,
    )


_SUNGLASSES = {
    "aviator": _glasses(
        _LENS_AVIATOR,
        Line("108,144 ~120,138 132,144", "case", width=2.6),
        Line("104,138 136,138", "case", width=2.6),
        frame="case",
        width=2.6,
    ),
    "wayfarer": _glasses(
        _LENS_SQUARE,
        Line("106,148 ~120,140 134,148", "main", width=8.0),
        Dots("40,148", "silver", radius=2.4, mirror="twin"),
        frame="main",
        width=8.0,
    ),
    "round": _glasses(
        _LENS_ROUND, Line("110,158 ~120,150 130,158", "main", width=4.0), frame="main", width=4.0
    ),
    "oversized": _glasses(
        "~110,144 ~68,126 ~28,142 ~28,176 ~50,204 ~82,208 ~106,186",
        Line("108,146 ~120,139 132,146", "main", width=7.0),
        Dots("32,146 40,143", "gold", radius=2.2, mirror="twin"),
        frame="main",
        width=7.0,
    ),
}

_CAPS = {
    "baseball": standing(
        Fill("48,190 ~50,110 120,96 ~190,110 192,190 ~120,176", volume=0.9),
        Line("120,97 120,178", width=1.4),
        Line("112,98 ~78,120 76,182", width=1.4),
        Line("128,98 ~162,120 164,182", width=1.4),
        Dots("120,97", "dark", radius=5.0),
        Dots("94,128 146,128", "deep", radius=2.2),
        Fill(oval(120, 146, 40, 36), "accent", volume=0.2),
        Fill(
            "120,130 124,141 136,141 127,148 130,159 120,152 110,159 113,148 104,141 116,141",
            "main",
            volume=0.0,
            plain=True,
            edge=False,
        ),
        Fill(
            "44,190 ~70,172 120,170 ~170,172 196,190 ~216,216 "
            "206,222 ~160,206 120,206 ~80,206 34,222 ~24,216",
            "accent",
            volume=0.6,
        ),
        Line("46,200 ~120,182 194,200", "trimdark"),
        Line("40,208 ~120,192 200,208", "trimdark"),
    ),
    "side": standing(
        Fill("40,196 ~36,120 100,102 ~160,100 170,186 ~110,200", volume=0.9),
        Line("100,103 ~124,140 122,194", width=1.4),
        Line("98,103 ~66,130 68,198", width=1.4),
        Dots("100,102", "dark", radius=5.0),
        Dots("84,132 130,128", "deep", radius=2.2),
        Line("140,120 ~154,140 158,172", "accent", width=6.0),
        Fill(
            "110,194 ~150,176 172,180 ~214,190 228,208 ~214,216 180,206 ~150,200 112,206",
            "accent",
            volume=0.6,
        ),
        Fill("40,190 ~80,204 116,192 116,202 ~80,212 41,200", "dark", volume=0.2),
    ),
    "beanie": standing(
        Fill(oval(120, 82, 44, 42), "accent", volume=0.9),
        Fill("~54,200 ~54,150 ~78,112 ~120,98 ~162,112 ~186,150 ~186,200 ~120,208", volume=0.85),
        Fill("50,178 ~120,188 190,178 ~196,206 190,224 ~120,236 50,224 ~44,206", "dark", volume=0.6),
        *(
            Line(f"{x},{184 - abs(120 - x) * 0.06:.0f} {x},{232 - abs(120 - x) * 0.1:.0f}", "deep", width=1.4)
            for x in range(58, 190, 11)
        ),
    ),
}

_TIES = {
    "classic": Sketch(
        (
            Fill("106,56 ~110,34 136,26 ~160,26 158,40 ~140,44 132,58", "dark", volume=0.5),
            Fill("112,84 128,84 134,250 120,272 106,250", "deep", volume=0.3),
            Fill("110,82 ~120,88 132,82 ~142,180 150,268 122,304 92,268 ~102,180", volume=0.6),
            Fill("102,54 ~120,48 138,54 132,84 ~120,90 109,84", volume=0.5),
        ),
        folds=0.15,
    ),
    "bow": Sketch(
        (
            Fill("120,160 ~84,128 38,118 ~28,160 38,202 ~84,192", mirror="twin", volume=0.7),
            Line("110,156 ~86,146 66,146", mirror="twin"),
            Line("110,164 ~86,174 66,176", mirror="twin"),
            Fill(box(106, 142, 134, 178, corner=7), "dark", volume=0.6),
        ),
        folds=0.2,
        stance="lying",
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Sunglasses": _SUNGLASSES,
    "Caps": _CAPS,
    "Ties": _TIES,
}
