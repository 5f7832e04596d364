"""Chat completions of any OpenAI-compatible server: the only module that imports `openai`.

The SDK sends the request and keeps the connections. What comes back is read here: no more of it
than a reply can be, strictly, and only the fields that a `Reply` has. Whatever goes wrong becomes
a `RequestError` or a `ReplyError` that says so in one line and quotes the server. The key is in no
message, in no log record, and in none of the exceptions behind an error.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import importlib
import logging
import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import unquote, urlsplit

from briefer.client import Message, Reply
from briefer.errors import ReplyError, RequestError, UsageError
from briefer.models import compact_json
from briefer.parsing import parse_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

    import httpx2
    import openai

    from briefer.client import FinishReason, Request

MAX_REPLY_BYTES = 8 * 2**20
"""A longer body is cut off while it streams in: 2,000,000 tokens are no reply to anything."""
MAX_ERROR_BYTES = 2**16
"""So much of the body of an error is read."""
MAX_ERROR_SECONDS = 5.0
"""For so long the body of an error is waited for, or half of the time that the request may take."""
MAX_WORDS = 300
"""So many characters of the server's own words are quoted."""
MAX_CONNECT = 15.0
"""A connection that takes longer (seconds) will not come."""
MAX_RETRY_AFTER = 1e6
"""A server that asks to wait for longer than this (seconds; 12 days) is not taken at its word."""

MAX_TOKENS = 10**12
"""No reply takes so many."""
MIN_KEY = 12
"""A shorter key, or part of one (characters), may stand anywhere by chance."""

_CUT_SHORT = frozenset({"length", "max_tokens", "model_length"})
_SAYING = ("message", "msg", "error", "detail", "code", "type", "param", "loc", "innererror")
_OPENAI_URL = "https://api.openai.com/v1"
_PLACEHOLDER = "no-key"
_LOGGERS = ("openai._base_client", "httpx2", "httpcore2.http11", "httpcore2.proxy")
_NETWORK = frozenset({"aiohttp", "anyio", "h11", "httpcore2"})

_BY_STATUS = {
    401: ("authentication", "check OPENAI_API_KEY"),
    402: ("quota", "check the account's credit and plan"),
    403: ("forbidden", "this key may not use this model, or not from here"),
    404: ("not-found", "check the model's name and the base URL"),
    408: ("timeout", ""),
    409: ("conflict", ""),
    413: ("too-large", "a smaller --chunk-tokens makes requests smaller"),
    429: ("rate-limit", "a lower --concurrency, --rpm or --tpm asks more slowly"),
}
_RETRYABLE = frozenset({408, 409, 429})
# OpenAI's names of errors, for those that come with status 200.
_BY_CODE = {
    "invalid_api_key": 401,
    "insufficient_quota": 402,
    "model_not_found": 404,
    "rate_limit_exceeded": 429,
}

# The servers' wordings, in lower case.
_QUOTA = re.compile(
    r"insufficient.?(?:quota|balance|credit|funds)|exceeded your current quota|out of credits"
    r"|check your plan and billing|billing.?(?:hard.?limit|not.?active)"
)
_TOO_LARGE = re.compile(r"request too large")
_OVERFLOW = re.compile(
    r"context.?(?:length|window|size)|when context the overflows|too many (?:input )?tokens"
    r"|string.?(?:above.?max.?length|too long)|(?:prompt|inputs?) (?:is |are )?too long"
    r"|token count.{0,60}exceed|max_new_tokens.{0,20}must be"
)
_FILTERED = re.compile(r"content.?filter|content management policy|responsibleai")
_FORMAT = re.compile(r"response.?format|json.?schema|structured.?output")
_BAD_SCHEMA = re.compile(
    r"invalid (?:json.?)?schema|schema (?:error|conversion)|schema.{0,60}\b(?:is invalid|not valid)"
    r"|grammar|\bpars(?:e|er|ing)\b"
)
_NOT_TAKEN = re.compile(
    r"unsupported|unrecogni[sz]ed|unknown|unexpected|\bextra\b|not (?:supported|permitted|allowed)"
)
# What a server may show of a key, of this one or of another: `Bearer …`, `sk-…`, `abc***xyz`.
_KEYLIKE = (
    r"\bbearer +[^\s\"',;<>]+|\bsk-[\w.…*•-]{6,}"
    r"|(?<![\w-])[\w-]++[*•]{3,}[\w*•-]*|(?<![*•])[*•]{3,}+[\w-]+"
)
# Printable ASCII as JSON may escape it, but for what must be escaped.
_ESCAPE = re.compile(r"\\(?:u00(?!22|5[Cc])([2-7][0-9A-Fa-f])|/)")


