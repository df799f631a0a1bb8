"""A scenario of the emulator as typed at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from fashion_search.errors import ConfigurationError, nearest
from fashion_search.testing.databricks import Latency, Scenario
from fashion_search.testing.databricks.messages import ServiceName

__all__ = ["parse_scenario"]

_NOT_TYPED = ("latency", "by_service")


def parse_scenario(settings: Sequence[str], *, latency_ms: float = 0.0) -> Scenario:
    """What `--scenario` says.

    Args:
        settings: Each `NAME=VALUE`, a field of `Scenario`; `none` for none, commas between services.
        latency_ms: What every answer waits.

    Raises:
        ConfigurationError: no such field, a value that it cannot have, or shares above 1 in all.
    """
    latency = Latency(median_s=latency_ms / 1000)
    return Scenario(latency=latency, **dict(_setting(text) for text in settings))  # type: ignore[arg-type]


def _setting(text: str) -> tuple[str, object]:
    name, _, value = (part.strip() for part in text.partition("="))
    types = {field: kind for field, kind in get_type_hints(Scenario).items() if field not in _NOT_TYPED}
    if name not in types:
        raise ConfigurationError(f"--scenario {text!r}: unknown name {name!r}. {nearest(name, types)}")
    kind: Any = types[name]
    given: object = None if value.lower() == "none" else value
    if name == "services":
        kind, given = frozenset[ServiceName], [one.strip() for one in value.split(",")]
    try:
        return name, TypeAdapter(kind).validate_python(given)
    except ValidationError as exc:
        raise ConfigurationError(f"--scenario {text!r}: {exc.errors()[0]['msg']}.") from exc
