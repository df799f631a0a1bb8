"""Pictures in a volume, without one: requests are answered here."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from fashion_search.connections.wire import Exchange, Request, Response, Together
from fashion_search.errors import (
    AuthenticationError,
    ConfigurationError,
    InvalidImageError,
    NotFoundError,
    RateLimitedError,
    ServiceError,
    UnexpectedResponseError,
)
from fashion_search.images.volume import AsyncVolumePictures, VolumePictures
from fashion_search.steps import run, run_async
from fashion_search.types import Product

FOLDER = "/Volumes/main/fashion_demo/raw_data/images"
STORAGE = "https://storage.example/signed/"


class Volume:
    """Files by path, behind links and directly."""

    def __init__(self, **files: bytes) -> None:
        self.files = {f"{FOLDER}/{name}.jpg": content for name, content in files.items()}
        self.requests: list[Request] = []
        self.errors: dict[str, Exception] = {}
        self.link: object = {}

    def run(self, exchange: Exchange) -> Any:
        return run(exchange, self.answer)

    def answer(self, request: Request | Together) -> Response:
        assert isinstance(request, Request)
        self.requests.append(request)
        if request.operation in self.errors:
            raise self.errors[request.operation]
        return Response(status=200, headers={}, content=self._content(request), request=request)

    def _content(self, request: Request) -> bytes:
        parts = urlsplit(request.path)
        if request.operation == "create link":
            (path,) = parse_qs(parts.query)["path"]
            headers = [{"name": "x-ms-version", "value": "1"}]
            return json.dumps(self.link or {"url": STORAGE + path, "headers": headers}).encode()
        path = parts.path.removeprefix("/api/2.0/fs/files").removeprefix("/signed/")
        if unquote(path) not in self.files:
            raise NotFoundError("404")
        return self.files[unquote(path)]

    def operations(self) -> list[str]:
        return [one.operation for one in self.requests]


class AsyncVolume(Volume):
    async def run(self, exchange: Exchange) -> Any:
        async def answer(ask: Request | Together) -> object:
            await asyncio.sleep(0)
            return self.answer(ask)

        return await run_async(exchange, answer)


def product(name: str, image_path: str | None = None) -> Product:
    return Product(product_id=name, image_path=image_path)


def test_a_picture_is_read_by_a_link_that_carries_no_credentials() -> None:
    volume = Volume(a=b"picture")
    assert VolumePictures(volume).read(product("a")) == b"picture"
    link, read = volume.requests
    assert (link.method, link.authenticated) == ("POST", True)
    assert set(parse_qs(urlsplit(link.path).query)) == {"path", "expire_time"}
    assert (read.method, read.authenticated) == ("GET", False)
    assert (read.path, dict(read.headers)) == (f"{STORAGE}{FOLDER}/a.jpg", {"x-ms-version": "1"})


def test_awaiting_gives_the_same() -> None:
    volume = AsyncVolume(a=b"picture")
    assert asyncio.run(AsyncVolumePictures(volume).read(product("a"))) == b"picture"


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError("no such call"),
        AuthenticationError("no", service="files", operation="create link", status_code=403),
        ServiceError("no", service="files", operation="create link", status_code=400),
    ],
)
def test_where_there_are_no_links_files_are_read_directly_from_then_on(error: Exception) -> None:
    volume = Volume(a=b"picture", b=b"other")
    volume.errors["create link"] = error
    pictures = VolumePictures(volume)
    assert [pictures.read(product(name)) for name in "ab"] == [b"picture", b"other"]
    assert volume.operations() == ["create link", "read file", "read file"]
    assert volume.requests[-1].path == f"/api/2.0/fs/files{FOLDER}/b.jpg"


def test_links_that_lead_nowhere_are_given_up() -> None:
    volume = Volume(a=b"picture")
    volume.errors["read link"] = NotFoundError("404")
    pictures = VolumePictures(volume)
    assert [pictures.read(product("a")) for _ in range(2)] == [b"picture"] * 2
    assert volume.operations() == ["create link", "read link", "read file", "read file"]


@pytest.mark.parametrize("blocked", ["", "create link", "read link"])
def test_a_missing_file_is_no_picture_and_no_reason_to_give_links_up(blocked: str) -> None:
    volume = Volume(a=b"picture")
    pictures = VolumePictures(volume)
    if blocked:
        volume.errors[blocked] = NotFoundError("404")
    assert pictures.read(product("missing")) is None
    volume.errors.clear()
    assert pictures.read(product("a")) == b"picture"
    assert volume.operations()[-2:] == ["create link", "read link"]


def test_being_asked_to_slow_down_is_passed_on() -> None:
    volume = Volume(a=b"picture")
    limited = RateLimitedError("429", service="files", operation="create link", retryable=True)
    volume.errors["create link"] = limited
    with pytest.raises(RateLimitedError):
        VolumePictures(volume).read(product("a"))
    assert volume.operations() == ["create link"]


def test_storage_that_fails_is_an_error_and_not_a_missing_picture() -> None:
    volume = Volume(a=b"picture")
    volume.errors["read link"] = ServiceError("no", service="files", operation="read link", status_code=400)
    with pytest.raises(ServiceError):
        VolumePictures(volume).read(product("a"))


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("content", [b'{"error": "busy"}', b" \n<html>", b"<?xml version='1.0'?>", b"[1]"])
def test_a_message_is_not_taken_for_a_picture(content: bytes, *, links: bool) -> None:
    volume = Volume(a=content)
    if not links:
        volume.errors["create link"] = NotFoundError("no such call")
    with pytest.raises(UnexpectedResponseError, match="picture"):
        VolumePictures(volume).read(product("a"))


@pytest.mark.parametrize("name", ["a b", "100%", "ü", "a?b", "a#b", "..a", "a&b=c", "{product_id}"])
def test_any_id_that_can_be_a_file_name_is(name: str) -> None:
    for direct in (False, True):
        volume = Volume(**{name: b"picture"})
        if direct:
            volume.errors["create link"] = NotFoundError("no such call")
        assert VolumePictures(volume).read(product(name)) == b"picture"


@pytest.mark.parametrize(
    "name", ["../../secrets", "..", ".", "", "a/b", "/etc/passwd", "a\\b", "a\0b", "a\nb"]
)
def test_an_id_that_would_lead_out_of_the_folder_is_no_picture(name: str) -> None:
    volume = Volume()
    assert VolumePictures(volume, "/Volumes/main/demo/raw/{product_id}").read(product(name)) is None
    assert volume.requests == []


def test_a_product_may_say_where_in_a_volume_its_picture_is() -> None:
    volume = Volume(other=b"picture")
    pictures = VolumePictures(volume)
    for path in (f"{FOLDER}/other.jpg", f"dbfs:{FOLDER}/other.jpg"):
        assert pictures.read(product("a", path)) == b"picture"
    assert pictures.read(product("a", f"{FOLDER}/../../../x.jpg")) is None
    volume.files[f"{FOLDER}/a.jpg"] = b"own"
    assert pictures.read(product("a", "photos/other.jpg")) == b"own"


def test_a_picture_larger_than_allowed_is_refused() -> None:
    volume = Volume(a=b"x" * 11)
    with pytest.raises(InvalidImageError, match="11 bytes"):
        VolumePictures(volume, max_bytes=10).read(product("a"))


@pytest.mark.parametrize(
    "path", ["", "images/{product_id}.jpg", "/Volumes/main/demo/raw/a.jpg", "/Volumes/a/../b/c/{product_id}"]
)
def test_a_path_that_is_none_of_a_volume_is_refused(path: str) -> None:
    with pytest.raises(ConfigurationError, match="product_id"):
        VolumePictures(Volume(), path)


@pytest.mark.parametrize(
    "link",
    [[1], {"headers": []}, {"url": 7}, {"url": "file:///etc/passwd"}, {"url": STORAGE, "headers": "x"}],
)
def test_an_answer_that_is_not_as_documented_names_service_and_operation(link: object) -> None:
    volume = Volume(a=b"picture")
    volume.link = link
    with pytest.raises(UnexpectedResponseError) as raised:
        VolumePictures(volume).read(product("a"))
    assert (raised.value.service, raised.value.operation) == ("files", "create link")
