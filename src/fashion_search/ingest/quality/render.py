"""The report for people: plain text for a terminal, a page with pictures for a browser."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from fashion_search.display import Card, Section, cards_html, page, table_html, table_text
from fashion_search.display.markup import escape
from fashion_search.ingest.quality.findings import counted, in_words
from fashion_search.ingest.quality.report import Example, Finding, QualityReport

__all__ = ["render_text", "to_html"]

_WIDTH = 100
_LINES = 12
_SEVERITIES = ("error", "warning", "notice")

Pictures = Callable[[str], "bytes | None"]


def render_text(report: QualityReport) -> str:
    """A summary table, then a paragraph per finding."""
    parts = [_overview(report), table_text(report.summary_columns, report.summary_rows(), width=_WIDTH)]
    parts += [_paragraph(finding) for finding in report.findings]
    parts += [textwrap.fill(line, _WIDTH) for line in _unseen(report)]
    return "\n\n".join(parts)


def to_html(report: QualityReport, pictures: Pictures | None = None) -> str:
    """A page: the summary, then a section per finding with its table and its cases in pictures."""
    summary = Section(title="Summary", body=table_html(report.summary_columns, report.summary_rows()))
    sections = [_section(finding, pictures or (lambda _: None)) for finding in report.findings]
    unseen = [f"<p>{escape(line)}</p>" for line in _unseen(report)]
    rest = [Section(title="Nothing found, or not looked for", body="".join(unseen))] if unseen else []
    return page("Data quality", [summary, *sections, *rest], note=_overview(report))


def _overview(report: QualityReport) -> str:
    tones = [counted(sum(one.severity == tone for one in report.findings), tone) for tone in _SEVERITIES]
    seen = (
        "pictures not looked at"
        if report.pictures is None
        else f"{report.pictures:,} with a readable picture"
    )
    return f"{counted(report.products, 'product')}, {seen}. Found: {in_words(tones)}."


def _unseen(report: QualityReport) -> list[str]:
    absent = "Not looked for, because the column or the pictures are absent"
    return [
        f"{words}: {'; '.join(report.headings(codes)).lower()}."
        for words, codes in (("Nothing found", report.clean), (absent, report.skipped))
        if codes
    ]


def _paragraph(finding: Finding) -> str:
    lines = [f"[{finding.severity}] {finding.heading}"]
    lines += [textwrap.fill(words, _WIDTH - 2) for words in (finding.sentence, finding.remedy)]
    if finding.detail:
        lines.append(table_text(finding.detail.columns, finding.detail.rows[:_LINES], width=_WIDTH - 2))
    if finding.product_ids:
        lines.append(
            textwrap.shorten(f"Look at: {', '.join(finding.product_ids)}", _WIDTH - 2, placeholder=" …")
        )
    return textwrap.indent("\n".join(lines), "  ").removeprefix("  ")


def _section(finding: Finding, pictures: Pictures) -> Section:
    detail = finding.detail
    table = table_html(detail.columns, detail.rows[:_LINES]) if detail and detail.rows else ""
    alone = [example for example in finding.examples if len(example.products) == 1]
    groups = [example for example in finding.examples if len(example.products) > 1]
    return Section(
        title=finding.heading,
        badge=(finding.severity, finding.severity),
        note=f"{finding.sentence} {finding.remedy}",
        body=table + _singles(alone, pictures) + _groups(groups, pictures),
    )


def _singles(examples: list[Example], pictures: Pictures) -> str:
    cards = [card for example in examples for card in _cards(example, pictures, note=True)]
    return f'<div class="fs-grid">{cards_html(cards)}</div>' if cards else ""


def _groups(examples: list[Example], pictures: Pictures) -> str:
    drawn = "".join(
        f'<div class="fs-pair"><p class="fs-note">{escape(example.note)}</p>'
        f"{cards_html(_cards(example, pictures, note=False))}</div>"
        for example in examples
    )
    return f'<div class="fs-grid fs-pairs">{drawn}</div>' if drawn else ""


def _cards(example: Example, pictures: Pictures, *, note: bool) -> list[Card]:
    return [
        Card(
            title=product.title or product.product_id,
            subtitle=f"{product.product_id} · {example.note}" if note else product.product_id,
            picture=pictures(product.product_id),
        )
        for product in example.products
    ]
