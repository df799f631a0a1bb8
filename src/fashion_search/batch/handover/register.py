"""What the job `register` came to: a model in MLflow, and the endpoint that serves it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from fashion_search.batch.handover.endpoint import EndpointState
from fashion_search.batch.handover.packaging import LoggedModel

__all__ = ["Registered"]


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
