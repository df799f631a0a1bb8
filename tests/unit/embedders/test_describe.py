from fashion_search.embedders.describe import describe
from fashion_search.types import Product


def test_a_product_is_described_by_its_title_and_what_is_known():
    product = Product(
        product_id="1",
        product_display_name="Nike Women Red Dress",
        gender="Women",
        base_color="Red",
        article_type="Dresses",
        sub_category="Dress",
        usage="Casual",
        season="Summer",
        master_category="Apparel",
    )
    assert describe(product) == "Nike Women Red Dress. Women Red Dresses Dress Casual Summer"


def test_missing_parts_leave_no_trace():
    assert describe(Product(product_id="1", product_display_name="Red Dress")) == "Red Dress"
    assert describe(Product(product_id="1", base_color="Red", usage="Casual")) == "Red Casual"
    assert describe(Product(product_id="1", product_display_name="Dress", season="Fall")) == "Dress. Fall"


def test_white_space_is_tidied():
    assert describe(Product(product_id="1", product_display_name="  Red \n  Dress ")) == "Red Dress"


def test_a_product_without_words_gives_no_text():
    assert describe(Product(product_id="1", price=20.0, product_display_name=" ")) == ""
