"""The job `register`: an embedder packaged, registered, and put behind its endpoint."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from fashion_search.batch.handover.endpoint import EndpointPlan, EndpointState, Size, serve_model
from fashion_search.batch.handover.packaging import LoggedModel, Stores, log_embedder
from fashion_search.batch.models import EmbedderChoice
from fashion_search.connections.runner import Runner
from fashion_search.types import ProgressCallback

__all__ = ["HandOver", "Registered"]


@dataclass(frozen=True, slots=True)
class Registered:
    """What the job came to.

    Attributes:
        model: The model in MLflow.
        endpoint: The endpoint that serves it; `None` when none was asked for.
    """

    model: LoggedModel
    endpoint: EndpointState | None

    def to_dict(self) -> dict[str, object]:
        """As JSON has it."""
        return asdict(self)

    def __str__(self) -> str:
        """For people."""
        model = self.model
        if not model.version:
            return f"{model.name}: would hold {model.identity.name}"
        news = "registered" if model.is_new else "registered before"
        said = f"{model.name}: version {model.version} is {model.identity.name}, {news}"
        if self.endpoint is None:
            return said
        return f"{said}\n{self.endpoint.name}: {self.endpoint.action}, serves version {self.endpoint.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """What is handed over, and where to.

    Attributes:
        choice: The embedder.
        model: The registered model.
        stores: Where MLflow keeps runs and models.
        endpoint: The serving endpoint; empty for none.
        size: Of the endpoint.
        workload_type: Of the endpoint.
        scale_to_zero: Whether the endpoint sleeps when nobody asks.
        is_new_wanted: Make a new version even when the model is registered already.
    """

    choice: EmbedderChoice
    model: str
    stores: Stores
    endpoint: str
    size: Size
    workload_type: str
    scale_to_zero: bool
    is_new_wanted: bool = False

    def planned(self) -> LoggedModel:
        """What a dry run has to say: the model would get a version, if it has none."""
        return LoggedModel(name=self.model, version="", identity=self.choice.load().identity, is_new=False)

    def register(self) -> LoggedModel:
        """Package the embedder and log it as a new version, unless it is registered already."""
        return log_embedder(self.choice, self.model, self.stores, is_new_wanted=self.is_new_wanted)

    def serve(
        self,
        connection: Runner,
        version: str,
        *,
        timeout_s: float,
        poll_s: float,
        progress: ProgressCallback | None = None,
    ) -> EndpointState:
        """Put a version behind the endpoint."""
        plan = EndpointPlan(
            endpoint=self.endpoint,
            model=self.model,
            version=version,
            size=self.size,
            workload_type=self.workload_type,
            scale_to_zero=self.scale_to_zero,
        )
        return serve_model(connection, plan, timeout_s=timeout_s, poll_s=poll_s, progress=progress)
