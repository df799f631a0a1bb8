"""Tights and leggings."""

from __future__ import annotations

from fashion_search.demo.parts import Fill, Line
from fashion_search.demo.shapes.bodices import body, garment

TIGHTS = {
    "Tights": garment(
        Fill(
            "120,28 94,28 ~86,66 86,110 ~94,190 98,262 ~94,286 78,300 ~92,312 112,304 ~112,200 120,112",
            mirror="join",
            volume=0.8,
        ),
        Line("94,38 ~106,41 120,41", "dark", width=2.0, mirror="twin"),
        folds=0.1,
    ),
    "Fine Tights": garment(
        Fill(
            "120,28 98,28 ~92,60 92,108 ~100,190 104,262 ~102,288 98,304 ~106,312 115,304 ~115,200 120,108",
            mirror="join",
            volume=0.8,
        ),
        folds=0.1,
    ),
}

LEGGINGS = {
    "Leggings": garment(
        body("120,30 92,30 ~84,64 84,104 ~92,190 98,294 ~106,297 114,294 ~115,200 120,116"),
        Line("91,42 ~106,46 120,46", "dark", width=1.4, mirror="twin"),
        folds=0.2,
    ),
    "Sports Leggings": garment(
        body("120,26 90,26 ~82,62 82,104 ~92,190 100,290 ~107,293 114,290 ~115,200 120,116"),
        Fill("120,26 90,26 88,58 ~104,62 120,62", "dark", mirror="join", volume=0.2),
        Line("86,70 ~90,190 103,288", "accent", width=3.0, mirror="twin"),
        folds=0.2,
    ),
}
