"""Hard limits on cost and tokens."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.budget import ASSUMED_OUTPUT_TOKENS, BudgetClient, estimate_usage
from briefer.client import Message, Reply, Request
from briefer.errors import BudgetExceeded, ReplyError, RequestError, Spent, UsageError
from briefer.models import Usage
from briefer.pricing import cost_usd
from briefer.testing import FakeClient


def ask(text: str = "", *, cap: int | None = 20) -> Request:
    return Request(model="m", messages=(Message(role="user", content=text),), max_output_tokens=cap)


def estimate(request: Request) -> Usage:
    """10 tokens in, and the cap out."""
    return Usage(calls=1, input_tokens=10, output_tokens=request.max_output_tokens or 0)


def cent_a_token(tokens: Spent) -> float | None:
    return (tokens.input_tokens + tokens.output_tokens) / 100


def unknown(_: Spent) -> float | None:
    return None


def uses(tokens_in: int, tokens_out: int) -> Callable[[Request], Reply]:
    return lambda _: Reply(text="{}", input_tokens=tokens_in, output_tokens=tokens_out)


def limited(
    client: FakeClient, *, usd: float | None = None, tokens: int | None = None
) -> BudgetClient:
    return BudgetClient(
        client,
        estimate=estimate,
        price=cent_a_token,
        max_cost_usd=usd,
        max_total_tokens=tokens,
    )


async def test_a_call_that_fits_exactly_is_sent() -> None:
    client = limited(FakeClient(uses(10, 20)), usd=0.30, tokens=30)
    await client.complete(ask())
    assert client.spent == Usage(calls=1, input_tokens=10, output_tokens=20, cost_usd=0.3)


@pytest.mark.parametrize("limits", [{"usd": 0.29}, {"tokens": 29}, {"usd": 0.0}, {"tokens": 0}])
async def test_a_call_that_could_go_over_a_limit_is_not_sent(limits: dict[str, int]) -> None:
    fake = FakeClient(uses(1, 1))
    with pytest.raises(BudgetExceeded):
        await limited(fake, **limits).complete(ask())
    assert not fake.requests


async def test_the_error_says_limit_use_need_and_way_out() -> None:
    client = limited(FakeClient(uses(10, 20)), tokens=50)
    await client.complete(ask())
    with pytest.raises(BudgetExceeded) as caught:
        await client.complete(ask())
    assert str(caught.value) == (
        "over the limit of 50 tokens: 30 tokens are used and the next call needs up to 30 tokens "
        "(raise --max-total-tokens; with a cache, what is done is not paid for again)"
    )
    assert caught.value.reason == "budget"


async def test_the_error_of_a_cost_limit_is_in_dollars() -> None:
    with pytest.raises(BudgetExceeded) as caught:
        await limited(FakeClient(uses(1, 1)), usd=0.25).complete(ask())
    assert (
        "over the limit of 0.2500 US dollars: 0.0000 US dollars are used and the next call needs "
        "up to 0.3000 US dollars (raise --max-cost;" in str(caught.value)
    )


async def test_what_was_used_replaces_what_was_expected() -> None:
    client = limited(FakeClient(uses(1, 1)), tokens=60)
    for _ in range(16):  # 15 times 2 tokens, and 30 for the next one
        await client.complete(ask())
    with pytest.raises(BudgetExceeded):
        await client.complete(ask())
    assert client.spent.input_tokens + client.spent.output_tokens == 32


async def test_a_reply_without_counts_is_taken_to_be_as_expected() -> None:
    client = limited(FakeClient(lambda _: Reply(text="{}")), tokens=60)
    await client.complete(ask())
    assert (client.spent.input_tokens, client.spent.output_tokens) == (10, 20)


async def test_a_reply_of_several_calls_counts_them() -> None:
    reply = Reply(text="{}", calls=3, input_tokens=5, cached_input_tokens=4, output_tokens=5)
    client = limited(FakeClient([reply]))
    await client.complete(ask())
    assert client.spent == Usage(
        calls=3, input_tokens=5, cached_input_tokens=4, output_tokens=5, cost_usd=0.1
    )


@pytest.mark.parametrize(
    ("error", "tokens"),
    [
        (RequestError("busy", status=503), 0),
        (RequestError("refused", reason="connection"), 0),
        (RequestError("no reply in time", reason="timeout"), 30),
        (ReplyError("HTML"), 30),
    ],
)
async def test_an_error_counts_where_it_may_have_been_billed(
    error: RequestError, tokens: int
) -> None:
    client = limited(FakeClient([error]), tokens=30)
    with pytest.raises(type(error)):
        await client.complete(ask())
    assert client.spent.input_tokens + client.spent.output_tokens == tokens


async def test_an_error_counts_what_its_replies_took() -> None:
    error = ReplyError("refused").after(Reply(text="", input_tokens=3, output_tokens=4))
    client = limited(FakeClient([error]), tokens=30)
    with pytest.raises(ReplyError):
        await client.complete(ask())
    assert client.spent == Usage(calls=1, input_tokens=3, output_tokens=4, cost_usd=0.07)


async def test_without_a_limit_nothing_is_estimated_and_what_is_reported_is_added_up() -> None:
    client = BudgetClient(
        FakeClient([Reply(text="{}", input_tokens=3, output_tokens=4), Reply(text="{}")]),
        estimate=lambda _: pytest.fail("counting tokens takes time"),
        price=cent_a_token,
    )
    await client.complete(ask())
    assert client.spent == Usage(calls=1, input_tokens=3, output_tokens=4, cost_usd=0.07)
    await client.complete(ask())
    assert (client.spent.calls, client.spent.cost_usd) == (2, None), "not 0: it is not known"


@pytest.mark.parametrize("limit", [-1.0, math.nan, -math.inf])
def test_a_limit_that_is_none_is_refused(limit: float) -> None:
    with pytest.raises(UsageError, match="must be 0 or more"):
        limited(FakeClient([]), usd=limit)


def test_an_unknown_price_refuses_a_cost_limit_at_once() -> None:
    with pytest.raises(BudgetExceeded, match="price of this model at this address is not known"):
        BudgetClient(FakeClient([]), estimate=estimate, price=unknown, max_cost_usd=1.0)


async def test_an_unknown_price_is_no_matter_to_a_token_limit() -> None:
    client = BudgetClient(
        FakeClient(uses(10, 20)), estimate=estimate, price=unknown, max_total_tokens=30
    )
    await client.complete(ask())
    assert client.spent.cost_usd is None


# Several at once ----------------------------------------------------------------------------------


class Gate:
    """Answers each request when it is let through."""

    def __init__(self) -> None:
        self.arrived = 0
        self.gate = asyncio.Semaphore(0)
        self.reply = Reply(text="{}", input_tokens=10, output_tokens=20)

    async def complete(self, request: Request) -> Reply:
        self.arrived += 1
        await self.gate.acquire()
        return self.reply


def gated(gate: Gate, tokens: int) -> BudgetClient:
    return BudgetClient(gate, estimate=estimate, price=cent_a_token, max_total_tokens=tokens)


async def turn() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_calls_in_flight_are_counted_as_expected() -> None:
    gate = Gate()
    client = gated(gate, 70)
    tasks = [asyncio.create_task(client.complete(ask())) for _ in range(4)]
    await turn()
    assert gate.arrived == 2
    for _ in range(4):
        gate.gate.release()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [Reply, Reply, BudgetExceeded, BudgetExceeded]
    assert gate.arrived == 2


async def test_a_call_waits_for_those_that_may_use_less_than_expected() -> None:
    gate = Gate()
    gate.reply = Reply(text="{}", input_tokens=1, output_tokens=1)
    client = gated(gate, 34)
    tasks = [asyncio.create_task(client.complete(ask())) for _ in range(3)]
    await turn()
    assert gate.arrived == 1
    for expected in (2, 3):
        gate.gate.release()
        await turn()
        assert gate.arrived == expected
    gate.gate.release()
    assert await asyncio.gather(*tasks) == [gate.reply] * 3


async def test_a_cancelled_call_lets_the_others_go_on() -> None:
    gate = Gate()
    client = gated(gate, 60)
    first, second, third = (asyncio.create_task(client.complete(ask())) for _ in range(3))
    await turn()
    assert gate.arrived == 2
    first.cancel()
    gate.gate.release()
    assert await second == gate.reply
    with pytest.raises(BudgetExceeded):  # what was cancelled may have been billed
        await third


@settings(max_examples=40, deadline=None)
@given(
    limit=st.integers(0, 300),
    caps=st.lists(st.integers(1, 40), min_size=1, max_size=25),
    shares=st.lists(st.integers(0, 100), min_size=25, max_size=25),
)
def test_no_limit_is_ever_exceeded_by_replies_within_their_estimate(
    limit: int, caps: list[int], shares: list[int]
) -> None:
    """And what is refused would really not have fit."""

    async def answer(request: Request) -> Reply:
        share = shares[int(request.messages[0].content)]
        for _ in range(share % 5):
            await asyncio.sleep(0)
        output = (request.max_output_tokens or 0) * share // 100
        return Reply(text="{}", input_tokens=10, output_tokens=output)

    async def go() -> None:
        fake = FakeClient(answer)
        client = limited(fake, tokens=limit, usd=limit / 100)
        results = await asyncio.gather(
            *(client.complete(ask(str(n), cap=cap)) for n, cap in enumerate(caps)),
            return_exceptions=True,
        )
        spent = client.spent.input_tokens + client.spent.output_tokens
        replies = [result for result in results if isinstance(result, Reply)]
        assert spent == sum(reply.input_tokens + reply.output_tokens for reply in replies)
        assert spent <= limit
        assert len(fake.requests) == len(replies)
        for cap, result in zip(caps, results, strict=True):
            if isinstance(result, BudgetExceeded):
                assert spent + 10 + cap > limit
            else:
                assert isinstance(result, Reply)

    asyncio.run(go())


# Estimates ----------------------------------------------------------------------------------------


def test_an_estimate_counts_messages_schema_and_the_cap() -> None:
    request = Request(
        model="m",
        messages=(Message(role="system", content="abc"), Message(role="user", content="defgh")),
        schema={"a": 1},
        max_output_tokens=9,
    )
    assert estimate_usage(request, len) == Usage(
        calls=1, input_tokens=3 + 5 + len('{"a":1}') + 3 * 4, output_tokens=9
    )


@pytest.mark.parametrize(("length", "output"), [(10, ASSUMED_OUTPUT_TOKENS), (9996, 10_000)])
def test_a_reply_without_a_cap_is_assumed_to_be_as_long_as_its_request(
    length: int, output: int
) -> None:
    assert estimate_usage(ask("x" * length, cap=None), len).output_tokens == output


async def test_the_parts_fit_together() -> None:
    client = BudgetClient(
        FakeClient(lambda _: {"summary": []}),
        estimate=partial(estimate_usage, count=len),
        price=partial(cost_usd, "gpt-5-mini"),
        max_cost_usd=0.01,
    )
    await client.complete(ask("Rain in Osk."))
    assert client.spent.cost_usd
    with pytest.raises(BudgetExceeded):
        await client.complete(ask("x" * 40_000))
