"""Fixtures that every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fashion_search import FashionClient

pytest.register_assert_rewrite("fashion_search.testing")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real catalogues, or a skip."""
    folder = os.environ.get("FASHION_TEST_DATA")
    if not folder or not (Path(folder) / "fashion_products" / "styles.csv").exists():
        pytest.skip(
            "needs the real catalogue: set FASHION_TEST_DATA to the folder that has fashion_products/"
        )
    return Path(folder)


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder which `FashionClient.demo()` fills once: this session's own, or `FASHION_TEST_CACHE`."""
    kept = os.environ.get("FASHION_TEST_CACHE")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.setenv("LOCALAPPDATA", str(folder))
        yield folder


@pytest.fixture(scope="session")
def demo_client(cache_home: Path) -> FashionClient:
    """The drawn catalogue, encoded by the real model."""
    return FashionClient.demo()


@pytest.fixture(scope="session")
def demo_store_path(cache_home: Path, demo_client: FashionClient) -> Path:
    """The directory `demo_client` reads."""
    return cache_home / "fashion_search" / "demo"
