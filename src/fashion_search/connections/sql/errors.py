"""Errors of SQLAlchemy, psycopg and sqlite3 as ours, without parameters, statements or passwords."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from fashion_search.deadline import time_left
from fashion_search.errors import (
    AuthenticationError,
    DeadlineExceededError,
    FashionSearchError,
    NotFoundError,
    ServiceError,
    ServiceUnavailableError,
    StoreError,
    UnexpectedResponseError,
)

__all__ = ["asking", "out_of_time", "translated"]

_OPERATION = "query"


class _Meaning(NamedTuple):
    """What a server's complaint comes to."""

    error: type[ServiceError]
    retryable: bool
    remedy: str


_REFUSED = _Meaning(
    AuthenticationError, retryable=False, remedy="Check user and password or token, and that the role exists."
)
_FORBIDDEN = _Meaning(
    AuthenticationError, retryable=False, remedy="Grant the role what it lacks, or use another role."
)
_LATE = _Meaning(DeadlineExceededError, retryable=True, remedy="Allow more time with timeout_s.")
_BUSY = _Meaning(ServiceUnavailableError, retryable=True, remedy="Try again.")
_GONE = _Meaning(ServiceUnavailableError, retryable=True, remedy="Check address and network, then try again.")
_ODD = _Meaning(UnexpectedResponseError, retryable=False, remedy="See the server's log for the statement.")

# SQLSTATE codes, and classes of two characters: Appendix A of PostgreSQL's documentation.
_CODES = {
    "57014": _LATE,
    "28P01": _REFUSED,
    "28": _REFUSED,
    "42501": _FORBIDDEN,
    "08": _GONE,
    "53": _BUSY,
    "57": _BUSY,
    "40": _BUSY,
    "55": _BUSY,
}
_MISSING = {"42P01": "table", "42703": "column", "42883": "function or operator", "3F000": "schema"}
# A refused login reaches the client without its code.
_REFUSALS = ("password authentication failed", "no password supplied", "does not exist", "pg_hba.conf")


def translated(exc: SQLAlchemyError, url: URL, service: str) -> FashionSearchError:
    """Our error for one of SQLAlchemy's.

    What the original would show of parameters is switched off in it too, since it is chained.

    Args:
        exc: What was raised.
        url: Which database; shown without its password.
        service: What to call the database.
    """
    if isinstance(exc, StatementError):
        exc.hide_parameters = True
        exc.statement = None
    where = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite":
        return StoreError(
            f"The database at {where} could not answer ({_reason(exc, url)}). "
            "If it is a store on disk, check it with `fashion-search info` or Store.verify()."
        )
    if isinstance(exc, NoConnectionError):
        return _no_connection(where, service)
    return _from_server(exc, url, where, service)


@contextmanager
def asking(engine: Engine, service: str = "postgres") -> Iterator[None]:
    """Errors of the database and its driver, as ours.

    Args:
        engine: Which database; only its address is looked at.
        service: What to call it in errors.
    """
    try:
        yield
    except SQLAlchemyError as exc:
        raise translated(exc, engine.url, service) from exc
    except Exception as exc:
        driver = engine.dialect.loaded_dbapi
        if not isinstance(exc, driver.Error):
            raise
        kind = OperationalError if isinstance(exc, driver.OperationalError) else DBAPIError
        raise translated(kind(None, None, exc), engine.url, service) from exc


def out_of_time(service: str) -> DeadlineExceededError:
    """The call's time is up."""
    return DeadlineExceededError(
        f"The call ran out of time while it waited for {service}. {_LATE.remedy}",
        service=service,
        operation=_OPERATION,
        retryable=True,
    )


def _no_connection(where: str, service: str) -> ServiceError:
    left = time_left()
    if left is not None and left <= 0:
        return out_of_time(service)
    return ServiceUnavailableError(
        f"No connection to {where} came free in time: all of the pool are in use. Make the pool larger.",
        service=service,
        operation=_OPERATION,
        retryable=True,
    )


def _from_server(exc: SQLAlchemyError, url: URL, where: str, service: str) -> FashionSearchError:
    code = _code(exc)
    if code in _MISSING:
        return NotFoundError(
            f"The database at {where} lacks a {_MISSING[code]} ({_reason(exc, url)}). "
            "Create the tables first."
        )
    meaning = _meaning(exc, code)
    return meaning.error(
        f"{where} could not answer ({_reason(exc, url)}). {meaning.remedy}",
        service=service,
        operation=_OPERATION,
        retryable=meaning.retryable,
    )


def _code(exc: SQLAlchemyError) -> str:
    return str(getattr(getattr(exc, "orig", None), "sqlstate", None) or "")


def _meaning(exc: SQLAlchemyError, code: str) -> _Meaning:
    known = _CODES.get(code) or _CODES.get(code[:2])
    if known is not None:
        return known
    if not isinstance(exc, (OperationalError, InterfaceError)) or code:
        return _GONE if isinstance(exc, DBAPIError) and exc.connection_invalidated else _ODD
    said = str(exc.orig)
    if "timeout expired" in said or "timed out" in said:
        left = time_left()
        return _LATE if left is not None and left <= 0 else _GONE
    return _REFUSED if any(words in said for words in _REFUSALS) else _GONE


def _reason(exc: SQLAlchemyError, url: URL) -> str:
    """What was said, as far as it cannot hold a parameter or a part of the address."""
    orig = getattr(exc, "orig", None)
    kind = type(orig or exc).__name__
    code = _code(exc)
    primary = getattr(getattr(orig, "diag", None), "message_primary", None)
    if code:
        said = f"{kind} {code}: {primary}" if primary and code[:2] != "22" else f"{kind} {code}"
    elif isinstance(exc, (OperationalError, InterfaceError)) or url.get_backend_name() == "sqlite":
        said = f"{kind}: {str(orig or exc).strip()}"
    else:
        said = kind
    password = str(url.password) if url.password else ""
    return said.replace(password, "***") if password else said
