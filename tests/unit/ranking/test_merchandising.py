from __future__ import annotations

import json
import sys
from datetime import date, datetime, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashion_search.errors import ConfigurationError, FilterError, InvalidRequestError, NotFoundError
from fashion_search.filters import Columns, F, evaluate, mask
from fashion_search.ranking.merchandising import (
    Boost,
    Bury,
    Exclude,
    Merchandising,
    Pin,
    When,
    also,
    condition,
    parse_rules,
    place,
    places,
    read_rules,
    weigh,
)
from fashion_search.types import Product

TODAY = date(2026, 11, 23)
PRODUCTS = [
    Product(product_id="a", article_type="Heels", base_color="Red", price=40.0),
    Product(product_id="b", article_type="Heels", base_color=None, price=None),
    Product(product_id="c", article_type="Shirts", base_color="Blue", price=90.0),
    Product(product_id="d", article_type=None, base_color="Red", price=15.0),
]
COLUMNS = Columns.from_products(PRODUCTS)
SCORES = np.array([0.9, 0.8, 0.7, -0.2])
HEELS = F.article_type == "Heels"


def test_factors_see_the_score_before_any_rule_and_addends_come_on_top():
    rules = Merchandising([Boost(where=HEELS, factor=1.5), Bury(where=F.price > 20, factor=0.5, addend=-0.1)])
    names, addends = weigh(rules, SCORES, COLUMNS)
    assert names == ("boost: article_type = 'Heels'", "bury: price > 20")
    assert addends[:, 0] == pytest.approx([0.45, 0.4, 0, 0])
    assert addends[:, 1] == pytest.approx([-0.55, 0, -0.45, 0])


def test_a_boost_raises_a_negative_score_and_a_bury_lowers_it():
    red = F.base_color == "Red"
    for rule, sign in ((Boost(where=red, factor=1.5), 1), (Bury(where=red, factor=0.5), -1)):
        _, addends = weigh(Merchandising([rule]), SCORES, COLUMNS)
        assert addends[3, 0] == pytest.approx(sign * 0.1)


def test_a_rule_that_no_candidate_passes_leaves_no_trace():
    names, addends = weigh(Merchandising([Boost(where=F.price > 1000, addend=1)]), SCORES, COLUMNS)
    assert names == ()
    assert addends.shape == (4, 0)


def test_rules_are_a_set():
    boost, pin = Boost(where=HEELS, factor=2), Pin(product_id="a", position=1)
    assert Merchandising([boost, pin, boost]) == Merchandising([pin, boost])
    assert hash(Merchandising([boost, pin])) == hash(Merchandising([pin, boost]))
    assert not Merchandising()


wheres = st.sampled_from(
    [
        HEELS,
        F.price > 20,
        F.base_color == "Red",
        ~(F.base_color == "Red"),
        F.price.is_null(),
        HEELS | (F.price < 50),
    ]
)
rules = st.lists(
    st.one_of(
        st.builds(Boost, where=wheres, factor=st.floats(1.01, 3), addend=st.floats(0, 1)),
        st.builds(Bury, where=wheres, factor=st.floats(0, 0.99), addend=st.floats(-1, 0)),
        st.builds(Pin, product_id=st.sampled_from("abcdx"), position=st.integers(1, 5)),
        st.builds(Exclude, where=wheres),
    ),
    max_size=8,
)


def outcome(given_rules):
    """Everything that can be seen of a set of rules."""
    merchandising = Merchandising(given_rules)
    names, addends = weigh(merchandising, SCORES, COLUMNS)
    order = np.argsort(-(SCORES + addends.sum(axis=1)), kind="stable")
    settled = places(merchandising)
    shown = place(order, [one.product_id for one in PRODUCTS], settled, 3)
    left, looked_at = condition(merchandising), also(merchandising)
    return names, addends.tolist(), settled, shown.tolist(), str(left), str(looked_at)


