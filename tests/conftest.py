"""What all tests share: the project's articles, the data beside the repository, and no network."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from briefer.testing import block_requests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The same examples at every run: a failure must not depend on the day.
settings.register_profile("briefer", derandomize=True, deadline=None)
settings.load_profile("briefer")

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
FIXTURES = Path(__file__).resolve().parent / "fixtures"
SHARED = Path(os.environ.get("BRIEFER_SHARED", ROOT.parent / "shared"))


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's cache, key or settings."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "BRIEFER_MODEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def offline() -> Iterator[None]:
    """No test asks a model by accident; those with a server of their own say `online`."""
    with block_requests():
        yield


@pytest.fixture
def online(offline: None) -> None:
    """For tests with a server of their own on this machine."""
    os.environ["BRIEFER_OFFLINE"] = ""  # set back with `offline`


@pytest.fixture(autouse=True, scope="session")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The vocabulary beside the repository, or none: it is never fetched."""
    folder = SHARED / "tiktoken"
    # tiktoken makes the folder that it is told of, so one that is not there is not named.
    empty = folder if folder.is_dir() else tmp_path_factory.mktemp("vocabulary")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(empty)


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches anything but this machine: no model, and no vocabulary."""

    def guard(name: str, owner: Any, host_of: Callable[..., Any]) -> None:
        original = getattr(owner, name)

        def guarded(*args: Any, **kwargs: Any) -> Any:
            host = host_of(*args)
            host = host.decode() if isinstance(host, bytes) else host
            if host not in ("127.0.0.1", "::1", "localhost", None):
                raise OSError(f"a test tried to reach {host}")
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, guarded)

    def internet_host(_: socket.socket, address: Any) -> Any:
        return address[0] if isinstance(address, tuple) else None  # a path is of this machine

    guard("connect", socket.socket, internet_host)
    guard("getaddrinfo", socket, lambda host, *_: host)
