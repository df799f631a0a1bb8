from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fashion_search.batch.definitions import DEAD_LETTERS
from fashion_search.batch.engines.local import run_here
from fashion_search.batch.enrich import EnrichDescriptions, enriched_text, join_attributes
from fashion_search.batch.keyed import KeyedRows
from fashion_search.batch.tables.parquet import ParquetTable
from fashion_search.types import Product

TEE = Product(
    product_id="1",
    product_display_name="Nike  Men Tshirt",
    base_color="Black",
    usage="Casual",
    season="Summer",
    gender="Men",
    article_type="Tshirts",
)
READ = {
    "sleeve_length": "short sleeve",
    "material": "knit fabric",
    "pattern": "solid color",
    "collar_type": "crew neck",
    "formality": "casual",
    "fit_type": "cannot determine",
    "visual_details": ["logo"],
    "style_keywords": [],
}


def test_the_description_says_everything_once():
    assert enriched_text(TEE, READ) == (
        "Nike Men Tshirt Black Casual Summer knit fabric solid color crew neck short sleeve logo"
    )


def test_what_is_unknown_or_does_not_apply_is_not_said():
    assert enriched_text(Product(product_id="1"), {"material": None, "collar_type": "not applicable"}) == ""
    assert enriched_text(TEE, {"pattern": "black"}).endswith("Summer")


def source(**confidence) -> pd.DataFrame:
    products = pd.DataFrame([TEE.to_dict(), {**TEE.to_dict(), "product_id": "2"}])
    attributes = pd.DataFrame(
        [{"product_id": "1", **READ, "visual_details": np.array(["logo"]), **confidence}]
    )
    return join_attributes(products, attributes)


def enriched(folder, rows: pd.DataFrame, **how) -> tuple[pd.DataFrame, int]:
    job = EnrichDescriptions(**how)
    target = ParquetTable(folder / "enriched", job.target)
    report = run_here(
        "enrich", KeyedRows(job), rows, target=target, letters=ParquetTable(folder / "l", DEAD_LETTERS)
    )
    return target.read().set_index("product_id"), report.done


def test_products_without_attributes_keep_their_own_words(tmp_path):
    rows, done = enriched(tmp_path, source())
    assert done == 2
    assert rows.loc["2", "description"] == "Nike Men Tshirt Black Casual Summer"
    assert rows.loc["1", "description"].endswith("short sleeve logo")
    assert list(rows.loc["1", "visual_details"]) == ["logo"]


def test_only_what_is_sure_enough_is_said(tmp_path):
    rows, _ = enriched(tmp_path, source(confidence_material="low", confidence_pattern="high"), least="medium")
    assert "knit fabric" not in rows.loc["1", "description"]
    assert "solid color" in rows.loc["1", "description"]
    assert rows.loc["1", "material"] == "knit fabric"


def test_a_second_run_does_nothing_and_other_attributes_are_said_anew(tmp_path):
    enriched(tmp_path, source())
    assert enriched(tmp_path, source())[1] == 0
    assert enriched(tmp_path, source(pattern="striped"))[1] == 1


@pytest.mark.parametrize("least", ["low", "high"])
def test_how_sure_is_part_of_the_version(least):
    assert EnrichDescriptions(least=least).version != EnrichDescriptions().version
