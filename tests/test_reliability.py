"""Nothing lost, nothing paid twice, nothing spent unseen: whole runs against a server that fails.

Time is virtual where a run would wait. What is killed or interrupted runs in a process of its own.
"""

from __future__ import annotations

import asyncio
import errno
import io
import json
import multiprocessing
import os
import random
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import briefer
from briefer import cli
from briefer.models import Article, Brief, Usage
from briefer.pipeline import Limits, Run
from briefer.progress import EVERY, Progress, shown
from briefer.testing import FakeClient

from .articles import ARTICLE, REPLY, TEXT, answer
from .conftest import SHARED
from .faults import Answer, FaultServer, Seen, VirtualTime, failure, good, ok, serving
from .test_retrying import LASTING, PASSING, UNUSABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from .faults import Script

pytestmark = pytest.mark.usefixtures("online")

PAID = {"prompt_tokens": 100, "completion_tokens": 10}


def asked_for(seen: Seen) -> dict[str, Any]:
    """What a good model answers to a request as it came over the wire."""
    tasks = seen.payload["response_format"]["json_schema"]["schema"]["properties"]
    return {task: REPLY[task] for task in tasks}


def well(seen: Seen) -> Answer:
    """A good reply."""
    return good(json.dumps(asked_for(seen)), usage=PAID)


def says(text: str, **more: Any) -> Answer:
    """A reply with this content, which is paid for like any other."""
    return good(text, usage=PAID, **more)


def articles(count: int) -> list[Article]:
    return [Article(text=f"{TEXT}\nStory {n}.", origin=f"{n}.txt") for n in range(count)]


def story(seen: Seen) -> int:
    """Which of the articles a request is about."""
    found = re.search(r"Story (\d+)\.", seen.payload["messages"][1]["content"])
    assert found
    return int(found.group(1))


async def made(
    server: FaultServer, *given: Article, time_: VirtualTime | None = None, **options: Any
) -> Brief:
    """A brief in virtual time."""
    time_ = time_ or VirtualTime()
    progress = Progress(clock=time_.clock, sleep=time_.sleep)
    run = Run(model="m", base_url=server.url, progress=progress, **options)
    return await run.brief(given or [ARTICLE], "2026-03-05")


# Faults and requests ------------------------------------------------------------------------------

UNFIT: dict[str, tuple[str, str]] = {  # a reply's content, and what the model is told of it
    "prose": ("Sure! Here is the JSON you asked for.", "not JSON"),
    "prose around": ('Here: {"claims": []} Enjoy!', "not JSON"),
    "wrong schema": ('{"claims": [{"id": "c1"}]}', "quote: field required"),
    "missing": ('{"claims": []}', "summary: field required"),
    "no object": ("[]", "not a JSON object"),
    "duplicate keys": ('{"claims": [], "claims": []}', "twice"),
    "NaN": ('{"claims": NaN}', "NaN"),
    "deep": ('{"claims":' + "[" * 100_000, "deeper"),
    "half": ('{"claims": [', "not JSON"),
    "half of a surrogate pair": (r'{"claims": "\ud800"}', "surrogate"),
}


@pytest.mark.parametrize("faults", [1, 2])
@pytest.mark.parametrize("name", [*PASSING, *sorted(UNUSABLE.keys() - {"too large"})])
async def test_k_faults_are_k_and_one_requests_and_a_whole_brief(name: str, faults: int) -> None:
    fault = (PASSING | UNUSABLE)[name]
    async with FaultServer(*[fault] * faults, otherwise=well) as server:
        brief = await made(server)
        assert len(server.seen) == faults + 1
    assert brief.failures == ()
    assert brief.articles[0].claims


@pytest.mark.parametrize("faults", [1, 2, 3])
@pytest.mark.parametrize("fault", UNFIT)
async def test_a_reply_that_does_not_fit_is_sent_back_twice_at_most(
    fault: str, faults: int
) -> None:
    content, told = UNFIT[fault]
    async with FaultServer(*[says(content)] * faults, otherwise=well) as server:
        brief = await made(server)
        assert len(server.seen) == min(faults + 1, 3)
        for repair in server.seen[1:]:
            assert told in repair.payload["messages"][-1]["content"]
            assert repair.payload["messages"][:2] == server.seen[0].payload["messages"]
    if faults < 3:
        assert brief.failures == ()
    else:
        (failed,) = brief.failures
        assert failed.reason == "malformed-reply"
        assert told in failed.detail
    calls = len(server.seen)
    assert brief.usage == Usage(
        calls=calls, input_tokens=100 * calls, output_tokens=10 * calls, cost_usd=None
    )


async def test_a_fence_is_stripped_without_a_word() -> None:
    async with FaultServer(
        lambda seen: says(f"```json\n{json.dumps(asked_for(seen))}\n```")
    ) as server:
        assert (await made(server)).failures == ()
        assert len(server.seen) == 1


