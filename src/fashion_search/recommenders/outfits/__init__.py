"""Outfits: what goes with a product, slot by slot, chosen together."""
