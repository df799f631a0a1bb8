import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.evaluation import Bootstrap, compare_paired, holm, verdict

QUICK = Bootstrap(samples=1000)


def compared(first, second, plan=QUICK):
    return compare_paired({"m": first}, {"m": second}, plan)["m"]


def test_equal_systems_show_no_difference():
    values = np.random.default_rng(0).random(60)
    difference = compared(values, values)
    assert (difference.mean, difference.low, difference.high, difference.p_value) == (0, 0, 0, 1)
    assert not difference.shown


def test_a_difference_of_rounding_is_no_difference():
    values = np.random.default_rng(0).random(60)
    assert compared(values, values + 1e-15).p_value == 1


def test_pairing_shows_what_the_two_intervals_alone_would_hide():
    random = np.random.default_rng(0)
    hard_and_easy = random.random(60)
    better = hard_and_easy + 0.02 + random.normal(scale=0.01, size=60)
    assert compared(hard_and_easy, better).shown
    assert not compared(hard_and_easy, random.permutation(better)).shown


def test_the_sign_says_who_is_higher():
    random = np.random.default_rng(0)
    low = random.random(60)
    high = low + random.random(60) * 0.2
    assert compared(low, high).low > 0
    assert compared(high, low).high < 0


@pytest.mark.parametrize("queries", [12, 60])
def test_chance_is_called_a_difference_about_as_rarely_as_claimed(queries):
    random = np.random.default_rng(5)
    plan = Bootstrap(samples=400)
    nothing = np.zeros(queries)
    pairs = ((random.exponential(size=queries) - random.exponential(size=queries)) for _ in range(300))
    false_alarms = np.mean([compared(nothing, gains, plan).p_value <= 0.05 for gains in pairs])
    assert false_alarms <= 0.09


def test_few_queries_never_show_a_difference():
    difference = compared(np.zeros(9), np.ones(9))
    assert difference.p_value < 0.05
    assert not difference.shown
    assert compared(np.zeros(10), np.ones(10)).shown
    assert compared([0.0], [1.0]).p_value == 1


def test_holm_is_the_worked_example():
    # sorted .005 .01 .03 .04 -> times 4 3 2 1 -> .02 .03 .06 .06 (never below the one before)
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.9]) == pytest.approx([1.0, 1.0])
    assert holm([]).size == 0


def test_looking_at_more_measures_asks_for_more_proof():
    random = np.random.default_rng(2)
    first = random.random(40)
    second = first + random.normal(loc=0.03, scale=0.08, size=40)
    alone = compared(first, second)
    noise = {f"noise {n}": random.random(40) for n in range(9)}
    among = compare_paired({"m": first, **noise}, {"m": second, **noise}, QUICK)["m"]
    assert alone.p_value == alone.p_adjusted == among.p_value
    assert among.p_adjusted == pytest.approx(min(1, 10 * alone.p_value))


def test_the_verdict_names_the_better_one_and_what_shows_nothing():
    random = np.random.default_rng(0)
    base = random.random(60)
    first = {"ndcg@10": base, "map@10": base, "mrr@10": base}
    second = {"ndcg@10": base + 0.1, "map@10": base - 0.1, "mrr@10": random.permutation(base)}
    said = verdict(compare_paired(first, second, QUICK), ("old", "new"))
    assert "new is better than old: ndcg@10 +0.100" in said
    assert "old is better than new: map@10 +0.100" in said
    assert "old and new: no difference shown: mrr@10" in said


def test_the_verdict_on_few_queries_says_so():
    said = verdict(compare_paired({"m": np.zeros(7)}, {"m": np.ones(7)}, QUICK), ("old", "new"))
    assert said.startswith("old and new: no difference shown (7 queries are too few to tell): m +1.000")


def test_different_measures_or_queries_are_refused():
    with pytest.raises(InvalidRequestError, match="same ones"):
        compare_paired({"a": [1.0]}, {"b": [1.0]})
    with pytest.raises(InvalidRequestError, match="2 queries against 3"):
        compare_paired({"a": [1.0, 2.0]}, {"a": [1.0, 2.0, 3.0]})
