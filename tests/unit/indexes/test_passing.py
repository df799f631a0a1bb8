"""What is remembered of earlier filters, and what it may cost."""

from __future__ import annotations

import numpy as np
import pytest

from fashion_search.indexes.passing import KeptFilters
from fashion_search.indexes.scans import FloatScan
from fashion_search.indexes.workspace import Workspace

VECTORS = np.eye(100, 8, dtype=np.float32)
SCAN = FloatScan(VECTORS, 1.0, Workspace())


def kept_filters(capacity: int = 10**6) -> KeptFilters:
    return KeptFilters(lambda _count: SCAN, capacity)


def mask_of(*rows: int) -> np.ndarray:
    mask = np.zeros(100, np.bool_)
    mask[list(rows)] = True
    mask.flags.writeable = False
    return mask


def test_a_filter_has_its_rows_the_first_time_and_a_copy_of_them_the_second() -> None:
    kept, mask = kept_filters(), mask_of(3, 50)
    first, second = kept.passing(mask, None), kept.passing(mask, None)
    assert first.rows.tolist() == second.rows.tolist() == [3, 50]
    assert first.scan is None
    assert second.scan is not None
    assert second.scan.nbytes == 2 * 8 * 4
    assert kept.passing(mask, None) is second


def test_rows_without_a_vector_do_not_pass() -> None:
    present = np.ones(100, np.bool_)
    present[50] = False
    assert kept_filters().passing(mask_of(3, 50), present).rows.tolist() == [3]


def test_another_mask_is_another_filter() -> None:
    kept = kept_filters()
    assert kept.passing(mask_of(1), None).rows.tolist() == [1]
    assert kept.passing(mask_of(2), None).rows.tolist() == [2]
    assert len(kept) == 2


def test_a_mask_that_may_change_is_not_remembered() -> None:
    kept, mask = kept_filters(), mask_of(1).copy()
    assert kept.passing(mask, None).rows.tolist() == [1]
    mask[2] = True
    assert kept.passing(mask, None).rows.tolist() == [1, 2]
    assert len(kept) == 0


def test_the_filter_used_longest_ago_is_forgotten_when_room_runs_out() -> None:
    kept = kept_filters(capacity=350)
    a, b, c, d = (mask_of(row) for row in range(4))  # 108 bytes each with its row number
    for mask in (a, b, c):
        kept.passing(mask, None)
    again = kept.passing(a, None)
    kept.passing(d, None)
    assert len(kept) <= 3
    assert kept.passing(a, None) is again
    assert kept.passing(b, None).scan is None, "b was forgotten, so this is its first time"


@pytest.mark.parametrize("capacity", [0, 3000])
def test_a_copy_that_would_fill_the_room_is_not_made(capacity: int) -> None:
    kept, mask = kept_filters(capacity), mask_of(*range(90))  # 2,880 bytes of vectors
    for _ in range(3):
        assert kept.passing(mask, None).scan is None


def test_a_filter_that_nothing_passes_needs_no_copy() -> None:
    kept, mask = kept_filters(), mask_of()
    for _ in range(3):
        assert kept.passing(mask, None).scan is None
