from __future__ import annotations

import hashlib
import io
import json
import pickle
import subprocess
import sys
from collections import Counter, defaultdict

import pytest
from PIL import Image

from fashion_search.demo import DrawnCatalog, draw_catalog
from fashion_search.demo.palette import BASE_COLORS
from fashion_search.errors import InvalidRequestError, NotFoundError
from fashion_search.types import Product

SAMPLE = range(0, 2000, 97)


def _digest(catalog: DrawnCatalog) -> str:
    """Everything that must not change from one run to the next."""
    told = json.dumps([product.to_dict() for product in catalog.products]) + repr(catalog.personas)
    pictures = b"".join(catalog.picture(catalog.products[place].product_id) for place in SAMPLE)
    return hashlib.sha256(told.encode() + pictures).hexdigest()


def _pixels(catalog: DrawnCatalog, product_id: str) -> Image.Image:
    return Image.open(io.BytesIO(catalog.picture(product_id))).convert("RGB")


def test_the_same_numbers_give_the_same_shop_again_and_in_another_process(drawn: DrawnCatalog) -> None:
    program = (
        "import sys, importlib.util; spec = importlib.util.spec_from_file_location('t', sys.argv[1]);"
        "t = importlib.util.module_from_spec(spec); spec.loader.exec_module(t);"
        "print(t._digest(t.draw_catalog()))"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program, __file__], check=True, capture_output=True, text=True
    )
    assert _digest(draw_catalog()) == _digest(drawn) == elsewhere.stdout.strip()


def test_another_seed_gives_another_shop(drawn: DrawnCatalog) -> None:
    other = draw_catalog(seed=8)
    assert len(other.products) == len(drawn.products)
    assert other.products != drawn.products


@pytest.mark.parametrize("count", [1, 2, 37, 500])
def test_a_shop_of_any_size_has_as_many_products_as_asked_for(count: int) -> None:
    catalog = draw_catalog(count)
    assert len({product.product_id for product in catalog.products}) == count


def test_an_empty_shop_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="count is 0"):
        draw_catalog(0)


def test_products_come_in_order_of_their_ids(drawn: DrawnCatalog) -> None:
    ids = [product.product_id for product in drawn.products]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids) == 2000


def test_every_field_of_every_product_is_filled(drawn: DrawnCatalog) -> None:
    assert all(None not in product.to_dict().values() for product in drawn.products)


def test_an_article_type_has_one_place_in_the_taxonomy(drawn: DrawnCatalog) -> None:
    places = defaultdict(set)
    for product in drawn.products:
        places[product.article_type].add((product.master_category, product.sub_category))
    assert len(places) >= 30
    assert all(len(found) == 1 for found in places.values())
    assert places["Dresses"] == {("Apparel", "Dress")}
    assert places["Watches"] == {("Accessories", "Watches")}
    assert places["Sandals"] == {("Footwear", "Sandal")}


@pytest.mark.parametrize("seed", [7, 8, 9])
@pytest.mark.parametrize(
    ("least", "wanted"),
    [
        (20, {"article_type": "Dresses", "base_color": "Red"}),
        (12, {"article_type": "Watches", "base_color": "Silver", "gender": "Women"}),
        (40, {"article_type": "Sports Shoes", "gender": "Men"}),
        (15, {"article_type": "Jeans", "base_color": "Blue"}),
        (10, {"article_type": "Formal Shoes", "base_color": "Black"}),
        (5, {"article_type": "Handbags", "base_color": "Brown"}),
        (15, {"article_type": "Kurtas", "gender": "Women"}),
        (10, {"article_type": "Sarees"}),
        (10, {"article_type": "Ties"}),
    ],
)
def test_what_people_ask_a_demo_for_is_in_stock(seed: int, least: int, wanted: dict[str, str]) -> None:
    stock = [
        product
        for product in draw_catalog(seed=seed).products
        if all(getattr(product, field) == value for field, value in wanted.items())
    ]
    assert len(stock) >= least


def test_navy_blue_polo_shirts_are_in_stock(drawn: DrawnCatalog) -> None:
    polos = [
        product
        for product in drawn.products
        if "Polo" in (product.product_display_name or "") and product.base_color == "Navy Blue"
    ]
    assert len(polos) >= 10
    assert {product.article_type for product in polos} == {"Tshirts"}


def test_colours_are_skewed_as_in_a_real_shop(drawn: DrawnCatalog) -> None:
    counts = Counter(product.base_color for product in drawn.products)
    assert counts.most_common(1)[0][0] == "Black"
    assert set(counts) <= set(BASE_COLORS)
    assert len(counts) >= 30


