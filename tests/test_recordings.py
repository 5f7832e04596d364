"""Briefs from recorded replies of a model: what a reader gets, offline."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import briefer
from briefer import cli
from briefer.models import EVIDENCE, ArticleBrief, Task
from briefer.testing import ReplayClient
from briefer.tokens import counter

from .articles import ARTICLE
from .conftest import EXAMPLES, FIXTURES, ROOT, SHARED

KIRBY = SHARED / "articles" / "kirby.txt"
needs_kirby = pytest.mark.skipif(
    not KIRBY.is_file(), reason="the story is not beside the repository"
)
RECORDINGS = sorted([*FIXTURES.rglob("*.json"), *(EXAMPLES / "recordings").glob("*.json")])


def kirby(folder: str, tmp_path: Path) -> ArticleBrief:
    """The brief of the wire story from the replies in a folder of fixtures."""
    story = json.dumps(KIRBY.read_text().strip().splitlines())[1:-1]
    for path in (FIXTURES / folder).iterdir():
        filled = path.read_text().replace('"{{kirby.txt}}"', story)
        (tmp_path / path.name).write_text(filled)
    client = ReplayClient(tmp_path)
    brief = briefer.brief(briefer.read_articles(KIRBY), model="recorded", client=client)
    assert brief.failures == ()
    assert client.unused == ()
    return brief.articles[0]


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_recording_says_where_it_came_from_and_holds_no_secret(path: Path) -> None:
    recording = json.loads(path.read_text())
    assert set(recording) == {"recorded", "request", "replies"}
    assert recording["recorded"]["from"]
    assert recording["recorded"]["date"]
    text = path.read_text().lower()
    for word in ("authorization", "bearer", "api_key", "sk-"):
        assert word not in text


@needs_kirby
def test_the_wire_story_is_briefed_as_an_editor_would_want(tmp_path: Path) -> None:
    article = kirby("kirby", tmp_path)
    assert {claim.match for claim in article.claims} <= EVIDENCE
    spoken = {claim.quote: claim for claim in article.claims}
    not_seen = next(claim for quote, claim in spoken.items() if "not seen the DPRK" in quote)
    assert (not_seen.speaker, not_seen.stance) == ("John Kirby", "asserted")
    price = next(claim for quote, claim in spoken.items() if "pay a price" in quote)
    assert (price.speaker, price.stance) == ("Jake Sullivan", "conditional")
    unknown = next(claim for quote, claim in spoken.items() if "We just don't know" in quote)
    assert unknown.stance == "unknown"
    assert any(question.type == "unknown" for question in article.questions)
    shown = briefer.Brief(articles=(article,)).to_markdown()
    for boilerplate in ("MOST POPULAR", "Related Stories", "speaks during a press briefing"):
        assert boilerplate not in shown


@needs_kirby
def test_flaws_of_a_reply_cost_their_line_and_nothing_else(tmp_path: Path) -> None:
    article = kirby("kirby-flawed", tmp_path)
    curly = [
        claim for claim in article.claims if "“pay a price”" in claim.quote or "’" in claim.quote
    ]
    assert [claim.match for claim in curly] == ["normalised", "normalised"]
    (altered,) = [claim for claim in article.claims if claim.match not in EVIDENCE]
    assert altered.match == "altered"
    assert altered.issues[0].type == "quote-altered"
    assert "not" in altered.issues[0].detail
    resting = [sentence for sentence in article.summary if altered.id in sentence.claims]
    assert resting
    assert all(sentence.status == "unsupported" for sentence in resting)
    assert [claim.id for claim in article.claims] == [f"c{n}" for n in range(1, 21)]
    known = {claim.id for claim in article.claims}
    assert all(known.issuperset(sentence.claims) for sentence in article.summary)


def test_the_example_articles_are_briefed_from_recorded_replies() -> None:
    client = ReplayClient(EXAMPLES / "recordings")
    articles = briefer.read_articles(EXAMPLES / "articles")
    brief = briefer.brief(articles, model="recorded", client=client, date="2026-03-14")
    assert brief.failures == ()
    assert client.unused == ()
    assert len(brief.articles) == 9
    for article in brief.articles:
        assert article.summary
        assert {claim.match for claim in article.claims} <= EVIDENCE, article.title
    assert briefer.check(brief) == brief


def test_an_instruction_in_an_article_is_not_in_its_brief() -> None:
    client = ReplayClient(EXAMPLES / "recordings")
    articles = briefer.read_articles(EXAMPLES / "articles" / "tide-clock.md")
    (article,) = briefer.brief(articles, model="recorded", client=client).articles
    assert "assistant" not in briefer.Brief(articles=(article,)).to_markdown().lower()


def test_the_readmes_replay_of_the_examples_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    shutil.copytree(EXAMPLES / "recordings", tmp_path / "recordings")
    command = [
        "brief",
        "examples/articles",
        "-m",
        "recorded",
        "--replay",
        str(tmp_path / "recordings"),
    ]
    assert cli.main(command) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("tasks", [["questions"], ["claims"], ["summary", "claims", "questions"]])
def test_the_traffic_of_a_real_server_is_replayed(tasks: list[Task]) -> None:
    client = ReplayClient(FIXTURES / "llamacpp")
    brief = briefer.brief([ARTICLE], model="tiny", client=client, tasks=tasks)
    assert brief.failures == ()
    assert brief.usage.calls == 1
    (article,) = brief.articles
    assert not [question for question in article.questions if question.spans]


def test_a_long_article_in_parts_gets_one_summary_from_all_of_them() -> None:
    client = ReplayClient(FIXTURES / "saltmere")
    articles = briefer.read_articles(EXAMPLES / "articles" / "saltmere-inquiry.md")
    limits = briefer.Limits(chunk_tokens=5_200)
    if not counter().exact:
        pytest.skip("the parts are those that the real vocabulary gives")
    brief = briefer.brief(articles, model="recorded", client=client, limits=limits)
    assert brief.failures == ()
    assert client.unused == ()
    assert brief.usage.calls == 3
    (article,) = brief.articles
    starts = [claim.spans[0].start for claim in article.claims]
    assert starts == sorted(starts)
    middle = len(article.text) // 2
    cited = {claim for sentence in article.summary for claim in sentence.claims}
    places = [claim.spans[0].start for claim in article.claims if claim.id in cited]
    assert min(places) < middle < max(places), "the summary draws on both parts"
