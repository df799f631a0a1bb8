"""What others published on KAGL, to stand beside one's own numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

__all__ = ["PUBLISHED", "PUBLISHED_SOURCE", "Published", "best_published"]

PUBLISHED_SOURCE = "marqo-FashionCLIP LEADERBOARD.md of 2024-08-09 (commit d0b3bdf), full-size pictures"

_TASKS = ("text-image", "category1", "category2", "category3", "baseColour", "season", "usage")
_FOUND = ("recall@1", "recall@10", "mrr@10")
_RANKED = ("precision@1", "precision@10", "mrr@10")

_THOUSANDTHS = """
Marqo-FashionSigLIP  |179 489 293|571 686 643|711 687 756|704 629 763|587 502 664|500 350 500|375 400 438
ViT-B-16-SigLIP webli|169 468 272|714 700 714|689 644 731|669 611 736|500 417 564|250 400 375|500 388 500
Marqo-FashionCLIP    |159 446 265|714 571 714|667 613 691|725 613 772|500 496 614|           |
ViT-B-16 laion2b     |155 435 259|571 529 619|622 573 664|683 573 748|500 474 605|           |
FashionCLIP 2.0      |122 404 217|714 686 714|600 571 627|634 577 694|413 443 518|500 225 550|250 237 275
OpenFashionCLIP      |091 325 170|429 557 500|467 491 566|542 489 607|478 465 587|500 300 583|125 250 225
"""


@dataclass(frozen=True, slots=True)
class Published:
    """One published value.

    Attributes:
        model: Whose it is.
        task: The KAGL task's name.
        measure: The measure's name, as `Measure` writes it.
        value: Printed there to three decimals.
    """

    model: str
    task: str
    measure: str
    value: float


def _cells(line: str) -> Iterator[Published]:
    model, *cells = line.split("|")
    for task, cell in zip(_TASKS, cells, strict=True):
        measures = _FOUND if task == "text-image" else _RANKED
        for measure, value in zip(measures, cell.split(), strict=False):
            yield Published(model.strip(), task, measure, int(value) / 1000)


PUBLISHED: tuple[Published, ...] = tuple(
    cell for line in _THOUSANDTHS.strip().splitlines() for cell in _cells(line)
)
"""Every value of the leaderboard, models in its order."""


def best_published(task: str) -> Mapping[str, Published]:
    """The best published value per measure of one task; the model listed first wins a tie."""
    best: dict[str, Published] = {}
    for entry in PUBLISHED:
        if entry.task == task and (entry.measure not in best or entry.value > best[entry.measure].value):
            best[entry.measure] = entry
    return best
