"""What a model is asked and answers, and the one method that a client has.

Retry, limits, cache, record and replay are clients that wrap a client.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from briefer.errors import Spent

FinishReason = Literal["stop", "length", "content_filter", "refusal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A chat completion that is asked for.

    Attributes:
        model: the model's name as the server knows it.
        messages: instructions first, the article's text last.
        schema: the JSON Schema that the reply must fit, or None for free text.
        schema_name: what the schema is called on the wire.
        max_output_tokens: a cap on the reply in tokens; None leaves it to the server.
        temperature: None leaves it to the server, as some models refuse any.
    """

    model: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any] | None = None
    schema_name: str = "reply"
    max_output_tokens: int | None = None
    temperature: float | None = None

    @property
    def key(self) -> str:
        """The sha256 of the whole request, in hex.

        The order of a schema's keys is part of it: models write what they are asked for in it.
        """
        whole = json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the model answered.

    Attributes:
        text: the reply's content as it came.
        model: the model that answered, as the server names it.
        finish_reason: why it ended; `length` means that it was cut short.
        input_tokens: tokens of the prompt, cached ones included, as the server counted them.
        cached_input_tokens: those that the provider had in its cache.
        output_tokens: tokens of the reply.
        calls: replies that it took to get this one; more than 1 where others came before it that
            could not be used, and then the tokens are those of all of them.
    """

    text: str
    model: str = ""
    finish_reason: FinishReason = "stop"
    calls: int = 1
    input_tokens: int = 0
    cached_input_tokens: int = 0
    output_tokens: int = 0

    def after(self, *spent: Spent) -> Reply:
        """This reply, with what was spent before it added to what it took."""
        both = (self, *spent)
        return replace(
            self,
            calls=sum(each.calls for each in both),
            input_tokens=sum(each.input_tokens for each in both),
            cached_input_tokens=sum(each.cached_input_tokens for each in both),
            output_tokens=sum(each.output_tokens for each in both),
        )


class Client(Protocol):
    """Anything that answers requests."""

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            RequestError: no reply came; ReplyError: one came that cannot be used.
        """
        ...
