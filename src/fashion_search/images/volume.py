"""Pictures in a volume of Unity Catalog, read through the Files API."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any, Final, Generic, TypeVar
from urllib.parse import quote, urlencode

from fashion_search.connections.reading import json_object, unexpected
from fashion_search.connections.runner import AsyncRunner, Runner
from fashion_search.connections.wire import Exchange, Request, Response
from fashion_search.errors import (
    ConfigurationError,
    FashionSearchError,
    InvalidImageError,
    NotFoundError,
    ServiceError,
)
from fashion_search.names import PICTURES
from fashion_search.types import Product

__all__ = ["PICTURES", "AsyncVolumePictures", "VolumePictures"]

_SERVICE: Final = "files"
_MOST_BYTES: Final = 32 << 20
_LINK_LIFETIME: Final = timedelta(minutes=15)
_NOT_THERE: Final = frozenset({403, 404})
"""What storage says of a missing file: 403 where the link may not list the folder."""

_Connection = TypeVar("_Connection")


class _Volume(Generic[_Connection]):
    """What both sources share: everything but waiting.

    A file is read by a signed link, which loads the storage instead of the workspace, and directly where that
    fails; which of them works is remembered.

    Args:
        connection: To the workspace; whoever made it closes it.
        path: Where a product's picture is, with `{product_id}` in it. A product whose `image_path` is a path
            of a volume itself is read there.
        max_bytes: Largest picture that is taken.

    Raises:
        ConfigurationError: the path is not one of a volume, or lacks `{product_id}`.
    """

    def __init__(
        self, connection: _Connection, path: str = PICTURES, *, max_bytes: int = _MOST_BYTES
    ) -> None:
        if not _is_plain(path) or "{product_id}" not in path:
            raise ConfigurationError(
                f"The pictures' path is {path!r}; write it like {PICTURES!r}, with {{product_id}} in it."
            )
        self._connection = connection
        self._path = path
        self._max_bytes = max_bytes
        self._gives_links = True

    def __repr__(self) -> str:
        """Class and path."""
        return f"{type(self).__name__}({self._path!r})"

    def _read(self, product: Product) -> Exchange:
        """The picture's bytes, `None` when there is none."""
        path = self._path_of(product)
        if path is None:
            return None
        try:
            content: bytes = yield from self._content(path)
        except NotFoundError:
            return None
        if len(content) > self._max_bytes:
            raise InvalidImageError(
                f"{path!r} has {len(content):,} bytes; at most {self._max_bytes:,} are taken."
            )
        return content

    def _path_of(self, product: Product) -> str | None:
        """Where its picture is; `None` for an id that names no file of the folder."""
        own = (product.image_path or "").removeprefix("dbfs:")
        if own.startswith("/Volumes/"):
            return own if _is_plain(own) else None
        name = product.product_id
        if not name or name in (".", "..") or re.search(r"[/\\\x00-\x1f]", name):
            return None
        return self._path.replace("{product_id}", name)

    def _content(self, path: str) -> Exchange:
        """By link, and directly where that fails, as the SDK does."""
        if self._gives_links:
            try:
                link: Response = yield _link(path)
            except (NotFoundError, ServiceError) as exc:
                if isinstance(exc, ServiceError) and exc.retryable:
                    raise
                return (yield from self._direct(path))
            found = yield from _behind(link)
            if found is not None:
                return found
        return (yield from self._direct(path))

    def _direct(self, path: str) -> Exchange:
        """A file through the workspace. When it is there, it is links that are not."""
        content: Response = yield Request(
            method="GET",
            path=f"/api/2.0/fs/files{quote(path)}",
            service=_SERVICE,
            operation="read file",
        )
        self._gives_links = False
        return _picture(content)


class VolumePictures(_Volume[Runner]):
    """Pictures in a volume of Unity Catalog. Threads may share it."""

    def read(self, product: Product) -> bytes | None:
        """The picture's encoded bytes; `None` when the product has none, or its id can name no file.

        Raises:
            InvalidImageError: it is larger than allowed.
            ServiceError: the workspace does not answer, or refuses.
        """
        content: bytes | None = self._connection.run(self._read(product))
        return content


class AsyncVolumePictures(_Volume[AsyncRunner]):
    """`VolumePictures`, awaited."""

    async def read(self, product: Product) -> bytes | None:
        """As `VolumePictures.read`."""
        content: bytes | None = await self._connection.run(self._read(product))
        return content


def _is_plain(path: str) -> bool:
    """Whether a path leads into a volume and nowhere around it."""
    parts = path.split("/")
    return parts[:2] == ["", "Volumes"] and len(parts) > 5 and not {"", ".", ".."} & set(parts[2:])  # noqa: PLR2004


def _link(path: str) -> Request:
    """Ask for a signed link to a file."""
    until = (datetime.now(timezone.utc) + _LINK_LIFETIME).strftime("%Y-%m-%dT%H:%M:%SZ")
    query = urlencode({"path": path, "expire_time": until})
    return Request(
        method="POST",
        path=f"/api/2.0/fs/create-download-url?{query}",
        service=_SERVICE,
        operation="create link",
    )


def _behind(link: Response) -> Exchange:
    """What a signed link leads to; `None` when it leads nowhere, which the direct way then confirms."""
    answer = json_object(link)
    url, headers = answer.get("url"), answer.get("headers") or []
    if not isinstance(url, str) or not url.lower().startswith(("https://", "http://")):
        raise unexpected(link, "without a URL")
    try:
        content: Response = yield Request(
            method="GET",
            path=url,
            service=_SERVICE,
            operation="read link",
            headers=_headers(link, headers),
            authenticated=False,
        )
    except FashionSearchError as exc:
        if isinstance(exc, NotFoundError) or getattr(exc, "status_code", None) in _NOT_THERE:
            return None
        raise
    return _picture(content)


def _picture(answer: Response) -> bytes:
    """The body, unless it is a message: a proxy's page, or the service's own words."""
    if answer.content[:64].lstrip()[:1] in (b"{", b"[", b"<"):
        raise unexpected(answer, "with text, where a picture belongs")
    return answer.content


def _headers(link: Response, given: Any) -> dict[str, str]:  # noqa: ANN401
    """The headers that a link was signed with: `[{"name": …, "value": …}]`."""
    if not isinstance(given, list) or any(not isinstance(one, dict) for one in given):
        raise unexpected(link, "with headers of another form than documented")
    return {str(one.get("name")): str(one.get("value")) for one in given}
