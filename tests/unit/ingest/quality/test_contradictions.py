import pytest


def colored(title, color):
    return {"product_display_name": title, "base_color": color}


@pytest.mark.parametrize(
    ("title", "color", "kind"),
    [
        ("Arrow Men Red Shirt", "Khaki", "another_color"),
        ("Arrow Men Blue Shirt", "Navy Blue", "another_shade"),
        ("Arrow Men Pink Shirt", "Light Pink", "another_shade"),
        ("Arrow Men Grey Shirt", "Charcoal", "another_shade"),
        ("Arrow Men Off White Shirt", "Off White", "both_named"),
        ("Vans Maroon & Grey Shoes", "Maroon", "both_named"),
        ("Classic Navy Grey Stripe Polo", "Navy Blue", "both_named"),
        ("Arrow Men Red Shirt", "NA", "base_color_missing"),
    ],
)
def test_each_kind_of_disagreement_is_counted_apart(look, title, color, kind):
    found = look("title_color_conflicts", colored(title, color), {})
    assert found.count == 1
    assert found.numbers[kind] == 1


@pytest.mark.parametrize(
    ("title", "color"),
    [
        ("Arrow Men Red Shirt", "Red"),
        ("Arrow Men Red Shirt", "red "),
        ("Arrow Men Red Red Shirt", "Red"),
        ("Arrow Men Gray Shirt", "Grey"),
        ("Arrow Men Navy  Blue Shirt", "Navy Blue"),
        ("Arrow Men Red and White Shirt", "Black"),
        ("Arrow Men Coloured Shirt", "Black"),
        ("Arrow Men Teal Shirt", "Black"),
    ],
)
def test_agreement_two_colors_and_no_simple_color_are_no_conflict(look, title, color):
    assert look("title_color_conflicts", colored(title, color), {}) is None


def test_the_titles_that_name_one_color_are_counted(look):
    found = look(
        "title_color_conflicts",
        colored("Red Shirt", "Blue"),
        colored("Red Shirt", "Red"),
        colored("Shirt", "Red"),
    )
    assert found.numbers["naming_one_color"] == 2
    assert found.examples[0].note == "title: red; base_color: Blue"


def test_only_true_conflicts_are_shown_as_examples(look):
    found = look(
        "title_color_conflicts", colored("Off White Shirt", "Off White"), colored("Red Shirt", "Blue")
    )
    assert found.count == 2
    assert found.product_ids == ("2",)


@pytest.mark.parametrize(
    ("title", "gender", "conflict"),
    [
        ("Puma Women's Shoe", "Men", True),
        ("Kids Boys Shorts", "Men", True),
        ("Puma Lady Shoe", "Women", False),
        ("Men and Women Shoe", "Men", False),
        ("Puma Shoe", "Men", False),
        ("Mayhem Women Shoe", "", False),
    ],
)
def test_gender_words_are_held_against_the_gender(look, title, gender, conflict):
    found = look("title_gender_conflicts", {"product_display_name": title, "gender": gender}, {})
    assert (found is not None) == conflict


def watches(count, category="Accessories"):
    return [
        {
            "product_display_name": f"Titan Dial {n} Watch",
            "master_category": category,
            "article_type": "Watches",
        }
        for n in range(count)
    ]


def test_a_product_noun_tells_a_wrong_category(look):
    stray = {"product_display_name": "Q&Q Men Watches", "master_category": "Free Items"}
    found = look("title_category_conflicts", *watches(20), stray)
    assert found.product_ids == ("21",)
    assert found.detail.rows == (("Accessories", "Free Items", 1),)


def test_where_categories_are_departments_a_noun_has_no_home(look):
    departments = [
        {"article_type": "Shirts", "master_category": name} for name in ("Men", "Women", "Kids")
    ] * 10
    stray = {"product_display_name": "Q&Q Men Watches", "master_category": "Women"}
    assert look("title_category_conflicts", *watches(20), *departments, stray) is None


def test_a_rare_or_homeless_noun_tells_nothing(look):
    stray = {"product_display_name": "Q&Q Men Watch", "master_category": "Free Items"}
    assert look("title_category_conflicts", *watches(18), stray) is None
    assert look("title_category_conflicts", *watches(20), *watches(20, "Gifts"), stray) is None
