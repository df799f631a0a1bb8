"""Every error this package raises, in one tree.

```
FashionSearchError
├── ConfigurationError            a setting is missing, wrong or contradicts another
│   └── MissingDependencyError    an optional package is absent; names the pip line
├── InvalidRequestError           the caller can fix it
│   ├── FilterError               unknown field, value of the wrong type, unsupported operator
│   ├── InvalidImageError         the picture cannot be read, or is refused
│   └── ModelMismatchError        vectors of one model met a store or index of another
├── NotFoundError                 no such product, user, file or index
├── StoreError                    the store on disk is damaged, or of another version
│   └── StoreLockedError          another process is writing
└── ServiceError                  a service answered with an error, or not at all
    ├── AuthenticationError
    ├── RateLimitedError          carries `retry_after_s`
    ├── ServiceUnavailableError
    ├── UnexpectedResponseError
    └── DeadlineExceededError     the call's `timeout_s` ran out
```

A message says what was asked, what was found and what to do. Errors pickle, and none carries a secret.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = [
    "AuthenticationError",
    "ConfigurationError",
    "DeadlineExceededError",
    "FashionSearchError",
    "FilterError",
    "InvalidImageError",
    "InvalidRequestError",
    "MissingDependencyError",
    "ModelMismatchError",
    "NotFoundError",
    "RateLimitedError",
    "ServiceError",
    "ServiceUnavailableError",
    "StoreError",
    "StoreLockedError",
    "UnexpectedResponseError",
    "nearest",
]


class FashionSearchError(Exception):
    """Base of every error raised by this package."""

    def __reduce__(self) -> tuple[object, ...]:
        """Rebuild from the message and the attributes, so that subclasses with keywords pickle."""
        return _rebuild, (type(self), self.args, self.__dict__.copy())


def _rebuild(
    cls: type[FashionSearchError], args: tuple[object, ...], state: dict[str, object]
) -> FashionSearchError:
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigurationError(FashionSearchError, ValueError):
    """A setting is missing, wrong or contradicts another."""


class MissingDependencyError(ConfigurationError, ImportError):
    """An optional package is needed and absent."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs an optional package: pip install 'fashion-search[{extra}]'")
        self.feature = feature
        self.extra = extra


class InvalidRequestError(FashionSearchError, ValueError):
    """The request cannot be answered as asked; the caller can fix it."""


class FilterError(InvalidRequestError):
    """A filter names an unknown field, compares unlike types, or uses an unknown operator."""


class InvalidImageError(InvalidRequestError):
    """A picture is unreadable, empty, truncated, too large, or not allowed to be fetched."""


class ModelMismatchError(InvalidRequestError):
    """Vectors of one model were offered to a store or index made with another."""


class NotFoundError(FashionSearchError, LookupError):
    """No such product, user, file or index."""


class StoreError(FashionSearchError):
    """The store on disk is damaged, incomplete, or of another format version."""


class StoreLockedError(StoreError):
    """Another process is writing to the store."""


class ServiceError(FashionSearchError):
    """A service answered with an error, or not at all.

    Attributes:
        service: Which service, such as `"model-serving"`.
        operation: What was asked of it.
        status_code: The HTTP status, when there was one.
        request_id: The service's own id of the request, for its support.
        retryable: Whether the same call may succeed later.
    """

    def __init__(
        self,
        message: str,
        *,
        service: str,
        operation: str,
        status_code: int | None = None,
        request_id: str | None = None,
        retryable: bool = False,
    ) -> None:
        super().__init__(message)
        self.service = service
        self.operation = operation
        self.status_code = status_code
        self.request_id = request_id
        self.retryable = retryable


class AuthenticationError(ServiceError):
    """The service refused the credentials."""


class RateLimitedError(ServiceError):
    """The service asked to slow down."""

    retry_after_s: float | None = None
    """Seconds the service asked to wait, when it said so."""


class ServiceUnavailableError(ServiceError):
    """The service could not be reached or is not ready."""


class UnexpectedResponseError(ServiceError):
    """The answer does not have the documented shape."""


class DeadlineExceededError(ServiceError):
    """The call's `timeout_s` ran out before an answer came."""


def nearest(name: str, candidates: Iterable[str]) -> str:
    """Say which known names are close to an unknown one.

    Args:
        name: What was asked for.
        candidates: What exists.

    Returns:
        A sentence: the close names, or all of them when none is close.
    """
    known = sorted(candidates)
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    if close:
        return "Did you mean " + " or ".join(repr(match) for match in close) + "?"
    return "Known: " + ", ".join(known) + "."
