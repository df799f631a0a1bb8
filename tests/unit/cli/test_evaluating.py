"""`fashion-search eval …`, over the toy shop."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("typer")
pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")
pytest.importorskip("tokenizers")

from typer.testing import CliRunner

from fashion_search.cli.evaluating import eval_app, read_queries
from fashion_search.errors import InvalidRequestError, ModelMismatchError, NotFoundError
from fashion_search.evaluation import KAGL_TASKS
from fashion_search.training.splits import held_out

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
import toy_shop

QUERIES = [f"{color.lower()} {kind.lower()}" for color in toy_shop.COLORS[:4] for kind in toy_shop.TYPES[:3]]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stores of one model, what fits, and queries."""
    folder = tmp_path_factory.mktemp("shop")
    toy_shop.write_model(folder / "model")
    toy_shop.write_store(folder / "askew", folder / "model", learnable=True)
    toy_shop.write_store(folder / "noise", folder / "model", learnable=False)
    (folder / "truth").mkdir()
    products = toy_shop.products()
    for task in KAGL_TASKS:
        by_title = {p.product_display_name: {p.product_id: 1} for p in products}
        by_type = {
            kind: {p.product_id: 1 for p in products if p.article_type == kind} for kind in toy_shop.TYPES
        }
        judged = by_type if task.queries_are_labels else by_title
        (folder / "truth" / task.file_name).write_text(json.dumps(judged))
    (folder / "queries.txt").write_text("\n".join(QUERIES) + "\n\n")
    fits = {
        query: [p.product_id for p in products if f"{p.base_color} {p.article_type}".lower() == query]
        for query in QUERIES
    }
    (folder / "judgements.json").write_text(json.dumps(fits))
    return folder


def run(*arguments: object):
    return CliRunner().invoke(eval_app, [str(part) for part in arguments], catch_exceptions=False)


def compared(shop: Path, *options: object):
    model = shop / "model"
    stores = (shop / "askew", shop / "noise", "--queries", shop / "queries.txt")
    return run("compare", *stores, "--model-a", model, "--model-b", model, *options)


def test_kagl_states_picture_size_model_and_held_out_results(shop: Path):
    done = run(
        "kagl",
        shop / "askew",
        "--ground-truth",
        shop / "truth",
        "--picture-size",
        "4x4",
        "--model",
        shop / "model",
    )
    assert done.exit_code == 0
    assert "KAGL: toy-1" in done.stdout
    assert "pictures 4x4" in done.stdout
    assert "held-out" in done.stdout


def test_kagl_takes_titles_bare_and_pictures_from_the_store(shop: Path):
    done = run("kagl", shop / "askew", "--ground-truth", shop / "truth", "--model", shop / "model", "--json")
    report = json.loads(done.stdout)
    assert report["documents"] == len(toy_shop.products())
    assert report["picture_size"] == "of unstated size"
    scopes = {(r["task"], r["documents"]): r for r in report["results"] if r["queries"].startswith("all")}
    held = sum(held_out(p.product_display_name) for p in toy_shop.products())
    assert scopes["text-image", "held-out"]["document_count"] == held
    assert 0.1 < scopes["text-image", "all"]["measures"]["recall@1"]["mean"] < 0.9


def test_kagl_refuses_a_model_the_store_was_not_made_with(shop: Path, tmp_path: Path):
    other = toy_shop.write_model(tmp_path / "other", context_length=5)
    with pytest.raises(ModelMismatchError, match="--model FOLDER"):
        run("kagl", shop / "askew", "--ground-truth", shop / "truth", "--model", other)


def test_compare_says_which_is_better_and_writes_the_page(shop: Path, tmp_path: Path):
    done = compared(
        shop, "--judgements", shop / "judgements.json", "--html", tmp_path / "page.html", "--limit", 10
    )
    assert done.exit_code == 0
    assert "askew is better than noise" in done.stdout
    assert "ndcg@10" in done.stdout
    page = (tmp_path / "page.html").read_text()
    assert "data:image" in page
    assert str(tmp_path / "page.html") in done.stdout


def test_compare_without_judgements_calls_nothing_better(shop: Path):
    report = json.loads(compared(shop, "--json").stdout)
    assert report["names"] == ["askew", "noise"]
    assert report["fit"] == {}
    assert "nothing says which is better" in report["verdict"]
    assert "catalogue coverage" in report["totals"]


def test_a_store_against_itself_shows_no_difference(shop: Path):
    model = shop / "model"
    done = run(
        "compare",
        shop / "askew",
        shop / "askew",
        "--queries",
        shop / "queries.txt",
        "--model-a",
        model,
        "--model-b",
        model,
    )
    assert "no difference shown" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("q.txt", "red dress\n\n  blue shirt \n", {"red dress": "red dress", "blue shirt": "blue shirt"}),
        ("q.json", '{"1": "red dress"}', {"1": "red dress"}),
        ("q.json", '["red dress"]', {"red dress": "red dress"}),
        pytest.param(
            "q.toml",
            'first = "red dress"',
            {"first": "red dress"},
            marks=pytest.mark.skipif(sys.version_info < (3, 11), reason="tomllib came with Python 3.11"),
        ),
    ],
)
def test_queries_are_read_from_text_json_and_toml(tmp_path: Path, name, content, expected):
    (tmp_path / name).write_text(content)
    assert read_queries(tmp_path / name) == expected


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("q.txt", b"\n \n", "no query"),
        ("q.txt", b"\xff\xfe\x00", "cannot be read"),
        ("q.json", b"{", "not JSON"),
        ("q.json", b'{"1": 2}', "expected texts by query id"),
        ("q.toml", b"= red", "TOML"),
    ],
)
def test_files_without_readable_queries_are_refused(tmp_path: Path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidRequestError, match=message):
        read_queries(tmp_path / name)


def test_a_missing_query_file_is_told(tmp_path: Path):
    with pytest.raises(NotFoundError, match=r"nowhere\.txt"):
        read_queries(tmp_path / "nowhere.txt")
