"""A client that tells the model what was wrong with its reply, and asks again.

It stands inside the cache: what it returns fits the request's schema, so nothing bad is ever kept
as good, and a reply that took a repair is not paid for again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefer.client import Message
from briefer.errors import BrieferError, ReplyError
from briefer.parsing import parse_reply

if TYPE_CHECKING:
    from briefer.client import Client, Reply, Request
    from briefer.templates import Prompts

MAX_REPAIRS = 2
"""How often a model is told what was wrong before the request fails."""
MAX_SHOWN = 40_000
"""So much of its reply a model is shown again, in characters."""


class RepairingClient:
    """Returns only replies that fit the request's schema.

    Raises:
        ReplyError: the reply was cut at the length limit (`truncated`), or did not fit after two
            repairs; the message says what was wrong with the last one. Any error says what the
            replies took that came before it.
    """

    def __init__(self, client: Client, prompts: Prompts) -> None:
        self._client = client
        self._prompts = prompts

    async def complete(self, request: Request) -> Reply:
        """Answer one request with a reply that fits."""
        if request.schema is None:
            return await self._client.complete(request)
        asked = request
        bad: list[Reply] = []
        while True:
            try:
                reply = await self._client.complete(asked)
            except BrieferError as error:
                raise error.after(*bad) from error.__cause__
            if reply.finish_reason == "length":
                raise ReplyError(
                    "the model's reply was cut at its length limit",
                    reason="truncated",
                    hint="a smaller --chunk-tokens makes replies shorter",
                ).after(reply, *bad)
            try:
                parse_reply(reply.text, request.schema["properties"])
            except ReplyError as error:
                problem = error
            else:
                return reply.after(*bad) if bad else reply
            bad.append(reply)
            if len(bad) > MAX_REPAIRS:
                raise ReplyError(
                    f"{problem}, after {MAX_REPAIRS} repairs", reason=problem.reason
                ).after(*bad)
            asked = replace(request, messages=request.messages + self._correction(reply, problem))

    def _correction(self, reply: Reply, problem: ReplyError) -> tuple[Message, Message]:
        # Of a reply that never ends the beginning is enough to see what it was.
        shown = reply.text[:MAX_SHOWN].encode("utf-8", "replace").decode()
        return (
            Message(role="assistant", content=shown or "(nothing)"),
            Message(role="user", content=self._prompts.render("repair", problem=str(problem))),
        )
