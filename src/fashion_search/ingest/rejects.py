"""What an ingest keeps aside, and why: nothing stops the run, and nothing vanishes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from fashion_search.store.durable import replace_text

__all__ = ["Cause", "Reject", "RejectKind", "read_rejects", "write_rejects"]

RejectKind: TypeAlias = Literal["row", "value", "picture"]
"""What was kept aside: a whole row, one value of a product that was taken, or the picture of one."""

Cause: TypeAlias = Literal[
    "unreadable row",
    "ragged row",
    "bad product id",
    "duplicate product id",
    "bad value",
    "no picture",
    "bad picture",
]
"""Why, for counting and sorting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """One thing that was kept aside.

    Attributes:
        kind: A `row` is not in the store; for a `value` the product is there without it, or with it repaired;
            for a `picture` the product is there without picture.
        row: Number of the data row, counted from 1 without the header; `None` when there was no row.
        product_id: The product, when it is known.
        cause: What is wrong in a word or two, the same for all of a sort.
        reason: What is wrong, with the value.
    """

    kind: RejectKind
    row: int | None
    product_id: str | None
    cause: Cause
    reason: str

    @staticmethod
    def order(reject: Reject) -> tuple[int, str, str, str]:
        """The key to sort by: rows in order."""
        return reject.row or 0, reject.product_id or "", reject.kind, reject.reason


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Put a file of one JSON object a line in place of the last one, in the order given."""
    replace_text(path, "".join(json.dumps(asdict(reject)) + "\n" for reject in rejects))


def read_rejects(path: Path) -> list[Reject]:
    """What the last ingest kept aside; empty when there is no such file."""
    if not path.exists():
        return []
    return [Reject(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
