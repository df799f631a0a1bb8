"""Why a product is where it is, or what keeps it away."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from fashion_search.cli.app import app
from fashion_search.cli.placing import recommended, searched
from fashion_search.errors import InvalidRequestError, NotFoundError
from fashion_search.filters import F

WORDS = "red dress for women"


@pytest.fixture(scope="module")
def hits(demo_client):
    return demo_client.search(WORDS, limit=40)


@pytest.fixture(scope="module")
def athlete(demo_client):
    return next(one for one in demo_client.users.personas() if one.segment == "athletic")


def test_a_hit_has_its_rank_its_addends_and_no_reason_to_be_missing(demo_client, hits):
    found = searched(demo_client, WORDS, hits[2].product, 20, None)
    assert (found.rank, found.among, found.reasons) == (3, 20, ())
    assert found.hit.explanation.total == pytest.approx(found.hit.score)


def test_what_is_further_down_is_said_to_be(demo_client, hits):
    found = searched(demo_client, WORDS, hits[9].product, 5, None)
    assert found.rank is not None
    assert found.rank > 5
    assert "beyond the first 5" in found.reasons[0]


def test_the_words_that_rule_a_product_out_are_named(demo_client, hits):
    found = searched(demo_client, "red dress for men", hits[0].product, 20, None)
    assert found.rank is None
    assert "gender: Men" in found.reasons[0]


def test_the_filter_that_rules_a_product_out_is_named(demo_client, hits):
    found = searched(demo_client, WORDS, hits[0].product, 20, F.article_type == "Watches")
    assert found.rank is None
    assert any("Watches" in reason for reason in found.reasons)


def test_a_recommendation_names_the_past_behind_it(demo_client, athlete):
    shown = demo_client.recommend(athlete.user_id)
    found = recommended(demo_client, athlete.user_id, shown[0].product, 20, None)
    assert found.rank == 1
    assert found.because
    assert {one.product_id for one in found.because} <= {event.product_id for event in athlete.history}


def test_what_was_bought_and_what_is_not_liked_is_told_apart(demo_client, athlete):
    bought = next(event.product_id for event in athlete.history if event.kind == "purchase")
    found = recommended(demo_client, athlete.user_id, demo_client.products.get(bought), 20, None)
    assert found.reasons == ("Already bought: exclude_bought leaves it out.",)
    liked = demo_client.users.profile(athlete.user_id).style.category_prefs
    other = next(
        one for one in demo_client.products.list(limit=500).products if one.article_type not in liked
    )
    found = recommended(demo_client, athlete.user_id, other, 20, None)
    assert found.rank is None
    assert any("restrict_category" in reason for reason in found.reasons)


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
