"""What is asked again, and when to stop asking; the only module that imports `tenacity`."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from briefer.errors import BrieferError, RequestError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from tenacity import RetryCallState

    from briefer.client import Client, Reply, Request

_log = logging.getLogger(__name__)

FIRST_WAIT = 0.5
"""The first wait lasts up to so many seconds; each next one up to twice as long."""
LONGEST_WAIT = 30.0
"""No wait lasts longer, in seconds, unless the server asks for it."""
MAX_UNUSABLE = 2
"""How many replies that are paid for and cannot be used, being empty, are asked for again."""


class RetryingClient:
    """Asks again when what went wrong may pass, and gives up in time.

    The waits are random (so that many workers do not come back together) and longer each time. A
    server that asks to wait is given that time. One that asks for more than there is, is asked once
    more, as one odd answer must cost no article, and if it says so again, no more.

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
            wait=partial(_wait, patience=self._total_seconds),
            stop=_Deadline(self._attempts, self._total_seconds, self._clock),
            sleep=self._sleep,
            reraise=True,
        )
        unusable: list[BrieferError] = []

        async def attempt() -> Reply:
            try:
                return await self._client.complete(request)
            except BrieferError as error:
                if error.calls:
                    unusable.append(error)
                raise

        try:
            reply: Reply = await retrying(attempt)
        except BrieferError as error:
            final = self._final(error, int(retrying.statistics["attempt_number"]))
            failure = final.after(*(each for each in unusable if each is not final))
        else:
            return reply.after(*unusable) if unusable else reply
        raise failure

    def _final(self, error: BrieferError, attempts: int) -> BrieferError:
        """The last error, with what was done about it."""
        if not isinstance(error, RequestError) or not error.retryable:
            return error
        outcome = "" if attempts == 1 else f", {attempts} times"
        if attempts < self._attempts and not error.calls:
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


@dataclass(slots=True)
class Halt:
    """What is known of a server: whether it has answered, and what it refused for good."""

    answered: bool = False
    refusal: RequestError | None = None


class HaltingClient:
    """Sends nothing more once a refusal has shown that every request would be refused.

    Who asks after that gets the same refusal, so that a wrong key costs a request and not as many
    as there are articles. A model that is not there is such a refusal as long as nothing was
    answered; afterwards it is a fault of that one request.

    Args:
        client: what is asked.
        patience: a failure with which the server asks to wait for longer than this, in seconds,
            goes for all.
        unanswered: the reasons of a failure that go for all as long as nothing was answered.
        halt: shared by those that ask the same server: one before a queue and one behind it spare
            both who would join the queue and who stands in it.
    """

    def __init__(
        self,
        client: Client,
        halt: Halt | None = None,
        *,
        patience: float = math.inf,
        unanswered: Collection[str] = ("not-found",),
    ) -> None:
        self._client = client
        self._patience = patience
        self._halt = halt or Halt()
        self._unanswered = unanswered

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            RequestError: it failed, or an earlier one for a reason that goes for all.
        """
        halt = self._halt
        if halt.refusal is not None:
            raise halt.refusal.after()
        try:
            reply = await self._client.complete(request)
        except RequestError as error:
            unanswered = error.reason in self._unanswered and not halt.answered
            closed = (error.retry_after or 0.0) > self._patience
            if error.reason in _FATAL or unanswered or closed:
                halt.refusal = error
            raise
        halt.answered = True
        return reply


_FATAL = frozenset({"authentication", "quota", "offline"})


class _Deadline:
    """Says when one request is not tried again."""

    def __init__(self, attempts: int, seconds: float, clock: Callable[[], float]) -> None:
        self._attempts = attempts
        self._seconds = seconds
        self._clock = clock
        self._end: float | None = None
        self._unusable = 0
        self._excessive = 0

    def __call__(self, state: RetryCallState) -> bool:
        # The wait before the first attempt, for a place in the queue, does not count.
        if self._end is None:
            self._end = self._clock() + self._seconds
        failure = _failure(state)
        self._unusable += bool(failure.calls)
        self._excessive += (failure.retry_after or 0.0) > self._seconds
        if state.attempt_number >= self._attempts or self._unusable > MAX_UNUSABLE:
            return True
        if self._excessive > 1:
            return True
        if self._clock() + state.upcoming_sleep > self._end:
            return True
        _log.info("next attempt in %.1f s: %s", state.upcoming_sleep, failure)
        return False


def _wait(state: RetryCallState, patience: float) -> float:
    """Seconds until the next attempt."""
    from tenacity import wait_random, wait_random_exponential

    backoff = wait_random_exponential(FIRST_WAIT, max=LONGEST_WAIT, min=FIRST_WAIT / 2)(state)
    asked = _failure(state).retry_after
    if asked is None:
        return backoff
    if asked > patience:
        return min(LONGEST_WAIT, patience / 2)
    return max(backoff, asked + wait_random(0, FIRST_WAIT)(state))


def _failure(state: RetryCallState) -> RequestError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, RequestError)
    return error


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, RequestError) and error.retryable
