"""Whom to believe over TLS, and what to say when a host shows a certificate that nobody vouches for."""

from __future__ import annotations

import functools
import ssl
from collections.abc import Iterator

import httpx

from fashion_search.errors import ConfigurationError

__all__ = ["roots", "untrusted"]


@functools.cache
def roots() -> ssl.SSLContext:
    """The authorities httpx comes with, or those in SSL_CERT_FILE and SSL_CERT_DIR. Slow to make, so kept."""
    return httpx.create_ssl_context()


def untrusted(error: BaseException, host: str) -> ConfigurationError | None:
    """Our error for a certificate that was not accepted; `None` when that is not what happened.

    Args:
        error: What a client raised; looked through with all it was made from.
        host: Who showed the certificate.
    """
    found = next((one for one in _all_of(error) if isinstance(one, ssl.SSLCertVerificationError)), None)
    if found is None:
        return None
    said = found.verify_message.rstrip(".") or found.reason
    return ConfigurationError(
        f"{host} shows a certificate that is not trusted: {said}. "
        "If it is the right host, name the file with the certificate of the authority that signed it in "
        "SSL_CERT_FILE and, for the login by databricks-sdk, in REQUESTS_CA_BUNDLE."
    )


def _all_of(error: BaseException) -> Iterator[BaseException]:
    """An error and those behind it; some clients keep them as arguments."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and one not in seen:
            seen.append(one)
            yield one
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