class OpenAIClient:
    """Asks an OpenAI-compatible server for chat completions.

    It sends a request once: retries and limits are clients that wrap this one. A server that does
    not take a JSON Schema as `response_format` is found out by its first refusal and from then on
    asked without; the same goes for `max_completion_tokens`, which others call `max_tokens`.

    Args:
        base_url: the address before `/chat/completions`; else `OPENAI_BASE_URL`, else OpenAI's.
        api_key: else `OPENAI_API_KEY`; a server of one's own needs none.
        timeout: seconds that one request may take in all.
        connections: how many requests may be under way at a time.
        schema_prompt: the words that ask for a JSON Schema, added to the instructions for a
            server that does not take the schema itself.
        observe: is given the headers of every response, `x-ratelimit-*` among them.
        transport: carries the requests instead of the network.

    Raises:
        UsageError: there is neither a key nor a server of one's own, or what is given as key or
            address cannot be one.
    """

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        timeout: float = 120.0,
        connections: int = 16,
        schema_prompt: Callable[[Mapping[str, Any]], str] | None = None,
        observe: Callable[[Mapping[str, str]], None] | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        own_url = (base_url or os.environ.get("OPENAI_BASE_URL") or "").strip()
        key = (api_key or os.environ.get("OPENAI_API_KEY") or "").strip()
        if not key and not own_url:
            raise UsageError(
                "there is no key for the model",
                hint="set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own, "
                "or take -m extractive, which needs no model",
            )
        if not re.fullmatch(r"[!-~]*", key):
            raise UsageError(
                "the key holds characters that no key has", hint="check OPENAI_API_KEY"
            )
        self.base_url = own_url or _OPENAI_URL
        self._host = _host(self.base_url)
        self._key = key or _PLACEHOLDER
        self._hide = _Hiding(key)
        self._timeout = timeout
        self._connections = connections
        self._schema_prompt = schema_prompt
        self._observe = observe
        self._transport = transport
        self._takes_schema = True
        self._cap_name = "max_completion_tokens"
        self._sdk: openai.AsyncOpenAI | None = None
        self._url = ""  # where the SDK sends, once it is there
        self._loop: asyncio.AbstractEventLoop | None = None

    def __repr__(self) -> str:
        return f"OpenAIClient({self._host!r})"

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            RequestError: no reply came; ReplyError: one came that cannot be used.
        """
        if os.environ.get("BRIEFER_OFFLINE"):
            raise RequestError(
                "requests to models are switched off",
                reason="offline",
                hint="BRIEFER_OFFLINE is set",
            )
        try:
            return self._reply(await self._post(request))
        except RequestError:
            raise
        except Exception as error:
            failure = self._translated(error)
            if failure is None:
                raise
        # Outside the handler, so that the foreign exception, which may hold the key, is let go.
        raise failure

    async def aclose(self) -> None:
        """Close the connections."""
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self._hide)
        sdk, self._sdk = self._sdk, None
        # Connections of an event loop that is over cannot be closed any more.
        if sdk is not None and self._loop is asyncio.get_running_loop():
            await sdk.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def _post(self, request: Request) -> bytes:
        """The body of the answer, asked for in the way that the server takes."""
        while True:
            payload = self._payload(request)
            try:
                return await self._send(payload)
            except _Refused as refusal:
                self._learn(refusal, payload)
                if self._payload(request) == payload:
                    raise

    async def _send(self, payload: dict[str, Any]) -> bytes:
        sdk = await self._connected()
        import httpx2
        import openai

        async with asyncio.timeout(self._timeout):
            # The response itself, with its body still on the way.
            response = cast(
                "httpx2.Response",
                await sdk.post(
                    self._url,
                    cast_to=httpx2.Response,
                    content=_json(payload),
                    stream=True,
                    stream_cls=openai.AsyncStream[Any],
                ),
            )
            try:
                body = bytearray()
                async for part in response.aiter_bytes():
                    body += part
                    if len(body) > MAX_REPLY_BYTES:
                        raise ReplyError(
                            f"{self._host} sent more than {MAX_REPLY_BYTES:,} bytes",
                            reason="reply-too-large",
                            retryable=True,
                            status=response.status_code,
                        ).after(Reply(text=""))
            finally:
                await response.aclose()
        return bytes(body)

    async def _connected(self) -> openai.AsyncOpenAI:
        """The SDK's client for the running event loop: connections belong to one loop."""
        loop = asyncio.get_running_loop()
        if self._sdk is None or self._loop is not loop:
            # The import takes most of a second, which other tasks need not wait for.
            await asyncio.to_thread(importlib.import_module, "openai")
        if self._sdk is None or self._loop is not loop:
            self._sdk, self._loop = self._connect(), loop
        return self._sdk

    def _connect(self) -> openai.AsyncOpenAI:
        import httpx2
        import openai

        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self._hide)
        settings: dict[str, Any] = {
            # A compressed reply could be a small bomb.
            "headers": {"Accept-Encoding": "identity"},
            "limits": httpx2.Limits(
                max_connections=self._connections, max_keepalive_connections=self._connections
            ),
            # Neither the key nor an article goes to where a server points.
            "follow_redirects": False,
            "event_hooks": {"response": [self._inspect]},
            "transport": self._transport,
        }
        try:
            try:
                http_client = openai.DefaultAioHttpClient(**settings)
            except RuntimeError:  # aiohttp, which takes a third less time, is not there
                http_client = httpx2.AsyncClient(**settings)
        except (ImportError, ValueError) as error:
            raise UsageError(
                f"the proxy cannot be used: {_one_line(self._hide(str(error)))}",
                hint="check HTTPS_PROXY and ALL_PROXY",
            ) from None
        sdk = openai.AsyncOpenAI(
            api_key=self._key,
            base_url=self.base_url,
            max_retries=0,
            timeout=httpx2.Timeout(self._timeout, connect=min(self._timeout, MAX_CONNECT)),
            http_client=http_client,
        )
        # Of a path the SDK makes an address, by parsing it twice more, for each request; and one
        # with a query ("?api-version=1") it continues after the query.
        base = httpx2.URL(self.base_url)
        path, mark, query = base.raw_path.partition(b"?")
        path = path.rstrip(b"/") + b"/chat/completions"
        self._url = str(base.copy_with(raw_path=path + mark + query))
        return sdk

    async def _inspect(self, response: httpx2.Response) -> None:
        """Called with every response before its body is read."""
        if self._observe is not None:
            self._observe(response.headers)
        if response.is_success:
            return
        body = bytearray()
        # Whatever comes of the body, the status stands.
        with contextlib.suppress(Exception):
            async with asyncio.timeout(min(MAX_ERROR_SECONDS, self._timeout / 2)):
                async for part in response.aiter_bytes():
                    body += part
                    if len(body) > MAX_ERROR_BYTES:
                        break
        raise _Refused(response.status_code, response.headers, bytes(body[:MAX_ERROR_BYTES]))

    def _payload(self, request: Request) -> dict[str, Any]:
        payload: dict[str, Any] = {"model": request.model}
        messages = request.messages
        if request.schema is not None and self._takes_schema:
            payload["response_format"] = {
                "type": "json_schema",
                "json_schema": {
                    "name": request.schema_name,
                    "strict": True,
                    "schema": request.schema,
                },
            }
        elif request.schema is not None and self._schema_prompt is not None:
            messages = _instructed(messages, self._schema_prompt(request.schema))
        if request.max_output_tokens is not None:
            payload[self._cap_name] = request.max_output_tokens
        if request.temperature is not None:
            payload["temperature"] = request.temperature
        payload["messages"] = [{"role": m.role, "content": m.content} for m in messages]
        return payload

    def _learn(self, refusal: _Refused, payload: dict[str, Any]) -> None:
        """Find out from a refusal what the server does not take."""
        if refusal.status not in (400, 422):
            return
        said = refusal.evidence
        named_cap = "max_completion_tokens" in payload and "max_completion_tokens" in said
        named_schema = "response_format" in payload and _FORMAT.search(said)
        if named_cap and _NOT_TAKEN.search(said):
            self._cap_name = "max_tokens"
        elif named_schema and not _BAD_SCHEMA.search(said):
            self._takes_schema = False

    def _reply(self, body: bytes) -> Reply:
        """The reply in a body that came with a status of success."""
        try:
            envelope = parse_json(body)
            if isinstance(envelope, dict) and envelope.get("error") and not envelope.get("choices"):
                # A gateway that said 200 before it knew better.
                raise _Refused(_status_in(envelope["error"]), {}, body)
            reply = _reply_in(envelope)
        except ReplyError as error:
            fault = error
        else:
            hide = self._hide.whole_key
            return replace(reply, text=hide(reply.text), model=hide(reply.model))
        start = body.lstrip()[:1]
        page = start == b"<"
        raise ReplyError(
            f"{self._host} answered with a web page"
            if page
            else f"{self._host} answered, but {_one_line(self._hide(str(fault.args[0])))}",
            reason="not-json" if start not in (b"{", b"") else fault.reason,
            hint="check the base URL" if page else fault.hint,
            # A faulty envelope is the server's fault: the next one may be good.
            retryable=fault.reason not in ("refused", "content-filter"),
            status=200,
        ).after(fault)

    def _translated(self, error: Exception) -> RequestError | None:
        """What a foreign exception means; None is a mistake of this package."""
        import httpx2
        import openai

        if isinstance(error, openai.APIStatusError):
            response = error.response
            return self._refused(_Refused(response.status_code, response.headers, response.content))
        if isinstance(error, _Refused):
            return self._refused(error)
        cause: BaseException = error
        while cause.__cause__ is not None and not isinstance(cause, TimeoutError):
            cause = cause.__cause__
        words = _one_line(self._hide(str(cause))) or type(cause).__name__
        # The cause decides: the SDK over aiohttp calls a lost connection a timeout, too.
        if isinstance(cause, TimeoutError | httpx2.TimeoutException | openai.APITimeoutError):
            return RequestError(
                f"{self._host} did not answer within {self._timeout:g} s",
                reason="timeout",
                hint="a larger --timeout waits for longer",
                retryable=True,
            )
        if isinstance(
            error,
            UnicodeError
            | RecursionError
            | httpx2.DecodingError
            | openai.APIResponseValidationError,
        ):
            return ReplyError(
                f"{self._host} answered, but it cannot be read: {words}", retryable=True
            )
        if isinstance(error, httpx2.LocalProtocolError | httpx2.UnsupportedProtocol):
            return RequestError(f"{self._host} cannot be asked: {words}", reason="bad-request")
        if (
            # aiohttp asserts what it believes of a connection.
            isinstance(
                error, openai.APIConnectionError | httpx2.TransportError | OSError | AssertionError
            )
            or _maker(error) in _NETWORK
        ):
            # A certificate that is not trusted now will not be trusted in a minute.
            untrusted = "CERTIFICATE_VERIFY_FAILED" in words
            # What the SDK does not wrap comes from the body: a reply was on its way, and is lost.
            kind = ReplyError if isinstance(error, httpx2.TransportError) else RequestError
            return kind(
                f"the connection to {self._host} failed: {words}",
                reason="connection",
                hint="SSL_CERT_FILE names the certificates to trust"
                if untrusted
                else "check that the server runs, and the base URL",
                retryable=not untrusted,
            )
        if _maker(error) in ("openai", "httpx2"):
            return RequestError(f"{self._host} could not be asked: {words}")
        return None

    def _refused(self, refusal: _Refused) -> RequestError:
        """What an answer with a status of failure means."""
        status, said = refusal.status, refusal.evidence
        reason, hint = _BY_STATUS.get(status) or _by_class(status)
        retryable = status >= 500 or status in _RETRYABLE
        if status in (400, 413, 422, 500) and _OVERFLOW.search(said):
            reason, hint, retryable = "context-overflow", _BY_STATUS[413][1], False
        elif status in (400, 403) and _FILTERED.search(said):
            reason, hint, retryable = "content-filter", "", False
        elif status in (403, 429) and _QUOTA.search(said):
            reason, hint = _BY_STATUS[402]
            retryable = False
        elif status == 429 and _TOO_LARGE.search(said):
            reason, hint = _BY_STATUS[413]
            retryable = False
        words = _one_line(self._hide(refusal.words)) or _phrase(status)
        kind = ReplyError if reason == "content-filter" else RequestError
        return kind(
            f"{self._host} answered {status}: “{words}”",
            reason=reason,
            hint=hint,
            retryable=retryable,
            status=status,
            retry_after=_retry_after(refusal.headers),
        )


