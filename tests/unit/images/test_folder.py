"""Pictures are found by product id or image_path, in folders and zips alike."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path

import pytest

from fashion_search.errors import InvalidImageError, NotFoundError
from fashion_search.images.folder import FolderPictures, ZipPictures, open_pictures
from fashion_search.protocols import PictureSource
from fashion_search.types import Product

FILES = {
    "1.jpg": b"one",
    "2.JPEG": b"two",
    "sub/folder/3.png": b"three",
    "sub/1.jpg": b"deeper one",
    "4.webp": b"four as webp",
    "4.jpg": b"four as jpg",
    "A5.jpg": b"upper",
    "a5.jpg": b"lower",
    "photos/Front View.PNG": b"front",
    "6.txt": b"no picture",
    "7.jpg": b"",
}


@pytest.fixture(params=["folder", "zip"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> PictureSource:
    if request.param == "folder":
        for name, content in FILES.items():
            path = tmp_path / "pictures" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return open_pictures(tmp_path / "pictures")
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("sub") if hasattr(archive, "mkdir") else None
        for name, content in FILES.items():
            archive.writestr(name, content)
    return open_pictures(tmp_path / "pictures.zip")


@pytest.mark.parametrize(
    ("product", "expected"),
    [
        (Product(product_id="1"), b"one"),
        (Product(product_id="2"), b"two"),
        (Product(product_id="3"), b"three"),
        (Product(product_id="4"), b"four as jpg"),
        (Product(product_id="A5"), b"upper"),
        (Product(product_id="a5"), b"lower"),
        (Product(product_id="6"), None),
        (Product(product_id="7"), b""),
        (Product(product_id="none"), None),
        (Product(product_id="x", image_path="sub/folder/3.png"), b"three"),
        (Product(product_id="x", image_path="sub\\1.jpg"), b"deeper one"),
        (Product(product_id="x", image_path="PHOTOS/front view.png"), b"front"),
        (Product(product_id="x", image_path="/data/old/place/2.jpeg"), b"two"),
        (Product(product_id="x", image_path="https://shop.example/img/3.png"), b"three"),
        (Product(product_id="1", image_path="nowhere.jpg"), b"one"),
        (Product(product_id="x", image_path="../../../etc/passwd"), None),
        (Product(product_id="../1"), None),
    ],
    ids=str,
)
def test_a_picture_is_found_by_path_first_and_then_by_id(
    source: PictureSource, product: Product, expected: bytes | None
):
    assert source.read(product) == expected


def test_pictures_of_no_product_are_listed(source: FolderPictures | ZipPictures):
    products = [Product(product_id=name) for name in ("1", "2", "3", "4", "A5", "a5")]
    assert source.left_over(products) == ["4.webp", "7.jpg", "photos/Front View.PNG", "sub/1.jpg"]


def test_a_source_travels_to_another_process(source: PictureSource):
    assert pickle.loads(pickle.dumps(source)).read(Product(product_id="3")) == b"three"  # noqa: S301


def test_a_path_with_nothing_there_is_not_found(tmp_path: Path):
    with pytest.raises(NotFoundError, match="missing"):
        open_pictures(tmp_path / "missing")


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path):
    (tmp_path / "pictures.zip").write_bytes(b"not a zip")
    with pytest.raises(InvalidImageError, match=r"pictures\.zip"):
        open_pictures(tmp_path / "pictures.zip")


def test_a_damaged_entry_of_a_zip_is_an_error_of_ours(tmp_path: Path):
    path = tmp_path / "pictures.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1.jpg", b"content of one")
    path.write_bytes(path.read_bytes().replace(b"content of one", b"CONTENT of one"))
    with pytest.raises(InvalidImageError, match=r"1\.jpg"):
        open_pictures(path).read(Product(product_id="1"))


def test_an_entry_that_unpacks_to_far_more_than_a_picture_is_refused(tmp_path: Path):
    path = tmp_path / "pictures.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.jpg", bytes(65 << 20))
    with pytest.raises(InvalidImageError, match="64 MB"):
        open_pictures(path).read(Product(product_id="1"))
