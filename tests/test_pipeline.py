"""From articles to a brief: order, failures, limits, loops and resources."""

from __future__ import annotations

import asyncio
import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import briefer
from briefer import checks, pipeline
from briefer.budget import estimate_usage
from briefer.errors import RequestError, UsageError
from briefer.models import Article, ArticleBrief, Brief, Failure
from briefer.testing import FakeClient
from briefer.tokens import counter

from .articles import ARTICLE, answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefer.client import Request


ONE: Any = "claims"  # not a collection of tasks, and understood all the same


def articles(count: int) -> list[Article]:
    return [Article(text=f"{ARTICLE.text}\nStory {n}.", origin=f"{n}.txt") for n in range(count)]


def test_a_brief_is_made_checked_and_round_trips() -> None:
    brief = briefer.brief([ARTICLE], client=FakeClient(answer), model="m", date="2026-03-05")
    (article,) = brief.articles
    assert (brief.date, brief.model, brief.failures) == ("2026-03-05", "m", ())
    assert [claim.match for claim in article.claims] == ["exact"] * 3
    assert article.summary[0].status == "supported"
    assert set(brief.prompts) >= {"system", "claims", "article"}
    assert brief.usage.calls == 1
    assert brief.usage.cost_usd is None, "the price of an unknown model is not known"
    assert Brief.from_json(brief.to_json()) == brief
    assert "Tomas Vey" in brief.to_markdown()
    assert briefer.check(brief) == brief


def test_the_day_of_a_brief_may_be_a_date() -> None:
    day = datetime.date(2026, 3, 5)
    brief = briefer.brief([ARTICLE], model="extractive", date=day)
    assert brief.date == "2026-03-05"
    assert brief.to_markdown().startswith("# Brief · 5 March 2026\n")


def test_an_error_is_shown_without_how_it_was_looked_for_a_loop() -> None:
    with pytest.raises(UsageError) as caught:
        briefer.brief([ARTICLE], model="m")
    assert caught.value.__context__ is None


def test_extractive_needs_nothing_and_says_so() -> None:
    brief = briefer.brief([ARTICLE], model="extractive")
    assert (brief.model, brief.prompts, brief.usage.calls) == ("extractive", {}, 0)
    assert brief.usage.cost_usd == 0.0
    assert {claim.speaker for claim in brief.articles[0].claims} >= {"Tomas Vey"}


@pytest.mark.parametrize("model", ["m", "extractive"])
def test_only_what_is_wanted_is_in_the_brief(model: str) -> None:
    def made(*tasks: Any) -> ArticleBrief:
        client = None if model == "extractive" else FakeClient(answer)
        return briefer.brief([ARTICLE], model=model, client=client, tasks=tasks).articles[0]

    assert made("claims").claims
    assert not made("claims").summary
    assert not made("claims").questions
    summary = made("summary")
    assert {claim.id for claim in summary.claims} == {
        claim for sentence in summary.summary for claim in sentence.claims
    }


def test_after_a_refusal_that_all_would_meet_nothing_more_is_asked() -> None:
    client = FakeClient(lambda _: RequestError("wrong key", reason="authentication"))
    brief = briefer.brief(articles(20), client=client, concurrency=1)
    assert len(client.requests) == 1
    assert [failure.reason for failure in brief.failures] == ["authentication"] * 20


async def test_it_works_in_a_running_loop_and_awaited() -> None:
    client = FakeClient(answer)
    assert briefer.brief([ARTICLE], client=client).articles
    assert (await briefer.abrief([ARTICLE], client=client)).articles


def test_articles_keep_their_order_whoever_is_done_first() -> None:
    async def later_is_faster(request: Request) -> str:
        number = int(request.messages[1].content.rsplit("Story ", 1)[1].split(".")[0])
        for _ in range(20 - number):
            await asyncio.sleep(0)
        return answer(request)

    failure = Failure(origin="x.txt", reason="empty")
    brief = briefer.brief(
        [*articles(10), failure, *articles(12)[10:]], client=FakeClient(later_is_faster)
    )
    assert [article.origin for article in brief.articles] == [f"{n}.txt" for n in range(12)]
    assert brief.failures == (failure,)


