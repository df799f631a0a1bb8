import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashion_search.ingest.quality import near
from fashion_search.ingest.quality.near import MAX_BITS, close_pairs, components

FINGERPRINT = st.integers(0, 2**64 - 1)


def all_pairs(numbers):
    return [
        [i, j]
        for i in range(len(numbers))
        for j in range(i + 1, len(numbers))
        if (numbers[i] ^ numbers[j]).bit_count() <= MAX_BITS
    ]


@given(
    st.lists(FINGERPRINT, min_size=1, max_size=12),
    st.lists(st.sets(st.integers(0, 63), max_size=4), max_size=30),
)
def test_the_buckets_find_exactly_what_comparing_all_pairs_finds(seeds, flips):
    numbers = seeds + [seeds[n % len(seeds)] ^ sum(1 << bit for bit in bits) for n, bits in enumerate(flips)]
    assert close_pairs(np.array(numbers, dtype=np.uint64)).tolist() == all_pairs(numbers)


@pytest.mark.parametrize("count", [0, 1])
def test_none_and_one_have_no_pairs(count):
    assert close_pairs(np.zeros(count, dtype=np.uint64)).shape == (0, 2)


def test_a_crowd_of_equal_fingerprints_stays_bounded(monkeypatch):
    monkeypatch.setattr(near, "_MAX_STEP", 3)
    pairs = close_pairs(np.zeros(100, dtype=np.uint64))
    assert len(pairs) == 99 + 98 + 97
    assert components(pairs) == [list(range(100))]


def test_components_hang_together_through_pairs():
    pairs = np.array([[4, 5], [0, 2], [2, 9], [7, 8]])
    assert components(pairs) == [[0, 2, 9], [4, 5], [7, 8]]


def test_no_pairs_have_no_components():
    assert components(np.empty((0, 2), dtype=np.int64)) == []
