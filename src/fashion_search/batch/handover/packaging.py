"""Packing an embedder as an MLflow model, and logging it to a tracking store and a registry."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import fashion_search
from fashion_search.batch.clip_folder import ClipFolderEmbedder
from fashion_search.batch.handover import answering
from fashion_search.batch.models import EmbedderChoice
from fashion_search.embedders.onnx import OnnxEmbedder
from fashion_search.errors import ConfigurationError, MissingDependencyError, ServiceUnavailableError
from fashion_search.types import ModelIdentity
from fashion_search.version import __version__

if TYPE_CHECKING:
    from mlflow.models import ModelSignature

__all__ = ["LoggedModel", "Stores", "log_embedder"]

_ALWAYS = ("numpy", "pillow")
_AS_MLFLOW_LIKES = ("pandas", "pyarrow")
"""Needed too, in whichever version the server's mlflow takes: it sets bounds of its own."""
_NEEDED = {
    OnnxEmbedder: ("onnxruntime", "tokenizers"),
    ClipFolderEmbedder: ("torch", "transformers", "tokenizers"),
}
_LEFT_OUT = ("__pycache__", "bundled_model", "testing", "training")
"""Of this package: the model comes as an artifact, the rest is not for serving."""
_NAMES_MODELS = 3
_VARIABLES = ("MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI")
_MODEL_FILES = ("*.onnx*", "*.json", "*.txt", "*.model", "*.safetensors", "*.bin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Where MLflow keeps things.

    Attributes:
        tracking_uri: Of runs: `"databricks"`, a server's URL, `"sqlite:///…"`.
        registry_uri: Of models: `"databricks-uc"` for Unity Catalog; empty for the same as `tracking_uri`.
        experiment: The experiment that runs belong to; a path of the workspace on Databricks.
    """

    tracking_uri: str = "databricks"
    registry_uri: str = "databricks-uc"
    experiment: str = "/Shared/fashion_search"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedModel:
    """A model in MLflow.

    Attributes:
        name: The registered model's name.
        version: Its version.
        identity: Which embedder it is.
        is_new: Whether this version was made now.
    """

    name: str
    version: str
    identity: ModelIdentity
    is_new: bool = True

    @property
    def uri(self) -> str:
        """For `mlflow.pyfunc.load_model`."""
        return f"models:/{self.name}/{self.version}"


def log_embedder(
    choice: EmbedderChoice, name: str, stores: Stores, *, is_new_wanted: bool = False
) -> LoggedModel:
    """Pack an embedder with its program, and log it as a new version of a registered model.

    The package holds the model's folder, this package's own source, the versions of what it needs as they
    are installed here, the signature, and an example that MLflow runs before anything is kept. A version
    that holds the same model and the same release of this package is used as it is.

    Args:
        choice: Which embedder; an endpoint's cannot be had.
        name: The registered model: `catalog.schema.model` in Unity Catalog.
        stores: Where to.
        is_new_wanted: Make a new version even so.

    Raises:
        MissingDependencyError: mlflow is not installed, or what the embedder needs.
        ConfigurationError: the embedder has no folder, or MLflow refuses the model.
        ServiceUnavailableError: a store does not answer.
    """
    mlflow = _mlflow()
    embedder = choice.load()
    if not isinstance(embedder, OnnxEmbedder | ClipFolderEmbedder):
        raise ConfigurationError(
            f"{embedder!r} has no files that could be packed; register 'bundled', a folder, or a hub name."
        )
    identity = embedder.identity
    tags = {"embedder": identity.name, "fingerprint": identity.fingerprint, "fashion_search": __version__}
    with _translated(mlflow, name), _pointed_at(mlflow, stores):
        client = mlflow.MlflowClient()
        known = None if is_new_wanted else _known(mlflow, client, name, tags)
        if known is not None:
            return LoggedModel(name=name, version=known, identity=identity, is_new=False)
        run = mlflow.start_run(
            experiment_id=_experiment_id(client, stores.experiment), run_name=f"register {name}"
        )
        with run:
            version = _logged(mlflow, embedder, name, choice.threads, tags)
        for tag, value in tags.items():
            client.set_model_version_tag(name, version, tag, value)
    return LoggedModel(name=name, version=version, identity=identity)


def _known(mlflow: Any, client: Any, name: str, tags: Mapping[str, str]) -> str | None:  # noqa: ANN401
    """The latest version with these tags."""
    try:
        versions = client.search_model_versions(f"name='{name}'")
    except mlflow.exceptions.MlflowException as exc:
        if exc.error_code == "RESOURCE_DOES_NOT_EXIST":
            return None
        raise
    same = [int(one.version) for one in versions if tags.items() <= dict(one.tags).items()]
    return str(max(same)) if same else None


def _logged(
    mlflow: Any,  # noqa: ANN401
    embedder: OnnxEmbedder | ClipFolderEmbedder,
    name: str,
    threads: int,
    tags: Mapping[str, str],
) -> str:
    """The new version's number."""
    with tempfile.TemporaryDirectory() as scratch:
        logged = mlflow.pyfunc.log_model(
            **{_place(mlflow): name.rpartition(".")[2]},
            registered_model_name=name,
            python_model=str(Path(answering.__file__).with_name("model_code.py")),
            artifacts={"model": str(_model_copy(embedder.folder, Path(scratch) / "model"))},
            code_paths=[str(_own_code(Path(scratch)))],
            pip_requirements=_requirements(embedder),
            signature=_signature(embedder.identity.dimension),
            input_example=pd.DataFrame({"text": ["red summer dress"]}),
            model_config={"threads": threads},
            metadata=dict(tags),
        )
    return str(logged.registered_model_version)


def _mlflow() -> Any:  # noqa: ANN401  # an optional package
    try:
        import mlflow  # noqa: PLC0415
        import mlflow.pyfunc  # noqa: PLC0415
    except ImportError as exc:
        raise MissingDependencyError("Registering models", "mlflow") from exc
    return mlflow


def _place(mlflow: Any) -> str:  # noqa: ANN401
    """What MLflow calls where a model goes, before its version 3 and since."""
    return "name" if int(mlflow.__version__.partition(".")[0]) >= _NAMES_MODELS else "artifact_path"


@contextmanager
def _pointed_at(mlflow: Any, stores: Stores) -> Iterator[None]:  # noqa: ANN401
    """MLflow's places are the process's, and its environment's: set inside, and put back."""
    variables = {name: os.environ.get(name) for name in _VARIABLES}
    tracking = mlflow.get_tracking_uri() if mlflow.is_tracking_uri_set() else None
    mlflow.set_tracking_uri(stores.tracking_uri)
    mlflow.set_registry_uri(stores.registry_uri or stores.tracking_uri)
    try:
        yield
    finally:
        mlflow.set_tracking_uri(tracking)
        mlflow.set_registry_uri(variables["MLFLOW_REGISTRY_URI"])
        for name, value in variables.items():
            os.environ.pop(name, None)
            os.environ.update({} if value is None else {name: value})


def _experiment_id(client: Any, name: str) -> str:  # noqa: ANN401
    known = client.get_experiment_by_name(name)
    return str(known.experiment_id if known is not None else client.create_experiment(name))


@contextmanager
def _translated(mlflow: Any, name: str) -> Iterator[None]:  # noqa: ANN401
    try:
        yield
    except mlflow.exceptions.MlflowException as exc:
        if exc.error_code in {"INTERNAL_ERROR", "TEMPORARILY_UNAVAILABLE"}:
            raise ServiceUnavailableError(
                f"MLflow could not log {name!r}: {exc}", service="mlflow", operation="log model"
            ) from exc
        raise ConfigurationError(f"MLflow refuses the model {name!r}: {exc}") from exc


def _model_copy(folder: Path, copy: Path) -> Path:
    """What the model needs of its folder, and nothing that lies about there."""
    for pattern in _MODEL_FILES:
        for file in (*folder.glob(pattern), *folder.glob(f"onnx/{pattern}")):
            place = copy / file.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)
    return copy


def _own_code(scratch: Path) -> Path:
    """This package's source, for servers that cannot install it."""
    source = Path(fashion_search.__file__).parent
    copy = scratch / "code" / source.name
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    return copy


def _requirements(embedder: OnnxEmbedder | ClipFolderEmbedder) -> list[str]:
    kind = next(kind for kind in _NEEDED if isinstance(embedder, kind))
    return [*(f"{name}=={_release(name)}" for name in (*_ALWAYS, *_NEEDED[kind])), *_AS_MLFLOW_LIKES]


def _release(name: str) -> str:
    """The installed version, without what tells one build from another: indexes know no `+cpu`."""
    return importlib.metadata.version(name).partition("+")[0]


def _signature(dimension: int) -> ModelSignature:
    from mlflow.models import ModelSignature  # noqa: PLC0415
    from mlflow.types import ColSpec, Schema, TensorSpec  # noqa: PLC0415

    inputs = Schema([ColSpec("string", name, required=False) for name in answering.COLUMNS])
    outputs = Schema([TensorSpec(np.dtype("float32"), (-1, dimension))])
    return ModelSignature(inputs=inputs, outputs=outputs)
