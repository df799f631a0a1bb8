"""A folder with twelve products, their pictures, one of them damaged, some events, and a job file."""

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
    """Fill a folder."""
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
    times = pd.to_datetime(["2026-01-01", "2026-01-02", "2026-02-03"], utc=True).as_unit("us")
    events.assign(at=times).to_parquet(folder / "events.parquet")
    (folder / "job.toml").write_text(JOB_FILE)
    return folder
