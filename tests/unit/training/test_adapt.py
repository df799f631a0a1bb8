"""Adapting a toy model: better where it can learn, honest where it cannot, and nothing half done."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")
pytest.importorskip("tokenizers")

from fashion_search import FashionClient  # noqa: E402
from fashion_search.embedders.onnx import OnnxEmbedder  # noqa: E402
from fashion_search.errors import (  # noqa: E402
    InvalidRequestError,
    MissingDependencyError,
    ModelMismatchError,
    NotFoundError,
)
from fashion_search.evaluation import Bootstrap  # noqa: E402
from fashion_search.ingest import ingest  # noqa: E402
from fashion_search.store import Layout, Store, write_generation  # noqa: E402
from fashion_search.training import adapt_folder  # noqa: E402
from fashion_search.training.adapt import AdaptPlan, adapt  # noqa: E402
from fashion_search.training.adapt_material import gather  # noqa: E402
from fashion_search.training.splits import held_out, title_key  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent))
import toy_shop  # noqa: E402

PLAN = AdaptPlan(
    width=96,
    rounds=5,
    steps=6,
    batch=64,
    rate=5e-3,
    decay=0,
    hold=0,
    guard=0,
    bootstrap=Bootstrap(samples=500),
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the toy model and two stores made with it."""
    folder = tmp_path_factory.mktemp("shop")
    curves = {"text/hybrid": {"slope": 3.0, "intercept": -1.0}}
    toy_shop.write_model(folder / "model", calibration=curves, min_relevance=0.4, license="Apache-2.0")
    (folder / "model" / "LICENSE").write_text("as is")
    toy_shop.write_store(folder / "askew", folder / "model", learnable=True)
    toy_shop.write_store(folder / "noise", folder / "model", learnable=False)
    return folder


@pytest.fixture(scope="module")
def toy(shop: Path) -> OnnxEmbedder:
    return OnnxEmbedder.from_folder(shop / "model", batch_size=64)


@pytest.fixture(scope="module")
def adapted(shop: Path, toy: OnnxEmbedder):
    """What adapting to the store with something to learn came to."""
    return adapt(shop / "askew", shop / "adapted", embedder=toy, plan=PLAN)


def test_adapting_improves_products_that_were_held_out(adapted):
    row = adapted.measures["title -> picture R@1"]
    assert row.first.mean < 0.4
    assert row.second.mean > 0.8
    assert row.difference.shown
    assert adapted.better
    assert "Better: title -> picture R@1, title -> picture R@10" in str(adapted)


def test_the_adapted_folder_is_a_model_like_any_other(shop: Path, adapted, toy: OnnxEmbedder):
    model = OnnxEmbedder.from_folder(shop / "adapted")
    assert model.identity == adapted.after
    assert model.identity.fingerprint != toy.identity.fingerprint
    assert model.identity.name.startswith("toy-adapted-")
    rows = model.embed_texts(["acme red shirts", "belts"])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert model.embed_images([toy_shop.picture(3)]).shape == (1, toy_shop.DIMENSION)
    assert (shop / "adapted" / "LICENSE").read_text() == "as is"


def test_the_written_graphs_improve_what_the_report_says_they_improve(shop: Path, adapted):
    model = OnnxEmbedder.from_folder(shop / "adapted")
    shown = [p for p in toy_shop.products() if held_out(p.product_display_name)]
    titles = [p.product_display_name for p in shown]
    with Store.open(shop / "askew") as store:
        rows = [store.product_ids.index(p.product_id) for p in shown]
        pictures = _by_appended_head(shop / "adapted" / "vision_model.onnx", store.vectors("image")[rows])
    best = (model.embed_texts(titles) @ pictures.T).argmax(axis=1)
    measured = adapted.measures["title -> picture R@1"].second.mean
    assert (best == np.arange(len(shown))).mean() == pytest.approx(measured, abs=0.01)


