def belt(sub, master):
    return {"article_type": "Belts", "sub_category": sub, "master_category": master}


def test_article_types_under_several_parents_are_found_with_the_stray_rows(look):
    given = [belt("Belts", "Accessories")] * 3 + [belt("Topwear", "Apparel")]
    found = look("article_type_sub_categories", *given)
    assert (found.count, found.unit, found.rows) == (1, "article types", 1)
    assert found.product_ids == ("4",)
    assert found.examples[0].note == "Belts under Topwear; usually Belts"
    assert found.detail.rows == (("Belts", "Belts 3 and Topwear 1", 1),)
    assert look("article_type_master_categories", *given).count == 1


def test_sub_categories_under_several_masters_are_found(look):
    assert (
        look("sub_category_master_categories", belt("Socks", "Apparel"), belt("Socks", "Accessories")).count
        == 1
    )


def test_a_missing_parent_is_no_second_parent(look):
    given = [belt("Belts", "Accessories"), belt("", "NA")]
    assert look("article_type_sub_categories", *given) is None
    assert look("article_type_master_categories", *given) is None


def test_one_parent_each_is_clean(look):
    assert look("article_type_sub_categories", belt("Belts", "Accessories"), {}) is None


def test_spellings_that_differ_in_case_space_or_hyphen_are_one_value(look):
    found = look(
        "value_spellings",
        {"base_color": "Navy Blue"},
        {"base_color": "Navy Blue"},
        {"base_color": "navy-blue"},
    )
    assert (found.count, found.rows) == (1, 1)
    assert found.detail.rows == (("base_color", "'Navy Blue', 'navy-blue'", 1),)


def test_different_values_are_not_one(look):
    assert look("value_spellings", {"base_color": "Navy Blue"}, {"base_color": "Blue"}) is None


def test_two_fields_that_are_no_tree_are_said_to_be_none(look):
    few = [belt("Belts", "Accessories")] * 20 + [belt("Topwear", "Apparel")]
    many = [belt("Belts", "Accessories")] * 3 + [belt("Topwear", "Apparel")] * 2
    assert "one tree" not in look("article_type_sub_categories", *few).sentence
    assert "one tree" in look("article_type_sub_categories", *many).sentence
