"""Everything that briefer raises on purpose.

    BrieferError
    ├── UsageError          a setting, option or argument is wrong; nothing was sent
    │   └── TemplateError   a prompt template is missing, unsafe or uses what it is not given
    ├── InputError          an article or a brief cannot be read
    ├── RequestError        a request brought no reply
    │   └── ReplyError      a reply came, and cannot be used
    ├── ReplayMiss          a replay holds no reply to this request
    └── BudgetExceeded      the next request could go over a limit on cost or tokens

Each error is one line that says what happened and, where there is one, the way out (`hint`).
`reason` is a short stable word that scripts can compare; it becomes `Failure.reason`.
"""

from __future__ import annotations

from copy import copy
from typing import Protocol, Self


class Spent(Protocol):
    """What replies took. A reply says it of itself, an error of the replies that came before it."""

    @property
    def calls(self) -> int:
        """How many replies came."""
        ...

    @property
    def input_tokens(self) -> int:
        """Tokens of the prompts, cached ones included."""
        ...

    @property
    def cached_input_tokens(self) -> int:
        """Those that the provider had in its cache."""
        ...

    @property
    def output_tokens(self) -> int:
        """Tokens of the replies."""
        ...


class BrieferError(Exception):
    """Base of all errors of this package.

    Attributes:
        message: what happened, in one line.
        reason: a short stable word, such as `timeout` or `encoding`.
        hint: what to do about it, or an empty string.
        retryable: whether the same request may succeed when sent again.
        calls, input_tokens, cached_input_tokens, output_tokens: what the replies took that came
            and could not be used; they are paid for all the same.
    """

    reason = "error"
    retryable = False
    calls = 0
    input_tokens = 0
    cached_input_tokens = 0
    output_tokens = 0

    def __init__(self, message: str, *, reason: str | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        if reason is not None:
            self.reason = reason
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message

    def after(self, *spent: Spent) -> Self:
        """A copy of this error, with what was spent before it added to what it knows of."""
        both = copy(self)
        for each in spent:
            both.calls += each.calls
            both.input_tokens += each.input_tokens
            both.cached_input_tokens += each.cached_input_tokens
            both.output_tokens += each.output_tokens
        return both


class UsageError(BrieferError):
    """A setting, option or argument is wrong; nothing was sent."""

    reason = "usage"


class TemplateError(UsageError):
    """A prompt template is missing, unsafe or uses a variable that it is not given."""

    reason = "template"


class InputError(BrieferError):
    """An article or a brief cannot be read."""

    reason = "unreadable"


class RequestError(BrieferError):
    """A request to the model brought no reply.

    Attributes:
        status: the HTTP status, or None where no response came.
        retry_after: how long the server asks to wait, in seconds, or None.
    """

    reason = "request"

    def __init__(
        self,
        message: str,
        *,
        reason: str | None = None,
        hint: str = "",
        retryable: bool = False,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, reason=reason, hint=hint)
        self.retryable = retryable
        self.status = status
        self.retry_after = retry_after


class ReplyError(RequestError):
    """A reply came from the model and cannot be used: refused, cut short, not as asked for."""

    reason = "malformed-reply"


class ReplayMiss(BrieferError):
    """A replay holds no reply to this request."""

    reason = "replay-miss"


class BudgetExceeded(BrieferError):
    """The next request could go over a limit on cost or tokens, so it was not sent."""

    reason = "budget"
