"""Serving endpoints are made, changed and dropped by the official SDK."""

from __future__ import annotations

from datetime import timedelta

import pytest

pytest.importorskip("databricks.sdk", reason="databricks-sdk is not installed")

from databricks.sdk import WorkspaceClient
from databricks.sdk.core import Config
from databricks.sdk.errors import InvalidParameterValue, NotFound, ResourceAlreadyExists, ResourceConflict
from databricks.sdk.service.serving import EndpointCoreConfigInput, ServedEntityInput

SOON = timedelta(seconds=20)


def entity(version: str, size: str = "Small") -> ServedEntityInput:
    return ServedEntityInput(
        entity_name="main.fashion_demo.clip",
        entity_version=version,
        workload_size=size,
        scale_to_zero_enabled=True,
    )


def config(version: str) -> EndpointCoreConfigInput:
    return EndpointCoreConfigInput(name="mine", served_entities=[entity(version)])


@pytest.fixture
def endpoints(emulator, monkeypatch):
    for name, value in emulator.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("time.sleep", lambda _: None)
    found = WorkspaceClient(config=Config(retry_timeout_seconds=5)).serving_endpoints
    yield found
    if any(one.name == "mine" for one in found.list()):
        found.delete("mine")


def test_an_endpoint_is_made_changed_and_dropped(endpoints):
    made = endpoints.create_and_wait("mine", config=config("1"), timeout=SOON)
    assert made.state.ready.value == "READY"
    assert made.config.served_entities[0].name == "clip-1"
    endpoints.update_config_and_wait("mine", served_entities=[entity("2", "Medium")], timeout=SOON)
    changed = endpoints.get("mine").config
    assert (changed.config_version, changed.served_entities[0].entity_version) == (2, "2")
    answer = endpoints.query("mine", dataframe_records=[{"text": "red dress"}])
    assert len(answer.predictions[0]) == 512
    endpoints.delete("mine")
    with pytest.raises(NotFound):
        endpoints.get("mine")


def test_what_is_being_changed_cannot_be_changed(endpoints):
    endpoints.create("mine", config=config("1"))
    with pytest.raises(ResourceConflict, match="being updated"):
        endpoints.update_config("mine", served_entities=[entity("2")])


def test_a_second_of_that_name_and_what_is_no_model_are_refused(endpoints):
    endpoints.create("mine", config=config("1"))
    with pytest.raises(ResourceAlreadyExists):
        endpoints.create("mine", config=config("1"))
    with pytest.raises(InvalidParameterValue, match="workload_size"):
        endpoints.create(
            "other", config=EndpointCoreConfigInput(name="other", served_entities=[entity("1", "Huge")])
        )
    with pytest.raises(InvalidParameterValue, match="no model of Unity Catalog"):
        endpoints.create(
            "other", config=EndpointCoreConfigInput(name="other", served_entities=[entity("latest")])
        )