async def test_repairs_and_retries_do_not_multiply() -> None:
    """Whatever passes is tried again, whatever does not fit is repaired, each once."""
    script = [failure(503), says("Sure!"), failure(429, retry_after="3"), says("{"), failure(500)]
    async with FaultServer(*script, otherwise=well) as server:
        brief = await made(server)
        assert len(server.seen) == len(script) + 1
    assert brief.failures == ()
    assert brief.usage.calls == 3


@pytest.mark.parametrize("fault", sorted(LASTING.keys() - {"overflow"}))
async def test_a_fault_that_lasts_is_one_request_and_a_failure_with_its_reason(fault: str) -> None:
    async with FaultServer(*[LASTING[fault]] * 9, otherwise=well) as server:
        brief = await made(server)
        assert len(server.seen) == 1
    (failed,) = brief.failures
    assert failed.reason not in ("internal", "error")
    assert failed.article == ARTICLE.id


@pytest.mark.parametrize(
    "retry_after",
    ["-1", "inf", "nan", "9" * 35, "soon", "1e9", "", "Mon, 99 Foo 2026", "0", "Infinity"],
)
async def test_a_mad_retry_after_is_no_hang(retry_after: str) -> None:
    time_ = VirtualTime()
    async with FaultServer(failure(429, retry_after=retry_after), otherwise=well) as server:
        brief = await made(server, time_=time_)
        assert len(server.seen) == 2
    assert brief.failures == ()
    assert time_.now - 1000 < 10


async def test_a_retry_after_over_all_patience_is_believed_the_second_time() -> None:
    """One odd header costs no article; a server that is closed for today costs two requests."""
    time_ = VirtualTime()
    async with FaultServer(failure(429, retry_after="86400"), otherwise=well) as server:
        brief = await made(server, *articles(20), time_=time_)
        assert len(server.seen) == 21
    assert brief.failures == ()
    assert time_.now - 1000 < 40
    async with FaultServer(otherwise=failure(429, retry_after="86400")) as server:
        brief = await made(server, *articles(20), time_=time_, concurrency=1)
        assert len(server.seen) == 2
    assert len(brief.failures) == 20
    assert {failed.reason for failed in brief.failures} == {"rate-limit"}
    assert "86,400 s" in brief.failures[0].detail
    assert time_.now - 1000 < 80


async def test_one_refusal_slows_all_workers() -> None:
    """After a 429 that asks for 60 s, nobody sends anything before they are over."""
    time_ = VirtualTime()
    sent: list[float] = []

    def noting(seen: Seen) -> Answer:
        sent.append(time_.now)
        return failure(429, retry_after="60") if len(sent) == 1 else well(seen)

    async with FaultServer(otherwise=noting) as server:
        brief = await made(server, *articles(12), time_=time_, concurrency=2)
    assert len(brief.articles) == 12
    assert len(sent) == 13
    assert all(at >= 1060 for at in sent[2:]), "the second one was under way already"


# What cannot get better ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (failure(401, "no such key"), "authentication"),
        (failure(429, code="insufficient_quota"), "quota"),
        (failure(402), "quota"),
        (failure(404, "no such model"), "not-found"),
    ],
    ids=["401", "429 quota", "402", "404"],
)
async def test_after_a_refusal_that_goes_for_all_no_article_is_sent(
    fault: Answer, reason: str
) -> None:
    async with FaultServer(otherwise=fault) as server:
        brief = await made(server, *articles(40), concurrency=4)
        assert len(server.seen) <= 4
    assert len(brief.failures) == 40
    assert len({(failed.reason, failed.detail) for failed in brief.failures}) == 1
    assert brief.failures[0].reason == reason
    assert len({failed.article for failed in brief.failures}) == 40


@pytest.mark.parametrize("answered", [0, 1])
async def test_a_server_that_never_was_there_is_given_up(answered: int) -> None:
    """After all attempts of the first; one that has answered may come back for the others."""
    time_, limits = VirtualTime(), Limits(attempts=3)
    async with FaultServer(*[well] * answered, otherwise=Answer(reset=True)) as server:
        brief = await made(server, *articles(10), time_=time_, limits=limits, concurrency=1)
        assert len(server.seen) == (1 + 9 * 3 if answered else 3)
    assert {failed.reason for failed in brief.failures} == {"connection"}
    assert len(brief.failures) == 10 - answered


async def test_after_such_a_refusal_nobody_waits_for_a_turn() -> None:
    """At one request a minute, forty articles would else take forty minutes to fail."""
    time_, limits = VirtualTime(), Limits(requests_per_minute=1)
    async with FaultServer(otherwise=failure(401)) as server:
        brief = await made(server, *articles(40), time_=time_, limits=limits, concurrency=2)
        assert len(server.seen) <= 2
    assert len(brief.failures) == 40
    assert time_.now - 1000 < 130


async def test_cancelling_a_brief_cancels_its_requests_and_leaves_no_connection() -> None:
    async with FaultServer(otherwise=Answer(hang=True)) as server:
        work = asyncio.create_task(briefer.abrief(articles(5), model="m", base_url=server.url))
        await server.until(lambda server: len(server.seen) == 5)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        await server.until(lambda server: server.open == 0)
    assert len(asyncio.all_tasks()) == 1


