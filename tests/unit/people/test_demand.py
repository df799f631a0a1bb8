"""Popularity and co-purchase, as of a day."""

from datetime import date

import pytest

from fashion_search.people import Demand, Event
from fashion_search.people.events import in_days

JULY = in_days(date(2025, 7, 1))


def bought(user_id, product_id, day=30, kind="purchase"):
    return Event(user_id=user_id, product_id=product_id, kind=kind, at=date(2025, 6, day))


def test_what_is_wanted_lately_beats_what_was_wanted_long_ago():
    demand = Demand.from_events([bought("a", "old", 1), bought("b", "new", 29)], half_life_days=7)
    assert list(demand.popular(JULY)) == ["new", "old"]


def test_the_day_asked_for_and_the_future_are_not_seen():
    demand = Demand.from_events([bought("a", "p", 10), bought("b", "q", 20)])
    assert set(demand.popular(in_days(date(2025, 6, 20)))) == {"p"}
    assert demand.popular(in_days(date(2025, 6, 10))) == {}
    assert demand.together({"p": 1}, in_days(date(2025, 6, 20))) == {}


def test_ties_are_in_order_of_id():
    assert list(Demand.from_events([bought("a", "q"), bought("a", "p")]).popular(JULY)) == ["p", "q"]


def test_what_is_sent_back_is_not_wanted():
    demand = Demand.from_events([bought("a", "p", 10), bought("a", "p", 12, "return"), bought("b", "q", 12)])
    assert list(demand.popular(JULY)) == ["q"]


def test_those_with_the_same_product_say_what_goes_with_it():
    events = [bought("a", "p"), bought("a", "q"), bought("b", "r"), bought("b", "s")]
    found = Demand.from_events(events).together({"p": 5.0}, JULY)
    assert found == {"q": 1.0}


def test_a_rare_product_in_common_says_more_than_a_common_one():
    crowd = [bought(f"u{n}", "basic") for n in range(9)]
    events = [*crowd, bought("u0", "after-basic"), bought("x", "rare"), bought("x", "after-rare")]
    found = Demand.from_events(events).together({"basic": 1, "rare": 1}, JULY)
    assert list(found) == ["after-rare", "after-basic"]


def test_ones_own_events_do_not_recommend_themselves():
    events = [bought("me", "p"), bought("me", "q"), bought("a", "p"), bought("a", "r")]
    assert set(Demand.from_events(events).together({"p": 1}, JULY, without="me")) == {"r"}


def test_no_events_want_nothing():
    demand = Demand.from_events([])
    assert len(demand) == 0
    assert demand.popular(JULY) == {}
    assert demand.together({"p": 1}, JULY) == {}


def test_popularity_is_relative_to_the_most_wanted():
    values = Demand.from_events([*(bought(f"u{n}", "hit") for n in range(20)), bought("z", "miss")]).popular(
        JULY
    )
    assert values["hit"] == 1
    assert 0 < values["miss"] < 1
    assert values == pytest.approx(dict(sorted(values.items(), key=lambda item: -item[1])))


def test_what_one_person_bought_is_no_trend():
    one = Demand.from_events([bought("a", "p"), bought("b", "q", 10)]).popular(JULY)
    assert list(one) == ["p", "q"]
    assert one["p"] < 0.2
