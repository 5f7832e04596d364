"""A store of replies, keyed by the hash of the whole request, in three modes: each is a client.

CachingClient    answers from a file, and keeps there what it had to ask for
RecordingClient  writes what it saw as readable files, the bad replies too
ReplayClient     answers from such files, and never goes online
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import re
import sqlite3
import stat
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from briefer.client import Message, Reply, Request
from briefer.errors import InputError, ReplayMiss, ReplyError, RequestError, UsageError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from briefer.client import Client

logger = logging.getLogger("briefer")


def default_cache_path() -> Path:
    """Where the command keeps replies: a file in the user's cache folder."""
    from platformdirs import user_cache_path

    return user_cache_path("briefer", appauthor=False) / f"replies-{_VERSION}.sqlite"


# Cache ------------------------------------------------------------------------------------------


class CachingClient:
    """Answers from a file of replies, and keeps there what it had to ask for.

    A request that is in flight is not sent a second time: who asks for the same gets its reply.
    Whatever is wrong with the file costs its use, never a reply: one warning, and the run goes on.

    Args:
        client: answers what the file does not hold. Of its replies, those that ended by
            themselves are kept, so it must return only such as fit their request, or `fits` must
            say which do.
        path: an SQLite file, made where it is missing, for the owner's eyes only. Any number of
            runs may share it.
        address: the server's base URL, which is part of the key; empty is the provider's own.
        fits: whether a reply fits the schema of its request.

    Attributes:
        hits: replies that did not have to be asked for.
    """

    def __init__(
        self,
        client: Client,
        path: str | os.PathLike[str],
        *,
        address: str = "",
        fits: Callable[[Request, Reply], bool] | None = None,
    ) -> None:
        self.hits = 0
        self._client = client
        self._address = address.rstrip("/")
        self._fits = fits
        self._file = _ReplyFile(Path(path))
        self._unwritten: deque[tuple[bytes, Reply]] = deque()
        self._flights: dict[bytes, _Flight] = {}
        # A slow disk or another run's lock must not hold up the event loop.
        self._thread = ThreadPoolExecutor(1, "briefer-cache")

    def holds(self, request: Request) -> bool:
        """Whether the file holds a reply to the request."""
        return self._thread.submit(self._file.get, self._key(request)).result() is not None

    async def complete(self, request: Request) -> Reply:
        """Answer one request, from the file where it holds the reply."""
        key = self._key(request)
        flight = self._flights.get(key)
        joined = flight is not None
        if flight is None:
            flight = self._flights[key] = _Flight(asyncio.create_task(self._answer(key, request)))
        flight.waiting += 1
        try:
            reply = await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                del self._flights[key]
                if not flight.task.done():
                    flight.task.cancel()
                    await asyncio.wait([flight.task])
        self.hits += joined
        return reply

    def close(self) -> None:
        """Write what is not written yet and close the file. A second call does nothing."""
        with suppress(RuntimeError):  # closed already
            self._thread.submit(self._write)
            self._thread.submit(self._file.close)
        self._thread.shutdown()

    def _key(self, request: Request) -> bytes:
        return hashlib.sha256(f"{self._address}\0{request.key}".encode()).digest()

    async def _answer(self, key: bytes, request: Request) -> Reply:
        in_thread = asyncio.get_running_loop().run_in_executor
        kept = await in_thread(self._thread, self._file.get, key)
        if kept is not None:
            self.hits += 1
            return kept
        reply = await self._client.complete(request)
        if reply.finish_reason == "stop" and (self._fits is None or self._fits(request, reply)):
            self._unwritten.append((key, reply))
            await in_thread(self._thread, self._write)
        return reply

    def _write(self) -> None:
        """Write all that waits as one transaction: the first of many such jobs does it for all."""
        batch = []
        with suppress(IndexError):
            while True:
                batch.append(self._unwritten.popleft())
        if batch:
            self._file.put(batch)


@dataclass(slots=True)
class _Flight:
    """A request that is being answered, and how many wait for it."""

    task: asyncio.Task[Reply]
    waiting: int = 0


_VERSION = 1
_APPLICATION_ID = 0x62726672  # "brfr": how a file of ours is told from anybody else's
_BUSY_SECONDS = 10.0


