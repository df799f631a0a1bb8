"""Where settings are read from, and what is said when one cannot be used: never its value."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fashion_search.errors import ConfigurationError, nearest

__all__ = ["PREFIX", "check_environment", "explained", "read_toml"]

PREFIX = "FASHION_"

_ALIKE = 0.8
"""How alike a variable must be to a known one to be taken for a slip rather than for another program's."""


def read_toml(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The table of a TOML file.

    Raises:
        ConfigurationError: there is no such file, or it is not TOML.
    """
    if sys.version_info >= (3, 11):
        import tomllib  # noqa: PLC0415  # not in every Python
    else:
        import tomli as tomllib  # noqa: PLC0415
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as exc:
        raise ConfigurationError(f"The settings file {str(path)!r} cannot be read: {exc.strerror}.") from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise ConfigurationError(f"The settings file {str(path)!r} is not valid TOML: {exc}.") from exc


def check_environment(known: Iterable[str]) -> None:
    """Refuse variables that are a slip away from a setting's; others with our prefix may be anybody's.

    Args:
        known: Names of settings; those of parts as `part__name`.

    Raises:
        ConfigurationError: there is such a variable.
    """
    variables = {f"{PREFIX}{name}".upper() for name in known}
    for found in os.environ:
        name = found.upper()
        if not name.startswith(PREFIX) or name in variables:
            continue
        close = difflib.get_close_matches(name, variables, n=1, cutoff=_ALIKE)
        if close:
            raise ConfigurationError(f"Unknown environment variable {found}. Did you mean {close[0]}?")


def explained(error: ValidationError, known: Mapping[str, Iterable[str]]) -> ConfigurationError:
    """What is wrong with the settings, without the values.

    Args:
        error: pydantic's finding.
        known: Names by part; the part `""` has those of the settings themselves.
    """
    sentences = []
    for one in error.errors(include_input=False, include_url=False, include_context=False):
        *part, name = [str(step) for step in one["loc"]] or [""]
        where = ".".join(part)
        shown = f"{where}.{name}" if where else name
        if one["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
            sentences.append(f"Unknown setting {shown!r}. {nearest(name, known.get(where, ()))}")
        elif not shown:
            sentences.append(one["msg"].removeprefix("Value error, ").rstrip(".") + ".")
        else:
            sentences.append(f"Setting {shown!r}: {one['msg'].removeprefix('Value error, ').rstrip('.')}.")
    return ConfigurationError(" ".join(sentences))
