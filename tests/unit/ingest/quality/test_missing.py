import math

import pytest

from fashion_search.ingest.quality import NULL_WORDS, assess, is_null_word


def test_empty_cells_are_counted_by_field(look):
    found = look("missing_values", {"season": ""}, {"season": "  ", "usage": None}, {})
    assert found.numbers == {"season": 2, "usage": 1}
    assert (found.count, found.unit, found.rows) == (3, "cells", 2)
    assert found.share == pytest.approx(2 / 3)
    assert found.product_ids == ("1", "2", "2")


def test_a_missing_number_of_a_data_frame_is_an_empty_cell(look):
    assert look("missing_values", {"year": math.nan}, {}).numbers == {"year": 1}


@pytest.mark.parametrize("word", ["NA", "n/a", " None ", "null", "nan", "-", "<NA>"])
def test_words_for_nothing_are_found_apart_from_empty_cells(look, word):
    found = look("literal_nulls", {"usage": word}, {"usage": ""}, {})
    assert found.numbers == {"usage": 1}
    assert found.detail.rows[0][3] == word.strip()


@pytest.mark.parametrize("word", ["Nape", "Nana", "no", "0", "Casual", ""])
def test_other_words_are_values(word):
    assert not is_null_word(word)


def test_every_null_word_is_written_in_lower_case():
    assert {word.lower().strip() for word in NULL_WORDS} == NULL_WORDS


def test_a_field_no_row_has_is_named_once_and_not_counted_as_missing(rows):
    listed = [{**row, "usage": ""} for row in rows({}, {})]
    report = assess(listed)
    assert report.finding("missing_values") is None
    assert report.finding("absent_fields").sentence == "No row has a value for price and usage."


def test_complete_rows_are_clean(rows):
    report = assess(rows({}, {"price": "12.5"}))
    assert "literal_nulls" in report.clean
    assert report.finding("missing_values").numbers == {"price": 1}
