"""From the text of a model's reply to validated lines: strict JSON, then the reply's schema.

The same definitions give the JSON Schema that is asked for and the validation of what came.
Strict schemas as providers want them: every field required, nullable rather than optional, no
length or number limits, no words of instruction (those are templates).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from briefer import strict_json
from briefer.errors import ReplyError
from briefer.models import QuestionType, Stance, Task

if TYPE_CHECKING:
    from collections.abc import Collection

    from pydantic import TypeAdapter

MAX_REPLY_CHARACTERS = 4_000_000
"""A longer reply is refused unread: no budget of output tokens gives one."""

_FENCE = re.compile(r"\A```[\w-]*[ \t]*\r?\n(.*?)\r?\n?```\Z", re.DOTALL)


def parse_json(text: str | bytes) -> Any:
    """Parse JSON strictly (RFC 8259), as a reply must be.

    One code fence around the whole is stripped. Duplicate keys, NaN and infinities, halves of
    surrogate pairs, nesting deeper than 64 levels and more than 4,000,000 characters are refused.

    Raises:
        ReplyError: what is wrong and where, in one line, with `reason` `malformed-reply`.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode()
        if len(text) > MAX_REPLY_CHARACTERS:
            raise ReplyError(f"the reply has {len(text):,} characters", reason="reply-too-large")
        text = text.strip(" \t\r\n")
        if fence := _FENCE.match(text):
            text = fence.group(1)
        return strict_json.loads(text)
    except ReplyError:
        raise
    except UnicodeDecodeError as error:
        raise ReplyError(f"the reply is not valid Unicode: {error.reason}") from None
    except ValueError as error:
        if not text or not text.strip():
            raise ReplyError("the reply is empty", reason="empty-reply") from None
        raise ReplyError(f"the reply is not JSON: {error}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyClaim:
    """A claim as a model gives it: the words first, then who said them, then the claim."""

    id: str
    quote: str
    speaker: str | None
    via: tuple[str, ...]
    stance: Stance
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyQuestion:
    """An open question as a model gives it."""

    quote: str | None
    type: QuestionType
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySentence:
    """A sentence of a summary as a model gives it, after the claims that it rests on."""

    claims: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyLines:
    """What a reply holds, in the order in which it is asked for: evidence before prose."""

    claims: tuple[ReplyClaim, ...] = ()
    questions: tuple[ReplyQuestion, ...] = ()
    summary: tuple[ReplySentence, ...] = ()


_LINES: dict[Task, type] = {
    "claims": ReplyClaim,
    "questions": ReplyQuestion,
    "summary": ReplySentence,
}


def reply_schema(tasks: Collection[Task]) -> dict[str, Any]:
    """The JSON Schema of a reply to `tasks`: claims, then questions, then the summary."""
    wanted = [task for task in _LINES if task in tasks]
    return {
        "type": "object",
        "properties": {task: _lines_schema(task) for task in wanted},
        "required": wanted,
        "additionalProperties": False,
    }


def parse_reply(text: str | bytes, tasks: Collection[Task]) -> ReplyLines:
    """The lines of a reply to `tasks`.

    Keys that were not asked for are dropped: some servers accept a schema and do not enforce it.

    Raises:
        ReplyError: the reply is not JSON or does not fit the schema; the message says where.
    """
    return _parsed(text, tuple(task for task in _LINES if task in tasks))


# Who repairs a reply and who drafts from it read the same one, mostly one right after the other.
@lru_cache(maxsize=1)
def _parsed(text: str | bytes, tasks: tuple[Task, ...]) -> ReplyLines:
    from pydantic import ValidationError

    value = parse_json(text)
    if not isinstance(value, dict):
        raise ReplyError("the reply does not fit the schema: it is not a JSON object")
    lines: dict[str, Any] = {}
    problems: list[str] = []
    for task in tasks:
        if task not in value:
            problems.append(f"{task}: field required")
            continue
        try:
            lines[task] = _adapter(task).validate_python(value[task])
        except ValidationError as error:
            problems += [
                f"{task}{_place(problem['loc'])}: {problem['msg'][:1].lower()}{problem['msg'][1:]}"
                for problem in error.errors(include_url=False, include_input=False)[:3]
            ]
    if problems:
        raise ReplyError("the reply does not fit the schema: " + "; ".join(problems))
    return ReplyLines(**lines)


@cache
def _lines_schema(task: Task) -> dict[str, Any]:
    return _plain(_adapter(task).json_schema())


@cache
def _adapter(task: Task) -> TypeAdapter[Any]:
    from pydantic import FailFast, TypeAdapter

    # The first line that is wrong is enough to say so; a long reply may have a million of them.
    lines: Any = tuple[_LINES[task], ...]  # type: ignore[valid-type]  # a type made here
    return TypeAdapter(Annotated[lines, FailFast()])


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with its references resolved, closed objects, and no words of pydantic's."""
    definitions = schema.pop("$defs", {})

    def plain(node: Any) -> Any:
        if isinstance(node, list):
            return [plain(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return plain(definitions[node["$ref"].rpartition("/")[2]])
        plained = {
            key: {name: plain(part) for name, part in value.items()}
            if key == "properties"
            else plain(value)
            for key, value in node.items()
            if key not in ("title", "description")  # every word for a model is a template
        }
        if plained.get("type") == "object":
            plained["additionalProperties"] = False
        return plained

    plained: dict[str, Any] = plain(schema)
    return plained


def _place(location: tuple[int | str, ...]) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in location)
