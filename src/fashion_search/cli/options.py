"""Options that several commands take, and how their text becomes values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeAlias, get_args

import typer

from fashion_search.client import FashionClient
from fashion_search.errors import FilterError, InvalidRequestError
from fashion_search.filters import Filter, parse_filter
from fashion_search.protocols import Embedder
from fashion_search.types import Space

__all__ = [
    "AsJson",
    "Limit",
    "Model",
    "SpaceName",
    "Store",
    "Where",
    "embedder_of",
    "open_client",
    "parse_space",
    "parse_where",
]

Store: TypeAlias = Annotated[Path, typer.Argument(help="A store made by `fashion-search ingest`.")]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]
Limit: TypeAlias = Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most.")]
Model: TypeAlias = Annotated[
    Path | None,
    typer.Option("--model", help="Folder of a CLIP-type ONNX model; by default the one in the package."),
]
SpaceName: TypeAlias = Annotated[
    str | None, typer.Option("--space", help=f"Which vectors to compare with: {', '.join(get_args(Space))}.")
]
Where: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        "-w",
        help="Condition as field=value, field!=value, field>=value … (commas for one of several), "
        "or a JSON filter. Repeat to demand all.",
    ),
]

_OPERATORS = ("!=", ">=", "<=", "=", ">", "<")
_NUMBERS = ("price", "year")


def open_client(store: Path, model: Path | None) -> FashionClient:
    """The client of a store, with the model it was made with."""
    return FashionClient.open(store, embedder=embedder_of(model))


def embedder_of(model: Path | None) -> Embedder | None:
    """The model in a folder; `None` for the one in the package."""
    if model is None:
        return None
    from fashion_search.embedders.onnx import OnnxEmbedder

    return OnnxEmbedder.from_folder(model)


def parse_space(name: str | None) -> Space | None:
    """The space a user named.

    Raises:
        InvalidRequestError: there is no such space.
    """
    if name is None:
        return None
    for space in get_args(Space):
        if name == space:
            return space  # type: ignore[no-any-return]  # get_args is untyped
    raise InvalidRequestError(f"Unknown space {name!r}; known: {', '.join(get_args(Space))}.")


def parse_where(conditions: Sequence[str] | None) -> Filter | None:
    """Conditions as typed at a terminal, all of which must hold.

    Raises:
        FilterError: a condition cannot be read.
    """
    return parse_filter([_condition(text) for text in conditions]) if conditions else None


def _condition(text: str) -> dict[str, object]:
    if text.lstrip().startswith("{"):
        try:
            parsed: dict[str, object] = json.loads(text)
        except json.JSONDecodeError as exc:
            raise FilterError(f"--where {text!r} is not valid JSON: {exc}.") from exc
        return parsed
    for operator in _OPERATORS:
        name, found, value = text.partition(operator)
        if found:
            return _comparison(name.strip(), operator, value.strip())
    raise FilterError(
        f"--where {text!r} has no operator; write field=value, with one of {' '.join(_OPERATORS)}."
    )


def _comparison(name: str, operator: str, value: str) -> dict[str, object]:
    values = [_value(name, part.strip()) for part in value.split(",")]
    if operator == "=":
        return {name: values if len(values) > 1 else values[0]}
    if operator == "!=":
        return {name: {"$nin": values}}
    return {f"{name} {operator}": _value(name, value)}


def _value(name: str, text: str) -> object:
    if name not in _NUMBERS:
        return text
    try:
        return int(text) if name == "year" else float(text)
    except ValueError as exc:
        raise FilterError(f"--where: {name} is a number, and {text!r} is none.") from exc
