"""The OpenAI client against a server that is not ours: llama.cpp's own, with a tiny model."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

import briefer
from briefer.client import Message, Request
from briefer.errors import RequestError
from briefer.limiting import Limiter, LimitingClient
from briefer.models import TASKS, Task
from briefer.openai_client import OpenAIClient
from briefer.parsing import parse_reply, reply_schema
from briefer.retrying import RetryingClient
from tests.articles import ARTICLE
from tests.llamacpp import LlamaServer, llama_server

pytestmark = pytest.mark.usefixtures("online")

for module in ("gguf", "numpy", "xllamacpp"):
    pytest.importorskip(module, reason=f"{module} is not installed")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LlamaServer]:
    """One server for all tests of this module."""
    with llama_server(tmp_path_factory.mktemp("model")) as running:
        yield running


def request(
    text: str = "The ferry to Ostrova sails again, says Ida Brandt.", **more: Any
) -> Request:
    """Instructions and an article."""
    messages = (
        Message(role="system", content="List the claims."),
        Message(role="user", content=text),
    )
    return Request(model="tiny", messages=messages, **more)


async def refused(client: OpenAIClient, asked: Request) -> RequestError:
    """The error that a request brings."""
    with pytest.raises(RequestError) as caught:
        await client.complete(asked)
    assert not caught.value.retryable
    assert caught.value.__context__ is None
    return caught.value


@pytest.mark.parametrize("tasks", [TASKS, ("claims",), ("questions", "summary")])
async def test_a_structured_reply_fits_the_schema(
    server: LlamaServer, tasks: tuple[Task, ...]
) -> None:
    """The server's grammar takes our schema as it is, whatever the model would say."""
    asked = request(schema=reply_schema(tasks), schema_name="_".join(tasks))
    async with OpenAIClient(server.url, server.key) as client:
        reply = await client.complete(asked)
    lines = parse_reply(reply.text, tasks)
    assert any((lines.claims, lines.questions, lines.summary))
    assert (reply.finish_reason, reply.model) == ("stop", "tiny")


async def test_tokens_are_counted_and_a_repeated_prefix_is_cached(server: LlamaServer) -> None:
    """Instructions first pay off: the second request finds them in the server's cache."""
    async with OpenAIClient(server.url, server.key) as client:
        first = await client.complete(request("A." * 100, max_output_tokens=4))
        second = await client.complete(request("A." * 100, max_output_tokens=4))
    assert first.input_tokens == second.input_tokens > 200
    assert 0 < second.cached_input_tokens <= second.input_tokens
    assert second.output_tokens == 4


async def test_a_reply_cut_at_its_cap_says_so(server: LlamaServer) -> None:
    """The cap is taken under its newer name."""
    asked = request(schema=reply_schema(TASKS), max_output_tokens=5)
    async with OpenAIClient(server.url, server.key) as client:
        reply = await client.complete(asked)
    assert (reply.finish_reason, reply.output_tokens) == ("length", 5)


async def test_a_wrong_key_is_named_and_not_shown(server: LlamaServer) -> None:
    """One clear line that says what to check."""
    async with OpenAIClient(server.url, "wrong-key-4711-4711") as client:
        error = await refused(client, request())
    assert (error.reason, error.status) == ("authentication", 401)
    assert "OPENAI_API_KEY" in str(error)
    assert "4711" not in str(error)


async def test_an_article_over_the_context_is_an_overflow(server: LlamaServer) -> None:
    """It can be cut into smaller chunks, which another error could not mend."""
    async with OpenAIClient(server.url, server.key) as client:
        error = await refused(client, request("word " * server.context))
    assert (error.reason, error.status) == ("context-overflow", 400)


async def test_a_schema_that_is_none_is_a_bad_request(server: LlamaServer) -> None:
    """The client does not take it for a server without schemas."""
    async with OpenAIClient(server.url, server.key, schema_prompt=lambda _: "Fit.") as client:
        error = await refused(client, request(schema={"type": "nonsense"}))
        assert (error.reason, error.status) == ("bad-request", 400)
        assert parse_reply((await client.complete(request(schema=reply_schema(TASKS)))).text, TASKS)


async def test_many_at_once_are_all_answered(server: LlamaServer) -> None:
    """Twice as many as the server has slots, through the whole stack."""
    limiter = Limiter(8)
    async with OpenAIClient(
        server.url, server.key, connections=8, observe=limiter.observe
    ) as openai_client:
        client = RetryingClient(LimitingClient(openai_client, limiter))
        replies = await asyncio.gather(
            *(
                client.complete(request(f"Article {number}.", schema=reply_schema(TASKS)))
                for number in range(8)
            )
        )
    for reply in replies:
        parse_reply(reply.text, TASKS)


async def test_a_model_that_talks_nonsense_is_never_shown_as_supported(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The whole way: real prompts, a real server, replies that fit the schema and mean nothing."""
    with llama_server(tmp_path_factory.mktemp("model"), context=24_000) as server:
        async with OpenAIClient(server.url, server.key) as client:
            brief = await briefer.abrief([ARTICLE], model="tiny", client=client)
            asked = await briefer.abrief(
                [ARTICLE], model="tiny", client=client, tasks=["questions"]
            )
    (article,) = brief.articles
    assert brief.failures == ()
    assert brief.usage.input_tokens > 1_000
    assert brief.usage.output_tokens > 0
    assert not [claim for claim in article.claims if claim.spans]
    assert not [question for question in asked.articles[0].questions if question.spans]
    assert not [sentence for sentence in article.summary if sentence.status == "supported"]


async def test_an_article_over_the_context_is_cut_once_and_then_said_to_be_too_long(
    server: LlamaServer,
) -> None:
    async with OpenAIClient(server.url, server.key) as client:
        brief = await briefer.abrief([ARTICLE], model="tiny", client=client)
    assert brief.articles == ()
    assert {failure.reason for failure in brief.failures} == {"context-overflow"}
