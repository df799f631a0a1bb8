"""Relevance of an adapted model."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")
pytest.importorskip("tokenizers")

from fashion_search.embedders.onnx import OnnxEmbedder
from fashion_search.ranking.calibration import parse_calibrations
from fashion_search.store import Store
from fashion_search.training import adapt_calibration
from fashion_search.training.adapt_heads import Heads
from fashion_search.training.adapt_material import gather
from fashion_search.training.adapt_plan import AdaptPlan

sys.path.insert(0, str(Path(__file__).parent))
import toy_shop


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory):
    """The toy's material, heads that change nothing, and a function that fits relevance."""
    folder = tmp_path_factory.mktemp("shop")
    toy = OnnxEmbedder.from_folder(toy_shop.write_model(folder / "model"))
    toy_shop.write_store(folder / "store", folder / "model", learnable=True)
    with Store.open(folder / "store") as store:
        material = gather(store, toy, AdaptPlan())
    heads = Heads.start(toy_shop.DIMENSION, 4, np.random.default_rng(0))
    return lambda: adapt_calibration.fit_relevance(material, heads, toy)


def test_too_few_held_out_products_give_no_curve(fitted):
    found = fitted()
    assert dict(found.curves) == {}
    assert found.min_relevance is None


def test_every_kind_of_query_and_space_gets_a_curve_that_a_model_folder_can_keep(fitted, monkeypatch):
    monkeypatch.setattr(adapt_calibration, "_LEAST_PRODUCTS", 50)
    monkeypatch.setattr(adapt_calibration, "_LEAST_QUERIES", 30)
    found = fitted()
    curves = parse_calibrations(found.curves)
    assert ("text", "hybrid") in curves
    assert ("image", "image") in curves
    assert found.errors.keys() == found.curves.keys()
    assert found.errors["image/image"] < 0.15
    assert 0 < found.min_relevance < 1
    assert 0 < found.answered < 1
