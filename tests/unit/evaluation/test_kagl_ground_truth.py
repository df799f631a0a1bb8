"""The real ground truth, its counts and ceilings, and what a model that knows nothing scores."""

import csv
import zlib

import numpy as np
import pytest

from fashion_search.evaluation import Bootstrap, GroundTruth, KaglPlan, evaluate_kagl, kagl_ceilings

pytestmark = pytest.mark.real_data

DIMENSION = 32
COUNTS = {  # queries, labelled documents, smallest and largest class
    "text-image": (2000, 2774, 1, 20),
    "category1": (7, 44434, 1, 21395),
    "category2": (45, 44434, 1, 15401),
    "category3": (142, 44434, 1, 7069),
    "baseColour": (46, 44424, 5, 9731),
    "season": (4, 44413, 2979, 21472),
    "usage": (8, 44122, 1, 34407),
}
CEILINGS = {
    ("text-image", "recall@1"): 0.901,
    ("text-image", "recall@10"): 0.999,
    ("category1", "precision@10"): 0.871,
    ("category2", "precision@10"): 0.893,
    ("category3", "precision@10"): 0.862,
    ("baseColour", "precision@10"): 0.980,
    ("season", "precision@10"): 1.000,
    ("usage", "precision@10"): 0.8875,
}


@pytest.fixture(scope="module")
def ground_truth(real_data):
    if not (real_data / "kagl").is_dir():
        pytest.skip("the test data has no folder kagl/")
    return GroundTruth.read(real_data / "kagl")


def test_the_documents_are_the_44434_of_the_benchmark(ground_truth):
    assert len(ground_truth.product_ids()) == 44_434


@pytest.mark.parametrize("task", COUNTS)
def test_queries_and_documents_are_as_many_as_published(ground_truth, task):
    counts = ground_truth.judgements[task].counts()
    assert (counts.size, counts.sum(), counts.min(), counts.max()) == COUNTS[task]


@pytest.mark.parametrize(("task", "measure"), CEILINGS)
def test_ceilings_are_those_of_the_protocol(ground_truth, task, measure):
    ceiling = kagl_ceilings(ground_truth.judgements[task]).values[measure].mean()
    assert ceiling == pytest.approx(CEILINGS[task, measure], abs=0.0006)


def test_a_model_that_knows_nothing_scores_chance(real_data, ground_truth):
    with (real_data / "fashion_products" / "styles.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    random = np.random.default_rng(0)
    report = evaluate_kagl(
        [row["id"] for row in rows],
        [row["productDisplayName"] for row in rows],
        random.standard_normal((len(rows), DIMENSION)).astype(np.float32),
        ground_truth=ground_truth,
        embed_texts=lambda texts: random.standard_normal((len(texts), DIMENSION)).astype(np.float32),
        plan=KaglPlan(
            picture_size="none",
            held_out=lambda title: zlib.crc32(title.encode()) % 5 == 0,
            bootstrap=Bootstrap(samples=500),
        ),
    )
    assert (report.documents, report.not_judged, report.missing) == (44_434, 12, 0)
    assert report.find("text-image").intervals["recall@10"].mean < 0.003
    assert report.find("category3").intervals["precision@10"].mean < 0.02
    held_out = report.find("text-image", scope="held-out")
    assert 300 < len(held_out.query_ids) < 500
    assert held_out.documents == report.find("category3", scope="held-out").documents
