"""Drafting with a model: render the prompt, ask, parse, re-chunk, merge.

One structured call per chunk, evidence before prose. An article of several chunks gets its summary
from the located claims of all of them, in one more call.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from briefer.budget import usage_of
from briefer.chunking import Chunk, chunk
from briefer.client import Message, Request
from briefer.errors import BrieferError, ReplyError, RequestError, UsageError
from briefer.grounding import SourceText
from briefer.models import (
    EVIDENCE,
    TASKS,
    Claim,
    Draft,
    Failure,
    Question,
    Sentence,
    Span,
    Usage,
)
from briefer.parsing import ReplyClaim, ReplyLines, parse_reply, reply_schema
from briefer.sanitizing import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

    from briefer.client import Client, Reply
    from briefer.errors import Spent
    from briefer.grounding import Located
    from briefer.models import Article, Task
    from briefer.templates import Prompts
    from briefer.tokens import TokenCounter

SPLITTABLE = frozenset({"truncated", "context-overflow"})
"""Reasons of a failure for which a smaller chunk is the way out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What came of one article: the draft, what it cost, and the parts that failed.

    `draft` is None where all of it failed.
    """

    draft: Draft | None
    usage: Usage = field(default_factory=Usage)
    failures: tuple[Failure, ...] = ()


class Drafter:
    """Drafts articles with a model.

    Args:
        client: answers with replies that fit the request's schema.
        model: the model's name as the server knows it.
        prompts: the templates.
        tasks: what is asked for. A summary always brings the claims that it cites.
        chunk_tokens: the budget of one rendered prompt, instructions included, in tokens.
        counter: counts tokens.
        price: what replies cost in US dollars, or None where that is not known.
    """

    def __init__(
        self,
        client: Client,
        *,
        model: str,
        prompts: Prompts,
        tasks: Collection[Task],
        chunk_tokens: int,
        counter: TokenCounter,
        price: Callable[[Spent], float | None],
    ) -> None:
        self._client = client
        self._model = model
        self._prompts = prompts
        self._chunk_tokens = chunk_tokens
        self._counter = counter
        self._price = price
        wanted = {*tasks, "claims"} if "summary" in tasks else set(tasks)
        self._tasks = tuple(task for task in TASKS if task in wanted)
        # The instructions are rendered once: being the same for every article, they are the
        # prefix that a provider's cache pays for.
        self._part_tasks = tuple(task for task in self._tasks if task != "summary")
        self._systems = {
            asked: prompts.render("system", tasks=asked)
            for asked in (self._tasks, self._part_tasks)
        }

    async def draft(self, article: Article) -> Drafted:
        """Draft one article. What fails is in `failures`, and the rest goes on.

        Raises:
            UsageError: the instructions alone are over the budget.
        """
        work = _Work(article, self._price)
        parts = await self._ask_all(work, self._first(article), may_split=True)
        draft = _merge(article, parts) if parts else None
        if draft and "summary" in self._tasks and parts[0].tasks != self._tasks:
            draft = replace(draft, summary=await self._reduce(work, draft))
        return Drafted(draft=draft, usage=work.usage, failures=tuple(work.failures))

    def requests(self, article: Article) -> list[Request]:
        """The first request for each chunk of `article`, as it would be sent."""
        return [asked.request for asked in self._first(article)]

    async def _ask_all(
        self, work: _Work, asked: Sequence[_Asked], *, may_split: bool
    ) -> list[_Part]:
        if len(asked) == 1:
            return await self._ask(work, asked[0], alone=True, may_split=may_split)
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._ask(work, each, alone=False, may_split=may_split))
                for each in asked
            ]
        return [part for task in tasks for part in task.result()]

    async def _ask(
        self, work: _Work, asked: _Asked, *, alone: bool, may_split: bool
    ) -> list[_Part]:
        span = Span(asked.piece.start, asked.piece.end)
        try:
            reply = await self._complete(asked.request)
            work.paid(reply)
            return [_Part(span, asked.tasks, parse_reply(reply.text, asked.tasks))]
        except BrieferError as error:
            work.paid(error)
            if may_split and error.reason in SPLITTABLE:
                halves = self._halves(asked.piece)
                if len(halves) > 1:
                    again = self._asked(work.article, halves, self._part_tasks)
                    return await self._ask_all(work, again, may_split=False)
            work.failed(error, None if alone and may_split else span)
            return []

    async def _complete(self, request: Request) -> Reply:
        """Ask the client; whatever it raises is an error of this one request.

        Raises:
            BrieferError: the client's own, or one that says what a foreign client raised.
            AssertionError: how a test's client says that it did not expect this request.
        """
        try:
            return await self._client.complete(request)
        except (BrieferError, AssertionError):
            raise
        except Exception as error:
            raise RequestError(f"the client failed: {error!r}", reason="client") from error

    async def _reduce(self, work: _Work, draft: Draft) -> tuple[Sentence, ...]:
        """The summary of a long article, from the claims whose quotes were located."""
        located = [claim for claim in draft.claims if claim.match in EVIDENCE]
        if not located:
            if draft.claims:
                none = "no quote that was drafted is in the text"
                work.failed(ReplyError(none, reason="no-evidence"), None, "no summary: ")
            return ()
        article = work.article
        claims = [
            {
                "id": claim.id,
                "attribution": [one_line(name) for name in claim.attribution],
                "stance": claim.stance,
                "text": one_line(claim.text),
                "quote": None if _says_no_more(claim) else one_line(claim.quote),
            }
            for claim in located
        ]
        tasks: tuple[Task, ...] = ("summary",)
        try:
            shown, known = repr(claims), _metadata(article)
            seed = hashlib.sha256(shown.encode()).hexdigest()
            mark = _mark(seed, shown, *known.values())
            text = self._prompts.render("reduce", mark=mark, claims=claims, **known)
            request = self._make(self._prompts.render("reduce_system", tasks=tasks), text, tasks)
            if (tokens := self._measure(request)) > self._chunk_tokens:
                raise UsageError(
                    f"the {len(located)} claims of this article make a prompt of {tokens:,} tokens,"
                    f" over the budget of {self._chunk_tokens:,}",
                    reason="claims-over-budget",
                    hint="raise --chunk-tokens",
                )
            reply = await self._complete(request)
            work.paid(reply)
            lines = parse_reply(reply.text, tasks)
        except BrieferError as error:
            work.paid(error)
            work.failed(error, None, "no summary: ")
            return ()
        ids = {claim.id for claim in draft.claims}
        return tuple(
            Sentence(
                id=f"s{number}",
                text=sentence.text,
                claims=tuple(key for key in dict.fromkeys(sentence.claims) if key in ids),
            )
            for number, sentence in enumerate(lines.summary, start=1)
        )

    def _asked(
        self, article: Article, chunks: Sequence[Chunk], tasks: tuple[Task, ...]
    ) -> list[_Asked]:
        """The chunks, each with the request for it."""
        system = self._systems[tasks]
        users = (
            self._user(article, piece.text, number, len(chunks))
            for number, piece in enumerate(chunks, start=1)
        )
        return [
            _Asked(piece, tasks, self._make(system, user, tasks))
            for piece, user in zip(chunks, users, strict=True)
        ]

    def _user(self, article: Article, text: str, number: int, total: int) -> str:
        shown, known = clean(text), _metadata(article)
        return self._prompts.render(
            "article",
            mark=_mark(article.text_sha256, shown, *known.values()),
            text=shown,
            part=number,
            parts=total,
            **known,
        )

    def _make(self, system: str, user: str, tasks: tuple[Task, ...]) -> Request:
        return Request(
            model=self._model,
            messages=(Message(role="system", content=system), Message(role="user", content=user)),
            schema=reply_schema(tasks),
            schema_name="_".join(tasks),
        )

    def _measure(self, request: Request) -> int:
        return sum(self._counter.count(message.content) for message in request.messages)

    def _first(self, article: Article) -> list[_Asked]:
        """The whole of `article`, or its chunks, with prompts that keep the budget."""
        budget, text = self._chunk_tokens, article.text
        whole = self._asked(article, [Chunk(text, 0, len(text))], self._tasks)
        if self._counter.fits("".join(m.content for m in whole[0].request.messages), budget):
            return whole
        fixed = self._counter.count(self._systems[self._part_tasks]) + self._counter.count(
            self._user(article, "", 999, 999)
        )
        room = budget - fixed
        while room > 0:
            chunks = chunk(article, room, encoding=self._counter)
            asked = self._asked(article, chunks, self._part_tasks)
            excess = max(self._measure(each.request) for each in asked) - budget
            if excess <= 0:
                return asked
            room -= excess  # tokens merge differently next to the template's own characters
        raise UsageError(
            f"the instructions alone take {fixed:,} of the {budget:,} tokens of a chunk",
            hint="raise --chunk-tokens",
        )

    def _halves(self, piece: Chunk) -> list[Chunk]:
        tokens = self._counter.count(piece.text)
        return [
            Chunk(half.text, half.start + piece.start, half.end + piece.start)
            for half in chunk(piece.text, max(1, tokens * 3 // 5), encoding=self._counter)
        ]


_Key: TypeAlias = "tuple[Hashable, ...]"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A chunk, what is asked of it, and the request that asks."""

    piece: Chunk
    tasks: tuple[Task, ...]
    request: Request


