"""The one retry loop, and the only module that imports `tenacity`."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from briefer.errors import RequestError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tenacity import RetryCallState

    from briefer.client import Client, Reply, Request

_log = logging.getLogger(__name__)

FIRST_WAIT = 0.5
"""The first wait lasts up to so many seconds; each next one up to twice as long."""
LONGEST_WAIT = 30.0
"""No wait lasts longer, in seconds, unless the server asks for it."""


class RetryingClient:
    """Asks again when what went wrong may pass, and gives up in time.

    The waits are random (so that many workers do not come back together) and longer each time. A
    server that asks to wait is given that time; one that asks for more than is left gets no second
    request.

    Args:
        client: what is asked.
        attempts: how often one request is sent at most.
        total_seconds: for how long after its first failure a request is tried again.
        clock: the time in seconds.
        sleep: waits so many seconds.
    """

    def __init__(
        self,
        client: Client,
        *,
        attempts: int = 8,
        total_seconds: float = 300.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._attempts = attempts
        self._total_seconds = total_seconds
        self._clock = clock
        self._sleep = sleep

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            RequestError: it failed for good; the message says so where it was tried again, or
                where the server asks for more time than there is.
        """
        from tenacity import AsyncRetrying, retry_if_exception

        retrying = AsyncRetrying(
            retry=retry_if_exception(_may_pass),
            wait=_wait,
            stop=_Deadline(self._attempts, self._total_seconds, self._clock),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            reply: Reply = await retrying(self._client.complete, request)
        except RequestError as error:
            failure = self._final(error, int(retrying.statistics["attempt_number"]))
        else:
            return reply
        raise failure

    def _final(self, error: RequestError, attempts: int) -> RequestError:
        """The last error, with what was done about it."""
        if not error.retryable:
            return error
        outcome = "" if attempts == 1 else f", {attempts} times"
        if attempts < self._attempts:
            asked = error.retry_after or 0.0
            outcome += (
                f", and asks to wait {asked:,.0f} s"
                if asked > FIRST_WAIT
                else f", for {self._total_seconds:g} s"
            )
        return type(error)(
            f"{error.args[0]}{outcome}",
            reason=error.reason,
            hint=error.hint,
            retryable=True,
            status=error.status,
            retry_after=error.retry_after,
        )


class _Deadline:
    """Says when one request is not tried again."""

    def __init__(self, attempts: int, seconds: float, clock: Callable[[], float]) -> None:
        self._attempts = attempts
        self._seconds = seconds
        self._clock = clock
        self._end: float | None = None

    def __call__(self, state: RetryCallState) -> bool:
        # The wait before the first attempt, for a place in the queue, does not count.
        if self._end is None:
            self._end = self._clock() + self._seconds
        if state.attempt_number >= self._attempts:
            return True
        if self._clock() + state.upcoming_sleep > self._end:
            return True
        _log.info("next attempt in %.1f s: %s", state.upcoming_sleep, _failure(state))
        return False


def _wait(state: RetryCallState) -> float:
    """Seconds until the next attempt."""
    from tenacity import wait_random, wait_random_exponential

    backoff = wait_random_exponential(FIRST_WAIT, max=LONGEST_WAIT, min=FIRST_WAIT / 2)(state)
    asked = _failure(state).retry_after
    if asked is None:
        return backoff
    return max(backoff, asked + wait_random(0, FIRST_WAIT)(state))


def _failure(state: RetryCallState) -> RequestError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, RequestError)
    return error


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, RequestError) and error.retryable
