"""What training may see, and what captions claim."""

import numpy as np
import pytest

from fashion_search.training.captions import Captioner, clean_title
from fashion_search.training.catalogue import Catalogue, describe, read_styles
from fashion_search.training.lexicon import read_lexicon
from fashion_search.training.splits import HELD_OUT_SHARE, held_out

TITLES = ["Puma Men Black Running Shoe", "Doodle Girls Striped Pink Top", "Titan Women Silver Watch"]
COLUMNS = {
    "gender": ["Men", "Girls", "Women"],
    "master_category": ["Footwear", "Apparel", "Accessories"],
    "sub_category": ["Shoes", "Topwear", "Watches"],
    "article_type": ["Sports Shoes", "Tops", "Watches"],
    "base_color": ["Black", "Pink", "Silver"],
    "season": ["Summer", "", "Winter"],
    "usage": ["Sports", "Casual", "Casual"],
}


@pytest.fixture
def catalogue():
    return Catalogue(["1", "2", "3"], TITLES, COLUMNS)


def test_the_hold_out_is_a_fifth_and_ignores_case_and_spaces():
    share = np.mean([held_out(f"Product number {number}") for number in range(5000)])
    assert share == pytest.approx(1 / HELD_OUT_SHARE, abs=0.02)
    assert held_out(" puma  MEN black") == held_out("Puma Men Black")


def test_the_hold_out_never_moves():
    assert [title for title in "abcdefgh" if held_out(title)] == ["a", "c"]


def test_styles_are_read_with_missing_values_empty(tmp_path):
    path = tmp_path / "styles.csv"
    path.write_text(
        "id,gender,masterCategory,subCategory,articleType,baseColour,season,year,usage,productDisplayName\n"
        "1,Men,Apparel,Topwear,Shirts,NA,,2011,Casual,Turtle  Shirt \n"
    )
    read = read_styles(path)
    assert (read.titles, read.columns["base_color"], read.columns["season"]) == (["Turtle Shirt"], [""], [""])


def test_a_description_leaves_out_what_is_missing():
    assert describe("", {"gender": "Men", "article_type": "Shirts"}) == "Men Shirts"


def test_a_title_loses_codes_but_never_everything():
    assert clean_title("ADIDAS Shoe G43") == "ADIDAS Shoe"
    assert clean_title("G43") == "G43"


def test_a_caption_fits_the_product_it_was_made_for(catalogue):
    captioner = Captioner(catalogue, seed=3)
    for _ in range(200):
        for row in range(len(catalogue)):
            for _, used in (captioner.attributes(row), captioner.bare(row)):
                assert captioner.fits([used], np.array([row])).all()


def test_captions_repeat_with_the_seed(catalogue):
    one, two = Captioner(catalogue, seed=5), Captioner(catalogue, seed=5)
    assert [one.attributes(0) for _ in range(20)] == [two.attributes(0) for _ in range(20)]


def test_every_lexicon_entry_says_something():
    lexicon = read_lexicon()
    for section in ("types", "colors"):
        assert all(names and all(names) for names in lexicon[section].values())
    assert all(
        entry["names"] for entry in [*lexicon["groups"], *lexicon["color_groups"], *lexicon["details"]]
    )