def _by_appended_head(graph: Path, vectors: np.ndarray) -> np.ndarray:
    """Run only what was appended, on vectors of the old tower."""
    found = {c.name: onnx.numpy_helper.to_array(c) for c in onnx.load(str(graph)).graph.initializer}
    inner, bias, outer = (found[f"adapted1/{name}"] for name in ("inner", "bias", "outer"))
    return toy_shop.unit(vectors + np.maximum(vectors @ inner + bias, 0) @ outer)


def test_old_curves_are_not_kept_for_a_model_they_do_not_fit(shop: Path, adapted):
    card = json.loads((shop / "adapted" / "model.json").read_text())
    assert card["calibration"] == {}
    assert "min_relevance" not in card
    assert card["license"] == "Apache-2.0"
    assert "has none" in str(adapted)


def test_the_report_is_kept_beside_the_model(shop: Path, adapted):
    kept = json.loads((shop / "adapted" / "adaptation.json").read_text())
    assert kept["better"] is True
    assert kept["before"]["name"] == "toy-1"
    assert kept["measures"].keys() == adapted.measures.keys()
    assert json.dumps(adapted.to_dict())


def test_a_store_refuses_the_adapted_model_until_it_is_encoded_anew(shop: Path, adapted):
    with pytest.raises(ModelMismatchError, match="toy-adapted"):
        FashionClient.open(shop / "askew", embedder=OnnxEmbedder.from_folder(shop / "adapted"))


def test_the_adapted_model_can_be_adapted_again(shop: Path, adapted, tmp_path: Path):
    folder = toy_shop.write_store(tmp_path / "store", shop / "adapted", learnable=False)
    again = adapt(
        folder,
        tmp_path / "again",
        embedder=OnnxEmbedder.from_folder(shop / "adapted"),
        plan=AdaptPlan(width=4, rounds=1, steps=1, batch=32, bootstrap=Bootstrap(samples=50)),
        keep_anyway=True,
    )
    assert again.after.name.startswith("toy-adapted-")
    assert again.after.name.count("adapted") == 1
    assert again.after.fingerprint != adapted.after.fingerprint


def test_where_nothing_can_be_learned_no_difference_is_shown_and_nothing_written(
    shop: Path, toy: OnnxEmbedder, tmp_path: Path
):
    report = adapt(shop / "noise", tmp_path / "out", embedder=toy, plan=PLAN)
    assert not report.better
    assert report.out is None
    assert report.after is None
    assert "No difference shown: title -> picture R@1" in report.verdict
    assert "Nothing was written" in report.outcome
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_is_no_better_is_kept_only_when_asked_for(shop: Path, toy: OnnxEmbedder, tmp_path: Path):
    report = adapt(shop / "noise", tmp_path / "out", embedder=toy, plan=PLAN, keep_anyway=True)
    assert "as asked, although on held-out products it is not shown to be better" in report.outcome
    assert OnnxEmbedder.from_folder(tmp_path / "out").identity == report.after


def test_the_same_seed_gives_the_same_model(shop: Path, toy: OnnxEmbedder, adapted, tmp_path: Path):
    again = adapt(shop / "askew", tmp_path / "again", embedder=toy, plan=PLAN)
    assert again.after == adapted.after


def test_held_out_titles_are_seen_by_neither_training_nor_validation(shop: Path, toy: OnnxEmbedder):
    with Store.open(shop / "askew") as store:
        material = gather(store, toy, PLAN)
    keys = [title_key(title) for title in material.catalogue.titles]
    parts = [
        {keys[row] for row in part} for part in (material.training, material.validation, material.held_out)
    ]
    assert all(held_out(key) for key in parts[2])
    assert sum(map(len, parts)) == len(set(keys))


def test_a_large_catalogue_is_sampled_evenly(shop: Path, toy: OnnxEmbedder):
    with Store.open(shop / "askew") as store:
        whole = gather(store, toy, PLAN)
        some = gather(store, toy, AdaptPlan(most_products=100))
    assert len(some.training) == 100
    assert len(some.held_out) == round(100 / len(whole.training) * len(whole.held_out))