async def test_what_the_cache_holds_is_answered_after_such_a_refusal(tmp_path: Path) -> None:
    cache = tmp_path / "replies"
    async with FaultServer(otherwise=well) as server:
        await made(server, *articles(40)[30:], cache=cache)
        server.otherwise = failure(401)
        brief = await made(server, *articles(40), cache=cache, concurrency=1)
        assert len(server.seen) == 10 + 1
    assert [article.origin for article in brief.articles] == [f"{n}.txt" for n in range(30, 40)]
    assert len(brief.failures) == 30


async def test_a_schema_told_in_words_asks_for_evidence_before_prose() -> None:
    """A model writes the keys in the order in which it reads them."""

    def in_words(seen: Seen) -> Answer:
        if "response_format" in seen.payload:
            return failure(400, "response_format is not supported")
        return says(json.dumps(REPLY))

    async with FaultServer(otherwise=in_words) as server:
        await made(server)
    told = server.seen[-1].payload["messages"][0]["content"].partition('"properties"')[2]
    names = "claims|questions|summary|id|quote|speaker|via|stance|type|text"
    keys = re.findall(rf'"({names})":{{', told)
    claim = ["claims", "id", "quote", "speaker", "via", "stance", "text"]
    assert keys == [*claim, "questions", "quote", "type", "text", "summary", "claims", "text"]


# Chunks -------------------------------------------------------------------------------------------

LONG = Article(text="".join(f"{TEXT}\n" for _ in range(12)), origin="long.txt")


@pytest.mark.parametrize(
    "fault",
    [
        says('{"claims": [', finish="length"),
        failure(400, "too long", code="context_length_exceeded"),
    ],
    ids=["truncated", "overflow"],
)
async def test_what_is_too_long_is_split_once(fault: Answer) -> None:
    paid = 1 if fault.status == 200 else 0
    async with FaultServer(fault, otherwise=well) as server:
        brief = await made(server, LONG)
        requests = len(server.seen)
        wanted = [list(asked_for(seen)) for seen in server.seen]
        parts = [["claims", "questions"]] * (requests - 2)
        assert wanted == [["claims", "questions", "summary"], *parts, ["summary"]]
        assert 4 <= requests <= 5
    assert brief.failures == ()
    assert brief.usage.calls == requests - 1 + paid
    async with FaultServer(otherwise=fault) as server:
        brief = await made(server, LONG)
        assert len(server.seen) == requests - 1, "the parts are not split again"
    assert brief.articles == ()
    assert len(brief.failures) == requests - 2
    spans = [failed.span for failed in brief.failures]
    assert spans[0] is not None
    assert spans[0].start == 0
    assert brief.usage.calls == paid * (requests - 1)


async def test_a_part_that_fails_makes_the_article_partial() -> None:
    def second_half_fails(seen: Seen) -> Answer:
        text = seen.payload["messages"][-1]["content"]
        return failure(400, "no") if "THE END" in text else well(seen)

    article = Article(text=LONG.text * 4 + "THE END", origin="long.txt")
    limits = Limits(chunk_tokens=4_500)
    async with FaultServer(otherwise=second_half_fails) as server:
        brief = await made(server, article, limits=limits)
    assert brief.articles[0].claims
    (failed,) = brief.failures
    assert (failed.reason, failed.article) == ("bad-request", brief.articles[0].id)
    assert failed.span is not None
    assert failed.span.end == len(article.text)


# Spending -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "calls"),
    [
        (says("Sure!"), 3),
        (good(choices=[{"message": {"refusal": "no"}}], usage=PAID), 1),
        (good("", finish="content_filter", usage=PAID), 1),
        (good(None, usage=PAID), 3),
    ],
    ids=["never fits", "refusal", "filter", "null"],
)
async def test_what_failed_is_paid_for_and_seen(fault: Answer, calls: int) -> None:
    """In the whole of the brief, where there is no article to carry it."""

    def first_fails(seen: Seen) -> Answer:
        return fault if story(seen) == 0 else well(seen)

    async with FaultServer(otherwise=first_fails) as server:
        brief = await made(server, *articles(3))
    assert [failed.origin for failed in brief.failures] == ["0.txt"]
    assert [article.usage.calls for article in brief.articles] == [1, 1]
    assert brief.usage.calls == calls + 2
    assert brief.usage.input_tokens == 100 * (calls + 2)
    assert brief.usage.output_tokens == 10 * (calls + 2)
    assert Brief.from_json(brief.to_json()) == brief


async def test_a_price_that_cannot_be_told_is_unknown() -> None:
    """A server that counts no tokens does not work for nothing."""

    class Uncounted(FakeClient):
        async def complete(self, request: Any) -> Any:
            return replace(await super().complete(request), input_tokens=0, output_tokens=0)

    for fake, known in ((FakeClient(answer), True), (Uncounted(answer), False)):
        brief = await briefer.abrief([ARTICLE], client=fake, model="gpt-5-mini")
        assert bool(brief.usage.cost_usd) is known
        assert (brief.usage.cost_usd is None) is not known


