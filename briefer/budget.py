"""A client that holds hard limits on cost and tokens.

It stands inside the cache, so that what a cache answers costs nothing, and inside the retry, so
that every attempt is checked: a reply that came and could not be used is paid for, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefer.errors import BrieferError, BudgetExceeded, ReplyError, UsageError
from briefer.models import Usage, compact_json

if TYPE_CHECKING:
    from briefer.client import Client, Reply, Request
    from briefer.errors import Spent

ASSUMED_OUTPUT_TOKENS = 2_048
"""How long a reply without a cap is assumed to be at least, in tokens."""

_MESSAGE_OVERHEAD = 4  # tokens that the chat format adds to each message


def estimate_usage(request: Request, count: Callable[[str], int]) -> Usage:
    """The tokens that a request is expected to use, without asking anybody.

    Input is the messages and the schema as `count` counts them. Output is the request's cap; where
    it has none, it is assumed to be as long as the input, and at least `ASSUMED_OUTPUT_TOKENS`.
    """
    texts = [message.content for message in request.messages]
    if request.schema is not None:
        texts.append(compact_json(request.schema))
    input_tokens = sum(count(text) + _MESSAGE_OVERHEAD for text in texts)
    output_tokens = request.max_output_tokens or max(ASSUMED_OUTPUT_TOKENS, input_tokens)
    return Usage(calls=1, input_tokens=input_tokens, output_tokens=output_tokens)


def usage_of(spent: Spent, price: Callable[[Spent], float | None]) -> Usage:
    """What replies took and cost; the cost is not known where the server counted no tokens."""
    counted = spent.input_tokens or spent.output_tokens
    return Usage(
        calls=spent.calls,
        input_tokens=spent.input_tokens,
        cached_input_tokens=spent.cached_input_tokens,
        output_tokens=spent.output_tokens,
        cost_usd=price(spent) if counted else None if spent.calls else 0.0,
    )


class BudgetClient:
    """Sends a request only if it fits what is left of the limits.

    What a call is expected to use is reserved before it is sent. What its reply reports replaces
    that, or the estimate stays where a server reports nothing. A call that does not fit beside
    those in flight, but may once they have used less than expected, waits for them. Without a
    limit it only adds up what is spent.

    Args:
        client: answers the requests.
        estimate: what a request is expected to use, in tokens, such as `estimate_usage`.
        price: what tokens cost in US dollars, or None where that is not known.
        max_cost_usd: US dollars that all calls together may cost; None is no limit.
        max_total_tokens: tokens, input and output, that they may use; None is no limit.

    Attributes:
        spent: what the calls so far have used.

    Raises:
        BudgetExceeded: there is a limit on the cost, and the price is not known.
        UsageError: a limit is negative or not a number.
    """

    def __init__(
        self,
        client: Client,
        *,
        estimate: Callable[[Request], Usage],
        price: Callable[[Spent], float | None],
        max_cost_usd: float | None = None,
        max_total_tokens: int | None = None,
    ) -> None:
        self.spent = Usage()
        self._client = client
        self._estimate = estimate
        self._price = price
        self._max_cost_usd = max_cost_usd
        self._limits = tuple(_limits(max_cost_usd, max_total_tokens))
        for limit in self._limits:
            if not limit.most >= 0:  # also not a number
                raise UsageError(f"{limit.option} is {limit.most}, and must be 0 or more")
        self._reserved: list[Usage] = []
        self._settled = asyncio.Event()
        self._priced(Usage(input_tokens=1, output_tokens=1))

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            BudgetExceeded: with this call a limit could be exceeded; nothing was sent.
        """
        need = self._priced(self._estimate(request)) if self._limits else Usage()
        while not self._fits(need):
            await self._settled.wait()
        self._reserved.append(need)
        used = need  # until the reply says better: one that was lost may have been billed
        try:
            reply = await self._client.complete(request)
            used = self._used(reply, need)
        except BrieferError as error:
            if error.calls or not (isinstance(error, ReplyError) or error.reason == "timeout"):
                used = self._used(error, need)
            raise
        else:
            return reply
        finally:
            self._reserved.remove(need)
            self.spent += used
            self._settled.set()
            self._settled = asyncio.Event()

    def _used(self, spent: Spent, need: Usage) -> Usage:
        """What a reply has used: what was expected, where the server does not say."""
        used = usage_of(spent, self._price)
        silent = used.calls and not (used.input_tokens or used.output_tokens)
        return need if silent and self._limits else used

    def _fits(self, need: Usage) -> bool:
        """Whether `need` fits beside what is in flight.

        Raises:
            BudgetExceeded: it would not fit with nothing in flight either.
        """
        if not self._limits:
            return True
        alone = self.spent + need
        together = sum(self._reserved, alone)
        for limit in self._limits:
            if limit.amount(alone) > limit.most:
                raise BudgetExceeded(
                    f"over the limit of {limit.show(limit.most)}: "
                    f"{limit.show(limit.amount(self.spent))} are used "
                    f"and the next call needs up to {limit.show(limit.amount(need))}",
                    hint=f"raise {limit.option}; with a cache, what is done is not paid for again",
                )
        return all(limit.amount(together) <= limit.most for limit in self._limits)

    def _priced(self, usage: Usage) -> Usage:
        cost = self._price(usage)
        if cost is None and self._max_cost_usd is not None:
            raise BudgetExceeded(
                "the price of this model at this address is not known, "
                f"so a limit of {_dollars(self._max_cost_usd)} cannot be kept",
                reason="unknown-price",
                hint="limit tokens instead: --max-total-tokens",
            )
        return replace(usage, cost_usd=cost)


@dataclass(frozen=True, slots=True)
class _Limit:
    option: str
    most: float
    amount: Callable[[Usage], float]
    show: Callable[[float], str]


def _limits(max_cost_usd: float | None, max_total_tokens: int | None) -> Iterator[_Limit]:
    if max_cost_usd is not None:
        # Sums of cents are not exact: a hair over the limit is at the limit.
        yield _Limit("--max-cost", max_cost_usd, lambda u: round(u.cost_usd or 0.0, 9), _dollars)
    if max_total_tokens is not None:
        yield _Limit(
            "--max-total-tokens",
            max_total_tokens,
            lambda u: u.input_tokens + u.output_tokens,
            lambda tokens: f"{tokens:,} tokens",
        )


def _dollars(amount: float) -> str:
    return f"{amount:.4f} US dollars"
