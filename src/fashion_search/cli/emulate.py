"""`emulate`: a Databricks workspace over a store, for any client on this machine."""

from __future__ import annotations

import shlex
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from fashion_search.cli import show
from fashion_search.cli.options import AsJson, Model, Store, embedder_of

__all__ = ["emulate"]


def emulate(
    store: Store,
    *,
    pat: Annotated[bool, typer.Option(help="Log in by a personal access token instead.")] = False,
    storage_optimized: Annotated[bool, typer.Option(help="Vector Search reads filter strings.")] = False,
    latency_ms: Annotated[float, typer.Option(min=0, help="Milliseconds that every answer waits.")] = 0.0,
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="What goes wrong: share_429=0.1, token_lifetime_s=5, … Repeat for more."),
    ] = None,
    port: Annotated[int, typer.Option(min=0, help="Of the workspace; 0 for any free one.")] = 0,
    data_port: Annotated[int, typer.Option(min=0, help="Of the data plane; 0 for any free one.")] = 0,
    model: Model = None,
    environment_file: Annotated[
        Path | None, typer.Option(help="Also write the variables here, as NAME=value lines.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Emulate a Databricks workspace over a store until interrupted.

    Prints the variables that point a client at it, as lines for a shell.
    """
    from fashion_search.cli.playing import parse_scenario
    from fashion_search.testing.databricks import DatabricksEmulator

    emulator = DatabricksEmulator(
        store,
        embedder=embedder_of(model),
        scenario=parse_scenario(scenario or (), latency_ms=latency_ms),
        endpoint_type="STORAGE_OPTIMIZED" if storage_optimized else "STANDARD",
        ports=(port, data_port),
    )
    try:
        with emulator:
            variables = emulator.environment("pat" if pat else "m2m")
            if environment_file is not None:
                _write_private(environment_file, variables)
            _tell(variables, as_json=as_json)
            threading.Event().wait()
    except KeyboardInterrupt:
        typer.echo(f"stopped after {emulator.requests.total:,} requests", err=True)


def _tell(variables: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        show.json_object(dict(variables))
        sys.stdout.flush()  # whoever reads it through a pipe waits for it
        return
    for name, value in variables.items():
        typer.echo(f"export {name}={shlex.quote(value)}")
    typer.echo("# serving until interrupted with Ctrl-C", err=True)


def _write_private(path: Path, variables: dict[str, str]) -> None:
    """The file holds a secret, so that only its owner may read it."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text("".join(f"{name}={value}\n" for name, value in variables.items()), encoding="utf-8")
