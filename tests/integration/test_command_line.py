"""The commands as a user types them, in processes of their own."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fashion_search.demo import draw_catalog


def command(*words: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TERM": "dumb", "COLUMNS": "160"}
    return subprocess.run(
        [sys.executable, "-m", "fashion_search", *map(str, words)],
        check=check,
        capture_output=True,
        text=True,
        env=environment,
    )


def json_of(*words: object) -> dict:
    return json.loads(command(*words, "--json").stdout)


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Path:
    """A small shop's own files: a CSV with its own column names, and a folder of pictures."""
    folder = tmp_path_factory.mktemp("shop")
    catalog = draw_catalog(40, seed=3)
    (folder / "photos").mkdir()
    with (folder / "products.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["sku", "name", "articleType", "baseColour", "gender", "price"])
        for product in catalog.products:
            (folder / "photos" / f"{product.product_id}.jpg").write_bytes(catalog.picture(product.product_id))
            writer.writerow(
                [
                    product.product_id,
                    product.product_display_name,
                    product.article_type,
                    product.base_color,
                    product.gender,
                    product.price,
                ]
            )
        writer.writerow(["", "a product without an id", "", "", "", ""])
    return folder


@pytest.fixture(scope="module")
def store(shop: Path) -> Path:
    done = command(
        "ingest",
        shop / "products.csv",
        "--images",
        shop / "photos",
        "--out",
        shop / "store",
        *("--map", "product_id=sku", "--map", "product_display_name=name"),
    )
    assert "40 products, 40 with pictures" in done.stdout.replace(str(shop), "")
    assert "kept aside: 1 row" in done.stdout
    return shop / "store"


def test_ingest_again_encodes_nothing(shop, store):
    facts = json_of(
        "ingest",
        shop / "products.csv",
        *("--images", shop / "photos", "--out", store),
        *("--map", "product_id=sku", "--map", "product_display_name=name"),
    )
    assert (facts["written"], facts["texts_encoded"], facts["pictures_encoded"]) == (False, 0, 0)
    assert facts["quality"]["products"] == 40


def test_info_says_what_a_store_holds_and_verifies_it(store):
    facts = json_of("info", store, "--verify")
    assert (facts["products"], facts["pictures"], facts["verified"]) == (40, 40, True)
    assert "fashion-search-bundled" in command("info", store).stdout


def test_search_prints_a_table_json_and_a_page(store, tmp_path):
    page = tmp_path / "page.html"
    found = json_of("search", store, "shoes", "--limit", 5, "--where", "price<500", "--html", page)
    assert len(found["hits"]) == 5
    assert {"product_id", "score", "similarity", "relevance", "explanation", "product"} <= set(
        found["hits"][0]
    )
    assert page.read_text("utf-8").count("data:image/jpeg;base64,") == 5
    assert (
        found["hits"][0]["product"]["product_display_name"]
        in command("search", store, "shoes", "-n", 1).stdout
    )


def test_search_by_a_picture_file_finds_that_product(shop, store):
    found = json_of("search", store, "--image", shop / "photos" / "D00007.jpg", "--limit", 1)
    assert found["hits"][0]["product_id"] == "D00007"


def test_similar_and_products_answer(store):
    assert len(json_of("similar", store, "D00001", "--limit", 3)["hits"]) == 3
    listing = json_of("products", store, "--limit", 3, "--order-by", "-price", "--facet", "gender")
    assert len(listing["products"]) == 3
    assert sum(facet["count"] for facet in listing["facets"]["gender"]) == 40
    following = json_of(
        "products", store, "--limit", 3, "--order-by", "-price", "--cursor", listing["next_cursor"]
    )
    assert not {p["product_id"] for p in following["products"]} & {
        p["product_id"] for p in listing["products"]
    }


def test_quality_is_kept_with_the_store(store, tmp_path):
    page = tmp_path / "quality.html"
    assert json_of("quality", store, "--html", page)["products"] == 40
    assert page.read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("search", "nowhere", "dress"), 1, "nowhere"),
        (("search", "{store}", "dress", "--where", "colour=Red"), 2, "base_color"),
        (("search", "{store}"), 2, "needs text or image"),
        (("search", "{store}", "--image", "{store}"), 2, "is not a file"),
        (("similar", "{store}", "none"), 1, "none"),
        (("ingest", "absent.csv", "--out", "{store}"), 1, "absent.csv"),
        (("search", "{store}", "dress", "--limit", "0"), 2, "limit"),
        (("sing",), 2, "sing"),
    ],
)
def test_an_error_is_one_line_with_an_exit_code_and_no_traceback(store, words, code, message):
    done = command(*(word.replace("{store}", str(store)) for word in words), check=False)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_the_version_is_printed():
    assert command("--version").stdout.strip() == "0.1.0"
