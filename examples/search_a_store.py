"""Search a store by words and by picture: `python examples/search_a_store.py [STORE] [WORDS] [PICTURE]`.

Without arguments it searches the drawn demo catalogue.
"""

import sys

from fashion_search import FashionClient, Query

store, words, picture = [*sys.argv[1:4], *[None] * 3][:3]
client = FashionClient.open(store) if store else FashionClient.demo()

result = client.search(words or "blue striped shirt", limit=5)
print(result.title)
for hit in result:
    print(f"  {hit.score:.3f}  {hit.product_id:>8}  {hit.product.product_display_name}")

photo = picture or client.pictures.read(result[0].product)
mixed = client.search(Query(text="in black", image=photo, without="stripes"), limit=5)
print(mixed.title)
for hit in mixed:
    print(f"  {hit.score:.3f}  {hit.product_id:>8}  {hit.product.product_display_name}")
print(mixed[0].explanation)
