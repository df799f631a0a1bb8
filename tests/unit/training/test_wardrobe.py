"""Garments drawn for training that the demo shop does not sell."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageChops

from fashion_search.demo.design import Design
from fashion_search.demo.dice import Dice
from fashion_search.demo.palette import paints
from fashion_search.demo.parts import Gloss
from fashion_search.training.lexicon import read_lexicon
from fashion_search.training.wardrobe import WARDROBE

CUTS = [(rail, noun) for rail in WARDROBE for noun in rail.cuts]


@pytest.mark.parametrize(("rail", "noun"), CUTS, ids=[noun for _, noun in CUTS])
def test_a_cut_fits_on_the_sheet_and_fills_a_good_part_of_it(rail, noun):
    photo = Design(rail.article_type, noun, "Red", "White", "solid", "").of(rail.cuts[noun], Dice(noun))
    tones = ImageChops.invert(Image.open(io.BytesIO(photo)).convert("L")).point(
        lambda tone: 255 * (tone > 40)
    )
    left, top, right, bottom = tones.getbbox()
    assert min(left, top) > 0
    assert right < 240
    assert bottom < 320
    assert max((right - left) / 240, (bottom - top) / 320) > 0.35


def test_every_paint_a_cut_names_is_mixed():
    parts = [part for rail, noun in CUTS for part in rail.cuts[noun].parts if not isinstance(part, Gloss)]
    assert {part.paint for part in parts} <= set(paints("Red", "White", Dice("any")))


def test_cuts_have_names_of_their_own_and_types_of_the_lexicon():
    assert len({noun for _, noun in CUTS}) == len(CUTS)
    assert {rail.article_type for rail in WARDROBE} <= set(read_lexicon()["types"])


def test_what_is_drawn_repeats_and_carries_its_labels(tmp_path):
    pytest.importorskip("torch")
    from fashion_search.training.drawn import of_shops, of_wardrobe, store

    one, two = (list(of_wardrobe(1)) for _ in range(2))
    assert one == two
    assert len(one) == len(CUTS)
    assert all(noun in said["titles"] for (_, noun), (_, said) in zip(CUTS, one, strict=True))
    store([*of_shops(3, [101]), *one[:2]], tmp_path / "drawn.npz")
    with np.load(tmp_path / "drawn.npz") as stored:
        assert stored["photos"].shape == (5, 80, 64, 3)
        assert stored["article_type"][-1] == "Swimwear"
    with pytest.raises(ValueError, match="the demo's own"):
        list(of_shops(3, [7]))
