"""The data-quality report: what was found, how often, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from fashion_search.display import Cell
from fashion_search.ingest.quality.codes import CODES, Severity

__all__ = ["DetailTable", "Example", "ExampleProduct", "Finding", "QualityReport"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExampleProduct(_Value):
    """A product to look at."""

    product_id: str
    title: str


class Example(_Value):
    """One case of a finding.

    Attributes:
        note: What is wrong here, in a few words.
        products: One product, or several to be seen side by side.
    """

    note: str
    products: tuple[ExampleProduct, ...]


class DetailTable(_Value):
    """The finding in numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Finding(_Value):
    """One kind of trouble.

    Attributes:
        code: Its name; one of `CODES`.
        severity: `"error"`, `"warning"` or `"notice"`.
        heading: Its name for people.
        sentence: What was found, in plain English, with the numbers.
        remedy: What helps.
        count: How many, in `unit`.
        unit: What `count` counts: products, groups, article types, …
        rows: How many products are affected.
        share: `rows` as a share of all products, 0 to 1.
        numbers: Further counts by name.
        detail: A small table, or `None`.
        examples: The worst cases first, then in the order of the file.
    """

    code: str
    severity: Severity
    heading: str
    sentence: str
    remedy: str
    count: int
    unit: str
    rows: int
    share: float
    numbers: dict[str, int] = {}
    detail: DetailTable | None = None
    examples: tuple[Example, ...] = ()

    @property
    def product_ids(self) -> tuple[str, ...]:
        """The ids of the example products."""
        return tuple(product.product_id for example in self.examples for product in example.products)


class QualityReport(_Value):
    """All findings about one catalogue.

    Attributes:
        products: How many rows were looked at.
        pictures: How many of them have a readable picture; `None` when pictures were not looked at.
        findings: Errors first, then warnings, then what is good to know.
        clean: Codes of the checks that found nothing.
        skipped: Codes of the checks that had nothing to look at: a column or the pictures are absent.
    """

    products: int
    pictures: int | None
    findings: tuple[Finding, ...]
    clean: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()

    def finding(self, code: str) -> Finding | None:
        """The finding with this code, or `None` when that check found nothing."""
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> dict[str, Finding]:
        return {finding.code: finding for finding in self.findings}

    @property
    def summary_columns(self) -> tuple[str, ...]:
        """The headings of `summary_rows`."""
        return ("severity", "found", "unit", "products", "share", "what")

    def summary_rows(self) -> list[tuple[Cell, ...]]:
        """One row per finding, for a table."""
        return [
            (one.severity, one.count, one.unit, one.rows, f"{one.share:.1%}", one.heading)
            for one in self.findings
        ]

    def headings(self, codes: tuple[str, ...]) -> list[str]:
        """The names for people of some codes."""
        return [CODES[code].heading for code in codes]

    def to_json(self) -> str:
        """The whole report as JSON."""
        return self.model_dump_json(indent=2)

    @classmethod
    def from_json(cls, text: str | bytes) -> QualityReport:
        """The report back from JSON."""
        return cls.model_validate_json(text)

    def render_text(self) -> str:
        """The report for a terminal: a summary, then a paragraph per finding."""
        from fashion_search.ingest.quality.render import render_text  # noqa: PLC0415  # it imports this module

        return render_text(self)

    def to_html(self, pictures: Callable[[str], bytes | None] | None = None) -> str:
        """The report as one self-contained page.

        Args:
            pictures: Gives the encoded picture of a product id, or `None`; without it, placeholders stand in.
        """
        from fashion_search.ingest.quality.render import to_html  # noqa: PLC0415

        return to_html(self, pictures)
