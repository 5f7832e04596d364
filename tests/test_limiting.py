"""The limiter: in turn, not too many at a time, not too fast, and never stuck."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.client import Message, Reply, Request
from briefer.errors import RequestError, UsageError
from briefer.limiting import LONGEST_PAUSE, LONGEST_WAIT, Limiter, LimitingClient
from tests.faults import VirtualTime

pytestmark = pytest.mark.usefixtures("online")


def request(size: int = 4, cap: int | None = None) -> Request:
    """A request of about a token for every four bytes."""
    message = Message(role="user", content="x" * size)
    return Request(model="m", messages=(message,), max_output_tokens=cap)


class Server:
    """Answers in virtual time and remembers when it was asked.

    `answer` is called with the number of the request and gives a reply or raises.
    """

    def __init__(
        self, time: VirtualTime, seconds: float = 0.0, answer: Callable[[int], Reply] | None = None
    ) -> None:
        self.time = time
        self.seconds = seconds
        self.answer = answer or (lambda _: Reply(text="fine"))
        self.asked: list[float] = []
        self.order: list[str] = []
        self.busy = 0
        self.busiest = 0

    async def complete(self, request: Request) -> Reply:
        """Take some time, then answer."""
        self.asked.append(self.time.now)
        self.order.append(request.model)
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        number = len(self.asked)
        try:
            if self.seconds:
                await self.time.sleep(self.seconds)
            return self.answer(number)
        finally:
            self.busy -= 1


def refusal(retry_after: float | None = None, status: int = 429) -> RequestError:
    """Too many requests."""
    return RequestError(
        "busy", reason="rate-limit", retryable=True, status=status, retry_after=retry_after
    )


async def test_concurrency_is_capped_and_used() -> None:
    """As many at a time as allowed, no more."""
    time = VirtualTime()
    server = Server(time, seconds=1.0)
    client = LimitingClient(server, Limiter(3, clock=time.clock, sleep=time.sleep))
    await asyncio.gather(*(client.complete(request()) for _ in range(12)))
    assert server.busiest == 3
    assert time.now == pytest.approx(1004.0)


async def test_who_comes_first_is_served_first() -> None:
    """Nobody starves, however long the queue."""
    time = VirtualTime()
    server = Server(time, seconds=0.5)
    client = LimitingClient(server, Limiter(2, 60, clock=time.clock, sleep=time.sleep))
    names = [f"m{number}" for number in range(20)]
    await asyncio.gather(
        *(client.complete(Request(model=name, messages=request().messages)) for name in names)
    )
    assert server.order == names


@settings(max_examples=25, deadline=None)
@given(per_minute=st.integers(1, 600), count=st.integers(1, 30))
def test_requests_per_minute_hold_in_any_minute(per_minute: int, count: int) -> None:
    """They are spread evenly, and no slower than allowed."""

    async def run() -> list[float]:
        time = VirtualTime()
        server = Server(time)
        limiter = Limiter(16, per_minute, clock=time.clock, sleep=time.sleep)
        client = LimitingClient(server, limiter)
        await asyncio.gather(*(client.complete(request()) for _ in range(count)))
        return server.asked

    asked = asyncio.run(run())
    for start, moment in enumerate(asked):
        in_a_minute = [m for m in asked[start:] if m < moment + 60 - 1e-3]
        assert len(in_a_minute) <= per_minute
    assert asked[-1] - asked[0] == pytest.approx((count - 1) * 60 / per_minute, abs=1e-3)


@settings(max_examples=25, deadline=None)
@given(sizes=st.lists(st.integers(1, 5000), min_size=1, max_size=20))
def test_tokens_per_minute_hold_and_nothing_hangs(sizes: list[int]) -> None:
    """A request of more than a minute's tokens goes through alone; the next ones wait for it."""

    async def run() -> list[float]:
        time = VirtualTime()
        server = Server(time)
        limiter = Limiter(16, None, 1000, clock=time.clock, sleep=time.sleep)
        client = LimitingClient(server, limiter)
        await asyncio.gather(*(client.complete(request(4 * size)) for size in sizes))
        return server.asked

    asked = asyncio.run(run())
    assert len(asked) == len(sizes)
    for number in range(1, len(sizes)):
        assert asked[number] - asked[0] == pytest.approx(sum(sizes[:number]) * 0.06, abs=1e-2)


