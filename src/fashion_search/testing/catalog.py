"""The contract every catalogue keeps: subclass, say how to make one, and pytest runs the rest.

```python
class TestMyCatalog(CatalogContract):
    def make_catalog(self, products):
        return MyCatalog(products)
```
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from fashion_search.errors import FilterError, InvalidRequestError, NotFoundError
from fashion_search.filters import F, Filter, evaluate
from fashion_search.protocols import Catalog
from fashion_search.types import Facet, Product

__all__ = ["PRODUCTS", "CatalogContract"]

PRODUCTS = (
    Product(product_id="10", product_display_name="Red Dress", base_color="Red", price=49.5, year=2012),
    Product(product_id="2", product_display_name="Navy Shirt", base_color="Navy Blue", price=20.0, year=2011),
    Product(product_id="B1", product_display_name="Levi's 501", base_color="Blue", price=80.0, gender="Men"),
    Product(product_id="a1", product_display_name="100% Wool_Scarf", base_color="Red", gender="Women"),
    Product(product_id="a2", product_display_name='The "Big" Hat', price=20.0, year=2012, season="Fall"),
    Product(product_id="é", product_display_name="Écharpe, 围巾 🧣", base_color="Red", price=0.0),
    Product(product_id="x'; DROP TABLE products; --", base_color="red", price=20.0, gender="Women"),
    Product(product_id="\U0001f457", base_color="Blue", price=1e9, year=2012, usage="Party"),
)
"""A small catalogue with missing values, equal values, quotes, wildcards and letters outside ASCII."""

_FILTERS: tuple[Filter, ...] = (
    F.base_color == "Red",
    F.base_color != "Red",
    F.base_color.isin(["Red", "Blue"]) & (F.price >= 20),
    ~(F.base_color == "Red"),
    F.price.between(20, 80),
    F.gender.is_null() | (F.year == 2012),
    F.product_display_name.contains("%"),
    F.product_display_name.contains("'s"),
    F.product_display_name.contains('"Big"'),
    F.product_id > "B",
)
_ORDERS = ("product_id", "-product_id", "base_color", "-base_color", "price", "-price", "year", "-year")


class CatalogContract:
    """What `fashion_search.protocols.Catalog` promises, one promise a test."""

    def make_catalog(self, products: Sequence[Product]) -> Catalog:
        """A catalogue that holds exactly these products; they come in no particular order."""
        raise NotImplementedError

    @pytest.fixture
    def catalog(self) -> Catalog:
        """A catalogue of `PRODUCTS`."""
        return self.make_catalog(PRODUCTS)

    @pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: ascii(product.product_id))
    def test_get_gives_back_every_field(self, catalog: Catalog, product: Product) -> None:
        """What was stored comes back, missing values too."""
        assert catalog.get(product.product_id) == product

    @pytest.mark.parametrize("product_id", ["", "1", "A1", "a1 ", "%", "a_", "\\", "'", "nothing"])
    def test_an_unknown_id_is_not_found_and_named(self, catalog: Catalog, product_id: str) -> None:
        """Ids are compared exactly."""
        with pytest.raises(NotFoundError, match="product"):
            catalog.get(product_id)

    def test_get_many_keeps_the_order_asked_for(self, catalog: Catalog) -> None:
        """A ranking stays a ranking."""
        wanted = ["a2", "10", "é", "2"]
        assert list(catalog.get_many(wanted)) == wanted

    def test_get_many_leaves_out_what_is_not_there(self, catalog: Catalog) -> None:
        """A product that was deleted meanwhile is no error."""
        assert list(catalog.get_many(["gone", "2", "also gone"])) == ["2"]

    def test_get_many_gives_each_product_once(self, catalog: Catalog) -> None:
        """Asking twice changes nothing."""
        found = catalog.get_many(["2", "10", "2"])
        assert list(found) == ["2", "10"]
        assert found["10"] == PRODUCTS[0]

    def test_get_many_of_nothing_is_nothing(self, catalog: Catalog) -> None:
        """An empty ranking has no products."""
        assert dict(catalog.get_many([])) == {}

    def test_get_many_takes_thousands_of_ids(self, catalog: Catalog) -> None:
        """No limit on variables of a statement shows."""
        asked = [f"no{number}" for number in range(40_000)] + ["2"]
        assert list(catalog.get_many(asked)) == ["2"]

    @pytest.mark.parametrize("order_by", _ORDERS)
    def test_list_is_in_the_order_of_code_points_with_missing_values_last(
        self, catalog: Catalog, order_by: str
    ) -> None:
        """Ties are in order of product id, whichever way the field goes."""
        assert list(catalog.list(order_by=order_by).products) == _sorted(PRODUCTS, order_by)

    @pytest.mark.parametrize("limit", [1, 2, 3, len(PRODUCTS), 100])
    @pytest.mark.parametrize("order_by", _ORDERS)
    def test_pages_together_are_the_whole_listing(self, catalog: Catalog, order_by: str, limit: int) -> None:
        """Nothing is left out or repeated where one page ends, also among equal and missing values."""
        assert _all_pages(catalog, order_by=order_by, limit=limit) == _sorted(PRODUCTS, order_by)

    @pytest.mark.parametrize("where", _FILTERS, ids=str)
    def test_list_gives_what_passes_the_filter(self, catalog: Catalog, where: Filter) -> None:
        """The filter means what `evaluate` says."""
        passing = [product for product in PRODUCTS if evaluate(where, product.to_dict())]
        assert _all_pages(catalog, where=where, order_by="-price", limit=2) == _sorted(passing, "-price")

    @pytest.mark.parametrize("where", [None, *_FILTERS], ids=str)
    def test_count_is_the_length_of_the_listing(self, catalog: Catalog, where: Filter | None) -> None:
        """With a filter and without."""
        assert catalog.count(where=where) == len(catalog.list(where=where, limit=100).products)

    def test_the_last_page_has_no_cursor(self, catalog: Catalog) -> None:
        """Also when it is exactly full."""
        assert catalog.list(limit=len(PRODUCTS)).next_cursor is None
        assert catalog.list(limit=len(PRODUCTS) - 1).next_cursor is not None

    def test_a_cursor_of_another_order_is_refused(self, catalog: Catalog) -> None:
        """It would skip products silently."""
        cursor = catalog.list(order_by="price", limit=2).next_cursor
        with pytest.raises(InvalidRequestError, match="another listing"):
            catalog.list(order_by="-price", limit=2, cursor=cursor)

    def test_a_cursor_of_another_filter_is_refused(self, catalog: Catalog) -> None:
        """Filters that differ only far down a long list differ."""
        many = [f"color {number}" for number in range(50)]
        one, other = (F.base_color.isin([*many, "Red", last]) for last in ("Blue", "Green"))
        cursor = catalog.list(where=one, limit=1).next_cursor
        with pytest.raises(InvalidRequestError, match="another listing"):
            catalog.list(where=other, limit=1, cursor=cursor)

    def test_a_cursor_serves_pages_of_another_length(self, catalog: Catalog) -> None:
        """`limit` may change from page to page."""
        first = catalog.list(order_by="price", limit=3)
        rest = catalog.list(order_by="price", limit=50, cursor=first.next_cursor)
        assert [*first.products, *rest.products] == _sorted(PRODUCTS, "price")

    @pytest.mark.parametrize("cursor", ["", "?", "abc", "bnVsbA", "W10", "WzEsMiwzXQ", "é", "A" * 10_000])
    def test_a_broken_cursor_is_refused(self, catalog: Catalog, cursor: str) -> None:
        """Whatever a stranger puts into a URL."""
        with pytest.raises(InvalidRequestError, match="cursor"):
            catalog.list(cursor=cursor)

    @pytest.mark.parametrize("limit", [0, -1, True, 1.5, "3", None])
    def test_a_limit_below_one_or_not_whole_is_refused(self, catalog: Catalog, limit: object) -> None:
        """For listings and facets alike."""
        with pytest.raises(InvalidRequestError, match="limit"):
            catalog.list(limit=limit)  # type: ignore[arg-type]
        with pytest.raises(InvalidRequestError, match="limit"):
            catalog.facets(["gender"], limit=limit)  # type: ignore[arg-type]

    @pytest.mark.parametrize("name", ["prize", "", "-", "--price", "price; DROP TABLE products"])
    def test_an_unknown_field_is_refused(self, catalog: Catalog, name: str) -> None:
        """In the order and in facets."""
        with pytest.raises(FilterError, match="Unknown field"):
            catalog.list(order_by=name)
        with pytest.raises(FilterError, match="Unknown field"):
            catalog.facets([name])

    def test_facets_are_most_frequent_first_with_ties_in_order_of_value(self, catalog: Catalog) -> None:
        """Products without a value are counted too, after values as frequent."""
        assert catalog.facets(["base_color"])["base_color"] == (
            Facet("Red", 3),
            Facet("Blue", 2),
            Facet("Navy Blue", 1),
            Facet("red", 1),
            Facet(None, 1),
        )

    def test_facets_of_numbers_are_numbers(self, catalog: Catalog) -> None:
        """Years and prices keep their type."""
        assert catalog.facets(["year"])["year"] == (Facet(None, 4), Facet(2012, 3), Facet(2011, 1))
        assert catalog.facets(["price"], limit=2)["price"] == (Facet(20.0, 3), Facet(0.0, 1))

    def test_facets_count_only_what_passes_the_filter(self, catalog: Catalog) -> None:
        """A filter on one field shows in the facets of another."""
        counts = catalog.facets(["gender", "season"], where=F.base_color == "Red")
        assert counts == {"gender": (Facet(None, 2), Facet("Women", 1)), "season": (Facet(None, 3),)}

    def test_facets_of_no_fields_are_empty(self, catalog: Catalog) -> None:
        """Asking for nothing is allowed."""
        assert catalog.facets([]) == {}

    def test_one_text_instead_of_a_list_of_fields_is_refused(self, catalog: Catalog) -> None:
        """Its letters are not fields."""
        with pytest.raises(InvalidRequestError, match="list"):
            catalog.facets("gender")

    def test_an_empty_catalogue_answers_everything(self) -> None:
        """With nothing."""
        catalog = self.make_catalog(())
        page = catalog.list(order_by="price")
        assert (page.products, page.next_cursor, catalog.count()) == ((), None, 0)
        assert catalog.facets(["price"]) == {"price": ()}
        assert dict(catalog.get_many(["2"])) == {}


def _sorted(products: Sequence[Product], order_by: str) -> list[Product]:
    """The order the protocol describes, in plain Python."""
    field = order_by.removeprefix("-")
    by_id = sorted(products, key=lambda product: product.product_id)
    given = [product for product in by_id if getattr(product, field) is not None]
    missing = [product for product in by_id if getattr(product, field) is None]
    return sorted(given, key=lambda product: getattr(product, field), reverse=order_by != field) + missing


def _all_pages(catalog: Catalog, *, order_by: str, limit: int, where: Filter | None = None) -> list[Product]:
    found: list[Product] = []
    cursor: str | None = None
    for _ in range(len(PRODUCTS) + 1):
        page = catalog.list(where=where, order_by=order_by, limit=limit, cursor=cursor)
        found += page.products
        cursor = page.next_cursor
        if cursor is None:
            return found
    raise AssertionError("The listing does not end.")
