"""`fashion-search check`: whether everything a client needs is there and answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from fashion_search.checking import CheckReport, Finding, check
from fashion_search.cli import show
from fashion_search.cli.options import AsJson
from fashion_search.settings import Settings

__all__ = ["check_command"]

_MARKS = {"works": ("ok  ", "green"), "fails": ("FAIL", "red"), "skipped": ("-   ", "dim")}

SettingsFile = Annotated[
    Path | None, typer.Option("--settings", help="A TOML file; without it the environment alone is read.")
]
Store = Annotated[Path | None, typer.Option("--store", help="A store to check instead.")]
Timeout = Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds for each part.")]


def check_command(
    settings: SettingsFile = None,
    store: Store = None,
    timeout: Timeout = 15.0,
    as_json: AsJson = False,
) -> None:
    """Ask every part of the client whether it works, and say what to do where it does not.

    The exit code is 1 when something that is needed does not work.
    """
    given = {} if store is None else {"store": store, "backend": "embedded"}
    read = Settings(**given) if settings is None else Settings.from_file(settings, **given)
    report = check(read, timeout_s=timeout, watch=None if as_json else _line)
    if as_json:
        show.json_object(report.to_dict())
    else:
        _end(report)
    if not report.is_ready:
        raise typer.Exit(1)


def _line(finding: Finding) -> None:
    mark, color = _MARKS[finding.state]
    aside = "" if finding.is_needed else " (not needed to search)"
    line = Text.assemble((mark, color), f" {finding.part:<13} {finding.said}{aside}")
    show.console.print(line, soft_wrap=True)


def _end(report: CheckReport) -> None:
    said = "is ready" if report.is_ready else "is NOT ready"
    show.console.print(Text(f"\nThe {report.backend} client {said}."))
