"""A model handed over: logged with MLflow, loaded again elsewhere, called as an endpoint is called."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from typer.testing import CliRunner

from fashion_search.batch import entry_points
from fashion_search.batch.handover.answering import answer
from fashion_search.batch.handover.packaging import Stores, log_embedder
from fashion_search.batch.models import EmbedderChoice
from fashion_search.cli.batch import batch_app
from fashion_search.connections.http.connection import HttpConnection
from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.embedders.model_serving import ModelServingEmbedder, RefusedItemsError
from fashion_search.errors import ConfigurationError
from fashion_search.testing.databricks import DatabricksEmulator

sys.path.insert(0, str(Path(__file__).parent))
from tiny_clip import save_tiny_clip

mlflow = pytest.importorskip("mlflow", reason="mlflow is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),  # what MLflow says about itself is not ours to mend
]
NAME = "main.fashion_demo.clip_multimodal_encoder"


@pytest.fixture(scope="module", autouse=True)
def quiet_mlflow():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
        patch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
        patch.setattr(sys, "path", [*sys.path])  # loading a model puts its own code first
        yield


def local(folder: Path) -> Stores:
    return Stores(tracking_uri=folder.as_uri(), registry_uri="", experiment="handed over")


@pytest.fixture(scope="module")
def store(tmp_path_factory, quiet_mlflow) -> Stores:
    """A local store that has the bundled model."""
    stores = local(tmp_path_factory.mktemp("mlflow"))
    logged = log_embedder(EmbedderChoice(), NAME, stores)
    assert (logged.version, logged.is_new) == ("1", True)
    return stores


@pytest.fixture
def pointed_at():
    """Points MLflow at a store."""

    def point(stores: Stores) -> None:
        mlflow.set_tracking_uri(stores.tracking_uri)
        mlflow.set_registry_uri(stores.tracking_uri)

    yield point
    mlflow.set_tracking_uri(None)
    mlflow.set_registry_uri(None)
    os.environ.pop("MLFLOW_REGISTRY_URI", None)


@pytest.fixture
def there(store, pointed_at) -> Stores:
    pointed_at(store)
    return store


@pytest.fixture
def model(there):
    return mlflow.pyfunc.load_model(f"models:/{NAME}/1")


def jpeg(seed: int) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 255, (80, 60, 3), dtype=np.uint8)
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "JPEG")
    return written.getvalue()


def encoded(seed: int) -> str:
    return base64.b64encode(jpeg(seed)).decode()


def test_the_logged_model_gives_the_vectors_of_the_embedder(model):
    records = pd.DataFrame(
        {"text": ["red summer dress", None, "navy shirt"], "image": [None, encoded(1), None]}
    )
    found = model.predict(records)
    embedder = BundledEmbedder()
    assert (found.shape, found.dtype) == ((3, 512), np.float32)
    np.testing.assert_array_equal(found[[0, 2]], embedder.embed_texts(["red summer dress", "navy shirt"]))
    np.testing.assert_array_equal(found[1:2], embedder.embed_images([jpeg(1)]))
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(3), abs=1e-6)


def test_one_kind_of_record_needs_no_column_for_the_other(model):
    assert model.predict(pd.DataFrame({"text": ["hat"]})).shape == (1, 512)
    assert model.predict(pd.DataFrame({"image": [encoded(2), encoded(3)]})).shape == (2, 512)


def test_signature_example_and_origin_are_kept_with_the_model(model, there):
    inputs, outputs = model.metadata.signature.inputs, model.metadata.signature.outputs
    assert [(one.name, one.type.name, one.required) for one in inputs.inputs] == [
        ("text", "string", False),
        ("image", "string", False),
    ]
    assert outputs.inputs[0].shape == (-1, 512)
    assert model.input_example.to_dict("records") == [{"text": "red summer dress"}]
    assert model.metadata.metadata["fingerprint"] == BundledEmbedder().identity.fingerprint
    needed = Path(mlflow.artifacts.download_artifacts(f"models:/{NAME}/1"), "requirements.txt").read_text()
    assert {line.partition("=")[0] for line in needed.split()} == {
        *("mlflow", "numpy", "pillow", "onnxruntime", "tokenizers", "pandas", "pyarrow"),
    }


ELSEWHERE = """
import json, sys, mlflow, pandas as pd
model = mlflow.pyfunc.load_model(sys.argv[1])
import fashion_search
rows = model.predict(pd.DataFrame({"text": ["red summer dress"]}))
print(json.dumps({"from": fashion_search.__file__, "rows": rows.tolist()}))
"""


def test_the_model_brings_its_own_code_to_where_this_package_is_not_installed(there, tmp_path):
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    env["MLFLOW_TRACKING_URI"] = env["MLFLOW_REGISTRY_URI"] = there.tracking_uri
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, f"models:/{NAME}/1"],
        env=env,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert Path(told["from"]).parents[1].name == "code"
    expected = BundledEmbedder().embed_texts(["red summer dress"])
    np.testing.assert_allclose(told["rows"], expected, atol=1e-6)


class Endpoint:
    """MLflow's own scoring server, under the path of a serving endpoint."""

    def __init__(self, model) -> None:
        import uvicorn
        from mlflow.pyfunc.scoring_server import init
        from starlette.applications import Starlette
        from starlette.routing import Mount

        app = Starlette(routes=[Mount("/serving-endpoints/clip", app=init(model))])
        self.server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def __enter__(self) -> str:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *told) -> None:
        self.server.should_exit = True
        self.thread.join()


