"""The check itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial

from fashion_search.checking.local import local_probes
from fashion_search.checking.probes import Probe, asked
from fashion_search.checking.report import CheckReport, Finding
from fashion_search.client import FashionClient
from fashion_search.errors import InvalidRequestError
from fashion_search.settings import Settings
from fashion_search.wiring import Parts, parts_of

__all__ = ["check"]


def check(
    subject: Settings | FashionClient,
    *,
    timeout_s: float = 15.0,
    watch: Callable[[Finding], None] | None = None,
) -> CheckReport:
    """Ask every part that a client would be made of whether it works.

    Args:
        subject: What a client would be made from; or a client, of which the parts are asked that every client
            has.
        timeout_s: Seconds for each part. A serving endpoint or a warehouse that sleeps needs minutes.
        watch: Told each finding as it is made.

    Returns:
        What works, what does not, and what to do. Never any secret.

    Raises:
        InvalidRequestError: `timeout_s` is not positive.
    """
    if not timeout_s > 0:
        raise InvalidRequestError(f"timeout_s is {timeout_s!r}; it must be a positive number of seconds.")
    findings: list[Finding] = []
    with ExitStack() as opened:
        for finding in asked(_probes(subject, opened), timeout_s):
            findings.append(finding)
            if watch is not None:
                watch(finding)
    backend = subject.chosen_backend if isinstance(subject, Settings) else "given"
    return CheckReport(backend=backend, findings=tuple(findings))


def _probes(subject: Settings | FashionClient, opened: ExitStack) -> Iterator[Probe]:
    if isinstance(subject, Settings) and subject.chosen_backend == "databricks":
        from fashion_search.checking.databricks import databricks_probes  # noqa: PLC0415  # needs its extra

        return databricks_probes(subject, opened)
    if isinstance(subject, Settings):
        return local_probes(partial(parts_of, subject), opened)
    return local_probes(partial(_parts_of_client, subject), opened)


def _parts_of_client(client: FashionClient) -> Parts:
    """Its parts, without what it closes itself."""
    return Parts(
        embedder=client.embedder,
        index=client.index,
        catalog=client.catalog,
        pictures=client.pictures,
        ready=client.warm_up,
    )
