"""The OpenAI client over a real socket: faults are typed errors, and the key stays secret."""

from __future__ import annotations

import asyncio
import gc
import gzip
import html
import json
import logging
import re
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import httpx2
import openai
import pytest

from briefer.client import Message, Reply, Request
from briefer.errors import BrieferError, ReplyError, RequestError, UsageError
from briefer.openai_client import MAX_REPLY_BYTES, OpenAIClient
from tests.faults import Answer, FaultServer, completion, failure, good, ok

pytestmark = pytest.mark.usefixtures("online")

CANARY = "canary-8fJ2kLm0QpZ7xW"
SCHEMA = {"type": "object", "properties": {"claims": {"type": "array"}}}
REQUEST = Request(
    model="model-asked-for",
    messages=(
        Message(role="system", content="List the claims."),
        Message(role="user", content="The mayor of Ostrova said no."),
    ),
)
STRUCTURED = Request(
    model="model-asked-for", messages=REQUEST.messages, schema=SCHEMA, schema_name="claims"
)


async def ask(server: FaultServer, request: Request = REQUEST, **settings: Any) -> Reply:
    """Ask a server once, with a client of its own."""
    async with OpenAIClient(server.url, CANARY, **settings) as client:
        return await client.complete(request)


async def fail(*script: Answer, request: Request = REQUEST, **settings: Any) -> RequestError:
    """The error of a request to a server that fails; it sent exactly one request."""
    async with FaultServer(*script) as server:
        with pytest.raises(RequestError) as caught:
            await ask(server, request, **settings)
        assert len(server.seen) == len(script)
    return caught.value


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("", "/v1/chat/completions"),
        ("/", "/v1/chat/completions"),
        ("/a%2Fb", "/v1/a%2Fb/chat/completions"),
        ("?api-version=1&x=a/", "/v1/chat/completions?api-version=1&x=a/"),
    ],
)
async def test_the_address_goes_on_before_its_query(given: str, path: str) -> None:
    async with FaultServer() as server, OpenAIClient(server.url + given, CANARY) as client:
        await client.complete(REQUEST)
    assert server.seen[0].path == path


async def test_a_request_on_the_wire_is_a_chat_completion() -> None:
    """Nothing is set that was not asked for: some models refuse `temperature` or a cap."""
    async with FaultServer() as server:
        reply = await ask(server)
    (seen,) = server.seen
    assert reply == Reply(text="fine", model="model-of-server", input_tokens=7, output_tokens=2)
    assert seen.path == "/v1/chat/completions"
    assert seen.headers["authorization"] == f"Bearer {CANARY}"
    assert seen.payload == {
        "model": "model-asked-for",
        "messages": [
            {"role": "system", "content": "List the claims."},
            {"role": "user", "content": "The mayor of Ostrova said no."},
        ],
    }


async def test_settings_of_a_request_are_sent() -> None:
    """A schema is strict, a cap is `max_completion_tokens`."""
    request = Request(
        model="m",
        messages=REQUEST.messages,
        schema=SCHEMA,
        schema_name="claims",
        max_output_tokens=50,
        temperature=0.0,
    )
    async with FaultServer() as server:
        await ask(server, request)
    payload = server.seen[0].payload
    assert payload["max_completion_tokens"] == 50
    assert payload["temperature"] == 0.0
    assert payload["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "claims", "strict": True, "schema": SCHEMA},
    }


STATUSES = [
    (307, "redirect", False),
    (400, "bad-request", False),
    (401, "authentication", False),
    (402, "quota", False),
    (403, "forbidden", False),
    (404, "not-found", False),
    (408, "timeout", True),
    (409, "conflict", True),
    (413, "too-large", False),
    (418, "bad-request", False),
    (422, "bad-request", False),
    (429, "rate-limit", True),
    (500, "server-error", True),
    (502, "server-error", True),
    (503, "server-error", True),
    (599, "server-error", True),
]


