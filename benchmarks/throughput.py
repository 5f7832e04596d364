"""How close 500 articles come to the time that the server takes, and what CPU time they need.

    python -m benchmarks.throughput [--shared DIR] [--rounds N] [--peers PYTHON] [--only NAME,...]

A server in a process of its own answers every chat completion after 200 ms. Its replies fit the
schema and quote the article that was sent: what the extractive drafter finds in it. The articles
are those of the data sets, cut after the paragraph that reaches 3,500 characters, in turn and each
with a number of its own; without the data, the examples.

- *wall over ideal*: ideal is the latency times the rounds that 500 requests take at that
  concurrency, and nothing else.
- *CPU*: of the client's process and of those that it starts, per article; over that of a bare
  `AsyncOpenAI` call of `chat.completions.create`, whose reply nobody parses, in the same run;
  and the part of it that the process takes in which it was called.
- briefer goes the whole way, from 500 files to one Markdown brief: read, ask, parse, locate every
  quote, check every line, render. The others send the same messages and read the reply; `parse`,
  instructor, LangChain and pydantic-ai also validate it. Their reply is checked to have come.

Each contender has a process of its own, which is warm: it does some articles before each round.
The figures are medians over the rounds, of which each contender does one in turn. `--peers` names
interpreters in which peers may be installed, as some exclude each other.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, suppress
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from benchmarks import data

ARTICLES = 500
LATENCY = 0.2
"""Seconds that the server takes for each answer."""
CONCURRENCIES = (32, 128)
SIZE = 3_500
"""Characters of an article, or a paragraph more."""
MODEL = "stand-in"

Payload = dict[str, Any]
Call = Callable[[Payload], Awaitable[Any]]
Connect = Callable[[str], AbstractAsyncContextManager[Call]]


# --- the server ---------------------------------------------------------------------------------


class _Answering(asyncio.Protocol):
    """HTTP/1.1 as far as a JSON request with a `Content-Length` needs it."""

    def __init__(self, bodies: Sequence[bytes]) -> None:
        self._bodies = bodies
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n") + 4
        if end < 4:
            return
        head = bytes(self._received[:end]).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(self._received) < end + length:
            return
        place = self._received.rfind(b"Article number ")
        number = int(self._received[place + 15 : place + 20])
        self._received.clear()
        asyncio.get_running_loop().call_later(LATENCY, self._answer, self._bodies[number])

    def _answer(self, body: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(body)


def serve(folder: Path) -> None:
    """Answer until the process ends; the port goes to standard output."""
    replies = json.loads((folder / "replies.json").read_text(encoding="utf-8"))
    bodies = [_response(number, reply) for number, reply in enumerate(replies)]

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Answering(bodies), "127.0.0.1", backlog=1024)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(run())


def _response(number: int, reply: str) -> bytes:
    completion = {
        "id": f"chatcmpl-{number:05}",
        "object": "chat.completion",
        "created": 1_767_000_000,
        "model": MODEL,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": reply, "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": 2_400,
            "completion_tokens": 600,
            "total_tokens": 3_000,
            "prompt_tokens_details": {"cached_tokens": 1_536},
        },
    }
    body = json.dumps(completion, ensure_ascii=False).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}x-request-id: req-{number:05}\r\n\r\n".encode() + body


# --- what is sent and answered ------------------------------------------------------------------


def prepare(folder: Path, shared: Path) -> str:
    """Write the articles, the requests and the replies that all contenders get; say what."""
    from briefer import Article, brief, read_articles
    from briefer.testing import FakeClient

    texts, source = _texts(shared)
    (folder / "articles").mkdir()
    replies = []
    for number, story in enumerate(islice(cycle(texts), ARTICLES)):
        text = f"{story}\n\nArticle number {number:05}\n"
        (folder / "articles" / f"{number:05}.txt").write_text(text, encoding="utf-8")
        replies.append(_reply(Article(text=text)))
    (folder / "replies.json").write_text(json.dumps(replies), encoding="utf-8")
    client = FakeClient({"claims": [], "questions": [], "summary": []} for _ in replies)
    brief(read_articles(folder / "articles"), client=client, model=MODEL)
    payloads = [
        {
            "model": request.model,
            "messages": [{"role": m.role, "content": m.content} for m in request.messages],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "reply", "strict": True, "schema": request.schema},
            },
        }
        for request in client.requests
    ]
    (folder / "payloads.json").write_text(json.dumps(payloads), encoding="utf-8")
    size = sum(map(len, islice(cycle(texts), ARTICLES))) / ARTICLES
    answered = sum(map(len, replies)) / ARTICLES
    return (
        f"{ARTICLES} articles from {source}, {size:,.0f} characters on average; "
        f"replies of {answered:,.0f}"
    )


def _texts(shared: Path) -> tuple[list[str], str]:
    """Articles of about one size, and where they are from."""
    if not data.absent(shared, data.ARTICLES):
        from benchmarks.quotes import articles

        texts = [_cut(text) for text in articles(shared) if len(text) >= SIZE]
        return texts, f"{len(texts)} of the data sets"
    folder = data.ROOT / "examples" / "articles"
    return [
        _cut(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.md"))
    ], "the examples"


def _cut(text: str) -> str:
    """The paragraphs until the size is reached."""
    end = text.find("\n", SIZE)
    return (text if end < 0 else text[:end]).strip()


def _reply(article: Any) -> str:
    """What a model could answer: what the extractive drafter finds, in the reply's own form."""
    from briefer.extractive import draft

    found = draft(article)
    claims = found.claims[:8]
    return json.dumps(
        {
            "claims": [
                {
                    "id": claim.id,
                    "quote": claim.quote,
                    "speaker": claim.speaker,
                    "via": [],
                    "stance": claim.stance,
                    "text": claim.text,
                }
                for claim in claims
            ],
            "questions": [
                {"quote": question.quote, "type": question.type, "text": question.text}
                for question in found.questions[:3]
            ],
            "summary": [
                {
                    "claims": [key for key in line.claims if key in {c.id for c in claims}],
                    "text": line.text,
                }
                for line in found.summary[:3]
            ],
        },
        ensure_ascii=False,
    )


