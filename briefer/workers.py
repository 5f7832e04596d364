"""Other processes for what takes the processor, while this one asks servers and listens.

A worker is a Python of its own that is handed functions and their arguments over a pipe and hands
the results back. Nothing depends on it: what a worker cannot do is done in this process. One that
has nothing left to do is kept a while for the next run, as to start and to read the word lists
costs it as much as some fifty articles.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import pickle
import sys
from contextlib import asynccontextmanager, suppress
from queue import Empty, SimpleQueue
from subprocess import DEVNULL, PIPE, Popen
from threading import Thread, Timer
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future
    from collections.abc import AsyncIterator, Callable, Iterator

_T = TypeVar("_T")

_Answer: TypeAlias = "tuple[Any, ...]"
"""The one thing that a function returned; or nothing, if it is to be called here."""

_MOST = 4
"""Workers of one run: what this process does for each article would keep no more of them busy."""

_KEPT = 10.0
"""Seconds that a worker is kept for the next run."""

_LOOKING_UP = 0.5
"""Seconds until a thread without work looks whether its loop is there still."""

# Not `multiprocessing`: a process that it spawns runs a script without a main guard again, with
# all that the script asks of a server, and one that it forks may wait for a lost thread's lock.
_PROGRAM = "import sys; sys.path[:] = {!r}; from briefer.workers import serve; serve()"

_log = logging.getLogger("briefer")


class _Surroundings(NamedTuple):
    """What a worker was started with: it decides which modules it finds, and what it may do."""

    path: list[str]
    folder: str | None
    user: int


class _Spare(NamedTuple):
    """A worker that no run has now, and what will end it."""

    surroundings: _Surroundings
    process: Popen[bytes]
    end: Timer


_spare: list[_Spare] = []


class Workers:
    """Processes that do what `run` is given, until they are closed.

    Args:
        functions: what it will be given. A worker gets no work before it has imported these.
    """

    def __init__(self, *functions: Callable[..., object]) -> None:
        self._functions = functions
        self._work: SimpleQueue[tuple[bytes, Future[_Answer]] | None] = SimpleQueue()
        self._threads: list[Thread] = []
        self._ready: set[Popen[bytes]] = set()
        self._busy: set[Popen[bytes]] = set()
        self._ended = False
        self._one = asyncio.Lock()

    def close(self) -> None:
        """Break off whatever they do. Those that do nothing are kept for whoever is next."""
        self._ended = True
        for process in tuple(self._busy):
            with suppress(OSError):
                process.kill()
        for _ in self._threads:
            self._work.put(None)
        for thread in self._threads:
            thread.join()

    def start(self) -> None:
        """Start one for each processor, where there are several; wait for none."""
        processors = _processors()
        # A frozen program is its own interpreter: it would do again all that it does.
        if processors > 1 and sys.executable and not hasattr(sys, "frozen"):
            loop = asyncio.get_running_loop()
            for _ in range(min(processors, _MOST)):
                thread = Thread(target=self._attend, args=(loop,), daemon=True)
                try:
                    thread.start()
                except RuntimeError:  # the system allows no more of them
                    _log.debug("no worker can be attended", exc_info=True)
                    break
                self._threads.append(thread)

    async def run(self, function: Callable[..., _T], *arguments: object) -> _T:
        """What `function` returns or raises, called by a worker or else here.

        Here one call is made at a time, and what is ready to be sent or read goes before it.
        """
        if not self._ready:
            async with self._turn():
                if not self._ready:
                    return function(*arguments)
        answer = await self._hand_over(function, arguments)
        if not answer:
            async with self._turn():
                return function(*arguments)
        result: _T = answer[0]
        return result

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        async with self._one:
            await asyncio.sleep(0)
            yield

    def _hand_over(
        self, function: Callable[..., object], arguments: tuple[object, ...]
    ) -> Future[_Answer]:
        answer: Future[_Answer] = asyncio.get_running_loop().create_future()
        try:
            self._work.put((pickle.dumps((function, arguments)), answer))
        except Exception:  # noqa: BLE001  # each type has its own way to refuse
            _log.debug("%r cannot be handed to a worker", function, exc_info=True)
            answer.set_result(())
        return answer

    def _next(self, loop: AbstractEventLoop) -> tuple[bytes, Future[_Answer]] | None:
        """Work, once there is some; nothing when they are closed, or the loop is.

        A loop that is interrupted twice is closed before they are.
        """
        while not self._ended and not loop.is_closed():
            with suppress(Empty):
                return self._work.get(timeout=_LOOKING_UP)
        return None

    def _attend(self, loop: AbstractEventLoop) -> None:
        """What one worker does for this run, in a thread that waits for it."""
        surroundings = _surroundings()
        try:
            process = self._obtain(surroundings)
        except Exception:  # noqa: BLE001  # a system, a hook or a function has its own way to refuse
            _log.debug("no worker can be started", exc_info=True)
            return
        if process is None:
            return
        self._ready.add(process)
        while (work := self._next(loop)) is not None:
            answer = self._ask(process, work[0])
            if process.poll() is not None:
                self._ready.discard(process)
            with suppress(RuntimeError):  # the loop was closed: nobody waits
                loop.call_soon_threadsafe(_hand_on, answer, work[1])
            # One that died would be the quickest to take work, and do none of it. Only the
            # last one stays, to give back what still waits.
            if process not in self._ready and self._ready:
                break
        _keep(surroundings, process)

    def _obtain(self, surroundings: _Surroundings) -> Popen[bytes] | None:
        """A worker that has imported what it will be given: one that was kept, or a new one."""
        imports = pickle.dumps((len, (self._functions,)))
        while not self._ended:
            kept = _kept(surroundings)
            process = kept or _start(surroundings.path)
            if self._ask(process, imports):
                return process
            _end(process)
            if not kept:
                break
        return None

    def _ask(self, process: Popen[bytes], work: bytes) -> _Answer:
        self._busy.add(process)
        try:
            # Who closes sees that it is busy, or else it is seen here that they are closed.
            return () if self._ended else _ask(process, work)
        finally:
            self._busy.discard(process)


def _start(path: list[str]) -> Popen[bytes]:
    return Popen(  # noqa: S603  # nothing of it comes from outside
        (sys.executable, "-c", _PROGRAM.format(path)), stdin=PIPE, stdout=PIPE, stderr=DEVNULL
    )


def _surroundings() -> _Surroundings:
    path = [folder for folder in sys.path if isinstance(folder, str)]  # Python skips all else
    folder = None
    with suppress(OSError):  # it may have been deleted
        folder = os.getcwd()  # noqa: PTH109  # to be compared
    return _Surroundings(path, folder, getattr(os, "geteuid", int)())


def _kept(surroundings: _Surroundings) -> Popen[bytes] | None:
    """A worker that was kept, if there is one."""
    for spare in _taken():
        if spare.surroundings == surroundings:
            return spare.process
        _end(spare.process)
    return None


def _taken() -> Iterator[_Spare]:
    """Those that are kept, each of which is from then on the caller's."""
    with suppress(IndexError):  # a timer may take the last one
        while True:
            spare = _spare.pop()
            spare.end.cancel()
            yield spare


