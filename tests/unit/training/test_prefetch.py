"""Batches made ahead."""

import itertools

import pytest

from fashion_search.training.prefetch import prefetched


def test_the_same_items_in_the_same_order():
    assert list(prefetched(iter(range(20)))) == list(range(20))


def test_no_more_is_made_ahead_than_asked():
    made = []

    def items():
        for number in itertools.count():
            made.append(number)
            yield number

    taken = prefetched(items(), ahead=2)
    assert next(taken) == 0
    assert len(made) <= 4


def test_what_the_maker_raises_is_raised():
    def items():
        yield 1
        raise ValueError("no more products")

    taken = prefetched(items())
    assert next(taken) == 1
    with pytest.raises(ValueError, match="no more products"):
        next(taken)
