"""What an adapter needs of a connection: that it runs exchanges."""

from __future__ import annotations

from typing import Any, Protocol

from fashion_search.connections.wire import Exchange

__all__ = ["AsyncRunner", "Runner"]


class Runner(Protocol):
    """Runs exchanges, blocking."""

    def run(self, exchange: Exchange) -> Any:  # noqa: ANN401
        """Answer what the exchange asks for until it returns; give back what it returns."""
        ...


class AsyncRunner(Protocol):
    """Runs exchanges, awaited."""

    async def run(self, exchange: Exchange) -> Any:  # noqa: ANN401
        """Answer what the exchange asks for until it returns; give back what it returns."""
        ...
