"""The training catalogue: the columns of a Kaggle-style `styles.csv` under this package's field names."""

import csv
import dataclasses
from pathlib import Path

from fashion_search.training.splits import held_out, title_key

FIELDS = {
    "gender": "gender",
    "master_category": "masterCategory",
    "sub_category": "subCategory",
    "article_type": "articleType",
    "base_color": "baseColour",
    "season": "season",
    "usage": "usage",
}
"""Field name -> column of `styles.csv`."""

MISSING = ("", "NA")


@dataclasses.dataclass(frozen=True)
class Catalogue:
    """Products as parallel lists, so that masks over them are one comparison."""

    product_ids: list[str]
    titles: list[str]
    columns: dict[str, list[str]]

    def __len__(self) -> int:
        return len(self.product_ids)

    def held_out(self) -> list[bool]:
        """For each product, whether training must not see it."""
        return [held_out(title) for title in self.titles]

    def title_ids(self) -> list[int]:
        """A number per title group; products with one title share it."""
        seen: dict[str, int] = {}
        return [seen.setdefault(title_key(title), len(seen)) for title in self.titles]

    def labels(self, field: str) -> list[str]:
        """The distinct values of a field, sorted, without the missing one."""
        return sorted(set(self.columns[field]) - {""})

    def description(self, row: int) -> str:
        """The text a product's text vector is computed from."""
        return describe(self.titles[row], {field: self.columns[field][row] for field in self.columns})

    def select(self, rows: list[int]) -> "Catalogue":
        """These rows only, in this order."""
        columns = {field: [values[row] for row in rows] for field, values in self.columns.items()}
        return Catalogue([self.product_ids[r] for r in rows], [self.titles[r] for r in rows], columns)


def describe(title: str, fields: dict[str, str]) -> str:
    """Title and labels as one text, missing parts left out.

    >>> describe("Puma Tee", {"gender": "Men", "base_color": "Red", "article_type": "Tshirts"})
    'Puma Tee. Men Red Tshirts'
    """
    order = ("gender", "base_color", "article_type", "sub_category", "usage", "season")
    labels = " ".join(fields[name] for name in order if fields.get(name))
    return ". ".join(part for part in (title.strip(), labels) if part)


def read_styles(path: Path) -> Catalogue:
    """Read `styles.csv`; `NA` and empty values become the empty string."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    columns = {name: [_clean(row[column]) for row in rows] for name, column in FIELDS.items()}
    return Catalogue(
        [row["id"] for row in rows], [_clean(row["productDisplayName"]) for row in rows], columns
    )


def _clean(value: str | None) -> str:
    text = " ".join((value or "").split())
    return "" if text in MISSING else text
