"""How far a run has come: counted by the run, shown as a bar or as lines."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from briefer.models import Usage, counted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

EVERY = 10.0
"""In a log, a line tells how far the run is once in so many seconds."""
_BAR_AFTER = 0.5  # seconds: a run that is done by then needs no bar
_BAR_EVERY = 0.2


class Progress:
    """What a run has done so far.

    Args:
        total: how many articles there are; None where that is not known.
        clock: the time in seconds.
        sleep: waits so many seconds.

    Attributes:
        done: articles that are done with, those that failed included.
        failed: articles of which something, or all, could not be done.
        spent: gives what the replies so far have cost.
    """

    def __init__(
        self,
        total: int | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.total = total
        self.done = 0
        self.failed = 0
        self.spent: Callable[[], Usage] = Usage
        self.clock = clock
        self.sleep = sleep
        self._began = clock()
        self._waits: dict[object, tuple[float, str]] = {}

    def pause(self, why: str) -> Callable[[float], Awaitable[None]]:
        """A way to sleep that shows what is being waited for: `why` follows on "12 s"."""

        async def sleep(seconds: float) -> None:
            wait = object()
            self._waits[wait] = (self.clock() + seconds, why)
            try:
                await self.sleep(seconds)
            finally:
                del self._waits[wait]

        return sleep

    def __str__(self) -> str:
        """All of it in one line."""
        of = "" if self.total is None else f"{self.done:,} of "
        articles = counted(self.done if self.total is None else self.total, "article")
        parts = [f"{of}{articles}" + (f", {self.failed:,} failed" if self.failed else "")]
        spent = self.spent()
        if spent.calls:
            tokens = spent.input_tokens + spent.output_tokens
            cost = "price unknown" if spent.cost_usd is None else f"${spent.cost_usd:.4f}"
            parts.append(f"{counted(spent.calls, 'call')}, {counted(tokens, 'token')}, {cost}")
        now = self.clock()
        if self.total is not None and 0 < self.done < self.total:
            left = (now - self._began) / self.done * (self.total - self.done)
            parts.append(f"about {_duration(left)} left")
        if self._waits:
            end, why = min(self._waits.values())
            parts.append(f"{_duration(end - now)} {why}")
        return " · ".join(parts)


@asynccontextmanager
async def shown(
    progress: Progress, say: Callable[[str], None], *, bar: bool
) -> AsyncIterator[None]:
    """Show it while the run lasts.

    Args:
        progress: what to show.
        say: writes one line.
        bar: draw a bar on the terminal behind standard error rather than write lines.
    """
    showing = asyncio.create_task(_draw(progress) if bar else _tell(progress, say))
    try:
        yield
    finally:
        showing.cancel()
        await asyncio.wait([showing])


async def _tell(progress: Progress, say: Callable[[str], None]) -> None:
    while True:
        await progress.sleep(EVERY)
        say(str(progress))


async def _draw(progress: Progress) -> None:
    await progress.sleep(_BAR_AFTER)
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(bar_width=20), TextColumn("{task.description}", markup=False))
    with Bar(*columns, console=Console(stderr=True), auto_refresh=False, transient=True) as bar:
        task = bar.add_task("", total=progress.total)
        while True:
            bar.update(task, completed=progress.done, description=str(progress), refresh=True)
            await progress.sleep(_BAR_EVERY)


def _duration(seconds: float) -> str:
    """Whole seconds, or minutes from two on."""
    return f"{max(0.0, seconds):.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
