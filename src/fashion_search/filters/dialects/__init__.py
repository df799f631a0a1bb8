"""Translations of a filter: what an engine is told, and what is left to check on the rows it answers."""
