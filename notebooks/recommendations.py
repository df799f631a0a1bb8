# %% [markdown]
# # Recommendations and looks
# What to show a person, why, and what to wear with it. The products here are drawn by the package; the model is real.
# Open this file as a notebook (jupytext, VS Code, PyCharm, Databricks), or run it as a script.

# %%
from collections import Counter
from datetime import datetime, timezone

from fashion_search import FashionClient
from fashion_search.evaluation import diversity
from fashion_search.people import Event

client = FashionClient.demo()

# %% [markdown]
# ## Five shoppers
# Any store has them: they are made up from its own products.

# %%
for persona in client.users.personas():
    print(f"{persona.user_id:22} {len(persona.history):3} events  {persona.description}")

# %% [markdown]
# ## What one of them is shown
# `rung` says what the hits are made from; here it is the shopper's own past.

# %%
runner = client.recommend("persona-athletic", limit=8)
print(runner.rung, runner.style.segment, dict(list(runner.style.category_prefs.items())[:3]))
runner

# %% [markdown]
# Why the first one? Every addend of the score, and the products of the past that speak for it.

# %%
print(runner[0].explanation)
for past in runner.because[runner[0].product_id]:
    name = client.products.get(past.product_id).product_display_name
    print(f"because of {name} ({past.kind}, {past.at}), alike by {past.similarity:.2f}")

# %%
runner[0].explanation

# %% [markdown]
# And why not something else?

# %%
watch = client.search("silver watch for women", limit=1)[0]
client.explain_recommendation("persona-athletic", watch.product_id)

# %%
client.explain("running shoes for men", watch.product_id)

# %% [markdown]
# ## Other shoppers, other shops

# %%
client.recommend("persona-luxury", limit=8)

# %% [markdown]
# Somebody new: the next call already knows what they did.

# %%
shirt = client.search("striped shirt for men", limit=1)[0]
now = datetime.now(tz=timezone.utc)
client.users.record([Event(user_id="ann", product_id=shirt.product_id, kind="cart", at=now)])
print(client.recommend("ann", limit=4))
print(client.recommend(None, limit=4, session=[shirt.product_id]).rung)
print(client.recommend("nobody we know", limit=4).rung)
print(client.recommend("nobody we know", limit=4, segment="professional").rung)

# %% [markdown]
# ## Variety
# 0 ranks by score alone, 1 by difference alone. The mean of 1 - cosine within the list, and its colours:

# %%
for amount in (0.0, 0.3, 0.6, 0.9):
    found = client.recommend("persona-gen-z", limit=12, diversity=amount)
    colors = Counter(hit.product.base_color for hit in found)
    print(f"{amount:.1f}  {diversity(client.index.vectors_of(found.product_ids)):.3f}  {len(colors)} colours")

# %% [markdown]
# ## What to wear with it
# One pick per slot, chosen together, with what could stand there instead.

# %%
look = client.complete_the_look(shirt.product_id, alternatives=2)
print(look.explanation)
look

# %%
cheaper = client.complete_the_look(shirt.product_id, budget=150)
print(cheaper.total_price, cheaper.notes)
