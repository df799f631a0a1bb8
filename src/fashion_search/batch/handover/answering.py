"""What the endpoint of an embedder does with a request: records of words or pictures in, vectors out."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

import numpy as np
import pandas as pd

from fashion_search.batch.picture_problem import picture_problem
from fashion_search.errors import InvalidImageError, InvalidRequestError
from fashion_search.protocols import Embedder
from fashion_search.types import Vectors

__all__ = ["COLUMNS", "answer"]

COLUMNS = ("text", "image")
"""What a record may hold, one of them each: words, or a picture in base64."""


def answer(embedder: Embedder, records: pd.DataFrame) -> Vectors:
    """A vector for each record.

    Args:
        embedder: The model.
        records: With a column `text`, a column `image`, or both; in a row, exactly one of them holds
            something. A picture is the base64 of its file, with or without `data:image/…;base64,`.

    Returns:
        Unit vectors in the order of the records, shape (n, dimension), float32.

    Raises:
        InvalidRequestError: a record holds neither, both or something else, or no text worth the name.
        InvalidImageError: a picture cannot be read.
    """
    unknown = sorted(set(map(str, records.columns)) - set(COLUMNS))
    if unknown:
        raise InvalidRequestError(f"Records have columns {unknown}; this model takes {list(COLUMNS)}.")
    texts: dict[int, str] = {}
    pictures: dict[int, bytes] = {}
    for number, record in enumerate(records.to_dict("records")):
        name, value = _one_value(number, {str(column): held for column, held in record.items()})
        if name == "text":
            texts[number] = value
        else:
            pictures[number] = _decoded(number, value)
    rows = np.zeros((len(records), embedder.identity.dimension), np.float32)
    if texts:
        rows[list(texts)] = embedder.embed_texts(list(texts.values()))
    if pictures:
        rows[list(pictures)] = _encoded(embedder, pictures)
    return rows


def _encoded(embedder: Embedder, pictures: Mapping[int, bytes]) -> Vectors:
    try:
        return embedder.embed_images(list(pictures.values()))
    except InvalidImageError as exc:
        problems = ((number, picture_problem(picture)) for number, picture in pictures.items())
        named = next((f"Record {number}: {told}" for number, told in problems if told), str(exc))
        raise InvalidImageError(named) from exc


def _one_value(number: int, record: dict[str, object]) -> tuple[str, str]:
    given = {name: value for name, value in record.items() if not _is_missing(value)}
    if len(given) != 1:
        raise InvalidRequestError(
            f"Record {number} holds {sorted(given) or 'nothing'}; it must hold one of {list(COLUMNS)}."
        )
    ((name, value),) = given.items()
    if not isinstance(value, str):
        raise InvalidRequestError(f"Record {number}: {name} is no text but {type(value).__name__}.")
    return name, value


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def _decoded(number: int, encoded: str) -> bytes:
    _, _, content = encoded.rpartition(";base64,")
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise InvalidImageError(f"Record {number}: image is not base64 ({exc}).") from exc
