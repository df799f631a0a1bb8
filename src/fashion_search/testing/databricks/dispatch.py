"""One request from door to door: route, scenario, login, handler, record."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable
from dataclasses import replace

from fashion_search.testing.databricks.access import admit
from fashion_search.testing.databricks.connection import KEEP, RESET, Ending
from fashion_search.testing.databricks.faults import Fate, Faults
from fashion_search.testing.databricks.messages import Answer, ApiError, Incoming, json_answer
from fashion_search.testing.databricks.recording import Recorded, Recording
from fashion_search.testing.databricks.routes import Call, Route, Router
from fashion_search.testing.databricks.server import Compute
from fashion_search.testing.databricks.tokens import TokenOffice

__all__ = ["Dispatcher"]

_LOG = logging.getLogger(__name__)

_UNKNOWN = Fate(0.0, "answered")


class Dispatcher:
    """Answers requests; called on the event loop.

    Args:
        router: Finds handlers.
        office: Knows tokens.
        faults: Decides what goes wrong.
        recording: Remembers.
    """

    def __init__(
        self,
        router: Router,
        office: TokenOffice,
        faults: Callable[[], Faults],
        recording: Recording,
    ) -> None:
        self._router = router
        self._office = office
        self._faults = faults
        self._recording = recording

    async def serve(self, incoming: Incoming, compute: Compute) -> tuple[Answer, Ending]:
        """The answer, with an `x-request-id`, and how the connection ends."""
        request_id = str(uuid.uuid4())
        route, fate = None, _UNKNOWN
        ending = RESET
        answer: Answer | None = None
        try:
            route, parameters = self._router.find(incoming)
            fate = self._faults().fate(route.service, _sleeper(route, parameters))
            if await _held(fate):
                return Answer(), RESET
            answer = await self._answer(incoming, route, parameters, fate, compute)
            answer, ending = _spoiled(answer, fate)
        except ApiError as exc:
            answer, ending = _refusal(exc), KEEP
        except Exception as exc:
            _LOG.exception("%s %s failed in the emulator", incoming.method, incoming.path)
            failed = ApiError(500, "INTERNAL_ERROR", f"The emulator failed: {type(exc).__name__}: {exc}")
            answer, ending = _refusal(failed), KEEP
        finally:
            status = None if answer is None else answer.status
            self._record(incoming, route, status, fate, request_id)
        return replace(answer, headers={**answer.headers, "x-request-id": request_id}), ending

    async def _answer(
        self, incoming: Incoming, route: Route, parameters: dict[str, str], fate: Fate, compute: Compute
    ) -> Answer:
        refusal = fate.refusal()
        if refusal is not None:
            raise refusal
        grant = admit(incoming, route, parameters, self._office)
        call = Call(incoming=incoming, parameters=parameters, grant=grant)
        return await compute(lambda: route.handler(call)) if route.computes else route.handler(call)

    def _record(
        self, incoming: Incoming, route: Route | None, status: int | None, fate: Fate, request_id: str
    ) -> None:
        service = None if route is None else route.service
        record = Recorded.of(incoming, service=service, status=status, fate=fate.kind, request_id=request_id)
        self._recording.append(record)


def _sleeper(route: Route, parameters: dict[str, str]) -> str | None:
    """The endpoint that must be awake to answer: the one invoked."""
    return parameters["endpoint"] if route.path.endswith("/invocations") else None


async def _held(fate: Fate) -> bool:
    """Wait as long as it is to take; whether the connection then drops without an answer."""
    if fate.wait_s > 0:
        await asyncio.sleep(fate.wait_s)
    if fate.kind == "hang":
        await asyncio.sleep(fate.scenario.hang_s)
    return fate.kind in ("hang", "reset")


def _spoiled(answer: Answer, fate: Fate) -> tuple[Answer, Ending]:
    """What a scenario makes of a good answer, and of the connection."""
    match fate.kind:
        case "stale" | "cut":
            return answer, Ending(fate.kind)
        case "slow":
            return answer, Ending("slow", fate.scenario.slow_s)
        case "malformed":
            return replace(answer, body=b'{"result": {"row_count": 3, "data_array": [["'), KEEP
        case "oversized":
            padding = b" " * max(0, fate.scenario.oversized_bytes - len(answer.body))
            return replace(answer, body=answer.body + padding), KEEP
        case _:
            return answer, KEEP


def _refusal(error: ApiError) -> Answer:
    return json_answer(error.content, status=error.status, headers=error.headers)
