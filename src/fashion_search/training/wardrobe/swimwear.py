"""Swimsuits and bikinis."""

from __future__ import annotations

from fashion_search.demo.parts import Fill, Line
from fashion_search.demo.shapes.bodices import body, garment, inside

# The lower left half, from the waist over the cut of the leg to the middle.
HIP = "~76,170 66,214 ~92,236 108,272 120,276"

SWIMSUITS = {
    "Scoop Back Swimsuit": garment(
        inside("120,70 ~108,68 96,56 ~104,104 120,112"),
        body(f"120,112 ~106,106 96,56 84,56 ~86,100 70,126 {HIP}"),
    ),
    "Plunge Swimsuit": garment(
        body(f"120,156 96,52 86,52 ~84,98 70,126 {HIP}"),
        Line("96,52 120,156", "dark", width=2.4, mirror="twin"),
    ),
    "Bandeau Swimsuit": garment(
        Line("84,98 ~86,66 98,40", "main", width=2.4, mirror="twin"),
        body(f"120,108 ~102,98 80,94 72,110 70,128 {HIP}"),
        Line("120,108 120,140", "dark"),
    ),
    "Racing Swimsuit": garment(
        body("120,96 ~106,92 98,50 90,50 ~96,96 68,128 ~74,176 66,222 ~90,232 108,268 120,272"),
        Line("68,130 ~76,178 66,222", "accent", width=5.0, mirror="twin"),
    ),
}

BIKINI_TOPS = {
    "Triangle Bikini Top": garment(
        Line("92,116 ~98,76 112,42", "main", width=2.6, mirror="twin"),
        Line("64,186 24,196", "main", width=2.6, mirror="twin"),
        Fill("116,186 60,188 ~68,146 92,112 ~108,144", mirror="twin", volume=0.5),
        folds=0.2,
    ),
    "Bandeau Bikini Top": garment(
        Fill("120,136 ~92,124 50,128 46,178 ~90,190 120,182", mirror="join", volume=0.6),
        Line("120,138 120,182", "dark", width=4.0),
        folds=0.3,
    ),
    "Underwired Bikini Top": garment(
        Line("70,116 ~72,78 88,46", "main", width=6.0, mirror="twin"),
        Fill("120,168 ~104,138 76,112 ~56,130 48,168 44,198 ~90,206 120,194", mirror="join", volume=0.8),
        Line("120,188 ~96,196 62,186", "dark", width=2.0, mirror="twin"),
        folds=0.2,
    ),
    "Cropped Bikini Top": garment(
        Fill("120,122 ~104,112 96,66 78,66 ~80,110 58,136 56,196 ~90,202 120,202", mirror="join", volume=0.6),
        Line("56,188 ~90,196 120,196", "dark", width=3.0, mirror="twin"),
    ),
}

BIKINI_BOTTOMS = {
    "Bikini Bottoms": garment(
        Fill("120,124 ~84,122 44,116 40,150 ~78,164 102,214 120,222", mirror="join", volume=0.6),
        Line("44,124 ~84,130 120,132", "dark", mirror="twin"),
    ),
    "High Waist Bikini Bottoms": garment(
        Fill("120,88 ~84,86 58,84 ~48,120 42,154 ~82,172 104,224 120,230", mirror="join", volume=0.6),
        Line("58,92 ~84,95 120,96", "dark", width=2.0, mirror="twin"),
    ),
    "Tie Side Bikini Bottoms": garment(
        Fill("120,136 54,126 56,136 ~86,168 106,212 120,218", mirror="join", volume=0.5),
        Line("54,130 ~40,140 36,176", "main", width=2.4, mirror="twin"),
        Line("54,130 ~30,138 24,168", "main", width=2.4, mirror="twin"),
        folds=0.2,
    ),
}
