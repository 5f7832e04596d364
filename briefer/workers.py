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
from select import select
from subprocess import DEVNULL, PIPE, Popen
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future
    from collections.abc import AsyncIterator, Callable

_T = TypeVar("_T")

_Answer: TypeAlias = "tuple[Any, ...]"
"""The one thing that a function returned; or nothing, if it is to be called here."""

_MOST = 4
"""Workers of one run: what this process does for each article would keep no more of them busy."""

_KEPT = 60.0
"""Seconds that a worker without a run waits for the next one before it ends."""

_LOOKING_UP = 0.5
"""Seconds until a thread without work looks whether its loop is there still."""

# Not `multiprocessing`: a process that it spawns runs a script without a main guard again, with
# all that the script asks of a server, and one that it forks may wait for a lost thread's lock.
_PROGRAM = "import sys; sys.path[:] = {!r}; from briefer.workers import serve; serve()"

_log = logging.getLogger("briefer")

_spare: list[tuple[list[str], Popen[bytes]]] = []
"""Workers that no run has now, each with the path that it imports from."""


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
        path = [folder for folder in sys.path if isinstance(folder, str)]  # Python skips all else
        try:
            imports = pickle.dumps((len, (self._functions,)))
            process = _obtain(path)
        except Exception:  # noqa: BLE001  # a system, a hook or a function has its own way to refuse
            _log.debug("no worker can be started", exc_info=True)
            return
        if self._ask(process, imports):
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
        _keep(path, process)

    def _ask(self, process: Popen[bytes], work: bytes) -> _Answer:
        self._busy.add(process)
        try:
            # Who closes sees that it is busy, or else it is seen here that they are closed.
            return () if self._ended else _ask(process, work)
        finally:
            self._busy.discard(process)


def _obtain(path: list[str]) -> Popen[bytes]:
    """A worker that imports from this path."""
    with suppress(IndexError):
        while True:
            known, process = _spare.pop()
            if known == path and process.poll() is None:
                return process
            _end(process)
    return Popen(  # noqa: S603  # nothing of it comes from outside
        (sys.executable, "-c", _PROGRAM.format(path)), stdin=PIPE, stdout=PIPE, stderr=DEVNULL
    )


def _keep(path: list[str], process: Popen[bytes]) -> None:
    """Let a worker wait for another run, if it can and there are not enough of them."""
    # What is told is answered: of two messages on their way the second would be read too early.
    if process.poll() is None and len(_spare) < _MOST and _ask(process, pickle.dumps(None)):
        _spare.append((path, process))
    else:
        _end(process)


def _end(process: Popen[bytes]) -> None:
    process.kill()
    with suppress(OSError):  # what it was sent and did not read
        process.communicate()


@atexit.register
def _end_all() -> None:
    while _spare:
        _end(_spare.pop()[1])


if hasattr(os, "register_at_fork"):  # they answer the process that started them
    os.register_at_fork(after_in_child=_spare.clear)


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
    """Be a worker: do what comes on standard input, until it ends.

    What comes is a function with its arguments, or None: nobody has work for now.
    """
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may stand between the answers
    patience = None
    while patience is None or _comes_within(patience):
        try:
            work = pickle.load(sys.stdin.buffer)  # noqa: S301  # by who started it
        except EOFError:
            return
        patience = _KEPT if work is None else None
        function, arguments = work or (bool, ())
        try:
            answer = pickle.dumps((function(*arguments),))
        except Exception:  # noqa: BLE001  # it is called again, and raises it, where it came from
            answer = pickle.dumps(())
        answers.write(answer)
        answers.flush()


def _comes_within(seconds: float) -> bool:
    """Whether something comes on standard input; also where the system cannot say when."""
    try:
        return bool(select([sys.stdin], [], [], seconds)[0])
    except OSError:  # Windows waits for sockets alone
        return True


def _processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
