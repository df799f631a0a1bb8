import pytest


def title(text):
    return {"product_display_name": text}


def test_spacing_is_told_by_kind(look):
    found = look(
        "title_spacing", title("Blue  Shirt"), title(" Blue Shirt"), title("Blue\tShirt"), title("Blue Shirt")
    )
    assert found.numbers == {"double_space": 1, "edge_space": 1, "other_space": 1}
    assert found.product_ids == ("1", "2", "3")


def test_a_no_break_space_is_no_plain_blank(look):
    assert look("title_spacing", title("Blue\u00a0Shirt")).numbers["other_space"] == 1


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("productDisplayName", "the name of a column"),
        ("product_display_name", "the name of a column"),
        ("Women_Tunics_Size_Chart.jpg", "the name of a file"),
        ("test dispName", "test data"),
        ("RTV_LoadTest", "test data"),
        ("Test", "test data"),
    ],
)
def test_titles_that_are_no_titles_are_found(look, text, note):
    found = look("placeholder_titles", title(text), {})
    assert [example.note for example in found.examples] == [note]


@pytest.mark.parametrize(
    "text",
    [
        "Tantra Men Blood Test Purple T-shirt",
        "Puma Men Contest Shoes",
        "Titan 2.0 Watch",
        "ADIDAS Cr_Ess Short",
    ],
)
def test_ordinary_titles_with_such_words_are_left_alone(look, text):
    assert look("placeholder_titles", title(text)) is None


def test_a_single_word_and_a_novel_are_of_unusual_length(look):
    found = look("title_lengths", title("Playboy"), title("very " * 40 + "long"), *[{}] * 8)
    assert found.numbers == {"one_word": 1, "long": 1}


def test_a_word_for_nothing_is_no_title_of_one_word(look):
    assert look("title_lengths", title("NA"), {}) is None