@dataclass(frozen=True, slots=True)
class _Part:
    """A chunk, what was asked of it, and the lines that the model found in it."""

    span: Span
    tasks: tuple[Task, ...]
    lines: ReplyLines


@dataclass(slots=True)
class _Work:
    """What one article has cost so far, and what of it failed."""

    article: Article
    price: Callable[[Spent], float | None]
    usage: Usage = field(default_factory=Usage)
    failures: list[Failure] = field(default_factory=list)

    def paid(self, spent: Spent) -> None:
        self.usage += usage_of(spent, self.price)

    def failed(self, error: BrieferError, span: Span | None, what: str = "") -> None:
        self.failures.append(
            Failure(
                origin=self.article.origin,
                reason=error.reason,
                detail=f"{what}{error}",
                article=self.article.id,
                span=span,
            )
        )


def _metadata(article: Article) -> dict[str, str | None]:
    return {
        "title": one_line(article.title),
        "source": one_line(article.source) if article.source else None,
        "published": one_line(article.published) if article.published else None,
    }


def _mark(seed: str, *shown: str | None) -> str:
    """The beginning of `seed`, or else a word made of it, that stands in nothing that is shown
    between the two marks, so that nothing there can close its own delimiter; neither in capitals
    or wide letters nor with blanks or signs in between.
    """
    # Signs of ASCII, which are nearly all there are, go first: a pattern takes 20 times as long.
    text = "".join(part for part in shown if part)
    text = text.encode().translate(None, _ASCII_SIGNS).decode()
    if not text.isascii():
        # Without the combining marks, of which a long run takes quadratic time.
        text = unicodedata.normalize("NFKC", _NO_WORD.sub("", text))
    text = text.lower()
    mark = seed[:_MARK_DIGITS]
    while mark in text:
        mark = hashlib.sha256(mark.encode()).hexdigest()[:_MARK_DIGITS]
    return mark


