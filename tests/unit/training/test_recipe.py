"""What the training run is made of, without torch: shades, doubtful labels, how often a product is drawn."""

import numpy as np
import pytest

from fashion_search.training.catalogue import Catalogue
from fashion_search.training.cleaning import without_doubtful_colors
from fashion_search.training.lexicon import Concept, concepts, own_names, read_lexicon
from fashion_search.training.sampling import MOST, draw_weights, epoch_order
from fashion_search.training.shades import lightness, shades


def catalogue(colors, titles=None, types=None):
    count = len(colors)
    names = ("gender", "master_category", "sub_category", "season", "usage")
    columns = {name: [""] * count for name in names}
    columns |= {"base_color": list(colors), "article_type": types or ["Shirts"] * count}
    return Catalogue([str(row) for row in range(count)], titles or ["a"] * count, columns)


def photo(level):
    picture = np.full((80, 64, 3), 255, np.uint8)
    picture[20:60, 20:44] = level
    return picture


def test_the_lightest_and_darkest_of_a_wide_colour_are_told_apart():
    levels = range(20, 220, 20)
    found = shades(["Blue"] * 10, np.stack([photo(level) for level in levels]))
    assert found == ["Blue dark"] * 3 + ["Blue"] * 4 + ["Blue light"] * 3


def test_narrow_colours_and_missing_ones_stay_as_they_are():
    photos = np.stack([photo(10), photo(200)])
    assert shades(["Teal", ""], photos) == ["Teal", ""]


def test_lightness_leaves_the_background_out():
    assert lightness(photo(40)) == pytest.approx(40)
    assert lightness(np.full((80, 64, 3), 255, np.uint8)) == 255


def test_a_colour_that_its_title_contradicts_is_dropped_and_no_other():
    shop = catalogue(
        ["White", "Navy Blue", "Black", "Red"],
        ["Puma Blue Shirt", "Lee Blue Jeans", "Puma Tee", "Nike red and Blue Tee"],
    )
    shop = catalogue([*shop.columns["base_color"], "Blue"], [*shop.titles, "x"])
    assert without_doubtful_colors(shop).columns["base_color"] == ["", "Navy Blue", "Black", "Red", "Blue"]


def test_rare_labels_are_drawn_more_often_but_not_without_limit():
    shop = catalogue(["Black"] * 2000 + ["Mauve"] * 50 + ["Rust"])
    weights = draw_weights(shop)
    assert weights[0] == 1
    assert weights[2000] == pytest.approx(4)
    assert weights[2050] == MOST


def test_an_epoch_is_as_long_as_the_catalogue_and_repeats_with_its_seed():
    weights = np.array([1.0] * 900 + [4.0] * 100)
    order = epoch_order(weights, (0, 1))
    assert len(order) == pytest.approx(1000, abs=40)
    rare = np.count_nonzero(order >= 900) / len(order)
    assert rare == pytest.approx(400 / 1300, abs=0.03)
    assert epoch_order(weights, (0, 1)).tolist() == order.tolist()
    assert epoch_order(weights, (0, 2)).tolist() != order.tolist()


def test_a_name_that_is_another_label_belongs_to_that_label():
    shop = catalogue(["Cream", "Off White"])
    found = {
        c.label[1]: c.forms["color"] for c in concepts(shop, read_lexicon()) if c.label and c.kind == "color"
    }
    assert "off-white" not in found["Cream"]
    assert "off white" in found["Off White"]


def test_names_two_labels_share_are_no_ones_own_unless_nothing_is_left():
    maroon = Concept("color", {"color": ("maroon", "dark red")}, {}, label=("base_color", "Maroon"))
    burgundy = Concept("color", {"color": ("dark red",)}, {}, label=("base_color", "Burgundy"))
    assert own_names([maroon, burgundy]) == [["maroon"], ["dark red"]]


def test_shades_need_a_column_that_only_training_has():
    lexicon = read_lexicon()
    plain = catalogue(["Blue"])
    shaded = Catalogue(["0"], ["a"], {**plain.columns, "shade": ["Blue light"]})
    assert len(concepts(shaded, lexicon)) == len(concepts(plain, lexicon)) + len(lexicon["shades"])
