"""Every error class of SQLAlchemy and psycopg becomes one of ours, and none shows what was asked."""

from __future__ import annotations

import inspect
import traceback

import pytest
import sqlalchemy.exc
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError, StatementError

from fashion_search.connections.sql.errors import translated
from fashion_search.deadline import Deadline
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

psycopg = pytest.importorskip("psycopg")

URL = make_url("postgresql+psycopg://ann:hunter2-secret@db.example.com/shop")
FILE = make_url("sqlite:////data/products.sqlite")


def wrapped(orig: Exception) -> SQLAlchemyError:
    return DBAPIError.instance("SELECT private-statement", {"p": "private-value"}, orig, psycopg.Error)


def of_driver() -> list[type[Exception]]:
    found = [getattr(psycopg.errors, name) for name in dir(psycopg.errors)]
    return [
        kind
        for kind in found
        if inspect.isclass(kind) and issubclass(kind, psycopg.Error) and not kind.__name__.startswith("_")
    ]


def of_toolkit() -> list[type[SQLAlchemyError]]:
    found = [getattr(sqlalchemy.exc, name) for name in dir(sqlalchemy.exc)]
    return [
        kind
        for kind in found
        if inspect.isclass(kind)
        and issubclass(kind, SQLAlchemyError)
        and not issubclass(kind, (StatementError, Warning))
    ]


def check(error: FashionSearchError) -> None:
    told = "".join(traceback.format_exception_only(type(error), error))
    assert "private" not in told
    assert "hunter2-secret" not in told
    assert len(told) < 500


@pytest.mark.parametrize("kind", of_driver(), ids=lambda kind: kind.__name__)
def test_every_error_of_the_driver_is_translated(kind):
    exc = wrapped(kind("what the server said"))
    error = translated(exc, URL, "lakebase")
    assert isinstance(error, (ServiceError, NotFoundError))
    if isinstance(error, ServiceError):
        assert (error.service, error.operation) == ("lakebase", "query")
    check(error)
    assert "private" not in str(exc)  # it is chained, so it is shown as well


def test_there_are_as_many_as_there_should_be():
    assert len(of_driver()) > 200
    assert len(of_toolkit()) > 20


@pytest.mark.parametrize("kind", of_toolkit(), ids=lambda kind: kind.__name__)
def test_every_error_of_the_toolkit_is_translated(kind):
    try:
        exc = kind("private words")
    except TypeError:
        exc = kind.__new__(kind)
    check(translated(exc, URL, "postgres"))


@pytest.mark.parametrize(
    ("name", "expected", "retryable"),
    [
        ("QueryCanceled", DeadlineExceededError, True),
        ("InvalidPassword", AuthenticationError, False),
        ("InsufficientPrivilege", AuthenticationError, False),
        ("TooManyConnections", ServiceUnavailableError, True),
        ("AdminShutdown", ServiceUnavailableError, True),
        ("CannotConnectNow", ServiceUnavailableError, True),
        ("SerializationFailure", ServiceUnavailableError, True),
        ("DeadlockDetected", ServiceUnavailableError, True),
        ("ConnectionFailure", ServiceUnavailableError, True),
        ("DivisionByZero", UnexpectedResponseError, False),
        ("SyntaxError", UnexpectedResponseError, False),
    ],
)
def test_what_a_caller_can_do_depends_on_the_code(name, expected, retryable):
    error = translated(wrapped(getattr(psycopg.errors, name)("x")), URL, "postgres")
    assert type(error) is expected
    assert error.retryable is retryable


@pytest.mark.parametrize("name", ["UndefinedTable", "UndefinedColumn", "InvalidSchemaName"])
def test_what_is_missing_is_not_found(name):
    assert isinstance(translated(wrapped(getattr(psycopg.errors, name)("x")), URL, "postgres"), NotFoundError)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('connection failed: FATAL:  password authentication failed for user "ann"', AuthenticationError),
        ("connection failed: fe_sendauth: no password supplied", AuthenticationError),
        ('FATAL:  role "ann" does not exist', AuthenticationError),
        ("connection refused. Is the server running?", ServiceUnavailableError),
        ("connection timeout expired", ServiceUnavailableError),
        ("server closed the connection unexpectedly", ServiceUnavailableError),
    ],
)
def test_a_login_that_fails_has_no_code_and_is_told_by_its_words(said, expected):
    error = translated(wrapped(psycopg.OperationalError(said)), URL, "postgres")
    assert type(error) is expected


def test_a_password_in_what_the_driver_says_is_taken_out():
    for kind in (OperationalError, InterfaceError):
        orig = psycopg.OperationalError("connection to ann:hunter2-secret@db failed")
        assert "hunter2-secret" not in str(translated(kind("", {}, orig), URL, "postgres"))
    malformed = psycopg.ProgrammingError('missing "=" after "hunter2-secret" in connection info string')
    assert "hunter2-secret" not in str(translated(wrapped(malformed), URL, "postgres"))


def test_a_full_pool_is_late_only_when_the_call_is():
    full = sqlalchemy.exc.TimeoutError("QueuePool limit")
    assert type(translated(full, URL, "postgres")) is ServiceUnavailableError
    with Deadline(1e-9, "search"):
        assert type(translated(full, URL, "postgres")) is DeadlineExceededError


def test_a_file_is_a_store():
    exc = OperationalError("SELECT private", {"p": "private"}, Exception("no such table: products"))
    error = translated(exc, FILE, "postgres")
    assert isinstance(error, StoreError)
    assert "no such table" in str(error)
    assert "private" not in str(error)
