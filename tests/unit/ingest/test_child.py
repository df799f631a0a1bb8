from __future__ import annotations

import queue
import sys

from fashion_search.batch.engines.worker import READY
from fashion_search.ingest.child import Child, Said


def test_a_child_runs_this_package_whatever_copy_is_first_on_the_path(tmp_path, monkeypatch):
    copy = tmp_path / "fashion_search"
    copy.mkdir()
    (copy / "__init__.py").write_text("raise SystemExit('a copy was run')")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    said: Said = queue.Queue()
    child = Child("fashion_search.batch.engines.worker", print, said)
    try:
        assert said.get(timeout=60)[1] == READY
    finally:
        child.end()
