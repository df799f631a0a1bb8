"""The job `embed_products`: unit vectors for every row, bad pictures told, nothing lost by kills."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest
from PIL import Image

from fashion_search.batch.definitions import DEAD_LETTERS, EMBEDDINGS
from fashion_search.batch.embed import EmbedProducts
from fashion_search.batch.engines.local import LocalRun, run_here
from fashion_search.batch.keyed import KeyedRows
from fashion_search.batch.materials import NamedPictures
from fashion_search.batch.models import EmbedderChoice, identity_text
from fashion_search.batch.sources import pictures_at, read_rows
from fashion_search.batch.tables.parquet import ParquetTable
from fashion_search.embedders.describe import describe
from fashion_search.errors import ModelMismatchError
from fashion_search.store import Store

sys.path.insert(0, str(Path(__file__).parent))
from batch_fakes import FakeChoice, HashEmbedder

COLORS = ("red", "green", "blue", "black", "white")
SPACES = ("image_embedding", "text_embedding", "hybrid_embedding")
STABLE = [name for name in EMBEDDINGS.names if name != "updated_at"]


def jpeg(number: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (6, 8), (number % 256, number // 256 % 256, 7)).save(buffer, "JPEG")
    return buffer.getvalue()


def catalogue(folder: Path, count: int, *, bad_every: int = 0) -> pd.DataFrame:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        whole = jpeg(number)
        bad = bad_every and number % bad_every == 0
        (folder / f"{number:05d}.jpg").write_bytes(whole[: len(whole) // 2] if bad else whole)
    return pd.DataFrame(
        {
            "product_id": [f"{number:05d}" for number in range(count)],
            "product_display_name": [f"{COLORS[number % 5]} shirt {number}" for number in range(count)],
            "year": [2012.0 if number % 3 else None for number in range(count)],
        }
    )


class Place:
    """Pictures, target and letters in one folder."""

    def __init__(self, folder: Path, pictures: Path, *, pause_s: float = 0.0) -> None:
        self.target = ParquetTable(folder / "embeddings", EMBEDDINGS, expected_rows=5000)
        self.letters = ParquetTable(folder / "letters", DEAD_LETTERS)
        self.rows = KeyedRows(
            EmbedProducts(
                choice=FakeChoice(pause_s),
                identity=HashEmbedder.identity,
                pictures=NamedPictures(str(pictures / "{product_id}.jpg")),
            )
        )

    def run(self, source: pd.DataFrame, **how):
        return run_here(
            "embed", self.rows, source, target=self.target, letters=self.letters, run=LocalRun(**how)
        )


def lengths(frame: pd.DataFrame, space: str) -> np.ndarray:
    return np.linalg.norm(np.stack(frame[space].dropna().tolist()), axis=1)


def test_every_product_has_unit_vectors_of_three_spaces_and_the_words_they_came_from(tmp_path):
    source = catalogue(tmp_path / "pictures", 60)
    place = Place(tmp_path, tmp_path / "pictures")
    assert place.run(source).done == 60
    found = place.target.read()
    for space in SPACES:
        assert lengths(found, space) == pytest.approx(np.ones(60), abs=1e-6)
    middle = np.stack(found["image_embedding"]) + np.stack(found["text_embedding"])
    middle /= np.linalg.norm(middle, axis=1, keepdims=True)
    assert np.stack(found["hybrid_embedding"]) == pytest.approx(middle, abs=1e-6)
    assert found["embedded_text"][0] == "red shirt 0"
    assert set(found["embedding_model"]) == {"hash@h1"}
    assert set(found["embedding_dimension"]) == {16}


def test_what_is_missing_is_null_and_what_is_bad_is_a_dead_letter_too(tmp_path):
    source = catalogue(tmp_path / "pictures", 5)
    (tmp_path / "pictures" / "00001.jpg").unlink()
    (tmp_path / "pictures" / "00002.jpg").write_bytes(b"no picture")
    source.loc[3, "product_display_name"] = None
    source.loc[4, "product_display_name"] = None
    (tmp_path / "pictures" / "00004.jpg").unlink()
    place = Place(tmp_path, tmp_path / "pictures")
    report = place.run(source)
    found = place.target.read().set_index("product_id")
    assert list(found.index) == ["00000", "00001", "00002", "00003"]
    assert found.loc["00001", "image_embedding"] is None
    assert found.loc["00001", "hybrid_embedding"] == pytest.approx(found.loc["00001", "text_embedding"])
    assert found.loc["00003", "hybrid_embedding"] == pytest.approx(found.loc["00003", "image_embedding"])
    assert place.letters.read()["product_id"].tolist() == ["00002", "00004"]
    assert (report.failed, report.quarantined) == (2, 2)


def test_another_picture_or_another_description_is_embedded_again(tmp_path):
    source = catalogue(tmp_path / "pictures", 30)
    place = Place(tmp_path, tmp_path / "pictures")
    place.run(source)
    (tmp_path / "pictures" / "00007.jpg").write_bytes(jpeg(9999))
    assert place.run(source).done == 1
    described = source.assign(
        description=[f"words {number % 2}" if number < 4 else None for number in range(30)]
    )
    assert place.run(described).done == 4
    assert place.target.read(["embedded_text"])["embedded_text"][1] == "words 1"


def test_three_percent_of_bad_pictures_are_exactly_the_dead_letters(tmp_path):
    source = catalogue(tmp_path / "pictures", 660, bad_every=33)
    place = Place(tmp_path, tmp_path / "pictures")
    report = place.run(source)
    assert place.letters.read()["product_id"].tolist() == [f"{number:05d}" for number in range(0, 660, 33)]
    assert (report.done, report.failed, report.stopped) == (660, 20, None)
    assert len(place.target) == 660


def test_workers_with_another_model_are_refused(tmp_path):
    source = catalogue(tmp_path / "pictures", 3)
    place = Place(tmp_path, tmp_path / "pictures")
    other = EmbedProducts(choice=FakeChoice(), identity=EmbedderChoice().load().identity)
    with pytest.raises(ModelMismatchError, match="Install the same version"):
        run_here("embed", KeyedRows(other), source, target=place.target, letters=place.letters)


SCRIPT = """
import sys
from pathlib import Path
import pandas as pd
from test_batch_embed import Place
home = Path(sys.argv[1])
source = pd.read_pickle(home / "source.pkl")
Place(home / "killed", home / "pictures", pause_s=0.02).run(source, workers=2, slice_rows=16)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_kills_of_driver_and_workers_at_random_points_change_nothing_in_the_end(tmp_path):
    rows, kills = (
        int(os.environ.get("FASHION_TEST_ROWS", "900")),
        int(os.environ.get("FASHION_TEST_KILLS", "3")),
    )
    source = catalogue(tmp_path / "pictures", rows, bad_every=33)
    source.to_pickle(tmp_path / "source.pkl")
    whole, killed = (
        Place(tmp_path / "whole", tmp_path / "pictures"),
        Place(tmp_path / "killed", tmp_path / "pictures"),
    )
    whole.run(source)
    dice = random.Random(6)
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    command = [sys.executable, "-c", SCRIPT, str(tmp_path)]
    for number in range(kills):
        with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as process:
            wait_for_progress(killed.target, process)
            time.sleep(dice.random() / 10)
            victims = psutil.Process(process.pid).children() if number % 2 else []
            for victim in victims[:1] or [process]:
                victim.send_signal(signal.SIGKILL)
            if victims:
                time.sleep(dice.random() / 2)
                process.kill()
    assert 0 < len(killed.target) < rows
    killed.run(source)
    pd.testing.assert_frame_equal(killed.target.read(STABLE), whole.target.read(STABLE))
    letters = ["product_id", "reason", "content_hash"]
    pd.testing.assert_frame_equal(killed.letters.read(letters), whole.letters.read(letters))


def wait_for_progress(table: ParquetTable, process: subprocess.Popen) -> None:
    """Until there are more rows, so that kills are spread over the run."""
    before, deadline = len(table), time.monotonic() + 60
    while len(table) == before and time.monotonic() < deadline:
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.005)


def test_the_real_model_gives_the_vectors_of_a_store(demo_store_path, tmp_path):
    source = read_rows(demo_store_path).iloc[:40]
    job = EmbedProducts.of(EmbedderChoice(), pictures=pictures_at(demo_store_path))
    target = ParquetTable(tmp_path / "t", EMBEDDINGS)
    run_here(
        "embed", KeyedRows(job), source, target=target, letters=ParquetTable(tmp_path / "l", DEAD_LETTERS)
    )
    found = target.read()
    with Store.open(demo_store_path) as store:
        rows = [store.product_ids.index(product_id) for product_id in found["product_id"]]
        for space in ("image", "text", "hybrid"):
            cosines = (np.stack(found[f"{space}_embedding"]) * store.vectors(space)[rows]).sum(axis=1)
            assert cosines.min() > 0.999
        assert found["embedded_text"].tolist() == [describe(store.products()[row]) for row in rows]
        assert set(found["embedding_model"]) == {identity_text(store.manifest.model)}
