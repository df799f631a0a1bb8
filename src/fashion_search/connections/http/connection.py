"""Connections that run exchanges over HTTP: one blocking, one awaited, alike in everything but that.

Each has one pool of sockets. A deadline around a call (`fashion_search.deadline`) covers waiting for one,
logging in, all attempts, the pauses between them, and reading the body. Connections may be shared by threads
and outlive a fork: the child opens sockets of its own. An awaited one may be used from several event loops.
"""

from __future__ import annotations

import asyncio
import os
from types import TracebackType
from typing import Any

import anyio
import httpx
from tenacity import AsyncRetrying, Retrying

from fashion_search.connections.credentials import AnonymousAccess, Credentials
from fashion_search.connections.http.limits import HttpLimits
from fashion_search.connections.http.pools import AsyncPool, Pool
from fashion_search.connections.http.retry import Attempts, Failure, RetryPolicy, retried
from fashion_search.connections.http.sending import CAUGHT, Body, Wire, agent, encoded, lowered
from fashion_search.connections.wire import Exchange, Request, Response, Together
from fashion_search.deadline import Deadline, time_left
from fashion_search.errors import InvalidRequestError
from fashion_search.observing import Span, logger, span
from fashion_search.steps import run, run_async

__all__ = ["AsyncHttpConnection", "HttpConnection"]


class HttpConnection:
    """Runs exchanges, blocking the caller; for many threads.

    Args:
        address: Where relative paths lead, such as `"https://shop.cloud.databricks.com"`; `None` when the
            credentials know.
        credentials: What lets it in; none by default.
        limits: Sockets, seconds, bytes.
        retry: How patient it is.
        product: Name and version of the application, for the user agent.

    Raises:
        ConfigurationError: `product` cannot be part of a header.
    """

    def __init__(
        self,
        address: str | None,
        credentials: Credentials | None = None,
        *,
        limits: HttpLimits = HttpLimits(),  # noqa: B008  # frozen
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008  # frozen
        product: str | None = None,
    ) -> None:
        self._wire = Wire(address, credentials or AnonymousAccess(), limits, retry, agent(product))
        self._by_process: dict[int, Pool] = {}
        self._is_closed = False

    def __repr__(self) -> str:
        """Where it leads."""
        return f"HttpConnection({self._wire.address!r})"

    def __enter__(self) -> HttpConnection:
        """Close it at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close every socket; requests on their way end with an error. Closing twice does nothing."""
        self._is_closed = True
        pool = self._by_process.pop(os.getpid(), None)
        if pool is not None:
            pool.close()

    def run(self, exchange: Exchange) -> Any:  # noqa: ANN401  # what the exchange returns
        """Answer what an exchange asks for until it returns.

        Returns:
            What the exchange returns.

        Raises:
            FashionSearchError: as `send`; raised inside the exchange, which may handle it.
        """
        return run(exchange, self._answer)

    def send(self, request: Request) -> Response:
        """Send one request, again where that may help.

        Raises:
            NotFoundError: the service answered 404.
            AuthenticationError: it refused the credentials.
            RateLimitedError: it asks to slow down.
            ServiceUnavailableError: it cannot be reached, or fails.
            DeadlineExceededError: the time is up.
            UnexpectedResponseError: its answer is too long, or a redirect.
            ServiceError: it refused the request.
            InvalidRequestError: the request cannot be written as JSON.
            ConfigurationError: the credentials are incomplete.
        """
        content = encoded(request)
        with (
            Deadline(self._wire.allowed_s(request), request.operation),
            span("request", service=request.service, operation=request.operation) as step,
        ):
            attempts = self._wire.attempts(request)
            with retried(Retrying(**attempts.rules)) as retrying:
                return _settled(attempts, retrying(self._attempt, attempts, content), step)

    def _answer(self, ask: Request | Together) -> object:
        if isinstance(ask, Request):
            return self.send(ask)
        return self._pool().threads.together(self.send, ask)

    def _attempt(self, attempts: Attempts, content: bytes | None) -> Response | Failure:
        request = attempts.request
        left_alone = attempts.begin()
        if left_alone is not None:
            return left_alone
        try:
            if self._wire.needs_grant(request):
                attempts.grant = self._wire.credentials.grant()
            with Deadline(self._wire.policy.attempt_timeout_s, request.operation):
                return self._exchange(attempts, content)
        except CAUGHT as exc:
            return attempts.broke(exc)

    def _exchange(self, attempts: Attempts, content: bytes | None) -> Response | Failure:
        pool = self._pool()
        outgoing = self._wire.addressed(attempts.request, content, attempts.grant)
        pool.enter()
        try:
            response = pool.transport.handle_request(outgoing)
            try:
                body = Body(attempts.request, response, self._wire.limits)
                for piece in response.iter_bytes():
                    if not body.take(piece):
                        break
            finally:
                response.close()
        finally:
            pool.leave()
        return attempts.answered(response.status_code, lowered(response.headers), body.content)

    def _pool(self) -> Pool:
        if self._is_closed:
            raise InvalidRequestError("The connection is closed; make a new one.")
        pid = os.getpid()
        return self._by_process.get(pid) or self._by_process.setdefault(pid, Pool(self._wire.limits))


