"""Keyed jobs on this machine: what is missing is done, what fails is put aside, killed runs go on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from fashion_search.batch.definitions import DEAD_LETTERS
from fashion_search.batch.engines.local import LocalRun, run_here
from fashion_search.batch.engines.pool import Pool
from fashion_search.batch.gate import Gate
from fashion_search.batch.keyed import KeyedRows
from fashion_search.batch.tables.parquet import ParquetTable
from fashion_search.errors import ConfigurationError, StoreLockedError

sys.path.insert(0, str(Path(__file__).parent))
from batch_fakes import SHOUTS, Shouting

needs_sigkill = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
OPEN = Gate(least=0.0)


def titles(count: int, **others: str):
    rows = {f"{number:04d}": f"title {number}" for number in range(count)} | others
    return pd.DataFrame({"product_id": list(rows), "product_display_name": list(rows.values())})


class Place:
    """A target and its letters in one folder."""

    def __init__(self, folder: Path) -> None:
        self.target = ParquetTable(folder / "shouts", SHOUTS, expected_rows=1000)
        self.letters = ParquetTable(folder / "letters", DEAD_LETTERS)

    def run(self, source, maker: Shouting | None = None, **how):
        rows = KeyedRows(maker or Shouting())
        return run_here(
            "shout",
            rows,
            source,
            target=self.target,
            letters=self.letters,
            run=LocalRun(**({"gate": OPEN} | how)),
        )

    def content(self):
        return self.target.read(["product_id", "shout", "vector", "content_hash", "job_version"])

    def files(self):
        return {path: path.stat().st_mtime_ns for path in self.target.folder.glob("part-*")}


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


@pytest.mark.parametrize("workers", [0, 2])
def test_every_row_is_done_once_and_a_second_run_changes_no_file(place, workers):
    report = place.run(titles(600), workers=workers)
    assert (report.rows, report.done, report.failed) == (600, 600, 0)
    found = place.content()
    assert found["product_id"].tolist() == [f"{number:04d}" for number in range(600)]
    assert found["shout"].tolist()[7] == "TITLE 7"
    before = place.files()
    again = place.run(titles(600), workers=workers)
    assert (again.rows, again.done) == (600, 0)
    assert place.files() == before


def test_only_changed_rows_are_done_again(place):
    place.run(titles(50))
    report = place.run(titles(50, **{"0003": "another title", "zz": "new"}))
    assert report.done == 2
    assert (
        dict(zip(place.content()["product_id"], place.content()["shout"], strict=True))["0003"]
        == "ANOTHER TITLE"
    )


def test_another_version_of_the_job_does_everything_again(place):
    place.run(titles(20))
    assert place.run(titles(20), Shouting(version="shout-2")).done == 20
    assert set(place.content()["job_version"]) == {"shout-2"}


def test_a_failing_row_is_a_dead_letter_and_spoils_no_other(place):
    report = place.run(titles(40, a="bad one", b="moody one"))
    assert (report.done, report.failed, report.quarantined) == (42, 1, 1)
    letters = place.letters.read()
    assert letters["product_id"].tolist() == ["a"]
    assert letters["tries"].tolist() == [2]
    assert "cannot shout bad one" in letters["reason"][0]
    assert "a" not in set(place.content()["product_id"])
    assert "b" in set(place.content()["product_id"])


def test_a_dead_letter_is_not_tried_again_until_its_content_changes(place):
    place.run(titles(5, a="bad one"))
    assert place.run(titles(5, a="bad one")).done == 0
    mended = place.run(titles(5, a="good one"))
    assert (mended.done, mended.failed, mended.quarantined) == (1, 0, 0)


def test_a_job_may_keep_a_row_that_says_it_failed(place):
    place.run(titles(5, a="bad one"), Shouting(version="kept", keeps_failures=True))
    row = place.content().set_index("product_id").loc["a"]
    assert row["shout"] is None or row["shout"] != row["shout"]
    assert len(place.letters) == 1
    assert place.run(titles(5, a="bad one"), Shouting(version="kept", keeps_failures=True)).done == 0


def test_the_gate_stops_a_run_after_its_sample_and_says_why(place):
    trouble = {f"{number:04d}": f"bad {number}" for number in range(0, 600, 5)}
    report = place.run(titles(600, **trouble), gate=Gate(sample=100, least=0.85), slice_rows=100)
    assert report.stopped is not None
    assert "of the first" in report.stopped
    assert "cannot shout" in report.stopped
    assert 100 <= report.done <= 200


def test_the_gate_lets_a_run_pass_that_succeeds_often_enough(place):
    trouble = {f"{number:04d}": f"bad {number}" for number in range(0, 600, 20)}
    report = place.run(titles(600, **trouble), gate=Gate(sample=100, least=0.85))
    assert report.stopped is None
    assert report.done == 600


def test_rows_the_source_lost_are_removed_when_asked(place):
    place.run(titles(30))
    assert place.run(titles(20)).removed == 0
    assert place.run(titles(20), prune=True).removed == 10
    assert len(place.target) == 20


def test_a_limit_leaves_the_rest_for_later(place):
    assert place.run(titles(30), limit=10).done == 10
    assert place.run(titles(30)).done == 20


def test_a_model_that_cannot_be_had_ends_the_job_with_its_own_error(place):
    for workers in (0, 1):
        with pytest.raises(ConfigurationError, match="no such model"):
            place.run(titles(3), Shouting(version="unloadable"), workers=workers)


def test_a_job_that_cannot_travel_is_refused_before_anything_is_started(place):
    maker = Shouting()
    object.__setattr__(maker, "version", lambda: None)
    with pytest.raises(ConfigurationError, match="workers = 0"):
        Pool(KeyedRows(maker), 1, KeyedRows(maker).lost)


def test_two_runs_at_once_are_refused(place):
    with place.target.writing(), pytest.raises(StoreLockedError):
        place.run(titles(3))


@needs_sigkill
@pytest.mark.slow
def test_a_row_that_takes_its_process_down_twice_is_named_and_the_others_are_done(place):
    report = place.run(titles(40, a="deadly one"), workers=2)
    assert (report.done, report.failed) == (41, 1)
    assert len(place.target) == 40
    assert "ended twice on this row, with status -9" in place.letters.read()["reason"][0]


SCRIPT = """
import sys
from pathlib import Path
from test_batch_local import Place, Shouting, titles
Place(Path(sys.argv[1])).run(titles(400, a="bad one"), Shouting(pause_s=0.05), workers=1)
"""


@needs_sigkill
@pytest.mark.slow
def test_a_driver_killed_at_any_moment_goes_on_and_ends_with_the_same_table(tmp_path):
    whole, killed = Place(tmp_path / "whole"), Place(tmp_path / "killed")
    whole.run(titles(400, a="bad one"))
    dice = random.Random(6)
    here = Path(__file__).parent
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(here), *sys.path])}
    for _ in range(4):
        process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(tmp_path / "killed")], env=env)
        before, deadline = len(killed.files()), time.monotonic() + 60
        while len(killed.files()) == before and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(dice.random() / 20)
        process.send_signal(signal.SIGKILL)
        process.wait()
    killed.run(titles(400, a="bad one"))
    pd.testing.assert_frame_equal(killed.content(), whole.content())
    columns = ["product_id", "reason", "tries", "content_hash"]
    pd.testing.assert_frame_equal(killed.letters.read(columns), whole.letters.read(columns))
