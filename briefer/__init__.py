"""News articles into a neutral brief whose every line can be checked against its source.

import briefer

brief = briefer.brief(briefer.read_articles("examples/articles"), model="extractive")
print(brief.to_markdown())
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from briefer.checks import check
    from briefer.chunking import Chunk, chunk
    from briefer.client import Client, Reply, Request
    from briefer.errors import BrieferError, InputError, RequestError, UsageError
    from briefer.inputs import read_articles
    from briefer.models import Article, ArticleBrief, Brief, Failure
    from briefer.pipeline import Limits, abrief, brief, stream

__version__ = "0.1.0"

_HOMES = {
    "checks": ("check",),
    "chunking": ("Chunk", "chunk"),
    "client": ("Client", "Reply", "Request"),
    "errors": ("BrieferError", "InputError", "RequestError", "UsageError"),
    "inputs": ("read_articles",),
    "models": ("Article", "ArticleBrief", "Brief", "Failure"),
    "pipeline": ("Limits", "abrief", "brief", "stream"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Article",
    "ArticleBrief",
    "Brief",
    "BrieferError",
    "Chunk",
    "Client",
    "Failure",
    "InputError",
    "Limits",
    "Reply",
    "Request",
    "RequestError",
    "UsageError",
    "abrief",
    "brief",
    "check",
    "chunk",
    "read_articles",
    "stream",
]


def __getattr__(name: str) -> Any:
    # Names are loaded when they are first used, so that importing briefer costs next to nothing.
    if name not in _HOME:
        raise AttributeError(f"module 'briefer' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"briefer.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
