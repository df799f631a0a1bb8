"""One look at a whole catalogue: every check in turn, and the report of what they found."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from fashion_search.ingest.quality import (
    balance,
    colors,
    contradictions,
    cut,
    duplicates,
    missing,
    photos,
    quantities,
    reading,
    taxonomy,
    titles,
)
from fashion_search.ingest.quality.codes import CODES
from fashion_search.ingest.quality.facts import PictureFacts
from fashion_search.ingest.quality.findings import Check, FileFacts, Sources
from fashion_search.ingest.quality.report import Finding, QualityReport
from fashion_search.ingest.quality.table import RawColumns

__all__ = ["assess"]

_TITLE, _COLOR, _GENDER = "product_display_name", "base_color", "gender"
_TYPE, _SUB, _MASTER = "article_type", "sub_category", "master_category"
_PICTURES = "pictures"

# Each code, the check that looks for it, and what the check cannot do without.
_CHECKS: dict[str, tuple[Check, tuple[str, ...]]] = {
    "rejected_rows": (reading.check_rejected, ()),
    "duplicate_ids": (reading.check_duplicate_ids, ()),
    "ragged_rows": (reading.check_ragged, ()),
    "unreadable_pictures": (photos.check_unreadable, (_PICTURES,)),
    "missing_pictures": (photos.check_missing, (_PICTURES,)),
    "orphan_pictures": (reading.check_orphans, (_PICTURES,)),
    "placeholder_titles": (titles.check_placeholders, (_TITLE,)),
    "cut_titles": (cut.check_cut_titles, (_TITLE, _TYPE)),
    "missing_values": (missing.check_missing_values, ()),
    "literal_nulls": (missing.check_literal_nulls, ()),
    "absent_fields": (missing.check_absent_fields, ()),
    "title_color_conflicts": (colors.check_color, (_TITLE, _COLOR)),
    "title_gender_conflicts": (contradictions.check_gender, (_TITLE, _GENDER)),
    "title_category_conflicts": (contradictions.check_category, (_TITLE, _TYPE, _MASTER)),
    "article_type_sub_categories": (taxonomy.check_article_types, (_TYPE, _SUB)),
    "article_type_master_categories": (taxonomy.check_article_types_master, (_TYPE, _MASTER)),
    "sub_category_master_categories": (taxonomy.check_sub_categories, (_SUB, _MASTER)),
    "value_spellings": (taxonomy.check_spellings, ()),
    "identical_photos": (photos.check_identical, (_PICTURES,)),
    "near_duplicate_photos": (photos.check_near, (_PICTURES,)),
    "duplicate_rows": (duplicates.check_rows, (_TITLE,)),
    "duplicate_titles": (duplicates.check_titles, (_TITLE,)),
    "title_spacing": (titles.check_spacing, (_TITLE,)),
    "title_lengths": (titles.check_lengths, (_TITLE,)),
    "colorless_pictures": (photos.check_colorless, (_PICTURES,)),
    "odd_picture_sizes": (photos.check_sizes, (_PICTURES,)),
    "price_outliers": (quantities.check_prices, ("price", _TYPE)),
    "invalid_numbers": (quantities.check_numbers, ()),
    "small_classes": (balance.check_small, (_TYPE,)),
    "single_product_categories": (balance.check_single, ()),
    "categories_without_pictures": (balance.check_without_pictures, (_PICTURES,)),
    "class_imbalance": (balance.check_imbalance, ()),
}


def assess(
    rows: Iterable[Mapping[str, object]],
    *,
    pictures: Iterable[PictureFacts] | None = None,
    found: FileFacts | None = None,
    examples: int = 12,
    last_year: int | None = None,
) -> QualityReport:
    """Look at a catalogue as it stands in its file, and say what is wrong with it.

    Args:
        rows: One mapping per product, by our field names, `product_id` among them; values as in the file,
            before any cleaning. Further columns count for "rows equal in all but the id" only.
        pictures: What is known of each picture; products without facts have none. `None`: pictures are not
            looked at.
        found: What reading the file has shown already.
        examples: At most so many cases per finding.
        last_year: The latest year that is believable; next year when left out.

    Returns:
        The report; an empty catalogue has no findings. The same input gives the same report.
    """
    table = RawColumns(rows)
    facts = None if pictures is None else _by_row(table, pictures)
    sources = Sources(
        table=table,
        pictures=facts,
        readable={row: one for row, one in (facts or {}).items() if one.error is None},
        file=found or FileFacts(),
        examples=examples,
        last_year=last_year or datetime.datetime.now(tz=datetime.timezone.utc).year + 1,
    )
    ready = [code for code, (_, needs) in _CHECKS.items() if len(table) and _has(sources, needs)]
    findings = {code: one for code in ready for one in _CHECKS[code][0](sources) if one is not None}
    return QualityReport(
        products=len(table),
        pictures=None if sources.pictures is None else len(sources.readable),
        findings=tuple(sorted(findings.values(), key=_severest_first)),
        clean=tuple(code for code in ready if code not in findings),
        skipped=tuple(code for code in _CHECKS if code not in ready),
    )


def _by_row(table: RawColumns, pictures: Iterable[PictureFacts]) -> dict[int, PictureFacts]:
    facts = {one.product_id: one for one in pictures}
    return {row: facts[product_id] for row, product_id in enumerate(table.product_ids) if product_id in facts}


def _has(sources: Sources, needs: tuple[str, ...]) -> bool:
    return all(sources.pictures is not None if need == _PICTURES else need in sources.table for need in needs)


def _severest_first(finding: Finding) -> tuple[int, int]:
    return ("error", "warning", "notice").index(finding.severity), list(CODES).index(finding.code)
