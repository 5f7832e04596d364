"""From articles to the brief: draft, check, collect.

`stream` does the work, in bounded memory; `abrief` collects it; `brief` is for scripts and
notebooks.
"""

from __future__ import annotations

import asyncio
import logging
import os
from asyncio import FIRST_COMPLETED
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypedDict, Unpack

from briefer.budget import BudgetClient, estimate_usage
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
    canonical_json,
)
from briefer.pricing import cost_usd
from briefer.repairing import RepairingClient
from briefer.store import CachingClient
from briefer.templates import Prompts
from briefer.tokens import counter

if TYPE_CHECKING:
    from collections.abc import (
        AsyncGenerator,
        AsyncIterator,
        Awaitable,
        Callable,
        Collection,
        Iterable,
    )
    from os import PathLike

    from briefer.client import Client, Reply, Request
    from briefer.models import Task

EXTRACTIVE = "extractive"
"""The name of the drafter that needs no model."""

_Draft: TypeAlias = "Callable[[Article], Awaitable[Drafted]]"

REFUSES_ALL = frozenset({"authentication", "quota", "not-found", "offline"})
"""Reasons that every further request would meet, too: a wrong key, no credit, no such model."""

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
    """

    chunk_tokens: int = 20_000
    timeout: float = 120.0
    attempts: int = 8
    retry_seconds: float = 300.0
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    max_cost_usd: float | None = None
    max_total_tokens: int | None = None


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
    articles: Iterable[Article | Failure], *, date: str | None = None, **options: Unpack[Options]
) -> Brief:
    """`abrief`, waited for; also inside a running event loop, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(abrief(articles, date=date, **options))
    # A loop that runs cannot be entered again, so the work gets one of its own in a thread.
    with ThreadPoolExecutor(max_workers=1) as executor:
        return executor.submit(lambda: asyncio.run(abrief(articles, date=date, **options))).result()


