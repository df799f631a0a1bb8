# Databricks notebook source
# MAGIC %md
# MAGIC # Attributes from pictures, by SmolVLM
# MAGIC Reads material, pattern, formality, collar, sleeves, fit, style and details from each product's picture, and keeps
# MAGIC them in `product_extracted_attributes`. Needs a GPU cluster with an ML runtime in dedicated access mode.
# MAGIC Started again, it goes on where it was: only what is new or changed is read.

# COMMAND ----------

# MAGIC %pip install "fashion-search[batch,local]" transformers num2words

# COMMAND ----------

from fashion_search.batch.config import BatchConfig
from fashion_search.batch.jobs import run_job
from fashion_search.batch.running import Asked

config = BatchConfig.model_validate(
    {
        "run": {"engine": "spark", "partitions": 8, "slice_rows": 5000, "price_per_hour": 6.5},
        "pictures": {"place": "/Volumes/main/fashion_demo/raw_data/images/{product_id}.jpg"},
        "extract": {"method": "closed_vocabulary", "model": "HuggingFaceTB/SmolVLM-Instruct"},
    }
)

# COMMAND ----------

# MAGIC %md
# MAGIC How many pictures are there to read?

# COMMAND ----------

print(run_job("extract", config, Asked(dry_run=True), spark=spark))  # noqa: F821

# COMMAND ----------

# MAGIC %md
# MAGIC A hundred first: when fewer than 85 % of them succeed, the run stops and says why.

# COMMAND ----------

print(run_job("extract", config, spark=spark))  # noqa: F821

# COMMAND ----------

display(spark.table(config.tables.attributes).limit(50))  # noqa: F821

# COMMAND ----------

# MAGIC %md
# MAGIC What could not be read, and why. Fix the pictures and run again, or try everything again with `Asked(retry=True)`.

# COMMAND ----------

display(spark.table(config.tables.attributes + "_dead_letters"))  # noqa: F821
