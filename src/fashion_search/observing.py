"""What the library tells about itself: a silent logger, and spans where OpenTelemetry is installed.

Neither ever carries a payload: names, counts, sizes and statuses only.
"""

from __future__ import annotations

import functools
import logging
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from opentelemetry.trace import Span as OtelSpan
    from opentelemetry.trace import Tracer

__all__ = ["Span", "logger", "span"]

Attribute = str | int | float | bool

logger = logging.getLogger("fashion_search")
"""Silent until the application gives it, or the root logger, a handler."""
logger.addHandler(logging.NullHandler())


class Span(Protocol):
    """A step that is being timed; a context manager."""

    def set(self, **attributes: Attribute) -> None:
        """Say more about the step once it is known."""
        ...

    def __enter__(self) -> Span: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def span(name: str, **attributes: Attribute) -> Span:
    """Time the step in a `with` block; say more about it with `set` once it is known.

    An error that leaves the block marks the span with the error's type, not with its message.

    Args:
        name: What the step is; shown as `fashion_search.<name>`.
        attributes: Names and counts. Never text of a query, ids of a user, a header or a body.

    Returns:
        A span of OpenTelemetry when `opentelemetry-api` is installed, else one shared object that does
        nothing.
    """
    tracer = _tracer()
    return _SILENT if tracer is None else _Traced(tracer, name, attributes)


@functools.cache
def _tracer() -> Tracer | None:
    try:
        from opentelemetry import trace  # noqa: PLC0415  # optional, and not paid for by importing this package
    except ImportError:
        return None
    return trace.get_tracer("fashion_search")


class _Silent:
    """A span that nobody records."""

    __slots__ = ()

    def set(self, **attributes: Attribute) -> None:
        pass

    def __enter__(self) -> Span:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


_SILENT = _Silent()


class _Traced:
    """A span of OpenTelemetry, current while the block runs."""

    __slots__ = ("_block", "_span")

    def __init__(self, tracer: Tracer, name: str, attributes: dict[str, Attribute]) -> None:
        self._block = tracer.start_as_current_span(
            f"fashion_search.{name}",
            attributes=_named(attributes),
            record_exception=False,  # it would copy the message, which may quote the query
            set_status_on_exception=False,
        )
        self._span: OtelSpan | None = None

    def set(self, **attributes: Attribute) -> None:
        if self._span is not None:
            self._span.set_attributes(_named(attributes))

    def __enter__(self) -> Span:
        self._span = self._block.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._span is not None and kind is not None:
            from opentelemetry.trace import StatusCode  # noqa: PLC0415  # it is there: the span came from it

            self._span.set_attribute("error.type", kind.__name__)
            self._span.set_status(StatusCode.ERROR)
        self._block.__exit__(kind, error, trace)


def _named(attributes: dict[str, Attribute]) -> dict[str, Attribute]:
    return {f"fashion_search.{name}": value for name, value in attributes.items()}
