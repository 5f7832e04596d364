"""A client that tells the model what was wrong with its reply, and asks again.

It stands inside the cache: what it returns fits the request's schema, so nothing bad is ever kept
as good, and a reply that took a repair is not paid for again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefer.client import Message
from briefer.errors import ReplyError
from briefer.parsing import parse_reply

if TYPE_CHECKING:
    from briefer.client import Client, Reply, Request
    from briefer.templates import Prompts

MAX_REPAIRS = 2
"""How often a model is told what was wrong before the request fails."""


class RepairingClient:
    """Returns only replies that fit the request's schema.

    Raises:
        ReplyError: the reply was cut at the length limit (`truncated`), or did not fit after two
            repairs; the message says what was wrong with the last one.
    """

    def __init__(self, client: Client, prompts: Prompts) -> None:
        self._client = client
        self._prompts = prompts

    async def complete(self, request: Request) -> Reply:
        """Answer one request with a reply that fits."""
        reply = await self._client.complete(request)
        if request.schema is None:
            return reply
        total = reply
        for repairs_left in range(MAX_REPAIRS, -1, -1):
            if reply.finish_reason == "length":
                raise ReplyError(
                    "the model's reply was cut at its length limit",
                    reason="truncated",
                    hint="a smaller --chunk-tokens makes replies shorter",
                )
            try:
                parse_reply(reply.text, request.schema["properties"])
            except ReplyError as error:
                if not repairs_left:
                    raise ReplyError(
                        f"{error}, after {MAX_REPAIRS} repairs", reason=error.reason
                    ) from None
                problem = str(error)
            else:
                return total
            correction = (
                Message(role="assistant", content=reply.text or "(nothing)"),
                Message(role="user", content=self._prompts.render("repair", problem=problem)),
            )
            reply = await self._client.complete(
                replace(request, messages=request.messages + correction)
            )
            total = replace(
                reply,
                calls=total.calls + reply.calls,
                input_tokens=total.input_tokens + reply.input_tokens,
                cached_input_tokens=total.cached_input_tokens + reply.cached_input_tokens,
                output_tokens=total.output_tokens + reply.output_tokens,
            )
        raise AssertionError("unreachable")