async def abrief(
    articles: Iterable[Article | Failure], *, date: str | None = None, **options: Unpack[Options]
) -> Brief:
    """One brief of all `articles`, in their order.

    Args:
        articles: what `read_articles` gives, or articles of one's own. Failures among them become
            failures of the brief.
        date: the day of the brief, ISO 8601; today unless given.
        options: see `Options`.

    Raises:
        UsageError: a setting is wrong. What goes wrong with an article is in `failures` instead.
    """
    run = _Run(**options)
    async with aclosing(run.stream(articles)) as done:
        found = {index: items async for index, items in done}
    items = [item for _, items in sorted(found.items()) for item in items]
    briefs = tuple(item for item in items if isinstance(item, ArticleBrief))
    return Brief(
        date=date or datetime.now().astimezone().date().isoformat(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        model=run.model,
        tasks=run.tasks,
        prompts=run.prompts.fingerprints() if run.prompts else {},
        usage=sum((item.usage for item in briefs), Usage()),
        articles=briefs,
        failures=tuple(item for item in items if isinstance(item, Failure)),
    )


async def stream(
    articles: Iterable[Article | Failure], **options: Unpack[Options]
) -> AsyncIterator[ArticleBrief | Failure]:
    """Each article's brief, and each failure, as it is done; `articles` is read as it is needed.

    Takes and raises what `abrief` does.
    """
    async with aclosing(_Run(**options).stream(articles)) as done:
        async for _, items in done:
            for item in items:
                yield item


class _Run:
    """The settings of one run, checked, and the work itself."""

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

    async def stream(
        self, articles: Iterable[Article | Failure]
    ) -> AsyncGenerator[tuple[int, list[ArticleBrief | Failure]], None]:
        """Each article's index and what came of it, as it is done."""
        if isinstance(articles, str | Article | Failure):
            raise _not_articles(articles)
        async with AsyncExitStack() as resources:
            draft = await self._drafter(resources)
            pending: set[asyncio.Task[tuple[int, list[ArticleBrief | Failure]]]] = set()
            try:
                for index, article in enumerate(articles):
                    if not isinstance(article, Article | Failure):
                        raise _not_articles(article)
                    pending.add(asyncio.create_task(_brief_one(index, article, draft, self.tasks)))
                    if len(pending) < self._concurrency:
                        continue
                    done, pending = await asyncio.wait(pending, return_when=FIRST_COMPLETED)
                    for task in done:
                        yield task.result()
                while pending:
                    done, pending = await asyncio.wait(pending, return_when=FIRST_COMPLETED)
                    for task in done:
                        yield task.result()
            finally:
                for task in pending:
                    task.cancel()
                await asyncio.gather(*pending, return_exceptions=True)

    async def _drafter(self, resources: AsyncExitStack) -> _Draft:
        if self.prompts is None:
            return self._extract
        counts = counter()
        price = partial(cost_usd, self.model, base_url=self._address)
        client: Client
        if self._client is not None:
            client = _Concurrent(self._client, self._concurrency)
        else:
            client = await resources.enter_async_context(
                open_server(self._base_url, self.prompts, self._concurrency, self._limits)
            )
        client = _StopWhenRefused(client)
        if self._limits.max_cost_usd is not None or self._limits.max_total_tokens is not None:
            client = BudgetClient(
                client,
                estimate=partial(estimate_usage, count=counts.count),
                price=price,
                max_cost_usd=self._limits.max_cost_usd,
                max_total_tokens=self._limits.max_total_tokens,
            )
        client = RepairingClient(client, self.prompts)
        if self._cache is not None:
            client = CachingClient(client, self._cache, address=self._address or "")
            resources.callback(client.close)
        drafter = Drafter(
            client,
            model=self.model,
            prompts=self.prompts,
            tasks=self.tasks,
            chunk_tokens=self._limits.chunk_tokens,
            counter=counts,
            price=price,
        )
        return drafter.draft

    @property
    def _address(self) -> str | None:
        return self._base_url or os.environ.get("OPENAI_BASE_URL") or None

    async def _extract(self, article: Article) -> Drafted:
        from briefer.extractive import draft

        return Drafted(draft=draft(article))


@asynccontextmanager
async def open_server(
    base_url: str | None, prompts: Prompts, concurrency: int, limits: Limits
) -> AsyncIterator[Client]:
    """A client for a server, with retries and limits; closed at the end."""
    from briefer.limiting import Limiter, LimitingClient
    from briefer.openai_client import OpenAIClient
    from briefer.retrying import RetryingClient

    limiter = Limiter(
        concurrency=concurrency,
        requests_per_minute=limits.requests_per_minute,
        tokens_per_minute=limits.tokens_per_minute,
    )
    async with OpenAIClient(
        base_url,
        timeout=limits.timeout,
        connections=concurrency,
        schema_prompt=lambda schema: prompts.render("schema", schema=canonical_json(schema)),
        observe=limiter.observe,
    ) as server:
        yield RetryingClient(
            LimitingClient(server, limiter),
            attempts=limits.attempts,
            total_seconds=limits.retry_seconds,
        )


class _Concurrent:
    """A client that was handed in, asked no more than so many things at once."""

    def __init__(self, client: Client, at_once: int) -> None:
        self._client = client
        self._places = asyncio.Semaphore(at_once)

    async def complete(self, request: Request) -> Reply:
        async with self._places:
            return await self._client.complete(request)


class _StopWhenRefused:
    """Asks nothing more after a refusal that every request would meet."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._refusal: RequestError | None = None

    async def complete(self, request: Request) -> Reply:
        if self._refusal is not None:
            raise self._refusal
        try:
            return await self._client.complete(request)
        except RequestError as error:
            if error.reason in REFUSES_ALL:
                self._refusal = error
            raise


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
    index: int, article: Article | Failure, draft: _Draft, tasks: Collection[Task]
) -> tuple[int, list[ArticleBrief | Failure]]:
    """One article, drafted and checked. Whatever goes wrong with it is a failure of it alone."""
    if isinstance(article, Failure):
        return index, [article]
    try:
        drafted = await draft(article)
        items: list[ArticleBrief | Failure] = list(drafted.failures)
        if drafted.draft is not None:
            checked = check_article(article, _only(drafted.draft, tasks))
            items.insert(0, replace(checked, usage=drafted.usage))
    except BrieferError as error:
        failure = Failure(
            origin=article.origin, article=article.id, reason=error.reason, detail=str(error)
        )
        return index, [failure]
    except Exception as error:  # noqa: BLE001  # a fault of ours must not cost the other articles
        cause = _innermost(error)
        if isinstance(cause, AssertionError):  # how a test's client says: this was not expected
            raise cause from None
        _log.debug("article %s", article.id, exc_info=True)
        failure = Failure(
            origin=article.origin,
            article=article.id,
            reason="internal",
            detail=f"a fault of briefer's own: {cause!r}",
        )
        return index, [failure]
    return index, items


def _innermost(error: Exception) -> Exception:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