# --- the contenders: each sends one payload ------------------------------------------------------


@asynccontextmanager
async def raw_asyncio(url: str) -> AsyncIterator[Call]:
    parts = urlsplit(url)
    idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def call(payload: Payload) -> Any:
        body = json.dumps(payload).encode()
        head = f"POST {parts.path}/chat/completions HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        if idle:
            reader, writer = idle.pop()
        else:
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(head.encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        completion = json.loads(await reader.readexactly(length))
        idle.append((reader, writer))
        return completion["choices"][0]["message"]["content"]

    yield call
    for _, writer in idle:
        writer.close()


@asynccontextmanager
async def aiohttp_(url: str) -> AsyncIterator[Call]:
    import aiohttp

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def call(payload: Payload) -> Any:
            async with session.post(f"{url}/chat/completions", json=payload) as response:
                completion = await response.json()
            return completion["choices"][0]["message"]["content"]

        yield call


@asynccontextmanager
async def openai_bare(url: str) -> AsyncIterator[Call]:
    from openai import AsyncOpenAI

    async with AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:

        async def call(payload: Payload) -> Any:
            completion: Any = await client.chat.completions.create(**payload)
            return completion.choices[0].message.content

        yield call


@asynccontextmanager
async def openai_over_aiohttp(url: str) -> AsyncIterator[Call]:
    from openai import AsyncOpenAI, DefaultAioHttpClient

    async with AsyncOpenAI(
        base_url=url, api_key="none", max_retries=0, http_client=DefaultAioHttpClient()
    ) as client:

        async def call(payload: Payload) -> Any:
            completion: Any = await client.chat.completions.create(**payload)
            return completion.choices[0].message.content

        yield call


@asynccontextmanager
async def openai_parse(url: str) -> AsyncIterator[Call]:
    from openai import AsyncOpenAI

    model = _report()
    async with AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:

        async def call(payload: Payload) -> Any:
            completion = await client.chat.completions.parse(
                model=MODEL, messages=payload["messages"], response_format=model
            )
            return completion.choices[0].message.parsed

        yield call


@asynccontextmanager
async def instructor_(url: str) -> AsyncIterator[Call]:
    instructor: Any = importlib.import_module("instructor")
    from openai import AsyncOpenAI

    model = _report()
    async with AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as plain:
        client = instructor.from_openai(plain, mode=instructor.Mode.JSON_SCHEMA)

        async def call(payload: Payload) -> Any:
            return await client.chat.completions.create(
                model=MODEL, messages=payload["messages"], response_model=model, max_retries=0
            )

        yield call


@asynccontextmanager
async def langchain(url: str) -> AsyncIterator[Call]:
    module: Any = importlib.import_module("langchain_openai")
    chat = module.ChatOpenAI(model=MODEL, base_url=url, api_key="none", max_retries=0)
    structured = chat.with_structured_output(_report(), method="json_schema")

    async def call(payload: Payload) -> Any:
        return await structured.ainvoke(payload["messages"])

    yield call


@asynccontextmanager
async def pydantic_ai(url: str) -> AsyncIterator[Call]:
    library: Any = importlib.import_module("pydantic_ai")
    models: Any = importlib.import_module("pydantic_ai.models.openai")
    providers: Any = importlib.import_module("pydantic_ai.providers.openai")
    provider = providers.OpenAIProvider(base_url=url, api_key="none")
    model = models.OpenAIChatModel(MODEL, provider=provider)
    output = library.NativeOutput(_report())
    agents: dict[str, Any] = {}

    async def call(payload: Payload) -> Any:
        system, user = (message["content"] for message in payload["messages"])
        if system not in agents:
            agents[system] = library.Agent(model, output_type=output, instructions=system)
        return (await agents[system].run(user)).output

    yield call


def _report() -> Any:
    """The reply's form for those who validate it by pydantic."""
    from pydantic import create_model

    stance = Literal[
        "asserted", "denied", "possible", "conditional", "predicted", "requested", "unknown"
    ]
    kind = Literal["unknown", "disputed", "pending", "unconfirmed", "missing"]
    claim = create_model(
        "Claim", id=str, quote=str, speaker=str | None, via=list[str], stance=stance, text=str
    )
    question = create_model("Question", quote=str | None, type=kind, text=str)
    sentence = create_model("Sentence", claims=list[str], text=str)
    # Types that are made here are no annotations to a type checker.
    fields: dict[str, Any] = {
        "claims": list[claim],  # type: ignore[valid-type]
        "questions": list[question],  # type: ignore[valid-type]
        "summary": list[sentence],  # type: ignore[valid-type]
    }
    return create_model("Report", **fields)


class Contender(NamedTuple):
    """Who is measured, and what must be importable for it; `connect` is None for briefer."""

    name: str
    needs: tuple[str, ...]
    connect: Connect | None


CONTENDERS = {
    contender.name: contender
    for contender in (
        Contender("briefer", ("briefer", "openai"), None),
        Contender("raw asyncio", (), raw_asyncio),
        Contender("aiohttp", ("aiohttp",), aiohttp_),
        Contender("bare openai", ("openai",), openai_bare),
        Contender("openai over aiohttp", ("openai", "aiohttp"), openai_over_aiohttp),
        Contender("openai parse", ("openai",), openai_parse),
        Contender("instructor", ("instructor",), instructor_),
        Contender("LangChain structured", ("langchain_openai",), langchain),
        Contender("pydantic-ai", ("pydantic_ai",), pydantic_ai),
    )
}
BARE = "bare openai"


# --- one contender, in its own process ----------------------------------------------------------


def contend(contender: Contender, url: str, folder: Path, concurrency: int) -> None:
    """Do a round for each line on standard input; print the seconds that each took.

    Every other round is a short one to get warm.
    """
    if contender.connect is None:
        rounds = _whole_way(url, folder, concurrency)
    else:
        rounds = _calls(contender.connect, url, folder, concurrency)
    print("ready", flush=True)
    for _ in sys.stdin:
        print(next(rounds), flush=True)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _whole_way(url: str, folder: Path, concurrency: int) -> Iterator[float]:
    import briefer

    def run(count: int) -> None:
        paths = sorted((folder / "articles").iterdir())[:count]
        brief = briefer.brief(
            briefer.read_articles(folder / "articles" if count == ARTICLES else paths),
            model=MODEL,
            base_url=url,
            concurrency=concurrency,
        )
        text = brief.to_markdown()
        if len(brief.articles) != count or brief.failures:
            sys.exit(f"{len(brief.articles)} of {count} articles: {brief.failures[:1]}")
        lost = [c for article in brief.articles for c in article.claims if c.match == "absent"]
        if lost or text.count("\n## ") != count + 1:
            sys.exit(f"the brief is not whole: {lost[:1]}")

    while True:
        yield _timed(lambda: run(2 * concurrency))
        yield _timed(lambda: run(ARTICLES))


def _calls(connect: Connect, url: str, folder: Path, concurrency: int) -> Iterator[float]:
    payloads = json.loads((folder / "payloads.json").read_text(encoding="utf-8"))

    async def run(call: Call, count: int) -> None:
        waiting = iter(payloads[:count])

        async def work() -> None:
            for payload in waiting:
                if not await call(payload):
                    sys.exit("an empty reply")

        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(work())

    with asyncio.Runner() as runner:
        connected = connect(url)
        call = runner.run(_entered(connected))
        while True:
            yield _timed(lambda: runner.run(run(call, 2 * concurrency)))
            yield _timed(lambda: runner.run(run(call, ARTICLES)))


async def _entered(connected: AbstractAsyncContextManager[Call]) -> Call:
    return await connected.__aenter__()


# --- all of them --------------------------------------------------------------------------------


def interpreter(contender: Contender, pythons: Sequence[str]) -> str | None:
    """The first interpreter that has what the contender needs."""
    needs = ", ".join(map(repr, contender.needs))
    check = f"import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, [{needs}])))"
    for python in pythons:
        if subprocess.run([python, "-c", check], cwd=data.ROOT, check=False).returncode == 0:
            return python
    return None


class Measured(NamedTuple):
    """Medians over the rounds: wall over ideal, and CPU milliseconds per article, all and own."""

    wall: float
    cpu: float
    own: float


def measure(
    contenders: Sequence[Contender],
    pythons: Sequence[str],
    folder: Path,
    concurrency: int,
    rounds: int,
) -> dict[str, Measured]:
    """Let the contenders take turns at one concurrency."""
    ideal = math.ceil(ARTICLES / concurrency) * LATENCY
    figures: dict[str, list[Measured]] = {}
    with ExitStack() as processes:

        def started(python: str, *arguments: str) -> subprocess.Popen[str]:
            process = processes.enter_context(
                subprocess.Popen(
                    [python, "-m", "benchmarks.throughput", *arguments],
                    cwd=data.ROOT,
                    text=True,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )
            )
            processes.callback(process.kill)
            return process

        server = started(sys.executable, "--serve", str(folder))
        url = f"http://127.0.0.1:{_line(server, 'the server')}/v1"
        running = {}
        for contender in contenders:
            python = interpreter(contender, pythons)
            if python is not None:
                work = ("--contend", contender.name, url, str(folder), str(concurrency))
                running[contender.name] = started(python, *work)
                _line(running[contender.name], contender.name)
        for _ in range(rounds):
            for name, process in running.items():
                _round(process, name)  # a warm one
                before = _cpu(process.pid)
                wall = _round(process, name)
                own, all_ = (
                    (now - then) * 1000 / ARTICLES
                    for now, then in zip(_cpu(process.pid), before, strict=True)
                )
                figures.setdefault(name, []).append(Measured(wall / ideal, all_, own))
    return {
        name: Measured(*map(statistics.median, zip(*found, strict=True)))
        for name, found in figures.items()
    }


def _round(process: subprocess.Popen[str], name: str) -> float:
    """Let a contender do its next round; the seconds that it took."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    return float(_line(process, name))


def _cpu(process: int) -> tuple[float, float]:
    """CPU seconds of a process until now: its own, and with all that it started."""
    import psutil

    parent = psutil.Process(process)
    of_children = 0.0
    for child in parent.children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it ends just now
            times = child.cpu_times()
            of_children += times.user + times.system
    times = parent.cpu_times()
    own = times.user + times.system
    return own, own + of_children + times.children_user + times.children_system


def _line(process: subprocess.Popen[str], name: str) -> str:
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    if not line:
        sys.exit(f"{name} stopped")
    return line


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--peers", metavar="PYTHON", action="append", default=[], help="has peers installed"
    )
    parser.add_argument("--only", metavar="NAME,...", default=",".join(CONTENDERS))
    parser.add_argument("--serve", metavar="DIR", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--contend", nargs=4, help=argparse.SUPPRESS)
    options = data.options(parser, "throughput")
    if options.serve:
        serve(options.serve)
        return
    if options.contend:
        name, url, where, concurrency = options.contend
        contend(CONTENDERS[name], url, Path(where), int(concurrency))
        return
    names = options.only.split(",")
    if unknown := set(names) - set(CONTENDERS):
        parser.error(f"no such contender: {', '.join(unknown)}; there are {', '.join(CONTENDERS)}")
    contenders = [CONTENDERS[name] for name in names]
    pythons = [sys.executable, *options.peers]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        print(prepare(folder, options.shared))
        results = {
            concurrency: measure(contenders, pythons, folder, concurrency, options.rounds)
            for concurrency in CONCURRENCIES
        }
    print(f"{LATENCY * 1000:.0f} ms of latency, median of {options.rounds} rounds; CPU at 32\n")
    print(
        "| | wall over ideal, 32 | wall over ideal, 128 | CPU ms | CPU over the bare call"
        " | of its own process |"
    )
    print("|---|---|---|---|---|---|")
    few, many = (results[concurrency] for concurrency in CONCURRENCIES)
    for name in names:
        if name not in few:
            print(f"| {name} | not installed | | | | |")
            continue
        what = f"{name}, the whole way" if name == "briefer" else name
        figures = [few[name].wall, many[name].wall, few[name].cpu]
        if BARE in few:
            figures += [few[name].cpu / few[BARE].cpu, few[name].own / few[BARE].own]
        print(f"| {what} | {' | '.join(f'{figure:.2f}' for figure in figures)} |")


if __name__ == "__main__":
    main()
