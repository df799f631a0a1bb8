"""`explain` on the command line."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from fashion_search.cli.app import app
from fashion_search.errors import InvalidRequestError, NotFoundError

WORDS = "red dress for women"


@pytest.fixture(scope="module")
def hits(demo_client):
    return demo_client.search(WORDS, limit=40)


def test_the_command_prints_a_table_or_json(demo_store_path, hits):
    runner, asked = CliRunner(), [str(demo_store_path), WORDS, hits[0].product_id]
    told = json.loads(runner.invoke(app, ["explain", *asked, "--json"]).stdout)
    assert told["rank"] == 1
    assert sum(part["value"] for part in told["hit"]["explanation"]) == pytest.approx(told["hit"]["score"])
    assert [part["field"] for part in told["understood"]["parts"]] == ["base_color", "article_type", "gender"]
    assert runner.invoke(app, ["explain", *asked]).exit_code == 0


@pytest.mark.parametrize("asked", [["p1"], ["a", "b", "p1"], ["words", "p1", "--user", "ann"]])
def test_too_few_or_too_many_words_are_refused(demo_store_path, asked):
    done = CliRunner().invoke(app, ["explain", str(demo_store_path), *asked])
    assert isinstance(done.exception, InvalidRequestError)


def test_an_unknown_product_is_not_found(demo_store_path):
    done = CliRunner().invoke(app, ["explain", str(demo_store_path), "words", "nothing"])
    assert isinstance(done.exception, NotFoundError)
