"""What a check found."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

__all__ = ["CheckReport", "Finding", "State"]

State: TypeAlias = Literal["works", "fails", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part of the client.

    Attributes:
        part: Which part.
        state: Whether it works; `skipped` where it could not be asked because another part fails.
        said: What it answered, or what is wrong and what to do.
        is_needed: Whether a client cannot do without it.
        seconds: How long it took.
    """

    part: str
    state: State
    said: str
    is_needed: bool = True
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """All parts of the client.

    Attributes:
        backend: Where the parts are.
        findings: One for each part, in the order they were asked.
    """

    backend: str
    findings: tuple[Finding, ...]

    @property
    def is_ready(self) -> bool:
        """Whether all that is needed works."""
        return all(one.state == "works" for one in self.findings if one.is_needed)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        return {
            "backend": self.backend,
            "is_ready": self.is_ready,
            "findings": [asdict(one) for one in self.findings],
        }
