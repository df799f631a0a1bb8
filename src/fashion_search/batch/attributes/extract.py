"""The job `extract_attributes`: pictures in, the table `product_extracted_attributes` out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from PIL.Image import Image

from fashion_search.batch.attributes.readings import Extractor, Levels, Method, Readings
from fashion_search.batch.attributes.taxonomy import allowed
from fashion_search.batch.attributes.vocabulary import NOT_APPLICABLE, Vocabulary
from fashion_search.batch.attributes.words import VOCABULARY
from fashion_search.batch.definitions import CONTENT_HASH, JOB_VERSION, PRODUCTS
from fashion_search.batch.keyed import Made, Make
from fashion_search.batch.materials import Material
from fashion_search.batch.schema import Column, Schema
from fashion_search.errors import InvalidImageError
from fashion_search.pictures import decode
from fashion_search.protocols import PictureSource
from fashion_search.types import Product

__all__ = ["ExtractAttributes", "attributes_schema"]

_FORMAT = 1


def attributes_schema(vocabulary: Vocabulary) -> Schema:
    """The columns of `product_extracted_attributes`."""
    read = [
        Column(one.name, "texts" if one.several else "text", f"One of: {', '.join(one.choices)}")
        for one in vocabulary.attributes
    ]
    sure = [Column(f"confidence_{one.name}", "text", "high, medium or low") for one in vocabulary.attributes]
    return Schema((Column("product_id", "text", "Key", required=True),)).with_columns(
        *read,
        *sure,
        Column("probabilities", "shares", "Probability of the first answer, by attribute"),
        Column("raw_text", "text", "What the model wrote, where it writes"),
        Column("extraction_method", "text"),
        Column("extraction_success", "flag"),
        Column("extraction_errors", "texts"),
        CONTENT_HASH,
        JOB_VERSION,
        Column("extraction_timestamp", "time"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractAttributes:
    """Reads attributes from the pictures of products.

    A picture that is missing or bad, or a model that fails on it, gives a row with `extraction_success`
    false and the reason in `extraction_errors`.

    Attributes:
        method: What reads.
        pictures: Where pictures are.
        vocabulary: What is read.
        levels: From which probability on an answer counts as sure.
        rows_at_once: Pictures that go through the model together.
        max_side: Larger pictures are shrunk to this many pixels when they are decoded.
    """

    method: Method
    pictures: PictureSource
    vocabulary: Vocabulary = VOCABULARY
    levels: Levels = field(default_factory=Levels)
    rows_at_once: int = 16
    max_side: int = 1024

    @property
    def version(self) -> str:
        """Method, model and vocabulary."""
        words = hashlib.blake2b(self.vocabulary.signature().encode(), digest_size=4).hexdigest()
        return f"extract_attributes/{_FORMAT}/{self.method.name}/{words}"

    @property
    def inputs(self) -> Schema:
        """The key, what tells the kind of product, and the picture where the source has it as a column."""
        names = ("product_id", "master_category", "sub_category", "article_type")
        columns = tuple(column for column in PRODUCTS.columns if column.name in names)
        return Schema((*columns, Column("picture", "bytes")))

    @property
    def target(self) -> Schema:
        """The columns of `product_extracted_attributes`."""
        return attributes_schema(self.vocabulary)

    def load(self) -> Make:
        """Load the model."""
        return partial(self._make, self.method.load(self.vocabulary))

    def failed(self, material: Material, problem: str) -> Made:
        """A row that says what went wrong."""
        taken = self._taken(material.product)
        values = {
            **{
                name: ([NOT_APPLICABLE] if self.vocabulary[name].several else NOT_APPLICABLE)
                for name in taken
            },
            "extraction_method": self.method.name,
            "extraction_success": False,
            "extraction_errors": [problem],
        }
        return Made(values, problem)

    def _taken(self, product: Product) -> list[str]:
        """The attributes that the kind of product decides alone."""
        return [one.name for one in self.vocabulary.attributes if allowed(one, product) == (NOT_APPLICABLE,)]

    def _make(self, extractor: Extractor, todo: Sequence[Material]) -> list[Made]:
        looked = [self._picture(material) for material in todo]
        seen = [
            (material, found)
            for material, found in zip(todo, looked, strict=True)
            if not isinstance(found, str)
        ]
        readings = extractor.extract([found for _, found in seen], [material.product for material, _ in seen])
        answers = iter(readings)
        return [
            self.failed(material, found) if isinstance(found, str) else self._made(next(answers))
            for material, found in zip(todo, looked, strict=True)
        ]

    def _picture(self, material: Material) -> Image | str:
        """The picture, or why there is none."""
        if material.picture is None:
            return material.picture_problem or "There is no picture."
        try:
            return decode(material.picture, max_side=self.max_side)
        except InvalidImageError as exc:
            return str(exc)

    def _made(self, readings: Readings) -> Made:
        values: dict[str, object] = {}
        for one in self.vocabulary.attributes:
            reading = readings.attributes.get(one.name)
            if reading is not None:
                values[one.name] = list(reading.values) if one.several else reading.values[0]
                values[f"confidence_{one.name}"] = self.levels.of(reading.probability)
        sure = {
            name: reading.probability
            for name, reading in readings.attributes.items()
            if reading.probability is not None
        }
        problem = "; ".join(readings.errors) or None
        return Made(
            values
            | {
                "probabilities": sure or None,
                "raw_text": readings.raw_text,
                "extraction_method": self.method.name,
                "extraction_success": problem is None,
                "extraction_errors": list(readings.errors),
            },
            problem,
        )
