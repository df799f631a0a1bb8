"""Jobs as functions without arguments, for wheel tasks and console scripts: they read the command line.

They end quietly, without `sys.exit`, because a wheel task may take any `SystemExit` for a failure.
"""

from __future__ import annotations

import argparse
import logging
import sys

from fashion_search.batch.config import read_config
from fashion_search.batch.job_report import JobReport
from fashion_search.batch.jobs import run_job
from fashion_search.batch.running import Asked
from fashion_search.errors import FashionSearchError
from fashion_search.types import Progress

__all__ = ["embed", "enrich", "extract", "quality", "register", "sync", "users"]

_log = logging.getLogger(__name__)


def extract() -> None:
    """Read attributes from pictures."""
    _run("extract")


def enrich() -> None:
    """Put attributes into descriptions."""
    _run("enrich")


def embed() -> None:
    """Encode words and pictures."""
    _run("embed")


def users() -> None:
    """Sum people up."""
    _run("users")


def sync() -> None:
    """Keep the indexes up with the embeddings."""
    _run("sync")


def quality() -> None:
    """Look the tables over."""
    _run("quality")


def register() -> None:
    """Hand the embedder over to Model Serving."""
    _run("register")


class StoppedEarlyError(FashionSearchError):
    """The gate stopped a run: too many of its first rows failed."""


def _run(name: str) -> None:
    arguments = _parser(name).parse_args(sys.argv[1:])
    asked = Asked(dry_run=arguments.dry_run, limit=arguments.limit, retry=arguments.retry, progress=_logged)
    outcome = run_job(name, read_config(arguments.config), asked)
    sys.stdout.write(f"{outcome}\n")
    if isinstance(outcome, JobReport) and outcome.stopped and not arguments.dry_run:
        raise StoppedEarlyError(outcome.stopped)


def _parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"fashion-search-{name}")
    parser.add_argument("--config", required=True, help="The job file, TOML or JSON.")
    parser.add_argument("--dry-run", action="store_true", help="Only tell how many rows would be worked on.")
    parser.add_argument("--limit", type=int, help="Work through no more than so many rows.")
    parser.add_argument("--retry", action="store_true", help="Try what was given up again.")
    return parser


def _logged(progress: Progress) -> None:
    _log.info("%s: %d of %s", progress.stage, progress.done, progress.total or "?")
