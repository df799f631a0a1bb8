from __future__ import annotations

from collections import Counter

import pytest

from fashion_search.demo.dice import Dice, deal


def test_equal_keys_roll_equally_and_others_do_not() -> None:
    assert Dice("a", 1).roll() == Dice("a", 1).roll()
    assert Dice("a", 1).roll() != Dice("a", 2).roll()


def test_the_first_rolls_never_change() -> None:
    # Python promises the sequence of random() for a seed; the shop depends on it.
    dice = Dice("never", "changes")
    assert [round(dice.roll(), 6) for _ in range(3)] == [0.26688, 0.954924, 0.542904]


def test_the_bell_has_mean_zero_and_deviation_one() -> None:
    dice = Dice("bell")
    draws = [dice.bell() for _ in range(4000)]
    mean = sum(draws) / len(draws)
    assert mean == pytest.approx(0, abs=0.05)
    assert sum(draw * draw for draw in draws) / len(draws) == pytest.approx(1, abs=0.08)


@pytest.mark.parametrize("count", [0, 1, 7, 100])
def test_a_deal_hands_out_every_card_and_is_never_more_than_one_off(count: int) -> None:
    weights = {"a": 5.0, "b": 3.0, "c": 1.0, "d": 1.0}
    for turn in range(20):
        hand = Counter(deal(weights, count, Dice("deal", turn)))
        assert sum(hand.values()) == count
        assert all(abs(hand[kind] - count * weight / 10) < 1 for kind, weight in weights.items())


def test_rare_kinds_turn_up_over_many_small_deals() -> None:
    seen = Counter(card for turn in range(200) for card in deal({"often": 19.0, "rare": 1.0}, 5, Dice(turn)))
    assert 30 <= seen["rare"] <= 70


def test_shuffling_keeps_every_item() -> None:
    items = list(range(50))
    shuffled = Dice("deck").shuffled(items)
    assert shuffled != items
    assert sorted(shuffled) == items
