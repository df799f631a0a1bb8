import pytest


def shirts(*titles, kind="Tshirts"):
    return [{"product_display_name": title, "article_type": kind} for title in titles]


WORDS = (
    "Lazy",
    "Octopus",
    "Chai",
    "Badge",
    "Guitar",
    "Game",
    "Work",
    "Final",
    "Stay",
    "Love",
    "Eat",
    "Sleep",
)
SIBLINGS = shirts(*(f"Myntra Men's {word} T-shirt" for word in WORDS))


def test_a_title_without_a_product_word_among_siblings_that_have_one_is_found(look):
    found = look("cut_titles", *SIBLINGS, *shirts("Myntra Mens Be Reasonable"))
    assert found.numbers == {"names_no_product": 1, "sibling_goes_on": 0}
    assert found.product_ids == ("13",)


def test_a_title_that_stops_where_a_sibling_goes_on_is_found_whatever_its_color(look):
    sets = shirts(
        "Turtle Men Formal Red Tie Cufflink & Pocket Square Set", *["Turtle Men Gift Set"] * 3, kind="Sets"
    )
    ties = shirts(*["Arrow Men Striped Tie"] * 9, kind="Ties")
    found = look("cut_titles", *sets, *ties, *shirts("Turtle Men Formal Navy Blue Tie", kind="Sets"))
    assert found.numbers == {"names_no_product": 0, "sibling_goes_on": 1}
    assert found.product_ids == ("14",)


@pytest.mark.parametrize(
    "title",
    [
        "Myntra Men's Yes Tshirts",
        "Myntra Men's YesTee",
        "Myntra Men's Kaftan",
        "Myntra Men's Yes Tshrit",
        "Myntra Men's Yes 001",
        "NA",
        "Myntra",
        "Unheard Men's Of",
    ],
)
def test_titles_that_name_a_product_end_in_a_code_or_have_no_siblings_are_left_alone(look, title):
    assert look("cut_titles", *SIBLINGS, *shirts(title)) is None


def test_brands_that_never_name_the_product_are_left_alone(look):
    assert look("cut_titles", *shirts(*(f"Quechua Arpenaz {n} Noire" for n in "abcdefgh"))) is None
