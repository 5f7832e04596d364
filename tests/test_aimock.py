"""An independent peer: npm's `@copilotkit/aimock`, where Node is present and it is installed.

Its replies, errors and headers are its authors' idea of the protocol and not ours. `make test`
installs it where there is npm, and names its `llmock` in AIMOCK.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from briefer.models import Article, Brief
from briefer.pipeline import Run
from briefer.progress import Progress

from .articles import REPLY, TEXT
from .faults import VirtualTime

if TYPE_CHECKING:
    from collections.abc import Iterator

LLMOCK = Path(os.environ.get("AIMOCK") or "llmock")

pytestmark = [
    pytest.mark.usefixtures("online"),
    pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed"),
    pytest.mark.skipif(not LLMOCK.exists(), reason="npm's @copilotkit/aimock is not installed"),
]

GOOD = {"content": json.dumps(REPLY)}


def error(status: int, message: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, **more}, "status": status}


STORIES: dict[str, list[dict[str, Any]]] = {  # what each article's requests are answered, in order
    "one": [GOOD],
    "two": [error(429, "Rate limited", "rate_limit_error"), error(503, "Busy", "x"), GOOD],
    "three": [{"content": "Sure, with pleasure!"}],  # and then what a repair is answered
    "four": [error(400, "That is not allowed", "invalid_request_error")],
    "five": [error(429, "Too poor", "insufficient_quota", code="insufficient_quota")],
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that answers as scripted."""
    fixtures: list[dict[str, Any]] = [
        {"match": {"turnIndex": 1}, "response": GOOD},  # a repair
        *(
            {"match": {"userMessage": f"Story {name}.", "sequenceIndex": n}, "response": answer}
            for name, answers in STORIES.items()
            for n, answer in enumerate(answers)
        ),
    ]
    path = tmp_path_factory.mktemp("aimock") / "fixtures.json"
    path.write_text(json.dumps({"fixtures": fixtures}))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [LLMOCK, "-p", str(port), "-f", str(path), "--log-level", "silent"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                _journal(url)
                break
            except OSError:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(5)


def _journal(url: str) -> list[Any]:
    """What the server was asked."""
    with urllib.request.urlopen(f"{url}/__aimock/journal", timeout=5) as response:
        entries = json.load(response)
    found: list[Any] = entries if isinstance(entries, list) else entries["entries"]
    return [entry for entry in found if entry["path"].endswith("/chat/completions")]


async def made(address: str, name: str) -> tuple[Brief, int]:
    """The brief of one story, and how many requests it took."""
    before, time_ = len(_journal(address)), VirtualTime()
    progress = Progress(clock=time_.clock, sleep=time_.sleep)
    run = Run(model="m", base_url=f"{address}/v1", progress=progress)
    brief = await run.brief([Article(text=f"{TEXT}\nStory {name}.", origin=name)])
    return brief, len(_journal(address)) - before


@pytest.mark.parametrize(("name", "requests"), [("one", 1), ("two", 3), ("three", 2)])
async def test_what_can_be_answered_is_in_the_brief(address: str, name: str, requests: int) -> None:
    brief, asked = await made(address, name)
    assert brief.failures == ()
    assert [claim.match for claim in brief.articles[0].claims] == ["exact"] * 3
    assert asked == requests
    assert brief.usage.input_tokens > 0


@pytest.mark.parametrize(
    ("name", "reason", "words"),
    [("four", "bad-request", "That is not allowed"), ("five", "quota", "Too poor")],
)
async def test_what_cannot_is_one_request_and_a_reason(
    address: str, name: str, reason: str, words: str
) -> None:
    brief, asked = await made(address, name)
    (failed,) = brief.failures
    assert failed.reason == reason
    assert words in failed.detail
    assert asked == 1
