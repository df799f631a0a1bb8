"""Lakebase: where its databases are, and the passwords that are tokens."""

from __future__ import annotations

import secrets
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from fashion_search.testing.databricks.messages import Answer, ApiError, invalid, json_answer
from fashion_search.testing.databricks.names import Names
from fashion_search.testing.databricks.routes import Call, Needs, Route

__all__ = ["DatabaseToken", "DatabaseTokens", "Lakebase"]

_NOWHERE: Final = "instance-00000000-0000-4000-8000-000000000002.database.example.com"


@dataclass(frozen=True, slots=True)
class DatabaseToken:
    """A password for a while.

    Attributes:
        text: The password.
        ends_at: When it stops to open the door, on the monotonic clock.
    """

    text: str
    ends_at: float

    @property
    def left_s(self) -> float:
        """Seconds it is still good for."""
        return self.ends_at - time.monotonic()


class DatabaseTokens:
    """Which passwords are good now. A test's PostgreSQL can follow through `on_change`.

    One token is current at a time: it is given to everybody who asks until half its life is over, or until
    `rotate`. Then the next one is made and, before anybody gets it, every listener is told.

    Args:
        lifetime_s: How long a token is good for.
    """

    def __init__(self, lifetime_s: float = 3600.0) -> None:
        self.lifetime_s = lifetime_s
        self._current: DatabaseToken | None = None
        self._listeners: list[Callable[[str], None]] = []
        self._issued: list[str] = []
        self._lock = threading.RLock()

    def on_change(self, listener: Callable[[str], None]) -> None:
        """Call this with every new token before it is given out; also with the current one, now."""
        with self._lock:
            listener(self.current().text)
            self._listeners.append(listener)

    def current(self) -> DatabaseToken:
        """The token that is good now."""
        with self._lock:
            if self._current is None or self._current.left_s < self.lifetime_s / 2:
                return self.rotate()
            return self._current

    def rotate(self) -> DatabaseToken:
        """Make the next token; the one before is no longer current."""
        with self._lock:
            token = DatabaseToken(f"eyJ{secrets.token_urlsafe(36)}", time.monotonic() + self.lifetime_s)
            self._current = token
            self._issued.append(token.text)
            for listener in self._listeners:
                listener(token.text)
            return token

    def is_current(self, text: str) -> bool:
        """Whether a password is the one that is good now."""
        with self._lock:
            found = self._current
            return found is not None and found.left_s > 0 and secrets.compare_digest(found.text, text)

    @property
    def issued(self) -> tuple[str, ...]:
        """Every token there was."""
        with self._lock:
            return tuple(self._issued)


class Lakebase:
    """Both generations: instances, and projects with branches and endpoints.

    Args:
        names: What they are called.
        tokens: Their passwords.
        postgres: URL of a real server whose host is told as theirs.
    """

    def __init__(self, names: Names, tokens: DatabaseTokens, postgres: str | None) -> None:
        self._names = names
        self._tokens = tokens
        self._host = _host_of(postgres) if postgres else _NOWHERE

    def routes(self) -> list[Route]:
        """Listeners may take their time, so credentials are made off the event loop."""
        instances, postgres = "/api/2.0/database", "/api/2.0/postgres"
        found: list[tuple[str, str, Callable[[Call], Answer]]] = [
            ("GET", f"{instances}/instances", self._list_instances),
            ("GET", f"{instances}/instances/{{name}}", self._get_instance),
            ("POST", f"{instances}/credentials", self._instance_credential),
            ("GET", f"{postgres}/projects/{{project}}/branches/{{branch}}/endpoints", self._list_endpoints),
            (
                "GET",
                f"{postgres}/projects/{{project}}/branches/{{branch}}/endpoints/{{name}}",
                self._get_endpoint,
            ),
            ("POST", f"{postgres}/credentials", self._endpoint_credential),
        ]
        return [
            Route(
                method=method,
                path=path,
                handler=handler,
                service="lakebase",
                needs=Needs(scope="postgres"),
                computes=method == "POST",
            )
            for method, path, handler in found
        ]

    def _instance(self) -> dict[str, Any]:
        return {
            "name": self._names.database_instance,
            "uid": "00000000-0000-4000-8000-000000000002",
            "state": "AVAILABLE",
            "pg_version": "PG_VERSION_16",
            "capacity": "CU_1",
            "read_write_dns": self._host,
        }

    def _list_instances(self, _: Call) -> Answer:
        return json_answer({"database_instances": [self._instance()]})

    def _get_instance(self, call: Call) -> Answer:
        self._check_instance(call.parameters["name"])
        return json_answer(self._instance())

    def _check_instance(self, name: str) -> None:
        if name != self._names.database_instance:
            raise ApiError(404, "NOT_FOUND", f"Database instance '{name}' not found.")

    def _instance_credential(self, call: Call) -> Answer:
        wanted = call.incoming.json().get("instance_names")
        if not isinstance(wanted, list) or not wanted:
            raise invalid("instance_names must name at least one instance.")
        for name in wanted:
            self._check_instance(str(name))
        token = self._tokens.current()
        return json_answer({"token": token.text, "expiration_time": _at(token)})

    def _endpoint(self) -> dict[str, Any]:
        return {
            "name": self._names.postgres_endpoint,
            "uid": str(uuid.UUID(int=3)),
            "status": {
                "endpoint_type": "ENDPOINT_TYPE_READ_WRITE",
                "current_state": "ACTIVE",
                "hosts": {"host": self._host, "read_write_pooled_host": self._host},
            },
        }

    def _list_endpoints(self, _: Call) -> Answer:
        return json_answer({"endpoints": [self._endpoint()]})

    def _get_endpoint(self, call: Call) -> Answer:
        parts = call.parameters
        self._check_endpoint(
            f"projects/{parts['project']}/branches/{parts['branch']}/endpoints/{parts['name']}"
        )
        return json_answer(self._endpoint())

    def _check_endpoint(self, name: object) -> None:
        if name != self._names.postgres_endpoint:
            raise ApiError(404, "NOT_FOUND", f"Postgres endpoint '{name}' not found.")

    def _endpoint_credential(self, call: Call) -> Answer:
        self._check_endpoint(call.incoming.json().get("endpoint"))
        token = self._tokens.current()
        return json_answer({"token": token.text, "expire_time": _at(token)})


def _at(token: DatabaseToken) -> str:
    ends = datetime.now(timezone.utc) + timedelta(seconds=token.left_s)
    return ends.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _host_of(url: str) -> str:
    """The host of a URL; a socket's folder may stand in `?host=`."""
    parts = urlsplit(url)
    return parts.hostname or parse_qs(parts.query).get("host", [_NOWHERE])[0]
