import re

import pytest

from fashion_search.ingest.quality import CODES, FileFacts, PictureFacts, QualityReport, assess

JPEG = b"\xff\xd8\xff\xe0 not really"


@pytest.fixture
def report(rows):
    given = [{"product_display_name": "<b>Red</b> Shirt"}, {}, {}, {"usage": "NA"}]
    file = FileFacts(
        rejected={"no product id": 2}, duplicate_ids=["2"], ragged_rows=["3"], orphan_pictures=["x.jpg"]
    )
    pictures = [PictureFacts(product_id="1", pixel_hash="a"), PictureFacts(product_id="2", pixel_hash="a")]
    return assess(rows(*given), pictures=pictures, found=file, last_year=2026)


def test_every_code_is_found_clean_or_skipped(report):
    seen = [*(finding.code for finding in report.findings), *report.clean, *report.skipped]
    assert sorted(seen) == sorted(CODES)


def test_errors_come_first_then_warnings_then_notices(report):
    severities = [finding.severity for finding in report.findings]
    assert set(severities) == {"error", "warning", "notice"}
    assert severities == sorted(severities, key=["error", "warning", "notice"].index)


def test_what_reading_the_file_has_shown_is_in_it(report):
    assert report.finding("rejected_rows").detail.rows == (("no product id", 2),)
    assert report.finding("duplicate_ids").sentence == "1 id of more than one row: 2."
    assert report.finding("ragged_rows").product_ids == ("3",)
    assert report.finding("orphan_pictures").count == 1


def test_a_report_survives_json(report):
    assert QualityReport.from_json(report.to_json()) == report


def test_a_report_is_the_same_each_time(rows):
    given = rows({"base_color": "Red"}, {"usage": "NA"}, {})
    assert assess(given).to_json() == assess(given).to_json()


def test_an_empty_catalogue_has_no_findings():
    report = assess([], pictures=[])
    assert report.findings == ()
    assert "0 products" in report.render_text()
    assert "<title>Data quality</title>" in report.to_html()


def test_the_text_says_what_was_found_and_what_helps(report):
    text = report.render_text()
    assert text.startswith("4 products, 2 with a readable picture. Found: ")
    for finding in report.findings:
        assert f"[{finding.severity}] {finding.heading}" in text
    assert "usage 1" in text
    assert "Nothing found: " in text
    assert max(map(len, text.splitlines())) <= 100


def test_the_page_shows_pictures_and_escapes_titles(report):
    html = report.to_html({"1": JPEG}.get)
    assert "data:image/jpeg;base64," in html
    assert "<b>Red</b>" not in html
    assert "&lt;b&gt;Red&lt;/b&gt; Shirt" in html
    for finding in report.findings:
        assert finding.heading in html


def test_the_page_needs_no_pictures(report):
    assert "data:image" not in report.to_html()


def test_sentences_count_in_good_english(report):
    sentences = " ".join(finding.sentence for finding in report.findings)
    assert not re.search(r"\b1 (?:products|titles|cells|groups|categories|rows|ids|pictures)\b", sentences)


def test_the_summary_has_a_cell_for_every_column(report):
    assert {len(row) for row in report.summary_rows()} == {len(report.summary_columns)}


def test_an_unknown_code_finds_nothing(report):
    assert report.finding("no such code") is None


def test_no_more_cases_are_kept_than_asked_for(rows):
    report = assess(rows(*[{"usage": "NA", "base_color": "Red"}] * 30), examples=3)
    assert max(len(finding.examples) for finding in report.findings) == 3
