"""The Files API over one volume: the store's pictures, and whatever is uploaded beside them."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import formatdate
from typing import Any
from urllib.parse import quote

from fashion_search.store import Store
from fashion_search.testing.databricks.messages import Answer, ApiError, empty, invalid, json_answer
from fashion_search.testing.databricks.names import Names
from fashion_search.testing.databricks.routes import DATA, Call, Needs, Route

__all__ = ["Files"]

_FILES = "/api/2.0/fs/files/{path:rest}"
_DIRECTORIES = "/api/2.0/fs/directories/{path:rest}"
_SCOPE = Needs(scope="files")
_MOST_LINKS = 10_000


@dataclass(frozen=True, slots=True)
class _Link:
    path: str
    ends_at: float


class Files:
    """Pictures of the store at their paths, read-only below; uploads cover them.

    Args:
        store: Gives what has the pictures.
        names: Where the volume is.
        data_plane: Gives the address signed URLs lead to.
        presigned_404: Gives whether signed URLs lead nowhere just now.
    """

    def __init__(
        self,
        store: Callable[[], Store],
        names: Names,
        *,
        data_plane: Callable[[], str],
        presigned_404: Callable[[], bool],
    ) -> None:
        self._store = store
        self._names = names
        self._data_plane = data_plane
        self._presigned_404 = presigned_404
        self._written: dict[str, bytes | None] = {}
        self._directories = {names.volume, names.pictures}
        self._links: dict[str, _Link] = {}
        self._lock = threading.Lock()

    def routes(self) -> list[Route]:
        """Signed URLs are for the data plane, and carry their own permission."""

        def route(method: str, path: str, handler: Callable[[Call], Answer]) -> Route:
            return Route(
                method=method,
                path=path,
                handler=handler,
                service="files",
                needs=_SCOPE,
                computes=path == _DIRECTORIES,
            )

        return [
            route("GET", _FILES, self._download),
            route("HEAD", _FILES, self._head),
            route("PUT", _FILES, self._upload),
            route("DELETE", _FILES, self._delete),
            route("GET", _DIRECTORIES, self._list),
            route("HEAD", _DIRECTORIES, self._head_directory),
            route("PUT", _DIRECTORIES, self._make_directory),
            route("DELETE", _DIRECTORIES, self._delete_directory),
            route("POST", "/api/2.0/fs/create-download-url", self._sign),
            Route(
                method="GET",
                path="/presigned/{token}/{name:rest}",
                handler=self._presigned,
                service="files",
                needs=Needs(token=False),
                planes=DATA,
            ),
        ]

    def _download(self, call: Call) -> Answer:
        return _file(self._content(_path(call)))

    def _head(self, call: Call) -> Answer:
        told = _file(self._content(_path(call)))
        return Answer(headers={**told.headers, "content-length": str(len(told.body))})

    def _upload(self, call: Call) -> Answer:
        path = _path(call)
        overwrite = call.incoming.parameters().get("overwrite", "false") == "true"
        self._check_volume(path)
        with self._lock:
            if not overwrite and self._find(path) is not None:
                raise ApiError(409, "ALREADY_EXISTS", f"The file {path} already exists.")
            self._written[path] = call.incoming.body
            self._directories.add(path.rpartition("/")[0])
        return empty()

    def _delete(self, call: Call) -> Answer:
        path = _path(call)
        self._content(path)
        with self._lock:
            self._written[path] = None
        return empty()

    def _list(self, call: Call) -> Answer:
        path = self._directory(call)
        parameters = call.incoming.parameters()
        size = min(int(parameters.get("page_size", "1000")), 1000)
        names = sorted(self._inside(path))
        start = int(parameters.get("page_token") or 0)
        told: dict[str, Any] = {"contents": [self._entry(name) for name in names[start : start + size]]}
        if start + size < len(names):
            told["next_page_token"] = str(start + size)
        return json_answer(told)

    def _head_directory(self, call: Call) -> Answer:
        self._directory(call)
        return Answer(headers={"content-length": "0"})

    def _make_directory(self, call: Call) -> Answer:
        path = _path(call)
        self._check_volume(path)
        with self._lock:
            self._directories.add(path)
        return empty()

    def _delete_directory(self, call: Call) -> Answer:
        path = self._directory(call)
        if any(self._inside(path)):
            raise ApiError(400, "DIRECTORY_NOT_EMPTY", f"The directory {path} is not empty.")
        with self._lock:
            self._directories.discard(path)
        return empty()

    def _sign(self, call: Call) -> Answer:
        parameters = call.incoming.parameters()
        path = parameters.get("path", "")
        self._content(path)
        link = _Link(path, _seconds_until(parameters.get("expire_time")))
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._links[token] = link
            while len(self._links) > _MOST_LINKS:
                self._links.pop(next(iter(self._links)))
        url = f"{self._data_plane()}/presigned/{token}/{quote(path.rpartition('/')[2])}"
        return json_answer({"url": url, "headers": []})

    def _presigned(self, call: Call) -> Answer:
        """As cloud storage: it refuses a request that is signed and carries a login beside."""
        if "authorization" in call.incoming.headers:
            raise ApiError(400, "InvalidArgument", "Only one auth mechanism is allowed; drop Authorization.")
        link = self._links.get(call.parameters["token"])
        if link is None or self._presigned_404():
            raise ApiError(404, "NoSuchKey", "The specified key does not exist.")
        if time.monotonic() > link.ends_at:
            raise ApiError(403, "AccessDenied", "Request has expired.")
        return _file(self._content(link.path))

    def _content(self, path: str) -> bytes:
        found = self._find(path)
        if found is None:
            raise ApiError(404, "NOT_FOUND", f"The file being accessed is not found: {path}.")
        return found

    def _find(self, path: str) -> bytes | None:
        if path in self._written:
            return self._written[path]
        folder, _, name = path.rpartition("/")
        product_id, dot, kind = name.rpartition(".")
        if folder != self._names.pictures or not dot or kind != "jpg":
            return None
        return self._store().picture(product_id)

    def _inside(self, path: str) -> set[str]:
        """Paths directly in a directory; a directory ends in a slash."""
        found = {
            one
            for one, content in self._written.items()
            if content is not None and one.rpartition("/")[0] == path
        }
        found |= {f"{one}/" for one in self._directories if one.rpartition("/")[0] == path}
        if path == self._names.pictures:
            with_picture = (i for i, source in self._store().sources().items() if source.place is not None)
            found |= {f"{path}/{product_id}.jpg" for product_id in with_picture}
        return {one for one in found if self._written.get(one, b"") is not None}

    def _entry(self, path: str) -> dict[str, Any]:
        if path.endswith("/"):
            plain = path.removesuffix("/")
            return {"path": plain, "name": plain.rpartition("/")[2], "is_directory": True}
        size = len(self._content(path))
        return {
            "path": path,
            "name": path.rpartition("/")[2],
            "is_directory": False,
            "file_size": size,
            "last_modified": int(self._store().manifest.created_at.timestamp() * 1000),
        }

    def _directory(self, call: Call) -> str:
        path = _path(call)
        if path not in self._directories:
            raise ApiError(404, "NOT_FOUND", f"The directory being accessed is not found: {path}.")
        return path

    def _check_volume(self, path: str) -> None:
        if not path.startswith(f"{self._names.volume}/"):
            raise ApiError(404, "NOT_FOUND", f"There is no volume for {path}.")


def _path(call: Call) -> str:
    return "/" + call.parameters["path"].strip("/")


def _file(content: bytes) -> Answer:
    kind = "image/jpeg" if content.startswith(b"\xff\xd8") else "application/octet-stream"
    return Answer(headers={"content-type": kind, "last-modified": formatdate(0, usegmt=True)}, body=content)


def _seconds_until(text: str | None) -> float:
    """On the monotonic clock."""
    try:
        ends = datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    except ValueError as exc:
        raise invalid(f"expire_time must be a time such as 2030-01-31T12:00:00Z; got {text!r}.") from exc
    return time.monotonic() + (ends - datetime.now(timezone.utc)).total_seconds()
