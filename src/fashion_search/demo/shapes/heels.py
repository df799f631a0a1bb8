"""Women's heels and flats, seen from the side with the toe to the right."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.parts import Dots, Fill, Gloss, Line, Sketch, standing

__all__ = ["SKETCHES"]

# Women's shoes with a heel: the sole falls from a high heel to the ball of the foot.
_PUMP = (
    "44,112 ~34,130 44,152 ~84,166 128,196 ~166,214 208,214 ~222,210 220,200 "
    "~204,190 184,184 ~160,194 136,176 ~92,140 60,118 ~52,108"
)
_INSTEP = "46,150 ~86,164 130,194 ~166,210 218,212 ~216,218 200,219 ~160,220 126,204 ~86,172 46,158"
_STILETTO = "44,140 ~58,150 64,158 ~54,190 52,222 46,222 ~46,190 38,150"
_BLOCK_HEEL = "40,142 ~60,152 78,164 ~74,192 74,222 44,222 ~44,190"
_WEDGE = "42,146 ~86,160 130,192 ~166,208 219,211 ~219,220 206,222 ~120,224 48,222 ~44,190"
_FOOTBED = (
    "40,140 ~60,140 92,160 ~134,192 168,202 ~200,204 218,210 ~190,214 160,210 ~128,200 88,170 ~60,152 42,150"
)

_HEELS = {
    "pump": standing(
        Fill(_STILETTO, "dark", volume=0.4),
        Fill("52,114 ~62,120 94,144 ~136,178 160,192 ~130,186 90,156 ~60,136", "deep", volume=0.0),
        Fill(_PUMP, volume=0.8),
        Fill(_INSTEP, "gum", volume=0.1),
        Gloss("180,194 ~200,198 212,206", width=6, strength=0.6),
        Gloss("44,124 ~44,136 52,146", width=5, strength=0.4),
    ),
    "ankle strap": standing(
        Fill(_STILETTO, "dark", volume=0.4),
        Fill(_FOOTBED, "gum", volume=0.2),
        Fill("42,150 ~34,120 42,84 ~50,80 56,86 ~50,120 62,150", volume=0.5),
        Line("42,90 ~66,98 92,88 ~98,82 88,78 ~64,72 42,84", "main", width=6.0),
        Dots("78,92", "gold", radius=3.4),
        Fill("148,204 ~152,178 170,172 ~188,176 200,208 ~184,214 160,212", volume=0.7),
        Gloss("166,180 ~180,184 190,200", width=6, strength=0.5),
        Fill(_INSTEP, "dark", volume=0.1),
    ),
    "block": standing(
        Fill(_BLOCK_HEEL, "dark", volume=0.5),
        Fill(_PUMP, volume=0.8),
        Fill(_INSTEP, "gum", volume=0.1),
        Fill("176,186 ~190,178 204,184 ~208,194 200,198 ~186,196", "accent", volume=0.4),
        Dots("191,188", "trimdark", radius=3.0),
        Gloss("44,124 ~44,136 52,146", width=5, strength=0.4),
    ),
    "wedge": standing(
        Fill(_WEDGE, "gum", volume=0.5),
        Line("46,170 ~90,186 140,208", "wood"),
        Line("48,188 ~90,200 120,212", "wood"),
        Line("48,204 ~80,210 100,216", "wood"),
        Fill(_FOOTBED, "leather", volume=0.1),
        Fill("150,204 ~150,176 168,170 ~196,180 210,209 ~190,212", "deep", volume=0.0),
        Fill("142,200 ~142,176 156,166 ~172,166 184,174 ~172,188 172,211 ~156,208", volume=0.6),
        Fill("100,168 ~106,138 120,130 ~134,134 142,144 ~130,160 132,194 ~114,184", volume=0.6),
        Line("46,142 ~52,104 66,98 ~96,110 120,150", "main", width=6.5),
        Dots("80,102", "gold", radius=3.4),
    ),
}
_FLAT_BED = "26,206 ~22,194 34,190 ~100,200 160,200 ~204,196 222,200 ~226,210 212,214 ~120,218 36,216"

_FLATS = {
    "ballerina": standing(
        Fill("38,158 ~80,184 140,178 168,172 ~130,196 60,190", "deep", volume=0.0),
        Fill(
            "26,206 ~22,176 32,156 ~38,152 44,160 ~66,188 110,190 "
            "~142,188 164,172 ~176,164 188,170 ~220,186 222,206",
            volume=0.75,
        ),
        Fill("24,203 ~120,210 224,203 ~226,211 216,214 ~120,217 30,214", "dark", volume=0.2),
        Fill("162,172 ~150,160 144,170 ~150,180", "accent", volume=0.3),
        Fill("164,172 ~176,160 184,168 ~178,180", "accent", volume=0.3),
        Dots("163,172", "trimdark", radius=3.2),
        Gloss("188,180 ~206,188 214,198", width=7, strength=0.45),
    ),
    "strappy": standing(
        Fill(_FLAT_BED, "gum", volume=0.4),
        Fill("30,200 ~100,208 216,203 ~150,198 100,199 ~60,194 34,191", "leather", volume=0.0),
        Fill("112,202 ~132,170 154,168 ~174,176 190,202 ~170,196 152,186 ~132,190 124,203", volume=0.5),
        Line("150,172 ~176,186 202,204", "main", width=6.0),
        Line("34,194 ~38,160 56,152 ~92,168 120,190", "main", width=6.0),
        Dots("146,180 156,184 166,188", "gold", radius=3.0),
        Dots("60,153", "gold", radius=3.4),
    ),
    "slide": standing(
        Fill(_FLAT_BED, "gum", volume=0.4),
        Fill("30,200 ~100,208 216,203 ~150,198 100,199 ~60,194 34,191", "leather", volume=0.0),
        Fill("176,204 ~172,170 184,168 ~204,182 210,203", "deep", volume=0.0),
        Fill("100,205 ~108,172 132,160 ~164,158 188,170 ~176,182 176,206 ~140,210", volume=0.7),
        Dots("112,184 126,174 142,169 158,168 173,170", "gold", radius=2.6),
        Line("104,198 ~118,186 174,196", "accent", width=3.0),
    ),
}

SKETCHES: Mapping[str, Mapping[str, Sketch]] = {
    "Heels": _HEELS,
    "Flats": _FLATS,
}
