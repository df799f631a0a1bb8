"""Bring your own embedder: anything with these three members will do. This one sees nothing but colour."""

import numpy as np

from fashion_search import FashionClient
from fashion_search.embedders.inputs import load_image
from fashion_search.filters import Columns
from fashion_search.indexes.local import LocalIndex
from fashion_search.types import ModelIdentity


class ColorEmbedder:
    identity = ModelIdentity(name="mean-color", dimension=3, fingerprint="1")

    def embed_texts(self, texts):
        counts = [[text.count(color) for color in ("red", "green", "blue")] for text in texts]
        return np.array(counts, np.float32) / np.linalg.norm(counts, axis=1, keepdims=True)

    def embed_images(self, images):
        means = np.array([np.asarray(load_image(image)).mean(axis=(0, 1)) for image in images])
        tints = (means - means.min(axis=1, keepdims=True) + 0.1).astype(np.float32)
        return tints / np.linalg.norm(tints, axis=1, keepdims=True)


demo, own = FashionClient.demo(), ColorEmbedder()
products = demo.products.list(limit=500).products
vectors = {"hybrid": own.embed_images([demo.pictures.read(product) for product in products])}
index = LocalIndex([p.product_id for p in products], vectors, Columns.from_products(products), own.identity)
client = FashionClient(embedder=own, index=index, catalog=demo.catalog, pictures=demo.pictures)
print([hit.product.base_color for hit in client.search("something blue", limit=5)])
