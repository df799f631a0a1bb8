"""Every page, example and notebook is run as a reader would run it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fashion_search.people.sql import PEOPLE

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
EVERY_SCRIPT = sorted([*(ROOT / "examples").glob("*.py"), *(ROOT / "notebooks").glob("*.py")])
DATABRICKS = "# Databricks notebook source"
SCRIPTS = [path for path in EVERY_SCRIPT if not path.read_text("utf-8").startswith(DATABRICKS)]
"""Notebooks for Databricks need a cluster; `tests/unit/batch/test_bundle.py` looks at those."""
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def run(code: str, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-"],
        check=False,
        input=code,
        text=True,
        capture_output=True,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture
def workplace(tmp_path: Path, demo_client, demo_store_path: Path) -> Path:
    """An empty folder beside which pages find the store they call `catalog/`, with events of its own."""
    (tmp_path / "catalog").mkdir()
    for entry in demo_store_path.iterdir():
        if entry.name != PEOPLE:
            (tmp_path / "catalog" / entry.name).symlink_to(entry)
    return tmp_path


@pytest.mark.parametrize("page", [p for p in PAGES if BLOCK.search(p.read_text("utf-8"))], ids=name_of)
def test_the_python_on_a_page_runs_from_top_to_bottom(page, workplace):
    run("\n".join(BLOCK.findall(page.read_text("utf-8"))), workplace)


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_an_example_runs(script, workplace):
    run(script.read_text("utf-8"), workplace)


@pytest.mark.parametrize("script", sorted((ROOT / "examples").glob("*.py")), ids=name_of)
def test_an_example_has_at_most_thirty_lines(script):
    assert len(script.read_text("utf-8").splitlines()) <= 30


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_to_files_lead_somewhere(page):
    broken = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert broken == []


def test_every_command_of_the_readme_exists():
    commands = set(re.findall(r"fashion-search (\w+)", (ROOT / "README.md").read_text("utf-8")))
    help_text = subprocess.run(
        [sys.executable, "-m", "fashion_search", "--help"],
        check=True,
        text=True,
        capture_output=True,
        env={**os.environ, "TERM": "dumb"},
    ).stdout
    assert commands
    assert all(command in help_text for command in commands)
