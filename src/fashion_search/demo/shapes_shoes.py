"""Footwear, seen from the side with the toe to the right, as shops photograph it."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.demo.outline import box, oval
from fashion_search.demo.parts import Dots, Fill, Gloss, Line, Part, Sketch

__all__ = ["SHOES"]


def _shoe(*parts: Part) -> Sketch:
    return Sketch(parts, stance="standing")


# Sneakers: from the heel's foot up over collar, tongue and instep to the toe.
_LOW_UPPER = "26,196 ~20,160 32,126 ~42,120 50,128 ~70,142 92,132 102,108 ~114,102 122,112 ~146,142 182,156 ~212,168 216,198"
_HIGH_UPPER = "26,196 ~24,140 36,84 ~46,78 58,84 ~78,92 98,82 ~108,78 114,86 ~122,124 146,144 182,156 ~212,168 216,198"
_FLAT_SOLE = "22,194 ~120,200 219,194 ~222,208 214,214 ~120,219 28,214 ~19,208"
_COLLAR = "34,126 ~44,120 50,128 ~70,142 92,132 100,112 ~90,124 70,130 ~52,124 44,116"
_LACES = (
    Line("108,124 128,114", "rubber", width=4.0),
    Line("118,136 138,125", "rubber", width=4.0),
    Line("130,146 150,135", "rubber", width=4.0),
    Line("143,154 162,144", "rubber", width=4.0),
    Dots("108,125 118,137 130,147 143,155", "deep", radius=1.7),
)
_TOE_CAP = "176,196 ~180,172 192,160 ~213,170 217,196"

_CASUAL = {
    "sneaker": _shoe(
        Fill(_COLLAR, "deep", volume=0.0),
        Fill(_LOW_UPPER, volume=0.75),
        Fill("26,196 ~20,160 32,128 42,124 ~50,160 48,196", "accent", volume=0.3),
        Fill("100,112 ~114,102 122,112 ~146,140 172,153 ~150,158 132,150 ~112,134", "dark", volume=0.2),
        *_LACES,
        Line("100,134 ~116,164 168,172", width=1.5),
        Fill(_FLAT_SOLE, "rubber", volume=0.45),
        Line("24,202 ~120,208 218,202", "accent", width=2.6),
        Gloss("150,160 ~176,168 198,180", width=9, strength=0.3),
    ),
    "canvas": _shoe(
        Fill(_LOW_UPPER, volume=0.7),
        *_LACES,
        Line("100,134 ~110,170 96,196", "white", width=1.6),
        Line("44,126 ~56,160 52,196", "white", width=1.6),
        Fill(_TOE_CAP, "rubber", volume=0.6),
        Fill(_FLAT_SOLE, "rubber", volume=0.4),
        Line("24,200 ~120,206 219,200", "accent", width=3.0),
    ),
    "high top": _shoe(
        Fill(_HIGH_UPPER, volume=0.75),
        Line("100,92 120,86", "rubber", width=4.0),
        Line("102,106 122,100", "rubber", width=4.0),
        Line("106,120 127,113", "rubber", width=4.0),
        *_LACES[1:4],
        Fill(oval(66, 122, 30, 30), "rubber", volume=0.1),
        Fill("66,110 69,119 78,119 71,125 74,134 66,128 58,134 61,125 54,119 63,119", "accent", volume=0.0, edge=False),
        Fill(_TOE_CAP, "rubber", volume=0.6),
        Fill(_FLAT_SOLE, "rubber", volume=0.4),
        Line("24,203 ~120,209 218,203", "accent", width=2.4),
    ),
    "slip-on": _shoe(
        Fill("40,134 ~70,140 112,132 ~80,150 44,146", "deep", volume=0.0),
        Fill("26,198 ~20,164 34,132 ~44,128 54,142 ~84,154 112,130 ~124,124 132,130 ~170,150 190,160 ~214,172 216,198", volume=0.75),
        Fill("92,148 112,131 122,127 ~122,142 112,158", "accent", volume=0.1),
        Line("112,158 ~140,178 150,196", width=1.5),
        Fill(_FLAT_SOLE, "rubber", volume=0.45),
        Gloss("146,152 ~176,162 198,178", width=9, strength=0.3),
    ),
    "loafer": _shoe(
        Fill("40,138 ~70,142 112,138 ~80,154 44,150", "leather", volume=0.0),
        Fill("28,200 ~22,164 36,136 ~46,134 56,148 ~84,158 112,138 ~122,128 136,134 ~176,150 204,174 ~220,186 220,200", volume=0.75),
        Line("112,158 ~132,138 160,142 ~186,158 204,176 ~180,184 150,180 ~130,176 112,158", "seam", width=1.8),
        Fill("98,146 ~112,132 124,130 ~134,146 128,164 ~112,160", "dark", volume=0.2),
        Fill("26,198 ~120,204 221,199 ~224,208 216,212 ~120,214 64,212 62,217 28,217", "gum", volume=0.3),
        Gloss("150,150 ~180,160 202,178", width=9, strength=0.3),
    ),
    "boot": _shoe(
        Fill("28,200 ~24,140 34,74 ~60,66 92,70 ~100,110 116,134 ~150,148 190,160 ~218,172 220,200", volume=0.75),
        Line("96,84 76,80", "stitch", width=3.0),
        Line("100,100 80,97", "stitch", width=3.0),
        Line("104,116 86,114", "stitch", width=3.0),
        Line("112,130 96,130", "stitch", width=3.0),
        Line("84,72 ~90,120 104,140 ~96,176 92,200", width=1.5),
        Line("32,92 ~60,86 94,88", width=1.3),
        Fill("24,196 ~120,202 222,196 ~226,210 216,216 ~150,218 84,216 80,220 26,220", "gum", volume=0.4),
        Gloss("150,152 ~184,164 204,182", width=9, strength=0.3),
    ),
}

_RUNNER_UPPER = "24,188 ~14,154 24,122 ~34,112 46,122 ~66,140 90,130 100,108 ~110,100 120,108 ~150,140 190,158 ~216,168 218,188"
_RUNNER_SOLE = "16,184 ~28,192 60,188 ~120,196 170,192 ~206,190 220,180 ~228,192 218,204 ~190,214 150,210 ~90,206 50,216 ~20,214"
_RUNNER_TREAD = "20,206 ~40,206 60,208 ~120,202 160,206 ~200,206 222,196 ~218,208 196,214 ~160,218 120,213 ~80,216 40,221 ~24,218"
_SPORTS = {
    "running": _shoe(
        Fill("30,122 ~40,112 48,124 ~66,140 90,130 98,112 ~84,122 68,126 ~50,116 40,110", "deep", volume=0.0),
        Fill(_RUNNER_UPPER, volume=0.75),
        Fill("24,188 ~14,154 24,122 ~34,112 40,118 ~46,150 62,188", "accent", volume=0.4),
        Fill("62,188 ~84,160 108,136 ~112,150 96,188", "accent", volume=0.2),
        Fill("112,188 ~122,164 130,150 ~138,158 136,188", "accent", volume=0.2),
        Fill("100,110 ~110,100 120,108 ~146,136 166,148 ~146,154 130,146 ~112,130", "dark", volume=0.2),
        *_LACES,
        Fill("186,186 ~190,168 200,162 ~216,170 218,186", "accent", volume=0.4),
        Fill(_RUNNER_SOLE, "rubber", volume=0.55),
        Fill(_RUNNER_TREAD, "accent", volume=0.3),
        Line("30,198 ~80,200 120,202 ~170,204 214,192", "seam", width=1.4),
    ),
    "training": _shoe(
        Fill(_RUNNER_UPPER, volume=0.75),
        Line("70,186 96,134", "accent", width=6.5),
        Line("88,188 110,144", "accent", width=6.5),
        Line("106,190 124,154", "accent", width=6.5),
        *_LACES,
        Fill("26,150 ~18,136 24,122 ~34,112 46,122 ~40,136 42,150", "accent", volume=0.3),
        Line("176,186 ~180,170 194,162", width=1.8),
        Fill(_RUNNER_SOLE, "rubber", volume=0.5),
        Fill("18,206 ~60,212 120,208 ~190,212 220,198 ~214,210 190,216 ~120,217 40,220", "trimdark", volume=0.3),
    ),
    "basketball": _shoe(
        Fill(_HIGH_UPPER, volume=0.75),
        Fill("26,196 ~24,140 36,84 ~46,78 52,81 ~50,130 72,196", "accent", volume=0.3),
        Fill("60,176 ~100,170 140,146 ~160,150 168,156 ~120,190 74,192", "accent", volume=0.2),
        Line("100,92 120,86", "rubber", width=4.0),
        Line("102,106 122,100", "rubber", width=4.0),
        Line("106,120 127,113", "rubber", width=4.0),
        *_LACES[1:4],
        Fill("20,192 ~120,200 220,190 ~226,206 214,214 ~120,220 26,216 ~16,206", "rubber", volume=0.5),
        Fill("90,208 ~150,216 222,204 ~216,214 200,218 ~140,222 92,219", "accent", volume=0.2),
    ),
}

_DERBY = "30,196 ~24,160 36,126 ~46,122 54,132 ~76,144 98,126 ~108,118 118,124 ~144,150 184,164 ~220,176 222,198"
_DRESS_SOLE = "28,194 ~120,202 223,197 ~226,204 218,208 ~150,210 84,206 80,218 30,218"
_SHINE = (Gloss("150,156 ~184,168 208,184", width=8, strength=0.55), Gloss("40,150 ~38,170 44,188", width=7, strength=0.35))
_FORMAL = {
    "derby": _shoe(
        Fill("40,126 ~50,122 56,132 ~78,142 96,126 ~76,134 58,126", "leather", volume=0.0),
        Fill(_DERBY, volume=0.8),
        Line("100,126 ~112,158 148,172", width=1.6), Line("58,136 ~70,170 62,196", width=1.4),
        Line("106,136 122,126", "deep", width=3.0), Line("114,146 132,136", "deep", width=3.0),
        Line("124,155 142,146", "deep", width=3.0),
        Fill(_DRESS_SOLE, "black", volume=0.2), *_SHINE,
    ),
    "oxford": _shoe(
        Fill(_DERBY, volume=0.8),
        Line("174,162 ~176,180 186,200", width=1.8), Dots("178,166 179,174 181,182 184,190", "seam", radius=1.2),
        Line("98,128 ~120,160 100,198", width=1.6), Line("60,138 ~72,170 64,196", width=1.4),
        Line("104,134 120,125", "deep", width=3.0), Line("112,144 130,135", "deep", width=3.0),
        Line("122,153 140,144", "deep", width=3.0), Dots("190,182 197,178 204,182 197,188", "seam", radius=1.4),
        Fill(_DRESS_SOLE, "black", volume=0.2), *_SHINE,
    ),
    "monk strap": _shoe(
        Fill(_DERBY, volume=0.8),
        Fill("72,150 ~100,128 116,122 132,136 ~112,150 92,168", "dark", volume=0.3),
        Fill(box(92, 140, 106, 156), "silver", volume=0.0), Fill(box(96, 144, 102, 152), "dark", volume=0.0, edge=False),
        Line("60,138 ~72,170 64,196", width=1.4),
        Fill(_DRESS_SOLE, "black", volume=0.2), *_SHINE,
    ),
    "slip-on": _shoe(
        Fill("40,136 ~70,144 108,136 ~80,154 44,148", "leather", volume=0.0),
        Fill("30,196 ~24,160 36,132 ~46,130 56,144 ~84,154 108,134 ~118,126 128,132 ~160,152 190,166 ~220,178 222,198", volume=0.8),
        Line("108,152 ~136,170 176,162 ~200,172 212,186", width=1.7), Line("96,148 118,172", width=2.6),
        Fill(_DRESS_SOLE, "black", volume=0.2), *_SHINE,
    ),
}

# Women's shoes with a heel: the sole falls from a high heel to the ball of the foot.
_PUMP = "44,112 ~34,130 44,152 ~84,166 128,196 ~166,214 208,214 ~222,210 220,200 ~204,190 184,184 ~160,194 136,176 ~92,140 60,118 ~52,108"
_INSTEP = "46,150 ~86,164 130,194 ~166,210 218,212 ~216,218 200,219 ~160,220 126,204 ~86,172 46,158"
_STILETTO = "44,140 ~58,150 64,158 ~54,190 52,222 46,222 ~46,190 38,150"
_BLOCK_HEEL = "40,142 ~60,152 78,164 ~74,192 74,222 44,222 ~44,190"
_WEDGE = "42,146 ~86,160 130,192 ~166,208 219,211 ~219,220 206,222 ~120,224 48,222 ~44,190"
_FOOTBED = "40,140 ~60,140 92,160 ~134,192 168,202 ~200,204 218,210 ~190,214 160,210 ~128,200 88,170 ~60,152 42,150"
_HEELS = {
    "pump": _shoe(
        Fill(_STILETTO, "dark", volume=0.4),
        Fill("52,114 ~62,120 94,144 ~136,178 160,192 ~130,186 90,156 ~60,136", "deep", volume=0.0),
        Fill(_PUMP, volume=0.8), Fill(_INSTEP, "gum", volume=0.1),
        Gloss("180,194 ~200,198 212,206", width=6, strength=0.6), Gloss("44,124 ~44,136 52,146", width=5, strength=0.4),
    ),
    "ankle strap": _shoe(
        Fill(_STILETTO, "dark", volume=0.4), Fill(_FOOTBED, "gum", volume=0.2),
        Fill("42,150 ~34,120 42,84 ~50,80 56,86 ~50,120 62,150", volume=0.5),
        Line("42,90 ~66,98 92,88 ~98,82 88,78 ~64,72 42,84", "main", width=6.0), Dots("78,92", "gold", radius=3.4),
        Fill("148,204 ~152,178 170,172 ~188,176 200,208 ~184,214 160,212", volume=0.7),
        Gloss("166,180 ~180,184 190,200", width=6, strength=0.5),
        Fill(_INSTEP, "dark", volume=0.1),
    ),
    "block": _shoe(
        Fill(_BLOCK_HEEL, "dark", volume=0.5), Fill(_PUMP, volume=0.8), Fill(_INSTEP, "gum", volume=0.1),
        Fill("176,186 ~190,178 204,184 ~208,194 200,198 ~186,196", "accent", volume=0.4), Dots("191,188", "trimdark", radius=3.0),
        Gloss("44,124 ~44,136 52,146", width=5, strength=0.4),
    ),
    "wedge": _shoe(
        Fill(_WEDGE, "gum", volume=0.5), Line("46,170 ~90,186 140,208", "wood"), Line("48,188 ~90,200 120,212", "wood"),
        Line("48,204 ~80,210 100,216", "wood"), Fill(_FOOTBED, "leather", volume=0.1),
        Fill("104,172 ~112,142 132,136 ~150,150 156,200 ~128,196", volume=0.6),
        Fill("160,206 ~166,182 182,178 ~200,186 208,208 ~186,214", volume=0.6),
        Line("46,142 ~52,104 66,98 ~96,110 120,150", "main", width=6.5), Dots("80,102", "gold", radius=3.4),
    ),
}

_FLAT_BED = "26,206 ~22,194 34,190 ~100,200 160,200 ~204,196 222,200 ~226,210 212,214 ~120,218 36,216"
_FLATS = {
    "ballerina": _shoe(
        Fill("38,158 ~80,184 140,178 168,172 ~130,196 60,190", "deep", volume=0.0),
        Fill("26,206 ~22,176 32,156 ~38,152 44,160 ~66,188 110,190 ~142,188 164,172 ~176,164 188,170 ~220,186 222,206", volume=0.75),
        Fill("24,203 ~120,210 224,203 ~226,211 216,214 ~120,217 30,214", "dark", volume=0.2),
        Fill("162,172 ~150,160 144,170 ~150,180", "accent", volume=0.3), Fill("164,172 ~176,160 184,168 ~178,180", "accent", volume=0.3),
        Dots("163,172", "trimdark", radius=3.2), Gloss("188,180 ~206,188 214,198", width=7, strength=0.45),
    ),
    "strappy": _shoe(
        Fill(_FLAT_BED, "gum", volume=0.4), Fill("30,200 ~100,208 216,203 ~150,198 100,199 ~60,194 34,191", "leather", volume=0.0),
        Fill("112,202 ~132,170 154,168 ~174,176 190,202 ~170,196 152,186 ~132,190 124,203", volume=0.5),
        Line("150,172 ~176,186 202,204", "main", width=6.0), Line("34,194 ~38,160 56,152 ~92,168 120,190", "main", width=6.0),
        Dots("146,180 156,184 166,188", "gold", radius=3.0), Dots("60,153", "gold", radius=3.4),
    ),
    "slide": _shoe(
        Fill(_FLAT_BED, "gum", volume=0.4), Fill("30,200 ~100,208 216,203 ~150,198 100,199 ~60,194 34,191", "leather", volume=0.0),
        Fill("104,206 ~116,172 146,160 ~184,166 206,206 ~160,210", volume=0.7), Line("110,186 ~150,176 196,188", "accent", width=4.0),
        Dots("124,182 138,178 152,177 166,179 180,183", "gold", radius=2.4),
    ),
}

_SANDAL_SOLE = "20,200 ~30,190 60,196 ~130,206 190,200 ~216,192 224,198 ~230,212 214,218 ~120,224 36,222 ~18,216"
_SANDALS = {
    "sports sandal": _shoe(
        Fill("30,196 ~36,150 56,136 66,144 ~52,160 50,200", volume=0.5),
        Fill("54,140 ~86,120 116,132 122,150 ~92,142 60,158", volume=0.5), Fill(box(88, 126, 104, 148, corner=3), "accent", volume=0.2),
        Fill("88,204 ~96,168 110,150 124,154 ~116,176 116,206", volume=0.5),
        Fill("128,206 ~138,162 158,156 ~190,168 206,204 188,206 ~170,180 156,178 ~148,190 148,206", volume=0.6),
        Fill("150,164 ~164,160 178,168 174,180 ~162,174 150,178", "accent", volume=0.2),
        Fill(_SANDAL_SOLE, "deep", volume=0.5), Line("26,208 ~120,214 222,206", "accent", width=3.4),
    ),
    "leather sandal": _shoe(
        Line("40,200 ~40,152 60,146 ~92,158 124,198", "main", width=9.0), Dots("84,154", "gold", radius=4.0),
        Fill("118,206 ~130,166 152,160 ~188,172 204,204 186,206 ~168,184 150,180 ~138,190 136,206", volume=0.6),
        Line("150,170 ~176,180 196,200", width=1.6), Line("128,190 ~146,172 170,176", width=1.6),
        Fill(_SANDAL_SOLE, "gum", volume=0.5), Fill("26,200 ~80,204 130,209 ~190,204 218,198 ~130,203 60,195", "leather", volume=0.0),
    ),
    "clog": _shoe(
        Fill("36,190 ~40,160 60,156 ~84,170 110,190", "deep", volume=0.0), Line("38,190 ~30,154 46,150 ~80,160 112,160", "main", width=8.0),
        Fill("84,206 ~92,168 124,146 ~168,142 202,166 ~224,186 224,208", volume=0.8),
        Dots("134,164 150,160 166,164 142,176 158,174 174,178 150,188 168,190", "deep", radius=3.4),
        Fill("20,196 ~50,194 90,202 ~160,208 226,200 ~230,214 214,220 ~120,224 34,222 ~18,212", "main", volume=0.5, plain=True),
        Gloss("124,152 ~160,148 190,164", width=8, strength=0.3),
    ),
}

_FOOT_LEFT = "~66,74 ~98,66 ~116,96 ~112,150 ~104,196 ~106,236 ~92,264 ~66,262 ~52,232 ~54,190 ~46,140 ~46,100"
_FOOT_RIM = "~66,80 ~98,72 ~119,102 ~115,156 ~107,200 ~109,242 ~94,271 ~66,269 ~50,238 ~51,194 ~43,144 ~43,104"
_THONG = "84,104 ~98,128 112,152 104,162 ~94,142 82,124 ~68,142 56,162 48,150 ~66,128 78,104"
_FLIP_FLOPS = {
    "beach": Sketch((
        Fill(_FOOT_RIM, "accent", mirror="twin", volume=0.3), Fill(_FOOT_LEFT, mirror="twin", volume=0.35),
        Fill(_THONG, "accent", mirror="twin", volume=0.6), Dots("82,108", "trimdark", radius=3.6, mirror="twin"),
    ), stance="lying"),
    "leather": Sketch((
        Fill(_FOOT_RIM, "deep", mirror="twin", volume=0.3), Fill(_FOOT_LEFT, "wood", mirror="twin", volume=0.35),
        Line("~66,82 ~96,75 ~109,104 ~105,150 ~97,194 ~98,232 ~88,256 ~70,254 ~60,228 ~62,188 ~54,142 ~54,104", "stitch", mirror="twin", closed=True),
        Fill("86,100 ~102,128 116,154 104,172 ~94,150 82,132 ~68,150 56,172 44,152 ~64,126 76,100", mirror="twin", volume=0.6),
        Line("83,112 ~98,136 109,160", mirror="twin"), Line("80,112 ~66,136 51,158", mirror="twin"),
    ), stance="lying"),
}

SHOES: Mapping[str, Mapping[str, Sketch]] = {
    "Casual Shoes": _CASUAL,
    "Sports Shoes": _SPORTS,
    "Formal Shoes": _FORMAL,
    "Heels": _HEELS,
    "Flats": _FLATS,
    "Sandals": _SANDALS,
    "Flip Flops": _FLIP_FLOPS,
}