async def test_a_limit_holds_whatever_the_replies_are_worth() -> None:
    """Replies that cannot be used, repairs and retries count like all others."""
    rng = random.Random(3)
    bad = [good(None, usage=PAID), says("Sure!"), failure(503), says("{}")]
    big = {"prompt_tokens": 5_000, "completion_tokens": 500}

    def unreliable(seen: Seen) -> Answer:
        fault = rng.choice(bad) if rng.random() < 0.6 else well(seen)
        return replace(fault, body=fault.body.replace(_usage(PAID), _usage(big)))

    async with FaultServer(otherwise=unreliable) as server:
        brief = await made(server, *articles(30), limits=Limits(max_total_tokens=60_000))
    spent = brief.usage.input_tokens + brief.usage.output_tokens
    assert 30_000 < spent <= 60_000
    assert "budget" in {failed.reason for failed in brief.failures}
    assert len({failed.article for failed in brief.failures}) + len(brief.articles) == 30


async def test_a_reply_that_was_lost_counts_as_expected() -> None:
    """It was on its way, so the server has billed it, and nobody will ever know how much."""
    lost = 0

    def cut(seen: Seen) -> Answer:
        nonlocal lost
        if len(server.seen) % 2:
            return well(seen)
        lost += 1
        return replace(well(seen), cut=40)

    (_, need), *_ = Run(model="m").estimate([ARTICLE])
    limits = Limits(max_total_tokens=(need.input_tokens + need.output_tokens) * 5)
    async with FaultServer(otherwise=cut) as server:
        brief = await made(server, *articles(30), limits=limits)
    assert lost == 4, "with a fifth, what the good ones took would go over the limit"
    assert "budget" in {failed.reason for failed in brief.failures}


def _usage(tokens: dict[str, int]) -> bytes:
    return json.dumps(tokens)[1:-1].encode()


# A day's work -------------------------------------------------------------------------------------


async def test_a_hundred_articles_through_all_faults_lose_nothing() -> None:
    """Three of ten answers are faults of all kinds; no request is sent more than needed."""
    rng = random.Random(7)
    passing = [*PASSING.values(), *(UNUSABLE[name] for name in ("null", "empty choices"))]
    unfit = [says(content) for content, _ in UNFIT.values()]
    faults = 0
    bad: dict[int, int] = {}

    def unreliable(seen: Seen) -> Answer:
        nonlocal faults
        number = story(seen)
        if rng.random() > 0.3:
            return well(seen)
        faults += 1
        fault = rng.choice(passing + unfit)
        if fault in unfit or fault in UNUSABLE.values():
            bad[number] = bad.get(number, 0) + 1
            if bad[number] > 2:  # more is more than a model may do
                fault = failure(503)
        return fault

    async with FaultServer(otherwise=unreliable) as server:
        brief = await made(server, *articles(100), concurrency=8)
        assert len(server.seen) == 100 + faults
    assert faults > 25
    assert brief.failures == ()
    assert len(brief.articles) == 100