@pytest.mark.parametrize(("status", "reason", "retryable"), STATUSES)
async def test_each_status_is_one_request_and_one_reason(
    status: int, reason: str, retryable: bool
) -> None:
    """The SDK's own retries are off; the message is one line with the server's words."""
    error = await fail(failure(status, "the harbour\r\nis \x1b[31mclosed\u202e today"))
    assert (error.reason, error.retryable, error.status) == (reason, retryable, status)
    assert f"answered {status}: “the harbour is [31mclosed today”" in str(error)
    assert str(error).isprintable()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (failure(429, "You exceeded your current quota", code="insufficient_quota"), "quota"),
        (failure(429, "Slow down", code="billing_hard_limit_reached"), "quota"),
        (failure(403, "Insufficient balance"), "quota"),
        (failure(429, "Request too large for model on tokens per min"), "too-large"),
        (failure(400, "The response was filtered", code="content_filter"), "content-filter"),
        (failure(400, "no", code="context_length_exceeded"), "context-overflow"),
        (failure(400, "This model's maximum context length is 4096 tokens"), "context-overflow"),
        (failure(400, "request (9 tokens) exceeds the available context size"), "context-overflow"),
        (failure(500, "the input length exceeds the context length"), "context-overflow"),
        (failure(400, "prompt is too long: 210000 tokens > 200000 maximum"), "context-overflow"),
        (failure(400, "The input token count (9) exceeds the maximum"), "context-overflow"),
        (failure(422, "inputs tokens + max_new_tokens must be <= 8193"), "context-overflow"),
        (failure(400, "x", code="string_above_max_length"), "context-overflow"),
        (failure(413, "too many tokens"), "context-overflow"),
    ],
)
async def test_what_a_server_says_decides_over_its_status(answer: Answer, reason: str) -> None:
    """An exhausted quota, a filter and an overflow never pass by themselves."""
    error = await fail(answer)
    assert (error.reason, error.retryable) == (reason, False)


@pytest.mark.parametrize(
    "answer",
    [
        *(failure(status, "no") for status, _, again in STATUSES if not again),
        failure(400, "no", code="context_length_exceeded"),
    ],
)
async def test_what_will_not_pass_says_what_to_do(answer: Answer) -> None:
    assert (await fail(answer)).hint


async def test_a_rate_limit_that_only_links_to_billing_is_not_a_quota() -> None:
    """An offer of a dearer plan comes with ordinary rate limits, too."""
    error = await fail(failure(429, "Rate limit reached. Upgrade: https://x.test/settings/billing"))
    assert (error.reason, error.retryable) == ("rate-limit", True)


async def test_an_error_that_repeats_the_request_is_judged_by_its_own_words() -> None:
    """Some servers send the article back inside the error."""
    body = {"detail": [{"loc": ["body", "seed"], "msg": "bad seed", "input": "context length"}]}
    error = await fail(Answer(status=422, body=json.dumps(body).encode()))
    assert error.reason == "bad-request"
    assert "“bad seed”" in str(error)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"[" * 100_000, b"<html><h1>Bad gateway</h1>" * 9000, b'{"error": null}'],
)
async def test_an_error_keeps_its_status_whatever_its_body(body: bytes) -> None:
    """No body makes a failure of the server anything else, and none is quoted at length."""
    error = await fail(Answer(status=503, body=body))
    assert (error.reason, error.retryable) == ("server-error", True)
    assert len(str(error)) < 400


