"""`fashion-search train`, over the toy shop."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("typer")
pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")
pytest.importorskip("tokenizers")

import typer
from typer.testing import CliRunner

from fashion_search.cli import training
from fashion_search.errors import ModelMismatchError
from fashion_search.evaluation import Bootstrap
from fashion_search.training.adapt import AdaptPlan

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
import toy_shop

app = typer.Typer()
app.command()(training.train)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    toy_shop.write_model(folder / "model")
    toy_shop.write_store(folder / "askew", folder / "model", learnable=True)
    toy_shop.write_store(folder / "noise", folder / "model", learnable=False)
    return folder


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """A plan of the toy's size, whatever the seed."""

    def plan(*, seed: int) -> AdaptPlan:
        few = Bootstrap(samples=500)
        return AdaptPlan(
            width=96,
            rounds=4,
            steps=6,
            batch=64,
            rate=5e-3,
            decay=0,
            hold=0,
            guard=0,
            seed=seed,
            bootstrap=few,
        )

    monkeypatch.setattr(training, "AdaptPlan", plan)


def run(shop: Path, store: str, out: Path, *options: str):
    named = ["--catalog", str(shop / store), "--out", str(out), "--model", str(shop / "model")]
    return CliRunner().invoke(app, [*named, *options], catch_exceptions=False)


def test_a_better_model_is_kept_and_the_way_on_is_told(shop: Path, tmp_path: Path):
    done = run(shop, "askew", tmp_path / "out")
    assert done.exit_code == 0
    assert "title -> picture R@1" in done.stdout
    assert "Better: title -> picture R@1" in done.stdout
    assert f"--out {shop / 'askew'} --model {tmp_path / 'out'}" in done.stdout
    assert (tmp_path / "out" / "text_model.onnx").is_file()


def test_a_model_that_is_no_better_is_not_kept_and_the_exit_code_says_so(shop: Path, tmp_path: Path):
    done = run(shop, "noise", tmp_path / "out")
    assert done.exit_code == 1
    assert "Nothing was written" in done.stdout
    assert "--keep-anyway" in done.stdout
    assert not (tmp_path / "out").exists()


def test_json_is_one_object_also_when_nothing_is_kept(shop: Path, tmp_path: Path):
    done = run(shop, "noise", tmp_path / "out", "--json")
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert report["better"] is False
    assert report["out"] is None


def test_keep_anyway_writes_a_model_that_is_no_better(shop: Path, tmp_path: Path):
    done = run(shop, "noise", tmp_path / "out", "--keep-anyway", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["after"]["name"].startswith("toy-adapted-")
    assert (tmp_path / "out" / "model.json").is_file()


def test_an_interruption_is_told_and_leaves_nothing(shop: Path, tmp_path: Path, monkeypatch):
    def interrupt(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(training, "adapt", interrupt)
    done = run(shop, "askew", tmp_path / "out")
    assert done.exit_code == 130
    assert "nothing was written" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_store_of_another_model_is_refused(shop: Path, tmp_path: Path):
    other = toy_shop.write_model(tmp_path / "other", context_length=5)
    with pytest.raises(ModelMismatchError):
        CliRunner().invoke(
            app,
            ["--catalog", str(shop / "askew"), "--out", str(tmp_path / "out"), "--model", str(other)],
            catch_exceptions=False,
        )
