from fashion_search.ingest.quality import PictureFacts, assess


def of(kind, count):
    return [{"article_type": kind}] * count


def test_article_types_with_fewer_than_ten_products_are_small(look):
    found = look("small_classes", *of("Shirts", 10), *of("Suits", 9), *of("Ipad", 1))
    assert found.numbers == {"fewer_than_ten": 2, "single": 1, "article_types": 3}
    assert found.detail.rows == (("Ipad", 1), ("Suits", 9))
    assert found.rows == 10


def test_categories_with_one_product_are_found(look):
    found = look(
        "single_product_categories", {}, {}, {"master_category": "Home", "sub_category": "Home Furnishing"}
    )
    assert found.detail.rows == (("master_category", "Home"), ("sub_category", "Home Furnishing"))
    assert found.product_ids == ("3", "3")


def test_categories_without_any_picture_are_found(look):
    pictures = [PictureFacts(product_id="1"), PictureFacts(product_id="3", error="truncated")]
    found = look("categories_without_pictures", *of("Shirts", 2), *of("Suits", 1), pictures=pictures)
    assert found.detail.rows == (("article_type", "Suits", 1),)


def test_large_classes_are_told_with_their_share_where_there_are_many(rows):
    given = of("Shirts", 20) + [{"article_type": f"kind {n}"} for n in range(20)]
    found = assess(rows(*given)).finding("class_imbalance")
    assert found.detail.rows == (("article_type", "Shirts", 20, "50.0%"),)


def test_even_classes_are_balanced(look):
    assert look("class_imbalance", *[{"article_type": f"kind {n}"} for n in range(20)]) is None
