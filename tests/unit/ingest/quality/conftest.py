"""Small catalogues to assess."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from fashion_search.ingest.quality import Finding, QualityReport, assess

Assess = Callable[..., QualityReport]


@pytest.fixture
def rows() -> Callable[..., list[dict[str, object]]]:
    """Rows from mappings that name only what matters: ids count from 1, the rest is an ordinary shirt."""

    def build(*given: Mapping[str, object]) -> list[dict[str, object]]:
        shirt = {
            "product_display_name": "Turtle Men Blue Shirt",
            "master_category": "Apparel",
            "sub_category": "Topwear",
            "article_type": "Shirts",
            "base_color": "Blue",
            "gender": "Men",
            "season": "Fall",
            "year": "2012",
            "usage": "Casual",
        }
        return [{"product_id": str(number), **shirt, **one} for number, one in enumerate(given, start=1)]

    return build


@pytest.fixture
def look(rows) -> Callable[..., Finding | None]:
    """What one check says about such rows."""

    def find(code: str, *given: Mapping[str, object], **options: object) -> Finding | None:
        return assess(rows(*given), last_year=2026, **options).finding(code)

    return find
