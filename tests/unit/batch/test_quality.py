from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fashion_search.batch.frames import rebatched
from fashion_search.batch.quality import measure_tables
from fashion_search.batch.quality_report import BatchQuality
from fashion_search.batch.vector_looks import LookAtVectors, looks_at
from fashion_search.errors import InvalidRequestError

PRODUCTS = pd.DataFrame(
    {"product_id": list("abcd"), "master_category": ["Apparel", "Apparel", "Shoes", None]}
)


def unit(*rows) -> list[np.ndarray]:
    return [np.array(row, dtype=np.float32) / np.float32(np.linalg.norm(row)) for row in rows]


def vectors(**changed) -> pd.DataFrame:
    there = unit([1, 0], [1, 0], [0, 1])
    columns = {f"{space}_embedding": there for space in ("image", "text", "hybrid")}
    rows = pd.DataFrame({"product_id": list("abx"), "embedding_model": "m@f", **columns, **changed})
    return looked(rows, rows_at_once=2)


def looked(rows: pd.DataFrame, *, rows_at_once: int) -> pd.DataFrame:
    given = rebatched(iter([rows]), rows_at_once)
    return pd.concat([LookAtVectors().outputs.empty(), *LookAtVectors()(given)], ignore_index=True)


def attributes(pattern: str = "striped") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "product_id": list("abc"),
            "pattern": [pattern, "solid color", None],
            "confidence_pattern": ["high", "low", None],
            "style_keywords": [np.array(["classic", "sporty"]), None, None],
            "extraction_success": [True, False, True],
        }
    )


def test_coverage_lengths_and_doubles_are_measured():
    report = measure_tables(PRODUCTS, vectors=vectors(image_embedding=[None, *unit([1, 0], [0, 2])]))
    assert report.value("products") == 4
    assert report.value("share of products with a row", "embeddings") == 0.5
    assert report.value("rows without a product", "embeddings") == 1
    assert report.value("share of products with a vector", "image") == 0.25
    assert report.value("share of rows whose vector another row has too", "text") == pytest.approx(2 / 3)
    assert report.value("share of rows whose vector another row has too", "image") == 0.0


def test_a_vector_that_is_too_long_is_worrying():
    report = measure_tables(
        PRODUCTS, vectors=vectors(text_embedding=list(np.eye(3, 2, dtype=np.float32) * 2))
    )
    assert ("largest distance of a length from 1", "text") in {(one.name, one.of) for one in report.worries}


def test_success_is_told_by_category():
    report = measure_tables(PRODUCTS, attributes=attributes())
    assert report.value("share that succeeded", "Apparel") == 0.5
    assert report.value("share that succeeded", "Shoes") == 1.0
    assert report.value("share that succeeded", "attributes") == pytest.approx(2 / 3)


def test_what_moved_since_the_last_report_is_measured():
    before = measure_tables(PRODUCTS, vectors=vectors(), attributes=attributes())
    same = measure_tables(PRODUCTS, vectors=vectors(), attributes=attributes(), before=before)
    assert same.value("drift of the mean vector, 1 - cosine", "text") == pytest.approx(0, abs=1e-12)
    assert same.value("drift of answers, total variation", "pattern") == 0
    turned = vectors(text_embedding=unit([0, 1], [0, 1], [0, 1]))
    moved = measure_tables(PRODUCTS, vectors=turned, attributes=attributes("checkered"), before=before)
    assert moved.value("drift of answers, total variation", "pattern") == 0.5
    assert moved.value("drift of the mean vector, 1 - cosine", "text") > 0.3


def test_dead_letters_are_counted_by_reason():
    letters = pd.DataFrame({"product_id": ["a", "b"], "reason": ["OSError: x", "OSError: y"]})
    report = measure_tables(PRODUCTS, letters=letters)
    assert report.value("dead letters", "OSError") == 2


def test_the_sample_is_the_same_every_time_and_has_every_confidence():
    first = measure_tables(PRODUCTS, attributes=attributes())
    assert first.sample == measure_tables(PRODUCTS, attributes=attributes().iloc[::-1]).sample
    assert {row.confidence for row in first.sample} == {"high", "low"}


def test_a_report_comes_back_from_json_and_makes_a_page():
    report = measure_tables(PRODUCTS, vectors=vectors(), attributes=attributes("<b>"))
    assert BatchQuality.from_json(report.to_json()) == report
    html = report.to_html()
    assert "A sample to judge" in html
    assert "<b>" not in html
    assert len(report.to_pandas()) == len(report.measures)
    assert "share of products with a vector" in str(report)
    with pytest.raises(InvalidRequestError, match="no quality report"):
        BatchQuality.from_json("[]")


def test_empty_tables_are_no_trouble():
    report = measure_tables(PRODUCTS.iloc[:0], vectors=vectors().iloc[:0], attributes=attributes().iloc[:0])
    assert report.worries == ()


def test_what_is_seen_of_vectors_does_not_hang_on_how_rows_are_cut():
    dice = np.random.default_rng(6)
    rows = {
        f"{space}_embedding": unit(*dice.standard_normal((50, 8))) for space in ("image", "text", "hybrid")
    }
    frame = pd.DataFrame({"product_id": [str(at) for at in range(50)], "embedding_model": "m@f", **rows})
    whole, cut = (looks_at(looked(frame, rows_at_once=size), "text") for size in (50, 7))
    assert whole.digests == cut.digests
    np.testing.assert_allclose(whole.centre, np.mean(rows["text_embedding"], axis=0), atol=1e-6)
    np.testing.assert_allclose(whole.centre, cut.centre, atol=1e-6)
    np.testing.assert_array_equal(whole.off, cut.off)
