# Databricks notebook source
# MAGIC %md
# MAGIC # The embedder behind a serving endpoint
# MAGIC Packs the model of this package, registers it in Unity Catalog, and puts it behind `clip-multimodal-encoder`.
# MAGIC Run again, it changes nothing, unless the model or this package is another one.

# COMMAND ----------

# MAGIC %pip install "fashion-search[batch,local,databricks,mlflow]"

# COMMAND ----------

from fashion_search.batch.config import BatchConfig
from fashion_search.batch.jobs import run_job

config = BatchConfig.model_validate(
    {
        "serving": {
            "model": "bundled",  # or a folder with an ONNX pair, or with a CLIP model of transformers
            "name": "main.fashion_demo.clip_multimodal_encoder",
            "endpoint": "clip-multimodal-encoder",
            "size": "Small",
            "scale_to_zero": True,
        }
    }
)
print(run_job("register", config))

# COMMAND ----------

# MAGIC %md
# MAGIC What the endpoint says of a few words, through the client's own adapter.

# COMMAND ----------

from fashion_search.batch.models import EmbedderChoice

embedder = EmbedderChoice(model=f"endpoint:{config.serving.endpoint}").load()
vectors = embedder.embed_texts(["red summer dress", "navy blue polo shirt", "leather handbag"])
print(vectors.shape, vectors @ vectors.T)
