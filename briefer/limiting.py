"""How fast a server is asked: one limiter that all workers share."""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from briefer.errors import RequestError, UsageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from briefer.client import Client, Reply, Request

LONGEST_WAIT = 300.0
"""A server that wants no request for longer than this (seconds) is not believed at once."""
LONGEST_PAUSE = 30.0
"""It is left alone for this long (seconds), as is at most one that refuses without a word."""

_NUMBER = re.compile(r"\d{1,12}(?:\.\d{0,12})?")
_DURATION = re.compile(
    r"(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,9}(?:\.\d{0,12})?)s)?"
    r"(?:(\d{1,9}(?:\.\d{0,12})?)ms)?"
)
_UNITS = (3600.0, 60.0, 1.0, 0.001)
_DAY = 86_400.0
_INSTANT = 1e-6


class Limiter:
    """Lets requests through, first come first served, as fast as all limits allow.

    - so many requests under way at a time;
    - so many requests and tokens a minute, evenly spread;
    - what the server's `x-ratelimit-*` headers say is left;
    - none at all for as long as the server asks after a refusal (429), whoever was refused.

    A request over a limit on tokens is let through when nothing is owed, and the next ones wait
    for what it took. It serves one event loop after the other.

    Args:
        concurrency: requests under way at a time.
        requests_per_minute: None is no limit of one's own.
        tokens_per_minute: the same, of input and output together.
        clock: the time in seconds.
        sleep: waits so many seconds.
    """

    def __init__(
        self,
        concurrency: int = 16,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        per_minute = {"requests": requests_per_minute, "tokens": tokens_per_minute}
        for name, value in {"concurrency": concurrency, **per_minute}.items():
            if value is not None and not value > 0:
                raise UsageError(f"a limit must be above 0: {name} is {value:g}")
        self._concurrency = concurrency
        self._clock = clock
        self._sleep = sleep
        now = clock()
        # Without capacity a bucket only sets the pace: nothing is saved up for a burst, which a
        # server that counts by the second would refuse.
        self._own = {
            kind: _Bucket(now, capacity=0.0, level=0.0, rate=value / 60)
            for kind, value in per_minute.items()
            if value is not None
        }
        self._servers: dict[str, _Bucket] = {}
        self._not_before = -math.inf
        self._refused_at = -math.inf
        self._refusals = 0
        self._loop: asyncio.AbstractEventLoop | None = None

    @asynccontextmanager
    async def place(self, tokens: int) -> AsyncIterator[float]:
        """Wait for a place and hold it for one request of about so many tokens.

        Yields:
            when the request may be sent: the clock's time, now.

        """
        turn, places = self._queue()
        async with turn:  # in the order of arrival
            await places.acquire()
            try:
                sent = await self._allowed(tokens)
            except BaseException:
                places.release()
                raise
        try:
            yield sent
        finally:
            places.release()

    def answered(self) -> None:
        """A request was answered: the next refusal is a new one."""
        self._refusals = 0

    def correct(self, tokens: int) -> None:
        """A request took so many tokens more than was said, or fewer (below 0)."""
        self._take(self._clock(), {"tokens": tokens})

    def refused(self, sent: float, retry_after: float | None) -> None:
        """The server wants no more requests for now: all workers wait.

        Args:
            sent: when the refused request was sent, as `place` said.
            retry_after: what the server asks for, in seconds.
        """
        now = self._clock()
        if retry_after is None:
            # Of the requests that were under way together, one refusal says as much as all.
            if sent <= self._refused_at:
                return
            retry_after = min(LONGEST_PAUSE, 2.0**self._refusals)
            self._refusals += 1
        elif retry_after > LONGEST_WAIT:
            retry_after = LONGEST_PAUSE  # who is asked again, and says it again, means it
        self._refused_at = now
        self._not_before = max(self._not_before, now + retry_after)

    def observe(self, headers: Mapping[str, str]) -> None:
        """Learn from the headers of a response what the server has left for us."""
        now = self._clock()
        for kind in ("requests", "tokens"):
            left = _number(headers.get(f"x-ratelimit-remaining-{kind}"))
            reset = _duration(headers.get(f"x-ratelimit-reset-{kind}"))
            if left is None or reset is None:
                continue
            limit = _number(headers.get(f"x-ratelimit-limit-{kind}"))
            capacity = max(limit or 0.0, left, 1.0)
            known = self._servers.pop(kind, None)
            if left < capacity and reset > 0:
                rate = (capacity - left) / reset
                if known is not None:
                    # It may not have counted yet what is on the way to it.
                    left = min(left, known.level_at(now))
                self._servers[kind] = _Bucket(now, capacity, left, rate)

    async def _allowed(self, tokens: int) -> float:
        """Wait until a request may be sent, and count it."""
        costs = {"requests": 1, "tokens": tokens}
        while True:
            now = self._clock()
            if _longest(self._servers, now, costs) > LONGEST_WAIT:
                self._servers.clear()  # a server that means it refuses the request
            buckets = (self._servers, self._own)
            delay = max(self._not_before - now, *(_longest(each, now, costs) for each in buckets))
            if delay < _INSTANT:
                self._take(now, costs)
                return now
            await self._sleep(delay)

    def _take(self, now: float, costs: Mapping[str, float]) -> None:
        for buckets in (self._own, self._servers):
            for kind in buckets.keys() & costs.keys():
                buckets[kind].take(now, costs[kind])

    def _queue(self) -> tuple[asyncio.Lock, asyncio.Semaphore]:
        """The queue of the running event loop; what an earlier loop held is gone with it."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop = loop
            self._turn = asyncio.Lock()
            self._places = asyncio.Semaphore(self._concurrency)
        return self._turn, self._places


class LimitingClient:
    """Asks as fast as a limiter allows, and tells it how that went.

    Args:
        client: what is asked.
        limiter: shared by all that ask the same server.
    """

    def __init__(self, client: Client, limiter: Limiter) -> None:
        self._client = client
        self._limiter = limiter

    async def complete(self, request: Request) -> Reply:
        """Answer one request in its turn.

        Raises:
            RequestError: no reply came.
        """
        tokens = _estimate(request)
        async with self._limiter.place(tokens) as sent:
            try:
                reply = await self._client.complete(request)
            except RequestError as error:
                self._limiter.correct(error.input_tokens + error.output_tokens - tokens)
                if error.retryable and (error.status == 429 or error.retry_after is not None):
                    self._limiter.refused(sent, error.retry_after)
                raise
            used = reply.input_tokens + reply.output_tokens
            self._limiter.answered()
            if used:
                self._limiter.correct(used - tokens)
            return reply


class _Bucket:
    """What may be spent: refilled at a rate per second up to a capacity, and it may owe."""

    __slots__ = ("_at", "_capacity", "_level", "_rate")

    def __init__(self, now: float, capacity: float, level: float, rate: float) -> None:
        self._at = now
        self._capacity = capacity
        self._level = level
        self._rate = rate

    def level_at(self, now: float) -> float:
        return min(self._capacity, self._level + (now - self._at) * self._rate)

    def delay(self, now: float, cost: float) -> float:
        """Seconds until it may be spent; what is over the capacity is owed, not waited for."""
        return (min(cost, self._capacity) - self.level_at(now)) / self._rate

    def take(self, now: float, cost: float) -> None:
        self._level = min(self._capacity, self.level_at(now) - cost)
        self._at = now


def _longest(buckets: Mapping[str, _Bucket], now: float, costs: Mapping[str, float]) -> float:
    return max((bucket.delay(now, costs[kind]) for kind, bucket in buckets.items()), default=0.0)


def _estimate(request: Request) -> int:
    """About how many tokens a request takes: four bytes each, and all the output it may have."""
    size = sum(len(message.content.encode()) for message in request.messages)
    return size // 4 + (request.max_output_tokens or 0)


def _number(text: str | None) -> float | None:
    text = (text or "").strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def _duration(text: str | None) -> float | None:
    """Seconds, of `7`, `6m0s`, `1.5s` or `120ms`; None where it says no such thing."""
    seconds = _number(text)
    if seconds is None:
        parts = _DURATION.fullmatch((text or "").strip())
        if not parts or not parts.group():
            return None
        seconds = sum(
            float(part) * unit for part, unit in zip(parts.groups(), _UNITS, strict=True) if part
        )
    # More than a day is a point in time, or nonsense.
    return seconds if seconds <= _DAY else None
