"""Rules written as data: dictionaries, a JSON file, a TOML file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from fashion_search.errors import ConfigurationError, InvalidRequestError, NotFoundError
from fashion_search.filters import Filter, parse_filter
from fashion_search.ranking.merchandising.rules import Boost, Bury, Exclude, Merchandising, Pin, Rule
from fashion_search.ranking.merchandising.when import When

__all__ = ["parse_rules", "read_rules"]


class _Written(BaseModel):
    """What every written rule has."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    words: tuple[str, ...] = ()
    starts: date | None = None
    ends: date | None = None

    def when(self) -> When:
        return When(words=self.words, starts=self.starts, ends=self.ends)


class _WrittenCondition(_Written):
    where: Any

    def condition(self) -> Filter:
        parsed = parse_filter(self.where)
        if parsed is None:
            raise InvalidRequestError(
                "where is empty; say which products, such as {'article_type': 'Heels'}."
            )
        return parsed


class _WrittenWeight(_WrittenCondition):
    kind: Literal["boost", "bury"]
    factor: float = 1.0
    addend: float = 0.0
    name: str | None = None

    def rule(self) -> Rule:
        made = Boost if self.kind == "boost" else Bury
        return made(
            where=self.condition(), factor=self.factor, addend=self.addend, when=self.when(), name=self.name
        )


class _WrittenPin(_Written):
    kind: Literal["pin"]
    product_id: str
    position: int

    def rule(self) -> Rule:
        return Pin(product_id=self.product_id, position=self.position, when=self.when())


class _WrittenExclusion(_WrittenCondition):
    kind: Literal["exclude"]

    def rule(self) -> Rule:
        return Exclude(where=self.condition(), when=self.when())


_ONE: TypeAdapter[_WrittenWeight | _WrittenPin | _WrittenExclusion] = TypeAdapter(
    Annotated[_WrittenWeight | _WrittenPin | _WrittenExclusion, Field(discriminator="kind")]
)


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
    try:
        return _ONE.validate_python(written).rule()
    except ValidationError as exc:
        first = exc.errors()[0]
        place = ".".join(
            str(part) for part in first["loc"] if part not in ("boost", "bury", "pin", "exclude")
        )
        found = f", not {first['input']!r}" if place and first["type"] != "missing" else ""
        raise InvalidRequestError(
            f"Rule {number}: {f'{place}: ' if place else ''}{first['msg']}{found}."
        ) from exc
    except InvalidRequestError as exc:
        raise InvalidRequestError(f"Rule {number}: {exc}") from exc
