from fashion_search.ingest.quality import assess


def test_equal_titles_are_counted_by_row_and_by_group(look):
    titles = ["a b", "a b", "a b", "c d", "c d", "e f", ""]
    found = look("duplicate_titles", *({"product_display_name": title} for title in titles))
    assert found.numbers == {"rows": 5, "groups": 2, "largest": 3}
    assert [len(example.products) for example in found.examples] == [3, 2]


def test_titles_are_compared_letter_by_letter(look):
    assert look("duplicate_titles", {"product_display_name": "a b"}, {"product_display_name": "A b"}) is None


def test_rows_equal_in_all_but_id_and_picture_are_found(look):
    found = look("duplicate_rows", {"image_path": "1.jpg"}, {"image_path": "2.jpg"}, {"year": "2013"})
    assert found.numbers == {"rows": 2, "groups": 1, "surplus": 1}


def test_a_column_that_is_no_field_of_ours_sets_rows_apart(rows):
    same, other = rows({}, {})
    assert assess([{**same, "size": "S"}, {**other, "size": "M"}]).finding("duplicate_rows") is None
    assert assess([{**same, "size": "S"}, {**other, "size": "S"}]).finding("duplicate_rows") is not None


def test_at_most_six_products_of_a_group_and_as_many_groups_as_asked_are_shown(look):
    found = look(
        "duplicate_rows", *[{"year": str(year)} for year in (2010, 2011, 2012) for _ in range(8)], examples=2
    )
    assert [len(example.products) for example in found.examples] == [6, 6]
    assert found.examples[0].note == "8 equal rows"