def test_an_article_that_fails_costs_no_other() -> None:
    def third_fails(request: Request) -> Any:
        if "Story 2." in request.messages[1].content:
            return RequestError("the server is down", reason="server-error", hint="wait")
        return answer(request)

    brief = briefer.brief(articles(5), client=FakeClient(third_fails))
    assert len(brief.articles) == 4
    (failure,) = brief.failures
    assert failure == Failure(
        origin="2.txt",
        reason="server-error",
        detail="the server is down (wait)",
        article=articles(3)[2].id,
    )


def test_a_fault_of_our_own_is_a_failure_of_its_article_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    check = checks.check_article

    def faulty(article: Article, draft: Any) -> ArticleBrief:
        if article.origin == "1.txt":
            raise ZeroDivisionError("oh")
        return check(article, draft)

    monkeypatch.setattr(pipeline, "check_article", faulty)
    brief = briefer.brief(articles(3), client=FakeClient(answer))
    assert [article.origin for article in brief.articles] == ["0.txt", "2.txt"]
    assert brief.failures[0].reason == "internal"
    assert "ZeroDivisionError('oh')" in brief.failures[0].detail


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "-m extractive"),
        ({"model": "gpt-x"}, "OPENAI_API_KEY"),
        ({"model": "m", "tasks": ("claims", "poem")}, "no such task: poem"),
        ({"model": "m", "tasks": ()}, "no task"),
        ({"model": "m", "concurrency": 0}, "concurrency"),
        ({"model": "extractive", "client": FakeClient([])}, "no use for a client"),
        ({"model": "extractive", "prompts": "x"}, "no use for"),
        ({"model": "m", "prompts": "/proc/none"}, "no such folder"),
    ],
)
def test_a_wrong_setting_is_said_before_anything_is_done(
    options: dict[str, Any], words: str
) -> None:
    untouched: Iterator[Article] = (pytest.fail("an article was read") for _ in "x")
    with pytest.raises(UsageError) as caught:
        briefer.brief(untouched, **options)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"timeout": 0}, "timeout is 0, and must be a number above 0"),
        ({"attempts": None}, "attempts is None, and must be a number above 0"),
        ({"chunk_tokens": "5"}, "chunk_tokens is '5', and must be a number above 0"),
        ({"retry_seconds": float("nan")}, "retry_seconds is nan, and"),
        ({"tokens_per_minute": float("inf")}, "tokens_per_minute is inf, and"),
        ({"max_cost_usd": -1}, "max_cost_usd is -1, and must be 0 or a number above it"),
    ],
)
def test_a_limit_that_is_none_is_refused(limit: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        briefer.Limits(**limit)
    assert words in str(caught.value)


def test_a_limit_may_be_none_where_there_need_be_no_limit() -> None:
    assert briefer.Limits(max_cost_usd=0, requests_per_minute=None).max_cost_usd == 0


@pytest.mark.parametrize(
    "given", ["examples", Path("examples"), None, ["a.txt"], ARTICLE, [ARTICLE, None]], ids=repr
)
def test_what_is_no_article_is_refused_with_the_way_out(given: Any) -> None:
    with pytest.raises(UsageError, match="read_articles"):
        briefer.brief(given, client=FakeClient(answer))


def test_a_task_may_be_named_alone() -> None:
    article = briefer.brief([ARTICLE], client=FakeClient(answer), tasks=ONE).articles[0]
    assert article.claims
    assert not article.questions


def test_no_more_requests_are_under_way_than_allowed() -> None:
    under_way = most = 0

    async def count(request: Request) -> str:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return answer(request)

    long = Article(text=ARTICLE.text * 200)
    limits = briefer.Limits(chunk_tokens=12_000)
    briefer.brief([long, *articles(9)], client=FakeClient(count), concurrency=3, limits=limits)
    assert most == 3


def test_a_test_that_runs_out_of_answers_fails() -> None:
    with pytest.raises(AssertionError, match="no answer"):
        briefer.brief(articles(2), client=FakeClient([]), model="m")


async def test_the_stream_reads_no_more_than_it_asks_for_and_checks() -> None:
    read = 0

    def many() -> Iterator[Article]:
        nonlocal read
        for article in articles(50):
            read += 1
            yield article

    seen = 0
    async for item in briefer.stream(many(), client=FakeClient(answer), concurrency=4):
        assert isinstance(item, ArticleBrief)
        seen += 1
        assert read - seen <= 2 * 4
    assert seen == 50


async def test_leaving_the_stream_cancels_what_is_under_way() -> None:
    asked = cancelled = 0

    async def third_answers(request: Request) -> str:
        nonlocal asked, cancelled
        if "Story 2." in request.messages[1].content:
            return answer(request)
        asked += 1
        try:
            await asyncio.Event().wait()
        finally:
            cancelled += 1
        raise AssertionError

    stream = briefer.stream(articles(9), client=FakeClient(third_answers), concurrency=4)
    async for _ in stream:
        break
    await stream.aclose()  # type: ignore[attr-defined]
    assert cancelled == asked > 1
    assert len(asyncio.all_tasks()) == 1


async def test_a_client_that_is_handed_in_is_not_closed() -> None:
    class Closable(FakeClient):
        closed = False

        async def aclose(self) -> None:
            self.closed = True

    client = Closable(answer)
    await briefer.abrief([ARTICLE], client=client)
    assert not client.closed


def test_the_cache_answers_the_second_run_and_the_brief_is_the_same(tmp_path: Path) -> None:
    cache = tmp_path / "replies.sqlite"
    client = FakeClient(answer)
    first = briefer.brief(articles(3), client=client, cache=cache, date="2026-01-01")
    second = briefer.brief(articles(3), client=client, cache=cache, date="2026-01-01")
    assert len(client.requests) == 3
    assert json.loads(first.to_json()) | {"created": ""} == json.loads(second.to_json()) | {
        "created": ""
    }


def test_another_model_prompt_or_task_is_another_question(tmp_path: Path) -> None:
    cache = tmp_path / "replies.sqlite"
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    (prompts / "summary.md.j2").write_text("# `summary`\nShort.")
    client = FakeClient(answer)
    different: list[dict[str, Any]] = [
        {"model": "a"},
        {"model": "b"},
        {"model": "a", "prompts": prompts},
        {"model": "a", "tasks": ["claims"]},
    ]
    for options in different:
        briefer.brief([ARTICLE], client=client, cache=cache, **options)
    assert len(client.requests) == len(different)


def test_a_limit_on_tokens_is_hard_and_what_is_left_undone_is_listed() -> None:
    client = FakeClient(answer)
    used = briefer.brief([ARTICLE], client=client).usage
    one = estimate_usage(client.requests[0], counter().count)
    limit = one.input_tokens + one.output_tokens
    limit += 3 * (used.input_tokens + used.output_tokens)
    limits = briefer.Limits(max_total_tokens=limit)
    brief = briefer.brief(articles(8), client=client, limits=limits, concurrency=1)
    assert 0 < len(brief.articles) < 8
    assert len(brief.articles) + len(brief.failures) == 8
    assert {failure.reason for failure in brief.failures} == {"budget"}
    assert brief.usage.input_tokens + brief.usage.output_tokens <= limit


def test_a_limit_on_cost_needs_a_known_price() -> None:
    limits = briefer.Limits(max_cost_usd=1.0)
    with pytest.raises(briefer.BrieferError, match="price"):
        briefer.brief([ARTICLE], client=FakeClient(answer), model="nobody", limits=limits)


def test_every_article_is_accounted_for_once() -> None:
    async def chaos(request: Request) -> Any:
        number = int(request.messages[1].content.rsplit("Story ", 1)[1].split(".")[0])
        return [answer(request), "nonsense", RequestError("x", reason="quota")][number % 3]

    brief = briefer.brief(articles(30), client=FakeClient(chaos))
    done = [article.origin for article in brief.articles] + [f.origin for f in brief.failures]
    assert sorted(done) == sorted(article.origin for article in articles(30))
