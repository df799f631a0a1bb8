"""`check` against an emulated workspace, a store, and a client; what can be wrong is made wrong once."""

from __future__ import annotations

import io
import json
import os

import numpy as np
import pytest
from PIL import Image

from fashion_search import FashionClient
from fashion_search.checking import check
from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.embedders.describe import describe
from fashion_search.errors import InvalidRequestError
from fashion_search.settings import Settings
from fashion_search.store import Entry, Layout, SourceRecord, write_generation
from fashion_search.testing.databricks import DatabricksEmulator, Scenario
from fashion_search.types import Product

PRODUCTS = [
    Product(
        product_id=f"p{number}", product_display_name=f"{color} shirt", article_type="Shirts", gender="Men"
    )
    for number, color in enumerate(["Red", "Blue", "Green", "Black"])
]


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (24, 32), (200, 40, 90)).save(written, "JPEG")
    return written.getvalue()


def store_of(folder, vectors):
    entries = [
        Entry(
            product=product,
            source=SourceRecord(text_hash="t", thumbnail_hash="h"),
            image=vector,
            text=vector,
            thumbnail=picture(),
        )
        for product, vector in zip(PRODUCTS, vectors, strict=True)
    ]
    write_generation(Layout.at(folder), entries, count=len(entries), model=BundledEmbedder().identity)
    return folder


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    vectors = BundledEmbedder().embed_texts([describe(product) for product in PRODUCTS])
    return store_of(tmp_path_factory.mktemp("right") / "store", vectors)


@pytest.fixture(scope="module")
def wrong_store(tmp_path_factory):
    rows = np.random.default_rng(1).standard_normal((len(PRODUCTS), 512)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return store_of(tmp_path_factory.mktemp("wrong") / "store", rows)


@pytest.fixture(scope="module")
def emulator(store):
    with DatabricksEmulator(store) as running:
        yield running


@pytest.fixture
def workspace(emulator, monkeypatch):
    for name in list(os.environ):
        if name.startswith(("DATABRICKS_", "FASHION_")) and name != "FASHION_TEST_DATA":
            monkeypatch.delenv(name)
    for name, value in emulator.environment().items():
        monkeypatch.setenv(name, value)
    return emulator


def states(report):
    return {one.part: one.state for one in report.findings}


def said(report, part):
    return next(one.said for one in report.findings if one.part == part)


def test_all_is_well(workspace):
    told = []
    report = check(Settings(), watch=told.append)
    assert report.is_ready, report
    assert set(states(report).values()) == {"works"}
    assert tuple(told) == report.findings
    assert "4 rows on fashion_vector_search" in said(report, "text index")
    assert "cosine 1.0" in said(report, "model")
    assert "4 products" in said(report, "warehouse")


@pytest.mark.parametrize(
    ("wrong", "part", "remedy"),
    [
        ({"embedding_endpoint": "nope"}, "encoding", "'nope' does not exist"),
        ({"text_index": "nope"}, "text index", "Check the names in the settings"),
        ({"products_table": "nope"}, "warehouse", "nope"),
        ({"warehouse_id": "nope"}, "warehouse", "nope"),
    ],
)
def test_a_wrong_name_fails_where_it_is_used_and_only_there(workspace, wrong, part, remedy):
    report = check(Settings(**wrong))
    assert not report.is_ready
    assert [name for name, state in states(report).items() if state == "fails"] == [part]
    assert remedy in said(report, part)
    assert states(report)["login"] == "works"


def test_pictures_that_are_missing_do_not_keep_a_client_from_searching(workspace):
    report = check(Settings(pictures_path="/Volumes/a/b/c/{product_id}.jpg"))
    assert states(report)["pictures"] == "fails"
    assert "Check pictures_path" in said(report, "pictures")
    assert report.is_ready


def test_without_a_login_nothing_else_is_asked(workspace):
    report = check(Settings(client_secret="dose00000000000000000000000000000000"))  # noqa: S106
    assert states(report)["login"] == "fails"
    assert set(states(report).values()) == {"fails", "skipped"}
    assert "DATABRICKS_CLIENT_SECRET" in said(report, "login")


def test_another_model_behind_the_endpoint_is_noticed(wrong_store, workspace, monkeypatch):
    with DatabricksEmulator(wrong_store) as other:
        for name, value in other.environment().items():
            monkeypatch.setenv(name, value)
        report = check(Settings())
    assert [name for name, state in states(report).items() if state == "fails"] == ["model"]
    assert "Another model made them" in said(report, "model")
    assert not report.is_ready


def test_each_part_has_a_time_of_its_own(workspace):
    with workspace.playing(Scenario(services=frozenset({"serving"}), share_hang=1.0, hang_s=20)):
        report = check(Settings(), timeout_s=2)
    assert states(report)["encoding"] == "fails"
    assert states(report)["hybrid index"] == "works"
    encoding = next(one for one in report.findings if one.part == "encoding")
    assert 1.9 < encoding.seconds < 2.5


def test_a_lakebase_that_cannot_be_found_is_named(workspace):
    report = check(Settings(lakebase_instance="nope", products_from="warehouse"))
    assert states(report)["lakebase"] == "fails"
    assert "nope" in said(report, "lakebase")
    assert report.is_ready, "products come from the warehouse"


def test_no_secret_is_in_the_report(workspace):
    secrets = [*workspace.secrets, os.environ["DATABRICKS_CLIENT_SECRET"]]
    texts = [json.dumps(check(Settings()).to_dict()), json.dumps(check(Settings(text_index="no")).to_dict())]
    texts += [json.dumps(check(Settings(client_secret="dose123456789")).to_dict())]  # noqa: S106
    for secret in [*secrets, "dose123456789"]:
        assert secret not in " ".join(texts)


def test_a_store_and_a_client_are_checked_as_well(store, wrong_store):
    report = check(Settings(store=store))
    assert report.backend == "embedded"
    assert report.is_ready, report
    assert states(report) == dict.fromkeys(["index", "catalog", "model", "pictures"], "works")
    assert states(check(Settings(store=wrong_store)))["model"] == "fails"
    with FashionClient.open(store) as client:
        report = check(client)
    assert report.is_ready, report


def test_a_store_that_is_not_there_is_a_finding_not_a_crash(tmp_path):
    report = check(Settings(store=tmp_path / "absent"))
    assert states(report) == {
        "index": "fails",
        "catalog": "skipped",
        "model": "skipped",
        "pictures": "skipped",
    }
    assert not report.is_ready


def test_no_time_at_all_is_refused(store):
    with pytest.raises(InvalidRequestError, match="timeout_s is 0"):
        check(Settings(store=store), timeout_s=0)


def test_the_command_says_so_line_by_line_and_by_its_exit_code(store, wrong_store, tmp_path):
    from typer.testing import CliRunner

    from fashion_search.cli.app import app

    run = CliRunner()
    good = run.invoke(app, ["check", "--store", str(store)])
    assert good.exit_code == 0
    assert "The embedded client is ready." in good.output
    bad = run.invoke(app, ["check", "--store", str(wrong_store), "--json"])
    assert bad.exit_code == 1
    assert json.loads(bad.output)["is_ready"] is False
    written = tmp_path / "fashion.toml"
    written.write_text(f'store = "{store.as_posix()}"\n')
    assert run.invoke(app, ["check", "--settings", str(written)]).exit_code == 0
