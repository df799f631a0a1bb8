"""A model behind a Databricks Model Serving endpoint."""

from fashion_search.embedders.model_serving.embedder import AsyncModelServingEmbedder, ModelServingEmbedder
from fashion_search.embedders.model_serving.encoding import RefusedItemsError

__all__ = ["AsyncModelServingEmbedder", "ModelServingEmbedder", "RefusedItemsError"]
