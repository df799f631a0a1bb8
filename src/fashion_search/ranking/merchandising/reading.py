"""Rules written as data: dictionaries, a JSON file, a TOML file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fashion_search.errors import ConfigurationError, InvalidRequestError, NotFoundError
from fashion_search.ranking.merchandising.rules import Merchandising, Rule

__all__ = ["parse_rules", "read_rules"]


def parse_rules(written: Iterable[object]) -> Merchandising:
    """Read rules from dictionaries.

    Each has a `kind`: `"boost"` or `"bury"` with `where` and `factor` or `addend`, `"pin"` with `product_id`
    and `position`, `"exclude"` with `where`. `where` takes every form of a filter. All may have `words`,
    `starts` and `ends`.

    Args:
        written: One dictionary a rule.

    Raises:
        InvalidRequestError: a rule is not of that form; the message says which, counted from 1, and why.
    """
    return Merchandising(_rule(number, one) for number, one in enumerate(written, start=1))


def read_rules(path: str | os.PathLike[str]) -> Merchandising:
    """Read rules from a file: `.toml` with a table `[[rule]]` for each, or `.json` with a list of them.

    Raises:
        NotFoundError: there is no such file.
        ConfigurationError: it is neither TOML nor JSON, or is damaged.
        InvalidRequestError: a rule is not of the form that `parse_rules` reads.
    """
    file = Path(path)
    try:
        content = _loaded(file)
    except OSError as exc:
        raise NotFoundError(f"The rules {file} cannot be read ({exc}).") from exc
    except ValueError as exc:
        raise ConfigurationError(f"The rules {file} are no valid {file.suffix[1:].upper()} ({exc}).") from exc
    listed = content.get("rule", ()) if isinstance(content, dict) else content
    unknown = set(content) - {"rule"} if isinstance(content, dict) else set()
    if unknown or not isinstance(listed, list | tuple):
        raise ConfigurationError(f"{file} must hold rules alone: [[rule]] tables in TOML, a list in JSON.")
    return parse_rules(listed)


def _loaded(file: Path) -> Any:  # noqa: ANN401  # whatever the file holds
    text = file.read_text("utf-8")
    if file.suffix == ".json":
        return json.loads(text)
    if file.suffix != ".toml":
        raise ConfigurationError(f"The rules {file} must end in .toml or .json.")
    if sys.version_info < (3, 11):
        raise ConfigurationError(f"{file} is TOML, which needs Python 3.11; write the rules as .json.")
    import tomllib  # noqa: PLC0415  # new in 3.11

    return tomllib.loads(text)


def _rule(number: int, written: object) -> Rule:
    from fashion_search.ranking.merchandising.written import read_rule  # noqa: PLC0415  # loads pydantic

    try:
        return read_rule(written)
    except InvalidRequestError as exc:
        raise InvalidRequestError(f"Rule {number}: {exc}") from exc