class AsyncHttpConnection:
    """`HttpConnection`, awaited; takes the same arguments and raises the same errors.

    Cancelling a call gives its socket back. `aclose` closes the sockets of the running event loop; those of a
    loop that has ended are closed by the garbage collector.
    """

    def __init__(
        self,
        address: str | None,
        credentials: Credentials | None = None,
        *,
        limits: HttpLimits = HttpLimits(),  # noqa: B008  # frozen
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008  # frozen
        product: str | None = None,
    ) -> None:
        self._wire = Wire(address, credentials or AnonymousAccess(), limits, retry, agent(product))
        self._by_loop: dict[asyncio.AbstractEventLoop, AsyncPool] = {}
        self._is_closed = False

    def __repr__(self) -> str:
        """Where it leads."""
        return f"AsyncHttpConnection({self._wire.address!r})"

    async def __aenter__(self) -> AsyncHttpConnection:
        """Close it at the end of the block."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close the sockets of this event loop. Closing twice does nothing."""
        self._is_closed = True
        pool = self._by_loop.pop(asyncio.get_running_loop(), None)
        self._forget_ended_loops()
        if pool is not None:
            await pool.transport.aclose()

    async def run(self, exchange: Exchange) -> Any:  # noqa: ANN401  # what the exchange returns
        """`HttpConnection.run`."""
        return await run_async(exchange, self._answer)

    async def send(self, request: Request) -> Response:
        """`HttpConnection.send`."""
        content = encoded(request)
        with (
            Deadline(self._wire.allowed_s(request), request.operation),
            span("request", service=request.service, operation=request.operation) as step,
        ):
            attempts = self._wire.attempts(request)
            with retried(AsyncRetrying(**attempts.rules)) as retrying:
                return _settled(attempts, await retrying(self._attempt, attempts, content), step)

    async def _answer(self, ask: Request | Together) -> object:
        if isinstance(ask, Request):
            return await self.send(ask)
        gate = asyncio.Semaphore(ask.at_once)

        async def send_in_turn(request: Request) -> Response:
            async with gate:
                return await self.send(request)

        tasks = [asyncio.ensure_future(send_in_turn(request)) for request in ask.requests]
        try:
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _attempt(self, attempts: Attempts, content: bytes | None) -> Response | Failure:
        request = attempts.request
        left_alone = attempts.begin()
        if left_alone is not None:
            return left_alone
        try:
            if self._wire.needs_grant(request):
                attempts.grant = await self._wire.credentials.grant_async()
            with (
                Deadline(self._wire.policy.attempt_timeout_s, request.operation),
                anyio.move_on_after(time_left()),
            ):
                return await self._exchange(attempts, content)
        except CAUGHT as exc:
            return attempts.broke(exc)
        return attempts.broke(httpx.ReadTimeout("no complete answer in time"))

    async def _exchange(self, attempts: Attempts, content: bytes | None) -> Response | Failure:
        pool = self._pool()
        outgoing = self._wire.addressed(attempts.request, content, attempts.grant)
        await pool.enter()
        try:
            response = await pool.transport.handle_async_request(outgoing)
            try:
                body = Body(attempts.request, response, self._wire.limits)
                async for piece in response.aiter_bytes():
                    if not body.take(piece):
                        break
            finally:
                await response.aclose()
        finally:
            pool.leave()
        return attempts.answered(response.status_code, lowered(response.headers), body.content)

    def _pool(self) -> AsyncPool:
        if self._is_closed:
            raise InvalidRequestError("The connection is closed; make a new one.")
        loop = asyncio.get_running_loop()
        pool = self._by_loop.get(loop)
        if pool is None or pool.pid != os.getpid():
            self._forget_ended_loops()
            pool = self._by_loop[loop] = AsyncPool(self._wire.limits)
        return pool

    def _forget_ended_loops(self) -> None:
        for loop in [loop for loop in self._by_loop if loop.is_closed()]:
            del self._by_loop[loop]


def _settled(attempts: Attempts, outcome: Response | Failure, step: Span) -> Response:
    request = attempts.request
    status = outcome.status or 0
    step.set(attempts=attempts.sent, status=status)
    logger.debug(
        "%s %s: status %d after %d attempts", request.service, request.operation, status, attempts.sent
    )
    try:
        return attempts.settle(outcome)
    finally:
        del outcome  # it holds the error, whose traceback holds this frame
