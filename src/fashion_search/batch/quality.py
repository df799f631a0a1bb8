"""The job `quality_report`: what the tables hold, what is wrong with them, what has moved since last time."""

from __future__ import annotations

import hashlib
from collections import Counter

import numpy as np
import pandas as pd

from fashion_search.batch.attributes.vocabulary import Vocabulary
from fashion_search.batch.attributes.words import VOCABULARY
from fashion_search.batch.quality_report import BatchQuality, Measure, SampleRow
from fashion_search.batch.vector_looks import Looks, looks_at
from fashion_search.types import SPACES

__all__ = ["measure_tables"]

_SAMPLE = 60
_WIDEST = 30
"""Categories beyond the most frequent ones are not listed one by one."""


def measure_tables(
    products: pd.DataFrame,
    *,
    vectors: pd.DataFrame | None = None,
    attributes: pd.DataFrame | None = None,
    letters: pd.DataFrame | None = None,
    before: BatchQuality | None = None,
    vocabulary: Vocabulary = VOCABULARY,
) -> BatchQuality:
    """Look the tables over.

    Args:
        products: Rows of `products`; coverage is relative to them.
        vectors: What `LookAtVectors` says of `product_embeddings_multimodal`.
        attributes: Rows of `product_extracted_attributes`.
        letters: Dead letters of any job.
        before: The report of the last run, for what has moved since.
        vocabulary: The attributes there may be.
    """
    measures = [Measure("products", "", float(len(products)))]
    centres: dict[str, list[float]] = {}
    shares: dict[str, dict[str, float]] = {}
    sample: list[SampleRow] = []
    if vectors is not None:
        measures += _coverage(products, vectors)
        for space in SPACES:
            looks = looks_at(vectors, space)
            measures += _vectors(space, looks)
            if looks.centre is not None:
                centres[space] = looks.centre
    if attributes is not None:
        measures += _success(products, attributes)
        shares = {
            one.name: _shares(attributes[one.name]) for one in vocabulary.attributes if one.name in attributes
        }
        sample = _sample(attributes, vocabulary)
    if letters is not None:
        measures += _letters(letters)
    if before is not None:
        measures += _drift(before, centres, shares)
    return BatchQuality(measures=tuple(measures), centres=centres, shares=shares, sample=tuple(sample))


def _coverage(products: pd.DataFrame, vectors: pd.DataFrame) -> list[Measure]:
    wanted, there = set(products["product_id"].astype(str)), set(vectors["product_id"].astype(str))
    found = [
        Measure("rows without a product", "embeddings", float(len(there - wanted))),
        Measure("share of products with a row", "embeddings", _share(len(wanted & there), len(wanted))),
        Measure("models", "embeddings", float(vectors["embedding_model"].nunique())),
    ]
    known = vectors[vectors["product_id"].astype(str).isin(wanted)]
    return found + [
        Measure(
            "share of products with a vector",
            space,
            _share(int(known[f"{space}_digest"].notna().sum()), len(wanted)),
        )
        for space in SPACES
    ]


def _vectors(space: str, looks: Looks) -> list[Measure]:
    """Lengths, and how many vectors are there more than once."""
    if not looks.digests:
        return []
    twice = sum(count for count in Counter(looks.digests).values() if count > 1)
    return [
        Measure("largest distance of a length from 1", space, float(looks.off.max())),
        Measure("share of rows whose vector another row has too", space, _share(twice, len(looks.digests))),
    ]


def _success(products: pd.DataFrame, attributes: pd.DataFrame) -> list[Measure]:
    joined = attributes.merge(
        products[["product_id", "master_category"]].astype({"product_id": str}), on="product_id", how="left"
    )
    succeeded = joined["extraction_success"].astype(bool)
    by_category = succeeded.groupby(joined["master_category"].fillna("unknown")).agg(["mean", "size"])
    frequent = by_category.sort_values("size", ascending=False).iloc[:_WIDEST]
    return [
        Measure("share of products looked at", "attributes", _share(len(attributes), len(products))),
        Measure("share that succeeded", "attributes", float(succeeded.mean()) if len(joined) else 1.0),
        *(
            Measure("share that succeeded", str(name), float(row["mean"]))
            for name, row in frequent.iterrows()
        ),
    ]


def _letters(letters: pd.DataFrame) -> list[Measure]:
    reasons = Counter(str(reason).split(":")[0][:80] for reason in letters["reason"])
    return [
        Measure("dead letters", "", float(len(letters))),
        *(Measure("dead letters", reason, float(count)) for reason, count in reasons.most_common(10)),
    ]


def _drift(
    before: BatchQuality, centres: dict[str, list[float]], shares: dict[str, dict[str, float]]
) -> list[Measure]:
    """How far means of vectors have turned, and how much of the answers are others: 0 is not at all."""
    found = []
    for space in sorted(centres.keys() & before.centres.keys()):
        one, other = np.array(centres[space]), np.array(before.centres[space])
        if one.shape == other.shape:
            cosine = float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))
            found.append(Measure("drift of the mean vector, 1 - cosine", space, max(0.0, 1 - cosine)))
    for name in sorted(shares.keys() & before.shares.keys()):
        answers = shares[name].keys() | before.shares[name].keys()
        moved = (
            sum(abs(shares[name].get(one, 0.0) - before.shares[name].get(one, 0.0)) for one in answers) / 2
        )
        found.append(Measure("drift of answers, total variation", name, moved))
    return found


def _shares(column: pd.Series) -> dict[str, float]:
    """How often each answer was given, relative to all answers."""
    counts = Counter(answer for value in column for answer in _answers(value))
    total = sum(counts.values())
    return {answer: count / total for answer, count in sorted(counts.items())}


def _sample(attributes: pd.DataFrame, vocabulary: Vocabulary) -> list[SampleRow]:
    """Answers for people to judge, to fit thresholds by: as many of each confidence, chosen by hash."""
    rows: dict[str, list[SampleRow]] = {}
    for one in vocabulary.attributes:
        level = f"confidence_{one.name}"
        if level not in attributes or one.name not in attributes:
            continue
        known = attributes[attributes[level].notna()]
        for product_id, value, sure in zip(known["product_id"], known[one.name], known[level], strict=True):
            said = ", ".join(_answers(value))
            rows.setdefault(str(sure), []).append(SampleRow(str(product_id), one.name, said, str(sure)))
    each = _SAMPLE // max(1, len(rows))
    return [row for level in sorted(rows) for row in sorted(rows[level], key=_by_chance)[:each]]


def _by_chance(row: SampleRow) -> str:
    return hashlib.blake2b(f"{row.product_id}/{row.attribute}".encode(), digest_size=8).hexdigest()


def _answers(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(one) for one in value] if isinstance(value, list | tuple | np.ndarray) else []


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
