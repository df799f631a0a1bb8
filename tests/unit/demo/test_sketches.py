from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from fashion_search.demo.assortment import LINES
from fashion_search.demo.design import Design
from fashion_search.demo.dice import Dice
from fashion_search.demo.mixes import COLORS
from fashion_search.demo.palette import BASE_COLORS, paints
from fashion_search.demo.parts import Gloss
from fashion_search.demo.patterns import PATTERNS
from fashion_search.demo.shapes import SKETCHES

ALL_SKETCHES = [(article_type, style) for article_type, styles in SKETCHES.items() for style in styles]


def _draw(article_type: str, style: str, color: str = "Red", pattern: str = "solid") -> Image.Image:
    design = Design(article_type, style, color, "White", pattern, f"{article_type}/{style}")
    return Image.open(io.BytesIO(design.draw())).convert("RGB")


@pytest.mark.parametrize(("article_type", "style"), ALL_SKETCHES)
def test_a_sketch_fits_on_the_sheet_and_fills_a_good_part_of_it(article_type: str, style: str) -> None:
    darkened = ImageChops.invert(_draw(article_type, style).convert("L")).point(
        lambda tone: 255 * (tone > 40)
    )
    box = darkened.getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert left > 0
    assert top > 0
    assert right < 240
    assert bottom < 320
    assert max((right - left) / 240, (bottom - top) / 320) > 0.5


def test_every_sketch_is_sold_and_everything_sold_has_a_sketch() -> None:
    assert {(line.article_type, line.style) for line in LINES} == set(ALL_SKETCHES)


def test_every_paint_a_sketch_names_is_mixed() -> None:
    mixed = paints("Red", "White", Dice("any"))
    named = {
        part.paint
        for styles in SKETCHES.values()
        for sketch in styles.values()
        for part in sketch.parts
        if not isinstance(part, Gloss)
    }
    assert named <= set(mixed)


def test_every_pattern_and_colour_of_the_assortment_exists() -> None:
    patterns = {pattern for line in LINES for pattern in line.patterns}
    assert patterns - {"solid", "graphic"} == set(PATTERNS)
    assert {color for mix in COLORS.values() for color in mix} <= set(BASE_COLORS)


@pytest.mark.parametrize("pattern", [*PATTERNS, "graphic"])
def test_a_pattern_can_be_seen(pattern: str) -> None:
    plain, patterned = _draw("Tshirts", "round neck"), _draw("Tshirts", "round neck", pattern=pattern)
    inside = (90, 110, 150, 230)
    tones = {"plain": plain.crop(inside), "patterned": patterned.crop(inside)}
    spread = {name: max(high - low for low, high in crop.getextrema()) for name, crop in tones.items()}  # type: ignore[misc, operator]
    assert spread["patterned"] > spread["plain"] + 15
