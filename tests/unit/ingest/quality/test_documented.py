import re
from pathlib import Path

import pytest

from fashion_search.ingest.quality import CODES

PAGE = Path(__file__).parents[4] / "docs" / "concepts" / "data-quality.md"


def documented():
    return dict(
        re.findall(
            r"^\| `(\w+)` \| (error|warning|notice) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE
        )
    )


def test_every_code_is_defined_on_the_page_with_its_severity():
    assert documented() == {code: kind.severity for code, kind in CODES.items()}


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_heading_and_a_remedy(code):
    assert CODES[code].heading.strip()
    assert CODES[code].remedy.endswith(".")
