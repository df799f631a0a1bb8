"""The job `enrich_descriptions`: what was read from pictures, put into the words that are embedded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from fashion_search.batch.attributes.vocabulary import CANNOT_TELL, NOT_APPLICABLE, Vocabulary
from fashion_search.batch.attributes.words import VOCABULARY
from fashion_search.batch.definitions import CONTENT_HASH, JOB_VERSION, PRODUCTS
from fashion_search.batch.keyed import Made, Make
from fashion_search.batch.materials import Material
from fashion_search.batch.schema import Column, Schema
from fashion_search.types import Product

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["EnrichDescriptions", "enriched_text", "join_attributes", "join_attributes_on_spark"]

_FORMAT = 1
_SAID = (
    *("material", "pattern", "collar_type", "sleeve_length", "fit_type"),
    *("style_keywords", "visual_details"),
)
"""The order attributes are said in; formality is in `usage` already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichDescriptions:
    """Writes a description for each product, from its own fields and its attributes.

    Attributes:
        vocabulary: The attributes there may be.
        least: The least confidence with which an attribute is said: `"low"`, `"medium"` or `"high"`. What
            was read by a method that does not know its confidence is said.
        rows_at_once: Rows that are looked at together.
    """

    vocabulary: Vocabulary = VOCABULARY
    least: str = "medium"
    rows_at_once: int = 1024
    pictures: None = None

    @property
    def version(self) -> str:
        """The job, and what is sure enough to be said."""
        return f"enrich_descriptions/{_FORMAT}/{self.least}"

    @property
    def inputs(self) -> Schema:
        """A product's columns and its attributes, as `join_attributes` gives them."""
        return PRODUCTS.with_columns(*self._attributes(), *self._confidences())

    @property
    def target(self) -> Schema:
        """A product's columns, its attributes, and the words."""
        return PRODUCTS.with_columns(
            *self._attributes(),
            Column("description", "text", "The words to embed"),
            CONTENT_HASH,
            JOB_VERSION,
            Column("updated_at", "time"),
        )

    def load(self) -> Make:
        """Nothing has to be loaded."""
        return self._make

    def failed(self, material: Material, problem: str) -> None:  # noqa: ARG002
        """A product without any word has no row."""
        return

    def _make(self, todo: Sequence[Material]) -> list[Made]:
        return [self._one(material) for material in todo]

    def _one(self, material: Material) -> Made:
        known = {one.name: _plain(material.row.get(one.name)) for one in self.vocabulary.attributes}
        sure = {name: value for name, value in known.items() if self._is_sure(material.row, name)}
        text = enriched_text(material.product, sure)
        return Made({**material.product.to_dict(), **known, "description": text})

    def _is_sure(self, row: Mapping[str, Any], name: str) -> bool:
        levels = ("low", "medium", "high")
        level = row.get(f"confidence_{name}")
        return level is None or levels.index(level) >= levels.index(self.least)

    def _attributes(self) -> list[Column]:
        return [Column(one.name, "texts" if one.several else "text") for one in self.vocabulary.attributes]

    def _confidences(self) -> list[Column]:
        return [Column(f"confidence_{one.name}", "text") for one in self.vocabulary.attributes]


def enriched_text(product: Product, attributes: Mapping[str, object]) -> str:
    """A product in words: its title, then what the title does not say, then its attributes.

    `"Nike Men Tshirt Black Casual Summer knit fabric solid color crew neck short sleeve"`.

    Args:
        product: The product.
        attributes: Answers by attribute, one or several; "not applicable" and "cannot determine" are not
            said.
    """
    said = [" ".join((product.product_display_name or "").split())]
    fields = (product.gender, product.article_type, product.base_color, product.usage, product.season)
    for field in fields:
        if field and not _is_in(field, said[0]):
            said.append(field)
    for name in _SAID:
        for value in _several(attributes.get(name)):
            if value not in (CANNOT_TELL, NOT_APPLICABLE) and not _is_in(value, " ".join(said)):
                said.append(value)
    return " ".join(part for part in said if part)


def join_attributes(products: pd.DataFrame, attributes: pd.DataFrame) -> pd.DataFrame:
    """Products with their attributes; those without any have nulls.

    Args:
        products: Rows of `products`.
        attributes: Rows of `product_extracted_attributes`; failed ones give what they have.
    """
    wanted = [name for name in EnrichDescriptions().inputs.names if name not in PRODUCTS.names]
    there = attributes[["product_id", *(name for name in wanted if name in attributes.columns)]]
    return products.merge(there, on="product_id", how="left")


def join_attributes_on_spark(products: DataFrame, attributes: DataFrame) -> DataFrame:
    """The same on Spark."""
    wanted = [name for name in EnrichDescriptions().inputs.names if name not in PRODUCTS.names]
    there = attributes.select("product_id", *(name for name in wanted if name in attributes.columns))
    return products.join(there, "product_id", "left")


def _plain(value: object) -> object:
    """Arrays of any kind as lists."""
    return value if value is None or isinstance(value, str) else [str(one) for one in _iterated(value)]


def _several(value: object) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else [str(one) for one in _iterated(value)]


def _iterated(value: object) -> Iterable[object]:
    return value if isinstance(value, Iterable) else [value]


def _is_in(phrase: str, text: str) -> bool:
    """Whether every word of a phrase is in a text, whatever its case and a plural s."""
    words = {word.rstrip("s") for word in text.casefold().replace("-", " ").split()}
    return all(word.rstrip("s") in words for word in phrase.casefold().replace("-", " ").split())
