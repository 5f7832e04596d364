"""The store of replies: cache, record and replay."""
# ruff: noqa: ASYNC240  (a test's event loop has nothing else to do)

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.client import Message, Reply, Request
from briefer.errors import InputError, ReplayMiss, ReplyError, RequestError, UsageError
from briefer.store import CachingClient, RecordingClient, ReplayClient, default_cache_path
from briefer.testing import FakeClient

GOOD = Reply(text='{"summary": []}', model="m-2026-01-02", input_tokens=7, output_tokens=3)


def ask(text: str = "Ferry sails on Monday.", *, model: str = "m") -> Request:
    """A request about a text."""
    return Request(
        model=model,
        messages=(
            Message(role="system", content="Report what the article says."),
            Message(role="user", content=text),
        ),
        schema={"type": "object", "properties": {"summary": {"type": "array"}}},
        schema_name="summary",
    )


def one_reply(_: Request) -> Reply:
    return GOOD


def refuse(_: Request) -> Reply:
    raise AssertionError("a request was sent")


async def ask_once(path: Path, request: Request, answer: Callable[[Request], Reply]) -> Reply:
    """The reply of a run that asks one thing."""
    with closing(CachingClient(FakeClient(answer), path)) as client:
        return await client.complete(request)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "replies.sqlite"


# Cache ------------------------------------------------------------------------------------------


async def test_a_reply_is_kept_for_the_next_run(cache: Path) -> None:
    reply = replace(GOOD, calls=2, cached_input_tokens=5)
    await ask_once(cache, ask(), lambda _: reply)
    assert await ask_once(cache, ask(), refuse) == reply


async def test_hits_counts_what_was_not_asked_for(cache: Path) -> None:
    await ask_once(cache, ask("a"), one_reply)
    with closing(CachingClient(FakeClient(one_reply), cache)) as client:
        await client.complete(ask("a"))
        await client.complete(ask("b"))
        await client.complete(ask("b"))
        assert client.hits == 2


@pytest.mark.parametrize(
    "other",
    [
        ask("Ferry sails on Tuesday."),
        ask(model="n"),
        replace(ask(), schema={"type": "object"}),
        replace(ask(), schema_name="claims"),
        replace(ask(), temperature=0.0),
        replace(ask(), max_output_tokens=9),
    ],
)
async def test_another_request_never_gets_the_reply(cache: Path, other: Request) -> None:
    await ask_once(cache, ask(), one_reply)
    assert await ask_once(cache, other, lambda _: replace(GOOD, text="other")) != GOOD


async def test_the_address_is_part_of_the_key(cache: Path) -> None:
    await ask_once(cache, ask(), one_reply)
    fake = FakeClient(one_reply)
    with closing(CachingClient(fake, cache, address="http://127.0.0.1:8080/v1")) as client:
        await client.complete(ask())
    with closing(CachingClient(fake, cache, address="http://127.0.0.1:8080/v1/")) as client:
        await client.complete(ask())
    assert len(fake.requests) == 1


@pytest.mark.parametrize("finish", ["length", "content_filter", "refusal"])
async def test_a_reply_that_did_not_end_by_itself_is_not_kept(cache: Path, finish: str) -> None:
    bad = Reply(text="{", finish_reason=finish)  # type: ignore[arg-type]
    assert await ask_once(cache, ask(), lambda _: bad) == bad
    assert await ask_once(cache, ask(), one_reply) == GOOD


async def test_a_reply_that_does_not_fit_is_not_kept(cache: Path) -> None:
    fake = FakeClient(["no JSON", GOOD])
    with closing(
        CachingClient(fake, cache, fits=lambda _, reply: reply.text.startswith("{"))
    ) as client:
        assert (await client.complete(ask())).text == "no JSON"
        assert await client.complete(ask()) == GOOD
        assert await client.complete(ask()) == GOOD


