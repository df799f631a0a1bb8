"""Pictures in a folder or in a zip archive, found by product id or by the product's `image_path`."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from threading import Lock

from fashion_search.errors import InvalidImageError, NotFoundError
from fashion_search.types import Product

__all__ = ["FolderPictures", "ZipPictures", "open_pictures"]

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
_MOST_BYTES = 64 << 20


def open_pictures(path: str | os.PathLike[str]) -> FolderPictures | ZipPictures:
    """The pictures at a path.

    Args:
        path: A folder or a zip archive, with sub-folders or without.

    Raises:
        NotFoundError: there is nothing at the path.
        InvalidImageError: it is neither a folder nor a readable zip archive.
    """
    found = Path(path).expanduser().absolute()
    if found.is_dir():
        return FolderPictures(found)
    if not found.exists():
        raise NotFoundError(f"There is no picture folder or zip archive at {found}.")
    return ZipPictures(found)


class _Names:
    """Finds a picture's name among all names of a source, whatever the case of its letters."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_path: dict[str, str] = {}
        self._by_stem: dict[str, str] = {}
        pictures = (name for name in names if name.lower().endswith(_SUFFIXES))
        ordered = sorted(pictures, key=_preference)
        for spelling in (str, str.lower):  # Exact names go first: "A1" and "a1" may be two products.
            for name in ordered:
                path = PurePosixPath(name)
                self._by_path.setdefault(spelling(name), name)
                self._by_path.setdefault(spelling(path.name), name)
                self._by_stem.setdefault(spelling(path.stem), name)

    def __len__(self) -> int:
        return len(set(self._by_path.values()))

    def left_over(self, products: Iterable[Product]) -> list[str]:
        """The pictures that no product asks for, sorted."""
        used = {self.find(product) for product in products}
        return sorted(set(self._by_path.values()) - used)

    def find(self, product: Product) -> str | None:
        """By `image_path` when there is one that leads somewhere, else by product id."""
        if product.image_path:
            path = PurePosixPath(product.image_path.replace("\\", "/"))
            for asked in (str(path), str(path).lower(), path.name, path.name.lower()):
                if asked in self._by_path:
                    return self._by_path[asked]
        product_id = product.product_id
        return self._by_stem.get(product_id) or self._by_stem.get(product_id.lower())


def _preference(name: str) -> tuple[int, int, str]:
    """Nearest the root first, then by suffix in the order above, then by name."""
    path = PurePosixPath(name)
    return len(path.parts), _SUFFIXES.index(path.suffix.lower()), name


class FolderPictures:
    """Pictures under a folder, sub-folders included. The folder's names are read once, on first use.

    Args:
        folder: Where to look.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: _Names | None = None
        self._listing = Lock()

    def __reduce__(self) -> tuple[type[FolderPictures], tuple[Path]]:
        return FolderPictures, (self._folder,)

    def __repr__(self) -> str:
        return f"FolderPictures({str(self._folder)!r})"

    def read(self, product: Product) -> bytes | None:
        """The picture's encoded bytes, or `None` when the product has none.

        Raises:
            InvalidImageError: the file is there and cannot be read.
        """
        name = self._names().find(product)
        if name is None:
            return None
        try:
            return (self._folder / name).read_bytes()
        except OSError as exc:
            raise InvalidImageError(f"The picture {self._folder / name} cannot be read ({exc}).") from exc

    def left_over(self, products: Iterable[Product]) -> list[str]:
        """Names of the pictures that belong to none of these products, sorted."""
        return self._names().left_over(products)

    def _names(self) -> _Names:
        with self._listing:
            if self._known is None:
                self._known = _Names(_walk(self._folder))
            return self._known


def _walk(folder: Path) -> Iterable[str]:
    for parent, _, names in os.walk(folder):
        inside = Path(parent).relative_to(folder)
        yield from ((inside / name).as_posix() for name in names)


class ZipPictures:
    """Pictures in a zip archive, sub-folders included; nothing is unpacked to disk.

    Args:
        archive: The zip file.
    """

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._reading = Lock()
        try:
            self._zip = zipfile.ZipFile(archive)
        except (OSError, zipfile.BadZipFile) as exc:
            raise InvalidImageError(
                f"{archive} is neither a folder nor a readable zip archive ({exc}). Give a folder or a zip."
            ) from exc
        self._names = _Names(info.filename for info in self._zip.infolist() if not info.is_dir())

    def __reduce__(self) -> tuple[type[ZipPictures], tuple[Path]]:
        return ZipPictures, (self._archive,)

    def __repr__(self) -> str:
        return f"ZipPictures({str(self._archive)!r})"

    def read(self, product: Product) -> bytes | None:
        """The picture's encoded bytes, or `None` when the product has none.

        Raises:
            InvalidImageError: the entry is damaged, encrypted, or far larger than a picture.
        """
        name = self._names.find(product)
        if name is None:
            return None
        if self._zip.getinfo(name).file_size > _MOST_BYTES:
            raise InvalidImageError(f"{name} in {self._archive} unpacks to more than {_MOST_BYTES >> 20} MB.")
        try:
            with self._reading:
                return self._zip.read(name)
        except (OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile, EOFError, zlib.error) as exc:
            raise InvalidImageError(f"{name} in {self._archive} cannot be unpacked ({exc}).") from exc

    def left_over(self, products: Iterable[Product]) -> list[str]:
        """Names of the pictures that belong to none of these products, sorted."""
        return self._names.left_over(products)
