# Databricks notebook source
# MAGIC %md
# MAGIC # Attributes from pictures, on CPU workers
# MAGIC The same table as with SmolVLM, without a GPU: the picture's vector is compared with captions that say each
# MAGIC answer. Faster by far, and coarser; `docs/concepts/batch.md` says how coarse.

# COMMAND ----------

# MAGIC %pip install "fashion-search[batch,local]"

# COMMAND ----------

from fashion_search.batch.config import BatchConfig
from fashion_search.batch.jobs import run_job

config = BatchConfig.model_validate(
    {
        "run": {"engine": "spark", "partitions": 64},
        "pictures": {"place": "/Volumes/main/fashion_demo/raw_data/images/{product_id}.jpg"},
        "extract": {"method": "zero_shot"},
    }
)
print(run_job("extract", config, spark=spark))  # noqa: F821

# COMMAND ----------

# MAGIC %md
# MAGIC Put what was read into the words, and embed them.

# COMMAND ----------

embedding = config.embed.model_copy(update={"words": "enriched"})
config = config.model_copy(update={"embed": embedding})
print(run_job("enrich", config, spark=spark))  # noqa: F821
print(run_job("embed", config, spark=spark))  # noqa: F821

# COMMAND ----------

report = run_job("quality", config, spark=spark)  # noqa: F821
displayHTML(report.to_html())  # noqa: F821
