"""The one place that knows which parts there are and how they fit together. Imports them only when asked."""

from fashion_search.wiring.embedded import bundled_embedder, demo_store, open_store
from fashion_search.wiring.parts import Parts
from fashion_search.wiring.people import Shoppers, outfits, shoppers

__all__ = ["Parts", "Shoppers", "bundled_embedder", "demo_store", "open_store", "outfits", "shoppers"]
