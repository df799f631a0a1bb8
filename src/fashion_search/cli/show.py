"""How results look at a terminal: tables, progress, JSON, and the page in the browser."""

from __future__ import annotations

import json
import sys
import webbrowser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.progress import Task as BarTask
from rich.table import Table
from rich.text import Text

from fashion_search.looks import Look
from fashion_search.results import SearchResult
from fashion_search.types import Facet, Product, Progress, ProgressCallback

__all__ = [
    "console",
    "facets",
    "hits",
    "json_object",
    "look",
    "open_page",
    "plain_facets",
    "products",
    "progress_bars",
    "table",
]

_UNBOUNDED = 200
"""Columns when nobody watches: a file or a pipe has no width, and a cut word helps nobody."""

console = Console(width=None if sys.stdout.isatty() else _UNBOUNDED)
_aside = Console(stderr=True)


def json_object(value: dict[str, Any]) -> None:
    """One JSON object on stdout, nothing else."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table; numbers to the right, `None` as a dash, nothing read as markup."""
    grid = Table(title=Text(title), title_justify="left", header_style="bold", box=None, pad_edge=False)
    listed = [list(row) for row in rows]
    for position, name in enumerate(columns):
        numeric = all(isinstance(row[position], int | float | None) for row in listed)
        grid.add_column(Text(name), justify="right" if numeric else "left", overflow="ellipsis", no_wrap=True)
    for row in listed:
        grid.add_row(*(_cell(value) for value in row))
    console.print(grid)
    console.print()


def _cell(value: object) -> Text:
    if value is None:
        return Text("-", style="dim")
    if isinstance(value, float):
        return Text(f"{value:.3f}" if abs(value) < 10 else f"{value:,.2f}")  # noqa: PLR2004
    return Text(str(value))


def hits(result: SearchResult) -> None:
    """The hits of one search, a line each."""
    for line in str(result.understood or "").splitlines():
        console.print(Text(f"understood: {line}", style="dim"))
    rows = [
        (
            rank,
            hit.product_id,
            hit.product.product_display_name,
            hit.product.article_type,
            hit.product.base_color,
            hit.product.price,
            hit.relevance,
            hit.score,
        )
        for rank, hit in enumerate(result, start=1)
    ]
    for note in result.notes:
        console.print(Text(note, style="dim"))
    if not rows:
        console.print(Text(f"{result.title}: nothing matches"))
        return
    spent = sum(result.timings_ms.values())
    columns = ("", "product", "title", "type", "color", "price", "relevance", "score")
    table(f"{result.title}: {len(result)} hits in {spent:.1f} ms", columns, rows)


def look(found: Look) -> None:
    """An outfit, a slot a line."""
    rows = [
        (
            slot.name,
            slot.best.product_id,
            slot.best.product.product_display_name,
            slot.best.product.base_color,
            slot.best.product.price,
            slot.best.score,
            " ".join(hit.product_id for hit in slot.alternatives),
        )
        for slot in found
    ]
    columns = ("slot", "product", "title", "color", "price", "score", "or")
    table(f"around {found.seed.product_display_name or found.seed.product_id}", columns, rows)
    total = "" if found.total_price is None else f", {found.total_price:,.2f} in all"
    console.print(Text(f"score {found.score:.3f}{total}"))
    for note in found.notes:
        console.print(Text(note, style="dim"))


def products(title: str, listed: Iterable[Product]) -> None:
    """Products, a line each."""
    rows = [
        (p.product_id, p.product_display_name, p.article_type, p.base_color, p.gender, p.price)
        for p in listed
    ]
    table(title, ("product", "title", "type", "color", "gender", "price"), rows)


def plain_facets(counts: Mapping[str, tuple[Facet, ...]]) -> dict[str, list[dict[str, object]]]:
    """Counts as plain values, ready for JSON."""
    return {
        name: [{"value": facet.value, "count": facet.count} for facet in values]
        for name, values in counts.items()
    }


def facets(counts: Mapping[str, tuple[Facet, ...]]) -> None:
    """One table per field."""
    for name, values in counts.items():
        table(name, ("value", "products"), [(facet.value, facet.count) for facet in values])


class _RateColumn(ProgressColumn):
    """Units per second."""

    def render(self, task: BarTask) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f}/s", style="dim")


@contextmanager
def progress_bars(*, quiet: bool = False) -> Iterator[ProgressCallback]:
    """A callback that draws one bar per stage on stderr, with rate and time left."""
    bars = Bars(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(),
        console=_aside,
        disable=quiet,
    )
    tasks: dict[str, Any] = {}

    def show(progress: Progress) -> None:
        if progress.stage not in tasks:
            tasks[progress.stage] = bars.add_task(progress.stage, total=progress.total or None)
        bars.update(tasks[progress.stage], completed=progress.done, total=progress.total or None)

    with bars:
        yield show


def open_page(html: str, path: Path, *, show: bool) -> Path:
    """Write a page, and show it in the browser when asked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")
    if show:
        webbrowser.open(path.resolve().as_uri())
    return path