_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_MARK_DIGITS = 8
"""Few, as each costs tokens with each article; that a mark is not in the text is looked up."""


def _merge(article: Article, parts: Sequence[_Part]) -> Draft:
    """One draft of the parts' lines, in the order of the text.

    Each quote is looked for in the part that it came from, then in the article. Claims with the
    same place, speaker and stance are one claim. The ids that a model used are renumbered; one
    that it repeats or never defined costs the reference, not the reply.
    """
    source = SourceText(article.text)
    claims: dict[_Key, tuple[int, partial[Claim]]] = {}  # a place, and all of it but its id
    first_at: dict[_Key, tuple[_Part, _Key]] = {}
    references: list[dict[str, _Key | None]] = []
    questions: dict[_Key, tuple[int, partial[Question]]] = {}
    for part in parts:
        keys: dict[str, _Key | None] = {}
        position = part.span.start
        for line in part.lines.claims:
            found = _locate(source, line.quote, part.span)
            position = found.spans[0].start if found.spans else position
            text, speaker = line.text.strip(), (line.speaker or "").strip() or None
            claim = partial(
                Claim,
                text=text,
                speaker=speaker,
                attribution=_chain(line),
                stance=line.stance,
                quote=line.quote,
                match=found.match,
                spans=_hint(article.text, line.quote, found.spans, part.span),
            )
            place = (found.spans or line.quote, speaker, line.stance)
            key: _Key = (*place, text)
            found_in, found_as = first_at.setdefault(place, (part, key))
            if found_in is not part:
                key = found_as
            claims.setdefault(key, (position, claim))
            keys[line.id] = key if keys.get(line.id, key) == key else None
        references.append(keys)
        position = part.span.end
        for asked in part.lines.questions:
            quote = asked.quote if asked.quote and asked.quote.strip() else None
            spans = _locate(source, quote, part.span).spans if quote else ()
            text = asked.text.strip()
            question = partial(Question, text=text, type=asked.type, quote=quote, spans=spans)
            questions.setdefault(
                (text.casefold(), asked.type),
                (spans[0].start if spans else position, question),
            )
    ordered = sorted(claims.items(), key=lambda item: item[1][0])
    ids = {key: f"c{number}" for number, (key, _) in enumerate(ordered, start=1)}
    sentences = [
        (line, keys)
        for part, keys in zip(parts, references, strict=True)
        for line in part.lines.summary
    ]
    return Draft(
        claims=tuple(claim(id=ids[key]) for key, (_, claim) in ordered),
        questions=tuple(
            question(id=f"q{number}")
            for number, (_, question) in enumerate(
                sorted(questions.values(), key=lambda item: item[0]), start=1
            )
        ),
        summary=tuple(
            Sentence(
                id=f"s{number}",
                text=line.text.strip(),
                claims=_resolved(line.claims, keys, ids),
            )
            for number, (line, keys) in enumerate(sentences, start=1)
        ),
    )