@pytest.mark.parametrize(
    "words",
    ["a", "*", "-", "<", "<a", "sk-", "bearer ", "a*", "schema ", "token count ", "[", "•a"],
)
async def test_long_words_of_a_server_are_searched_in_one_pass(words: str) -> None:
    """A search that takes the square of 64 KB would hang here."""
    message = words * (2**16 // len(words))
    for body in (message.encode(), json.dumps({"error": message[: 2**15]}).encode()):
        assert (await fail(Answer(status=400, body=body))).reason == "bad-request"


@pytest.mark.parametrize("stalls", [False, True])
async def test_an_error_whose_body_is_cut_keeps_its_status(stalls: bool) -> None:
    """A refused key is not asked with again because the refusal was cut short, or stalls."""
    error = await fail(Answer(status=401, body=b"x" * 100, cut=10, hang=stalls), timeout=0.1)
    assert (error.reason, error.retryable) == ("authentication", False)


BAD_REPLIES = [
    ("web page", ok(b"<html>Sign in to the hotel's network</html>"), "not-json", True),
    ("prose", ok(b"Here you are:"), "not-json", True),
    ("nothing", ok(b""), "empty-reply", True),
    ("half", ok(b'{"choices": ['), "malformed-reply", True),
    ("list", ok([]), "not-json", True),
    ("no choices", ok({"id": "x"}), "empty-reply", True),
    ("empty choices", good(choices=[]), "empty-reply", True),
    ("odd choices", good(choices={"0": 1}), "empty-reply", True),
    ("odd choice", good(choices=["fine"]), "empty-reply", True),
    ("null message", good(choices=[{"message": None}]), "empty-reply", True),
    ("null content", good(None), "empty-reply", True),
    ("blank content", good(" \n"), "empty-reply", True),
    ("number as content", good(choices=[{"message": {"content": 5}}]), "empty-reply", True),
    ("refusal", good(choices=[{"message": {"refusal": "I will not."}}]), "refused", False),
    ("content filter", good("", finish="content_filter"), "content-filter", False),
    ("invalid UTF-8", ok(b'{"choices": "\xff\xfe"}'), "malformed-reply", True),
    ("duplicate keys", ok(b'{"choices": [], "choices": []}'), "malformed-reply", True),
    ("NaN", ok(b'{"choices": NaN}'), "malformed-reply", True),
    ("deep", ok(b'{"a":' + b"[" * 100_000), "malformed-reply", True),
    ("huge", ok(b" " * (MAX_REPLY_BYTES + 1)), "reply-too-large", True),
    ("error inside", ok({"error": {"code": 400, "message": "odd"}}), "bad-request", False),
    ("busy inside", ok({"error": {"code": 429, "message": "busy"}}), "rate-limit", True),
    ("no credit inside", ok({"error": {"code": "insufficient_quota"}}), "quota", False),
    ("no key inside", ok({"error": {"code": "invalid_api_key"}}), "authentication", False),
    ("no name known", ok({"error": {"code": "overheated"}}), "server-error", True),
    ("text inside", ok({"error": "overheated"}), "server-error", True),
]


@pytest.mark.parametrize(
    ("answer", "reason", "retryable"),
    [row[1:] for row in BAD_REPLIES],
    ids=[r[0] for r in BAD_REPLIES],
)
async def test_a_bad_reply_with_status_200_is_a_typed_error(
    answer: Answer, reason: str, retryable: bool
) -> None:
    """What the server did wrong may pass; what the model decided will not."""
    error = await fail(answer)
    assert (error.reason, error.retryable) == (reason, retryable)
    assert str(error).isprintable()
    assert len(str(error)) < 500


async def test_a_body_without_end_is_cut_off() -> None:
    """No more of it is read than a reply can have, and its connection is closed."""
    size = MAX_REPLY_BYTES + 10
    endless = Answer(body=b" " * (size + 1), chunked=True, cut=size, hang=True)
    async with FaultServer(endless) as server, OpenAIClient(server.url) as client:
        with pytest.raises(RequestError) as caught:
            await client.complete(REQUEST)
        await server.until(lambda s: s.open == 0)
    assert caught.value.reason == "reply-too-large"


async def test_a_compressed_reply_is_read_and_a_bomb_is_not() -> None:
    """No compression is asked for, and what comes all the same counts as it unfolds."""
    packed = {"content-encoding": "gzip"}
    async with FaultServer(Answer(headers=packed, body=gzip.compress(good().body))) as server:
        assert (await ask(server)).text == "fine"
    assert server.seen[0].headers["accept-encoding"] == "identity"
    bomb = gzip.compress(b" " * 50_000_000)
    assert (await fail(Answer(headers=packed, body=bomb))).reason == "reply-too-large"
    broken = await fail(Answer(headers=packed, body=b"not gzip"))
    assert (broken.reason, broken.retryable) == ("malformed-reply", True)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=good().body, cut=20),
        Answer(body=good().body, cut=0),
        Answer(body=good().body, cut=20, chunked=True),
        Answer(body=good().body, cut=20, reset=True),
        Answer(reset=True),
    ],
    ids=["cut", "no body", "cut chunks", "reset in the body", "reset"],
)
async def test_a_lost_connection_may_be_tried_again(answer: Answer) -> None:
    """A reply cut short is never taken for a whole one, and one that began may be billed."""
    error = await fail(answer)
    assert (error.reason, error.retryable) == ("connection", True)
    assert isinstance(error, ReplyError) is bool(answer.body)


async def test_a_refused_connection_may_be_tried_again() -> None:
    """The error names the address and what to check."""
    async with FaultServer() as server:
        url = server.url
    async with OpenAIClient(url) as client:
        with pytest.raises(RequestError, match=r"127\.0\.0\.1:\d+ failed: .*server runs") as caught:
            await client.complete(REQUEST)
    assert (caught.value.reason, caught.value.retryable) == ("connection", True)


