"""Knitted hats, and bands for the hair."""

from __future__ import annotations

from fashion_search.demo.outline import box, oval
from fashion_search.demo.parts import Fill, Line, Sketch

BEANIES = {
    "Beanie": Sketch(
        (
            Fill("62,200 ~56,120 92,84 ~120,74 148,84 ~184,120 178,200", volume=0.8),
            *(
                Line(f"{x},{90 if x in (100, 140, 120) else 104} {x},196", "dark")
                for x in (84, 100, 120, 140, 156)
            ),
            Fill(box(56, 188, 184, 236, corner=8), "main", volume=0.5),
        ),
        folds=0.3,
    ),
    "Bobble Beanie": Sketch(
        (
            Fill(oval(120, 66, 48, 46), "accent", volume=0.7),
            Fill("64,214 ~58,130 94,94 ~120,84 146,94 ~182,130 176,214", volume=0.8),
            Fill(box(60, 204, 180, 244, corner=8), "dark", volume=0.5),
        ),
        folds=0.3,
    ),
    "Slouch Beanie": Sketch(
        (
            Fill("66,230 ~52,150 84,96 ~110,70 156,78 ~190,110 176,230", volume=0.8),
            Line("66,216 ~120,228 176,216", "dark", width=2.0),
        ),
        folds=0.6,
    ),
}

HAIRBANDS = {
    "Alice Band": Sketch(
        (Line("56,250 ~44,170 74,104 ~120,72 166,104 ~196,170 184,250", "main", width=13.0),), folds=0.0
    ),
    "Knotted Hairband": Sketch(
        (
            Line("56,250 ~44,170 74,104 ~120,76 166,104 ~196,170 184,250", "main", width=24.0),
            Fill(oval(120, 80, 40, 34), "main", volume=0.6),
        ),
        folds=0.0,
    ),
    "Sports Headband": Sketch(
        (
            Fill("40,150 ~120,120 200,150 200,184 ~120,158 40,184", volume=0.5),
            Fill("40,184 ~120,224 200,184 200,160 ~120,196 40,160", "dark", volume=0.3),
        ),
        folds=0.2,
    ),
    "Scrunchie": Sketch(
        (
            Line(oval(120, 160, 120, 112), "main", width=34.0, closed=True),
            Line(oval(120, 160, 120, 112), "dark", width=3.0, closed=True),
        ),
        folds=0.5,
    ),
}