@given(rules, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_never_counts(given_rules, random):
    shuffled = [*given_rules]
    random.shuffle(shuffled)
    assert outcome(given_rules) == outcome(shuffled)


@given(rules)
def test_every_pinned_product_has_one_place_and_no_place_two_products(given_rules):
    merchandising = Merchandising(given_rules)
    settled = places(merchandising)
    assert sorted(settled.by_position.values()) == sorted({pin.product_id for pin in merchandising.pins})
    asked = [(pin.position, pin.product_id) for pin in merchandising.pins]
    assert bool(settled.conflicts) == (set(asked) != set(settled.by_position.items()))


@given(wheres)
def test_what_an_exclusion_does_not_know_of_is_shown(where):
    left = condition(Merchandising([Exclude(where=where)]))
    for product in PRODUCTS:
        row = product.to_dict()
        assert evaluate(left, row) == (not evaluate(where, row))


def test_conflicting_pins_are_settled_by_place_and_id_and_told():
    settled = places(
        Merchandising(
            [
                Pin(product_id="b", position=1),
                Pin(product_id="a", position=1),
                Pin(product_id="c", position=2),
                Pin(product_id="a", position=4),
            ]
        )
    )
    assert settled.by_position == {1: "a", 2: "b", 3: "c"}
    assert settled.conflicts == (
        "a and b are pinned to 1; the latter stands at 2.",
        "b and c are pinned to 2; the latter stands at 3.",
        "a is pinned to 1 and to 4; it stands at 1.",
    )


def test_pins_stand_where_they_should_and_the_rest_keeps_its_order():
    ids = [str(number) for number in range(10)]
    settled = places(Merchandising([Pin(product_id="7", position=2), Pin(product_id="0", position=4)]))
    assert place(np.arange(10), ids, settled, 5).tolist() == [1, 7, 2, 0, 3]


def test_a_pin_beyond_the_end_is_last_one_beyond_the_limit_or_unknown_is_not_shown():
    ids = ["a", "b", "c"]
    assert place([0, 1], ids, places(Merchandising([Pin(product_id="c", position=9)])), 10).tolist() == [
        0,
        1,
        2,
    ]
    assert place([0, 1], ids, places(Merchandising([Pin(product_id="c", position=9)])), 5).tolist() == [0, 1]
    assert place([0, 1], ids, places(Merchandising([Pin(product_id="z", position=1)])), 5).tolist() == [0, 1]


def test_what_rules_may_lift_is_looked_at_too():
    merchandising = Merchandising(
        [Boost(where=HEELS, factor=2), Bury(where=F.price > 1, factor=0.5), Pin(product_id="d", position=1)]
    )
    assert mask(also(merchandising), COLUMNS).tolist() == [True, True, False, True]
    assert also(Merchandising([Bury(where=HEELS, factor=0.5)])) is None
    assert condition(merchandising) is None


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("red dresses", True),
        ("a DRESS for me", True),
        ("dressing table", True),  # one stem
        ("wedding shoes", False),
        ("wedding gown", True),
        ("gown wedding", False),
        ("", False),
        (None, False),
    ],
)
def test_words_are_said_whole_in_any_ending(text, holds):
    assert When(words=("dress", "wedding gowns")).holds(text, TODAY) is holds


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (date(2026, 11, 24), None, False),
        (None, date(2026, 11, 22), False),
        (datetime(2026, 11, 23, 18, tzinfo=timezone.utc), None, True),
    ],
)
def test_a_rule_holds_from_its_first_day_to_its_last(starts, ends, holds):
    rule = Boost(where=HEELS, factor=2, when=When(starts=starts, ends=ends))
    assert bool(Merchandising([rule]).in_force("heels", TODAY)) is holds
    assert rule.when.holds(None, datetime(2026, 11, 23, 23, 59, tzinfo=timezone.utc)) is holds


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Boost(where=HEELS), "factor above 1"),
        (lambda: Boost(where=HEELS, factor=0.5), "use Bury"),
        (lambda: Boost(where=HEELS, factor=float("nan")), "finite"),
        (lambda: Bury(where=HEELS, factor=1.5), "use Boost"),
        (lambda: Bury(where=HEELS, addend=0.5), "use Boost"),
        (lambda: Pin(product_id="a", position=0), "first place is 1"),
        (lambda: When(words=("the",)), "'the'"),
        (lambda: When(words="dress"), r"\['dress'\]"),
        (lambda: When(starts=TODAY, ends=date(2026, 1, 1)), "before it"),
    ],
)
def test_senseless_rules_are_refused(make, message):
    with pytest.raises(InvalidRequestError, match=message):
        make()


