import pytest

from fashion_search.display import bars_html, bars_text, table_html, table_text
from fashion_search.errors import InvalidRequestError


def test_numbers_stand_right_and_texts_left():
    text = table_text(["name", "count"], [("a", 5), ("bcd", 12345)])
    assert text.splitlines() == ["name   count", "a          5", "bcd   12,345"]


def test_none_is_a_dash_and_does_not_make_a_column_text():
    text = table_text(["n"], [(None,), (1000,)])
    assert text.splitlines() == ["    n", "    \N{EN DASH}", "1,000"]


def test_small_fractions_keep_three_decimals():
    assert table_text(["x"], [(0.1234,), (1234.5,)]).splitlines()[1:] == ["   0.123", "1,234.50"]


def test_the_widest_column_of_texts_gives_way_to_fit():
    lines = table_text(["x", "y", "n"], [("a", "b" * 50, 12345)], width=25).splitlines()
    assert lines == ["x  y                    n", "a  bbbbbbbbbbbbb…  12,345"]


def test_numbers_are_never_cut():
    assert table_text(["n"], [(123456789,)], width=5).splitlines()[1] == "123,456,789"


def test_line_breaks_in_cells_do_not_break_lines():
    assert table_text(["x"], [("a\n b",)]).splitlines() == ["x", "a b"]


def test_a_table_without_rows_shows_its_headings():
    assert table_text(["x", "y"], []) == "x  y"
    assert "<th>x</th>" in table_html(["x"], [])


def test_cells_and_headings_are_escaped_in_html():
    html = table_html(["<h>"], [("<c>",)], title="<t>")
    assert "<c>" not in html
    assert "<h>" not in html
    assert "<t>" not in html


def test_number_columns_are_marked_in_html():
    html = table_html(["a", "b"], [("x", 1)])
    assert '<th class="fs-number">b</th>' in html
    assert '<td class="fs-number" dir="auto">1</td>' in html


def test_a_row_of_the_wrong_length_is_refused():
    with pytest.raises(InvalidRequestError, match="1 cells; the table has 2 columns"):
        table_html(["a", "b"], [("x",)])


def test_bars_share_one_scale_and_sum_up():
    html = bars_html([("relevance", 0.6), ("price fit", -0.2)])
    assert "left:25.0%;width:75.0%" in html
    assert 'class="fs-minus" style="left:0.0%;width:25.0%"' in html
    assert "+0.400" in html


def test_bars_of_nothing_are_empty_and_of_zeros_have_no_length():
    assert 'fs-bar"' not in bars_html([])
    assert "width:0.0%" in bars_html([("x", 0.0)])


def test_names_of_bars_are_escaped():
    assert "<b>" not in bars_html([("<b>", 1.0)])


def test_bars_in_plain_text_show_sign_and_length():
    assert bars_text([("a", 1.0), ("bb", -0.5), ("c", 0.0)]).splitlines() == [
        "a   +1.000  " + "█" * 20,
        "bb  -0.500  " + "░" * 10,
        "c   +0.000",
    ]
