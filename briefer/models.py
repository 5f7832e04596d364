"""The records: articles, the lines of a brief, the brief itself, and their JSON.

All records are frozen. Offsets are code points into `Article.text`, end exclusive.
Validation and the JSON Schema come from these definitions (pydantic, imported when first needed).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from briefer.errors import InputError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

SCHEMA: Literal["briefer/1"] = "briefer/1"

Task = Literal["summary", "claims", "questions"]
Match = Literal["exact", "normalised", "spliced", "altered", "absent"]
Stance = Literal[
    "asserted", "denied", "possible", "conditional", "predicted", "requested", "unknown"
]
QuestionType = Literal["unknown", "disputed", "pending", "unconfirmed", "missing"]
Status = Literal["supported", "uncited", "unsupported"]
IssueKind = Literal["support", "advisory"]

TASKS: tuple[Task, ...] = ("summary", "claims", "questions")
EVIDENCE: frozenset[Match] = frozenset({"exact", "normalised", "spliced"})
"""The matches that count as evidence: the words of the quote are in the text."""


class Span(NamedTuple):
    """A place in an article's text, in code points, end exclusive."""

    start: int
    end: int


def stretch(spans: Iterable[Span], size: int) -> Span | None:
    """The stretch from the first to the last of the spans that lie in the text."""
    inside = [span for span in spans if 0 <= span[0] < span[1] <= size]
    if not inside:
        return None
    starts, ends = zip(*inside, strict=True)
    return Span(min(starts), max(ends))


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A news article as it was read.

    Attributes:
        id: the first 12 hex digits of sha256(origin NUL text), unless given.
        origin: where the article was read: a path, an address, or `-` for standard input.
        title: the headline, or an empty string.
        source: the outlet, such as `Yonhap`.
        url: where the article was published.
        published: when, as the article says it.
        text: the body as it came, without byte order mark and front matter.
        text_sha256: the hex digest of the UTF-8 text, unless given.
    """

    id: str = ""
    origin: str = ""
    title: str = ""
    source: str | None = None
    url: str | None = None
    published: str | None = None
    text: str
    text_sha256: str = ""

    def __post_init__(self) -> None:
        encoded = {field.name: self._encoded(field) for field in fields(Article)}
        text = encoded["text"]
        if not self.id:
            digest = hashlib.sha256(encoded["origin"] + b"\0" + text).hexdigest()
            object.__setattr__(self, "id", digest[:12])
        if not self.text_sha256:
            object.__setattr__(self, "text_sha256", hashlib.sha256(text).hexdigest())

    def _encoded(self, field: Field[Any]) -> bytes:
        name: str = field.name
        value: object = getattr(self, name)
        if value is None and field.default in ("", None):  # scripts have a None for no title
            object.__setattr__(self, name, field.default)
            return b""
        if not isinstance(value, str):
            raise InputError(
                f"the {name} of article {self.origin!r} is no text, but {type(value).__name__}"
            )
        try:
            return value.encode()
        except UnicodeEncodeError as error:
            raise InputError(
                f"the {name} of article {self.origin!r} holds half of a surrogate pair"
                f" at {error.start}",
                reason="encoding",
            ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What a check found on a line.

    Attributes:
        type: which check, such as `quote-altered` or `negation`; `unknown` where another
            program gave none.
        kind: `support` says that the line does not hold; `advisory` is for the editor.
        detail: the words that triggered it, in one sentence.
        span: the place in the text that shows it, or None.
    """

    type: str = "unknown"
    kind: IssueKind = "support"
    detail: str = ""
    span: Span | None = None


