"""Databricks Vector Search: three indexes, one for each space."""

from fashion_search.indexes.vector_search.description import Dialect
from fashion_search.indexes.vector_search.index import INDEXES, AsyncVectorSearchIndex, VectorSearchIndex

__all__ = ["INDEXES", "AsyncVectorSearchIndex", "Dialect", "VectorSearchIndex"]
