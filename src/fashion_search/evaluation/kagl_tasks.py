"""The questions of the KAGL benchmark, and its ground truth as read from disk.

KAGL is the Kaggle catalogue "Fashion Product Images" as Marqo uses it: 44,434 products, all of them
documents.

Source:
    github.com/marqo-ai/marqo-FashionCLIP at commit d0b3bdf (Apache-2.0): `configs/KAGL.json`, `eval.py` and
    `data/KAGL/gt_query_doc`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fashion_search.errors import NotFoundError
from fashion_search.evaluation.judgements import Judgements

__all__ = ["KAGL_TASKS", "GroundTruth", "KaglTask"]


@dataclass(frozen=True, slots=True)
class KaglTask:
    """One kind of query.

    Attributes:
        name: As in the ground truth's file names.
        title: What it asks, in words.
        queries_are_labels: Whether a query is the bare name of a class, such as "Topwear", and documents are
            mostly picture with a little title; else it is a product's title and documents are pictures alone.
    """

    name: str
    title: str
    queries_are_labels: bool = True

    @property
    def leaderboard_measures(self) -> tuple[str, str, str]:
        """What the leaderboard prints for this task."""
        kind = "precision" if self.queries_are_labels else "recall"
        return f"{kind}@1", f"{kind}@10", "mrr@10"

    @property
    def file_name(self) -> str:
        """The ground truth's file, without `.gz`."""
        suffix = "-image+text" if self.queries_are_labels else ""
        return f"ground_truth_{self.name}{suffix}.json"


KAGL_TASKS: tuple[KaglTask, ...] = (
    KaglTask("text-image", "title -> image", queries_are_labels=False),
    KaglTask("category1", "master category -> product"),
    KaglTask("category2", "sub-category -> product"),
    KaglTask("category3", "article type -> product"),
    KaglTask("baseColour", "colour -> product"),
    KaglTask("season", "season -> product"),
    KaglTask("usage", "usage -> product"),
)
"""In the leaderboard's order. Master category, season and usage have 4 to 8 queries: too few to compare."""


@dataclass(frozen=True, slots=True)
class GroundTruth:
    """The benchmark's judgements, by task name. The products judged for some task are the documents."""

    judgements: Mapping[str, Judgements]

    @classmethod
    def read(cls, folder: str | os.PathLike[str]) -> GroundTruth:
        """Read the seven `ground_truth_*.json` files of a folder, gzipped or not.

        All are needed, because together they name the documents.

        Raises:
            NotFoundError: a file is missing.
            InvalidRequestError: a file is not of the benchmark's form.
        """
        return cls({task.name: Judgements.read(_existing(Path(folder), task)) for task in KAGL_TASKS})

    @property
    def tasks(self) -> tuple[KaglTask, ...]:
        """The tasks there are judgements for, in the leaderboard's order."""
        return tuple(task for task in KAGL_TASKS if task.name in self.judgements)

    def product_ids(self) -> frozenset[str]:
        """The benchmark's documents."""
        return frozenset().union(*(judged.product_ids() for judged in self.judgements.values()))


def _existing(folder: Path, task: KaglTask) -> Path:
    for name in (f"{task.file_name}.gz", task.file_name):
        if (folder / name).is_file():
            return folder / name
    raise NotFoundError(
        f"No KAGL ground truth for {task.name!r} in {folder}: there is no {task.file_name}, gzipped or not. "
        "The files are in data/KAGL/gt_query_doc of github.com/marqo-ai/marqo-FashionCLIP."
    )
