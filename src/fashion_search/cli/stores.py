"""`ingest`, `info`, `quality`: making a store and looking into it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from fashion_search.cli import show
from fashion_search.cli.options import AsJson, Model, Store, embedder_of
from fashion_search.errors import InvalidRequestError, NotFoundError
from fashion_search.ingest import IngestReport
from fashion_search.ingest import ingest as run_ingest
from fashion_search.ingest.quality import QualityReport
from fashion_search.store import Store as OpenStore

__all__ = ["info", "ingest", "quality"]

_INTERRUPTED = 130


def ingest(
    products: Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet file with one product a row.")],
    *,
    out: Annotated[Path, typer.Option(help="The store's directory; made, or brought up to date.")],
    images: Annotated[Path | None, typer.Option(help="Folder or zip with {product_id}.jpg.")] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", help="A column by another name: ours=theirs. Repeat for more."),
    ] = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes that encode; 0 for none but this.")] = 2,
    model: Model = None,
    synthesise_prices: Annotated[
        bool, typer.Option(help="Make up a price where there is none, the same in every run.")
    ] = False,
    html: Annotated[Path | None, typer.Option(help="Also write the quality report as a page here.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a store from a product file and pictures; start it again after an interruption and it goes on."""
    try:
        with show.progress_bars(quiet=as_json) as progress:
            report = run_ingest(
                products,
                out=out,
                images=images,
                columns=parse_mapping(columns or ()),
                workers=workers,
                embedder=embedder_of(model),
                synthesise_prices=synthesise_prices,
                progress=progress,
            )
    except KeyboardInterrupt:
        typer.echo("interrupted; the same command goes on where it stopped", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    found = _quality_of(out)
    if html is not None:
        _write_page(out, found, html)
    if as_json:
        show.json_object({**_ingest_facts(report), "quality": found.model_dump(mode="json")})
        return
    show.console.print(Text(str(report)))
    show.console.print()
    _show_quality(found)


def info(
    store: Store,
    *,
    verify: Annotated[bool, typer.Option(help="Check every file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what a store holds."""
    with OpenStore.open(store) as opened:
        if verify:
            opened.verify()
        manifest = opened.manifest
    facts: dict[str, Any] = {
        "store": str(store),
        "products": manifest.product_count,
        "pictures": manifest.picture_count,
        "prices": manifest.price_source,
        "model": str(manifest.model),
        "generation": manifest.generation,
        "created_at": manifest.created_at.isoformat(timespec="seconds"),
        "checksums": dict(manifest.checksums),
        "verified": verify,
    }
    if as_json:
        show.json_object(facts)
        return
    checksums = facts.pop("checksums")
    rows = [*facts.items(), *((f"sha256 of {name}", value) for name, value in checksums.items())]
    show.table(f"{store}", ("", ""), [(name, str(value)) for name, value in rows])


def quality(
    store: Store,
    *,
    html: Annotated[Path | None, typer.Option(help="Write the report as a page with pictures here.")] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Show the page in the browser.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the data-quality report of the last ingest."""
    found = _quality_of(store)
    written = None
    if html or open_page:
        written = _write_page(store, found, html or Path("quality.html"), show_it=open_page)
    if as_json:
        show.json_object(found.model_dump(mode="json"))
        return
    _show_quality(found)
    if written:
        show.console.print(f"page: {written}", soft_wrap=True)


def parse_mapping(pairs: Sequence[str]) -> dict[str, str]:
    """`ours=theirs` pairs as typed at a terminal.

    Raises:
        InvalidRequestError: a pair is not of that form.
    """
    mapping = {}
    for pair in pairs:
        ours, found, theirs = pair.partition("=")
        if not (found and ours.strip() and theirs.strip()):
            raise InvalidRequestError(
                f"--map {pair!r} is not of the form ours=theirs, such as product_id=sku."
            )
        mapping[ours.strip()] = theirs.strip()
    return mapping


def _quality_of(store: Path) -> QualityReport:
    path = store / "quality.json"
    if not path.exists():
        raise NotFoundError(f"{store} has no quality report; `fashion-search ingest` writes one.")
    return QualityReport.from_json(path.read_bytes())


def _write_page(store: Path, found: QualityReport, path: Path, *, show_it: bool = False) -> Path:
    with OpenStore.open(store) as opened:
        return show.open_page(found.to_html(opened.picture), path, show=show_it)


def _show_quality(found: QualityReport) -> None:
    pictures = "" if found.pictures is None else f", {found.pictures:,} with readable pictures"
    show.table(f"quality of {found.products:,} rows{pictures}", found.summary_columns, found.summary_rows())


def _ingest_facts(report: IngestReport) -> dict[str, Any]:
    return {
        "store": str(report.store),
        "products": report.manifest.product_count,
        "pictures": report.manifest.picture_count,
        "written": report.written,
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "texts_encoded": report.texts_encoded,
        "pictures_encoded": report.pictures_encoded,
        "resumed": report.resumed,
        "rejects": report.reject_counts,
        "seconds": round(report.seconds, 2),
        "checksums": dict(report.manifest.checksums),
    }