def support(check: str, detail: str, span: Span | None = None) -> Issue:
    """What a check found that makes a line not hold."""
    return Issue(type=check, kind="support", detail=detail, span=span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement and who made it.

    Attributes:
        text: the claim in words that stand alone; added context is in [brackets].
        speaker: the name as the article resolves it; None is the article's own voice.
        source_span: the mention of the speaker nearest to the quote.
        attribution: through whom the claim came, outermost first, the speaker last.
        stance: the speaker's stance towards `text`.
        quote: the words of the article that carry it.
        match: how the quote was found in the text.
        spans: the ordered parts of one occurrence of the quote; empty unless it is evidence.
    """

    id: str = ""
    text: str
    speaker: str | None = None
    source_span: Span | None = None
    attribution: tuple[str, ...] = ()
    stance: Stance = "asserted"
    quote: str
    match: Match = "absent"
    spans: tuple[Span, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of a summary, with the ids of the claims that it rests on."""

    id: str = ""
    text: str
    claims: tuple[str, ...] = ()
    status: Status = "uncited"
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the text leaves open, anchored to its words (`quote`) unless its type is `missing`."""

    id: str = ""
    text: str
    type: QuestionType = "unknown"
    quote: str | None = None
    match: Match | None = None
    spans: tuple[Span, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a model, or the extractive drafter, proposes for one article.

    Nothing in it is trusted. `spans` of a drafted line say where to look first (the chunk it came
    from); `match`, `status` and `issues` are set by the checks alone.
    """

    summary: tuple[Sentence, ...] = ()
    claims: tuple[Claim, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What replies cost.

    Attributes:
        calls: requests that brought a reply.
        input_tokens: tokens of the prompts, cached ones included.
        cached_input_tokens: those that the provider had in its cache.
        output_tokens: tokens of the replies.
        cost_usd: US dollars, or None where the price is not known.
    """

    calls: int = 0
    input_tokens: int = 0
    cached_input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = 0.0

    def __add__(self, other: Usage) -> Usage:
        unknown = self.cost_usd is None or other.cost_usd is None
        return Usage(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            cached_input_tokens=self.cached_input_tokens + other.cached_input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost_usd=None if unknown else (self.cost_usd or 0.0) + (other.cost_usd or 0.0),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleBrief(Article):
    """An article with the lines that were drafted from it, each checked against its text.

    Attributes:
        language: `en` where the text is English, `und` where it is not: the checks that rest on
            English cue words are off there.
    """

    summary: tuple[Sentence, ...] = ()
    claims: tuple[Claim, ...] = ()
    questions: tuple[Question, ...] = ()
    language: str = "en"
    usage: Usage = field(default_factory=Usage)

    @classmethod
    def of(cls, article: Article, **lines: Any) -> ArticleBrief:
        """The article with `lines` (any of the fields that an article does not have)."""
        return cls(**{f.name: getattr(article, f.name) for f in fields(Article)}, **lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What could not be done, and why.

    Attributes:
        origin: where the article was read.
        reason: a short stable word, such as `encoding` or `timeout`; `unknown` where another
            program gave none.
        detail: the reason in one sentence, with the way out.
        article: the id of the article, where it could be read.
        span: the part of the article that was not done; None is all of it.
    """

    origin: str = ""
    reason: str = "unknown"
    detail: str = ""
    article: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A day's articles, checked, and what failed.

    Attributes:
        date: the day of the brief, ISO 8601.
        created: when it was made, ISO 8601 in UTC.
        model: who drafted: a model's name, or `extractive`.
        tasks: what was asked for. Where `summary` is there and `claims` is not, the claims that
            the summary cites are kept all the same.
        prompts: the sha256 of each prompt template; empty where no model was asked.
        dropped: how many lines that did not hold were left out of it.
    """

    schema: Literal["briefer/1"] = SCHEMA
    date: str = ""
    created: str = ""
    model: str = ""
    tasks: tuple[Task, ...] = TASKS
    prompts: Mapping[str, str] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    articles: tuple[ArticleBrief, ...] = ()
    failures: tuple[Failure, ...] = ()
    dropped: int = 0

    def to_json(self) -> str:
        """The brief as JSON text; `from_json` gives the same brief back."""
        return _adapter().dump_json(self, indent=2).decode() + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Brief:
        """Read a brief, whoever wrote it.

        Only `text` of articles, sentences, claims and questions and `quote` of claims are needed;
        unknown keys are ignored.

        Raises:
            InputError: the text is not JSON, or not a brief; the message names the place.
        """
        from pydantic import ValidationError

        try:
            return _adapter().validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = "".join(
                f"[{key}]" if isinstance(key, int) else f".{key}" for key in first["loc"]
            )
            if first["type"] != "json_invalid":  # whose message says of what it is
                place = f"{place.lstrip('.') or 'JSON'}: "
            raise InputError(
                f"not a brief: {place}{first['msg']}",
                hint="briefer schema shows what a brief is",
            ) from None

    def to_markdown(self) -> str:
        """The brief as Markdown that reads well as plain text and on GitHub."""
        from briefer.render import to_markdown

        return to_markdown(self)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a brief (draft 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_adapter().json_schema(),
    }


@cache
def _adapter() -> TypeAdapter[Brief]:
    from pydantic import TypeAdapter

    return TypeAdapter(Brief)


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 quote", "1,200 quotes"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def compact_json(value: object) -> str:
    """JSON without white space, its keys in the order that they have."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
