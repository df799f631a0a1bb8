"""The error classes of other packages, by full name, and what each amounts to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

__all__ = ["VENDORS", "Meaning"]

Meaning: TypeAlias = Literal[
    "configuration",
    "credentials",
    "missing",
    "pool",
    "refused",
    "request",
    "throttled",
    "timed_out",
    "timed_out_because",
    "unavailable",
    "unexpected",
]
"""`timed_out_because` is an end of patience whose cause tells the story."""

_BY_MODULE: dict[str, dict[Meaning, str]] = {
    "builtins": {
        "unavailable": "OSError ConnectionError",
        "timed_out_because": "TimeoutError",
    },
    "socket": {"unavailable": "gaierror herror", "timed_out": "timeout"},
    "ssl": {"unavailable": "SSLError SSLCertVerificationError"},
    "httpx": {
        "unavailable": "TransportError NetworkError ConnectError ReadError WriteError CloseError ProxyError "
        "RemoteProtocolError RequestError HTTPError",
        "timed_out": "TimeoutException ConnectTimeout ReadTimeout WriteTimeout",
        "pool": "PoolTimeout",
        "unexpected": "DecodingError TooManyRedirects HTTPStatusError ProtocolError CookieConflict",
        "request": "LocalProtocolError StreamError StreamConsumed StreamClosed ResponseNotRead "
        "RequestNotRead",
        "configuration": "InvalidURL UnsupportedProtocol",
    },
    "httpcore": {
        "unavailable": "NetworkError ConnectError ReadError WriteError ProxyError RemoteProtocolError "
        "ConnectionNotAvailable",
        "timed_out": "TimeoutException ConnectTimeout ReadTimeout WriteTimeout",
        "pool": "PoolTimeout",
        "unexpected": "ProtocolError",
        "request": "LocalProtocolError",
        "configuration": "UnsupportedProtocol",
    },
    "requests.exceptions": {
        "unavailable": "RequestException ConnectionError ProxyError SSLError ChunkedEncodingError RetryError",
        "timed_out": "Timeout ConnectTimeout ReadTimeout",
        "unexpected": "HTTPError TooManyRedirects ContentDecodingError JSONDecodeError",
        "request": "InvalidJSONError InvalidHeader StreamConsumedError UnrewindableBodyError",
        "configuration": "URLRequired MissingSchema InvalidSchema InvalidURL InvalidProxyURL",
    },
    "databricks.sdk.errors.base": {"refused": "DatabricksError"},
    "databricks.sdk.errors.platform": {
        "credentials": "Unauthenticated PermissionDenied",
        "missing": "NotFound ResourceDoesNotExist",
        "throttled": "TooManyRequests RequestLimitExceeded ResourceExhausted",
        "unavailable": "InternalError TemporarilyUnavailable Unknown Aborted",
        "timed_out": "DeadlineExceeded",
        "refused": "BadRequest InvalidParameterValue InvalidState ResourceConflict AlreadyExists "
        "ResourceAlreadyExists Cancelled NotImplemented DataLoss",
    },
    "databricks.sdk.errors.private_link": {"credentials": "PrivateLinkValidationError"},
    "databricks.sdk.errors.sdk": {"refused": "OperationFailed", "timed_out": "OperationTimeout"},
    "databricks.sdk.retries": {"unavailable": "RetryError"},
    "databricks.ai_search.exceptions": {
        "credentials": "PermissionDenied",
        "missing": "NotFound",
        "throttled": "TooManyRequests",
        "refused": "AISearchException BadRequest ResourceConflict",
        "configuration": "InvalidInputException",
    },
}


def _names() -> Iterator[tuple[str, Meaning]]:
    for module, meanings in _BY_MODULE.items():
        for meaning, classes in meanings.items():
            for name in classes.split():
                yield f"{module}.{name}", meaning


VENDORS: dict[str, Meaning] = dict(_names())
"""Full name of a class -> what it amounts to."""