def _says_no_more(claim: Claim) -> bool:
    """Whether the words of the quote are those of the claim but for its [added context]."""
    bare = _ADDED.sub(" ", claim.text)
    return _NO_WORD.sub(" ", bare).split() == _NO_WORD.sub(" ", claim.quote).split()


_ADDED = re.compile(r"\[[^\[\]]*\]")
_NO_WORD = re.compile(r"[\W_]+")


def _locate(source: SourceText, quote: str, chunk_span: Span) -> Located:
    found = source.locate(quote, within=chunk_span)
    if found.match in EVIDENCE or chunk_span == (0, len(source.text)):
        return found
    return source.locate(quote)


def _hint(text: str, quote: str, found: tuple[Span, ...], chunk: Span) -> tuple[Span, ...]:
    """Where the checks look first; of several occurrences they take the one by the speaker."""
    return (chunk,) if found and text.count(quote, *chunk) > 1 else found


def _chain(line: ReplyClaim) -> tuple[str, ...]:
    """Through whom the claim came, outermost first, the speaker last, each once."""
    names = (name.strip() for name in (*line.via, line.speaker or ""))
    return tuple(dict.fromkeys(name for name in names if name))


def _resolved(
    cited: Sequence[str], keys: Mapping[str, _Key | None], ids: Mapping[_Key, str]
) -> tuple[str, ...]:
    """The new ids of the claims that a sentence cites, without those that cannot be told."""
    found = (keys.get(name.strip()) for name in cited)
    return tuple(dict.fromkeys(ids[key] for key in found if key is not None))
