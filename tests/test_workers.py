"""Other processes for the checks: they help where they can, and nothing depends on them."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import psutil
import pytest

import briefer
from briefer import pipeline, workers
from briefer.extractive import draft
from briefer.workers import Workers

from .articles import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = os.getpid()
HELPERS = 2


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(workers, "_processors", lambda: HELPERS)
    workers._end_all()
    yield
    workers._end_all()


async def started(helpers: Workers) -> Workers:
    """The helpers, all of them ready."""
    helpers.start()
    await until(lambda: ready(helpers))
    return helpers


async def once() -> set[subprocess.Popen[bytes]]:
    """A run; the processes that it had."""
    with closing(Workers(os.getpid)) as helpers:
        await started(helpers)
        return set(helpers._ready)


def ready(helpers: Workers) -> bool:
    return len(helpers._ready) == HELPERS


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110  # no event tells what another process does
            await asyncio.sleep(0.01)


def ends_elsewhere(here: int) -> str:
    if os.getpid() != here:
        os._exit(3)
    return "here"


def takes_a_while() -> int:
    time.sleep(0.02)
    return os.getpid()


def prints(text: str) -> str:
    print(text)
    return text


async def test_work_is_shared_out_among_other_processes() -> None:
    with closing(Workers(takes_a_while)) as helpers:
        await started(helpers)
        found = await asyncio.gather(*(helpers.run(takes_a_while) for _ in range(6)))
    assert len(set(found)) == HELPERS
    assert HERE not in found


async def test_what_is_written_past_python_is_no_answer() -> None:
    with closing(Workers(os.write)) as helpers:
        await started(helpers)
        found = [await helpers.run(os.write, 1, pickle.dumps((n,))) for n in range(5)]
        assert len(set(found)) == 1
        assert await helpers.run(os.getpid) != HERE


async def test_results_come_to_who_asked_whatever_is_printed() -> None:
    with closing(Workers(prints)) as helpers:
        await started(helpers)
        sizes = (1, 200_000, 0, 70_000, 3)  # more than a pipe holds, and nothing
        found = await asyncio.gather(*(helpers.run(prints, "x" * size) for size in sizes))
    assert [len(each) for each in found] == list(sizes)


async def test_before_they_have_started_work_is_done_here() -> None:
    with closing(Workers(os.getpid)) as helpers:
        assert await helpers.run(os.getpid) == HERE
        helpers.start()
        assert await helpers.run(os.getpid) == HERE


async def test_what_fails_there_fails_here_as_it_would_have() -> None:
    with closing(Workers(int)) as helpers:
        await started(helpers)
        with pytest.raises(ValueError, match="invalid literal") as caught:
            await helpers.run(int, "no number")
        assert await helpers.run(os.getpid) != HERE, "it goes on"
    assert caught.value.__cause__ is caught.value.__context__ is None


async def test_what_cannot_be_handed_over_is_done_here() -> None:
    with closing(Workers()) as helpers:
        await started(helpers)
        assert await helpers.run(lambda: 1 + 1) == 2
        assert len(await helpers.run(lambda: [lambda: 1])) == 1


async def test_a_process_that_dies_costs_nothing() -> None:
    with closing(Workers(ends_elsewhere)) as helpers:
        await started(helpers)
        # The first of each dies, with what was waiting behind it.
        found = await asyncio.gather(*(helpers.run(ends_elsewhere, HERE) for _ in range(5)))
        assert found == ["here"] * 5
        await until(lambda: not helpers._ready)
        assert await helpers.run(os.getpid) == HERE


async def test_one_that_died_takes_no_work_from_the_others() -> None:
    with closing(Workers(takes_a_while)) as helpers:
        await started(helpers)
        next(iter(helpers._ready)).kill()
        found = await asyncio.gather(*(helpers.run(takes_a_while) for _ in range(12)))
    assert found.count(HERE) <= 1, "only what the one that died was asked comes back"


async def test_what_comes_back_lets_go_first_what_is_ready_to_be_sent() -> None:
    order: list[str] = []
    with closing(Workers(ends_elsewhere)) as helpers:
        await started(helpers)

        async def tick() -> None:
            while order.count("done") < 5:
                order.append("tick")
                await asyncio.sleep(0)

        async def work() -> None:
            await helpers.run(ends_elsewhere, HERE)
            order.append("done")

        await asyncio.gather(tick(), *(work() for _ in range(5)))
    assert "done done" not in " ".join(order)


async def test_who_was_cancelled_gets_nobody_elses_result() -> None:
    with closing(Workers(prints)) as helpers:
        await started(helpers)
        lost = [asyncio.create_task(helpers.run(prints, "lost")) for _ in range(HELPERS)]
        await asyncio.sleep(0)
        for task in lost:
            task.cancel()
        assert await helpers.run(prints, "kept") == "kept"


async def test_closing_breaks_off_whatever_they_do() -> None:
    with closing(Workers(os.getpid)) as helpers:
        await started(helpers)
        endless = [
            asyncio.create_task(helpers.run(sum, iter(range(10**9)))) for _ in range(HELPERS + 1)
        ]
        await until(lambda: len(helpers._busy) == HELPERS)
        for task in endless:
            task.cancel()
        processes = list(helpers._ready)
    assert [process.returncode is None for process in processes] == [False] * HELPERS
    assert not workers._spare


async def test_those_with_nothing_to_do_go_on_to_the_next_run() -> None:
    found = []
    for _ in range(2):
        with closing(Workers(takes_a_while)) as helpers:
            await started(helpers)
            work = (helpers.run(takes_a_while) for _ in range(6))
            found.append(set(await asyncio.gather(*work)))
    assert found[0] == found[1]


async def test_in_the_place_of_one_that_died_since_another_is_started() -> None:
    await once()
    for spare in workers._spare:
        spare.process.kill()
    with closing(Workers(os.getpid)) as helpers:
        await started(helpers)
        assert await helpers.run(os.getpid) != HERE


@pytest.mark.parametrize("change", ["syspath_prepend", "chdir"])
async def test_elsewhere_others_are_started(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There may be other modules of the same name, on the path or in the folder itself."""
    before = await once()
    getattr(monkeypatch, change)(tmp_path)
    assert not await once() & before
    assert all(process.returncode is not None for process in before)


