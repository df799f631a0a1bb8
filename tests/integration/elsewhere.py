"""An emulator in a process of its own, which shares no interpreter with what is measured."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest


class Elsewhere:
    """`fashion-search emulate`, started when called.

    Args:
        store: What it serves.
        told: Where it writes its variables.
        monkeypatch: Puts them into the environment, and takes every other of the kind away.
    """

    def __init__(self, store: Path, told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._store, self._told, self._monkeypatch = store, told, monkeypatch
        self._process: subprocess.Popen[str] | None = None
        self.variables: dict[str, str] = {}

    def __enter__(self) -> Elsewhere:
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._process is not None:
            self.stop()

    def __call__(self, *options: str) -> dict[str, str]:
        """Start it; the variables."""
        command = [sys.executable, "-m", "fashion_search", "emulate", str(self._store)]
        command += ["--environment-file", str(self._told), *options]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        settle(lambda: self._is_told() or self._process.poll() is not None, most_s=60)
        assert self._is_told(), "the emulator did not start"
        self.variables = dict(line.split("=", 1) for line in self._told.read_text().splitlines())
        forget_platform(self._monkeypatch)
        for name, value in self.variables.items():
            self._monkeypatch.setenv(name, value)
        return self.variables

    @property
    def sockets(self) -> int:
        """How many of this process lead to it."""
        port = urlsplit(self.variables["DATABRICKS_HOST"]).port
        found = psutil.Process().net_connections("tcp")
        return sum(bool(one.raddr) and one.raddr.port == port and one.status != "TIME_WAIT" for one in found)

    def stop(self) -> int:
        """Stop it; how many requests it was sent, as far as it could say."""
        process, self._process = self._process, None
        process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGINT)
        _, said = process.communicate(timeout=30)
        told = re.search(r"stopped after ([\d,]+) requests", said)
        return int(told.group(1).replace(",", "")) if told else 0

    def _is_told(self) -> bool:
        return self._told.exists() and self._told.read_text().count("\n") == 3


def forget_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no variable that says where a workspace or a setting is."""
    for name in [name for name in os.environ if name.startswith(("DATABRICKS_", "FASHION_"))]:
        monkeypatch.delenv(name)


def settle(done: Callable[[], bool], most_s: float = 5.0) -> None:
    """Wait until something is so, but not for ever."""
    end = time.monotonic() + most_s
    while not done() and time.monotonic() < end:
        time.sleep(0.02)