async def test_what_a_reply_took_corrects_what_was_thought() -> None:
    """Output counts as well, and so does a cap on it that was not used."""
    time = VirtualTime()
    server = Server(time, answer=lambda _: Reply(text="x", input_tokens=100, output_tokens=400))
    limiter = Limiter(1, None, 1000, clock=time.clock, sleep=time.sleep)
    client = LimitingClient(server, limiter)
    for asked in (request(4), request(4, cap=900), request(4)):
        await client.complete(asked)
    assert [moment - 1000 for moment in server.asked] == pytest.approx([0, 30, 60], abs=1e-3)


async def test_a_failed_request_takes_no_tokens() -> None:
    """Faults would else slow down what is left of the day."""
    time = VirtualTime()

    def answer(number: int) -> Reply:
        raise RequestError("lost", reason="connection", retryable=True)

    server = Server(time, answer=answer)
    limiter = Limiter(1, None, 1000, clock=time.clock, sleep=time.sleep)
    client = LimitingClient(server, limiter)
    for _ in range(3):
        with suppress(RequestError):
            await client.complete(request(4000))
    assert server.asked == [1000.0] * 3


@pytest.mark.parametrize("status", [429, 503])
async def test_a_refusal_stops_all_workers_for_the_time_asked(status: int) -> None:
    """Nobody is refused twice for the same reason."""
    time = VirtualTime()

    def answer(number: int) -> Reply:
        if number == 3:
            raise refusal(10.0, status)
        return Reply(text="fine")

    server = Server(time, seconds=1.0, answer=answer)
    client = LimitingClient(server, Limiter(2, clock=time.clock, sleep=time.sleep))
    results = await asyncio.gather(
        *(client.complete(request()) for _ in range(10)), return_exceptions=True
    )
    assert sum(isinstance(result, RequestError) for result in results) == 1
    refused_at = server.asked[2] + 1.0
    assert all(m <= refused_at or m >= refused_at + 10 for m in server.asked)
    assert len([m for m in server.asked if m > refused_at]) == 10 - 4


async def test_refusals_without_a_time_slow_down_more_and_more() -> None:
    """One pause for all that were under way together, twice as long each time, with a cap."""
    time = VirtualTime()

    def answer(number: int) -> Reply:
        if number <= 28:
            raise refusal()
        return Reply(text="fine")

    server = Server(time, seconds=0.1, answer=answer)
    client = LimitingClient(server, Limiter(4, clock=time.clock, sleep=time.sleep))

    async def insist() -> None:
        while True:
            try:
                await client.complete(request())
            except RequestError:
                continue
            return

    await asyncio.gather(*(insist() for _ in range(4)))
    waves = sorted(set(server.asked))
    pauses = [later - sooner for sooner, later in pairwise(waves)]
    assert pauses == pytest.approx([1.1, 2.1, 4.1, 8.1, 16.1, *[LONGEST_PAUSE + 0.1] * 2])


async def test_an_answer_ends_the_growth_of_pauses() -> None:
    """The next refusal is a new one."""
    time = VirtualTime()
    fails = {1, 2, 3, 5}

    def answer(number: int) -> Reply:
        if number in fails:
            raise refusal()
        return Reply(text="fine")

    server = Server(time, answer=answer)
    client = LimitingClient(server, Limiter(1, clock=time.clock, sleep=time.sleep))
    for _ in range(6):
        with suppress(RequestError):
            await client.complete(request())
    assert [later - sooner for sooner, later in pairwise(server.asked)] == [1, 2, 4, 0, 1]