async def test_no_more_are_kept_than_one_run_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_MOST", HELPERS)
    with closing(Workers(os.getpid)) as one, closing(Workers(os.getpid)) as other:
        await started(one)
        await started(other)
    assert len(workers._spare) == HELPERS


async def test_without_another_run_they_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_KEPT", 0.0)
    processes = await once()
    await until(lambda: not workers._spare)
    await until(lambda: all(process.returncode is not None for process in processes))


@pytest.mark.skipif(sys.platform == "win32", reason="no signal of this kind")
async def test_closing_waits_for_none_that_does_not_answer() -> None:
    with closing(Workers(os.getpid)) as helpers:
        await started(helpers)
        for process in helpers._ready:
            process.send_signal(signal.SIGSTOP)


async def test_closing_waits_for_none_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_PROGRAM", "import time; time.sleep(1000) # {}")
    for pause in (0, 0.001, 0.1):
        with closing(Workers(os.getpid)) as helpers:
            helpers.start()
            await asyncio.sleep(pause)
        assert not workers._spare


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_leaves_them_to_the_one_that_started_them() -> None:
    asyncio.run(once())
    if (child := os.fork()) == 0:
        os._exit(len(workers._spare))
    assert os.waitpid(child, 0)[1] == 0
    assert [spare.process.poll() for spare in workers._spare] == [None] * HELPERS


async def test_they_end_while_they_are_starting() -> None:
    with closing(Workers(os.getpid)) as helpers:
        helpers.start()
        await asyncio.sleep(0)


