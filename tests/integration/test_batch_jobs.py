"""The jobs one after another from one job file, as the commands run them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fashion_search.batch import entry_points
from fashion_search.batch.config import BatchConfig, read_config
from fashion_search.batch.jobs import JOBS, run_job
from fashion_search.batch.quality_report import BatchQuality
from fashion_search.batch.running import Asked
from fashion_search.batch.sources import read_rows
from fashion_search.cli.batch import batch_app
from fashion_search.errors import ConfigurationError, InvalidRequestError, NotFoundError
from fashion_search.people.stored_styles import read_style

sys.path.insert(0, str(Path(__file__).parent))
from batch_shop import JOB_FILE, make_shop


@pytest.fixture
def shop(tmp_path) -> Path:
    return make_shop(tmp_path)


def command(*words: str) -> dict[str, object]:
    done = CliRunner().invoke(batch_app, [*words, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_jobs_follow_each_other_and_a_second_round_does_nothing(shop):
    config = str(shop / "job.toml")
    assert command("extract", "--config", config, "--dry-run")["rows"] == 12
    first = {name: command(name, "--config", config) for name in ("extract", "enrich", "embed", "users")}
    assert {name: one["done"] for name, one in first.items()} == {
        "extract": 12,
        "enrich": 12,
        "embed": 12,
        "users": 2,
    }
    assert (first["extract"]["failed"], first["embed"]["failed"], first["embed"]["quarantined"]) == (1, 1, 1)
    command("quality", "--config", config)

    attributes = read_rows(shop / "attributes").set_index("product_id")
    assert attributes["extraction_success"].sum() == 11
    assert (
        "damaged" in attributes.loc["03", "extraction_errors"][0] or attributes.loc["03", "extraction_errors"]
    )
    assert attributes.loc["01", "sleeve_length"] == "not applicable"
    embedded = read_rows(shop / "embeddings").set_index("product_id")
    described = read_rows(shop / "enriched").set_index("product_id")
    assert embedded.loc["04", "embedded_text"] == described.loc["04", "description"]
    assert "Casual Shoes Blue" in described.loc["04", "description"]
    users = read_rows(shop / "users")
    assert set(users["user_id"]) == {"ann", "bob"}
    tastes = [read_style(row) for row in users.to_dict("records")]
    assert all(one.embedding is not None and one.category_prefs and one.last_seen for one in tastes)

    for name in ("extract", "enrich", "embed", "users"):
        assert command(name, "--config", config)["done"] == 0
    command("quality", "--config", config)
    kept = BatchQuality.from_json((shop / "quality" / "quality.json").read_bytes())
    assert kept.value("share of products with a row", "embeddings") == 1.0
    assert kept.value("drift of the mean vector, 1 - cosine", "hybrid") == pytest.approx(0, abs=1e-9)
    assert kept.value("dead letters") == 2
    assert "Quality of the tables" in (shop / "quality" / "quality.html").read_text()


def test_a_shop_without_any_trouble_has_empty_letters(shop):
    (shop / "pictures" / "03.jpg").write_bytes((shop / "pictures" / "04.jpg").read_bytes())
    config = read_config(shop / "job.toml")
    assert run_job("extract", config).failed == 0
    assert run_job("quality", config).value("dead letters") == 0


def test_a_limit_leaves_the_rest_and_given_up_rows_are_tried_again_when_asked(shop):
    config = read_config(shop / "job.toml")
    assert run_job("extract", config, Asked(limit=5)).done == 5
    assert run_job("extract", config).done == 7
    assert run_job("extract", config).done == 0
    again = run_job("extract", config, Asked(retry=True))
    assert (again.done, again.failed, again.quarantined) == (1, 1, 1)


def test_a_wheel_task_prints_its_report_and_fails_when_the_gate_closes(shop, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["extract", "--config", str(shop / "job.toml")])
    entry_points.extract()
    assert "extract_attributes: 12 of 12 rows" in capsys.readouterr().out
    for picture in (shop / "pictures").iterdir():
        picture.write_bytes(b"worse")
    (shop / "job.toml").write_text(JOB_FILE + "\n[run]\ngate_sample = 5\n")
    with pytest.raises(entry_points.StoppedEarlyError, match="are asked for"):
        entry_points.extract()


def test_the_command_says_so_when_the_gate_closes(shop):
    for picture in (shop / "pictures").iterdir():
        picture.write_bytes(b"damaged")
    (shop / "job.toml").write_text(JOB_FILE + "\n[run]\ngate_sample = 5\n")
    done = CliRunner().invoke(batch_app, ["extract", "--config", str(shop / "job.toml")])
    assert done.exit_code == 3
    assert "Stopped: 0%" in done.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[run]\nengin = 'spark'\n", "run.engin"),
        ("[extract]\nmethod = 'guess'\n", "extract.method"),
        ("[run", "not valid TOML"),
    ],
)
def test_a_job_file_with_a_slip_is_refused_with_the_place(tmp_path, text, said):
    (tmp_path / "job.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=said):
        read_config(tmp_path / "job.toml")


def test_what_is_not_there_is_told(tmp_path):
    with pytest.raises(NotFoundError, match="no job file"):
        read_config(tmp_path / "job.toml")
    with pytest.raises(InvalidRequestError, match="embed"):
        run_job("embedd", BatchConfig())
    with pytest.raises(ConfigurationError, match="engine = 'spark'"):
        run_job("enrich", BatchConfig())


def test_every_job_has_a_command_and_an_entry_point():
    commands = {one.name for one in batch_app.registered_commands}
    assert commands == set(JOBS) == set(entry_points.__all__)
