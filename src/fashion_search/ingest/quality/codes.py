"""Everything the report looks for, in the order it is shown: one entry per code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["CODES", "Code", "Severity"]

Severity: TypeAlias = Literal["error", "warning", "notice"]
"""`error`: products are lost or shown wrong. `warning`: search or filters mislead. `notice`: good to know."""


@dataclass(frozen=True, slots=True)
class Code:
    """What one kind of finding is called, how bad it is, and what helps."""

    heading: str
    severity: Severity
    remedy: str


CODES: dict[str, Code] = {
    "rejected_rows": Code(
        "Rejected rows", "error", "Read the reasons in rejects.jsonl, mend the rows and ingest them again."
    ),
    "duplicate_ids": Code(
        "Duplicate product ids",
        "error",
        "Give every product an id of its own; only one row of each id is kept.",
    ),
    "ragged_rows": Code(
        "Rows with too many cells",
        "error",
        "Quote the cells that contain the separator; the cut rest is lost.",
    ),
    "unreadable_pictures": Code(
        "Unreadable pictures",
        "error",
        "Fetch these files again; until then the products are found by words only.",
    ),
    "missing_pictures": Code(
        "Missing pictures", "warning", "Add the files; until then the products are found by words only."
    ),
    "orphan_pictures": Code(
        "Pictures without a product", "notice", "Remove the files, or add the rows they belong to."
    ),
    "placeholder_titles": Code(
        "Titles that are no titles",
        "error",
        "Replace test data, file names and column names by a real title.",
    ),
    "cut_titles": Code(
        "Titles that stop early",
        "warning",
        "Look for an unquoted comma in the original file and read these rows again from there.",
    ),
    "missing_values": Code(
        "Missing values",
        "warning",
        "Fill them in where filters and rules need them; a null matches no filter.",
    ),
    "literal_nulls": Code(
        "Words for nothing", "warning", "Leave the cell empty; ingest reads these words as a null."
    ),
    "absent_fields": Code(
        "Fields the catalogue does not have",
        "notice",
        "Map a column to them if there is one under another name.",
    ),
    "title_color_conflicts": Code(
        "Title against colour", "warning", "Look at the picture; correct the title or base_color."
    ),
    "title_gender_conflicts": Code(
        "Title against gender", "warning", "Decide which is right; filters by gender trust the field."
    ),
    "title_category_conflicts": Code(
        "Title against category", "warning", "Move the product to the category its title names."
    ),
    "article_type_sub_categories": Code(
        "Article types in several sub-categories", "warning", "Keep one sub-category per article type."
    ),
    "article_type_master_categories": Code(
        "Article types in several master categories", "warning", "Keep one master category per article type."
    ),
    "sub_category_master_categories": Code(
        "Sub-categories in several master categories", "warning", "Keep one master category per sub-category."
    ),
    "value_spellings": Code(
        "One value, several spellings", "warning", "Choose one spelling; filters compare letter by letter."
    ),
    "identical_photos": Code(
        "Pixel-identical photos",
        "warning",
        "Merge the products, or get the right photo; a photo search returns all of them at once.",
    ),
    "near_duplicate_photos": Code(
        "Near-duplicate photos",
        "notice",
        "Check whether they are one product, or shades that deserve own photos.",
    ),
    "duplicate_rows": Code(
        "Rows equal in all but the id",
        "warning",
        "Where the photos differ, write into the title what sets the products apart; else merge them.",
    ),
    "duplicate_titles": Code(
        "Duplicate titles",
        "notice",
        "Write what sets the products apart into the title; words cannot rank them.",
    ),
    "title_spacing": Code(
        "White space in titles", "notice", "Nothing to do for search; clean it before display."
    ),
    "title_lengths": Code(
        "Titles of unusual length",
        "notice",
        "One word says little to a text search; very long titles are cut.",
    ),
    "colorless_pictures": Code(
        "Pictures without colour", "notice", "Fine for black and white products; else get a colour photo."
    ),
    "odd_picture_sizes": Code(
        "Pictures of another size",
        "notice",
        "They are scaled like all others; check that nothing is cut off.",
    ),
    "price_outliers": Code("Prices out of line", "warning", "Check currency, unit and decimal point."),
    "invalid_numbers": Code("Numbers that are none", "error", "Correct the cells; they are stored as nulls."),
    "small_classes": Code(
        "Article types with few products",
        "notice",
        "Merge rare types; no model learns a class from a few pictures.",
    ),
    "single_product_categories": Code(
        "Categories with a single product", "notice", "Merge them into a neighbour, or fill them."
    ),
    "categories_without_pictures": Code(
        "Categories without any picture", "warning", "Add pictures; a photo search can never reach them."
    ),
    "class_imbalance": Code(
        "Large classes", "notice", "Measure quality per class, not only over all products."
    ),
}
"""By code."""
