"""The page about PostgreSQL is run as a reader would run it, with a server and a store of ours."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
from postgres_server import Server, running, vector_programs

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "postgres.md"
BLOCK = re.compile(r"^```py\n(.*?)^```", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.postgres


def test_the_first_example_runs(demo_store_path: Path, tmp_path: Path) -> None:
    (tmp_path / "catalog").symlink_to(demo_store_path, target_is_directory=True)
    code = BLOCK.findall(PAGE.read_text("utf-8"))[0]
    with running(Server(vector_programs())) as server:
        code = code.replace("postgresql://ann:secret@localhost/shop", server.url)
        assert server.url in code
        done = subprocess.run(
            [sys.executable, "-W", "error", "-"],
            check=False,
            input=code,
            text=True,
            capture_output=True,
            cwd=tmp_path,
        )
    assert done.returncode == 0, done.stderr[-3000:]


def test_the_names_in_the_other_examples_exist() -> None:
    pytest.importorskip("databricks.sdk", reason="needs the extra `databricks`")
    lakebase = BLOCK.findall(PAGE.read_text("utf-8"))[1]
    imports = "\n".join(line for line in lakebase.splitlines() if line.startswith("from "))
    exec(imports, {})  # noqa: S102  # our own page
