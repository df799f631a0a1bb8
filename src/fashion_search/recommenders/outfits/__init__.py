"""Outfits: what goes with a product, slot by slot, chosen together."""

from fashion_search.recommenders.outfits.audience import Audience, audience_of
from fashion_search.recommenders.outfits.compatibility import Compatibility, bundled_compatibility
from fashion_search.recommenders.outfits.fit import CoPurchase, FitWeights, PairFit
from fashion_search.recommenders.outfits.outfit import OutfitRecommender
from fashion_search.recommenders.outfits.slots import SLOTS, Kind, Slot, kind_of, slot_of

__all__ = [
    "SLOTS",
    "Audience",
    "CoPurchase",
    "Compatibility",
    "FitWeights",
    "Kind",
    "OutfitRecommender",
    "PairFit",
    "Slot",
    "audience_of",
    "bundled_compatibility",
    "kind_of",
    "slot_of",
]
