"""The embedder behind a serving endpoint, without one: requests are answered here."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import pickle
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fashion_search.connections.wire import Exchange, Request, Response, Together
from fashion_search.embedders.model_serving import (
    AsyncModelServingEmbedder,
    ModelServingEmbedder,
    RefusedItemsError,
)
from fashion_search.errors import (
    ConfigurationError,
    InvalidImageError,
    InvalidRequestError,
    NotFoundError,
    ServiceError,
    ServiceUnavailableError,
    UnexpectedResponseError,
)
from fashion_search.steps import run, run_async
from fashion_search.types import ModelIdentity

MODEL = ModelIdentity(name="color", dimension=4, fingerprint="f")
DESCRIPTION = {"config": {"served_entities": [{"entity_name": "main.demo.clip", "entity_version": "7"}]}}


class Endpoint:
    """Gives a text the vector of its letters, a picture that of its middle; refuses what says `bad`."""

    def __init__(self, change: Callable[[list[Any]], object] = lambda vectors: vectors) -> None:
        self.requests: list[Request] = []
        self.most_together = 0
        self._change = change

    def run(self, exchange: Exchange) -> Any:
        return run(exchange, self.answer)

    def answer(self, ask: Request | Together) -> object:
        if isinstance(ask, Together):
            self.most_together = max(self.most_together, len(ask.requests))
            return [self.send(request) for request in ask.requests]
        return self.send(ask)

    def send(self, request: Request) -> Response:
        self.requests.append(request)
        if request.method == "GET":
            return answered(request, DESCRIPTION)
        records = request.json["dataframe_records"]
        if any(record.get("text") == "bad" for record in records):
            raise ServiceError("400: cannot read it", service="x", operation="y", status_code=400)
        return answered(request, {"predictions": self._change([vector_of(record) for record in records])})

    @property
    def batches(self) -> list[list[dict[str, str]]]:
        return [one.json["dataframe_records"] for one in self.requests if one.method == "POST"]


class AsyncEndpoint(Endpoint):
    async def run(self, exchange: Exchange) -> Any:
        async def answer(ask: Request | Together) -> object:
            await asyncio.sleep(0)
            return self.answer(ask)

        return await run_async(exchange, answer)


def answered(request: Request, body: object, status: int = 200) -> Response:
    return Response(
        status=status, headers={"x-request-id": "r1"}, content=json.dumps(body).encode(), request=request
    )


def vector_of(record: dict[str, str]) -> list[float]:
    if "text" in record:
        counts = [1.0 + record["text"].count(letter) for letter in "abcd"]
    else:
        image = Image.open(BytesIO(base64.b64decode(record["image"]))).convert("RGB")
        counts = [1.0, *map(float, image.getpixel((image.width // 2, image.height // 2)))]
    return (np.array(counts) / np.linalg.norm(counts)).tolist()


def embedder(endpoint: Endpoint, **options: Any) -> ModelServingEmbedder:
    return ModelServingEmbedder(endpoint, "clip", identity=MODEL, **options)


def expected(texts: list[str]) -> np.ndarray:
    return np.array([vector_of({"text": text}) for text in texts], np.float32)


def test_texts_go_out_in_batches_of_so_many_and_come_back_in_order() -> None:
    endpoint = Endpoint()
    texts = [letter * count for letter in "abcd" for count in (1, 2, 3)]
    rows = embedder(endpoint, texts_at_once=5, requests_at_once=2).embed_texts(texts)
    assert np.allclose(rows, expected(texts), atol=1e-6)
    assert [len(batch) for batch in endpoint.batches] == [5, 5, 2]
    assert endpoint.most_together == 2
    assert endpoint.requests[0].path == "/serving-endpoints/clip/invocations"
    assert endpoint.requests[0].may_be_cold


def test_a_request_is_never_longer_than_allowed() -> None:
    endpoint = Endpoint()
    texts = ["é" * 300 + letter for letter in "abcdabc"]
    embedder(endpoint, max_bytes=4000).embed_texts(texts)
    assert len(endpoint.batches) > 1
    assert all(len(json.dumps(one.json)) <= 4000 for one in endpoint.requests)


def test_a_text_longer_than_a_request_may_be_is_named() -> None:
    with pytest.raises(InvalidRequestError, match="Item 1"):
        embedder(Endpoint(), max_bytes=1000).embed_texts(["a", "b" * 2000])


def test_equal_texts_are_sent_once() -> None:
    endpoint = Endpoint()
    rows = embedder(endpoint).embed_texts(["a", "b", "a"])
    assert endpoint.batches == [[{"text": "a"}, {"text": "b"}]]
    assert np.allclose(rows, expected(["a", "b", "a"]), atol=1e-6)


@pytest.mark.parametrize("texts", ["a", ["a", " "], [None], ["a", 3]])
def test_what_is_no_list_of_texts_is_refused_before_anything_is_sent(texts: Any) -> None:
    endpoint = Endpoint()
    with pytest.raises(InvalidRequestError):
        embedder(endpoint).embed_texts(texts)
    assert endpoint.requests == []


@pytest.mark.parametrize("bad", [(0,), (4,), (9,), (2, 3, 7)])
def test_what_the_endpoint_refuses_is_found_and_the_rest_is_kept(bad: tuple[int, ...]) -> None:
    texts = [f"{number} abcd"[: number + 3] for number in range(10)]
    for position in bad:
        texts[position] = "bad"
    endpoint = Endpoint()
    with pytest.raises(RefusedItemsError, match="item") as raised:
        embedder(endpoint, texts_at_once=4).embed_texts(texts)
    assert raised.value.positions == bad
    kept = [row for row, text in enumerate(texts) if text != "bad"]
    assert np.allclose(raised.value.vectors[kept], expected([texts[row] for row in kept]), atol=1e-6)
    assert not raised.value.vectors[list(bad)].any()
    again = pickle.loads(pickle.dumps(raised.value))  # noqa: S301  # our own
    assert (again.positions, str(again)) == (bad, str(raised.value))


def test_an_endpoint_that_refuses_everything_is_not_asked_for_each_item() -> None:
    endpoint = Endpoint()

    def refuse(request: Request) -> Response:
        endpoint.requests.append(request)
        raise ServiceError("400: no such column", service="x", operation="y", status_code=400)

    endpoint.send = refuse  # type: ignore[method-assign]
    with pytest.raises(RefusedItemsError, match="no such column") as raised:
        embedder(endpoint).embed_texts([f"text {number}" for number in range(500)])
    assert len(raised.value.reasons) == 8
    assert len(endpoint.requests) < 50


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError("no such endpoint"),
        ServiceUnavailableError("busy", service="x", operation="y", status_code=503, retryable=True),
        ServiceError("forbidden", service="x", operation="y", status_code=403),
    ],
)
def test_errors_that_are_not_about_the_items_are_passed_on_at_once(error: Exception) -> None:
    endpoint = Endpoint()

    def fail(request: Request) -> Response:
        endpoint.requests.append(request)
        raise error

    endpoint.send = fail  # type: ignore[method-assign]
    with pytest.raises(type(error)):
        embedder(endpoint).embed_texts(["a", "b"])
    assert [one.operation for one in endpoint.requests if one.method == "POST"] == ["embed texts"]
    asked_why = [one.operation for one in endpoint.requests if one.method == "GET"]
    assert asked_why == ([] if getattr(error, "retryable", False) else ["describe endpoint"])


def test_an_item_that_comes_back_as_an_error_is_named() -> None:
    endpoint = Endpoint(lambda vectors: [vectors[0], None, {"error": "too dark"}])
    with pytest.raises(RefusedItemsError, match="item 1 and 1 more") as raised:
        embedder(endpoint).embed_texts(["a", "b", "c"])
    assert raised.value.reasons[2] == "too dark"
    assert raised.value.vectors[0].any()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda vectors: vectors[:-1], "1 predictions for 2"),
        (lambda vectors: {"vectors": vectors}, "predictions"),
        (lambda vectors: [vectors[0], vectors[1][:-1]], "different lengths"),
        (lambda vectors: [one[:-1] for one in vectors], "3 numbers, not 4"),
        (lambda vectors: [["0.1"] * 4, vectors[1]], "type"),
        (lambda _: [[[1.0] * 4]] * 2, "shape"),
        (lambda vectors: [vectors[0], [float("nan")] * 4], "not finite for item 1"),
        (lambda vectors: [vectors[0], [0.0] * 4], "zeros for item 1"),
        (lambda _: [1.0, 2.0], "shape"),
        (lambda _: "text", "predictions"),
    ],
)
def test_an_answer_that_is_not_as_documented_names_service_and_operation(
    change: Callable[[list[Any]], object], says: str
) -> None:
    with pytest.raises(UnexpectedResponseError, match=says) as raised:
        embedder(Endpoint(change)).embed_texts(["a", "b"])
    assert (raised.value.service, raised.value.operation) == ("model-serving", "embed texts")
    assert raised.value.request_id == "r1"


def test_a_body_that_is_no_object_is_an_error_of_ours() -> None:
    endpoint = Endpoint()
    endpoint.send = lambda request: answered(request, [1])  # type: ignore[method-assign]
    with pytest.raises(UnexpectedResponseError, match="list, not an object"):
        embedder(endpoint).embed_texts(["a"])


def test_vectors_of_another_length_are_brought_to_one_and_said_so(caplog: pytest.LogCaptureFixture) -> None:
    longer = Endpoint(lambda vectors: [[10 * number for number in one] for one in vectors])
    with caplog.at_level(logging.WARNING):
        rows = embedder(longer).embed_texts(["ab"])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert "length 10" in caplog.text


def test_the_identity_is_what_the_endpoint_serves_and_is_asked_for_once() -> None:
    endpoint = Endpoint()
    served = ModelServingEmbedder(endpoint, "clip")
    assert served.identity == ModelIdentity(name="main.demo.clip", dimension=4, fingerprint="version-7")
    assert served.identity == served.identity
    assert [one.path for one in endpoint.requests].count("/api/2.0/serving-endpoints/clip") == 1


@pytest.mark.parametrize("described", [{}, {"config": {}}, {"config": {"served_entities": [{}]}}])
def test_an_endpoint_that_serves_nothing_has_no_identity(described: dict[str, object]) -> None:
    endpoint = Endpoint()
    endpoint.send = lambda request: answered(request, described)  # type: ignore[method-assign]
    with pytest.raises(UnexpectedResponseError, match="identity="):
        _ = ModelServingEmbedder(endpoint, "clip").identity


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_route_optimised_endpoint_that_refuses_is_named_with_the_remedy(status: int) -> None:
    endpoint = Endpoint()

    def send(request: Request) -> Response:
        if request.method == "GET":
            return answered(request, DESCRIPTION | {"route_optimized": True})
        raise ServiceError("not here", service="model-serving", operation="embed texts", status_code=status)

    endpoint.send = send  # type: ignore[method-assign]
    for texts in (["a"], ["a", "b", "c"]):
        with pytest.raises(ConfigurationError, match="without route optimisation"):
            embedder(endpoint).embed_texts(texts)


def test_a_route_optimised_endpoint_that_answers_at_the_workspace_is_used() -> None:
    endpoint, send = Endpoint(), Endpoint().send
    endpoint.send = lambda request: (  # type: ignore[method-assign]
        answered(request, DESCRIPTION | {"route_optimized": True})
        if request.method == "GET"
        else send(request)
    )
    served = ModelServingEmbedder(endpoint, "clip")
    served.prepare()
    assert served.embed_texts(["a"]).shape == (1, 4)


def test_nothing_is_encoded_without_a_request() -> None:
    endpoint = Endpoint()
    served = embedder(endpoint)
    assert served.embed_texts([]).shape == (0, 4)
    assert served.embed_images([]).shape == (0, 4)
    assert endpoint.requests == []


def picture(width: int, height: int, color: str = "red") -> Image.Image:
    drawn = Image.effect_noise((width, height), 60).convert("RGB")
    drawn.paste(color, (width // 4, height // 4, 3 * width // 4, 3 * height // 4))
    return drawn


def sent(endpoint: Endpoint) -> list[Image.Image]:
    records = [record for batch in endpoint.batches for record in batch]
    return [Image.open(BytesIO(base64.b64decode(record["image"]))) for record in records]


def test_small_pictures_travel_without_loss() -> None:
    endpoint, small = Endpoint(), picture(60, 80)
    embedder(endpoint).embed_images([small])
    (one,) = sent(endpoint)
    assert one.tobytes() == small.tobytes()


def test_large_pictures_are_shrunk_before_they_are_sent() -> None:
    endpoint, large = Endpoint(), picture(3000, 2000)
    before = large.tobytes()
    embedder(endpoint).embed_images([large, np.asarray(picture(400, 300))])
    first, second = sent(endpoint)
    assert (first.size, first.format, second.size) == ((512, 341), "JPEG", (400, 300))
    assert len(json.dumps(endpoint.requests[0].json)) < 400_000
    assert large.tobytes() == before


def test_pictures_go_to_an_endpoint_of_their_own_where_there_is_one() -> None:
    endpoint = Endpoint()
    served = embedder(endpoint, picture_endpoint="clip-image-encoder", pictures_at_once=2)
    rows = served.embed_images([picture(40, 40, color) for color in ("red", "lime", "blue")])
    assert rows.argmax(axis=1).tolist() == [1, 2, 3]
    assert {one.path for one in endpoint.requests} == {"/serving-endpoints/clip-image-encoder/invocations"}
    assert [len(batch) for batch in endpoint.batches] == [2, 1]


def test_a_picture_that_cannot_be_read_is_named_by_its_place_among_all() -> None:
    served = embedder(Endpoint(), pictures_at_once=1, requests_at_once=1)
    with pytest.raises(InvalidImageError, match=r"images\[2\]"):
        served.embed_images([picture(40, 40), picture(40, 40), b"broken"])


def test_a_refused_picture_is_named_by_its_place_among_all() -> None:
    endpoint = Endpoint()
    send = endpoint.send

    def refuse_dark(request: Request) -> Response:
        response = send(request)
        if any(vector_of(one)[1] < 0.1 for one in request.json["dataframe_records"]):
            raise ServiceError("400: too dark", service="x", operation="y", status_code=400)
        return response

    endpoint.send = refuse_dark  # type: ignore[method-assign]
    served = embedder(endpoint, pictures_at_once=2, requests_at_once=1)
    images = [picture(40, 40, color) for color in ("red", "red", "red", "black", "red")]
    with pytest.raises(RefusedItemsError, match="too dark") as raised:
        served.embed_images(images)
    assert raised.value.positions == (3,)
    assert raised.value.vectors[[0, 1, 2, 4]].any(axis=1).all()


def test_awaiting_gives_the_same_and_needs_to_be_prepared_for_its_identity() -> None:
    async def both() -> None:
        served = AsyncModelServingEmbedder(AsyncEndpoint(), "clip", pictures_at_once=1, requests_at_once=2)
        with pytest.raises(ConfigurationError, match="prepare"):
            _ = served.identity
        texts, images = ["a", "b"], [picture(40, 40, color) for color in ("red", "lime", "blue")]
        blocking = embedder(Endpoint())
        assert np.array_equal(await served.embed_texts(texts), blocking.embed_texts(texts))
        assert np.array_equal(await served.embed_images(images), blocking.embed_images(images))
        assert served.identity.name == "main.demo.clip"
        with pytest.raises(InvalidImageError, match=r"images\[1\]"):
            await served.embed_images([images[0], b"broken"])

    asyncio.run(both())


def test_what_it_was_told_about_relevance_is_passed_on() -> None:
    told: Any = {("text", "image"): object()}
    assert embedder(Endpoint(), calibration=told).calibration is told
    assert dict(embedder(Endpoint()).calibration) == {}
