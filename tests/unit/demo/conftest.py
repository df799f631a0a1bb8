from __future__ import annotations

import pytest

from fashion_search.demo import DrawnCatalog, draw_catalog


@pytest.fixture(scope="session")
def drawn() -> DrawnCatalog:
    return draw_catalog()