def test_the_adapter_for_endpoints_is_answered_by_the_scoring_server(model):
    bundled = BundledEmbedder()
    with Endpoint(model) as address, HttpConnection(address) as connection:
        embedder = ModelServingEmbedder(connection, "clip", identity=bundled.identity, max_side=80)
        words = ["red summer dress", "hat", "red summer dress"]
        np.testing.assert_allclose(embedder.embed_texts(words), bundled.embed_texts(words), atol=1e-6)
        looked = [jpeg(seed) for seed in range(3)]
        np.testing.assert_allclose(embedder.embed_images(looked), bundled.embed_images(looked), atol=1e-6)


def test_a_bad_record_is_refused_and_the_others_get_their_vectors(model, monkeypatch):
    monkeypatch.setattr(
        "fashion_search.embedders.model_serving.embedder.picture_records",
        lambda images, *_, **__: [{"image": base64.b64encode(one).decode()} for one in images],
    )
    with Endpoint(model) as address, HttpConnection(address) as connection:
        embedder = ModelServingEmbedder(connection, "clip", identity=BundledEmbedder().identity)
        with pytest.raises(RefusedItemsError) as refused:
            embedder.embed_images([jpeg(1), b"no picture", jpeg(2)])
    assert refused.value.positions == (1,)
    lengths = np.linalg.norm(refused.value.vectors, axis=1)
    assert lengths == pytest.approx([1, 0, 1], abs=1e-6)


def test_a_folder_with_onnx_graphs_is_packed_without_what_lies_about_there(tmp_path):
    folder = shutil.copytree(BundledEmbedder().folder, tmp_path / "mine")
    (folder / "notes.md").write_text("not for the server")
    stores = local(tmp_path / "store")
    logged = log_embedder(EmbedderChoice(model=str(folder)), "mine", stores)
    kept = {file.name for file in (tmp_path / "store").rglob("*") if "artifacts" in file.parts}
    assert "vision_model.onnx" in kept
    assert "notes.md" not in kept
    assert logged.identity == BundledEmbedder().identity


def test_a_clip_model_of_transformers_is_packed_and_answers(tmp_path, pointed_at):
    pytest.importorskip("torch", reason="torch is not installed")
    pytest.importorskip("transformers", reason="transformers is not installed")
    choice = EmbedderChoice(model=str(save_tiny_clip(tmp_path / "clip")))
    stores = local(tmp_path / "store")
    log_embedder(choice, "tiny_clip", stores)
    pointed_at(stores)
    found = mlflow.pyfunc.load_model("models:/tiny_clip/1").predict(
        pd.DataFrame({"text": ["hat", None], "image": [None, encoded(1)]})
    )
    embedder = choice.load()
    assert found[:1] == pytest.approx(embedder.embed_texts(["hat"]), abs=1e-6)
    assert found[1:] == pytest.approx(embedder.embed_images([jpeg(1)]), abs=1e-6)
    records = pd.DataFrame({"text": ["hat"]})
    assert answer(embedder, records) == pytest.approx(found[:1], abs=1e-6)


def test_mlflow_is_left_pointing_where_it_pointed(store):
    assert not mlflow.is_tracking_uri_set()
    log_embedder(EmbedderChoice(), NAME, store)
    assert not mlflow.is_tracking_uri_set()
    assert not {"MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI"} & os.environ.keys()


def test_the_same_model_is_not_registered_twice_unless_that_is_asked_for(store):
    again = log_embedder(EmbedderChoice(), NAME, store)
    assert (again.version, again.is_new) == ("1", False)
    forced = log_embedder(EmbedderChoice(), NAME, store, is_new_wanted=True)
    assert (forced.version, forced.is_new) == ("2", True)


def test_what_has_no_files_and_a_store_that_is_none_are_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABRICKS_HOST", "http://127.0.0.1:9")
    with pytest.raises(ConfigurationError, match="no files that could be packed"):
        log_embedder(EmbedderChoice(model="endpoint:clip"), NAME, local(tmp_path))
    with pytest.raises(ConfigurationError, match="MLflow refuses"):
        log_embedder(EmbedderChoice(), NAME, Stores(tracking_uri="carrier-pigeon://x", registry_uri=""))


@pytest.fixture
def job_file(tmp_path, demo_store_path, monkeypatch):
    """A job file whose store is here, and whose workspace is the emulator."""
    pytest.importorskip("databricks.sdk", reason="databricks-sdk is not installed")
    file = tmp_path / "job.toml"
    with DatabricksEmulator(demo_store_path) as emulator:
        for name, value in emulator.environment("pat").items():
            monkeypatch.setenv(name, value)
        file.write_text(
            f'[serving]\ntracking = "{(tmp_path / "store").as_uri()}"\nregistry = ""\nexperiment = "x"\n'
            f'endpoint = "clip-mine"\npoll_s = 0.01\n'
        )
        yield file


def command(job_file: Path, *words: str) -> dict[str, dict[str, object]]:
    done = CliRunner().invoke(
        batch_app, ["register", "--config", str(job_file), "--json", *words], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout[done.stdout.index("{") :])


def test_the_command_registers_the_model_and_puts_it_behind_its_endpoint(job_file, capsys, monkeypatch):
    assert command(job_file, "--dry-run")["model"]["version"] == ""
    first = command(job_file)
    assert (first["model"]["version"], first["endpoint"]["action"]) == ("1", "created")
    second = command(job_file)
    assert (second["model"]["is_new"], second["endpoint"]["action"]) == (False, "left alone")
    job_file.write_text(job_file.read_text() + "new_version = true\nsize = 'Medium'\n")
    third = command(job_file)
    assert (third["endpoint"]["version"], third["endpoint"]["action"]) == ("2", "updated")
    monkeypatch.setattr("sys.argv", ["register", "--config", str(job_file), "--dry-run"])
    capsys.readouterr()
    entry_points.register()
    assert f"{NAME}: would hold fashion-search-bundled" in capsys.readouterr().out
