"""Jobs: a run that starts, runs for a poll or two, and succeeds."""

from __future__ import annotations

import itertools
import threading
from typing import Any

from fashion_search.testing.databricks.messages import Answer, ApiError, invalid, json_answer
from fashion_search.testing.databricks.routes import Call, Needs, Route

__all__ = ["Jobs"]


class Jobs:
    """Runs in memory. Nothing is executed: what a job was asked to do is for the caller to look up.

    Args:
        running_polls: How often a run is still running when asked for.
    """

    def __init__(self, running_polls: int = 0) -> None:
        self._running_polls = running_polls
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._polls: dict[int, int] = {}
        self.started: dict[int, dict[str, Any]] = {}
        """The bodies of run-now, by run id."""

    def routes(self) -> list[Route]:
        """Both versions of the API."""
        return [
            Route(
                method=method,
                path=f"/api/{version}/jobs/{path}",
                handler=handler,
                service="jobs",
                needs=_NEEDS,
            )
            for version in ("2.1", "2.2")
            for method, path, handler in (
                ("POST", "run-now", self._run_now),
                ("GET", "runs/get", self._get),
                ("POST", "runs/cancel", self._cancel),
            )
        ]

    def _run_now(self, call: Call) -> Answer:
        body = call.incoming.json()
        if not isinstance(body.get("job_id"), int):
            raise invalid(f"job_id must be a number; got {body.get('job_id')!r}.")
        with self._lock:
            run_id = next(self._numbers)
            self.started[run_id] = body
            self._polls[run_id] = self._running_polls
        return json_answer({"run_id": run_id, "number_in_job": run_id})

    def _get(self, call: Call) -> Answer:
        run_id = self._run(call.incoming.parameters().get("run_id"))
        with self._lock:
            running = self._polls[run_id] > 0
            self._polls[run_id] -= 1
        done = {"life_cycle_state": "TERMINATED", "result_state": "SUCCESS", "state_message": ""}
        state = {"life_cycle_state": "RUNNING", "state_message": "In run"} if running else done
        return json_answer(
            {"run_id": run_id, "job_id": self.started[run_id]["job_id"], "state": state, "tasks": []}
        )

    def _cancel(self, call: Call) -> Answer:
        self._run(call.incoming.json().get("run_id"))
        return json_answer({})

    def _run(self, given: object) -> int:
        run_id = int(str(given)) if str(given).isdigit() else -1
        if run_id not in self.started:
            raise ApiError(400, "INVALID_PARAMETER_VALUE", f"Run {given} does not exist.")
        return run_id


_NEEDS = Needs(scope="jobs")
