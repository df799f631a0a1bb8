"""`batch extract|enrich|embed|users|sync|quality`: work over whole tables."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from fashion_search.cli import show
from fashion_search.cli.options import AsJson

if TYPE_CHECKING:
    from fashion_search.batch.jobs import Outcome

__all__ = ["batch_app"]

batch_app = typer.Typer(help="Work over whole tables, here or on Spark.", no_args_is_help=True)

_STOPPED = 3

Config = Annotated[Path, typer.Option("--config", "-c", help="The job file, TOML or JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell how many rows would be worked on.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Work through no more than so many rows.")]
Retry = Annotated[bool, typer.Option("--retry", help="Try again what was given up.")]


@batch_app.command("extract")
def extract(
    *,
    config: Config,
    dry_run: DryRun = False,
    limit: Limit = None,
    retry: Retry = False,
    as_json: AsJson = False,
) -> None:
    """Read attributes from pictures. Started again, it goes on where it was."""
    _run("extract", config, dry_run=dry_run, limit=limit, retry=retry, as_json=as_json)


@batch_app.command("enrich")
def enrich(
    *,
    config: Config,
    dry_run: DryRun = False,
    limit: Limit = None,
    retry: Retry = False,
    as_json: AsJson = False,
) -> None:
    """Put attributes into the words that are embedded."""
    _run("enrich", config, dry_run=dry_run, limit=limit, retry=retry, as_json=as_json)


@batch_app.command("embed")
def embed(
    *,
    config: Config,
    dry_run: DryRun = False,
    limit: Limit = None,
    retry: Retry = False,
    as_json: AsJson = False,
) -> None:
    """Encode words and pictures. Only what is new or changed is encoded."""
    _run("embed", config, dry_run=dry_run, limit=limit, retry=retry, as_json=as_json)


@batch_app.command("users")
def users(*, config: Config, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Sum up what people did as their taste."""
    _run("users", config, dry_run=dry_run, as_json=as_json)


@batch_app.command("sync")
def sync(*, config: Config, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Make the synced indexes that are missing, bring all up to date, and wait for them."""
    _run("sync", config, dry_run=dry_run, as_json=as_json)


@batch_app.command("quality")
def quality(*, config: Config, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Look the tables over: coverage, lengths, doubles, failures, and what moved since last time."""
    _run("quality", config, dry_run=dry_run, as_json=as_json)


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
        show.json_object(_plain(outcome))
    else:
        show.console.print(Text(_said(outcome)), soft_wrap=True)
    if getattr(outcome, "stopped", None) and not dry_run:
        raise typer.Exit(_STOPPED)


def _plain(outcome: Outcome) -> dict[str, object]:
    if isinstance(outcome, list):
        return {"indexes": [asdict(state) for state in outcome]}
    return outcome.to_dict()


def _said(outcome: Outcome) -> str:
    if isinstance(outcome, list):
        return "\n".join(f"{one.name}: {one.rows:,} rows, {one.state}" for one in outcome)
    return str(outcome)
