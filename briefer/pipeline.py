"""From articles to the brief: draft, check, collect.

`stream` does the work, in bounded memory; `abrief` collects it; `brief` is for scripts and
notebooks.
"""

from __future__ import annotations

import asyncio
import datetime
import logging
import math
import os
import signal
from asyncio import Runner
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import (
    AsyncExitStack,
    ExitStack,
    aclosing,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, Unpack

from briefer.budget import ASSUMED_OUTPUT_TOKENS, BudgetClient, estimate_usage, usage_of
from briefer.checks import check_article
from briefer.drafting import Drafted, Drafter
from briefer.errors import BrieferError, RequestError, UsageError
from briefer.models import (
    TASKS,
    Article,
    ArticleBrief,
    Brief,
    Draft,
    Failure,
    Usage,
    compact_json,
)
from briefer.pricing import cost_usd
from briefer.progress import Progress
from briefer.repairing import RepairingClient
from briefer.retrying import Halt, HaltingClient, RetryingClient
from briefer.store import CachingClient, RecordingClient
from briefer.templates import Prompts
from briefer.tokens import counter
from briefer.workers import Workers

if TYPE_CHECKING:
    from collections.abc import (
        AsyncGenerator,
        AsyncIterator,
        Awaitable,
        Callable,
        Collection,
        Coroutine,
        Iterator,
        Sequence,
    )
    from os import PathLike

    from briefer.client import Client, Reply, Request
    from briefer.errors import Spent
    from briefer.models import Task

EXTRACTIVE = "extractive"
"""The name of the drafter that needs no model."""

_Draft: TypeAlias = "Callable[[Article], Awaitable[Drafted]]"

_FEW = 24
"""Articles that are checked before the processes are there that would help with it."""

_log = logging.getLogger("briefer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much may be asked of a server, and how long it may take.

    Attributes:
        chunk_tokens: the budget of one rendered prompt, instructions included, in tokens. An
            article that does not fit is cut into chunks.
        timeout: how long one request may take, in seconds.
        attempts: how often one request is sent at most, when it fails in a way that may pass.
        retry_seconds: how long one request may be retried, waiting included, in seconds.
        requests_per_minute: None is no limit but the server's own.
        tokens_per_minute: the same, of input and output together.
        max_cost_usd: no request is sent that could bring the cost of this run over it, US dollars.
        max_total_tokens: the same for input and output tokens.

    Raises:
        UsageError: a limit is no finite number, or below what it can be.
    """

    chunk_tokens: int = 20_000
    timeout: float = 120.0
    attempts: int = 8
    retry_seconds: float = 300.0
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    max_cost_usd: float | None = None
    max_total_tokens: int | None = None

    def __post_init__(self) -> None:
        for limit in fields(self):
            value: object = getattr(self, limit.name)
            if value is None and limit.default is None:
                continue
            # A cost or a number of tokens may be limited to nothing; all else must be more.
            least, words = 1e-9, "a number above 0"
            if limit.name.startswith("max_"):
                least, words = 0, "0 or a number above it"
            if not isinstance(value, int | float) or not least <= value < math.inf:
                raise UsageError(f"the limit {limit.name} is {value!r}, and must be {words}")


class Options(TypedDict, total=False):
    """The keywords of `brief`, `abrief` and `stream`.

    Attributes:
        model: a model's name as the server knows it, or `extractive`, which needs no model.
        base_url: an OpenAI-compatible server; else `OPENAI_BASE_URL`, else OpenAI's.
        client: answers the requests in place of a server. It is not closed.
        tasks: which of `summary`, `claims` and `questions` to draft; all unless given. A summary
            always brings the claims that it cites.
        prompts: a folder of templates that replace the built-in ones, one by one.
        cache: a file that keeps replies, so that none is paid for twice; none unless given.
        concurrency: how many requests may be under way at once; 16 unless given.
        limits: see `Limits`.
    """

    model: str | None
    base_url: str | None
    client: Client | None
    tasks: Collection[Task]
    prompts: str | PathLike[str] | None
    cache: str | PathLike[str] | None
    concurrency: int
    limits: Limits


def brief(
    articles: Iterable[Article | Failure],
    *,
    date: str | datetime.date | None = None,
    **options: Unpack[Options],
) -> Brief:
    """`abrief`, waited for; also inside a running event loop, as in a notebook."""
    made = abrief(articles, date=date, **options)
    with _interruptible():
        return _run_beside(made) if _in_running_loop() else asyncio.run(made)


def _in_running_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def abrief(
    articles: Iterable[Article | Failure],
    *,
    date: str | datetime.date | None = None,
    **options: Unpack[Options],
) -> Brief:
    """One brief of all `articles`, in their order.

    Args:
        articles: what `read_articles` gives, or articles of one's own. Failures among them become
            failures of the brief.
        date: the day of the brief, in ISO 8601 where it is text; today unless given.
        options: see `Options`.

    Raises:
        UsageError: a setting is wrong. What goes wrong with an article is in `failures` instead.
    """
    return await Run(**options).brief(articles, date)


async def stream(
    articles: Iterable[Article | Failure], **options: Unpack[Options]
) -> AsyncIterator[ArticleBrief | Failure]:
    """Each article's brief, and each failure, as it is done; `articles` is read as it is needed.

    Takes and raises what `abrief` does.
    """
    async with aclosing(Run(**options).stream(articles)) as done:
        async for each in done:
            for item in each.items:
                yield item


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of one article: its brief and its failures, and what they cost.

    Attributes:
        index: which of the articles it is, from 0.
    """

    index: int
    items: tuple[ArticleBrief | Failure, ...]
    usage: Usage = field(default_factory=Usage)


class Run:
    """The settings of one run, checked, and the work itself.

    Args:
        record: a folder that keeps every request and reply.
        progress: is told how far the run is.
        options: see `Options`.

    Raises:
        UsageError: a setting is wrong.
    """

    def __init__(
        self,
        *,
        model: str | None = None,
        base_url: str | None = None,
        client: Client | None = None,
        tasks: Collection[Task] = TASKS,
        prompts: str | PathLike[str] | None = None,
        cache: str | PathLike[str] | None = None,
        concurrency: int = 16,
        limits: Limits | None = None,
        record: str | PathLike[str] | None = None,
        progress: Progress | None = None,
    ) -> None:
        if model is None and client is None:
            raise UsageError(
                "no model is named",
                hint="name one and set OPENAI_API_KEY or a base URL; or use -m extractive, which"
                " needs neither",
            )
        named = {tasks} if isinstance(tasks, str) else set(tasks)
        if not named or not named <= set(TASKS):
            unknown = ", ".join(sorted(named - set(TASKS)))
            raise UsageError(
                f"no such task: {unknown}" if unknown else "no task is named",
                hint=f"there are {', '.join(TASKS)}",
            )
        if model == EXTRACTIVE and (client is not None or prompts is not None):
            raise UsageError(
                "extractive asks no model, so it has no use for a client or for prompts",
                hint="name a model, or leave them out",
            )
        if concurrency < 1:
            raise UsageError(f"concurrency is {concurrency}", hint="it is at least 1")
        self.model = model or "custom"
        self.tasks: tuple[Task, ...] = tuple(task for task in TASKS if task in named)
        self.prompts = None if model == EXTRACTIVE else Prompts(prompts)
        self._base_url = base_url
        self._client = client
        self._cache = cache
        self._concurrency = concurrency
        self._limits = limits or Limits()
        self._record = record
        self._progress = progress or Progress()

    async def brief(
        self, articles: Iterable[Article | Failure], date: str | datetime.date | None = None
    ) -> Brief:
        """One brief of all `articles`, in their order; see `abrief`."""
        async with aclosing(self.stream(articles)) as stream_:
            done = sorted([each async for each in stream_], key=lambda each: each.index)
        items = [item for each in done for item in each.items]
        return Brief(
            date=str(date or datetime.datetime.now().astimezone().date()),
            created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            model=self.model,
            tasks=self.tasks,
            prompts=self.prompts.fingerprints() if self.prompts else {},
            usage=sum((each.usage for each in done), Usage()),
            articles=tuple(item for item in items if isinstance(item, ArticleBrief)),
            failures=tuple(item for item in items if isinstance(item, Failure)),
        )

    def estimate(
        self, articles: Iterable[Article | Failure]
    ) -> Iterator[tuple[Article | Failure, Usage]]:
        """What each article is expected to cost at most, without asking anybody.

        Replies that the cache holds cost nothing. The length of replies is assumed, as
        `estimate_usage` says.

        Raises:
            UsageError: the instructions alone are over the budget of a chunk.
        """
        with ExitStack() as resources:
            nobody = _Nobody()
            kept: CachingClient | None = None
            if self._cache is not None and Path(self._cache).exists():
                kept = CachingClient(nobody, self._cache, address=self._address or "")
                resources.callback(kept.close)
            drafter = None if self.prompts is None else self._drafter(kept or nobody, self.prompts)
            for article in articles:
                usage = Usage()
                if drafter is not None and isinstance(article, Article):
                    requests = drafter.requests(article)
                    asked = [each for each in requests if not (kept and kept.holds(each))]
                    needs = [estimate_usage(each, counter().count) for each in asked]
                    if len(requests) > 1 and "summary" in self.tasks:
                        if needs:
                            needs.append(self._reduction(needs))
                        else:  # all parts are there, and the call that sums them up may not be
                            nobody.asked.clear()
                            asyncio.run(drafter.draft(article))
                            needs = [estimate_usage(each, counter().count) for each in nobody.asked]
                    usage = sum((self._priced(need) for need in needs), Usage())
                yield article, usage

    def _reduction(self, chunks: Sequence[Usage]) -> Usage:
        """The call that sums up a long article: it is shown what the chunks gave."""
        shown = min(self._limits.chunk_tokens, sum(each.output_tokens for each in chunks))
        return Usage(calls=1, input_tokens=shown, output_tokens=ASSUMED_OUTPUT_TOKENS)

    def _priced(self, usage: Usage) -> Usage:
        return usage_of(usage, self._price)

    async def stream(self, articles: Iterable[Article | Failure]) -> AsyncGenerator[Done, None]:
        """What came of each article, as it is done."""
        given: object = articles
        if isinstance(given, str) or not isinstance(given, Iterable):
            raise _not_articles(given)
        async with AsyncExitStack() as resources:
            workers = Workers(check_article)
            resources.callback(workers.close)
            draft = await self._draft(resources, workers)
            places = asyncio.Semaphore(self._concurrency)
            pending: set[asyncio.Task[Done]] = set()
            ended: asyncio.Queue[asyncio.Task[Done]] = asyncio.Queue()
            most = 2 * self._concurrency  # while these are drafted, as many others are checked
            try:
                for index, article in enumerate(articles):
                    if index == _FEW:
                        workers.start()
                    if not isinstance(article, Article | Failure):
                        raise _not_articles(article)
                    made = _brief_one(
                        index, article, draft, self.tasks, places=places, workers=workers
                    )
                    task = asyncio.create_task(made)
                    task.add_done_callback(ended.put_nowait)
                    pending.add(task)
                    await asyncio.sleep(0)  # it is begun before the next one is read
                    while len(pending) >= most or not ended.empty():
                        yield await self._next(ended, pending)
                while pending:
                    yield await self._next(ended, pending)
            finally:
                for task in pending:
                    task.cancel()
                await asyncio.gather(*pending, return_exceptions=True)

    async def _next(
        self, ended: asyncio.Queue[asyncio.Task[Done]], pending: set[asyncio.Task[Done]]
    ) -> Done:
        """What came of the article that was done first."""
        task = await ended.get()
        pending.remove(task)
        return self._counted(task.result())

    def _counted(self, done: Done) -> Done:
        self._progress.done += 1
        self._progress.failed += any(isinstance(item, Failure) for item in done.items)
        return done

    async def _draft(self, resources: AsyncExitStack, workers: Workers) -> _Draft:
        """What drafts an article, with the whole stack of clients behind it."""
        if self.prompts is None:
            return partial(_extract, workers)
        client: Client
        if self._client is not None:
            client = self._metered(_Concurrent(HaltingClient(self._client), self._concurrency))
        else:
            client = await resources.enter_async_context(self._server(self.prompts))
        if self._record is not None:
            client = RecordingClient(client, self._record, origin=self._address or "")
        client = RepairingClient(client, self.prompts)
        if self._cache is not None:
            client = CachingClient(client, self._cache, address=self._address or "")
            resources.callback(client.close)
        return self._drafter(client, self.prompts).draft

    def _drafter(self, client: Client, prompts: Prompts) -> Drafter:
        return Drafter(
            client,
            model=self.model,
            prompts=prompts,
            tasks=self.tasks,
            chunk_tokens=self._limits.chunk_tokens,
            counter=counter(),
            price=self._price,
        )

    @asynccontextmanager
    async def _server(self, prompts: Prompts) -> AsyncIterator[Client]:
        """A client for a server, with limits and retries; closed at the end."""
        from briefer.limiting import Limiter, LimitingClient
        from briefer.openai_client import OpenAIClient

        limits, progress = self._limits, self._progress
        limiter = Limiter(
            concurrency=self._concurrency,
            requests_per_minute=limits.requests_per_minute,
            tokens_per_minute=limits.tokens_per_minute,
            clock=progress.clock,
            sleep=progress.pause("until the rate limits let a request through"),
        )
        async with OpenAIClient(
            self._base_url,
            timeout=limits.timeout,
            connections=self._concurrency,
            schema_prompt=lambda schema: prompts.render("schema", schema=compact_json(schema)),
            observe=limiter.observe,
        ) as server:
            halt = Halt()
            client = self._metered(LimitingClient(HaltingClient(server, halt), limiter))
            retrying = RetryingClient(
                client,
                attempts=limits.attempts,
                total_seconds=limits.retry_seconds,
                clock=progress.clock,
                sleep=progress.pause("until a request is sent again"),
            )
            # A server that never was there, all attempts long, will not be there for the next one.
            yield HaltingClient(
                retrying,
                halt,
                patience=limits.retry_seconds,
                unanswered=("not-found", "connection"),
            )

    def _metered(self, client: Client) -> Client:
        """The client, with what it spends counted and limited."""
        meter = BudgetClient(
            client,
            estimate=lambda request: estimate_usage(request, counter().count),
            price=self._price,
            max_cost_usd=self._limits.max_cost_usd,
            max_total_tokens=self._limits.max_total_tokens,
        )
        self._progress.spent = lambda: meter.spent
        return meter

    def _price(self, tokens: Spent) -> float | None:
        return cost_usd(self.model, tokens, base_url=self._address)

    @property
    def _address(self) -> str | None:
        return self._base_url or os.environ.get("OPENAI_BASE_URL") or None


async def _extract(workers: Workers, article: Article) -> Drafted:
    from briefer.extractive import draft

    return Drafted(draft=await workers.run(draft, article))


class _Nobody:
    """A client that answers nothing, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    async def complete(self, request: Request) -> Reply:
        self.asked.append(request)
        raise RequestError("an estimate asks nobody", reason="offline")


class _Concurrent:
    """A client that was handed in, asked no more than so many things at once."""

    def __init__(self, client: Client, at_once: int) -> None:
        self._client = client
        self._places = asyncio.Semaphore(at_once)

    async def complete(self, request: Request) -> Reply:
        async with self._places:
            return await self._client.complete(request)


def _not_articles(given: object) -> UsageError:
    return UsageError(
        f"articles are an iterable of Article or Failure, and this is {type(given).__name__}",
        hint="briefer.read_articles reads paths",
    )


def _only(draft: Draft, tasks: Collection[Task]) -> Draft:
    """What was asked for of a draft; a summary keeps the claims that it cites."""
    summary = draft.summary if "summary" in tasks else ()
    cited = {claim for sentence in summary for claim in sentence.claims}
    return Draft(
        summary=summary,
        claims=tuple(claim for claim in draft.claims if "claims" in tasks or claim.id in cited),
        questions=draft.questions if "questions" in tasks else (),
    )


async def _brief_one(
    index: int,
    article: Article | Failure,
    draft: _Draft,
    tasks: Collection[Task],
    *,
    places: asyncio.Semaphore,
    workers: Workers,
) -> Done:
    """One article, drafted and checked. Whatever goes wrong with it is a failure of it alone."""
    if isinstance(article, Failure):
        return Done(index=index, items=(article,))
    usage = Usage()
    try:
        async with places:
            drafted = await draft(article)
        usage = drafted.usage
        items: tuple[ArticleBrief | Failure, ...] = drafted.failures
        if drafted.draft is not None:
            asked_for = _only(drafted.draft, tasks)
            checked = await workers.run(check_article, article, asked_for)
            items = (replace(checked, usage=usage), *items)
    except BrieferError as error:
        reason, detail = error.reason, str(error)
    except Exception as error:  # noqa: BLE001  # a fault of ours must not cost the other articles
        cause = _innermost(error)
        if isinstance(cause, AssertionError):  # how a test's client says: this was not expected
            raise cause from None
        _log.debug("article %s", article.id, exc_info=True)
        reason, detail = "internal", f"a fault of briefer's own: {cause!r}"
    else:
        return Done(index=index, items=items, usage=usage)
    failure = Failure(origin=article.origin, article=article.id, reason=reason, detail=detail)
    return Done(index=index, items=(failure,), usage=usage)


def _innermost(error: Exception) -> Exception:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C stops what is being computed; asyncio would wait for its end.

    A handler that is neither Python's own nor asyncio's is left in place.
    """
    handler = signal.getsignal(signal.SIGINT)
    of_asyncio = isinstance(getattr(getattr(handler, "func", None), "__self__", None), Runner)
    if current_thread() is not main_thread() or not (
        handler is signal.default_int_handler or of_asyncio
    ):
        yield
        return

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    # Not Python's own handler, which asyncio would replace.
    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


def _run_beside(work: Coroutine[Any, Any, Brief]) -> Brief:
    """Run in a loop and a thread of its own: a loop that runs cannot be entered again."""
    made: Future[Brief] = Future()
    under_way: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[Any] | None]] = []

    async def tracked() -> Brief:
        under_way.append((asyncio.get_running_loop(), asyncio.current_task()))
        return await work

    def run() -> None:
        try:
            made.set_result(asyncio.run(tracked()))
        except BaseException as error:  # noqa: BLE001  # handed on to who waits for it
            made.set_exception(error)

    thread = Thread(target=run, name="briefer", daemon=True)
    thread.start()
    try:
        return made.result()
    finally:
        # Whoever was interrupted while waiting wants nothing more to be sent.
        for loop, task in under_way:
            if task is not None and thread.is_alive():
                with suppress(RuntimeError):  # it has just ended
                    loop.call_soon_threadsafe(task.cancel)
        thread.join(_LAST_WORDS)


_LAST_WORDS = 0.5
"""Seconds that a run gets to close its connections when it is interrupted."""