class _Refused(Exception):
    """An answer with a status of failure.

    Attributes:
        words: what the server says, for people.
        evidence: all that it says about the error, in lower case, to be searched.
    """

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers
        try:
            said = list(_said(parse_json(body)))
        except ReplyError:
            said = [re.sub(r"<[^<>]*>", " ", body.decode("utf-8", "replace"))]
        self.words = said[0] if said else ""
        self.evidence = " ".join(said).lower()


class _Hiding(logging.Filter):
    """Takes the key out of words, and out of the records of other people's loggers."""

    def __init__(self, key: str) -> None:
        super().__init__()
        # A short key, such as `ollama`, may be a word of an article.
        self._key = key if len(key) >= MIN_KEY else ""
        patterns = [_KEYLIKE]
        if self._key:
            patterns.append(rf"{re.escape(key[:8])}[!-~]*")
        elif key:
            patterns.append(rf"(?<!\w){re.escape(key)}(?!\w)")
        self._shown = re.compile("|".join(reversed(patterns)), re.IGNORECASE)
        bare = _bare(self._key)
        self._parts = {bare[at : at + MIN_KEY] for at in range(len(bare) - MIN_KEY + 1)}

    def __call__(self, words: str) -> str:
        """Words of a server without the key, or what it shows of one."""
        shown = self._shown.sub("[key]", words)
        bare = _bare(shown) if self._parts else ""
        return "[words that hold the key]" if any(p in bare for p in self._parts) else shown

    def whole_key(self, text: str) -> str:
        """A reply without the key, also as JSON may write it; all else stays as it came."""
        if not self._key:
            return text
        if "\\u00" in text or "\\/" in text:
            plain = _ESCAPE.sub(lambda escape: chr(int(escape[1] or "2f", 16)), text)
            text = plain if self._key in plain else text
        return text.replace(self._key, "[key]")

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a record; none is dropped."""
        record.msg, record.args = self(record.getMessage()), None
        return True


def _bare(text: str) -> str:
    """The letters and digits of a text, whatever encodes them or stands between them."""
    text = unquote(re.sub(r"\\u00([0-9A-Fa-f]{2})", r"%\1", text), errors="ignore")
    return re.sub(r"<[^<>]*>|[\W_]+", "", html.unescape(text)).lower()


def _reply_in(envelope: Any) -> Reply:
    """The reply in a chat completion.

    Raises:
        ReplyError: the model refused, or there is no reply in it.
    """
    if not isinstance(envelope, dict):
        raise ReplyError("the reply is not a JSON object")
    usage = envelope.get("usage")
    input_tokens = _count(usage, "prompt_tokens")
    details = usage.get("prompt_tokens_details") if isinstance(usage, dict) else None
    empty = Reply(
        text="",
        model=str(envelope.get("model") or ""),
        input_tokens=input_tokens,
        cached_input_tokens=min(_count(details, "cached_tokens"), input_tokens),
        output_tokens=_count(usage, "completion_tokens"),
    )
    choices = envelope.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if choice is None or not isinstance(message, dict):
        raise ReplyError("the reply holds no choice", reason="empty-reply").after(empty)
    if isinstance(refusal := message.get("refusal"), str) and refusal.strip():
        raise ReplyError(f"the model refused: “{refusal}”", reason="refused").after(empty)
    finish = choice.get("finish_reason")
    if finish == "content_filter":
        held = ReplyError("its content filter held the reply back", reason="content-filter")
        raise held.after(empty)
    finish_reason: FinishReason = "length" if finish in _CUT_SHORT else "stop"
    content = message.get("content")
    if content is None and finish_reason == "length":
        content = ""  # it was all spent on reasoning
    if not isinstance(content, str) or (not content.strip() and finish_reason == "stop"):
        raise ReplyError("the reply is empty", reason="empty-reply").after(empty)
    return replace(empty, text=content, finish_reason=finish_reason)


def _status_in(error: Any) -> int:
    """The status that an error names, else that of a server's fault."""
    code = error.get("code") if isinstance(error, dict) else None
    if isinstance(code, str):
        code = _BY_CODE.get(code)
    return code if type(code) is int and 400 <= code < 600 else 500