def test_the_library_needs_only_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same through the front door, on a clock that is merely fast."""
    hurry(monkeypatch.setattr)
    with serving(failure(503), says("Sure!"), otherwise=well) as server:
        brief = briefer.brief([ARTICLE], model="m", base_url=server.url)
        assert len(server.seen) == 3
    assert brief.articles[0].claims


def hurry(set_: Callable[[Any, str, float], Any]) -> None:
    """Make the waits short."""
    from briefer import limiting, retrying

    set_(retrying, "FIRST_WAIT", 0.001)
    set_(limiting, "LONGEST_PAUSE", 0.001)


# Estimates ----------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of twelve articles."""
    path = tmp_path / "articles"
    path.mkdir()
    for number, article in enumerate(articles(12)):
        (path / f"{number:02}.txt").write_text(article.text)
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command here; gives its exit code, standard output and standard error."""

    def run_(*args: object) -> tuple[int, str, str]:
        code = cli.main([str(arg) for arg in args])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_


def test_an_estimate_asks_nobody_and_needs_no_key(run: Any, folder: Path) -> None:
    (folder / "broken.txt").write_bytes(b"")
    (folder / "long.txt").write_text(LONG.text * 4)
    code, out, err = run("brief", folder, "-m", "gpt-5-mini", "--estimate", "--chunk-tokens", 4500)
    assert code == 1
    assert "broken.txt: empty" in err
    head, *rows, total, note = out.splitlines()
    assert head.split() == ["calls", "input", "tokens", "output", "tokens", "US", "dollars"]
    assert len(rows) == 13
    numbers = [[float(cell.replace(",", "")) for cell in row.split()[:4]] for row in rows]
    assert [row.split()[4] for row in rows] == sorted(row.split()[4] for row in rows)
    calls = [row[0] for row in numbers]
    assert calls[:12] == [1] * 12
    assert calls[12] > 2, "the parts of the long one, and its summary"
    for column, digits in enumerate((0, 0, 0, 2)):
        summed = float(total.split()[column].replace(",", ""))
        assert round(summed, digits) == round(sum(row[column] for row in numbers), digits)
        assert summed > 0
    assert total.endswith("in all")
    assert "o200k_base" in note


def test_what_the_cache_holds_is_not_estimated(run: Any, folder: Path, tmp_path: Path) -> None:
    cache = ("--cache", tmp_path / "replies")
    with serving(otherwise=well) as server:
        address = ("-m", "m", "--base-url", server.url)
        assert run("brief", folder / "03.txt", *address, *cache)[0] == 0
        code, out, _ = run("brief", folder, *address, *cache, "--estimate")
        assert len(server.seen) == 1
    assert code == 0
    calls = [row.split()[0] for row in out.splitlines()[1:14]]
    assert calls == ["1", "1", "1", "0", *["1"] * 8, "11"]
    assert out.count("unknown") == 12, "the price of an unknown model is not 0"


def test_the_summary_of_parts_that_the_cache_holds_is_estimated(
    run: Any, folder: Path, tmp_path: Path
) -> None:
    """A run that ended before the last call of a long article has that call to make."""
    (folder / "long.txt").write_text(LONG.text * 4)

    def without_summary(seen: Seen) -> Answer:
        return failure(400) if list(asked_for(seen)) == ["summary"] else well(seen)

    with serving(otherwise=without_summary) as server:
        options = ("-m", "m", "--base-url", server.url, "--chunk-tokens", 4500)
        given = ("brief", folder / "long.txt", *options, "--cache", tmp_path / "replies")
        for left in (1, 0):
            assert run(*given)[0] == left
            _, out, _ = run(*given, "--estimate")
            assert out.splitlines()[1].split()[0] == str(left)
            server.otherwise = well


def test_an_estimate_is_what_a_limit_is_checked_against() -> None:
    (article, usage) = next(iter(Run(model="m").estimate([ARTICLE])))
    assert article == ARTICLE
    need = usage.input_tokens + usage.output_tokens
    for limit, done in ((need, 1), (need - 1, 0)):
        limits = Limits(max_total_tokens=limit)
        brief = briefer.brief([ARTICLE], model="m", client=FakeClient(answer), limits=limits)
        assert len(brief.articles) == done


def test_extractive_costs_nothing(run: Any, folder: Path) -> None:
    code, out, _ = run("brief", folder, "-m", "extractive", "--estimate")
    assert code == 0
    assert out.splitlines()[-1].split() == ["0", "0", "0", "0.0000", "in", "all"]


# Progress -----------------------------------------------------------------------------------------


async def test_a_log_gets_a_line_now_and_then() -> None:
    """With what is done, what it cost, how long it takes and what is being waited for."""
    time_ = VirtualTime()
    said: list[tuple[float, str]] = []
    progress = Progress(4, clock=time_.clock, sleep=time_.sleep)
    run = Run(model="gpt-5-mini", client=FakeClient(answer), progress=progress, concurrency=1)
    slow = progress.pause("until the server may be asked again")

    def say(line: str) -> None:
        said.append((time_.now - 1000, line))

    async with shown(progress, say, bar=False):
        async for _ in run.stream(articles(2)):
            await slow(EVERY * 1.5)
    assert [at for at, _ in said] == [EVERY, 2 * EVERY]
    first, second = (line for _, line in said)
    assert first.startswith("1 of 4 articles · 2 calls, ")
    assert re.search(r" tokens, \$0\.\d{4} · about 30 s left · ", first)
    assert first.endswith("5 s until the server may be asked again")
    assert second.startswith("2 of 4 articles · 2 calls, ")


def test_a_line_says_no_more_than_is_known() -> None:
    progress = Progress()
    assert str(progress) == "0 articles"
    progress.done, progress.failed = 1200, 3
    progress.spent = lambda: Usage(calls=5, input_tokens=1000, output_tokens=9, cost_usd=None)
    assert str(progress) == "1,200 articles, 3 failed · 5 calls, 1,009 tokens, price unknown"
    progress.done, progress.failed, progress.total = 1, 0, 1
    progress.spent = lambda: Usage(calls=1, input_tokens=1, cost_usd=0)
    assert str(progress) == "1 of 1 article · 1 call, 1 token, $0.0000", "one is one"


async def test_a_bar_is_drawn_on_a_terminal_and_taken_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "160")
    time_ = VirtualTime()
    progress = Progress(3, clock=time_.clock, sleep=time_.sleep)
    async with shown(progress, pytest.fail, bar=True):
        await time_.sleep(0.4)
        assert terminal.getvalue() == "", "a run that is done at once needs no bar"
        progress.done = 1
        await progress.pause("until a request is sent again")(5)
        assert "1 of 3 articles" in terminal.getvalue()
        assert "until a request is sent again" in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[2K"), "the line is empty again"
    assert terminal.getvalue().count("\x1b[?25l") == terminal.getvalue().count("\x1b[?25h")


@pytest.mark.parametrize("quiet", [False, True])
def test_the_command_tells_how_far_it_is_unless_it_is_to_be_quiet(
    run: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, quiet: bool
) -> None:
    monkeypatch.setattr("briefer.progress.EVERY", 0.01)
    with serving(otherwise=lambda seen: replace(well(seen), delay=0.02)) as server:
        options = ("-m", "m", "--base-url", server.url, "--concurrency", 2)
        code, out, err = run("brief", folder, *options, *["-q"] * quiet)
    assert code == 0
    assert out.startswith("# Brief")
    lines = [line for line in err.splitlines() if re.match(r"briefer: \d+ articles?\b", line)]
    assert err.splitlines() == lines
    assert bool(lines) is not quiet


# Disks --------------------------------------------------------------------------------------------


def full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("option", ["-o", "--json"])
def test_a_full_disk_costs_one_output_and_not_the_brief(
    run: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    """The old file stays, nothing is left beside it, and the brief is shown all the same."""
    target = tmp_path / "out" / "brief"
    target.parent.mkdir()
    target.write_text("old")
    monkeypatch.setattr(os, "fsync", full_disk)
    code, out, err = run("brief", folder, "-m", "extractive", option, target)
    assert code == 1
    assert out.startswith("# Brief")
    assert f"{target}: cannot be written: No space left on device" in err
    assert "Traceback" not in err
    assert target.read_text() == "old"
    assert list(target.parent.iterdir()) == [target]


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
def test_standard_output_that_is_full_is_said_in_one_line(folder: Path) -> None:
    with FULL.open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "briefer", "brief", folder, "-m", "extractive"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert result.returncode == 1
    assert result.stderr.decode().splitlines() == [
        "briefer: standard output: cannot be written: No space left on device"
    ]


def test_a_cache_that_cannot_be_written_keeps_what_was_paid_for(
    run: Any, folder: Path, tmp_path: Path
) -> None:
    """Each reply is in the brief, one warning says that it is not kept, nothing is asked twice."""
    cache = tmp_path / "file" / "cache"
    cache.parent.write_text("no folder")
    with serving(otherwise=well) as server:
        code, out, err = run("brief", folder, "-m", "m", "--base-url", server.url, "--cache", cache)
        assert len(server.seen) == 12
    assert code == 0
    assert out.count("Tomas Vey") >= 12
    assert len(err.splitlines()) == 1
    assert "cache" in err


# Secrets ------------------------------------------------------------------------------------------

CANARY = "sk-canary-4f9c2d7b81e6a053"


@pytest.mark.parametrize("way", ["cache", "record"])
def test_a_key_is_in_nothing_that_is_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any, way: str
) -> None:
    """Whatever a server does with it: in errors, headers, models, contents, half of it or all."""
    hurry(monkeypatch.setattr)
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    echoes: list[Callable[[Seen], Answer]] = [
        lambda seen: failure(400, f"bad key {CANARY}", code=CANARY, x_echo=CANARY),
        lambda seen: failure(503, f"Bearer {CANARY} {CANARY[:12]}…", location=CANARY),
        lambda seen: failure(403, f"{seen.headers['authorization']}"),
        lambda seen: ok(f"<html>{CANARY}</html>".encode()),
        lambda seen: says(f"Sure! {CANARY}"),
        lambda seen: says(json.dumps(asked_for(seen)).replace("crack", CANARY), model=CANARY),
        lambda seen: good(choices=[{"message": {"refusal": f"no, {CANARY}"}}], usage=PAID),
        lambda seen: says(f'{{"{CANARY}": 1, "{CANARY}": 2}}'),
        lambda seen: replace(well(seen), headers={f"x-{CANARY}": CANARY, "set-cookie": CANARY}),
    ]
    out, written = tmp_path / "out", tmp_path / way
    out.mkdir()
    with serving(*echoes * 4, otherwise=well) as server:
        options = ["-v", "-m", "m", "--base-url", server.url, "--concurrency", "1"]
        outputs = ["-o", out / "brief.md", "--json", out / "brief.json", f"--{way}", written]
        code = cli.main([str(arg) for arg in ("brief", folder, *options, *outputs)])
        assert len(server.seen) > 20
        assert {seen.headers["authorization"] for seen in server.seen} == {f"Bearer {CANARY}"}
    assert code == 1
    shown = capfd.readouterr()
    assert "next attempt" in shown.err
    files = [path for path in tmp_path.rglob("*") if path.is_file() and folder not in path.parents]
    assert len(files) >= 3
    everything = "".join(path.read_bytes().decode(errors="replace") for path in files)
    for text in (shown.out, shown.err, everything):
        assert CANARY not in text
        assert CANARY[:14] not in text, "nor its beginning"


# Strings that break things ------------------------------------------------------------------------


def naughty() -> list[str]:
    path = SHARED / "data" / "blns"
    if not path.is_dir():
        pytest.skip("the list of naughty strings is not here")
    strings = json.loads(next(path.glob("*.json")).read_text())
    assert len(strings) > 400
    return [string for string in strings if string.strip()]


def naughty_reply(string: str) -> Callable[[Any], str]:
    def reply(request: Any) -> str:
        lines = json.loads(answer(request))
        for line in lines.get("claims", ()):
            line |= {"speaker": string, "via": [string], "text": string}
        lines["claims"][0]["quote"] = string
        for line in (*lines.get("questions", ()), *lines.get("summary", ())):
            line["text"] = string
        return json.dumps(lines)

    return reply


@pytest.mark.parametrize("model", ["m", "extractive"])
def test_naughty_strings_as_articles_titles_and_speakers_are_only_text(model: str) -> None:
    for start in range(0, len(strings := naughty()), 40):
        batch = strings[start : start + 40]
        given = []
        for string in batch:
            said = f'{TEXT}\n"We will not give up," {string} said on Monday.\n'
            given += [
                Article(text=string, origin=string, title=string),
                Article(text=said, title=string, source=string, url=string, published=string),
            ]
        client = None if model == "extractive" else FakeClient(naughty_reply(batch[0]))
        brief = briefer.brief(given, model=model, client=client)
        assert brief.failures == ()
        assert [article.text for article in brief.articles] == [each.text for each in given]
        assert Brief.from_json(brief.to_json()) == brief
        assert brief.to_markdown().encode()
        for article in brief.articles:
            spans = [span for line in article.claims for span in line.spans]
            for span in spans + [span for line in article.questions for span in line.spans]:
                assert article.text[span.start : span.end].strip()


# Processes that end before their time -------------------------------------------------------------

# Forked from a process that has imported everything already: twenty starts would take a minute.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["openai", "aiohttp", "briefer.pipeline", __name__])


def _command(args: list[str], folder: Path, environment: dict[str, str], do: str) -> None:
    """In a process of its own: run the command, or the library inside a running loop."""
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    if do == "stdin":  # which never says a word
        reading, _ = os.pipe()
        os.dup2(reading, 0)
        sys.stdin = open(0)  # noqa: SIM115  (a file descriptor has no path)
    if do == "loop":

        async def notebook() -> None:
            briefer.brief([ARTICLE], model="m", base_url=args[0])

        try:
            asyncio.run(notebook())
        except KeyboardInterrupt:
            sys.exit(cli.INTERRUPTED)
    sys.exit(cli.main(args))


class Command:
    """The command in a process of its own, to be killed."""

    def __init__(self, folder: Path, *args: object, do: str = "command") -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.process = _PROCESSES.Process(
            target=_command, args=([str(arg) for arg in args], folder, dict(os.environ), do)
        )
        self.process.start()

    def ended(self, seconds: float = 60.0) -> int:
        """The exit code."""
        self.process.join(seconds)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
            pytest.fail("it did not end")
        return self.process.exitcode

    def __getattr__(self, name: str) -> str:
        return (self.folder / name).read_text()


def until(happened: Callable[[], bool]) -> None:
    """Wait for another process."""
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.005)


def same(brief: str) -> str:
    """A brief but for when it was made."""
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:]{8}\+00:00", "", brief)


# What a command waits for here would take a minute, and `ended` gives it less.
WAITS: dict[str, tuple[Script, tuple[str, ...]]] = {
    "for a retry": (failure(503, retry_after="60"), ()),
    "for the server": (failure(429, retry_after="60"), ()),
    "for a reply": (Answer(hang=True), ()),
    "for the rest of a reply": (Answer(body=good().body, cut=9, hang=True), ()),
    "for the limiter": (well, ("--rpm", "1")),
}


@pytest.mark.parametrize("wait", WAITS)
def test_ctrl_c_ends_the_wait_and_says_how_to_go_on(
    folder: Path, tmp_path: Path, wait: str
) -> None:
    """What was paid for until then is not paid for again."""
    fault, options = WAITS[wait]
    with serving(*[well] * 4, otherwise=fault) as server:
        where = ("-m", "m", "--base-url", server.url, "--cache", tmp_path / "replies")
        paid = 1 if wait == "for the limiter" else 4
        command = Command(tmp_path / "c", "brief", folder, *where, *options, "--concurrency", 3)
        until(lambda: len(server.seen) >= paid + (wait != "for the limiter"))
        time.sleep(0.1)
        assert command.process.pid is not None
        os.kill(command.process.pid, signal.SIGINT)
        assert command.ended() == cli.INTERRUPTED
        assert command.stdout == ""
        assert command.stderr.splitlines()[-1] == (
            "briefer: interrupted; the replies so far are kept, and the same command goes on from"
            " there"
        )
        assert "Traceback" not in command.stderr
        assert "never retrieved" not in command.stderr
        server.script.clear()
        server.otherwise = well
        before = len(server.seen)
        assert Command(tmp_path / "c", "brief", folder, *where).ended() == 0
        assert len(server.seen) - before == 12 - paid


@pytest.mark.parametrize("work", ["drafting", "stdin", "loop"])
def test_ctrl_c_stops_whatever_is_being_done(tmp_path: Path, work: str) -> None:
    """A long computation, reading what does not come, and a run in a notebook."""
    article = tmp_path / "long.txt"
    article.write_text("".join(f"{n} {TEXT}\n" for n in range(20_000)))
    with serving(otherwise=Answer(hang=True)) as server:
        args = [server.url] if work == "loop" else ["brief", "-" if work == "stdin" else article]
        command = Command(
            tmp_path / "c", *args, *["-m", "extractive"][: 9 * (work != "loop")], do=work
        )
        if work == "loop":
            until(lambda: bool(server.seen))
        else:
            until((tmp_path / "c" / "stderr").exists)
            time.sleep(0.5)
        assert command.process.is_alive()
        assert command.process.pid is not None
        os.kill(command.process.pid, signal.SIGINT)
        assert command.ended() == cli.INTERRUPTED
    assert "Traceback" not in command.stderr
    assert "never retrieved" not in command.stderr


def test_a_killed_run_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    """At twenty points: what was answered is not asked again, and the brief is the same."""
    rng = random.Random(5)
    at_once, count = 2, 6
    for path in sorted(folder.iterdir())[count:]:
        path.unlink()

    def slow(seen: Seen) -> Answer:
        return replace(well(seen), delay=rng.uniform(0.0, 0.03))

    with serving(otherwise=slow) as server:
        where = ("-m", "m", "--base-url", server.url, "--concurrency", at_once)

        def start(number: int) -> tuple[Command, Path]:
            target = tmp_path / f"{number}.json"
            outputs = ("--json", target, "-o", target.with_suffix(".md"))
            cache = ("--cache", tmp_path / f"{number}.sqlite")
            return Command(tmp_path / "c", "brief", folder, *where, *cache, *outputs), target

        command, whole = start(100)
        assert command.ended() == 0
        for number in range(20):
            server.seen.clear()
            target = tmp_path / f"{number}.json"
            target.write_text("old")
            target.with_suffix(".md").write_text("old")
            command, _ = start(number)
            point = number % (count + 1)
            until(lambda point=point: len(server.seen) >= point)  # type: ignore[misc]
            time.sleep(rng.uniform(0.0, 0.04 if point < count else 0.2))
            command.process.kill()
            command.process.join()
            for suffix in (".json", ".md"):
                left = target.with_suffix(suffix).read_text()
                assert left == "old" or same(left) == same(whole.with_suffix(suffix).read_text())
            first = [story(seen) for seen in server.seen]
            command, _ = start(number)
            assert command.ended() == 0, command.stderr
            assert command.stderr == ""
            again = [story(seen) for seen in server.seen][len(first) :]
            assert sorted({*first, *again}) == list(range(count))
            assert len(first) + len(again) <= count + at_once
            assert same(target.read_text()) == same(whole.read_text())


def test_eight_runs_share_a_cache(folder: Path, tmp_path: Path) -> None:
    """At the same time: each ends well, with the same brief, and the next one asks nothing."""
    with serving(otherwise=lambda seen: replace(well(seen), delay=0.01)) as server:
        where = ("-m", "m", "--base-url", server.url, "--cache", tmp_path / "replies")
        briefs = [tmp_path / f"{number}.json" for number in range(9)]
        commands = [
            Command(tmp_path / f"c{n}", "brief", folder, *where, "--json", briefs[n])
            for n in range(8)
        ]
        for command in commands:
            assert command.ended() == 0
            assert command.stderr == ""
        asked = len(server.seen)
        assert asked <= 8 * 12
        last = Command(tmp_path / "c8", "brief", folder, *where, "--json", briefs[8])
        assert last.ended() == 0
        assert len(server.seen) == asked
    assert len({same(brief.read_text()) for brief in briefs}) == 1


def test_a_bar_on_a_real_terminal_leaves_standard_output_to_the_brief(
    folder: Path, tmp_path: Path
) -> None:
    import pty

    with serving(otherwise=lambda seen: replace(well(seen), delay=0.5)) as server:
        ours, theirs = pty.openpty()
        with (tmp_path / "out").open("wb") as out:
            options = ["-m", "m", "--no-cache", "--base-url", server.url, "--concurrency", "4"]
            process = subprocess.Popen(
                [sys.executable, "-m", "briefer", "brief", str(folder), *options],
                stdout=out,
                stderr=theirs,
                env={**os.environ, "TERM": "xterm", "COLUMNS": "150"},
            )
        os.close(theirs)
        drawn = b""
        while True:
            try:
                drawn += os.read(ours, 65536)
            except OSError:  # it has ended
                break
        os.close(ours)
        assert process.wait() == 0
    assert (tmp_path / "out").read_text().startswith("# Brief")
    assert b"of 12 articles" in drawn
    assert b"tokens" in drawn
    assert drawn.count(b"\x1b[?25l") == drawn.count(b"\x1b[?25h") == 1
