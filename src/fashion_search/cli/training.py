"""`train`: adapting a model to one's own catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from fashion_search.cli import show
from fashion_search.cli.options import AsJson, Model
from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.embedders.onnx import OnnxEmbedder
from fashion_search.training.adapt import AdaptPlan, AdaptReport, adapt

__all__ = ["train"]

_NOT_BETTER, _INTERRUPTED = 1, 130
_BATCH = 64


def train(
    *,
    catalog: Annotated[Path, typer.Option(help="The store to adapt to, made by `fashion-search ingest`.")],
    out: Annotated[Path, typer.Option(help="Folder for the adapted model; must be new or empty.")],
    model: Model = None,
    keep_anyway: Annotated[
        bool, typer.Option(help="Write the model also when it is not shown to be better.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Of captions, batches and first weights.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Adapt a model to a store, and keep it when it is better on products held out. Exit code 1: not kept."""
    try:
        with show.progress_bars(quiet=as_json) as progress:
            report = adapt(
                catalog,
                out,
                embedder=_embedder(model),
                keep_anyway=keep_anyway,
                plan=AdaptPlan(seed=seed),
                progress=progress,
            )
    except KeyboardInterrupt:
        typer.echo("interrupted; nothing was written", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    if as_json:
        show.json_object(report.to_dict())
    else:
        _show(report)
    if report.out is None:
        raise typer.Exit(_NOT_BETTER)


def _embedder(model: Path | None) -> OnnxEmbedder:
    """The model to adapt, in batches: rounding does not matter here, and speed does."""
    if model is None:
        return BundledEmbedder(batch_size=_BATCH)
    return OnnxEmbedder.from_folder(model, batch_size=_BATCH)


def _show(report: AdaptReport) -> None:
    show.console.print(Text(report.head), soft_wrap=True)
    show.console.print()
    show.table("", report.columns, report.rows())
    for line in (report.verdict, report.outcome, _next(report)):
        show.console.print(Text(line), soft_wrap=True)


def _next(report: AdaptReport) -> str:
    """What there is to do now."""
    if report.out is None:
        return "--keep-anyway writes it all the same."
    return (
        f"The store still holds vectors of {report.before} and refuses the adapted model. "
        "To use it, encode anew:\n"
        f"  fashion-search ingest PRODUCTS --images IMAGES --out {report.store} --model {report.out}\n"
        f"and search with --model {report.out}."
    )