async def test_a_server_that_stops_for_long_is_asked_again_after_a_pause() -> None:
    """All wait for the pause, and no longer: one odd header costs nobody his reply."""
    time = VirtualTime()

    def answer(number: int) -> Reply:
        if number == 1:
            raise refusal(LONGEST_WAIT * 2)
        return Reply(text="fine")

    server = Server(time, answer=answer)
    client = LimitingClient(server, Limiter(2, clock=time.clock, sleep=time.sleep))
    with pytest.raises(RequestError):
        await client.complete(request())
    await client.complete(request())
    assert server.asked == [1000, 1000 + LONGEST_PAUSE]


async def test_a_low_limit_of_ones_own_is_waited_for() -> None:
    """Whoever allows a request in ten minutes means it."""
    time = VirtualTime()
    server = Server(time)
    client = LimitingClient(server, Limiter(2, 0.1, clock=time.clock, sleep=time.sleep))
    await asyncio.gather(*(client.complete(request()) for _ in range(3)))
    assert time.now == pytest.approx(1000 + 1200)


def headers(kind: str, limit: str | None, remaining: str, reset: str) -> dict[str, str]:
    """The headers of a provider."""
    values = {"limit": limit, "remaining": remaining, "reset": reset}
    return {f"x-ratelimit-{key}-{kind}": value for key, value in values.items() if value}


@pytest.mark.parametrize(
    ("seen", "waits"),
    [
        (headers("requests", "60", "5", "55s"), [0, 0, 0, 0, 0, 1, 2]),
        (headers("requests", "60", "0", "1m0s"), [1, 2, 3, 4, 5, 6, 7]),
        (headers("requests", "3", "0", "300ms"), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]),
        (headers("requests", None, "0", "20"), [20, 40, 60, 80, 100, 120, 140]),
        (headers("tokens", "600", "0", "1m"), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]),
        (headers("requests", "60", "60", "0s"), [0] * 7),
        (headers("requests", "60", "0", "0s"), [0] * 7),
        (headers("requests", "60", "-1", "9s"), [0] * 7),
        (headers("requests", "60", "0", "1764000000"), [0] * 7),
        (headers("requests", "60", "0", "2026-11-23T10:00:00Z"), [0] * 7),
        (headers("requests", "60", "NaN", "inf"), [0] * 7),
        (headers("requests", "60", "9" * 35, "9" * 35 + "s"), [0] * 7),
        (headers("requests", "60", "0", ""), [0] * 7),
        ({}, [0] * 7),
    ],
)
async def test_what_a_server_says_is_left_is_spent_and_no_more(
    seen: dict[str, str], waits: list[float]
) -> None:
    """Requests go out as fast as its own bucket refills; nonsense is no limit."""
    time = VirtualTime()
    server = Server(time)
    limiter = Limiter(16, clock=time.clock, sleep=time.sleep)
    limiter.observe(seen)
    client = LimitingClient(server, limiter)
    await asyncio.gather(*(client.complete(request()) for _ in waits))
    assert [moment - 1000 for moment in server.asked] == pytest.approx(waits, abs=1e-3)


async def test_a_large_request_is_not_overtaken() -> None:
    """Small ones that would fit into what is left wait behind it, or it would wait for ever."""
    time = VirtualTime()
    server = Server(time)
    limiter = Limiter(16, clock=time.clock, sleep=time.sleep)
    limiter.observe(headers("tokens", "1000", "100", "90s"))
    client = LimitingClient(server, limiter)
    large = Request(model="large", messages=request(4 * 500).messages)
    await asyncio.gather(*(client.complete(r) for r in (large, request(), request())))
    assert server.order == ["large", "m", "m"]
    assert server.asked == pytest.approx([1040, 1040.1, 1040.2])


