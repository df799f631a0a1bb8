"""Where everything lies inside a store's directory.

```
STORE/
├── CURRENT                  the number of the generation readers open; replaced by an atomic rename
├── generations/000007/      one whole catalogue; never changed once CURRENT has named it
│   ├── manifest.json        format version, model, counts, checksums
│   ├── products.sqlite      products, and where each vector and picture came from
│   └── image.npy text.npy hybrid.npy
├── pictures/<sha256>.pack   thumbnails one after another, shared by generations
├── rejects.jsonl            rows, values and pictures the last ingest kept aside
├── quality.json             what is wrong with the catalogue
├── work/                    finished slices of an ingest that has not ended yet
└── writer.lock              held by the process that is writing
```
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from fashion_search.types import Space

__all__ = ["MANIFEST", "PRODUCTS", "REMEDY", "Layout", "vector_file"]

MANIFEST = "manifest.json"
PRODUCTS = "products.sqlite"

REMEDY = "Copy the store again, or remove its directory and ingest again."
"""What helps when a store is damaged."""


def vector_file(space: Space) -> str:
    """The name of the file that holds one space's vectors."""
    return f"{space}.npy"


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one store.

    Attributes:
        root: The store's directory; it need not exist.
    """

    root: Path

    @classmethod
    def at(cls, path: str | os.PathLike[str]) -> Layout:
        """The layout of the store at a path, made absolute so that a later `chdir` cannot move it."""
        return cls(Path(path).expanduser().absolute())

    @property
    def pointer(self) -> Path:
        """The file that names the current generation."""
        return self.root / "CURRENT"

    @property
    def generations(self) -> Path:
        """The folder of all generations."""
        return self.root / "generations"

    @property
    def pictures(self) -> Path:
        """The folder of thumbnail packs."""
        return self.root / "pictures"

    @property
    def work(self) -> Path:
        """The folder of finished slices of an unfinished ingest."""
        return self.root / "work"

    @property
    def lock(self) -> Path:
        """The file a writer locks."""
        return self.root / "writer.lock"

    @property
    def rejects(self) -> Path:
        """What the last ingest kept aside."""
        return self.root / "rejects.jsonl"

    @property
    def quality(self) -> Path:
        """What the last ingest found wrong with the catalogue."""
        return self.root / "quality.json"

    def generation(self, number: int) -> Path:
        """The folder of one generation."""
        return self.generations / f"{number:06d}"

    def pack(self, name: str) -> Path:
        """One thumbnail pack."""
        return self.pictures / f"{name}.pack"
