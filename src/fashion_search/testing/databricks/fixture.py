"""A pytest fixture for the emulator; not loaded by itself.

```python
# conftest.py
from fashion_search.testing.databricks.fixture import *

@pytest.fixture(scope="session")
def databricks_store():
    return "catalog/"
```

Without a `databricks_store` of your own, the drawn catalogue is served.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from fashion_search.testing.databricks.emulator import DatabricksEmulator, Served
from fashion_search.testing.databricks.scenario import CALM
from fashion_search.wiring import demo_store

__all__ = ["databricks_emulator", "databricks_environment", "databricks_server", "databricks_store"]


@pytest.fixture(scope="session")
def databricks_store() -> Served:
    """What is served; override it in a conftest."""
    return demo_store()


@pytest.fixture(scope="session")
def databricks_server(databricks_store: Served) -> Iterator[DatabricksEmulator]:
    """One emulator for the session; tests take `databricks_emulator`."""
    with DatabricksEmulator(databricks_store) as emulator:
        yield emulator


@pytest.fixture
def databricks_emulator(databricks_server: DatabricksEmulator) -> Iterator[DatabricksEmulator]:
    """The session's emulator on a calm day, nothing recorded yet."""
    databricks_server.scenario = CALM
    databricks_server.requests.clear()
    yield databricks_server
    databricks_server.scenario = CALM


@pytest.fixture
def databricks_environment(
    databricks_emulator: DatabricksEmulator, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """The emulator's variables in this process' environment, and no other of Databricks'."""
    for name in [name for name in os.environ if name.startswith("DATABRICKS_")]:
        monkeypatch.delenv(name)
    variables = databricks_emulator.environment()
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables
