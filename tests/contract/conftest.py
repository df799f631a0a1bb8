"""PostgreSQL servers, started once for the session."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from postgres_server import WANTED, Server, installations, running, vector_programs


@pytest.fixture(scope="session", params=installations() or [None], ids=str)
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """SQLAlchemy's URL of a running PostgreSQL server; once for each installation."""
    if request.param is None:
        pytest.skip(WANTED)
    with running(Server(request.param)) as server:
        yield server.url


@pytest.fixture(scope="session")
def vector_url() -> Iterator[str]:
    """SQLAlchemy's URL of a running PostgreSQL server that brings pgvector."""
    with running(Server(vector_programs())) as server:
        yield server.url
