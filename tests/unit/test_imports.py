from __future__ import annotations

import subprocess
import sys

import fashion_search

HEAVY = {
    "pandas",
    "sqlalchemy",
    "PIL",
    "onnxruntime",
    "httpx",
    "databricks",
    "torch",
    "tokenizers",
    "pyarrow",
    "numkong",
}


def test_importing_the_package_loads_nothing_heavy():
    code = "import fashion_search, sys; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert "fashion_search" in loaded
    assert set(loaded) & HEAVY == set()


def test_the_public_names_are_sorted_and_exist():
    assert fashion_search.__all__ == sorted(fashion_search.__all__)
    for name in fashion_search.__all__:
        assert getattr(fashion_search, name) is not None