@pytest.mark.parametrize("answer", [Answer(hang=True), Answer(body=b"{" * 9, cut=3, hang=True)])
async def test_a_server_that_hangs_times_out_and_is_left(answer: Answer) -> None:
    """One time-out holds for the whole request, also for a body that never ends."""
    async with FaultServer(answer) as server, OpenAIClient(server.url, timeout=0.1) as client:
        with pytest.raises(RequestError, match=r"within 0\.1 s") as caught:
            await client.complete(REQUEST)
        await server.until(lambda s: s.open == 0)
    assert (caught.value.reason, caught.value.retryable) == ("timeout", True)


async def test_a_chunked_reply_is_read() -> None:
    """Many servers do not say how long a reply will be."""
    async with FaultServer(Answer(body=good("é" * 5000).body, chunked=True)) as server:
        assert (await ask(server)).text == "é" * 5000


@pytest.mark.parametrize("finish", ["length", "max_tokens", "model_length"])
@pytest.mark.parametrize("text", ["half a sen", "", None])
async def test_a_reply_cut_at_its_length_limit_is_a_reply(finish: str, text: str | None) -> None:
    """What to do about it is the caller's affair; reasoning may have eaten it all."""
    async with FaultServer(good(text, finish=finish)) as server:
        reply = await ask(server)
    assert (reply.finish_reason, reply.text) == ("length", text or "")


@pytest.mark.parametrize("finish", ["stop", "tool_calls", "eos", None, 3])
async def test_an_unknown_end_of_a_reply_is_an_end(finish: Any) -> None:
    """Servers invent words for it."""
    async with FaultServer(good("whole", finish=finish)) as server:
        assert (await ask(server)).finish_reason == "stop"


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        (None, (0, 0, 0)),
        ("many", (0, 0, 0)),
        ({"prompt_tokens": -5, "completion_tokens": "12"}, (0, 0, 0)),
        ({"prompt_tokens": True, "completion_tokens": 1.5}, (0, 0, 0)),
        ({"prompt_tokens": 10**30, "completion_tokens": 3}, (0, 0, 3)),
        ({"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 4}}, (9, 4, 0)),
        ({"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 99}}, (9, 9, 0)),
        ({"prompt_tokens": 9, "prompt_tokens_details": []}, (9, 0, 0)),
    ],
)
async def test_usage_is_counted_where_it_makes_sense(
    usage: Any, tokens: tuple[int, int, int]
) -> None:
    """Odd usage never costs the reply."""
    async with FaultServer(good(usage=usage)) as server:
        reply = await ask(server)
    assert (reply.input_tokens, reply.cached_input_tokens, reply.output_tokens) == tokens


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "7"}, 7),
        ({"retry_after": "0"}, 0),
        ({"retry_after": " 1.5 "}, 1.5),
        ({"retry_after_ms": "250", "retry_after": "9"}, 0.25),
        ({"retry_after_ms": "soon", "retry_after": "9"}, 9),
        (
            {
                "date": "Wed, 04 Mar 2026 10:00:00 GMT",
                "retry_after": "Wed, 04 Mar 2026 10:01:30 GMT",
            },
            90,
        ),
        ({"retry_after": "Wed, 04 Mar 1998 10:00:00 GMT"}, 0),
        ({"retry_after": "86400"}, 86_400),
        ({"retry_after": "-5"}, None),
        ({"retry_after": "inf"}, None),
        ({"retry_after": "NaN"}, None),
        ({"retry_after": "1e9"}, None),
        ({"retry_after": "9" * 35}, None),
        ({"retry_after": "9" * 5000}, None),
        ({"retry_after": "Wed, 04 Mar 99999 10:00:00 GMT"}, None),
        ({"retry_after": "in a while"}, None),
        ({"retry_after": ""}, None),
        ({}, None),
    ],
)
async def test_a_wait_that_a_server_asks_for_is_understood_or_ignored(
    headers: dict[str, str], seconds: float | None
) -> None:
    """Seconds, milliseconds and dates by the server's own clock; nonsense is no wait."""
    error = await fail(failure(429, **headers))
    assert error.retry_after == seconds


