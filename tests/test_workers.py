"""Other processes for the checks: they help where they can, and nothing depends on them."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import briefer
from briefer import pipeline, workers
from briefer.extractive import draft
from briefer.workers import Workers

from .articles import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HERE = os.getpid()
HELPERS = 2


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_processors", lambda: HELPERS)


async def started(helpers: Workers) -> Workers:
    """The helpers, all of them ready."""
    helpers.start()
    await until(lambda: ready(helpers))
    return helpers


def ready(helpers: Workers) -> bool:
    return len(helpers._ready) == HELPERS


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110  # no event tells what another process does
        await asyncio.sleep(0.01)


def ends_elsewhere(here: int) -> str:
    if os.getpid() != here:
        os._exit(3)
    return "here"


def takes_a_while() -> int:
    time.sleep(0.1)  # or else the first may do all before the others wake
    return os.getpid()


def prints(text: str) -> str:
    print(text)
    return text


async def test_work_is_shared_out_among_other_processes() -> None:
    async with Workers(takes_a_while) as helpers:
        await started(helpers)
        found = await asyncio.gather(*(helpers.run(takes_a_while) for _ in range(6)))
    assert len(set(found)) == HELPERS
    assert HERE not in found


async def test_results_come_to_who_asked_whatever_is_printed() -> None:
    async with Workers(prints) as helpers:
        await started(helpers)
        sizes = (1, 200_000, 0, 70_000, 3)  # more than a pipe holds, and nothing
        found = await asyncio.gather(*(helpers.run(prints, "x" * size) for size in sizes))
    assert [len(each) for each in found] == list(sizes)


async def test_before_they_have_started_work_is_done_here() -> None:
    async with Workers(os.getpid) as helpers:
        assert await helpers.run(os.getpid) == HERE
        helpers.start()
        assert await helpers.run(os.getpid) == HERE


async def test_what_fails_there_fails_here_as_it_would_have() -> None:
    async with Workers(int) as helpers:
        await started(helpers)
        with pytest.raises(ValueError, match="invalid literal") as caught:
            await helpers.run(int, "no number")
        assert await helpers.run(os.getpid) != HERE, "it goes on"
    assert caught.value.__cause__ is caught.value.__context__ is None


async def test_what_cannot_be_handed_over_is_done_here() -> None:
    async with Workers() as helpers:
        await started(helpers)
        assert await helpers.run(lambda: 1 + 1) == 2
        assert len(await helpers.run(lambda: [lambda: 1])) == 1


async def test_a_process_that_dies_costs_nothing() -> None:
    async with Workers(ends_elsewhere) as helpers:
        await started(helpers)
        # The first of each dies, with what was waiting behind it.
        found = await asyncio.gather(*(helpers.run(ends_elsewhere, HERE) for _ in range(5)))
        assert found == ["here"] * 5
        await until(lambda: not helpers._ready)
        assert await helpers.run(os.getpid) == HERE


async def test_while_one_is_left_it_does_the_work_of_those_that_died() -> None:
    async with Workers(ends_elsewhere) as helpers:
        await started(helpers)
        await helpers.run(ends_elsewhere, HERE)
        await until(lambda: len(helpers._ready) == HELPERS - 1)
        found = await asyncio.gather(*(helpers.run(os.getpid) for _ in range(9)))
    assert HERE not in found


async def test_who_was_cancelled_gets_nobody_elses_result() -> None:
    async with Workers(prints) as helpers:
        await started(helpers)
        lost = [asyncio.create_task(helpers.run(prints, "lost")) for _ in range(HELPERS)]
        await asyncio.sleep(0)
        for task in lost:
            task.cancel()
        assert await helpers.run(prints, "kept") == "kept"


async def test_they_end_with_their_context_whatever_they_do() -> None:
    async with Workers(os.getpid) as helpers:
        await started(helpers)
        found = {await helpers.run(os.getpid)}
        endless = asyncio.create_task(helpers.run(sum, iter(range(10**9))))
        await asyncio.sleep(0)
        endless.cancel()
    for process in found:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


async def test_they_end_while_they_are_starting() -> None:
    async with Workers(os.getpid) as helpers:
        helpers.start()
        await asyncio.sleep(0)


@pytest.mark.parametrize("error", [BlockingIOError("unavailable"), RuntimeError("by a hook")])
async def test_without_processes_all_is_done_here(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def no_process(*_: object, **__: object) -> Any:
        raise error

    monkeypatch.setattr(workers, "Popen", no_process)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)  # not pytest's
    async with Workers(os.getpid) as helpers:
        helpers.start()
        assert helpers._threads
        for thread in helpers._threads:
            thread.join()
        assert await helpers.run(os.getpid) == HERE
    assert not capfd.readouterr().err


async def test_for_functions_that_cannot_be_handed_over_no_process_is_started(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """As where a test or a tool has put a function of its own in place of ours."""
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    async with Workers(lambda: HERE) as helpers:
        helpers.start()
        for thread in helpers._threads:
            thread.join(30)
        assert not helpers._processes
        assert await helpers.run(os.getpid) == HERE
    assert not capfd.readouterr().err


class NoThread(threading.Thread):
    def start(self) -> None:
        raise RuntimeError("can't start new thread")


async def test_without_threads_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "Thread", NoThread)
    async with Workers(os.getpid) as helpers:
        helpers.start()
        assert await helpers.run(os.getpid) == HERE


@pytest.mark.parametrize(
    ("owner", "name", "value"),
    [
        (workers, "_processors", lambda: 1),
        (sys, "executable", ""),  # where Python is part of another program
        (sys, "frozen", True),  # where the program and its interpreter are one file
    ],
)
async def test_none_is_started_where_it_would_not_help(
    owner: Any, name: str, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, value, raising=False)
    async with Workers() as helpers:
        helpers.start()
        assert not helpers._threads


async def test_another_folder_on_the_path_is_on_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "of_the_users_own.py").write_text("from os import getpid as whose\n")
    monkeypatch.syspath_prepend(tmp_path)
    import of_the_users_own  # type: ignore[import-not-found]

    async with Workers(of_the_users_own.whose) as helpers:
        await started(helpers)
        assert await helpers.run(of_the_users_own.whose) != HERE


def test_the_brief_is_the_same_with_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [
        briefer.Article(text=f"{ARTICLE.text}\nStory {n}.", origin=f"{n}.txt") for n in range(12)
    ]
    alone = briefer.brief(articles, model="extractive")
    began: list[Workers] = []
    original = Workers.run

    async def waiting(self: Workers, function: Any, *arguments: Any) -> Any:
        if self._threads:
            await until(lambda: ready(self))
            began.append(self)
        return await original(self, function, *arguments)

    monkeypatch.setattr(Workers, "run", waiting)
    monkeypatch.setattr(pipeline, "_FEW", 4)
    helped = briefer.brief(articles, model="extractive")
    assert began, "workers were there"
    assert helped.articles == alone.articles
    assert not helped.failures


SCRIPT = f"""
import os, signal, time, briefer
from briefer import workers

