"""Both dictionary forms, and everything they refuse."""

import pytest

from fashion_search.errors import FilterError
from fashion_search.filters import F, parse_filter
from fashion_search.filters.limits import MAX_CONDITIONS, MAX_DEPTH


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"price": 50}, F.price == 50),
        ({"gender": "Women"}, F.gender == "Women"),
        ({"master_category": ["Apparel"]}, F.master_category.isin(["Apparel"])),
        ({"master_category": {"Apparel", "Footwear"}}, F.master_category.isin(["Apparel", "Footwear"])),
        (
            {"master_category": ["Apparel"], "price": {"$gte": 50, "$lte": 200}},
            F.master_category.isin(["Apparel"]) & (F.price >= 50) & (F.price <= 200),
        ),
        ({"price": {"$eq": 5}}, F.price == 5),
        ({"price": {"$ne": 5}}, F.price != 5),
        ({"price": {"$gt": 5}}, F.price > 5),
        ({"price": {"$lt": 5}}, F.price < 5),
        ({"gender": {"$in": ["a", "b"]}}, F.gender.isin(["a", "b"])),
        ({"gender": {"$nin": ("a", "b")}}, F.gender.notin(["a", "b"])),
        ({"gender": {"$like": "W%"}}, F.gender.like("W%")),
        ({"gender": {"$contains": "om"}}, F.gender.contains("om")),
        ({"season": {"$exists": True}}, ~F.season.is_null()),
        ({"season": {"$exists": False}}, F.season.is_null()),
        ({"season": {"$isnull": True}}, F.season.is_null()),
        ({"season": {"$isnull": False}}, ~F.season.is_null()),
        ({"price": {"$not": {"$gte": 5, "$lte": 9}}}, ~((F.price >= 5) & (F.price <= 9))),
        ({"$not": {"price": 5}}, ~(F.price == 5)),
        ({"$and": [{"price": 5}, {"year": 2015}]}, (F.price == 5) & (F.year == 2015)),
        ({"$or": [{"price": 5}, {"year": 2015}]}, (F.price == 5) | (F.year == 2015)),
        ({"$or": [{"price": 5}], "year": 2015}, (F.price == 5) & (F.year == 2015)),
        ({"$and": [F.price > 5, {"year": 2015}]}, (F.price > 5) & (F.year == 2015)),
    ],
)
def test_operators_inside(written, meant):
    assert parse_filter(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"price >=": 50}, F.price >= 50),
        ({"price >=": 50, "price <=": 200}, (F.price >= 50) & (F.price <= 200)),
        ({"price <": 50}, F.price < 50),
        ({"price>": 50}, F.price > 50),
        ({"price =": 50}, F.price == 50),
        ({"price !=": 50}, F.price != 50),
        ({"base_color NOT": "Red"}, F.base_color != "Red"),
        ({"base_color NOT": ["Red", "Blue"]}, F.base_color.notin(["Red", "Blue"])),
        ({"base_color LIKE": "R%"}, F.base_color.like("R%")),
        ({"base_color OR price <=": ["Red", 30]}, (F.base_color == "Red") | (F.price <= 30)),
        ({"base_color OR year": [["Red"], 2015]}, F.base_color.isin(["Red"]) | (F.year == 2015)),
        ({"gender OR season OR year": ["a", "b", 1]}, (F.gender == "a") | (F.season == "b") | (F.year == 1)),
        ([{"price >": 5}, {"price <": 9}], (F.price > 5) & (F.price < 9)),
        ([{"price >": 5}], F.price > 5),
        ({"price >=": 50, "gender": {"$ne": "Men"}}, (F.price >= 50) & (F.gender != "Men")),
    ],
)  # fmt: skip
def test_operators_in_the_key(written, meant):
    assert parse_filter(written) == meant


@pytest.mark.parametrize("nothing", [None, {}, [], ()])
def test_no_condition_is_no_filter(nothing):
    assert parse_filter(nothing) is None


