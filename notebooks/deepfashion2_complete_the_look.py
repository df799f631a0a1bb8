# Databricks notebook source
# MAGIC %md
# MAGIC # Complete the look, with what people wear together
# MAGIC Photos annotated as in DeepFashion2 say which garments are worn together. Each garment is cut out, encoded, and
# MAGIC matched with the nearest product of its kind; products that are worn together then count as fitting. The data set is
# MAGIC for research only, and has to be asked for from its authors.

# COMMAND ----------

# MAGIC %pip install "fashion-search[batch,local,databricks]"

# COMMAND ----------

from datetime import date

from fashion_search import FashionClient
from fashion_search.batch.deepfashion2 import EmbedWorn, match_products, read_worn
from fashion_search.batch.engines.spark import apply
from fashion_search.batch.models import EmbedderChoice
from fashion_search.recommenders.outfits import OutfitRecommender
from fashion_search.recommenders.outfits.purchases import SameDayPurchases

HOME = "/Volumes/main/fashion_demo/raw_data/deepfashion2/train"
worn = read_worn(f"{HOME}/annos", f"{HOME}/image")
print(f"{len(worn):,} garments on {worn['photo'].nunique():,} photos")

# COMMAND ----------

# MAGIC %md
# MAGIC Encode the garments on the cluster, with the model whose vectors the indexes hold.

# COMMAND ----------

model = EmbedWorn(choice=EmbedderChoice(model="endpoint:clip-multimodal-encoder"))
encoded = apply(spark.createDataFrame(worn), model)  # noqa: F821
encoded.write.mode("overwrite").saveAsTable("main.fashion_demo.deepfashion2_garments")

# COMMAND ----------

client = FashionClient.databricks()
garments = spark.table("main.fashion_demo.deepfashion2_garments").toPandas()  # noqa: F821
matched = match_products(garments, client.index, client.catalog)
display(matched)  # noqa: F821

# COMMAND ----------

# MAGIC %md
# MAGIC A photo is a basket: what is worn together is treated as bought together.

# COMMAND ----------

day = date(2019, 1, 1)
together = SameDayPurchases.from_purchases(
    (row.photo, row.product_id, day) for row in matched.itertuples(index=False)
)
outfits = OutfitRecommender(client.index, client.catalog, together)
seed = matched["product_id"].value_counts().index[0]
for slot in outfits.complete(seed).slots:
    print(slot.name, slot.best.product.product_display_name)

# COMMAND ----------

# MAGIC %md
# MAGIC The same look without the photos, to compare.

# COMMAND ----------

client.complete_the_look(seed)
