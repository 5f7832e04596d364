"""What it takes to test scripts that use briefer: offline, and without a model.

FakeClient       answers with a function, or with replies from a list
RecordingClient  writes down what a real client answered
ReplayClient     answers from that, and says what was never asked for (`unused`)
block_requests   makes sure that no test reaches a model by accident
"""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from briefer.client import Reply, Request
from briefer.errors import BrieferError
from briefer.store import RecordingClient, ReplayClient

__all__ = ["Answer", "FakeClient", "RecordingClient", "ReplayClient", "block_requests"]

Answer: TypeAlias = Reply | str | Mapping[str, Any] | BrieferError
"""What a fake model answers: a reply, its text, what its JSON text holds, or an error to raise."""


class FakeClient:
    """A client whose model is a function, or a list of answers.

    Args:
        answers: a function, also an async one, of the request; or answers that are given in their
            order. A reply made from a text reports one token for every four characters.

    Attributes:
        requests: what was asked so far.
    """

    def __init__(
        self, answers: Callable[[Request], Answer | Awaitable[Answer]] | Iterable[Answer]
    ) -> None:
        self.requests: list[Request] = []
        self._answers = answers if callable(answers) else iter(answers)

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            BrieferError: the answer is this error.
            AssertionError: the list of answers is at its end.
        """
        self.requests.append(request)
        if isinstance(self._answers, Iterator):
            answer: Any = next(self._answers, None)
            if answer is None:
                raise AssertionError(f"there is no answer for request {len(self.requests)}")
        else:
            answer = self._answers(request)
            if inspect.isawaitable(answer):
                answer = await answer
        if isinstance(answer, BrieferError):
            raise answer
        if isinstance(answer, Reply):
            return answer
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        return Reply(
            text=text,
            model=request.model,
            input_tokens=sum(_tokens(message.content) for message in request.messages),
            output_tokens=_tokens(text),
        )


@contextmanager
def block_requests() -> Iterator[None]:
    """Within it, every request to a server fails at once, also in commands that are started.

    It sets the environment variable `BRIEFER_OFFLINE`. In pytest, for all tests of a folder:

        @pytest.fixture(autouse=True)
        def offline():
            with briefer.testing.block_requests():
                yield
    """
    before = os.environ.get("BRIEFER_OFFLINE")
    os.environ["BRIEFER_OFFLINE"] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("BRIEFER_OFFLINE", None)
        else:
            os.environ["BRIEFER_OFFLINE"] = before


def _tokens(text: str) -> int:
    return len(text) // 4 + 1
