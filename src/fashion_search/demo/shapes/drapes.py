"""What is wound and draped: sarees and scarves."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.parts import Fill, Line, Sketch

__all__ = ["SKETCHES"]

_FIGURE = (
    Fill("120,58 ~112,54 110,36 ~104,26 108,12 ~114,4 120,4", "skin", mirror="join", volume=0.5, edge=False),
    Fill("104,52 ~84,58 76,72 ~66,110 64,140 ~70,146 76,140 ~84,110 92,86", "skin", volume=0.4, edge=False),
    Fill(
        "136,52 ~156,58 164,72 ~176,110 178,146 ~172,152 166,146 ~158,112 148,86",
        "skin",
        volume=0.4,
        edge=False,
    ),
    Fill("120,50 104,50 ~92,80 98,130 120,132", "skin", mirror="join", volume=0.3, edge=False),
)
_SAREE_SKIRT = "90,128 ~82,180 70,300 ~120,312 172,300 ~160,190 150,126 ~120,140"
_SAREE_DRAPE = "142,52 ~158,56 164,66 ~150,110 96,150 ~86,146 88,128 ~112,100"
_SAREE_TAIL = "150,52 ~168,60 172,84 ~186,160 196,250 ~180,262 160,256 ~164,170 152,96"

_SAREES = {
    "draped": Sketch(
        (
            Fill(_SAREE_TAIL, volume=0.6),
            Fill("160,256 ~180,262 196,250 194,236 ~178,246 160,240", "accent", volume=0.0),
            *_FIGURE,
            Fill(
                "102,54 ~92,58 84,66 78,92 ~86,100 94,98 96,118 ~120,122 146,118 "
                "148,98 ~154,100 162,94 156,66 ~148,56 138,54 ~120,92",
                "accent",
                volume=0.5,
            ),
            Fill(_SAREE_SKIRT, volume=0.7),
            Fill("72,284 70,300 ~120,312 172,300 170,284 ~120,297", "accent", volume=0.1),
            Line("112,142 ~108,220 104,304", width=1.6),
            Line("120,144 ~118,220 116,306", width=1.6),
            Line("128,142 ~128,220 128,306", width=1.6),
            Line("136,140 ~138,220 140,304", width=1.6),
            Fill(_SAREE_DRAPE, volume=0.55),
            Line("142,53 ~112,100 88,130", "accent", width=6.0),
            Line("164,66 ~150,112 97,150", "accent", width=4.0),
        ),
        folds=0.7,
    ),
}

_SCARVES = {
    "looped": Sketch(
        (
            Fill("92,110 ~82,190 84,286 ~102,292 118,288 ~122,200 116,120", volume=0.7),
            Fill("128,110 ~132,180 138,250 ~154,254 168,246 ~166,180 152,104", volume=0.7),
            Line("86,288 86,304", width=1.4),
            Line("94,290 94,306", width=1.4),
            Line("102,291 102,307", width=1.4),
            Line("110,290 110,306", width=1.4),
            Line("117,288 117,304", width=1.4),
            Line("140,252 140,268", width=1.4),
            Line("148,253 148,269", width=1.4),
            Line("156,252 156,268", width=1.4),
            Line("165,248 165,264", width=1.4),
            Fill("~120,36 ~70,58 ~66,108 ~120,142 ~174,108 ~170,58", volume=0.9),
            Fill("~120,52 ~92,62 ~96,86 ~120,98 ~144,86 ~148,62", "deep", volume=0.6),
            Line("74,70 ~92,118 132,134", width=1.6),
            Line("166,68 ~150,110 110,128", width=1.6),
        ),
        folds=0.9,
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Sarees": _SAREES,
    "Scarves": _SCARVES,
}