async def test_requests_on_the_way_are_not_forgotten() -> None:
    """What a response says is left does not count what the server has not seen yet."""
    time = VirtualTime()
    server = Server(time)
    limiter = Limiter(16, clock=time.clock, sleep=time.sleep)
    limiter.observe(headers("requests", "60", "3", "57s"))
    client = LimitingClient(server, limiter)
    await asyncio.gather(*(client.complete(request()) for _ in range(3)))
    limiter.observe(headers("requests", "60", "2", "58s"))
    await client.complete(request())
    assert server.asked[-1] == pytest.approx(1001.0)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                f"x-ratelimit-{part}-{kind}"
                for part in ("limit", "remaining", "reset")
                for kind in ("requests", "tokens")
            ]
        ),
        st.one_of(
            st.text(max_size=12),
            st.integers(-9, 10**13).map(str),
            st.floats().map(str),
            st.integers(0, 10**10).map(lambda n: f"{n}s"),
            st.integers(0, 10**10).map(lambda n: f"1m{n}ms"),
        ),
    )
)
def test_no_header_can_hang_or_crash_the_limiter(seen: dict[str, str]) -> None:
    """A request goes out in time."""

    async def run() -> None:
        time = VirtualTime()
        limiter = Limiter(clock=time.clock, sleep=time.sleep)
        limiter.observe(seen)
        await LimitingClient(Server(time), limiter).complete(request())
        assert time.now <= 1000 + LONGEST_WAIT

    asyncio.run(run())


async def test_cancelled_waiters_lose_no_place_and_block_nobody() -> None:
    """Whether they were first in the queue, asleep, or under way."""
    time = VirtualTime()
    held = asyncio.Event()

    class Holding:
        asked = 0

        async def complete(self, request: Request) -> Reply:
            self.asked += 1
            await held.wait()
            return Reply(text="fine")

    server = Holding()
    limiter = Limiter(2, clock=time.clock, sleep=time.sleep)
    client = LimitingClient(server, limiter)
    tasks = [asyncio.create_task(client.complete(request())) for _ in range(8)]
    for _ in range(5):
        await asyncio.sleep(0)
    assert server.asked == 2
    for number in (0, 2, 3, 6):  # under way, first in the queue, second, in the middle
        tasks[number].cancel()
    held.set()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(result, Reply) for result in done] == [
        False, True, False, False, True, True, False, True,
    ]  # fmt: skip
    assert server.asked == 5
    await asyncio.gather(*(client.complete(request()) for _ in range(4)))


async def test_a_waiter_cancelled_in_its_sleep_gives_its_place_back() -> None:
    """The next in the queue takes over at once."""
    asleep = asyncio.Event()

    async def forever(seconds: float) -> None:
        asleep.set()
        await asyncio.Event().wait()

    time = VirtualTime()
    limiter = Limiter(1, clock=time.clock, sleep=forever)
    limiter.refused(time.now, 5.0)
    client = LimitingClient(Server(time), limiter)
    task = asyncio.create_task(client.complete(request()))
    await asleep.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    time.now += 5.0
    assert (await client.complete(request())).text == "fine"


def test_one_limiter_serves_one_event_loop_after_the_other() -> None:
    """What an interrupted loop held is not missing in the next; a pause still holds."""
    time = VirtualTime()
    limiter = Limiter(1, clock=time.clock, sleep=time.sleep)

    async def abandoned() -> None:
        async def hang() -> None:
            async with limiter.place(1):
                await asyncio.Event().wait()

        tasks = [asyncio.create_task(hang()) for _ in range(3)]
        await asyncio.sleep(0)
        assert not any(task.done() for task in tasks)

    asyncio.run(abandoned())
    limiter.refused(time.now, 9.0)
    server = Server(time, seconds=1.0)

    async def crowd() -> None:
        client = LimitingClient(server, limiter)
        await asyncio.gather(*(client.complete(request()) for _ in range(3)))

    for _ in range(2):
        asyncio.run(crowd())
    assert server.asked == [1009.0 + second for second in range(6)]


@pytest.mark.parametrize(
    ("concurrency", "requests", "tokens"), [(0, None, None), (1, 0, None), (1, None, -5.0)]
)
def test_a_limit_that_lets_nothing_through_is_refused(
    concurrency: int, requests: float | None, tokens: float | None
) -> None:
    """It would hang for ever."""
    with pytest.raises(UsageError, match="above 0"):
        Limiter(concurrency, requests, tokens)
