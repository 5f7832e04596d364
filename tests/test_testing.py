"""What is shipped for testing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import briefer.testing
from briefer.client import Message, Reply, Request
from briefer.errors import ReplyError
from briefer.testing import FakeClient, RecordingClient, ReplayClient, block_requests


def ask(text: str = "Rain in Osk.") -> Request:
    return Request(model="m", messages=(Message(role="user", content=text),))


async def test_a_function_answers_with_a_text() -> None:
    client = FakeClient(lambda request: request.messages[0].content.upper())
    assert (await client.complete(ask())).text == "RAIN IN OSK."


async def test_an_async_function_answers() -> None:
    async def answer(request: Request) -> str:
        return request.model

    assert (await FakeClient(answer).complete(ask())).text == "m"


async def test_a_dict_becomes_json() -> None:
    reply = await FakeClient(lambda _: {"summary": ["Straße"]}).complete(ask())
    assert json.loads(reply.text) == {"summary": ["Straße"]}
    assert "Straße" in reply.text


async def test_a_reply_is_given_as_it_is() -> None:
    reply = Reply(text="{", finish_reason="length")
    assert await FakeClient([reply]).complete(ask()) is reply


async def test_an_error_is_raised() -> None:
    client = FakeClient([ReplyError("refused", reason="refusal"), "second"])
    with pytest.raises(ReplyError, match="refused"):
        await client.complete(ask())
    assert (await client.complete(ask())).text == "second"


async def test_a_list_is_answered_from_in_its_order_and_its_end_is_an_error() -> None:
    client = FakeClient(["a", "b"])
    assert [(await client.complete(ask())).text for _ in range(2)] == ["a", "b"]
    with pytest.raises(AssertionError, match="no answer for request 3"):
        await client.complete(ask())


async def test_requests_are_remembered_in_their_order() -> None:
    client = FakeClient(lambda _: "")
    await client.complete(ask("a"))
    await client.complete(ask("b"))
    assert client.requests == [ask("a"), ask("b")]


async def test_a_made_reply_reports_tokens_and_its_model() -> None:
    reply = await FakeClient(lambda _: "").complete(ask("x" * 400))
    assert (reply.model, reply.input_tokens, reply.output_tokens) == ("m", 101, 1)


async def test_a_fake_client_can_be_recorded_and_replayed(tmp_path: Path) -> None:
    await RecordingClient(FakeClient(["dry"]), tmp_path).complete(ask())
    replay = ReplayClient(tmp_path)
    assert (await replay.complete(ask())).text == "dry"
    assert not replay.unused


def test_requests_are_blocked_within_and_as_before_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("BRIEFER_OFFLINE", raising=False)
    with block_requests():
        with block_requests():
            assert os.environ["BRIEFER_OFFLINE"]
        assert os.environ["BRIEFER_OFFLINE"]
    assert "BRIEFER_OFFLINE" not in os.environ


def test_blocked_requests_are_blocked_again_after_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("BRIEFER_OFFLINE", raising=False)
    with pytest.raises(ZeroDivisionError), block_requests():
        raise ZeroDivisionError
    assert "BRIEFER_OFFLINE" not in os.environ


def test_a_command_that_is_started_within_is_blocked_too() -> None:
    with block_requests():
        code = "import os, sys; sys.exit(not os.environ.get('BRIEFER_OFFLINE'))"
        subprocess.run([sys.executable, "-c", code], check=True)


def test_every_public_name_is_there() -> None:
    assert all(hasattr(briefer.testing, name) for name in briefer.testing.__all__)
