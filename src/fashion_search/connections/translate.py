"""Errors of the packages that talk to services, as ours; told apart by name, so that none is imported for it.

A class is looked up by its own name, then by its bases', nearest first. What vendors say is shown trimmed and
with secrets taken out; where a vendor is known to write its configuration into messages, it is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from fashion_search.connections.http.answers import Where, where
from fashion_search.connections.secrets import redacted
from fashion_search.connections.vendors import VENDORS, Meaning
from fashion_search.connections.wire import Request
from fashion_search.errors import (
    AuthenticationError,
    ConfigurationError,
    FashionSearchError,
    InvalidRequestError,
    NotFoundError,
    RateLimitedError,
    ServiceError,
    ServiceUnavailableError,
    UnexpectedResponseError,
)

__all__ = ["meaning_of", "translated"]


def meaning_of(error: BaseException) -> Meaning | None:
    """What an error of a vendor, or a builtin one raised by its code, amounts to; `None` when not known."""
    for kind in type(error).__mro__:
        found = VENDORS.get(f"{kind.__module__}.{kind.__qualname__}")
        if found is not None:
            return found
    return None


def translated(
    error: BaseException, request: Request, *, secrets: Iterable[str] = ()
) -> FashionSearchError | None:
    """Our error for one of a vendor's.

    Args:
        error: What was raised. An error of ours is returned as it is.
        request: What was being asked, for the attributes and the message.
        secrets: Texts that must not be repeated.

    Returns:
        The error, to be raised by the caller; `None` when the error is not a vendor's: a mistake in our code.
    """
    if isinstance(error, FashionSearchError):
        return error
    meaning = meaning_of(error)
    if meaning is None:
        return None
    if meaning == "timed_out_because":
        cause = error.__cause__
        told = None if cause is None else translated(cause, request, secrets=secrets)
        return told or _unavailable("", error, request, secrets)
    return _MAKERS[meaning](_shown(error, secrets), error, request, secrets)


_Maker: TypeAlias = Callable[[str, BaseException, Request, Iterable[str]], FashionSearchError]


def _shown(error: BaseException, secrets: Iterable[str]) -> str:
    """What the vendor said, without the configuration that Databricks' SDK appends to it."""
    text = str(error).split("Config:", 1)[0].split("Env:", 1)[0]
    return redacted(text, secrets).rstrip(". ") or type(error).__name__


def _place(error: BaseException, request: Request) -> Where:
    place = where(request)
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        place["status_code"] = status
    return place


def _unavailable(said: str, error: BaseException, request: Request, _: Iterable[str]) -> FashionSearchError:
    return ServiceUnavailableError(
        f"{request.service} could not be reached for {request.operation}: {said or type(error).__name__}. "
        "Check the host and the network, or try later.",
        **_place(error, request),
        retryable=True,
    )


def _timed_out(said: str, error: BaseException, request: Request, _: Iterable[str]) -> FashionSearchError:
    return ServiceUnavailableError(
        f"{request.service} took too long to answer {request.operation}: {said}. It may be starting.",
        **_place(error, request),
        retryable=True,
    )


def _pool(said: str, error: BaseException, request: Request, _: Iterable[str]) -> FashionSearchError:
    return ServiceUnavailableError(
        f"All sockets of the connection were in use when {request.service} was asked to {request.operation}: "
        f"{said}. Raise pool_size, or send less at once.",
        **_place(error, request),
        retryable=True,
    )


def _throttled(said: str, error: BaseException, request: Request, _: Iterable[str]) -> FashionSearchError:
    limited = RateLimitedError(
        f"{request.service} limits {request.operation}: {said}. Send less at once.",
        **_place(error, request),
        retryable=True,
    )
    wait = getattr(error, "retry_after_secs", None)
    limited.retry_after_s = float(wait) if isinstance(wait, (int, float)) else None
    return limited


def _refused(said: str, error: BaseException, request: Request, _: Iterable[str]) -> FashionSearchError:
    return ServiceError(f"{request.service} refused {request.operation}: {said}.", **_place(error, request))


def _unexpected(said: str, error: BaseException, request: Request, _: Iterable[str]) -> FashionSearchError:
    return UnexpectedResponseError(
        f"{request.service} answered {request.operation} in a way that was not understood: {said}.",
        **_place(error, request),
    )


def _credentials(said: str, error: BaseException, request: Request, _: Iterable[str]) -> FashionSearchError:
    return AuthenticationError(
        f"{request.service} refused the credentials for {request.operation}: {said}. "
        "Log in again or replace them.",
        **_place(error, request),
    )


def _missing(said: str, error: BaseException, request: Request, _: Iterable[str]) -> FashionSearchError:  # noqa: ARG001
    return NotFoundError(
        f"{request.service} found nothing to {request.operation}: {said}. Check the names in the settings."
    )


def _configuration(said: str, error: BaseException, request: Request, _: Iterable[str]) -> FashionSearchError:  # noqa: ARG001
    return ConfigurationError(f"{request.service} cannot be asked to {request.operation}: {said}.")


def _request(said: str, error: BaseException, request: Request, _: Iterable[str]) -> FashionSearchError:  # noqa: ARG001
    return InvalidRequestError(f"{request.service} cannot be asked to {request.operation}: {said}.")


_MAKERS: dict[Meaning, _Maker] = {
    "unavailable": _unavailable,
    "timed_out": _timed_out,
    "pool": _pool,
    "throttled": _throttled,
    "refused": _refused,
    "unexpected": _unexpected,
    "credentials": _credentials,
    "missing": _missing,
    "configuration": _configuration,
    "request": _request,
}