WRITTEN = [
    {"kind": "boost", "where": {"article_type": "Heels"}, "factor": 1.5, "words": ["party"], "name": "party"},
    {"kind": "bury", "where": {"price >": 80}, "addend": -0.2, "ends": "2026-12-31"},
    {"kind": "pin", "product_id": "a", "position": 3, "starts": date(2026, 11, 1)},
    {"kind": "exclude", "where": {"base_color": "Red"}},
]
READ = Merchandising(
    [
        Boost(where=HEELS, factor=1.5, when=When(words=("party",)), name="party"),
        Bury(where=F.price > 80, addend=-0.2, when=When(ends=date(2026, 12, 31))),
        Pin(product_id="a", position=3, when=When(starts=date(2026, 11, 1))),
        Exclude(where=F.base_color == "Red"),
    ]
)


def test_rules_are_read_from_dictionaries():
    assert parse_rules(WRITTEN) == READ
    assert parse_rules([{"kind": "exclude", "where": F.base_color == "Red"}]).exclusions == READ.exclusions


def test_rules_are_read_from_json(tmp_path):
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(WRITTEN, default=str))
    assert read_rules(file) == READ
    file.write_text(json.dumps({"rule": WRITTEN}, default=str))
    assert read_rules(str(file)) == READ


@pytest.mark.skipif(sys.version_info < (3, 11), reason="tomllib is new in 3.11")
def test_rules_are_read_from_toml(tmp_path):
    file = tmp_path / "rules.toml"
    file.write_text(
        '[[rule]]\nkind = "pin"\nproduct_id = "a"\nposition = 3\nstarts = 2026-11-01\n'
        '[[rule]]\nkind = "exclude"\nwhere = { base_color = "Red" }\n'
    )
    assert read_rules(file).rules == tuple(rule for rule in READ.rules if isinstance(rule, Pin | Exclude))


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"kind": "promote"}, "Rule 1.*'boost', 'bury', 'pin', 'exclude'"),
        ({"kind": "pin", "product_id": "a"}, "Rule 1: position: Field required"),
        ({"kind": "pin", "product_id": 7, "position": 1}, "Rule 1: product_id.*not 7"),
        ({"kind": "exclude", "where": {"color": "Red"}}, "Rule 1: .*base_color"),
        ({"kind": "exclude", "where": {}}, "Rule 1: "),
        ({"kind": "exclude", "where": None}, "Rule 1: where is empty"),
        ({"kind": "boost", "where": {"price": 1}, "factor": 0.5}, "Rule 1: .*use Bury"),
        ({"kind": "exclude", "where": {"price": 1}, "when": "now"}, "Rule 1: when: Extra"),
        ({"kind": "exclude", "where": {"price": 1}, "starts": "soon"}, "Rule 1: starts.*'soon'"),
        ("boost", "Rule 1"),
    ],
)
def test_a_rule_that_cannot_be_read_says_which_and_why(written, message):
    with pytest.raises(InvalidRequestError, match=message):
        parse_rules([written])


def test_files_that_are_no_rules_are_named(tmp_path):
    with pytest.raises(NotFoundError, match="nowhere"):
        read_rules(tmp_path / "nowhere.json")
    for name, text in (("a.json", "{"), ("b.yaml", ""), ("c.json", '{"rules": []}'), ("d.json", "3")):
        (tmp_path / name).write_text(text)
        with pytest.raises(ConfigurationError, match=name):
            read_rules(tmp_path / name)


def test_a_filter_error_stays_one_of_ours():
    assert issubclass(FilterError, InvalidRequestError)