def test_interrupted_it_leaves_nothing_behind(shop: Path, toy: OnnxEmbedder, tmp_path: Path, monkeypatch):
    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(adapt_folder, "_try_out", interrupt)
    with pytest.raises(KeyboardInterrupt):
        adapt(shop / "noise", tmp_path / "out", embedder=toy, plan=PLAN, keep_anyway=True)
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told_and_what_it_raises_ends_the_work(shop: Path, toy: OnnxEmbedder, tmp_path: Path):
    told = []

    def stop_in_training(progress):
        told.append(progress.stage)
        if progress.stage == "train":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        adapt(shop / "askew", tmp_path / "out", embedder=toy, plan=PLAN, progress=stop_in_training)
    assert set(told) == {"encode captions", "train"}
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_refused_before_any_work(
    shop: Path, toy: OnnxEmbedder, tmp_path: Path
):
    (tmp_path / "precious").write_text("mine")
    with pytest.raises(InvalidRequestError, match="exists already"):
        adapt(shop / "no store at all", tmp_path, embedder=toy, plan=PLAN)
    assert (tmp_path / "precious").read_text() == "mine"


def test_an_empty_folder_is_used(shop: Path, toy: OnnxEmbedder, tmp_path: Path):
    (tmp_path / "out").mkdir()
    plan = AdaptPlan(width=4, rounds=1, steps=1, batch=32, bootstrap=Bootstrap(samples=50))
    report = adapt(shop / "noise", tmp_path / "out", embedder=toy, plan=plan, keep_anyway=True)
    assert (report.out / "model.json").is_file()


def test_a_store_of_another_model_is_refused(shop: Path, adapted, tmp_path: Path):
    with pytest.raises(ModelMismatchError, match="toy-1"):
        adapt(shop / "askew", tmp_path / "out", embedder=OnnxEmbedder.from_folder(shop / "adapted"))


def test_a_missing_store_is_told(shop: Path, toy: OnnxEmbedder, tmp_path: Path):
    with pytest.raises(NotFoundError):
        adapt(tmp_path / "nowhere", tmp_path / "out", embedder=toy)


def test_too_few_products_are_refused_with_their_number(toy: OnnxEmbedder, tmp_path: Path):
    write_generation(Layout.at(tmp_path / "store"), [], count=0, model=toy.identity)
    with pytest.raises(InvalidRequestError, match="Only 0 products have a picture and a title"):
        adapt(tmp_path / "store", tmp_path / "out", embedder=toy)


def test_without_onnx_the_extra_is_named(shop: Path, toy: OnnxEmbedder, tmp_path: Path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(MissingDependencyError, match=r"fashion-search\[train\]"):
        adapt(shop / "askew", tmp_path / "out", embedder=toy)


@pytest.mark.parametrize("option", [{"width": 0}, {"rounds": 0}, {"rate": 0.0}, {"hold": -1.0}, {"seed": -1}])
def test_a_plan_out_of_range_is_refused_by_name(option):
    with pytest.raises(InvalidRequestError, match=next(iter(option))):
        AdaptPlan(**option)


def test_after_ingesting_with_the_adapted_model_the_store_answers_with_it(
    shop: Path, adapted, tmp_path: Path
):
    class Pictures:
        def read(self, product):
            return toy_shop.picture(int(product.product_id))

    store, products = tmp_path / "store", toy_shop.products()[:30]
    old, new = (OnnxEmbedder.from_folder(shop / name) for name in ("model", "adapted"))
    ingest(products, out=store, images=Pictures(), embedder=old, workers=0, quality=False)
    ingest(products, out=store, images=Pictures(), embedder=new, workers=0, quality=False)
    assert FashionClient.open(store, embedder=new).search("acme red shirts", limit=3)
    with pytest.raises(ModelMismatchError):
        FashionClient.open(store, embedder=old)
