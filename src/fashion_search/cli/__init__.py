"""`fashion-search …`: the package at a terminal."""

from __future__ import annotations

import sys

from fashion_search.errors import FashionSearchError, InvalidRequestError, MissingDependencyError

__all__ = ["main"]

_FAILED, _USAGE = 1, 2


def main() -> None:
    """Run the command line; every error of ours is one line on stderr and an exit code.

    Exit codes: 0 done, 1 failed, 2 the request was wrong, 130 interrupted.
    """
    try:
        _run()
    except InvalidRequestError as exc:
        _stop(exc, _USAGE)
    except FashionSearchError as exc:
        _stop(exc, _FAILED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(_FAILED)


def _run() -> None:
    try:
        from fashion_search.cli.app import app
    except ImportError as exc:
        if exc.name not in ("typer", "rich"):
            raise
        raise MissingDependencyError("The command line", "cli") from exc
    app()


def _stop(error: object, code: int) -> None:
    print(f"fashion-search: {' '.join(str(error).split())}", file=sys.stderr)
    sys.exit(code)
