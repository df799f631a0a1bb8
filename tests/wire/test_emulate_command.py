"""`fashion-search emulate`, and the pytest fixtures, as their users meet them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from fashion_search.cli.playing import parse_scenario
from fashion_search.errors import ConfigurationError
from fashion_search.store import Store
from fashion_search.testing.databricks import Latency, Scenario


@contextmanager
def emulate(store: Store, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, interrupted in the end as from a keyboard."""
    process = subprocess.Popen(
        [sys.executable, "-m", "fashion_search", "emulate", str(store.path), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TERM": "dumb"},
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0, errors
    assert "stopped" in errors


@pytest.mark.skipif(os.name == "nt", reason="no process of ours is interrupted from a keyboard there")
def test_the_command_serves_until_it_is_interrupted(wire_store: Store, tmp_path):
    file = tmp_path / "variables"
    with emulate(wire_store, "--json", "--pat", "--environment-file", str(file)) as process:
        assert process.stdout is not None
        text = ""
        while "}" not in text:
            text += process.stdout.readline()
        variables = json.loads(text)
        answer = httpx.get(
            f"{variables['DATABRICKS_HOST']}/api/2.0/preview/scim/v2/Me",
            headers={"authorization": f"Bearer {variables['DATABRICKS_TOKEN']}"},
        )
        assert answer.json()["userName"] == "someone@example.com"
    assert file.stat().st_mode & 0o077 == 0
    assert file.read_text() == "".join(f"{name}={value}\n" for name, value in variables.items())


@pytest.mark.skipif(os.name == "nt", reason="no process of ours is interrupted from a keyboard there")
def test_its_lines_are_for_a_shell(wire_store: Store):
    with emulate(wire_store) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
    script = "".join(lines) + "echo $DATABRICKS_HOST $DATABRICKS_CLIENT_ID $DATABRICKS_CLIENT_SECRET"
    told = subprocess.run(["sh", "-c", script], check=True, capture_output=True, text=True).stdout.split()
    assert told[0].startswith("http://127.0.0.1:")
    assert len(told) == 3


@pytest.mark.skipif(os.name == "nt", reason="no process of ours is interrupted from a keyboard there")
def test_what_goes_wrong_is_said_on_the_command_line(wire_store: Store):
    options = ("--json", "--scenario", "share_503=1", "--scenario", "services=identity, jobs")
    with emulate(wire_store, *options) as process:
        assert process.stdout is not None
        text = ""
        while "}" not in text:
            text += process.stdout.readline()
        host = json.loads(text)["DATABRICKS_HOST"]
        assert httpx.get(f"{host}/api/2.0/preview/scim/v2/Me").status_code == 503
        assert httpx.get(f"{host}/.well-known/databricks-config").status_code == 200


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("share_42=0.1", "unknown name 'share_42'. Did you mean 'share_429'"),
        ("share_429=much", "valid number"),
        ("share_429=1.5", "Shares must be in [0, 1]"),
        ("cold_answer=418", "'hang', '429', '503' or '504'"),
        ("services=oauth,cinema", "'oauth', 'serving'"),
        ("latency", "unknown name 'latency'"),
    ],
)
def test_a_scenario_that_cannot_be_is_refused_with_what_can(setting: str, told: str):
    with pytest.raises(ConfigurationError) as refused:
        parse_scenario([setting])
    assert told in str(refused.value)


def test_a_scenario_is_read_by_its_fields_types():
    told = parse_scenario(
        ["share_429=0.1", "retry_after_s=none", "presigned_404=true", "sql_pending_polls=2"], latency_ms=20
    )
    assert told == Scenario(
        latency=Latency(median_s=0.02),
        share_429=0.1,
        retry_after_s=None,
        presigned_404=True,
        sql_pending_polls=2,
    )


def test_the_fixtures_serve_a_store_of_ones_own(wire_store: Store, tmp_path):
    (tmp_path / "conftest.py").write_text(
        "import pytest\n"
        "from fashion_search.testing.databricks.fixture import *\n"
        "@pytest.fixture(scope='session')\n"
        "def databricks_store():\n"
        f"    return {str(wire_store.path)!r}\n"
    )
    (tmp_path / "test_mine.py").write_text(
        "import os, httpx\n"
        "from fashion_search.testing.databricks import Scenario\n"
        "def test_one(databricks_emulator, databricks_environment):\n"
        "    assert os.environ['DATABRICKS_HOST'] == databricks_emulator.host\n"
        "    assert 'DATABRICKS_TOKEN' not in os.environ\n"
        "    databricks_emulator.scenario = Scenario(share_503=1.0)\n"
        "def test_two(databricks_emulator):\n"
        "    address = databricks_emulator.host + '/.well-known/databricks-config'\n"
        "    assert httpx.get(address).status_code == 200\n"
        "    assert len(databricks_emulator.requests) == 1\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "DATABRICKS_TOKEN": "ambient"},
        cwd=tmp_path,
    )
    assert "2 passed" in done.stdout, done.stdout
