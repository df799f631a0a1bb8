"""Generations beside each other: which one is current, how the next takes its place, when the old ones go."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Collection
from pathlib import Path

from fashion_search.errors import NotFoundError, StoreError
from fashion_search.store.durable import replace_text, sync_folder
from fashion_search.store.layout import MANIFEST, REMEDY, Layout
from fashion_search.store.manifest import read_manifest

__all__ = ["current_generation", "draft_folder", "find_generation", "next_generation", "publish", "sweep"]


def find_generation(layout: Layout) -> int | None:
    """The number of the current generation, or `None` when there is no finished one.

    Raises:
        StoreError: the pointer does not hold a number.
    """
    try:
        text = layout.pointer.read_text(encoding="ascii").strip()
        return int(text)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as exc:
        raise StoreError(
            f"{layout.pointer} should hold the number of a generation ({exc}). Write into it the name of the "
            f"highest folder in {layout.generations}. {REMEDY}"
        ) from exc


def current_generation(layout: Layout) -> int:
    """The number of the current generation.

    Raises:
        NotFoundError: there is no store, or its first ingest has not ended.
        StoreError: the pointer does not hold a number.
    """
    number = find_generation(layout)
    if number is not None:
        return number
    if layout.work.exists():
        raise NotFoundError(
            f"The store at {layout.root} is not finished: its ingest was interrupted, or is running. "
            "Run the same ingest again; it goes on where it stopped."
        )
    raise NotFoundError(
        f"There is no store at {layout.root}. Make one with: fashion-search ingest PRODUCTS --images DIR "
        f"--out {layout.root}"
    )


def next_generation(layout: Layout) -> int:
    """A number that no generation has, also when the pointer is damaged or a writer was killed."""
    names = [path.name for path in layout.generations.iterdir()] if layout.generations.exists() else []
    return 1 + max((int(name) for name in names if name.isdecimal()), default=0)


def draft_folder(layout: Layout, number: int) -> Path:
    """An empty folder to write a generation in."""
    draft = layout.generations / f".{number:06d}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    return draft


def publish(layout: Layout, number: int, draft: Path) -> None:
    """Make a written generation the current one; from here on readers open it."""
    sync_folder(draft)
    draft.rename(layout.generation(number))
    sync_folder(layout.generations)
    replace_text(layout.pointer, f"{number:06d}\n")


def sweep(layout: Layout, keep_numbers: Collection[int]) -> None:
    """Remove every other generation, and packs that no kept one refers to.

    What cannot be removed, such as a file Windows has mapped, is left for the next time.

    Args:
        layout: The store.
        keep_numbers: The current generation and the one before: a reader may have read the pointer just
            before it moved.
    """
    keep = {layout.generation(number) for number in keep_numbers}
    for folder in layout.generations.iterdir():
        if folder not in keep:
            shutil.rmtree(folder, ignore_errors=True)
    packs = {name for folder in keep for name in _packs_of(folder)}
    for pack in layout.pictures.iterdir():
        if pack.stem not in packs:
            with contextlib.suppress(OSError):
                pack.unlink()


def _packs_of(generation: Path) -> list[str]:
    if not generation.exists():
        return []
    try:
        return list(read_manifest(generation / MANIFEST).packs)
    except StoreError:
        return []
