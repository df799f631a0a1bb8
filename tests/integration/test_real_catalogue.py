"""The main job on the real catalogue: 44,446 products, ingested, searched, and ingested again."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from fashion_search import FashionClient
from fashion_search.evaluation import Bootstrap, bootstrap_mean
from fashion_search.ingest import ingest

if sys.version_info >= (3, 11):
    import tomllib
else:
    tomllib = pytest.importorskip("tomli")

pytestmark = [pytest.mark.real_data, pytest.mark.slow]
QUERIES = Path(__file__).parents[1] / "evaluation" / "shopper_queries.toml"


@pytest.fixture(scope="module")
def client(real_ingest) -> FashionClient:
    return FashionClient.open(real_ingest[0])


def test_every_product_is_there_and_every_picture_that_exists(real_ingest):
    _, report = real_ingest
    assert (report.manifest.product_count, report.manifest.picture_count) == (44_446, 44_441)
    assert sorted(reject.product_id for reject in report.rejects) == [
        "12347",
        "39401",
        "39403",
        "39410",
        "39425",
    ]
    assert report.seconds < 600


def test_a_second_run_encodes_nothing_and_writes_nothing(real_ingest, real_data):
    store, first = real_ingest
    folder = real_data / "fashion_products"
    again = ingest(folder / "styles.csv", images=folder / "images_small.zip", out=store)
    assert (again.texts_encoded, again.pictures_encoded, again.written) == (0, 0, False)
    assert again.manifest.checksums == first.manifest.checksums


@pytest.mark.parametrize(
    ("text", "wanted", "at_least"),
    [
        ("red dress", {"article_type": ["Dresses"]}, 16),
        ("red dress", {"base_color": ["Red"]}, 10),
        ("navy blue polo shirt", {"article_type": ["Tshirts"], "base_color": ["Navy Blue"]}, 16),
        ("women's silver watch", {"article_type": ["Watches"], "base_color": ["Silver"]}, 16),
        ("running shoes for men", {"article_type": ["Sports Shoes"], "gender": ["Men", "Unisex"]}, 16),
    ],
)
def test_plain_queries_find_what_they_say(client, text, wanted, at_least):
    hits = client.search(text, limit=20)
    good = [
        hit for hit in hits if all(getattr(hit.product, name) in values for name, values in wanted.items())
    ]
    assert len(good) >= at_least, f"{len(good)} of {len(hits)}"


def precisions(client: FashionClient, *, understand: bool) -> np.ndarray:
    queries = tomllib.loads(QUERIES.read_text("utf-8"))["query"]
    found = []
    for query in queries:
        hits = client.search(query["text"], limit=10, understand=understand)
        fits = [
            all(getattr(hit.product, name) in values for name, values in query["where"].items())
            for hit in hits
        ]
        found.append(sum(fits) / 10)
    return np.array(found)


def test_shoppers_words_find_what_they_mean_and_understanding_does_no_harm(client):
    with_words, without = precisions(client, understand=True), precisions(client, understand=False)
    interval = bootstrap_mean(with_words, Bootstrap())
    print(f"P@10 over {len(with_words)} shopper queries: {interval}; model alone {without.mean():.3f}")
    assert with_words.mean() >= 0.85
    assert with_words.mean() >= without.mean() - 0.01


def test_a_look_on_the_real_catalogue_never_crosses_gender(client):
    look = client.complete_the_look("15970")
    assert len(look) >= 3
    assert all(slot.best.product.gender in ("Men", "Unisex") for slot in look)
