"""What is pushed down to Databricks, word for word, and what stays."""

import json

import pytest

from fashion_search.filters import F
from fashion_search.filters.dialects.databricks import to_standard, to_storage_optimized

WOMEN = F.gender == "Women"


@pytest.mark.parametrize(
    ("where", "native"),
    [
        (WOMEN, {"gender": "Women"}),
        (F.gender.isin(["Women", "Men"]), {"gender": ["Men", "Women"]}),
        (F.price >= 50, {"price >=": 50}),
        (F.price.between(50, 200), {"price >=": 50, "price <=": 200}),
        (~F.price.between(50, 200), {"price < OR price >": [50, 200]}),
        (~(F.price < 50), {"price >=": 50}),
        ((F.price > 1) & (F.price > 2), [{"price >": 1}, {"price >": 2}]),
        (WOMEN | (F.price <= 30), {"gender OR price <=": ["Women", 30]}),
        (WOMEN | (F.gender == "Men"), {"gender": ["Women", "Men"]}),
        (
            (WOMEN & (F.price > 5)) | (F.year == 2015),
            {"gender OR year": ["Women", 2015], "price > OR year": [5, 2015]},
        ),
        (F.gender.isin(["a", "b"]) | (F.year == 2015), {"gender OR gender OR year": ["a", "b", 2015]}),
        (F.gender.like("Women"), {"gender": "Women"}),
        (F.gender == "O'Neil \\", {"gender": "O'Neil \\"}),
        (F.gender.isin([]), [{"gender": "none"}, {"gender": "never"}]),
        (F.year.isin([]), [{"year": 0}, {"year": 1}]),
    ],
    ids=str,
)
def test_a_standard_endpoint_is_told_all_of_it(where, native):
    pushdown = to_standard(where)
    assert pushdown.native == json.loads(json.dumps(pushdown.native)) == native
    assert pushdown.residual is None


@pytest.mark.parametrize(
    ("where", "native", "residual"),
    [
        (F.gender != "Men", {"gender NOT": "Men"}, F.gender != "Men"),
        (WOMEN & (F.usage != "Home"), {"gender": "Women", "usage NOT": "Home"}, F.usage != "Home"),
        (F.gender.notin(["a", "b"]), [{"gender NOT": "a"}, {"gender NOT": "b"}], F.gender.notin(["a", "b"])),
        (WOMEN & F.season.is_null(), {"gender": "Women"}, F.season.is_null()),
        (WOMEN & ~F.season.is_null(), {"gender": "Women"}, ~F.season.is_null()),
        (WOMEN & F.usage.contains("x"), {"gender": "Women"}, F.usage.contains("x")),
        (WOMEN & F.usage.like("x%"), {"gender": "Women"}, F.usage.like("x%")),
        (WOMEN & (F.usage < "x"), {"gender": "Women"}, F.usage < "x"),
        (WOMEN & F.usage.between("x", "y"), {"gender": "Women"}, F.usage.between("x", "y")),
        (WOMEN & F.usage.notin([]), {"gender": "Women"}, F.usage.notin([])),
        (WOMEN | F.season.is_null(), {}, WOMEN | F.season.is_null()),
        ((WOMEN & F.season.is_null()) | (F.price > 5), {"gender OR price >": ["Women", 5]},
         (WOMEN & F.season.is_null()) | (F.price > 5)),
        (WOMEN | (F.usage != "x"), {}, WOMEN | (F.usage != "x")),
    ],
    ids=str,
)  # fmt: skip
def test_a_standard_endpoint_is_told_the_strongest_part(where, native, residual):
    pushdown = to_standard(where)
    assert pushdown.native == native
    assert pushdown.residual == residual


def test_multiplying_out_ends_and_what_is_left_is_checked():
    where = WOMEN & (F.price > 0)
    for year in range(2000, 2012):
        where = where | ((F.year == year) & (F.price > year))
    pushdown = to_standard(where)
    assert 0 < len(json.dumps(pushdown.native)) < 100_000
    assert pushdown.residual == where


def test_long_lists_of_exclusions_are_pushed_down_in_part():
    where = F.product_id.notin(str(number) for number in range(1000))
    assert len(to_standard(where).native) == 100
    assert to_storage_optimized(where).native.count("!=") == 100
    assert to_standard(where).residual == to_storage_optimized(where).residual == where


def test_a_long_list_next_to_or_is_left_to_the_residual():
    where = F.product_id.isin(str(number) for number in range(1000)) | (F.price > 5)
    assert to_standard(where).native == {}
    assert to_standard(where).residual == where


@pytest.mark.parametrize(
    ("where", "native"),
    [
        (WOMEN, "gender = 'Women'"),
        (F.gender == "O'Neil", "gender = 'O''Neil'"),
        (F.gender.isin(["Women", "Men"]), "gender IN ('Men', 'Women')"),
        (F.year.isin([2015, 2011]), "year IN (2011, 2015)"),
        (F.price.between(50, 199.5), "price >= 50 AND price <= 199.5"),
        (~F.price.between(50, 200), "(price < 50 OR price > 200)"),
        (WOMEN & (F.price < -5), "gender = 'Women' AND price < -5"),
        ((WOMEN & (F.price > 5)) | (F.year == 2015), "((gender = 'Women' AND price > 5) OR year = 2015)"),
        (WOMEN & ((F.price > 5) | (F.year == 1)), "gender = 'Women' AND (price > 5 OR year = 1)"),
        (F.gender.isin([]), "gender = 'none' AND gender = 'never'"),
        (F.gender == "Größe 😀", "gender = 'Größe 😀'"),
    ],
    ids=str,
)
def test_a_storage_optimised_endpoint_is_told_all_of_it(where, native):
    pushdown = to_storage_optimized(where)
    assert pushdown.native == native
    assert pushdown.residual is None


@pytest.mark.parametrize(
    ("where", "native"),
    [
        (F.gender != "Men", "gender != 'Men'"),
        (F.gender.notin(["a", "b"]), "gender != 'a' AND gender != 'b'"),
        (F.gender.like("bl%_"), "gender LIKE 'bl%_'"),
        (F.gender.like(r"50\%%"), "gender LIKE '50_%'"),
        (F.gender.contains("o'x_"), "gender LIKE '%o''x_%'"),
        (~F.gender.like("bl%"), ""),
        (F.gender == "a\\b", "gender LIKE 'a_b'"),
        (F.gender == "\\' OR 1=1 --", "gender LIKE '_'' OR 1=1 --'"),
        (F.gender == "a\nb", "gender LIKE 'a_b'"),
        (F.gender != "a\\b", ""),
        (F.gender.isin(["a\\", "c", "d"]), "(gender IN ('c', 'd') OR gender LIKE 'a_')"),
        (F.gender < "x", ""),
        (F.season.is_null(), ""),
        (WOMEN | F.season.is_null(), ""),
        (F.price > 1e300, ""),
        (F.price < 5e-324, ""),
    ],
    ids=str,
)
def test_a_storage_optimised_endpoint_is_told_the_strongest_part(where, native):
    pushdown = to_storage_optimized(where)
    assert pushdown.native == native
    assert pushdown.residual == where
