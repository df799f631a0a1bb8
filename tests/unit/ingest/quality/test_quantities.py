import pytest


@pytest.mark.parametrize("price", ["0", "-5", "free", "inf"])
def test_a_price_that_is_no_positive_number_is_found(look, price):
    assert look("invalid_numbers", {"price": price}, {"price": "10"}).product_ids == ("1",)


@pytest.mark.parametrize("year", ["1979", "2027", "20.5", "MMXII"])
def test_a_year_no_product_can_be_from_is_found(look, year):
    assert look("invalid_numbers", {"year": year}, {}).product_ids == ("1",)


@pytest.mark.parametrize(
    "row", [{"year": "2026"}, {"year": 2012.0}, {"year": ""}, {"year": "NA"}, {"price": 12}]
)
def test_good_and_missing_numbers_are_not(look, row):
    assert look("invalid_numbers", row, {}) is None


def test_a_price_out_of_line_with_its_type_is_found(look):
    given = [{"price": str(20 + n)} for n in range(25)] + [{"price": "3200"}]
    found = look("price_outliers", *given)
    assert found.product_ids == ("26",)
    assert found.examples[0].note == "3,200.00; usually about 32.50"


def test_another_type_has_prices_of_its_own(look):
    given = [{"price": "20"}] * 25 + [{"price": "2000", "article_type": "Watches"}] * 25
    assert look("price_outliers", *given) is None


def test_few_prices_tell_nothing(look):
    assert look("price_outliers", *[{"price": "20"}] * 10, {"price": "2000"}) is None
