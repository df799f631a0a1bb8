"""One call of a client."""

from __future__ import annotations

from fashion_search.deadline import Clock, Deadline

__all__ = ["Call"]


class Call:
    """One call: its deadline, which everything below it sees, and where its time went.

    Args:
        operation: What was called.
        timeout_s: Seconds it may take.

    Raises:
        InvalidRequestError: `timeout_s` is not positive.
    """

    def __init__(self, operation: str, timeout_s: float | None) -> None:
        self.operation = operation
        self.deadline = Deadline(timeout_s, operation)
        self._clock = Clock()

    def __enter__(self) -> Call:
        """From here on the deadline is the current one."""
        self.deadline.__enter__()
        return self

    def __exit__(self, *exc_info: object) -> None:
        """The call has ended."""
        self.deadline.__exit__(*exc_info)

    @property
    def laps(self) -> dict[str, float]:
        """Milliseconds by step."""
        return self._clock.laps

    def step(self, name: str) -> None:
        """A step has ended; go on only if there is time left.

        Raises:
            DeadlineExceededError: there is none.
        """
        self._clock.lap(name)
        self.deadline.check(f"the step after {name!r}")
