"""Which kinds of things are worn together and bought together: learned tables, and how to read them.

The tables are in `compatibility.json`, with their sources; `fashion_search.training.outfits` makes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fashion_search.recommenders.outfits.slots import SLOTS, kinds

__all__ = ["Compatibility", "bundled_compatibility"]


@dataclass(frozen=True, slots=True, eq=False)
class Compatibility:
    """A log-linear model of outfits and a table of lifts of baskets, over k kinds.

    Attributes:
        kinds: Names of the kinds, in order of the rows and columns below.
        worn: Symmetric weights of the outfit model, shape (k, k), float32. A kind that no outfit had is 0.
        worn_bias: Its biases, shape (k,), float32.
        bought: Logarithm of how much more often two kinds are in one basket than by chance, smoothed towards
            0; symmetric, shape (k, k), float32.
        others: How many other things an outfit has on average.
        needed: How often a slot is filled beside another one, relative to the most frequent one there; in
            [0, 1], shape (slots, slots), in the order of `SLOTS`, float32.
    """

    kinds: tuple[str, ...]
    worn: NDArray[np.float32]
    worn_bias: NDArray[np.float32]
    bought: NDArray[np.float32]
    others: float
    needed: NDArray[np.float32]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Compatibility:
        """Read what `to_document` wrote, in the order of `slots.kinds()`; kinds it does not know are 0."""
        names = tuple(kind.name for kind in kinds())
        learned = {name: row for row, name in enumerate(document["kinds"])}
        place = np.array([learned.get(name, len(learned)) for name in names])
        outfits, baskets = document["outfits"], document["baskets"]
        return cls(
            kinds=names,
            worn=_spread(_square(outfits["pairs"]), place),
            worn_bias=np.append(np.array(outfits["bias"], dtype=np.float32), np.float32(0))[place],
            bought=_spread(_square(baskets["pairs"]), place),
            others=float(outfits["others"]),
            needed=np.array([document["needed"][slot] for slot in SLOTS], dtype=np.float32),
        )

    def to_document(self) -> dict[str, Any]:
        """The tables as plain values: the lower triangles, two decimals."""
        return {
            "kinds": list(self.kinds),
            "outfits": {
                "others": round(self.others, 2),
                "bias": _rounded(self.worn_bias),
                "pairs": [_rounded(row[: at + 1]) for at, row in enumerate(self.worn)],
            },
            "baskets": {"pairs": [_rounded(row[: at + 1]) for at, row in enumerate(self.bought)]},
            "needed": {slot: _rounded(row) for slot, row in zip(SLOTS, self.needed, strict=True)},
        }

    def completes(self, worn: Sequence[int]) -> NDArray[np.float32]:
        """How well each kind completes a whole outfit: log of how much likelier it is there, shape (k,).

        Args:
            worn: Rows of the kinds already there.
        """
        score: NDArray[np.float32] = self.worn[:, list(worn)].sum(axis=1) + self.worn_bias
        return score

    def worn_together(self) -> NDArray[np.float32]:
        """How well two kinds go together, in [0, 1], 0.5 for no evidence; shape (k, k).

        The outfit model's part of one pair: its weight, and of both biases the share of one neighbour.
        """
        share = self.worn_bias / self.others
        known = np.flatnonzero(self.worn.any(axis=1))
        both = np.zeros(self.worn.shape, dtype=np.bool_)
        both[np.ix_(known, known)] = True
        pairs = np.where(both, self.worn + (share[:, None] + share[None, :]), 0.0)
        return _squashed(pairs)

    def bought_together(self) -> NDArray[np.float32]:
        """How much more often than by chance two kinds are bought together: lift / (1 + lift), (k, k)."""
        return _squashed(self.bought)


@cache
def bundled_compatibility() -> Compatibility:
    """The tables that come with this package."""
    file = resources.files("fashion_search.recommenders.outfits") / "compatibility.json"
    return Compatibility.from_document(json.loads(file.read_text(encoding="utf-8")))


def _square(triangle: Sequence[Sequence[float]]) -> NDArray[np.float32]:
    """The symmetric matrix of a lower triangle, with a row and a column of zeros at the end."""
    count = len(triangle)
    square = np.zeros((count + 1, count + 1), dtype=np.float32)
    for at, row in enumerate(triangle):
        square[at, : at + 1] = square[: at + 1, at] = row
    return square


def _spread(square: NDArray[np.float32], place: NDArray[np.intp]) -> NDArray[np.float32]:
    return np.ascontiguousarray(square[np.ix_(place, place)])


def _rounded(values: NDArray[np.float32]) -> list[float]:
    return [round(float(value), 2) + 0.0 for value in values]


def _squashed(logarithm: NDArray[np.floating]) -> NDArray[np.float32]:
    squashed: NDArray[np.float32] = (1.0 / (1.0 + np.exp(-logarithm))).astype(np.float32)
    return squashed
