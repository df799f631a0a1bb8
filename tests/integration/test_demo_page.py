"""`fashion-search demo`, and the page it writes, in a real browser."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
ALONE = ["--disable-background-networking", "--disable-component-update", "--hide-scrollbars"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory, demo_store_path: Path) -> tuple[Path, dict]:
    out = tmp_path_factory.mktemp("demo")
    (out / "store").symlink_to(demo_store_path, target_is_directory=True)
    done = subprocess.run(
        [sys.executable, "-m", "fashion_search", "demo", "--out", str(out), "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    return out / "index.html", json.loads(done.stdout)


def share(hits: list[dict], **wanted: str) -> float:
    good = [hit for hit in hits if all(hit["product"][name] == value for name, value in wanted.items())]
    return len(good) / len(hits)


def test_the_four_searches_fit_their_queries(demo):
    text, picture, filtered, similar = (search["hits"] for search in demo[1]["searches"])
    assert share(text, article_type="Dresses", base_color="Red") >= 0.9
    assert share(picture, sub_category="Bags") >= 0.9
    assert share(filtered, gender="Men", article_type="Sports Shoes") >= 0.75
    assert all(hit["product"]["price"] <= 60 for hit in filtered)
    assert share(similar, base_color="Navy Blue", gender="Men") >= 0.5


def test_two_shoppers_are_recommended_what_suits_them(demo):
    athletic, luxury = demo[1]["recommendations"]
    assert athletic["rung"] == luxury["rung"] == "personal"
    assert share(athletic["hits"], usage="Sports") >= 0.9
    prices = [[hit["product"]["price"] for hit in one["hits"]] for one in (athletic, luxury)]
    assert sum(prices[1]) > 1.5 * sum(prices[0])
    assert all(hit["because"] for one in (athletic, luxury) for hit in one["hits"])


def test_the_page_says_why_the_first_of_each_list_is_first_and_what_was_read(demo):
    html = demo[0].read_text("utf-8")
    assert html.count("Why the first is first") == 6
    assert "understood: base_color: Red" in html
    assert "Recommended to persona-athletic" in html


def test_the_look_fills_slots_around_the_polo_shirt(demo):
    look = demo[1]["look"]
    slots = [slot["slot"] for slot in look["slots"]]
    assert {"bottom", "shoes"} <= set(slots)
    assert len(slots) == len(set(slots))
    assert {slot["best"]["product"]["gender"] for slot in look["slots"]} <= {"Men", "Unisex"}


def test_the_page_says_that_the_catalogue_is_drawn_and_shows_a_picture_for_every_hit(demo):
    page = demo[0].read_text("utf-8")
    assert "drawn by the package" in page
    sections = page.split('<section class="fs-section"')[1:]
    shown = [*demo[1]["searches"], *demo[1]["recommendations"], {"hits": demo[1]["look"]["slots"]}]
    assert len(sections) == 7
    for section, one in zip(sections, shown, strict=True):
        pictures = re.findall(r"data:image/jpeg;base64,([A-Za-z0-9+/=]+)", section)
        assert len(pictures) >= len(one["hits"]) > 0
        for encoded in pictures:
            Image.open(io.BytesIO(base64.b64decode(encoded))).load()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_a_browser_shows_the_pictures(demo, tmp_path):
    shot = tmp_path / "page.png"
    subprocess.run(
        [
            CHROMIUM,
            *QUIET,
            *ALONE,
            f"--user-data-dir={tmp_path / 'profile'}",
            "--window-size=1280,3200",
            f"--screenshot={shot}",
            demo[0].as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    colors = Image.open(shot).convert("RGB").resize((64, 160)).getcolors(64 * 160)
    assert len(colors) > 500, "the page is blank, or its pictures did not load"
