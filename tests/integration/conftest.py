"""What several of these tests start once."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from elsewhere import Elsewhere

from fashion_search.ingest import IngestReport, ingest


@pytest.fixture(scope="session")
def real_ingest(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, IngestReport]:
    """A store of the real catalogue, made once: in `FASHION_TEST_STORE`, or in a folder of this session."""
    kept = os.environ.get("FASHION_TEST_STORE")
    store = Path(kept) if kept else tmp_path_factory.mktemp("real") / "store"
    folder = real_data / "fashion_products"
    return store, ingest(folder / "styles.csv", images=folder / "images_small.zip", out=store)


@pytest.fixture
def elsewhere(demo_store_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Elsewhere]:
    """Starts an emulator of the drawn catalogue in another process, and points the environment at it."""
    with Elsewhere(demo_store_path, tmp_path / "environment", monkeypatch) as started:
        yield started