def test_a_filter_is_taken_as_it_is():
    where = F.price > 5
    assert parse_filter(where) is where


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"colour": "Red"}, r"Unknown field 'colour'.*base_color"),
        ({"colour >=": 5}, r"Unknown field 'colour'"),
        ({"price ~": 5}, r"Unknown field 'price ~'.*'price'"),
        ({"price; DROP TABLE products": 5}, r"Unknown field"),
        ({5: 5}, r"keys are field names, not 5"),
        ({"$nor": [{"price": 5}]}, r"Unknown operator '\$nor'.*\$or"),
        ({"price": {"$gte3": 5}}, r"Unknown operator '\$gte3'.*\$gte"),
        ({"price": {5: 5}}, r"Unknown operator 5"),
        ({"price": {"gte": 5}}, r"Unknown operator 'gte'.*\$gte"),
        ({"price": {}}, r"Empty condition \{\}"),
        ({"$and": []}, r"Empty condition \[\]"),
        ({"$or": [{}]}, r"Empty condition \{\}"),
        ({"$or": {"price": 5}}, r"take a list of dictionaries, not \{'price': 5\}"),
        ({"$not": 5}, r"not 5"),
        ({"price": {"$not": 5}}, r"\$not takes conditions such as"),
        ({"price": None}, r"price .*None.*\$isnull"),
        ({"price": [None]}, r"price takes a number, not None"),
        ({"price": "50"}, r"price takes a number, not '50'.*Write 50"),
        ({"price >=": [50]}, r"price takes a number, not \[50\]"),
        ({"price NOT": {"$gte": 5}}, r"price takes a number"),
        ({"season": {"$exists": 1}}, r"\$exists takes True or False, not 1"),
        ({"season": {"$isnull": "yes"}}, r"\$isnull takes True or False"),
        ({"price OR year": 5}, r"takes a list of 2 values"),
        ({"price OR year": [5]}, r"takes a list of 2 values, one each"),
        ({"price OR": [5]}, r"Unknown field 'price OR'"),
        ({"base_color LIKE": "red"}, r"no wildcard.*\$contains"),
        ({"base_color LIKE": 5}, r"base_color takes text"),
        ("price > 5", r"not 'price > 5'"),
        ([5], r"not 5"),
        (7, r"not 7"),
        ({"a" * 100_000: 1}, r"Unknown field"),
        ({"price" + " " * 100_000 + "!": 1}, r"Unknown field"),
    ],
)
def test_what_is_not_understood_is_refused(written, says):
    with pytest.raises(FilterError, match=says):
        parse_filter(written)


def nested(levels, wrap):
    where = {"price": 5}
    for _ in range(levels):
        where = wrap(where)
    return where


@pytest.mark.parametrize(
    "hostile",
    [
        nested(100_000, lambda inner: {"$not": inner}),
        nested(100_000, lambda inner: {"$and": [inner]}),
        nested(100_000, lambda inner: [inner]),
        nested(60, lambda inner: {"$or": [inner, inner]}),
        {"$and": [{"price": 5}] * 10**6},
        {" OR ".join(["price"] * 10**5): [5] * 10**5},
        {"price": nested(100_000, lambda inner: {"$not": inner})},
    ],
    ids=["nots", "ands", "lists", "doubling", "wide", "alternatives", "inner nots"],
)
def test_a_hostile_dictionary_is_refused_quickly(hostile):
    with pytest.raises(FilterError, match="Simplify it"):
        parse_filter(hostile)


def test_a_dictionary_that_holds_itself_is_refused():
    cyclic = {}
    cyclic["$and"] = [cyclic, cyclic]
    with pytest.raises(FilterError, match="Simplify it"):
        parse_filter(cyclic)


def test_the_largest_filter_is_read():
    wide = {"$or": [{"price": {"$gte": n}} for n in range(MAX_CONDITIONS)]}
    assert parse_filter(wide).size.conditions == MAX_CONDITIONS
    assert parse_filter(nested(MAX_DEPTH, lambda inner: {"$not": inner})) == (F.price == 5)
