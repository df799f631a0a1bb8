"""The job `extract_attributes`, with an extractor that is told what to say."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pandas as pd
from PIL import Image

from fashion_search.batch.attributes.extract import ExtractAttributes, attributes_schema
from fashion_search.batch.attributes.readings import Reading, Readings
from fashion_search.batch.attributes.words import VOCABULARY
from fashion_search.batch.keyed import KeyedRows, Pending
from fashion_search.batch.materials import NamedPictures


def jpeg(color: str) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (8, 8), color).save(buffer, "JPEG")
    return buffer.getvalue()


@dataclass(frozen=True)
class Told:
    name: str = "told/1"

    def load(self, vocabulary):
        return self

    def extract(self, pictures, products):
        assert all(picture.mode == "RGB" for picture in pictures)
        if any(product.product_id == "faulty" for product in products):
            raise RuntimeError("CUDA error")
        return [self._say(product) for product in products]

    def _say(self, product):
        if product.product_id == "half":
            return Readings(
                {"pattern": Reading(("striped",))}, errors=("material: 'x' is none.",), raw_text="{x"
            )
        return Readings(
            {"pattern": Reading(("striped",), 0.8), "style_keywords": Reading(("classic", "sporty"), 0.5)}
        )


def extracted(tmp_path, *ids: str, method=Told()) -> pd.DataFrame:
    pictures = tmp_path / "{product_id}.jpg"
    job = KeyedRows(ExtractAttributes(method=method, pictures=NamedPictures(str(pictures))))
    frame = pd.DataFrame({"product_id": list(ids), "article_type": "Shirts", "known_hash": None})
    return pd.concat(job(iter([frame]))).set_index("product_id")


def test_good_rows_carry_answers_levels_and_probabilities(tmp_path):
    (tmp_path / "1.jpg").write_bytes(jpeg("red"))
    row = extracted(tmp_path, "1").loc["1"]
    assert (row["pattern"], row["confidence_pattern"]) == ("striped", "high")
    assert row["style_keywords"] == ["classic", "sporty"]
    assert row["probabilities"] == {"pattern": 0.8, "style_keywords": 0.5}
    assert row["extraction_success"] is True
    assert row["extraction_errors"] == []
    assert row["problem"] is None


def test_no_row_is_lost_to_a_bad_picture_or_a_faulty_model(tmp_path):
    for name in ("1", "half", "faulty"):
        (tmp_path / f"{name}.jpg").write_bytes(jpeg("red"))
    (tmp_path / "damaged.jpg").write_bytes(b"\xff\xd8\xff nothing")
    rows = extracted(tmp_path, "1", "half", "faulty", "damaged", "absent")
    assert rows["extraction_success"].tolist() == [True, False, False, False, False]
    assert rows["kept"].all()
    assert rows.loc["half", "raw_text"] == "{x"
    assert rows.loc["half", "pattern"] == "striped"
    assert "CUDA error" in rows.loc["faulty", "extraction_errors"][0]
    assert "truncated or damaged" in rows.loc["damaged", "extraction_errors"][0]
    assert rows.loc["absent", "extraction_errors"] == ["There is no picture."]
    assert rows["tries"].tolist() == [1, 2, 2, 2, 2]


def test_rows_fit_the_table(tmp_path):
    (tmp_path / "1.jpg").write_bytes(jpeg("red"))
    rows = extracted(tmp_path, "1", "absent").reset_index()
    table = attributes_schema(VOCABULARY).table(rows)
    assert table.num_rows == 2
    names = {
        "material",
        "confidence_material",
        "extraction_timestamp",
        "collar_type",
        "sleeve_length",
        "fit_type",
    }
    assert names <= set(table.column_names)


def test_another_method_makes_every_row_pending_again(tmp_path):
    (tmp_path / "1.jpg").write_bytes(jpeg("red"))
    pictures = NamedPictures(str(tmp_path / "{product_id}.jpg"))
    first = KeyedRows(ExtractAttributes(method=Told(), pictures=pictures))
    done = pd.concat(
        first(iter([pd.DataFrame({"product_id": ["1"], "article_type": ["Shirts"], "known_hash": [None]})]))
    )
    frame = pd.DataFrame(
        {"product_id": ["1"], "article_type": ["Shirts"], "known_hash": done["content_hash"].tolist()}
    )
    other = KeyedRows(ExtractAttributes(method=Told("told/2"), pictures=pictures))
    assert len(pd.concat(Pending(first)(iter([frame])))) == 0
    assert len(pd.concat(Pending(other)(iter([frame])))) == 1
