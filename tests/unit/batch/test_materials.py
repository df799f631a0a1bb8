from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fashion_search.batch.materials import NamedPictures, look, product_of, rows_of
from fashion_search.errors import ConfigurationError, InvalidImageError
from fashion_search.types import Product

COUNTING = ("product_id", "product_display_name", "year")


def hashed(row, pictures=None, salt=""):
    return look(row, counting=COUNTING, pictures=pictures, salt=salt).content_hash


def test_every_kind_of_null_is_none_and_numbers_become_what_a_product_has():
    frame = pd.DataFrame({"product_id": [7], "year": [np.nan], "price": [3], "gender": pd.array([pd.NA])})
    (row,) = rows_of(frame)
    assert row["year"] is None
    assert row["gender"] is None
    assert product_of(row) == Product(product_id="7", price=3.0)
    assert product_of({"product_id": "7", "year": 2012.0}).year == 2012


def test_a_row_without_an_id_is_refused():
    with pytest.raises(ConfigurationError, match="no product_id"):
        product_of({"year": 2012})


def test_the_hash_depends_on_what_counts_and_on_nothing_else():
    row = {"product_id": "1", "product_display_name": "Shirt", "year": 2012, "price": 1.0}
    assert hashed(row) == hashed({**row, "price": 2.0, "year": 2012.0})
    assert hashed(row) != hashed({**row, "product_display_name": "Shorts"})
    assert hashed(row) != hashed(row, salt="another model")


def test_the_hash_tells_a_missing_an_empty_a_changed_and_an_unreadable_picture_apart(tmp_path):
    pictures = NamedPictures(str(tmp_path / "{product_id}.jpg"))
    row = {"product_id": "1"}
    seen = {hashed(row, pictures)}
    for content in (b"", b"one", b"two"):
        (tmp_path / "1.jpg").write_bytes(content)
        seen.add(hashed(row, pictures))
    (tmp_path / "1.jpg").unlink()
    (tmp_path / "1.jpg").mkdir()
    unreadable = look(row, counting=COUNTING, pictures=pictures)
    assert "cannot be read" in str(unreadable.picture_problem)
    assert len(seen | {unreadable.content_hash}) == 5


def test_a_picture_in_the_row_goes_before_the_source(tmp_path):
    pictures = NamedPictures(str(tmp_path / "{product_id}.jpg"))
    assert look({"product_id": "1", "picture": b"x"}, counting=COUNTING, pictures=pictures).picture == b"x"


def test_an_id_cannot_lead_out_of_the_folder(tmp_path):
    with pytest.raises(InvalidImageError, match="does not name a picture"):
        NamedPictures(str(tmp_path / "{product_id}")).read(Product(product_id="../secret"))


def test_a_pattern_without_a_place_for_the_id_is_refused():
    with pytest.raises(ConfigurationError, match="product_id"):
        NamedPictures("/pictures/one.jpg")
