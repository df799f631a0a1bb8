"""Folders to work through: products, their pictures, events, and a job file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

JOB_FILE = """
[tables]
products = "./products.parquet"
attributes = "./attributes"
enriched = "./enriched"
embeddings = "./embeddings"
events = "./events.parquet"
user_styles = "./users"
quality = "./quality"

[pictures]
place = "./pictures/{product_id}.jpg"

[embed]
words = "enriched"
"""


def make_shop(folder: Path) -> Path:
    """Twelve products, one of them with a damaged picture."""
    dice = np.random.default_rng(6)
    products = pd.DataFrame(
        {
            "product_id": [f"{number:02d}" for number in range(12)],
            "product_display_name": [f"Brand {number}" for number in range(12)],
            "master_category": "Apparel",
            "article_type": ["Shirts", "Casual Shoes", "Watches"] * 4,
            "base_color": "Blue",
            "price": [10.0 * number for number in range(12)],
        }
    )
    pictures = folder / "pictures"
    pictures.mkdir(parents=True)
    for product_id in products["product_id"]:
        pixels = dice.integers(0, 255, (16, 12, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(pictures / f"{product_id}.jpg")
    (pictures / "03.jpg").write_bytes(b"damaged")
    products.to_parquet(folder / "products.parquet")
    events = pd.DataFrame(
        {"user_id": ["ann", "bob", "ann"], "product_id": ["00", "01", "05"], "kind": "purchase"}
    )
    times = pd.to_datetime(["2026-01-01", "2026-01-02", "2026-02-03"], utc=True)
    events.assign(at=times).to_parquet(folder / "events.parquet", coerce_timestamps="us")
    (folder / "job.toml").write_text(JOB_FILE)
    return folder


_RENAMED = {
    "id": "product_id",
    "productDisplayName": "product_display_name",
    "masterCategory": "master_category",
    "subCategory": "sub_category",
    "articleType": "article_type",
    "baseColour": "base_color",
}


def make_real_shop(folder: Path, data: Path, *, rows: int) -> Path:
    """Products from all over the real catalogue, with drawn prices, and what 200 drawn people did."""
    home, dice = data / "fashion_products", np.random.default_rng(6)
    styles = pd.read_csv(home / "styles.csv", dtype={"id": str}, keep_default_na=False, na_values=["", "NA"])
    products = styles.iloc[:: len(styles) // rows].iloc[:rows].rename(columns=_RENAMED)
    products = products.assign(price=dice.integers(5, 200, len(products)).astype(float))
    products.to_parquet(folder / "products.parquet")
    events = pd.DataFrame(
        {
            "user_id": [f"u{number % 200:03d}" for number in range(2000)],
            "product_id": dice.choice(products["product_id"], 2000),
            "kind": dice.choice(["view", "click", "cart", "purchase"], 2000),
        }
    )
    times = pd.to_datetime("2026-01-01", utc=True) + pd.to_timedelta(dice.integers(0, 10**7, 2000), unit="s")
    events.assign(at=times).to_parquet(folder / "events.parquet", coerce_timestamps="us")
    pictures = home / "images_small.zip"
    (folder / "job.toml").write_text(JOB_FILE.replace("./pictures/{product_id}.jpg", str(pictures)))
    return folder
