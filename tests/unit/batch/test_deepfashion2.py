from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from fashion_search.batch.deepfashion2 import EmbedWorn, match_products, read_worn
from fashion_search.errors import InvalidRequestError, NotFoundError
from fashion_search.types import Candidates, Product


class Sizes:
    """A picture's vector is its width and height."""

    def embed_images(self, images):
        rows = np.array([image.size for image in images], dtype=np.float32).reshape(len(images), 2)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@dataclass(frozen=True)
class Choice:
    def load(self):
        return Sizes()


@pytest.fixture
def data(tmp_path):
    for folder in ("annos", "image"):
        (tmp_path / folder).mkdir()
    Image.new("RGB", (40, 30)).save(tmp_path / "image" / "000001.jpg")
    items = {
        "source": "user",
        "pair_id": 1,
        "item1": {"category_name": "short sleeve top", "bounding_box": [0, 0, 30, 10]},
        "item2": {"category_name": "trousers", "bounding_box": [10, 10, 20, 900]},
        "item3": {"category_name": "skirt", "bounding_box": [50, 50, 60, 60]},
    }
    (tmp_path / "annos" / "000001.json").write_text(json.dumps(items))
    (tmp_path / "annos" / "000002.json").write_text(json.dumps({"item1": items["item1"]}))
    return tmp_path


def test_garments_are_read_cut_out_and_encoded(data):
    worn = read_worn(data / "annos", data / "image")
    assert worn["category"].tolist() == ["short sleeve top", "trousers", "skirt", "short sleeve top"]
    found = pd.concat(EmbedWorn(choice=Choice())(iter([worn])), ignore_index=True)
    assert found["image_embedding"][0] == pytest.approx(np.array([3, 1]) / np.sqrt(10))
    assert found["image_embedding"][1] == pytest.approx(np.array([1, 2]) / np.sqrt(5))
    assert found["image_embedding"][2] is None  # outside of the photo
    assert found["image_embedding"][3] is None  # no such photo


class Near:
    """Always the same three products."""

    products: ClassVar = {
        "shoe": Product(product_id="shoe", article_type="Casual Shoes"),
        "tee": Product(product_id="tee", article_type="Tshirts"),
    }

    def query(self, vector, *, limit, space):
        return Candidates(("shoe", "tee", "gone"), np.array([0.9, 0.8, 0.1], dtype=np.float32))

    def get_many(self, ids):
        return {one: self.products[one] for one in ids if one in self.products}


def test_garments_are_matched_with_products_of_their_kind(data):
    worn = pd.DataFrame(
        {
            "photo": ["p", "p", "q"],
            "item": ["item1", "item2", "item1"],
            "category": ["short sleeve top", "trousers", "vest"],
            "image_embedding": [np.ones(2), np.ones(2), None],
        }
    )
    found = match_products(worn, Near(), Near())
    assert found[["photo", "item", "product_id"]].to_numpy().tolist() == [["p", "item1", "tee"]]
    assert match_products(worn, Near(), Near(), least=0.85).empty


def test_what_is_no_annotation_is_told(tmp_path):
    with pytest.raises(NotFoundError, match="no annotation"):
        read_worn(tmp_path, tmp_path)
    (tmp_path / "1.json").write_text('{"item1": {}}')
    with pytest.raises(InvalidRequestError, match=r"1\.json"):
        read_worn(tmp_path, tmp_path)
