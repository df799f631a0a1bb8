"""What holds without any extra installed; run alone by `nox -s tests_minimal`."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from fashion_search import F, FashionClient
from fashion_search.errors import MissingDependencyError, NotFoundError


def absent(module: str) -> bool:
    return importlib.util.find_spec(module) is None


def test_filters_work_without_extras():
    assert str(F.price < 5)


def test_a_store_that_is_not_there_is_not_found(tmp_path):
    with pytest.raises(NotFoundError, match="ingest"):
        FashionClient.open(tmp_path / "nowhere")


@pytest.mark.skipif(not absent("onnxruntime"), reason="onnxruntime is installed")
def test_the_model_names_the_extra_it_needs(tmp_path):
    with pytest.raises(MissingDependencyError, match=r"fashion-search\[local\]"):
        FashionClient.demo(tmp_path)


@pytest.mark.skipif(not absent("typer"), reason="typer is installed")
def test_the_command_line_names_the_extra_it_needs():
    done = subprocess.run(
        [sys.executable, "-m", "fashion_search"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "fashion-search[cli]" in done.stderr
