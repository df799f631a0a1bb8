"""Pictures behind the URLs in `image_path`, each fetched once."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

from fashion_search.connections.downloads.fetch import DownloadPolicy, download
from fashion_search.protocols import PictureSource
from fashion_search.types import Product

__all__ = ["WebPictures"]


class WebPictures:
    """Downloads what another source does not have.

    Args:
        first: Asked before anything is downloaded; may be `None`.
        cache: A folder that keeps what was downloaded.
        policy: What a download may cost and where it may go.
    """

    def __init__(
        self, first: PictureSource | None, *, cache: Path, policy: DownloadPolicy | None = None
    ) -> None:
        self._first = first
        self._cache = cache
        self._policy = policy or DownloadPolicy()

    def read(self, product: Product) -> bytes | None:
        """The picture's encoded bytes, or `None` when the product has none.

        Raises:
            InvalidImageError: the address is not allowed, or the file too large.
            ServiceError: the address does not answer.
            NotFoundError: there is nothing at the address.
        """
        found = self._first.read(product) if self._first else None
        url = product.image_path or ""
        if found is not None or not url.lower().startswith(("http://", "https://")):
            return found
        kept = self._cache / hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
        if not kept.exists():
            self._keep(kept, download(url, self._policy))
        return kept.read_bytes()

    def _keep(self, path: Path, data: bytes) -> None:
        self._cache.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        draft.write_bytes(data)
        draft.replace(path)
