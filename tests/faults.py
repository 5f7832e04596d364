"""A server on loopback that fails as told, and time that passes only when somebody sleeps."""

from __future__ import annotations

import asyncio
import heapq
import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Self

_JSON = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server does with one request.

    Attributes:
        chunked: send the body in chunks rather than with its length.
        cut: close the connection after so many bytes of the body.
        reset: and reset it rather than close it; with `cut=None`, before any answer.
        hang: never answer, or never go on after `cut`.
        delay: seconds that it takes.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    chunked: bool = False
    cut: int | None = None
    reset: bool = False
    hang: bool = False
    delay: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request as it came over the wire."""

    path: str
    headers: Mapping[str, str]
    payload: Any


Script = Answer | Callable[[Seen], Answer]


def completion(text: str | None = "fine", *, finish: str = "stop", **more: Any) -> dict[str, Any]:
    """A chat completion; `more` are keys of the envelope."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "model-of-server",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text},
                "finish_reason": finish,
            }
        ],
        "usage": {
            "prompt_tokens": 7,
            "completion_tokens": 2,
            "total_tokens": 9,
            "prompt_tokens_details": None,
        },
    } | more


def good(text: str | None = "fine", **more: Any) -> Answer:
    """A good reply, or whatever `more` makes of it."""
    return ok(completion(text, **more))


def ok(value: Any) -> Answer:
    """Status 200 with JSON, or with bytes as they are."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Answer(headers=_JSON, body=body)


def failure(
    status: int, message: str = "went wrong", *, code: str | None = None, **headers: str
) -> Answer:
    """An error as OpenAI's own server words it; `retry_after="7"` is a header."""
    error = {"message": message, "type": "error_type", "param": None, "code": code}
    return Answer(
        status=status,
        headers=_JSON | {name.replace("_", "-"): value for name, value in headers.items()},
        body=json.dumps({"error": error}).encode(),
    )


class FaultServer:
    """Answers each request with the next of a script; after its end, well.

    Args:
        script: an answer for each request, or functions that give one.
        otherwise: what it answers after the end of the script.

    Attributes:
        seen: the requests that came over the wire, in order.
        connections: how many were made.
        open: how many are open now.
    """

    def __init__(self, *script: Script, otherwise: Script | None = None) -> None:
        self.script = deque(script)
        self.otherwise = otherwise or good()
        self.seen: list[Seen] = []
        self.connections = 0
        self.open = 0
        self.url = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Condition()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=2**24)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def until(self, happened: Callable[[Self], bool]) -> None:
        """Wait until something has happened on the server's side."""
        async with asyncio.timeout(5), self._changed:
            await self._changed.wait_for(lambda: happened(self))

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        self.open += 1
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._serve(reader, writer):
                    pass
        finally:
            self.open -= 1
            await self._tell()
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()
            self._tasks.discard(task)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Serve one request; whether the connection stays open."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        payload = json.loads(await reader.readexactly(int(headers["content-length"])))
        seen = Seen(path=head[0].split(" ")[1], headers=headers, payload=payload)
        self.seen.append(seen)
        await self._tell()
        step = self.script.popleft() if self.script else self.otherwise
        answer = step if isinstance(step, Answer) else step(seen)
        if answer.delay:
            await asyncio.sleep(answer.delay)
        sent = answer.body if answer.cut is None else answer.body[: answer.cut]
        if not (answer.cut is None and (answer.hang or answer.reset)):
            lines = [f"HTTP/1.1 {answer.status} Told So"]
            lines += [f"{name}: {value}" for name, value in answer.headers.items()]
            lines.append(
                "transfer-encoding: chunked"
                if answer.chunked
                else f"content-length: {len(answer.body)}"
            )
            writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
            if answer.chunked:
                for start in range(0, len(sent), 1000):
                    part = sent[start : start + 1000]
                    writer.write(b"%x\r\n%b\r\n" % (len(part), part))
                if answer.cut is None:
                    writer.write(b"0\r\n\r\n")
            else:
                writer.write(sent)
            await writer.drain()
        if answer.hang:
            await reader.read()  # until the client goes
            return False
        if answer.reset:
            connection = writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            return False
        return answer.cut is None


@contextmanager
def serving(*script: Script, otherwise: Script | None = None) -> Iterator[FaultServer]:
    """A server in a thread of its own, for what runs a loop of its own or none."""
    server = FaultServer(*script, otherwise=otherwise)
    ready, stop = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        async with server:
            loops.append(asyncio.get_running_loop())
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(5)
    try:
        yield server
    finally:
        loops[0].call_soon_threadsafe(stop.set)
        thread.join(5)


class VirtualTime:
    """A clock that jumps to the next sleeper's end when all others have nothing to do."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self._ends: list[float] = []

    def clock(self) -> float:
        """The time in seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Wait without waiting."""
        self.slept.append(seconds)
        end = self.now + seconds
        heapq.heappush(self._ends, end)
        try:
            while self.now < end:
                for _ in range(20):
                    await asyncio.sleep(0)
                self.now = max(self.now, self._ends[0])
        finally:
            self._ends.remove(end)
            heapq.heapify(self._ends)
