"""Exchanges side by side: what each of them waits for goes out together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fashion_search.connections.wire import Exchange, Request, Together

__all__ = ["abreast", "together"]


def together(requests: Sequence[Request], *, at_once: int = 8) -> Exchange:
    """Requests that need not wait for each other; a lone one goes out without the ado of several.

    Returns:
        The responses, in order.
    """
    if len(requests) == 1:
        return [(yield requests[0])]
    return (yield Together(tuple(requests), at_once)) if requests else []


def abreast(exchanges: Sequence[Exchange], *, at_once: int = 8) -> Exchange:
    """Several exchanges as one, their requests sent at the same time, round by round.

    Args:
        exchanges: Not started yet. The first error of any of them ends them all.
        at_once: How many requests may be on their way at the same time.

    Returns:
        What they return, as a list, in order; empty for none.
    """
    lanes = [_Lane(exchange) for exchange in exchanges]
    try:
        for lane in lanes:
            lane.go_on(None)
        while waiting := [lane for lane in lanes if not lane.is_done]:
            requests = [request for lane in waiting for request in lane.requests]
            answers = iter((yield from together(requests, at_once=at_once)))
            for lane in waiting:
                lane.take([next(answers) for _ in lane.requests])
        return [lane.result for lane in lanes]
    finally:
        for lane in lanes:
            lane.exchange.close()


@dataclass(slots=True)
class _Lane:
    """One exchange, what it waits for, and in the end what it returned."""

    exchange: Exchange
    requests: tuple[Request, ...] = ()
    is_single: bool = False
    is_done: bool = False
    result: Any = None

    def take(self, answers: list[Any]) -> None:
        self.go_on(answers[0] if self.is_single else answers)

    def go_on(self, given: object) -> None:
        try:
            ask: Request | Together = self.exchange.send(given)
        except StopIteration as end:
            self.is_done, self.result, self.requests = True, end.value, ()
        else:
            self.is_single = isinstance(ask, Request)
            self.requests = (ask,) if isinstance(ask, Request) else ask.requests
