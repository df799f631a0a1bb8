"""Finding pictures that look alike without comparing every pair."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

__all__ = ["MAX_BITS", "close_pairs", "components"]

MAX_BITS = 3
"""Fingerprints that differ in at most this many bits are close."""

_BANDS, _BAND_BITS = 4, 16
_MAX_STEP = 2_000
_BIT_COUNTS = np.array([value.bit_count() for value in range(1 << _BAND_BITS)], dtype=np.uint8)

Pairs = NDArray[np.int64]


def close_pairs(fingerprints: NDArray[np.uint64]) -> Pairs:
    """All pairs of close fingerprints.

    Two 64-bit numbers that differ in at most three bits are equal in at least one of their four 16-bit bands,
    so only pairs with an equal band are compared.

    Args:
        fingerprints: Shape (n,).

    Returns:
        Positions, shape (m, 2), first < second, sorted, each pair once. A band value shared by thousands of
        pictures is compared with the next 2,000 only, so that memory and time stay bounded.
    """
    found = [_in_band(fingerprints, band) for band in range(_BANDS)]
    return np.unique(np.concatenate([*found, np.empty((0, 2), dtype=np.int64)]), axis=0)


def components(pairs: Pairs) -> list[list[int]]:
    """Groups of positions that hang together through pairs, the largest first, then by position."""
    parent: dict[int, int] = {}

    def root(at: int) -> int:
        parent.setdefault(at, at)
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in pairs.tolist():
        parent[root(other)] = root(one)
    groups: dict[int, list[int]] = {}
    for at in sorted(parent):
        groups.setdefault(root(at), []).append(at)
    return sorted(groups.values(), key=lambda group: (-len(group), group[0]))


def _in_band(fingerprints: NDArray[np.uint64], band: int) -> Pairs:
    keys = (fingerprints >> np.uint64(band * _BAND_BITS)) & np.uint64((1 << _BAND_BITS) - 1)
    order = np.argsort(keys, kind="stable")
    close = [np.stack([one, other], axis=1) for one, other in _neighbours(fingerprints, keys[order], order)]
    return np.sort(np.concatenate([*close, np.empty((0, 2), dtype=np.int64)]), axis=1)


def _neighbours(
    fingerprints: NDArray[np.uint64], keys: NDArray[np.uint64], order: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Close pairs one step apart in sorted order, then two steps, until no band value reaches further."""
    starts = np.arange(len(order))
    for step in range(1, min(len(order), _MAX_STEP + 1)):
        starts = starts[starts + step < len(order)]
        starts = starts[keys[starts + step] == keys[starts]]
        if not len(starts):
            return
        one, other = order[starts], order[starts + step]
        close = _distances(fingerprints[one], fingerprints[other]) <= MAX_BITS
        yield one[close], other[close]


def _distances(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.int64]:
    differ = np.ascontiguousarray(one ^ other).view(np.uint16).reshape(-1, _BANDS)
    counts: NDArray[np.int64] = _BIT_COUNTS[differ].sum(axis=1, dtype=np.int64)
    return counts
