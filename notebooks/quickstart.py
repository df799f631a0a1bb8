# %% [markdown]
# # Quickstart
# Search a catalogue by words and by picture. The products here are drawn by the package; the model is real.
# Open this file as a notebook (jupytext, VS Code, PyCharm, Databricks), or run it as a script.

# %%
from fashion_search import F, FashionClient, Query

client = FashionClient.demo()
client.products.facets(["article_type", "base_color"], limit=5)

# %% [markdown]
# ## Words
# A result draws itself as a grid of pictures.

# %%
dresses = client.search("red summer dress", limit=8)
dresses

# %% [markdown]
# Why is the first one first?

# %%
print(dresses[0].explanation)
dresses.to_pandas()[["rank", "product_display_name", "base_color", "relevance", "score"]]

# %% [markdown]
# ## Filters

# %%
client.search("shoes for running", where=(F.gender == "Men") & (F.price < 60), limit=8)

# %% [markdown]
# ## Pictures, and pictures with words

# %%
shirt = client.search("striped shirt", limit=1)[0]
photo = client.pictures.read(shirt.product)
client.search_image(photo, limit=8)

# %%
client.search(
    Query(text="in blue", image=photo, without="stripes", weights={"text": 0.4, "image": 0.6}), limit=8
)

# %% [markdown]
# ## More like this

# %%
client.similar(shirt.product_id, limit=8)
