"""Asking one part after the other, each within a time of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from fashion_search.checking.report import Finding
from fashion_search.deadline import Deadline
from fashion_search.errors import FashionSearchError

__all__ = ["Probe", "asked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A question to one part.

    Attributes:
        part: Which part.
        ask: Says what the part answered; raises when it does not work.
        after: Parts without which there is no point in asking.
        is_needed: Whether a client cannot do without it.
    """

    part: str
    ask: Callable[[], str]
    after: tuple[str, ...] = field(default=())
    is_needed: bool = True


def asked(probes: Iterable[Probe], timeout_s: float) -> Iterator[Finding]:
    """Ask in order.

    Args:
        probes: The questions.
        timeout_s: Seconds for each.
    """
    failed: set[str] = set()
    for probe in probes:
        missing = [part for part in probe.after if part in failed]
        finding = _skipped(probe, missing) if missing else _asked(probe, timeout_s)
        if finding.state != "works":
            failed.add(probe.part)
        yield finding


def _skipped(probe: Probe, missing: list[str]) -> Finding:
    return Finding(
        part=probe.part, state="skipped", said=f"needs {', '.join(missing)}", is_needed=probe.is_needed
    )


def _asked(probe: Probe, timeout_s: float) -> Finding:
    began = time.monotonic()
    try:
        with Deadline(timeout_s, f"check of {probe.part}"):
            state, said = "works", probe.ask()
    except FashionSearchError as exc:
        state, said = "fails", str(exc)
    except Exception as exc:  # a check reports; what strangers raise may quote secrets
        state, said = "fails", f"{type(exc).__name__} where none was expected; please report it."
    return Finding(
        part=probe.part,
        state="works" if state == "works" else "fails",
        said=said,
        is_needed=probe.is_needed,
        seconds=round(time.monotonic() - began, 3),
    )
