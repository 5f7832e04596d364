"""What is asked again, what is not, and what a repaired reply costs."""

from __future__ import annotations

import json

import pytest

from briefer.client import Message, Reply, Request
from briefer.errors import ReplyError, RequestError
from briefer.parsing import reply_schema
from briefer.repairing import MAX_SHOWN, RepairingClient
from briefer.templates import Prompts
from briefer.testing import FakeClient

GOOD = json.dumps({"questions": []})
REQUEST = Request(
    model="m", messages=(Message(role="user", content="x"),), schema=reply_schema(["questions"])
)


async def test_a_good_reply_takes_one_request() -> None:
    fake = FakeClient([GOOD])
    reply = await RepairingClient(fake, Prompts()).complete(REQUEST)
    assert (reply.text, reply.calls, len(fake.requests)) == (GOOD, 1, 1)


async def test_a_bad_reply_is_sent_back_with_what_was_wrong_and_all_of_it_is_paid_for() -> None:
    bad = Reply(text='{"questions": [{}]}', input_tokens=10, output_tokens=5)
    good = Reply(text=GOOD, input_tokens=30, cached_input_tokens=8, output_tokens=2)
    fake = FakeClient([bad, good])
    reply = await RepairingClient(fake, Prompts()).complete(REQUEST)
    assert reply.text == GOOD
    assert (reply.calls, reply.input_tokens, reply.cached_input_tokens, reply.output_tokens) == (
        (2, 40, 8, 7)
    )
    first, second = fake.requests
    assert second.messages[:1] == first.messages
    assert [message.role for message in second.messages] == ["user", "assistant", "user"]
    assert second.messages[1].content == bad.text
    assert "questions[0].quote: field required" in second.messages[2].content


async def test_two_repairs_are_the_most_and_each_is_told_of_the_last_reply_alone() -> None:
    fake = FakeClient(["Sure!", "", "{", GOOD])
    with pytest.raises(ReplyError, match=r"not JSON.*after 2 repairs"):
        await RepairingClient(fake, Prompts()).complete(REQUEST)
    assert len(fake.requests) == 3
    assert "empty" in fake.requests[2].messages[-1].content
    assert len(fake.requests[2].messages) == 3


async def test_a_reply_cut_at_the_length_limit_is_not_asked_for_again() -> None:
    fake = FakeClient([Reply(text='{"questions": [', finish_reason="length")])
    with pytest.raises(ReplyError) as caught:
        await RepairingClient(fake, Prompts()).complete(REQUEST)
    assert caught.value.reason == "truncated"
    assert len(fake.requests) == 1


async def test_what_the_server_refuses_is_not_repaired() -> None:
    fake = FakeClient([RequestError("no", reason="quota")])
    with pytest.raises(RequestError, match="no"):
        await RepairingClient(fake, Prompts()).complete(REQUEST)
    assert len(fake.requests) == 1


async def test_free_text_is_passed_on() -> None:
    fake = FakeClient(["hello"])
    request = Request(model="m", messages=REQUEST.messages)
    assert (await RepairingClient(fake, Prompts()).complete(request)).text == "hello"


@pytest.mark.parametrize(
    "end",
    [
        Reply(text="{", finish_reason="length", input_tokens=5, output_tokens=6),
        RequestError("gone", reason="timeout"),
        Reply(text="never", input_tokens=5, output_tokens=6),
    ],
    ids=["truncated", "lost", "never good"],
)
async def test_an_error_says_what_all_replies_before_it_took(end: Reply | RequestError) -> None:
    bad = Reply(text="Sure!", input_tokens=10, cached_input_tokens=4, output_tokens=1)
    fake = FakeClient([bad, bad, end])
    with pytest.raises(RequestError) as caught:
        await RepairingClient(fake, Prompts()).complete(REQUEST)
    last = (1, 5, 6) if isinstance(end, Reply) else (0, 0, 0)
    assert caught.value.calls == 2 + last[0]
    assert caught.value.input_tokens == 20 + last[1]
    assert caught.value.cached_input_tokens == 8
    assert caught.value.output_tokens == 2 + last[2]


async def test_of_a_reply_without_end_the_model_is_shown_the_beginning() -> None:
    fake = FakeClient(["x" * 1_000_000 + "\ud800", "\ud800", GOOD])
    await RepairingClient(fake, Prompts()).complete(REQUEST)
    assert len(fake.requests[1].messages[1].content) == MAX_SHOWN
    assert fake.requests[2].key, "half of a surrogate pair cannot be sent"
