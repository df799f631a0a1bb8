"""What an endpoint is asked to do, by what the platform says about it; and what records it answers."""

from __future__ import annotations

import base64
import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from fashion_search.batch.handover.answering import answer
from fashion_search.batch.handover.endpoint import EndpointPlan, serve_model
from fashion_search.errors import (
    DeadlineExceededError,
    InvalidImageError,
    InvalidRequestError,
    NotFoundError,
    UnexpectedResponseError,
)
from fashion_search.pictures import decode
from fashion_search.types import ModelIdentity

PLAN = EndpointPlan(endpoint="clip", model="main.demo.clip", version="7")
READY = {"ready": "READY", "config_update": "NOT_UPDATING"}
CHANGING = {"ready": "READY", "config_update": "IN_PROGRESS"}
STARTING = {"ready": "NOT_READY", "config_update": "IN_PROGRESS"}
FAILED = {"ready": "READY", "config_update": "UPDATE_FAILED"}


def told(state, version="7", **others):
    entity = PLAN.served | {"entity_version": version}
    return {"state": state, "config": {"served_entities": [entity]}} | others


class Workspace:
    """Answers questions about the endpoint one after another; the last answer stays."""

    def __init__(self, *answers) -> None:
        self.answers = list(answers)
        self.sent = []

    def run(self, exchange):
        try:
            request = next(exchange)
            while True:
                request = self._told(exchange, request)
        except StopIteration as end:
            return end.value

    def _told(self, exchange, request):
        if request.method != "GET":
            self.sent.append((request.method, request.path, request.json))
            return exchange.send(Answer({}))
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return (
            exchange.throw(NotFoundError("no such endpoint"))
            if found is None
            else exchange.send(Answer(found))
        )


class Answer:
    def __init__(self, body) -> None:
        self.json = lambda: body


def serve(workspace, **how):
    return serve_model(workspace, PLAN, sleep=lambda _: None, **({"poll_s": 0.0} | how))


def test_a_missing_endpoint_is_made_and_waited_for():
    workspace = Workspace(None, {"state": STARTING}, {"state": STARTING}, told(READY))
    looks = []
    state = serve(workspace, progress=looks.append)
    assert (state.action, state.version, len(looks)) == ("created", "7", 2)
    ((method, path, body),) = workspace.sent
    assert (method, path, body["name"]) == ("POST", "/api/2.0/serving-endpoints", "clip")
    assert body["config"]["served_entities"][0] == {
        "name": "clip-7",
        "entity_name": "main.demo.clip",
        "entity_version": "7",
        "workload_size": "Small",
        "workload_type": "CPU",
        "scale_to_zero_enabled": True,
    }
    assert body["config"]["traffic_config"]["routes"] == [
        {"served_model_name": "clip-7", "traffic_percentage": 100}
    ]


def test_another_version_is_put_in_its_place_when_a_change_under_way_is_done():
    workspace = Workspace(told(CHANGING, "5"), told(READY, "6"), told(CHANGING, "6"), told(READY))
    assert serve(workspace).action == "updated"
    ((method, path, body),) = workspace.sent
    assert (method, path) == ("PUT", "/api/2.0/serving-endpoints/clip/config")
    assert body == PLAN.config


def test_what_is_served_already_is_left_alone():
    workspace = Workspace(told(READY))
    assert serve(workspace).action == "left alone"
    assert workspace.sent == []


def test_a_change_that_failed_is_an_error_with_the_platforms_words():
    broken = PLAN.served | {
        "state": {"deployment": "DEPLOYMENT_FAILED", "deployment_state_message": "no module onnxruntime"}
    }
    after = told(FAILED, "6", pending_config={"served_entities": [broken]})
    with pytest.raises(UnexpectedResponseError, match=r"UPDATE_FAILED.*no module onnxruntime"):
        serve(Workspace(told(READY, "6"), after))


def test_a_change_that_failed_before_is_tried_again():
    assert serve(Workspace(told(FAILED, "6"), told(READY))).action == "updated"


def test_an_endpoint_that_is_not_ready_in_time_is_told():
    with pytest.raises(DeadlineExceededError, match="goes on by itself"):
        serve(Workspace(None, {"state": STARTING}), timeout_s=0.02, poll_s=0.03)


class Fake:
    """Vectors that tell what was encoded."""

    identity = ModelIdentity(name="fake", dimension=2, fingerprint="f")

    def embed_texts(self, texts):
        return np.array([[1.0, len(text)] for text in texts], np.float32)

    def embed_images(self, images):
        for image in images:
            decode(image)
        return np.array([[2.0, len(image)] for image in images], np.float32)


def png() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (3, 2)).save(written, "PNG")
    return written.getvalue()


def test_records_of_both_kinds_are_answered_in_their_order():
    picture = base64.b64encode(png()).decode()
    records = pd.DataFrame(
        {"image": [picture, None, f"data:image/png;base64,{picture}"], "text": [None, "hat", float("nan")]}
    )
    size = len(png())
    assert answer(Fake(), records).tolist() == [[2, size], [1, 3], [2, size]]
    assert answer(Fake(), records.iloc[:0]).shape == (0, 2)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"text": "hat", "image": "aGF0"}, r"Record 0 holds \['image', 'text'\]"),
        ({"text": None}, "Record 0 holds nothing"),
        ({"words": "hat"}, r"columns \['words'\]"),
        ({"text": 7}, "no text but int"),
    ],
)
def test_a_record_that_is_none_is_refused_with_its_number(record, said):
    with pytest.raises(InvalidRequestError, match=said):
        answer(Fake(), pd.DataFrame([record]))


def test_what_is_not_base64_is_no_picture():
    with pytest.raises(InvalidImageError, match="Record 1: image is not base64"):
        answer(Fake(), pd.DataFrame({"image": ["aGF0", "hat!"]}))


def test_a_picture_that_is_none_is_named_by_its_record():
    good, bad = (base64.b64encode(one).decode() for one in (png(), b"no picture"))
    with pytest.raises(InvalidImageError, match="Record 2: "):
        answer(Fake(), pd.DataFrame({"text": [None, "hat", None], "image": [good, None, bad]}))