async def test_headers_are_handed_on_of_good_and_bad_answers() -> None:
    """The limiter learns what is left from every response."""
    left: list[str | None] = []
    busy = failure(429, x_ratelimit_remaining_requests="0")
    fine = Answer(headers={"x-ratelimit-remaining-requests": "5"}, body=good().body)

    def observe(headers: Mapping[str, str]) -> None:
        left.append(headers.get("x-ratelimit-remaining-requests"))

    async with (
        FaultServer(busy, fine) as server,
        OpenAIClient(server.url, observe=observe) as client,
    ):
        with pytest.raises(RequestError):
            await client.complete(REQUEST)
        await client.complete(REQUEST)
    assert left == ["0", "5"]


NO_SCHEMA = [
    failure(400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported"),
    failure(400, "This model does not support response format `json_schema`."),
    failure(400, "'response_format.type' must be 'text'"),
    Answer(status=422, body=b'{"detail": [{"loc": ["body", "response_format"], "msg": "no"}]}'),
]


@pytest.mark.parametrize("refusal", NO_SCHEMA)
async def test_a_server_without_schemas_is_asked_in_words_from_then_on(refusal: Answer) -> None:
    """One refusal, one more request; the words join the instructions, the article stays last."""
    async with (
        FaultServer(refusal) as server,
        OpenAIClient(server.url, schema_prompt=lambda s: f"Fit {json.dumps(s)}") as client,
    ):
        await client.complete(STRUCTURED)
        await client.complete(STRUCTURED)
    first, second, third = (seen.payload for seen in server.seen)
    assert "response_format" in first
    assert "response_format" not in second
    assert second == third
    assert second["messages"] == [
        {"role": "system", "content": f"List the claims.\n\nFit {json.dumps(SCHEMA)}"},
        {"role": "user", "content": "The mayor of Ostrova said no."},
    ]


async def test_words_for_a_schema_are_the_instructions_where_there_are_none() -> None:
    """A request without a system message gets one."""
    request = Request(model="m", messages=REQUEST.messages[1:], schema=SCHEMA)
    async with FaultServer(NO_SCHEMA[0]) as server:
        await ask(server, request, schema_prompt=lambda _: "Fit this.")
    assert [m["role"] for m in server.seen[1].payload["messages"]] == ["system", "user"]


@pytest.mark.parametrize(
    "refusal",
    [
        failure(400, "Invalid schema for response_format 'claims': 'items' is missing"),
        failure(400, "JSON schema conversion failed: failed to parse grammar"),
        failure(400, "unknown role in messages"),
        failure(500, "response_format is not supported"),
    ],
)
async def test_only_a_refusal_of_schemas_as_such_changes_the_request(refusal: Answer) -> None:
    """A schema that is wrong is a mistake to be seen, not one to be worked around."""
    await fail(refusal, request=STRUCTURED)


async def test_an_older_server_gets_its_own_name_for_the_cap() -> None:
    """`max_tokens` is used once `max_completion_tokens` was refused, and from then on."""
    request = Request(model="m", messages=REQUEST.messages, max_output_tokens=5)
    refusal = failure(400, "Unsupported parameter: 'max_completion_tokens'")
    async with FaultServer(refusal) as server, OpenAIClient(server.url) as client:
        await client.complete(request)
        await client.complete(request)
    names = [sorted(seen.payload) for seen in server.seen]
    assert names[0] == ["max_completion_tokens", "messages", "model"]
    assert names[1] == names[2] == ["max_tokens", "messages", "model"]


async def test_a_cap_that_is_too_large_is_an_error() -> None:
    """The name was taken, the number was not."""
    request = Request(model="m", messages=REQUEST.messages, max_output_tokens=10**9)
    error = await fail(failure(400, "max_completion_tokens is too large"), request=request)
    assert error.reason == "bad-request"


async def test_both_fallbacks_together_take_three_requests() -> None:
    """A server that knows neither is found out one refusal at a time, never asked in circles."""
    request = Request(model="m", messages=REQUEST.messages, schema=SCHEMA, max_output_tokens=5)
    async with FaultServer(
        NO_SCHEMA[0], failure(400, "unknown field max_completion_tokens"), NO_SCHEMA[0]
    ) as server:
        with pytest.raises(RequestError, match="response_format"):
            await ask(server, request)
    assert len(server.seen) == 3


def test_without_key_and_server_both_ways_out_are_named() -> None:
    """Nothing is chosen silently."""
    with pytest.raises(UsageError, match=r"OPENAI_API_KEY.*-m extractive"):
        OpenAIClient()


@pytest.mark.parametrize(
    "url", ["localhost:8080", "ftp://x.test/v1", "http://", "http://[::1", "http://x.test:port/"]
)
def test_an_address_that_is_none_is_refused_before_anything_is_sent(url: str) -> None:
    """The message shows what one looks like."""
    with pytest.raises(UsageError, match="http://localhost:8080/v1"):
        OpenAIClient(url)


@pytest.mark.parametrize("key", ["sk-a b", "sk-\u00e9t\u00e9-0123456789", "sk-a\nb"])
def test_a_key_that_cannot_be_one_is_refused_and_not_shown(key: str) -> None:
    """A header cannot carry it, and the library that tries puts it into its error."""
    with pytest.raises(UsageError) as caught:
        OpenAIClient("http://x.test/v1", key)
    assert key not in str(caught.value)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "gopher://127.0.0.1:9", "http://[::1"])
