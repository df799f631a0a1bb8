"""URLs in image_path are fetched once, and only after the other source was asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from fashion_search.connections.downloads.fetch import DownloadPolicy
from fashion_search.errors import InvalidImageError
from fashion_search.images import web
from fashion_search.images.web import WebPictures
from fashion_search.types import Product

URL = "https://shop.example/7.jpg"


class Shelf:
    def read(self, product: Product) -> bytes | None:
        return b"from the shelf" if product.product_id == "on the shelf" else None


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    urls: list[str] = []

    def download(url: str, policy: DownloadPolicy) -> bytes:
        urls.append(url)
        if "refused" in url:
            raise InvalidImageError("refused")
        return b"from the web"

    monkeypatch.setattr(web, "download", download)
    return urls


def test_a_url_is_fetched_once(tmp_path: Path, asked: list[str]):
    pictures = WebPictures(Shelf(), cache=tmp_path / "cache")
    product = Product(product_id="7", image_path=URL)
    assert [pictures.read(product), pictures.read(product)] == [b"from the web"] * 2
    assert asked == [URL]


def test_what_the_other_source_has_is_not_fetched(tmp_path: Path, asked: list[str]):
    pictures = WebPictures(Shelf(), cache=tmp_path)
    assert pictures.read(Product(product_id="on the shelf", image_path=URL)) == b"from the shelf"
    assert asked == []


@pytest.mark.parametrize("path", [None, "7.jpg", "ftp://shop.example/7.jpg", "file:///etc/passwd"])
def test_only_http_urls_are_fetched(tmp_path: Path, asked: list[str], path: str | None):
    assert WebPictures(None, cache=tmp_path).read(Product(product_id="7", image_path=path)) is None
    assert asked == []


def test_a_refused_address_is_told_and_not_kept(tmp_path: Path, asked: list[str]):
    pictures = WebPictures(None, cache=tmp_path)
    product = Product(product_id="7", image_path="http://shop.example/refused")
    for _ in range(2):
        with pytest.raises(InvalidImageError, match="refused"):
            pictures.read(product)
    assert len(asked) == 2
