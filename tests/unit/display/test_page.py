from fashion_search.display import Card, Section, grid_html, page
from fashion_search.display.style import FRAGMENT


def test_a_page_is_a_whole_document_with_titles_and_notes():
    html = page("Report", [Section(title="One", body="<p>body</p>", note="of 2 < 3")], note="all & sundry")
    assert html.startswith("<!doctype html>")
    assert "<title>Report</title>" in html
    assert "<p>body</p>" in html
    assert "of 2 &lt; 3" in html
    assert "all &amp; sundry" in html


def test_titles_and_badges_are_escaped():
    html = page("<b>", [Section(title="<i>", badge=("error", "<u>"))])
    assert "<b>" not in html
    assert "<i>" not in html
    assert "<u>" not in html


def test_a_page_forbids_itself_requests_and_scripts():
    html = page("x", [])
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in html
    assert "<script" not in html
    assert "http://" not in html.replace("http-equiv", "")
    assert "https://" not in html


def test_the_style_sheet_stands_once_however_many_grids():
    grid = grid_html([Card(title="x")])
    html = page("x", [Section(title=str(n), body=grid) for n in range(3)])
    assert html.count(FRAGMENT) == 1


def test_a_grid_heading_like_the_section_is_shown_once():
    html = page("demo", [Section(title="red dress", body=grid_html([Card(title="x")], title="red dress"))])
    assert html.count("red dress") == 1
    other = page("demo", [Section(title="red dress", body=grid_html([Card(title="x")], title="blue dress"))])
    assert "blue dress" in other


def test_long_pages_get_contents_that_lead_to_their_sections():
    short = page("x", [Section(title=str(n)) for n in range(3)])
    long = page("x", [Section(title=str(n)) for n in range(4)])
    assert 'fs-contents">' not in short
    for number in range(1, 5):
        assert f'href="#part-{number}"' in long
        assert f'id="part-{number}"' in long