def test_prices_spread_like_prices(drawn: DrawnCatalog) -> None:
    prices = sorted(product.price for product in drawn.products if product.price)
    median, mean = prices[len(prices) // 2], sum(prices) / len(prices)
    assert prices[0] > 1
    assert mean > median * 1.1
    assert prices[-1] > 10 * median


def test_a_dear_brand_is_dearer_than_a_cheap_one(drawn: DrawnCatalog) -> None:
    def mean_price(brand: str) -> float:
        found = [
            p.price for p in drawn.products if (p.product_display_name or "").startswith(brand) and p.price
        ]
        return sum(found) / len(found)

    assert mean_price("Maison Aurelle") > 3 * mean_price("Threepenny")


def test_a_title_says_the_colour_and_whom_it_is_for(drawn: DrawnCatalog) -> None:
    for product in drawn.products:
        title = product.product_display_name or ""
        assert str(product.gender) in title
        assert ("Multi Coloured" if product.base_color == "Multi" else str(product.base_color)) in title


def test_a_title_names_no_colour_but_the_products_own(drawn: DrawnCatalog) -> None:
    brands = ("Blue Lantern", "Indigo Courtyard", "Saffron Loom", "Pearl Orchard")
    for product in drawn.products:
        title = product.product_display_name or ""
        for brand in brands:
            title = title.removeprefix(brand)
        rest = title.replace(str(product.base_color), "")
        assert not any(f" {color} " in f"{rest} " for color in BASE_COLORS if color != "Multi"), title


@pytest.mark.parametrize(
    ("word", "article_type"),
    [
        ("Polo", "Tshirts"),
        ("Saree", "Sarees"),
        ("Watch", "Watches"),
        ("Jeans", "Jeans"),
        ("Running Shoes", "Sports Shoes"),
        ("Backpack", "Backpacks"),
    ],
)
def test_a_title_agrees_with_the_article_type(drawn: DrawnCatalog, word: str, article_type: str) -> None:
    found = [
        p.article_type for p in drawn.products if word in (p.product_display_name or "").split(" Women ")[-1]
    ]
    assert found
    assert set(found) == {article_type}


def test_pictures_are_jpegs_of_one_size_with_white_corners(drawn: DrawnCatalog) -> None:
    for place in SAMPLE:
        picture = Image.open(io.BytesIO(drawn.picture(drawn.products[place].product_id)))
        assert (picture.format, picture.size, picture.mode) == ("JPEG", (240, 320), "RGB")
        assert min(picture.getpixel((1, 1))) > 240  # type: ignore[type-var, arg-type]


@pytest.mark.parametrize(
    ("color", "strongest"), [("Red", 0), ("Green", 1), ("Blue", 2), ("Yellow", 0), ("Navy Blue", 2)]
)
def test_a_plain_garment_shows_its_base_colour(drawn: DrawnCatalog, color: str, strongest: int) -> None:
    product = next(
        p
        for p in drawn.products
        if p.article_type == "Trousers"
        or ("Polo" in (p.product_display_name or "") and p.base_color == color)
        if p.base_color == color and "Striped" not in (p.product_display_name or "")
    )
    pixel = _pixels(drawn, product.product_id).getpixel((95, 190))
    assert isinstance(pixel, tuple)
    assert max(pixel) == pixel[strongest]
    assert max(pixel) - min(pixel) > 20


def test_pictures_differ_from_product_to_product(drawn: DrawnCatalog) -> None:
    seen = {drawn.picture(drawn.products[place].product_id) for place in SAMPLE}
    assert len(seen) == len(SAMPLE)


def test_an_unknown_picture_is_refused_and_the_range_named(drawn: DrawnCatalog) -> None:
    with pytest.raises(NotFoundError, match=r"'D09999'.*'D00001' to 'D02000'"):
        drawn.picture("D09999")


def test_the_catalogue_is_a_picture_source(drawn: DrawnCatalog) -> None:
    product = drawn.products[3]
    assert drawn.read(product) == drawn.picture(product.product_id)
    assert drawn.read(Product(product_id="elsewhere")) is None


def test_a_pickled_catalogue_draws_the_same_pictures(drawn: DrawnCatalog) -> None:
    product_id = drawn.products[5].product_id
    assert pickle.loads(pickle.dumps(drawn)).picture(product_id) == drawn.picture(product_id)  # noqa: S301