def _count(usage: Any, name: str) -> int:
    """A number of tokens, or 0 where the server gives none that can be one."""
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if type(value) is int and 0 <= value < MAX_TOKENS else 0


def _json(payload: dict[str, Any]) -> bytes:
    """A payload as the SDK writes it, in a quarter of the time."""
    from pydantic_core import to_json

    try:
        return to_json(payload)
    except ValueError:  # half of a surrogate pair, of which json says where it is
        return compact_json(payload).encode()


def _instructed(messages: tuple[Message, ...], words: str) -> tuple[Message, ...]:
    """The messages with words added to the instructions, which stay the same for all articles."""
    first, rest = messages[0], messages[1:]
    if first.role != "system":
        return (Message(role="system", content=words), *messages)
    return (replace(first, content=f"{first.content.rstrip()}\n\n{words}"), *rest)


def _said(error: Any) -> Iterator[str]:
    """What an error says of itself, not what it repeats of the request."""
    if isinstance(error, str | int):
        yield str(error)
    elif isinstance(error, list):
        for item in error[:8]:
            yield from _said(item)
    elif isinstance(error, dict):
        for name in _SAYING:
            yield from _said(error.get(name))


def _one_line(words: str) -> str:
    """Words of a server, printable and short."""
    line = " ".join("".join(c if c.isprintable() else " " for c in words[:MAX_ERROR_BYTES]).split())
    return line if len(line) <= MAX_WORDS else line[: MAX_WORDS - 1] + "…"