async def test_a_proxy_that_cannot_be_used_is_one_line(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    """Proxies come from the environment, where mistakes are made."""
    monkeypatch.setenv("ALL_PROXY", proxy)
    async with OpenAIClient("http://x.test/v1", CANARY) as client:
        with pytest.raises(BrieferError) as caught:
            await client.complete(REQUEST)
    assert str(caught.value).isprintable()


async def test_the_environment_means_what_it_means_everywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Key and address come from it, white space around them does no harm."""
    async with FaultServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        async with OpenAIClient() as client:
            await client.complete(REQUEST)
        monkeypatch.setenv("OPENAI_API_KEY", f" {CANARY}\n")
        async with OpenAIClient() as client:
            await client.complete(REQUEST)
    keys = [seen.headers["authorization"] for seen in server.seen]
    assert keys == ["Bearer no-key", f"Bearer {CANARY}"]


@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_one_client_serves_one_event_loop_after_the_other() -> None:
    """As when a script calls `brief` twice with a client of its own, which nobody closes."""

    async def once() -> str:
        async with FaultServer() as server:
            client.base_url = server.url
            return (await client.complete(REQUEST)).text

    client = OpenAIClient("http://127.0.0.1:9/v1")
    assert [asyncio.run(once()), asyncio.run(once())] == ["fine", "fine"]
    asyncio.run(client.aclose())
    gc.collect()


async def test_connections_are_kept() -> None:
    """Requests one after the other share a connection; together they have one each."""
    async with FaultServer() as server, OpenAIClient(server.url, connections=4) as client:
        for _ in range(3):
            await client.complete(REQUEST)
        assert server.connections == 1
        await asyncio.gather(*(client.complete(REQUEST) for _ in range(12)))
        assert server.connections <= 4
        assert len(server.seen) == 15


async def test_a_cancelled_request_closes_its_connection() -> None:
    """Nobody waits for an answer that is not wanted, also when it has begun."""
    begun = Answer(body=b"{" * 9, cut=3, hang=True)
    async with FaultServer(Answer(hang=True), begun) as server, OpenAIClient(server.url) as client:
        for count in (1, 2):
            task = asyncio.create_task(client.complete(REQUEST))
            await server.until(lambda s, count=count: len(s.seen) == count)  # type: ignore[misc]
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await server.until(lambda s: s.open == 0)
        assert (await client.complete(REQUEST)).text == "fine"


async def test_a_redirect_takes_neither_key_nor_article_elsewhere() -> None:
    """The request goes to one address; where the server points is shown instead."""
    async with FaultServer() as elsewhere:
        for status in (301, 302, 303, 307, 308):
            error = await fail(Answer(status=status, headers={"location": elsewhere.url}))
            assert (error.reason, error.retryable) == ("redirect", False)
        assert not elsewhere.seen


def echoes() -> Iterator[tuple[str, Answer]]:
    """The ways in which a server may show the key that it was given."""
    masked = f"{CANARY[:10]}******{CANARY[-4:]}"
    for status in (200, 400, 401, 429, 500, 307):
        for name, words in {
            "whole": f"key {CANARY} is not known",
            "header": f"Authorization: Bearer {CANARY}",
            "masked": f"Incorrect API key provided: {masked}.",
            "cut": f"{'very ' * 55}{CANARY}",
            "upper": CANARY.upper(),
            "for an address": "".join(f"%{ord(c):02x}" for c in CANARY),
            "for JSON": "".join(f"\\u{ord(c):04X}" for c in CANARY),
            "for HTML": "".join(f"&#{ord(c)};" for c in CANARY),
            "in parts": " ".join(CANARY),
            "with a tag": f"{CANARY[:6]}<wbr>{CANARY[6:]}",
            "without its head": f"…{CANARY[6:]}",
        }.items():
            for kind, body in {
                "error": json.dumps({"error": {"message": words, "code": CANARY}}).encode(),
                "page": f"<p>{words}</p>".encode(),
                "twice": f'{{"{CANARY}": 1, "{CANARY}": 2}}'.encode(),
                "refusal": json.dumps(
                    completion(choices=[{"message": {"refusal": words}}])
                ).encode(),
            }.items():
                headers = {"x-request-id": CANARY, "x-echo": words, "location": f"/{CANARY}"}
                yield (
                    f"{status}-{name}-{kind}",
                    Answer(status=status, headers=headers, body=body),
                )


def decoded(text: str) -> str:
    """A text without percent signs and escapes."""
    return re.sub(r"(?:%|\\+u00)([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), text)


async def test_the_key_is_in_no_error_log_or_traceback(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever a server echoes, in every logger at DEBUG, and in all that hangs on an error."""
    caplog.set_level(logging.DEBUG)
    for name in ("openai", "httpx2", "httpcore2", "briefer", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    answers = dict(echoes())
    async with (
        FaultServer(*answers.values(), Answer(reset=True)) as server,
        OpenAIClient(server.url, CANARY) as client,
    ):
        for name in [*answers, "reset"]:
            with pytest.raises(RequestError) as caught:
                await client.complete(REQUEST)
            error = caught.value
            assert error.__cause__ is None, name
            assert error.__context__ is None, name
            written = [str(error), repr(error), repr(vars(error)), repr(client)]
            written += traceback.format_exception(error)
            written += [record.getMessage() for record in caplog.records]
            caplog.clear()
            for text in written:
                assert CANARY.lower() not in text.lower(), name
                assert CANARY[:10].lower() not in text.lower(), name
                assert CANARY[-4:] not in text, name
                assert CANARY[8:20] not in "".join(html.unescape(decoded(text)).split()), name
    assert len(server.seen) == len(answers) + 1
    caplog.clear()


async def test_the_logs_are_watched_only_while_a_client_is_open(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The records of other people's loggers stay theirs, and none is dropped."""
    loggers = [logging.getLogger(name) for name in ("httpx2", "openai._base_client")]
    before = [list(logger.filters) for logger in loggers]
    with caplog.at_level(logging.INFO, logger="httpx2"):
        async with FaultServer() as server:
            await ask(server)
    assert any("200" in record.getMessage() for record in caplog.records)
    assert [list(logger.filters) for logger in loggers] == before


async def test_a_reply_never_carries_the_key_on() -> None:
    """Replies are cached, recorded and shown."""
    async with FaultServer(good(f"He said “{CANARY}”.", model=f"m-{CANARY}")) as server:
        reply = await ask(server)
    assert (reply.text, reply.model) == ("He said “[key]”.", "m-[key]")


@pytest.mark.parametrize("key", [CANARY, "gw/team+one/4f9c2d7b81e6a053"])
async def test_a_key_that_is_escaped_in_a_reply_is_not_carried_on(key: str) -> None:
    """What the reply's JSON says is shown, and not how it is written."""
    spelt = "".join(f"\\u{ord(c):04X}" if n % 3 else c for n, c in enumerate(key))
    text = f'{{"a": "{spelt}", "b": "{key.replace("/", chr(92) + "/")}", "c": "\\u00e9"}}'
    assert json.loads(text) == {"a": key, "b": key, "c": "é"}
    async with FaultServer(good(text)) as server, OpenAIClient(server.url, key) as client:
        reply = await client.complete(REQUEST)
    assert reply.text == '{"a": "[key]", "b": "[key]", "c": "\\u00e9"}'


async def test_a_placeholder_key_is_left_in_replies() -> None:
    """Keys such as `ollama` are words that an article may hold."""
    async with (
        FaultServer(good("The ollama project met.")) as server,
        OpenAIClient(server.url, "ollama") as client,
    ):
        assert (await client.complete(REQUEST)).text == "The ollama project met."


def test_a_password_in_an_address_is_refused_and_not_shown() -> None:
    """An address is shown and stored in many places."""
    with pytest.raises(UsageError, match="OPENAI_API_KEY") as caught:
        OpenAIClient("http://user:hunter2hunter2@x.test/v1")
    assert "hunter2" not in str(caught.value)


def made(kind: type[Exception]) -> Exception:
    """An exception of a kind, however it is made."""
    request = httpx2.Request("POST", "http://x.test/v1")
    response = httpx2.Response(429, request=request, json={"error": {"message": "busy"}})
    for arguments in (
        {"message": "x", "response": response, "body": None},
        {"response": response, "body": None},
        {"message": "x", "request": request, "response": response},
        {"message": "x", "request": request},
        {"message": "x", "request": request, "body": None},
        {"request": request},
        {"completion": SimpleNamespace(usage=None)},
        {"message": "x", "unsent_messages": []},
    ):
        try:
            return kind(**arguments)
        except (TypeError, AttributeError):
            continue
    try:
        return kind("x")
    except TypeError:
        return kind()


def exceptions_of(*modules: Any) -> list[type[Exception]]:
    """All exceptions that modules offer."""
    return sorted(
        {
            value
            for module in modules
            for value in list(vars(module).values())
            if isinstance(value, type)
            and issubclass(value, Exception)
            and not issubclass(value, Warning)
            and value.__module__.split(".")[0] != "builtins"
        },
        key=lambda kind: f"{kind.__module__}.{kind.__qualname__}",
    )


class _Raising(httpx2.AsyncBaseTransport):
    def __init__(self, error: Exception) -> None:
        self._error = error

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        raise self._error


@pytest.mark.parametrize(
    "kind",
    [
        *exceptions_of(openai, openai._exceptions, httpx2),
        OSError,
        TimeoutError,
        ConnectionResetError,
        AssertionError,
        RecursionError,
    ],
    ids=lambda kind: f"{kind.__module__}.{kind.__name__}",
)
async def test_no_foreign_exception_is_unmapped(kind: type[Exception]) -> None:
    """All that `openai` and `httpx2` can raise comes out as an error of this package."""
    async with OpenAIClient("http://x.test/v1", transport=_Raising(made(kind))) as client:
        with pytest.raises(RequestError) as caught:
            await client.complete(REQUEST)
    assert caught.value.reason in {
        "connection", "timeout", "rate-limit", "request", "bad-request", "malformed-reply",
    }  # fmt: skip
    assert caught.value.__context__ is None


async def test_the_walk_finds_the_exceptions() -> None:
    """Else the test above would pass on nothing."""
    names = {kind.__name__ for kind in exceptions_of(openai, openai._exceptions, httpx2)}
    assert {"RateLimitError", "APITimeoutError", "ReadTimeout", "InvalidURL", "StreamError"} < names
    assert len(names) > 40


async def test_a_mistake_of_ours_is_not_dressed_up() -> None:
    """A bug stays a bug, with its traceback."""
    async with OpenAIClient("http://x.test/v1", transport=_Raising(KeyError("oops"))) as client:
        with pytest.raises(KeyError):
            await client.complete(REQUEST)


async def test_an_untrusted_certificate_is_not_tried_again() -> None:
    """It will not be trusted in a minute either."""
    error = httpx2.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate")
    async with OpenAIClient("https://x.test/v1", transport=_Raising(error)) as client:
        with pytest.raises(RequestError, match="SSL_CERT_FILE") as caught:
            await client.complete(REQUEST)
    assert not caught.value.retryable


async def test_no_connection_is_left_open() -> None:
    """Also after faults; the interpreter would warn of one, and warnings are errors here."""
    async with FaultServer(failure(500), Answer(body=b"12345", cut=2)) as server:
        async with OpenAIClient(server.url) as client:
            for _ in range(2):
                with pytest.raises(RequestError):
                    await client.complete(REQUEST)
            await client.complete(REQUEST)
        await server.until(lambda s: s.open == 0)
    gc.collect()


def test_the_sdk_is_imported_when_it_is_needed() -> None:
    """Its import takes longer than all of ours."""
    code = "import sys, briefer.openai_client as c; c.OpenAIClient('http://x.test/v1')\n"
    code += "sys.exit('openai' in sys.modules or 'httpx2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