workers._processors = lambda: 2
helpers = []
start = workers.Workers.start
workers.Workers.start = lambda self: (helpers.append(self), start(self))

def articles():
    for n in range(60):
        while n == 30 and len(helpers[0]._ready) < 2:
            time.sleep(0.01)
        yield briefer.Article(text={ARTICLE.text!r} + str(n))
"""


def run_script(folder: Path, first: str) -> subprocess.CompletedProcess[str]:
    """Run a script that makes a brief of 60 articles with two workers, and has no main guard."""
    script = folder / "script.py"
    last = "print(len(briefer.brief(articles(), model='extractive').articles))"
    script.write_text(f"{SCRIPT}\n{first}\n{last}\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-W", "default", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_script_without_a_main_guard_runs_once(tmp_path: Path) -> None:
    done = run_script(tmp_path, "print('begins')")
    assert (done.stdout, done.stderr) == ("begins\n60\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="no signal of this kind")
def test_ctrl_c_ends_them_all(tmp_path: Path) -> None:
    done = run_script(
        tmp_path,
        """
import atexit

class Counted(workers.Popen):
    left = 0

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        Counted.left += 1

    def communicate(self, *args, **kwargs):
        super().communicate(*args, **kwargs)
        Counted.left -= self.returncode is not None

workers.Popen = Counted
workers._hand_on = lambda *_: os.kill(os.getpid(), signal.SIGINT)
atexit.register(lambda: print(Counted.left))
""",
    )
    assert done.stdout == "0\n", "of the two that were started none is left"
    assert done.stderr.splitlines()[-1] == "KeyboardInterrupt"
    assert "Warning" not in done.stderr


def test_it_works_in_a_loop_beside_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a notebook: `brief` inside a running loop has a loop in another thread."""
    monkeypatch.setattr(pipeline, "_FEW", 0)

    async def notebook() -> int:
        articles = [briefer.Article(text=f"{ARTICLE.text} {n}") for n in range(30)]
        return len(briefer.brief(articles, model="extractive").articles)

    assert asyncio.run(notebook()) == 30


def test_a_draft_can_be_handed_over_and_back() -> None:
    import pickle

    made = draft(ARTICLE)
    checked = briefer.checks.check_article(ARTICLE, made)
    assert pickle.loads(pickle.dumps((ARTICLE, made, checked))) == (ARTICLE, made, checked)