def _maker(error: Exception) -> str:
    """The package that an exception comes from."""
    return type(error).__module__.partition(".")[0]


def _by_class(status: int) -> tuple[str, str]:
    """Reason and hint for a status that has none of its own."""
    if status < 400:
        return "redirect", "set the base URL to the server's present address"
    if status < 500:
        return "bad-request", "another model or server may take such a request"
    return "server-error", ""


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "no reason given"


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """How long the server asks to wait, in seconds; None where it does not, or makes no sense."""
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        seconds = milliseconds / 1000
    elif (number := _number(headers.get("retry-after"))) is not None:
        seconds = number
    elif (date := _date(headers.get("retry-after"))) is not None:
        # By the server's own clock, where it shows one.
        now = _date(headers.get("date")) or datetime.now(UTC)
        seconds = max(0.0, (date - now).total_seconds())
    else:
        return None
    return seconds if seconds <= MAX_RETRY_AFTER else None


def _number(text: str | None) -> float | None:
    return float(text) if text and re.fullmatch(r"\s*\d{1,12}(\.\d{0,12})?\s*", text) else None


def _date(text: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime((text or "")[:64])
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _host(base_url: str) -> str:
    """The host and port of an address."""
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = None, None, None
    if not parts or parts.scheme not in ("http", "https") or not host:
        raise UsageError(
            f"no web address: {_one_line(base_url)!r}",
            hint="a base URL looks like http://localhost:8080/v1",
        )
    if "@" in parts.netloc:
        raise UsageError(
            "the base URL holds a user name or a password, which would show up everywhere",
            hint="OPENAI_API_KEY is for what the server asks for",
        )
    return f"{host}:{port}" if port else host
