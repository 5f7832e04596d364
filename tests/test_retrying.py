"""The retry loop over a real socket: k faults are k+1 requests, and no test waits for real."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.client import Message, Reply, Request
from briefer.errors import ReplyError, RequestError
from briefer.limiting import Limiter, LimitingClient
from briefer.openai_client import OpenAIClient
from briefer.retrying import FIRST_WAIT, LONGEST_WAIT, HaltingClient, RetryingClient
from tests.faults import Answer, FaultServer, Script, VirtualTime, failure, good, ok

pytestmark = pytest.mark.usefixtures("online")

REQUEST = Request(model="m", messages=(Message(role="user", content="What is known?"),))

PASSING: dict[str, Answer] = {
    "timeout 408": failure(408),
    "conflict": failure(409),
    "rate limit": failure(429),
    "server error": failure(500),
    "bad gateway": failure(502),
    "unavailable": failure(503),
    "overloaded": failure(529),
    "reset": Answer(reset=True),
    "reset in the body": Answer(body=good().body, cut=9, reset=True),
    "cut": Answer(body=good().body, cut=9),
    "cut chunks": Answer(body=good().body, cut=9, chunked=True),
    "web page": ok(b"<html>Bad gateway</html>"),
    "invalid UTF-8": ok(b'{"\xff'),
    "duplicate keys": ok(b'{"a": 1, "a": 2}'),
    "deep": ok(b'{"a":' + b"[" * 100_000),
}
UNUSABLE: dict[str, Answer] = {
    "empty choices": good(choices=[]),
    "null": good(None),
    "empty": good(" "),
    "too large": good("x" * 50_000_000),
}
LASTING: dict[str, Answer] = {
    "bad request": failure(400),
    "key": failure(401),
    "credit": failure(402),
    "forbidden": failure(403),
    "not found": failure(404),
    "too large": failure(413),
    "redirect": failure(307, location="http://x.test/"),
    "quota": failure(429, code="insufficient_quota", retry_after="1"),
    "overflow": failure(400, code="context_length_exceeded"),
    "refusal": good(choices=[{"message": {"refusal": "no"}}]),
    "filter": good("", finish="content_filter"),
}


class Faulty:
    """A client that fails as often as told and then answers."""

    def __init__(self, *errors: RequestError) -> None:
        self.errors = list(errors)
        self.calls = 0

    async def complete(self, request: Request) -> Reply:
        """Fail or answer."""
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return Reply(text="fine")


def busy(retry_after: float | None = None) -> RequestError:
    """A refusal that may pass."""
    return RequestError(
        "x.test answered 429: “busy”",
        reason="rate-limit",
        hint="slow down",
        retryable=True,
        status=429,
        retry_after=retry_after,
    )


@asynccontextmanager
async def wire(
    *script: Script, **options: Any
) -> AsyncIterator[tuple[FaultServer, RetryingClient]]:
    """A server with a script, and the whole stack before it, in virtual time."""
    time = VirtualTime()
    limiter = Limiter(clock=time.clock, sleep=time.sleep)
    async with (
        FaultServer(*script) as server,
        OpenAIClient(server.url, observe=limiter.observe) as client,
    ):
        yield (
            server,
            RetryingClient(
                LimitingClient(client, limiter), clock=time.clock, sleep=time.sleep, **options
            ),
        )


@pytest.mark.parametrize("faults", [1, 3])
@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
async def test_k_faults_that_pass_are_k_and_one_requests(fault: Answer, faults: int) -> None:
    """One loop, and no other one inside it."""
    async with wire(*[fault] * faults) as (server, client):
        assert (await client.complete(REQUEST)).text == "fine"
        assert len(server.seen) == faults + 1
        assert {str(seen.payload) for seen in server.seen} == {str(server.seen[0].payload)}


@pytest.mark.parametrize("faults", [1, 2])
@pytest.mark.parametrize("fault", UNUSABLE.values(), ids=UNUSABLE.keys())
async def test_a_reply_that_cannot_be_used_is_asked_for_again_and_paid_for(
    fault: Answer, faults: int
) -> None:
    """What came before a good reply is part of what it took."""
    async with wire(*[fault] * faults) as (server, client):
        reply = await client.complete(REQUEST)
        assert len(server.seen) == faults + 1
    counted = 1 + (faults if fault is not UNUSABLE["too large"] else 0)
    assert (reply.text, reply.calls) == ("fine", faults + 1)
    assert (reply.input_tokens, reply.output_tokens) == (7 * counted, 2 * counted)


async def test_of_replies_that_cannot_be_used_three_are_paid_for_at_most() -> None:
    """A model that always answers nothing does not get all attempts."""
    async with wire(failure(503), *[good(None)] * 9) as (server, client):
        with pytest.raises(ReplyError, match="the reply is empty, 4 times") as caught:
            await client.complete(REQUEST)
        assert len(server.seen) == 4
    assert (caught.value.calls, caught.value.input_tokens, caught.value.output_tokens) == (3, 21, 6)


@pytest.mark.parametrize(
    ("fault", "tokens"), [("refusal", 9), ("filter", 9), ("quota", 0), ("key", 0)]
)
async def test_an_error_says_what_its_reply_took(fault: str, tokens: int) -> None:
    """A refusal is paid for like any reply."""
    async with wire(LASTING[fault]) as (_, client):
        with pytest.raises(RequestError) as caught:
            await client.complete(REQUEST)
    assert caught.value.input_tokens + caught.value.output_tokens == tokens


def refusal(reason: str) -> RequestError:
    return RequestError("no", reason=reason)


@pytest.mark.parametrize("reason", ["authentication", "quota", "offline", "not-found"])
async def test_after_a_refusal_that_goes_for_all_nothing_is_sent(reason: str) -> None:
    """Everybody who asks gets that refusal."""
    faulty = Faulty(refusal(reason))
    client = HaltingClient(faulty)
    for _ in range(3):
        with pytest.raises(RequestError) as caught:
            await client.complete(REQUEST)
        assert (str(caught.value), caught.value.reason) == ("no", reason)
    assert faulty.calls == 1


@pytest.mark.parametrize("reason", ["forbidden", "bad-request", "connection", "context-overflow"])
async def test_a_refusal_of_one_request_stops_no_other(reason: str) -> None:
    """A server may forbid one article and take the next."""
    client = HaltingClient(Faulty(refusal(reason)))
    with pytest.raises(RequestError):
        await client.complete(REQUEST)
    assert (await client.complete(REQUEST)).text == "fine"


async def test_a_model_that_has_answered_is_there() -> None:
    """A 404 after that is a fault of one request."""
    faulty = Faulty()
    client = HaltingClient(faulty)
    await client.complete(REQUEST)
    faulty.errors.append(refusal("not-found"))
    with pytest.raises(RequestError):
        await client.complete(REQUEST)
    assert (await client.complete(REQUEST)).text == "fine"


@pytest.mark.parametrize("fault", LASTING.values(), ids=LASTING.keys())
async def test_a_fault_that_lasts_is_one_request(fault: Answer) -> None:
    """Asking again would cost and change nothing; the error says nothing of attempts."""
    async with wire(fault) as (server, client):
        with pytest.raises(RequestError) as caught:
            await client.complete(REQUEST)
        assert len(server.seen) == 1
    assert "times" not in str(caught.value)


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
async def test_attempts_are_capped_and_counted(fault: Answer) -> None:
    """The last error comes out with its reason and the number of attempts."""
    async with wire(*[fault] * 9, attempts=4) as (server, client):
        with pytest.raises(RequestError, match=r", 4 times") as caught:
            await client.complete(REQUEST)
        assert len(server.seen) == 4
    assert caught.value.retryable


async def test_what_is_known_of_an_error_stays_known() -> None:
    """Kind, reason, hint and status are those of the last attempt."""
    last = ReplyError("cut", reason="not-json", hint="look", retryable=True, status=200)
    client = RetryingClient(Faulty(busy(), last), attempts=2, sleep=VirtualTime().sleep)
    with pytest.raises(ReplyError) as caught:
        await client.complete(REQUEST)
    error = caught.value
    assert (str(error), error.reason, error.status) == ("cut, 2 times (look)", "not-json", 200)


@pytest.mark.parametrize("asked", [0.0, 0.2, 7.0, 120.0])
async def test_the_time_that_a_server_asks_for_is_given(asked: float) -> None:
    """And hardly more: workers that were told the same come back one after the other."""
    time = VirtualTime()
    client = RetryingClient(Faulty(busy(asked)), clock=time.clock, sleep=time.sleep)
    await client.complete(REQUEST)
    (slept,) = time.slept
    assert asked <= slept <= asked + 2 * FIRST_WAIT


async def test_a_server_that_asks_for_too_much_time_is_asked_once_more() -> None:
    """One odd answer costs nothing; who says it again gets no third request."""
    time = VirtualTime()
    once = Faulty(busy(3600.0))
    client = RetryingClient(once, total_seconds=300, clock=time.clock, sleep=time.sleep)
    await client.complete(REQUEST)
    assert (once.calls, time.slept) == (2, [LONGEST_WAIT])
    always = Faulty(*[busy(3600.0)] * 9)
    client = RetryingClient(always, total_seconds=300, clock=time.clock, sleep=time.sleep)
    with pytest.raises(RequestError, match=r"2 times, and asks to wait 3,600 s") as caught:
        await client.complete(REQUEST)
    assert (always.calls, caught.value.retry_after) == (2, 3600.0)


async def test_total_time_is_capped() -> None:
    """It runs from the first failure, so that a long queue before it costs no attempt."""
    time = VirtualTime()
    faulty = Faulty(*[busy(40.0)] * 50)
    client = RetryingClient(
        faulty, attempts=50, total_seconds=100, clock=time.clock, sleep=time.sleep
    )
    with pytest.raises(RequestError, match=r"3 times, and asks to wait 40 s"):
        await client.complete(REQUEST)
    assert faulty.calls == 3
    assert sum(time.slept) <= 100


async def test_time_runs_out_without_a_word_of_the_server() -> None:
    """The message says for how long it was tried."""
    time = VirtualTime()
    faulty = Faulty(*[busy()] * 500)
    client = RetryingClient(
        faulty, attempts=500, total_seconds=100, clock=time.clock, sleep=time.sleep
    )
    with pytest.raises(RequestError, match=r"\d+ times, for 100 s"):
        await client.complete(REQUEST)
    assert 5 < faulty.calls < 40
    assert sum(time.slept) <= 100


@settings(max_examples=30, deadline=None)
@given(faults=st.integers(0, 12))
def test_waits_grow_and_stay_under_their_cap(faults: int) -> None:
    """Each wait is random up to twice what the one before could be, and never over the cap."""

    async def run() -> list[float]:
        time = VirtualTime()
        client = RetryingClient(
            Faulty(*[busy()] * faults),
            attempts=20,
            total_seconds=1000,
            clock=time.clock,
            sleep=time.sleep,
        )
        await client.complete(REQUEST)
        return time.slept

    slept = asyncio.run(run())
    assert len(slept) == faults
    for number, seconds in enumerate(slept):
        assert FIRST_WAIT / 2 <= seconds <= min(LONGEST_WAIT, FIRST_WAIT * 2**number)


async def test_a_cancelled_wait_sends_nothing_more() -> None:
    """Cancelling is not a fault to be tried again."""
    asleep = asyncio.Event()

    async def forever(seconds: float) -> None:
        asleep.set()
        await asyncio.Event().wait()

    faulty = Faulty(busy())
    task = asyncio.create_task(RetryingClient(faulty, sleep=forever).complete(REQUEST))
    await asleep.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert faulty.calls == 1


async def test_a_mistake_of_ours_is_not_tried_again() -> None:
    """Only what the client calls a passing fault is."""

    class Broken:
        calls = 0

        async def complete(self, request: Request) -> Reply:
            self.calls += 1
            raise ValueError("oops")

    broken = Broken()
    with pytest.raises(ValueError, match="oops"):
        await RetryingClient(broken).complete(REQUEST)
    assert broken.calls == 1


async def test_many_requests_through_many_faults_lose_nothing() -> None:
    """Every third answer is a fault; each request is answered, none is sent more than needed."""
    faults = list(PASSING.values())
    script = [faults[n // 3 % len(faults)] if n % 3 == 0 else good() for n in range(150)]
    async with wire(*script) as (server, client):
        replies = await asyncio.gather(*(client.complete(REQUEST) for _ in range(100)))
        assert [reply.text for reply in replies] == ["fine"] * 100
        assert len(server.seen) == 150
