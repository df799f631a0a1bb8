"""What garments are put together from: bodies, necks, sleeves and fastenings."""

from __future__ import annotations

from fashion_search.demo.parts import Dots, Fill, Line, Part, Sketch

__all__ = [
    "BAND",
    "BUTTONED_CUFF",
    "CREW",
    "LONG",
    "NAPE",
    "NAPE_V",
    "RIBBED_CUFF",
    "SHIRT_COLLAR",
    "SHORT",
    "STRAIGHT",
    "V_NECK",
    "V_RIB",
    "body",
    "garment",
    "inside",
    "sleeves",
]

# Bodies, left half, from the neck's front over shoulder and hem to the middle.
STRAIGHT = "120,82 ~102,74 93,50 57,66 66,130 ~64,200 62,276 ~90,281 120,281"
V_NECK = "120,112 93,50 57,66 66,130 ~64,200 62,276 ~90,281 120,281"

# What shows of the inside of the back of the neck.
NAPE = "120,56 ~106,55 93,50 ~102,74 120,82"
NAPE_V = "120,57 ~106,56 93,50 120,112"
# Sleeves, left.
SHORT = "58,65 ~38,84 18,128 ~34,142 58,148 68,124 ~64,92"
LONG = "58,65 ~40,88 30,150 20,238 ~32,244 46,240 58,176 70,128 ~64,92"


def sleeves(path: str) -> Fill:
    """A left sleeve and its twin."""
    return Fill(path, mirror="twin", volume=0.6)


RIBBED_CUFF = Fill("21,228 ~34,234 49,229 46,246 ~34,250 22,244", "dark", mirror="twin", volume=0.4)
BUTTONED_CUFF = (Line("23,222 ~36,227 50,222", mirror="twin"), Dots("30,232", radius=1.8, mirror="twin"))
CREW = Line("93,51 ~102,76 120,84", width=5.0, paint="dark", mirror="twin")
V_RIB = Line("94,52 120,112", width=5.5, paint="dark", mirror="twin")
SHIRT_COLLAR = Fill("98,44 ~90,48 86,56 104,90 120,72 ~106,62", mirror="twin", volume=0.3)
BAND = Fill("104,44 ~120,50 136,44 138,58 120,72 102,58", "dark", volume=0.0)


def garment(*parts: Part, folds: float = 0.55, emblem_at: float = 150.0) -> Sketch:
    """A garment with room for an emblem at this height of the chest."""
    return Sketch(parts, folds=folds, chest=(120.0, emblem_at, 78.0))


def inside(path: str = NAPE) -> Fill:
    """The inside of the back, seen through the neck."""
    return Fill(path, "deep", mirror="join", volume=0.0)


def body(path: str = STRAIGHT) -> Fill:
    """A body from its left half."""
    return Fill(path, mirror="join", volume=0.75)
