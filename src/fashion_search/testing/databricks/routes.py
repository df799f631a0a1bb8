"""Which handler answers which request, and what it takes to be let in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import unquote

from fashion_search.testing.databricks.messages import Answer, ApiError, Incoming, Plane, ServiceName
from fashion_search.testing.databricks.tokens import Grant

__all__ = ["BOTH", "CONTROL", "DATA", "Call", "Handler", "Needs", "Route", "Router"]

CONTROL: frozenset[Plane] = frozenset({"control"})
DATA: frozenset[Plane] = frozenset({"data"})
BOTH: frozenset[Plane] = frozenset({"control", "data"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that was let in.

    Attributes:
        incoming: The request.
        parameters: The decoded parts of the path that the route names.
        grant: Who asks; `None` where nobody has to say.
    """

    incoming: Incoming
    parameters: Mapping[str, str]
    grant: Grant | None


Handler: TypeAlias = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a caller must show.

    Attributes:
        token: Whether any token is needed.
        scope: The OAuth scope that does, beside `all-apis`.
        operation: The index operation that a downscoped token must name, for the index in the path.
        serving: Whether a token of the serving data plane is needed, for the endpoint in the path.
    """

    token: bool = True
    scope: str = "all-apis"
    operation: str | None = None
    serving: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method on one path.

    Attributes:
        method: In upper case.
        path: With `{name}` for one segment and `{name:rest}` for all that is left.
        handler: What answers.
        service: Which part of the platform it belongs to.
        needs: What the caller must show.
        planes: Where it is answered.
        computes: Whether it works long enough to be kept off the event loop.
    """

    method: str
    path: str
    handler: Handler = field(repr=False)
    service: ServiceName
    needs: Needs = Needs()
    planes: frozenset[Plane] = CONTROL
    computes: bool = False


class Router:
    """Finds the route of a request.

    Args:
        routes: Earlier ones win.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_method: dict[tuple[Plane, str], list[tuple[re.Pattern[str], Route]]] = defaultdict(list)
        for route in routes:
            for plane in route.planes:
                self._by_method[plane, route.method].append((_pattern(route.path), route))

    def find(self, incoming: Incoming) -> tuple[Route, dict[str, str]]:
        """The route, and the decoded parts of the path that it names.

        Raises:
            ApiError: there is none.
        """
        for pattern, route in self._by_method[incoming.plane, incoming.method]:
            found = pattern.fullmatch(incoming.path)
            if found:
                return route, {name: unquote(part) for name, part in found.groupdict().items()}
        raise ApiError(
            404,
            "ENDPOINT_NOT_FOUND",
            f"No API found for '{incoming.method} {incoming.path}' on the {incoming.plane} plane.",
        )


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)(:rest)?\}", path)
    text = ""
    for literal, name, rest in zip(parts[::3], [*parts[1::3], None], [*parts[2::3], None], strict=True):
        text += re.escape(literal)
        if name:
            text += f"(?P<{name}>.+)" if rest else f"(?P<{name}>[^/]+)"
    return re.compile(text)
