"""One writer at a time, and the second is told who the first is."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fashion_search.errors import StoreLockedError
from fashion_search.store import writer_lock

HOLD = """
import sys, time
from pathlib import Path
from fashion_search.store import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_in_this_process_is_told(tmp_path: Path):
    path = tmp_path / "store" / "writer.lock"
    with (
        writer_lock(path),
        pytest.raises(StoreLockedError, match=f"process {os.getpid()} on"),
        writer_lock(path),
    ):
        pass


def test_the_lock_is_free_after_the_block_also_when_it_failed(tmp_path: Path):
    path = tmp_path / "writer.lock"
    with pytest.raises(ZeroDivisionError), writer_lock(path):
        raise ZeroDivisionError
    with writer_lock(path):
        pass


def test_another_process_is_named_and_its_lock_ends_when_it_is_killed(tmp_path: Path):
    path = tmp_path / "writer.lock"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, env=environment
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        expected = f"process {holder.pid} on {platform.node()}"
        with pytest.raises(StoreLockedError, match=expected), writer_lock(path):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with writer_lock(path):
        pass