def _keep(surroundings: _Surroundings, process: Popen[bytes]) -> None:
    """Let a worker wait for another run, if it can and there are not enough of them."""
    if process.poll() is not None or len(_spare) >= _MOST:
        _end(process)
        return
    spare = _Spare(surroundings, process, Timer(_KEPT, lambda: _end_if_kept(spare)))
    _spare.append(spare)
    spare.end.daemon = True
    try:
        spare.end.start()
    except RuntimeError:  # the system allows no more threads
        _end_if_kept(spare)


def _end_if_kept(spare: _Spare) -> None:
    with suppress(ValueError):  # a run has taken it
        _spare.remove(spare)
        _end(spare.process)


def _end(process: Popen[bytes]) -> None:
    with suppress(OSError):  # it is another user's now, or what it was sent was not read
        process.kill()
        process.communicate()


@atexit.register
def _end_all() -> None:
    for spare in _taken():
        _end(spare.process)


def _leave_all() -> None:
    """In a process that was forked: the workers answer the one that started them."""
    while _spare:
        process = _spare.pop().process
        process.returncode = 0  # nothing of it is to be waited for
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_all)


def _ask(process: Popen[bytes], work: bytes) -> _Answer:
    """What the process answers; nothing, if it has ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(work)
        process.stdin.flush()
        answer: _Answer = pickle.load(process.stdout)  # noqa: S301  # by a process of our own
    except Exception:  # noqa: BLE001  # whatever a pipe and half of an answer may raise
        _log.debug("a worker has ended", exc_info=True)
        process.kill()
        process.wait()
        return ()
    return answer


def _hand_on(answer: _Answer, waiting: Future[_Answer]) -> None:
    if not waiting.done():  # whoever waited may have been cancelled
        waiting.set_result(answer)


def serve() -> None:
    """Be a worker: do what comes on standard input, until it ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may stand between the answers
    while True:
        try:
            function, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301  # by who started it
        except EOFError:
            return
        try:
            answer = pickle.dumps((function(*arguments),))
        except Exception:  # noqa: BLE001  # it is called again, and raises it, where it came from
            answer = pickle.dumps(())
        answers.write(answer)
        answers.flush()


def _processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