@pytest.mark.parametrize("error", [BlockingIOError("unavailable"), RuntimeError("by a hook")])
async def test_without_processes_all_is_done_here(
    error: Exception, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    def no_process(*_: object, **__: object) -> Any:
        raise error

    monkeypatch.setattr(workers, "Popen", no_process)
    with closing(Workers(os.getpid)) as helpers:
        helpers.start()
        assert helpers._threads
        for thread in helpers._threads:
            thread.join()
        assert await helpers.run(os.getpid) == HERE
    assert not recwarn.list, "no thread has failed"


async def test_for_functions_that_cannot_be_handed_over_no_process_is_started(
    recwarn: pytest.WarningsRecorder,
) -> None:
    """As where a test or a tool has put a function of its own in place of ours."""
    with closing(Workers(lambda: HERE)) as helpers:
        helpers.start()
        for thread in helpers._threads:
            thread.join(30)
        assert not workers._spare
        assert await helpers.run(os.getpid) == HERE
    assert not recwarn.list, "no thread has failed"


@pytest.mark.parametrize("most", [0, 1])
async def test_without_threads_all_is_done_here(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[Thread] = []

    class Scarce(Thread):
        def start(self) -> None:
            if len(began) == most:
                raise RuntimeError("can't start new thread")
            began.append(self)
            super().start()

    monkeypatch.setattr(workers, "Thread", Scarce)
    with closing(Workers(os.getpid)) as helpers:
        helpers.start()
        await until(lambda: len(helpers._ready) == most)
        assert (await helpers.run(os.getpid) == HERE) is (most == 0)


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
    with closing(Workers()) as helpers:
        helpers.start()
        assert not helpers._threads


async def test_another_folder_on_the_path_is_on_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "of_the_users_own.py").write_text("from os import getpid as whose\n")
    monkeypatch.syspath_prepend(tmp_path)
    import of_the_users_own  # type: ignore[import-not-found]

    with closing(Workers(of_the_users_own.whose)) as helpers:
        await started(helpers)
        assert await helpers.run(of_the_users_own.whose) != HERE


@pytest.mark.parametrize("folder", [Path("of-the-users-own"), None, 'o\'f "the"\nüßers\udcff'])
async def test_whatever_is_on_the_path(folder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [folder, *sys.path])
    with closing(Workers(os.getpid)) as helpers:
        await started(helpers)


@pytest.mark.parametrize("program", ["no such \0 program", "no\ud800program", 7])
async def test_a_program_that_cannot_be_named(
    program: Any, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    with closing(Workers(os.getpid)) as helpers:
        helpers.start()
        for thread in helpers._threads:
            thread.join()
        assert await helpers.run(os.getpid) == HERE
    assert not recwarn.list, "no thread has failed"


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


def runs(process: int) -> bool:
    try:
        return bool(psutil.Process(process).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="no signal of this kind")
@pytest.mark.parametrize("times", [1, 100])  # again while the first is seen to
def test_ctrl_c_ends_them_all(times: int, tmp_path: Path) -> None:
    done = run_script(
        tmp_path,
        f"times = {times}"
        """
class Told(workers.Popen):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        print(self.pid, flush=True)

def interrupt(*_):
    global times
    times -= 1
    if times >= 0:
        os.kill(os.getpid(), signal.SIGINT)

workers.Popen = Told
workers._hand_on = interrupt
""",
    )
    found = [int(process) for process in done.stdout.split()]
    assert found, "some were started"
    end = time.monotonic() + 20
    while any(map(runs, found)):
        assert time.monotonic() < end
        time.sleep(0.01)
    if times == 1:
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
    made = draft(ARTICLE)
    checked = briefer.checks.check_article(ARTICLE, made)
    assert pickle.loads(pickle.dumps((ARTICLE, made, checked))) == (ARTICLE, made, checked)
