"""How to test a script that uses briefer: no key, no network, no surprises.

pytest examples/test_my_script.py
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import briefer
from briefer.testing import FakeClient, RecordingClient, ReplayClient, block_requests
from examples.my_script import denials

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = "The port plans no cuts, director Lena Okafor said. The union had said that it does."


@pytest.fixture(autouse=True)
def offline() -> Iterator[None]:
    """No test can reach a model by accident."""
    with block_requests():
        yield


@pytest.fixture
def article(tmp_path: Path) -> str:
    """An article on disk."""
    path = tmp_path / "port.txt"
    path.write_text(TEXT)
    return str(path)


def reply(quote: str) -> dict[str, Any]:
    """What a model could answer."""
    claim = {
        "id": "c1",
        "quote": quote,
        "speaker": "Lena Okafor",
        "via": [],
        "stance": "denied",
        "text": "The port plans cuts",
    }
    return {"claims": [claim]}


def test_a_denial_is_listed(article: str) -> None:
    """The model is a list of answers."""
    client = FakeClient([reply("The port plans no cuts")])
    assert denials([article], client) == ["Lena Okafor denies: The port plans cuts"]
    assert TEXT in client.requests[0].messages[1].content


def test_a_denial_that_the_article_does_not_have_is_not(article: str) -> None:
    """The model is a function of the request."""
    client = FakeClient(lambda _: json.dumps(reply("The port will never cut a job")))
    assert denials([article], client) == []


def test_an_article_that_could_not_be_read_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is lost in silence."""
    assert denials(["gone.txt"], FakeClient([])) == []
    assert capsys.readouterr().err.startswith("not done: gone.txt: there is no such file")


def test_a_recorded_answer_is_replayed(article: str, tmp_path: Path) -> None:
    """Record once with a real client; replay for ever."""
    real = FakeClient([reply("The port plans no cuts")])  # in real life: the command's --record
    first = denials([article], RecordingClient(real, tmp_path / "recorded"))
    replay = ReplayClient(tmp_path / "recorded")
    assert denials([article], replay) == first
    assert not replay.unused


def test_a_real_server_is_out_of_reach(article: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not faked fails, and says so in the brief's failures."""
    monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
    brief = briefer.brief(briefer.read_articles(article), model="gpt-5-mini")
    assert not brief.articles
    assert brief.failures[0].reason == "offline"