class _ReplyFile:
    """The file of a cache. Every method returns, whatever is wrong with the file.

    Used from one thread. A rollback journal rather than a write-ahead log: it also works on
    network file systems and for a file that may only be read, and leaves one file behind.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._readable = True
        self._writable = True
        self._replaced = False
        self._warned: set[str] = set()

    def get(self, key: bytes) -> Reply | None:
        row = self._run(
            lambda db: db.execute(
                "SELECT reply, digest FROM replies WHERE key = ?", (key,)
            ).fetchone()
        )
        if row is None:
            return None
        text, digest = row
        try:
            if digest == _digest(key, text):
                return Reply(**json.loads(text))
        except (TypeError, ValueError):
            pass
        self._warn("the cache %s holds a damaged reply, which is asked for again", self._path)
        return None

    def put(self, replies: list[tuple[bytes, Reply]]) -> None:
        if not self._writable:
            return
        rows = []
        for key, reply in replies:
            text = _json_bytes(asdict(reply))
            rows.append((key, text, _digest(key, text)))

        def write(db: sqlite3.Connection) -> None:
            with db:
                db.execute("BEGIN IMMEDIATE")
                db.executemany("INSERT OR REPLACE INTO replies VALUES (?, ?, ?)", rows)

        self._run(write, writing=True)

    def close(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _run(self, action: Callable[[sqlite3.Connection], Any], *, writing: bool = False) -> Any:
        """What `action` gives; None, after a warning, where the file is of no use."""
        while self._readable:
            try:
                if self._connection is None:
                    self._connection = self._open()
                return action(self._connection)
            except (sqlite3.Error, OSError) as error:
                if _is_damage(error) and self._put_aside():
                    continue
                problem = (isinstance(error, OSError) and error.strerror) or str(error)
                if writing and self._connection is not None and not _is_damage(error):
                    self._writable = False
                    self._warn("the cache %s keeps no more replies: %s", self._path, problem)
                    return None
                self._readable = False
                self.close()
                self._warn("the cache %s is not used: %s", self._path, problem)
        return None

    def _open(self) -> sqlite3.Connection:
        path = self._path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            path.touch(mode=0o600, exist_ok=False)
            path.chmod(0o600)  # whatever the umask took away
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise OSError("it is not a file")
        self._inode = info.st_ino
        db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
        )
        try:
            # Enough that a killed run, or a power cut, leaves the old state or the new one.
            db.execute("PRAGMA synchronous = NORMAL")
            if _marks(db) == _EMPTY:
                self._begin(db)
            if _marks(db) != _OURS:
                raise OSError(_FOREIGN)
            if info.st_mode & 0o077:
                with suppress(PermissionError):  # somebody else's, who chose to share it
                    path.chmod(0o600)
        except BaseException:
            db.close()
            raise
        return db

    def _begin(self, db: sqlite3.Connection) -> None:
        with db:
            db.execute("BEGIN IMMEDIATE")
            if _marks(db) != _EMPTY:
                return  # another run was faster
            if self._path.stat().st_size:
                raise OSError(_FOREIGN)
            db.execute(
                "CREATE TABLE replies"
                " (key BLOB PRIMARY KEY, reply BLOB NOT NULL, digest BLOB NOT NULL)"
            )
            db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {_VERSION}")

    def _put_aside(self) -> bool:
        """Move a damaged file of ours out of the way, once; whether it is out of the way."""
        self.close()
        aside = self._path.with_name(self._path.name + ".damaged")
        try:
            if self._replaced or not _has_our_mark(self._path):
                return False
            self._replaced = True
            if self._path.stat().st_ino != self._inode:
                return True  # another run has done it already
            with suppress(FileNotFoundError):
                Path(f"{self._path}-journal").replace(f"{aside}-journal")
            self._path.replace(aside)
        except FileNotFoundError:
            return True  # another run is about to
        except OSError:
            return False
        self._warn(
            "the cache %s was damaged: it is now %s, and a new one is begun", self._path, aside
        )
        return True

    def _warn(self, message: str, *values: object) -> None:
        if message not in self._warned:
            self._warned.add(message)
            logger.warning(message, *values)


_FOREIGN = "it is not a cache of this version of briefer; name another file"
_EMPTY = (0, 0, 0)
_OURS = (_APPLICATION_ID, _VERSION, 1)


def _marks(db: sqlite3.Connection) -> tuple[int, int, int]:
    """Whose file it is, of which version, and with how many tables."""
    queries = (
        "PRAGMA application_id",
        "PRAGMA user_version",
        "SELECT count(*) FROM sqlite_master WHERE type = 'table'",
    )
    application, version, tables = (db.execute(query).fetchone()[0] for query in queries)
    return application, version, tables


def _has_our_mark(path: Path) -> bool:
    with path.open("rb") as file:
        header = file.read(72)
    return header[:16] == b"SQLite format 3\0" and header[68:] == _APPLICATION_ID.to_bytes(4, "big")


def _is_damage(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB} or (
        code == sqlite3.SQLITE_IOERR_SHORT_READ
    )


def _digest(key: bytes, text: bytes) -> bytes:
    """What shows that a row is as it was written: SQLite itself does not look."""
    return hashlib.sha256(key + text).digest()


# Recordings -------------------------------------------------------------------------------------


class RecordingClient:
    """Writes down what it saw: one file for each request, with all replies to it in order.

    A recording holds the request, the replies, good or bad, and a note of where they came from. It
    holds no header and no key, and the server's address is no part of what it is found by. A reply
    that cannot be used is recorded as its error, and so is a request that the server refused (400).
    What an earlier run recorded for the same request is replaced.

    Args:
        client: answers the requests.
        folder: where the files go; it is made where it is missing.
        origin: where the replies come from, an address (its credentials are left out) or words.

    Raises:
        UsageError: the folder cannot be made.
    """

    def __init__(self, client: Client, folder: str | os.PathLike[str], *, origin: str = "") -> None:
        self._client = client
        self._folder = Path(folder)
        self._origin = _without_credentials(origin)
        self._replies: dict[str, list[dict[str, Any]]] = {}
        self._warned = False
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"cannot record to {folder}: {error.strerror}") from None

    async def complete(self, request: Request) -> Reply:
        """Answer one request, and write down the answer."""
        try:
            reply = await self._client.complete(request)
        except RequestError as error:
            if isinstance(error, ReplyError) or error.status == 400:
                self._record(request, request.model, asdict(_Refusal.of(error)))
            raise
        self._record(request, reply.model, asdict(reply) | {"text": _lines(reply.text)})
        return reply

    def _record(self, request: Request, model: str, answer: dict[str, Any]) -> None:
        key = request.key
        replies = self._replies.setdefault(key, [])
        replies.append(answer)
        asked = asdict(request)
        for message in asked["messages"]:
            message["content"] = _lines(message["content"])
        recording = {
            "recorded": {
                "date": datetime.now(UTC).date().isoformat(),
                "model": model or request.model,
                "from": self._origin,
            },
            "request": asked,
            "replies": replies,
        }
        label = re.sub(r"[^a-z0-9]+", "-", request.schema_name.lower()).strip("-")[:40]
        path = self._folder / f"{label or 'reply'}-{key[:12]}.json"
        try:
            unfinished = path.with_suffix(f".{os.getpid()}.tmp")
            try:
                unfinished.write_bytes(_json_bytes(recording, indent=2) + b"\n")
                unfinished.replace(path)
            finally:
                unfinished.unlink(missing_ok=True)
        except OSError as error:
            if not self._warned:
                self._warned = True
                logger.warning("recordings are missing: cannot write %s: %s", path, error.strerror)


class ReplayClient:
    """Answers from recordings, and never goes online.

    Several replies to one request are given in the order in which they were recorded, the last one
    again and again.

    Args:
        folder: what `RecordingClient` wrote: `*.json`.

    Raises:
        UsageError: there is no recording in the folder.
        InputError: a file is no recording.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = Path(folder)
        self._recordings: dict[str, _Recording] = {}
        for path in sorted(self._folder.glob("*.json")):
            recording = _read_recording(path)
            other = self._recordings.setdefault(recording.key, recording)
            if other is not recording:
                raise InputError(f"{path} records the same request as {other.name}")
        if not self._recordings:
            raise UsageError(
                f"there is no recording in {self._folder}", hint="--record DIR makes them"
            )

    @property
    def unused(self) -> tuple[str, ...]:
        """The files that hold replies that were not given yet."""
        return tuple(
            recording.name
            for recording in self._recordings.values()
            if recording.given < len(recording.replies)
        )

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            ReplayMiss: it was not recorded; the message says what comes nearest, and what differs.
            RequestError: what was recorded is an error.
        """
        recording = self._recordings.get(request.key)
        if recording is None:
            words = _words(request)
            nearest = max(self._recordings.values(), key=lambda each: each.likeness(words))
            raise ReplayMiss(
                f"no recording of this request in {self._folder}; nearest is {nearest.name}, where "
                + _difference(request, nearest.request),
                hint="record it with --record DIR",
            )
        answer = recording.replies[min(recording.given, len(recording.replies) - 1)]
        recording.given += 1
        if isinstance(answer, Reply):
            return answer
        raise answer.again()


@dataclass
class _Recording:
    """A file of recorded replies."""

    name: str
    key: str
    request: Request
    replies: tuple[Reply | _Refusal, ...]
    given: int = 0

    @cached_property
    def words(self) -> frozenset[str]:
        return _words(self.request)

    def likeness(self, words: frozenset[str]) -> float:
        """How much of the words of both is in both, from 0 to 1."""
        return len(words & self.words) / (len(words | self.words) or 1)


def _words(request: Request) -> frozenset[str]:
    return frozenset(word for message in request.messages for word in message.content.split())


def _difference(asked: Request, recorded: Request) -> str:
    """Where a request is not the recorded one, in one line."""
    found = [
        f"{name} is {theirs!r} and not {ours!r}"
        for name in ("model", "schema_name", "max_output_tokens", "temperature")
        if (ours := getattr(asked, name)) != (theirs := getattr(recorded, name))
    ]
    if asked.schema != recorded.schema:
        found.append("the schema is another")
    if len(asked.messages) != len(recorded.messages):
        found.append(f"there are {len(recorded.messages)} messages and not {len(asked.messages)}")
    for number, (ours, theirs) in enumerate(
        zip(asked.messages, recorded.messages, strict=False), 1
    ):
        if ours != theirs:
            found.append(f"message {number} ({theirs.role}) {_first_difference(ours, theirs)}")
            break
    return "; ".join(found)


def _first_difference(asked: Message, recorded: Message) -> str:
    if asked.role != recorded.role:
        return f"is not of the {asked.role}"
    ours, theirs = asked.content.split(), recorded.content.split()
    if ours == theirs:
        return "differs in white space"
    at = _first_unlike(ours, theirs)
    if at < min(len(ours), len(theirs)) and theirs.count(theirs[at]) > 1:
        # The mark around an article differs wherever its text does, and the text says more.
        renamed = [ours[at] if word == theirs[at] else word for word in theirs]
        at = _first_unlike(ours, renamed) if ours != renamed else at
    return f"has {_excerpt(theirs, at)} at word {at + 1} and not {_excerpt(ours, at)}"


def _first_unlike(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """The first place where two lists differ, or where the shorter one ends."""
    shared = min(len(ours), len(theirs))
    return next((n for n in range(shared) if ours[n] != theirs[n]), shared)


def _excerpt(words: list[str], at: int) -> str:
    return repr(" ".join(words[at : at + 6])[:60]) if at < len(words) else "its end"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refusal:
    """An error as it is recorded."""

    error: str
    reason: str
    status: int | None = None
    hint: str = ""
    unusable: bool = True
    calls: int = 0
    input_tokens: int = 0
    cached_input_tokens: int = 0
    output_tokens: int = 0

    @classmethod
    def of(cls, error: RequestError) -> _Refusal:
        return cls(
            error=str(error.args[0]),
            reason=error.reason,
            status=error.status,
            hint=error.hint,
            unusable=isinstance(error, ReplyError),
            calls=error.calls,
            input_tokens=error.input_tokens,
            cached_input_tokens=error.cached_input_tokens,
            output_tokens=error.output_tokens,
        )

    def again(self) -> RequestError:
        kind = ReplyError if self.unusable else RequestError
        error = kind(self.error, reason=self.reason, status=self.status, hint=self.hint)
        return error.after(self)


def _read_recording(path: Path) -> _Recording:
    from pydantic import ValidationError

    try:
        data = json.loads(path.read_bytes())
        for message in data["request"]["messages"]:
            _join_lines(message, "content")
        for reply in data["replies"]:
            _join_lines(reply, "text")
        request = _validator(Request).validate_python(data["request"])
        recording = _Recording(
            name=path.name,
            key=request.key,
            request=request,
            replies=tuple(
                _validator(Reply | _Refusal).validate_python(reply) for reply in data["replies"]
            ),
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        problem = f"{place}: {first['msg']}"
    except (KeyError, TypeError, AttributeError):
        problem = "a request with messages, and replies, are what it needs"
    except (OSError, ValueError, RecursionError) as error:
        problem = str(error)
    else:
        if recording.replies:
            return recording
        problem = "it holds no reply"
    raise InputError(f"{path} is not a recording: {problem}")


@cache
def _validator(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _join_lines(holder: dict[str, Any], key: str) -> None:
    if isinstance(holder.get(key), list):
        holder[key] = "\n".join(holder[key])


def _lines(text: str) -> str | list[str]:
    """A text as its lines, so that a recording can be read and compared line by line."""
    return text.split("\n") if "\n" in text else text


def _json_bytes(value: object, indent: int | None = None) -> bytes:
    """JSON in UTF-8; half of a surrogate pair, which UTF-8 cannot hold, is escaped."""
    return json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "backslashreplace")


def _without_credentials(origin: str) -> str:
    """An address without what stands before the @ and after the ?, where keys are put."""
    if "://" not in origin:
        return origin
    try:
        parts = urlsplit(origin)
    except ValueError:  # no address, whatever it is, and it may hold a key
        return ""
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
