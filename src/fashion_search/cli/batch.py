"""`batch extract|enrich|embed|users|sync|quality|register`: work over whole tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from fashion_search.cli import show
from fashion_search.cli.options import AsJson

__all__ = ["batch_app"]

batch_app = typer.Typer(help="Work over whole tables, here or on Spark.", no_args_is_help=True)

_STOPPED = 3

Config = Annotated[Path, typer.Option("--config", "-c", help="The job file, TOML or JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Work through no more than so many rows.")]
Retry = Annotated[bool, typer.Option("--retry", help="Try again what was given up.")]


_ROW_BY_ROW = {
    "extract": "Read attributes from pictures. Started again, it goes on where it was.",
    "enrich": "Put attributes into the words that are embedded.",
    "embed": "Encode words and pictures. Only what is new or changed is encoded.",
}
_WHOLE = {
    "users": "Sum up what people did as their taste.",
    "sync": "Make the synced indexes that are missing, bring all up to date, and wait for them.",
    "quality": "Look the tables over: coverage, lengths, doubles, failures, and what moved since last time.",
    "register": "Package the embedder, register it with MLflow, and put it behind its serving endpoint.",
}


def _add_row_by_row(name: str, help_text: str) -> None:
    @batch_app.command(name, help=help_text)
    def command(
        *,
        config: Config,
        dry_run: DryRun = False,
        limit: Limit = None,
        retry: Retry = False,
        as_json: AsJson = False,
    ) -> None:
        _run(name, config, dry_run=dry_run, limit=limit, retry=retry, as_json=as_json)


def _add_whole(name: str, help_text: str) -> None:
    @batch_app.command(name, help=help_text)
    def command(*, config: Config, dry_run: DryRun = False, as_json: AsJson = False) -> None:
        _run(name, config, dry_run=dry_run, as_json=as_json)


for _name, _help in _ROW_BY_ROW.items():
    _add_row_by_row(_name, _help)
for _name, _help in _WHOLE.items():
    _add_whole(_name, _help)


def _run(
    name: str, config: Path, *, dry_run: bool, limit: int | None = None, retry: bool = False, as_json: bool
) -> None:
    from fashion_search.batch.config import read_config
    from fashion_search.batch.jobs import run_job
    from fashion_search.batch.running import Asked

    with show.progress_bars(quiet=as_json) as progress:
        asked = Asked(dry_run=dry_run, limit=limit, retry=retry, progress=progress)
        outcome = run_job(name, read_config(config), asked)
    if as_json:
        show.json_object(outcome.to_dict())
    else:
        show.console.print(Text(str(outcome)), soft_wrap=True)
    if getattr(outcome, "stopped", None) and not dry_run:
        raise typer.Exit(_STOPPED)
