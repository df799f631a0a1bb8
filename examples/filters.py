"""Filters: built, parsed from dicts, combined, and used in search, listings and counts."""

from fashion_search import F, FashionClient

client = FashionClient.demo()

affordable = F.price.between(20, 80) & F.gender.isin(["Women", "Unisex"])
not_black = ~(F.base_color == "Black")
print(affordable & not_black)

for hit in client.search("handbag", where=affordable & not_black, limit=5):
    product = hit.product
    print(f"  {product.price:7.2f}  {product.base_color:<12} {product.product_display_name}")

same = {"price": {"$gte": 20, "$lte": 80}, "gender": ["Women", "Unisex"], "base_color NOT": "Black"}
print(client.products.count(where=same), "=", client.products.count(where=affordable & not_black))

for facet in client.products.facets(["base_color"], where=affordable, limit=5)["base_color"]:
    print(f"  {facet.count:4}  {facet.value}")