async def test_an_error_is_not_kept(cache: Path) -> None:
    fake = FakeClient([RequestError("no reply"), GOOD])
    with closing(CachingClient(fake, cache)) as client:
        with pytest.raises(RequestError):
            await client.complete(ask())
        assert await client.complete(ask()) == GOOD


async def test_half_a_surrogate_pair_in_a_reply_survives(cache: Path) -> None:
    reply = replace(GOOD, text='{"a": "\ud800"}')
    await ask_once(cache, ask(), lambda _: reply)
    assert await ask_once(cache, ask(), refuse) == reply


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
async def test_only_the_owner_may_read_the_cache(cache: Path, umask: int) -> None:
    cache.parent.mkdir()
    before = os.umask(umask)
    try:
        await ask_once(cache, ask(), one_reply)
    finally:
        os.umask(before)
    assert [path.stat().st_mode & 0o777 for path in cache.parent.iterdir()] == [0o600]


async def test_the_journal_is_the_owners_too(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await ask_once(cache, ask("first"), one_reply)
    modes = []
    with closing(sqlite3.connect(cache, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM replies")
        modes = [path.stat().st_mode & 0o777 for path in cache.parent.iterdir()]
        db.execute("ROLLBACK")
    assert modes == [0o600, 0o600]


async def test_a_cache_that_others_could_read_is_closed_to_them(cache: Path) -> None:
    await ask_once(cache, ask(), one_reply)
    cache.chmod(0o644)
    await ask_once(cache, ask(), refuse)
    assert cache.stat().st_mode & 0o777 == 0o600


def test_the_default_cache_is_in_the_users_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/nowhere/cache")
    path = default_cache_path()
    assert path.parent.name == "briefer"
    assert path.suffix == ".sqlite"


# Two at once --------------------------------------------------------------------------------------


class Slow:
    """A client that answers when it is told to."""

    def __init__(self) -> None:
        self.requests = 0
        self.cancelled = 0
        self.go = asyncio.Event()

    async def complete(self, request: Request) -> Reply:
        self.requests += 1
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return GOOD


async def until(condition: Callable[[], object]) -> None:
    """Let the loop (and the cache's thread) run until something holds."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  (also what another thread does)
            await asyncio.sleep(0)


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def slow_cache(slow: Slow, cache: Path) -> Iterator[CachingClient]:
    with closing(CachingClient(slow, cache)) as client:
        yield client


async def test_what_is_in_flight_is_not_sent_again(slow: Slow, slow_cache: CachingClient) -> None:
    tasks = [asyncio.create_task(slow_cache.complete(ask())) for _ in range(5)]
    await until(lambda: slow.requests)
    slow.go.set()
    assert await asyncio.gather(*tasks) == [GOOD] * 5
    assert slow.requests == 1
    assert slow_cache.hits == 4


async def test_cancelling_the_first_leaves_the_second_its_reply(
    slow: Slow, slow_cache: CachingClient
) -> None:
    first, second = (asyncio.create_task(slow_cache.complete(ask())) for _ in range(2))
    await until(lambda: slow.requests)
    first.cancel()
    await asyncio.wait([first])
    slow.go.set()
    assert await second == GOOD
    assert (slow.requests, slow.cancelled) == (1, 0)


async def test_cancelling_all_cancels_the_request(slow: Slow, slow_cache: CachingClient) -> None:
    tasks = [asyncio.create_task(slow_cache.complete(ask())) for _ in range(2)]
    await until(lambda: slow.requests)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    assert slow.cancelled == 1
    slow.go.set()
    assert await slow_cache.complete(ask()) == GOOD
    assert slow.requests == 2


async def test_a_reply_is_kept_when_its_caller_goes_away(
    slow: Slow, slow_cache: CachingClient, cache: Path
) -> None:
    task = asyncio.create_task(slow_cache.complete(ask()))
    await until(lambda: slow.requests)
    disk = threading.Event()
    slow_cache._thread.submit(disk.wait)
    slow.go.set()
    await until(lambda: slow_cache._unwritten)
    task.cancel()
    await asyncio.wait([task])
    disk.set()
    slow_cache.close()
    assert await ask_once(cache, ask(), refuse) == GOOD


async def test_all_who_wait_get_the_error(cache: Path) -> None:
    fake = FakeClient([RequestError("no reply"), GOOD])
    with closing(CachingClient(fake, cache)) as client:
        results = await asyncio.gather(
            client.complete(ask()), client.complete(ask()), return_exceptions=True
        )
        assert [str(result) for result in results] == ["no reply", "no reply"]
        assert await client.complete(ask()) == GOOD


async def test_different_requests_do_not_wait_for_each_other(
    slow: Slow, slow_cache: CachingClient
) -> None:
    tasks = [asyncio.create_task(slow_cache.complete(ask(str(n)))) for n in range(20)]
    await until(lambda: slow.requests == 20)
    slow.go.set()
    await asyncio.gather(*tasks)


async def test_no_lock_is_held_across_a_call(
    slow: Slow, slow_cache: CachingClient, cache: Path
) -> None:
    task = asyncio.create_task(slow_cache.complete(ask()))
    await until(lambda: slow.requests)
    with closing(sqlite3.connect(cache, timeout=0)) as db:
        db.execute("BEGIN EXCLUSIVE")
        db.execute("ROLLBACK")
    slow.go.set()
    await task


async def test_replies_that_arrive_together_are_written_together(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = sqlite3.connect
    statements: list[str] = []

    def traced(*args: object, **options: object) -> sqlite3.Connection:
        db: sqlite3.Connection = opened(*args, **options)  # type: ignore[call-overload]
        db.set_trace_callback(statements.append)
        return db

    monkeypatch.setattr(sqlite3, "connect", traced)
    with closing(CachingClient(FakeClient(one_reply), cache)) as client:
        await asyncio.gather(*(client.complete(ask(str(n))) for n in range(200)))
    with closing(opened(cache)) as db:
        assert db.execute("SELECT count(*) FROM replies").fetchone() == (200,)
    assert 0 < statements.count("COMMIT") < 100


# Files that are of no use -------------------------------------------------------------------------


async def works_with_one_warning(
    path: Path, caplog: pytest.LogCaptureFixture, *, runs: int = 1
) -> str:
    """Several requests, also in further runs, are answered; the one warning that came of it."""
    caplog.clear()
    for _ in range(runs):
        with closing(CachingClient(FakeClient(one_reply), path)) as client:
            for text in ("Ferry sails on Monday.", "a", "b", "c"):
                assert await client.complete(ask(text)) == GOOD
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.name for record in warnings] == ["briefer"]
    message = warnings[0].getMessage()
    assert str(path) in message
    assert "\n" not in message
    return message


def other_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA application_id = {0x62726672}")
        db.execute("PRAGMA user_version = 0")
        db.execute("CREATE TABLE answers (request TEXT)")
        db.commit()


def other_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
        db.commit()


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("shopping: milk, bread\n" * 500),
        lambda path: path.write_bytes(random.Random(1).randbytes(20_000)),
        lambda path: path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5_000),
        lambda path: path.write_bytes(b"\0"),
        other_version,
        other_program,
    ],
    ids=["text", "noise", "false-header", "one-byte", "old-version", "other-program"],
)
async def test_a_file_that_is_not_ours_is_left_as_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, make: Callable[[Path], object]
) -> None:
    path = tmp_path / "precious"
    make(path)
    path.chmod(0o640)
    before = path.read_bytes()
    assert "is not used" in await works_with_one_warning(path, caplog)
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o640
    assert [item.name for item in tmp_path.iterdir()] == ["precious"]


@pytest.mark.parametrize("kind", ["folder", "fifo", "device", "dangling", "below-a-file"])
async def test_what_is_no_file_is_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    path = tmp_path / "cache"
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/full")
    elif kind == "dangling":
        path.symlink_to(tmp_path / "nowhere" / "cache")
    else:
        path.write_text("a file")
        path /= "cache"
    await works_with_one_warning(path, caplog)


async def filled(cache: Path) -> bytes:
    """The bytes of a cache of some pages."""
    with closing(CachingClient(FakeClient(one_reply), cache)) as client:
        await client.complete(ask())
        for n in range(60):
            reply = replace(GOOD, text=json.dumps({"summary": [str(n) * 400]}))
            client._client = FakeClient([reply])
            await client.complete(ask(str(n)))
    return cache.read_bytes()


@pytest.mark.parametrize("seed", range(12))
async def test_a_damaged_cache_never_changes_a_reply_and_is_replaced(
    cache: Path, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    data = bytearray(await filled(cache))
    chance = random.Random(seed)
    if seed % 2:
        del data[chance.randrange(100, len(data)) :]
    else:
        for _ in range(3):
            start = chance.randrange(100, len(data) - 4_000)
            data[start : start + 2_000] = chance.randbytes(2_000)
    cache.write_bytes(data)
    caplog.clear()
    for _ in range(3):
        with closing(CachingClient(FakeClient(one_reply), cache)) as client:
            assert await client.complete(ask()) == GOOD
            for n in range(60):
                reply = await client.complete(ask(str(n)))
                assert reply == GOOD or reply.text == json.dumps({"summary": [str(n) * 400]})
    messages = [record.getMessage() for record in caplog.records]
    assert len(messages) == len(set(messages))
    assert messages
    await ask_once(cache, ask("another"), one_reply)
    assert await ask_once(cache, ask("another"), refuse) == GOOD


async def test_a_damaged_cache_is_kept_beside_the_new_one(
    cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = bytearray(await filled(cache))
    del data[len(data) // 2 :]
    cache.write_bytes(data)
    assert "was damaged" in await works_with_one_warning(cache, caplog, runs=3)
    assert cache.with_name("replies.sqlite.damaged").read_bytes() == data
    assert await ask_once(cache, ask("c"), refuse) == GOOD


async def test_a_reply_that_changed_on_the_disk_is_asked_for_again(
    cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await ask_once(cache, ask(), one_reply)
    with closing(sqlite3.connect(cache)) as db:
        db.execute("UPDATE replies SET reply = replace(CAST(reply AS TEXT), 'summary', 'summery')")
        db.commit()
    assert "damaged reply" in await works_with_one_warning(cache, caplog, runs=2)


async def test_an_empty_file_becomes_a_cache(cache: Path) -> None:
    cache.parent.mkdir()
    cache.touch(mode=0o644)
    await ask_once(cache, ask(), one_reply)
    assert await ask_once(cache, ask(), refuse) == GOOD
    assert cache.stat().st_mode & 0o777 == 0o600


async def test_a_full_disk_keeps_the_paid_reply(
    cache: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite itself refuses to grow the file, as it does on a full disk."""
    await ask_once(cache, ask("kept"), one_reply)
    opened = sqlite3.connect

    def small(*args: object, **options: object) -> sqlite3.Connection:
        db: sqlite3.Connection = opened(*args, **options)  # type: ignore[call-overload]
        db.execute("PRAGMA max_page_count = 1")
        return db

    monkeypatch.setattr(sqlite3, "connect", small)
    big = replace(GOOD, text="x" * 50_000)
    with closing(CachingClient(FakeClient(lambda _: big), cache)) as client:
        for text in "abc":
            assert await client.complete(ask(text)) == big
        assert await client.complete(ask("kept")) == GOOD
    (record,) = caplog.records
    assert "keeps no more replies: database or disk is full" in record.getMessage()


async def test_a_cache_that_may_only_be_read_is_read(
    cache: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask_once(cache, ask("kept"), one_reply)
    opened = sqlite3.connect

    def read_only(address: str, **options: object) -> sqlite3.Connection:
        return opened(address.replace("mode=rw", "mode=ro"), **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", read_only)
    assert await ask_once(cache, ask("kept"), refuse) == GOOD
    assert "keeps no more replies" in await works_with_one_warning(cache, caplog)


async def test_a_folder_that_may_not_be_written_costs_the_cache_alone(
    cache: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refused)
    assert "Permission denied" in await works_with_one_warning(cache, caplog)


async def test_a_lock_that_is_never_released_costs_the_cache_alone(
    cache: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask_once(cache, ask(), one_reply)
    monkeypatch.setattr("briefer.store._BUSY_SECONDS", 0.01)
    with closing(sqlite3.connect(cache, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        assert "locked" in await works_with_one_warning(cache, caplog)


# Many processes -----------------------------------------------------------------------------------

RUN = """
import asyncio, sys
from briefer.client import Message, Reply, Request
from briefer.store import CachingClient

path, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])

class Echo:
    async def complete(self, request):
        await asyncio.sleep(0)
        return Reply(text=request.messages[0].content * 300, input_tokens=1)

async def main():
    client = CachingClient(Echo(), path)
    limit = asyncio.Semaphore(4)
    async def one(n):
        request = Request(model="m", messages=(Message(role="user", content=f"article {n}"),))
        async with limit:
            reply = await client.complete(request)
        assert reply.text == f"article {n}" * 300, n
        print(n, flush=True)
    await asyncio.gather(*(one(n) for n in range(first, last)))
    client.close()
    print("hits", client.hits, flush=True)

asyncio.run(main())
"""


def run(cache: Path, first: int, last: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(cache), str(first), str(last)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def check_sound(cache: Path) -> int:
    """How many replies a cache holds that SQLite finds nothing wrong with."""
    with closing(sqlite3.connect(cache)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        count: int = db.execute("SELECT count(*) FROM replies").fetchone()[0]
    return count


def test_eight_runs_share_one_cache(cache: Path) -> None:
    runs = [run(cache, 10 * n, 10 * n + 30) for n in range(8)]
    for process in runs:
        out, err = process.communicate(timeout=300)
        assert (process.returncode, err) == (0, "")
        assert "hits" in out
    assert check_sound(cache) == 100


def test_a_killed_run_leaves_what_it_had(cache: Path) -> None:
    """kill -9 at random points: all that was reported done is kept, and the file is sound."""
    chance = random.Random(7)
    done: set[str] = set()
    for attempt in range(20):
        process = run(cache, 40 * attempt, 40 * attempt + 40)
        assert process.stdout is not None
        for _ in range(chance.randrange(1, 36)):
            done.add(process.stdout.readline().strip())
        time.sleep(chance.random() / 500)  # somewhere between two replies
        process.send_signal(signal.SIGKILL)
        out, err = process.communicate(timeout=300)
        assert err == ""
        done.update(line for line in out.splitlines() if line.isdigit())
    assert check_sound(cache) >= len(done) >= 100
    process = run(cache, 0, 800)
    out, err = process.communicate(timeout=300)
    assert err == ""
    assert int(out.split()[-1]) >= len(done)


KILLED_IN_A_WRITE = """
import os, signal, sqlite3, sys

db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size = 1")  # so that half of the transaction reaches the file
db.execute("BEGIN IMMEDIATE")
db.execute("UPDATE replies SET reply = zeroblob(3000), digest = x'00'")
os.kill(os.getpid(), signal.SIGKILL)
"""


async def test_a_run_killed_in_the_middle_of_a_write_changes_nothing(
    cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = await filled(cache)
    command = [sys.executable, "-c", KILLED_IN_A_WRITE, str(cache)]
    subprocess.run(command, check=False)  # noqa: ASYNC221  (nothing else runs)
    assert cache.read_bytes() != before
    with closing(CachingClient(FakeClient(refuse), cache)) as client:
        for n in range(60):
            assert str(n) * 400 in (await client.complete(ask(str(n)))).text
    assert cache.read_bytes() == before
    assert not caplog.records


# Record and replay --------------------------------------------------------------------------------


async def record(folder: Path, *pairs: tuple[Request, Reply | str | RequestError]) -> None:
    recording = RecordingClient(FakeClient([answer for _, answer in pairs]), folder)
    for request, answer in pairs:
        if isinstance(answer, RequestError):
            with pytest.raises(RequestError):
                await recording.complete(request)
        else:
            await recording.complete(request)


async def test_a_recording_gives_the_reply_back(tmp_path: Path) -> None:
    await record(tmp_path, (ask(), GOOD))
    assert await ReplayClient(tmp_path).complete(ask()) == GOOD


@pytest.mark.parametrize("finish", ["length", "content_filter", "refusal"])
async def test_bad_replies_are_recorded_too(tmp_path: Path, finish: str) -> None:
    bad = Reply(text="{", finish_reason=finish)  # type: ignore[arg-type]
    await record(tmp_path, (ask(), bad))
    assert await ReplayClient(tmp_path).complete(ask()) == bad


async def test_an_unusable_reply_is_replayed_as_its_error(tmp_path: Path) -> None:
    error = ReplyError("200 with HTML", reason="html", status=200, hint="check the base URL")
    await record(tmp_path, (ask(), error), (ask(), GOOD))
    replay = ReplayClient(tmp_path)
    with pytest.raises(ReplyError) as caught:
        await replay.complete(ask())
    again = caught.value
    assert (str(again), again.reason, again.status) == (str(error), "html", 200)
    assert await replay.complete(ask()) == GOOD


async def test_a_refused_request_is_replayed_as_its_error(tmp_path: Path) -> None:
    error = RequestError("too long", reason="context-overflow", status=400)
    await record(tmp_path, (ask(), error))
    with pytest.raises(RequestError) as caught:
        await ReplayClient(tmp_path).complete(ask())
    assert not isinstance(caught.value, ReplyError)
    assert caught.value.reason == "context-overflow"


async def test_a_fault_on_the_way_is_not_recorded(tmp_path: Path) -> None:
    await record(tmp_path, (ask(), RequestError("busy", status=503)))
    assert list(tmp_path.iterdir()) == []


async def test_several_replies_come_in_their_order_and_the_last_one_repeats(
    tmp_path: Path,
) -> None:
    await record(tmp_path, (ask(), "first"), (ask(), "second"))
    replay = ReplayClient(tmp_path)
    assert [(await replay.complete(ask())).text for _ in range(4)] == [
        "first",
        "second",
        "second",
        "second",
    ]


async def test_recording_anew_replaces_what_an_earlier_run_recorded(tmp_path: Path) -> None:
    await record(tmp_path, (ask(), "old"), (ask("other"), "kept"))
    await record(tmp_path, (ask(), "new"))
    replay = ReplayClient(tmp_path)
    assert (await replay.complete(ask())).text == "new"
    assert (await replay.complete(ask("other"))).text == "kept"


async def test_unused_names_the_files_with_replies_that_were_not_given(tmp_path: Path) -> None:
    await record(tmp_path, (ask("a"), "1"), (ask("b"), "1"), (ask("b"), "2"))
    replay = ReplayClient(tmp_path)
    assert len(replay.unused) == 2
    await replay.complete(ask("b"))
    assert len(replay.unused) == 2
    await replay.complete(ask("b"))
    await replay.complete(ask("a"))
    assert not replay.unused


async def test_a_recording_is_readable_and_says_where_it_came_from(tmp_path: Path) -> None:
    client = RecordingClient(
        FakeClient([GOOD]), tmp_path, origin="https://user:hunter2@llm.example/v1?api-key=hunter3"
    )
    request = ask("First line\nsecond line: “café”\n")
    await client.complete(request)
    (path,) = tmp_path.iterdir()
    assert path.name == f"summary-{request.key[:12]}.json"
    text = path.read_text()
    assert "hunter" not in text
    data = json.loads(text)
    assert list(data) == ["recorded", "request", "replies"]
    assert data["recorded"]["model"] == "m-2026-01-02"
    assert data["recorded"]["from"] == "https://llm.example/v1"
    assert time.strptime(data["recorded"]["date"], "%Y-%m-%d")
    assert data["request"]["messages"][1]["content"] == ["First line", "second line: “café”", ""]
    assert "second line: “café”" in text
    assert text.endswith("}\n")


@pytest.mark.parametrize(
    ("origin", "noted"),
    [
        ("https://llm.example:8080/v1", "https://llm.example:8080/v1"),
        ("https://key@llm.example/v1#key", "https://llm.example/v1"),
        ("http://key@[::1", ""),
        ("written by hand", "written by hand"),
        ("", ""),
    ],
)
async def test_the_note_of_where_it_came_from_holds_no_credentials(
    tmp_path: Path, origin: str, noted: str
) -> None:
    await RecordingClient(FakeClient(one_reply), tmp_path, origin=origin).complete(ask())
    (path,) = tmp_path.iterdir()
    assert json.loads(path.read_text())["recorded"]["from"] == noted


async def test_the_key_is_in_nothing_that_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = "sk-canary-5f1c0de5"
    monkeypatch.setenv("OPENAI_API_KEY", canary)
    address = f"https://{canary}:{canary}@llm.example/v1?key={canary}"
    recording = RecordingClient(FakeClient(one_reply), tmp_path / "recorded", origin=address)
    with closing(CachingClient(recording, tmp_path / "cache.sqlite", address=address)) as client:
        await client.complete(ask())
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) == 2
    assert not [path for path in written if canary.encode() in path.read_bytes()]


TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]), st.sampled_from('\r\n\u2028\x85\0\u202e\ufeff"\\')
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(
    system=TEXTS,
    user=TEXTS,
    replies=st.lists(TEXTS, min_size=1, max_size=3),
    model=TEXTS,
    name=TEXTS,
    schema=st.none() | st.dictionaries(TEXTS, TEXTS | st.lists(TEXTS, max_size=2), max_size=3),
    temperature=st.none() | st.floats(0, 2),
)
def test_any_request_and_reply_survive_recording(  # noqa: PLR0917  (Hypothesis passes them by name)
    tmp_path_factory: pytest.TempPathFactory,
    system: str,
    user: str,
    replies: list[str],
    model: str,
    name: str,
    schema: dict[str, object] | None,
    temperature: float | None,
) -> None:
    folder = tmp_path_factory.mktemp("recorded")
    request = Request(
        model=model,
        messages=(Message(role="system", content=system), Message(role="user", content=user)),
        schema=schema,
        schema_name=name,
        temperature=temperature,
    )

    async def there_and_back() -> list[str]:
        await record(folder, *((request, Reply(text=text)) for text in replies))
        replay = ReplayClient(folder)
        return [(await replay.complete(request)).text for _ in replies]

    assert asyncio.run(there_and_back()) == replies


async def test_half_a_surrogate_pair_survives_recording(tmp_path: Path) -> None:
    await record(tmp_path, (ask(), Reply(text="a \udc80 b")))
    assert (await ReplayClient(tmp_path).complete(ask())).text == "a \udc80 b"


async def miss(folder: Path, request: Request) -> str:
    with pytest.raises(ReplayMiss) as caught:
        await ReplayClient(folder).complete(request)
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def test_a_miss_names_the_nearest_recording_and_the_first_difference(tmp_path: Path) -> None:
    far = ask("The council of Brendt voted on a new bridge, with three against.")
    near = ask("The ferry to Osk sails on Monday, the harbour master said.")
    await record(tmp_path, (far, GOOD), (near, GOOD))
    message = await miss(
        tmp_path, ask("The ferry to Osk sails on Tuesday, the harbour master said.")
    )
    assert f"nearest is summary-{near.key[:12]}.json" in message
    assert (
        "message 2 (user) has 'Monday, the harbour master said.' at word 7 "
        "and not 'Tuesday, the harbour master said.'" in message
    )
    assert "--record" in message


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        (ask(model="n"), "model is 'm' and not 'n'"),
        (replace(ask(), schema={"type": "array"}), "the schema is another"),
        (replace(ask(), temperature=0.5), "temperature is None and not 0.5"),
        (replace(ask(), max_output_tokens=5), "max_output_tokens is None and not 5"),
        (ask("Ferry  sails on Monday."), "message 2 (user) differs in white space"),
        (ask("Ferry sails on Monday. And on Tuesday."), "has its end at word 5"),
        (ask("Ferry sails"), "has 'on Monday.' at word 3 and not its end"),
        (replace(ask(), messages=ask().messages[:1]), "there are 2 messages and not 1"),
        (
            replace(ask(), messages=(ask().messages[0], Message(role="assistant", content="x"))),
            "message 2 (user) is not of the assistant",
        ),
    ],
)
async def test_a_miss_says_what_differs(tmp_path: Path, request_: Request, says: str) -> None:
    await record(tmp_path, (ask(), GOOD))
    assert says in await miss(tmp_path, request_)


async def test_a_miss_says_more_than_that_the_mark_around_the_article_differs(
    tmp_path: Path,
) -> None:
    await record(tmp_path, (ask("--- 1fe2 begins --- It is safe. --- 1fe2 ends ---"), GOOD))
    message = await miss(tmp_path, ask("--- 9ab4 begins --- It was safe. --- 9ab4 ends ---"))
    assert "has 'is safe." in message
    assert "and not 'was safe." in message


async def test_a_miss_shows_hostile_words_harmlessly(tmp_path: Path) -> None:
    await record(tmp_path, (ask(), GOOD))
    message = await miss(tmp_path, ask("\x1b[2J\u202e" + "x" * 100_000))
    assert "\x1b" not in message
    assert "\u202e" not in message
    assert len(message) < 500


def test_a_replay_needs_recordings(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(UsageError, match="--record DIR"):
            ReplayClient(folder)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"request": {}, "replies": []}',
        '{"request": {"model": "m", "messages": []}, "replies": []}',
        '{"request": {"model": "m", "messages": ["x"]}, "replies": [{"text": "x"}]}',
        '{"request": {"model": "m", "messages": []}, "replies": [{"txt": "x"}]}',
        '{"request": {"model": "m", "messages": []}, "replies": [{"text": [1]}]}',
        '{"request": {"model": "m", "messages": []}, "replies": {"text": "x"}}',
        '{"request": {"model": "m", "messages": []}, "replies": [7]}',
        '{"request": {"model": 7, "messages": []}, "replies": [{"text": "x"}]}',
        '{"request": {"model": "\\ud800", "messages": []}, "replies": [{"text": "x"}]}',
        "[" * 100_000,
        "\xff",
    ],
)
def test_a_malformed_recording_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError, match=r"bad\.json is not a recording: \S") as caught:
        ReplayClient(tmp_path)
    assert "\n" not in str(caught.value)


async def test_two_recordings_of_one_request_are_refused(tmp_path: Path) -> None:
    await record(tmp_path, (ask(), GOOD))
    (path,) = tmp_path.iterdir()
    (tmp_path / "copy.json").write_bytes(path.read_bytes())
    with pytest.raises(InputError, match=r"records the same request as copy\.json"):
        ReplayClient(tmp_path)


def test_a_folder_that_cannot_be_made_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot record to"):
        RecordingClient(FakeClient([]), tmp_path / "file" / "recordings")


async def test_a_recording_that_cannot_be_written_keeps_the_reply(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    client = RecordingClient(FakeClient(one_reply), tmp_path)
    assert await client.complete(ask("a")) == GOOD
    assert await client.complete(ask("b")) == GOOD
    (warning,) = caplog.records
    assert "No space left on device" in warning.getMessage()
