"""The command `briefer`. The brief goes to standard output, everything else to standard error."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import logging
import os
import signal
import sys
import tempfile
import threading
from collections import Counter
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefer import __version__
from briefer.errors import BrieferError, InputError, UsageError
from briefer.sanitizing import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefer.models import (
        Article,
        ArticleBrief,
        Brief,
        Claim,
        Failure,
        Question,
        Sentence,
    )
    from briefer.pipeline import Run
    from briefer.progress import Progress

DONE, INCOMPLETE, NOTHING_DONE, INTERRUPTED = 0, 1, 2, 130
"""The exit codes."""


def main(args: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code; without `args` it is the program, and ends with it
    where it is interrupted.
    """
    _prepare_streams()
    try:
        code = cli.main(args, prog_name="briefer", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.exceptions.NoArgsIsHelpError as help_:
        help_.show()
        return NOTHING_DONE
    except click.ClickException as error:
        _say(_wrong_usage(error))
        return NOTHING_DONE
    except (click.Abort, KeyboardInterrupt) as stop:
        _say(str(stop) or "interrupted")
        if args is None:  # what was broken off in its middle has nothing to add
            os._exit(INTERRUPTED)
        return INTERRUPTED
    except BrokenPipeError:  # who reads our output has gone
        _let_go_of_stdout()
        return INCOMPLETE
    except BrieferError as error:
        _say(str(error))
        return NOTHING_DONE
    except OSError as error:
        _say(f"{error.filename or 'output'}: {error.strerror}")
        return NOTHING_DONE
    return code if isinstance(code, int) else DONE


def _prepare_streams() -> None:
    """UTF-8 whatever the locale; and one that was closed goes nowhere, rather than to a file."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # the next file that is opened would take its descriptor
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Turn news articles into a neutral brief whose every line can be checked."""


@cli.command("brief")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "-m",
    "--model",
    metavar="MODEL",
    envvar="BRIEFER_MODEL",
    help="A model's name, or 'extractive', which needs no model.",
)
@click.option(
    "-o", "--output", metavar="FILE", help="Write the brief to FILE rather than standard output."
)
@click.option(
    "--json",
    "json_path",
    metavar="FILE",
    help="Write the brief as JSON, too; - is standard output.",
)
@click.option("--only", metavar="TASKS", help="Some of summary,claims,questions.")
@click.option(
    "--date",
    metavar="D",
    help="The day of the brief, such as 2026-03-05; today unless given.",
)
@click.option(
    "--base-url",
    metavar="URL",
    help="An OpenAI-compatible server; else OPENAI_BASE_URL, else OpenAI.",
)
@click.option(
    "--prompts", metavar="DIR", help="Templates that replace the built-in ones, one by one."
)
@click.option("--record", metavar="DIR", help="Keep every request and reply as files in DIR.")
@click.option("--replay", metavar="DIR", help="Answer from such files and ask no server.")
@click.option(
    "--cache", metavar="FILE", help="Where replies are kept, so that none is paid for twice."
)
@click.option("--no-cache", is_flag=True, help="Keep no replies.")
@click.option(
    "--concurrency",
    metavar="N",
    type=click.IntRange(1, 1024),
    default=16,
    show_default=True,
    help="Requests under way at once.",
)
@click.option(
    "--chunk-tokens",
    metavar="N",
    type=click.IntRange(1),
    default=20_000,
    show_default=True,
    help="Budget of one prompt, in tokens.",
)
@click.option(
    "--rpm",
    metavar="N",
    type=click.FloatRange(0, min_open=True),
    help="Requests per minute at most.",
)
@click.option(
    "--tpm",
    metavar="N",
    type=click.FloatRange(0, min_open=True),
    help="Tokens per minute at most, input and output.",
)
@click.option(
    "--max-cost",
    metavar="USD",
    type=click.FloatRange(0),
    help="Send nothing that could cost more in all.",
)
@click.option(
    "--max-total-tokens",
    metavar="N",
    type=click.IntRange(0),
    help="Send nothing that could use more tokens in all.",
)
@click.option(
    "--timeout",
    metavar="S",
    type=click.FloatRange(0, min_open=True),
    default=120.0,
    show_default=True,
    help="Seconds that one request may take.",
)
@click.option(
    "--drop-unsupported",
    is_flag=True,
    help="Leave out the lines that do not hold, rather than mark them.",
)
@click.option(
    "--estimate",
    is_flag=True,
    help="Show calls, tokens and price that are to be expected, and send nothing.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what failed.")
@click.option("-v", "--verbose", is_flag=True, help="Say more on standard error.")
def brief_command(paths: tuple[str, ...], **options: Any) -> int:
    """Brief articles: files, folders, globs, or - for standard input.

    \b
    Exit codes: 0 all done; 1 a brief was written and something failed;
    2 no article could be done, or wrong usage.
    """
    from briefer.inputs import reads
    from briefer.render import supported_only

    _log_to_stderr(quiet=options["quiet"], verbose=options["verbose"])
    _refuse_empty(options)
    _refuse_together(options, "quiet", "verbose")
    _refuse_together(options, "record", "replay")
    _refuse_together(options, "cache", "no_cache")
    # What a recording holds is what a server answered; what a replay answers costs nothing.
    _refuse_together(options, "record", "cache")
    _refuse_together(options, "replay", "cache")
    if options["model"] == "extractive" and (options["record"] or options["replay"]):
        raise UsageError("-m extractive asks nothing, so there is nothing to record or replay")
    for path in (options["output"], options["json_path"]):
        _refuse_unwritable(path)
        if path and path != "-" and Path(path).is_file() and reads(paths, path):
            raise UsageError(
                f"{path} is an article, and would be overwritten", hint="name another file"
            )
    output, json_path = options["output"], options["json_path"]
    if output and json_path and os.path.realpath(output) == os.path.realpath(json_path):
        raise UsageError("-o and --json name the same place")
    _refuse_together(options, "replay", "estimate")
    with _ended_by_ctrl_c(_how_to_go_on(options)):
        if options["estimate"]:
            return _estimate(_run(options), paths)
        made = asyncio.run(_brief(paths, options))
        for line in _failure_lines(made.failures):
            _say(line)
        if options["drop_unsupported"]:
            made = supported_only(made)
        return _deliver(made, options)


def _deliver(made: Brief, options: dict[str, Any]) -> int:
    """Write the brief where it was asked for, and give the exit code."""
    output, json_path = options["output"] or "-", options["json_path"]
    json_written = not json_path or _saved(json_path, made.to_json())
    if not made.articles:
        _say("no article could be done")
        return NOTHING_DONE
    written = True
    if options["output"] or json_path != "-":
        text = made.to_markdown()
        written = _saved(output, text)
        if not written and output != "-" and json_path != "-":
            _say("the brief goes to standard output instead")
            if not _saved("-", text):
                return NOTHING_DONE
    return DONE if written and json_written and not made.failures else INCOMPLETE


def _run(options: dict[str, Any], progress: Progress | None = None) -> Run:
    from briefer.pipeline import Limits, Options, Run
    from briefer.store import ReplayClient, default_cache_path

    model, replay, record = (options[name] for name in ("model", "replay", "record"))
    if model is None:
        raise UsageError(
            "no model is named",
            hint="-m MODEL (or BRIEFER_MODEL) with OPENAI_API_KEY or --base-url set;"
            " or -m extractive, which needs neither",
        )
    wanted = Options(
        model=model,
        base_url=options["base_url"],
        prompts=options["prompts"],
        concurrency=options["concurrency"],
        limits=Limits(
            chunk_tokens=options["chunk_tokens"],
            timeout=options["timeout"],
            requests_per_minute=options["rpm"],
            tokens_per_minute=options["tpm"],
            max_cost_usd=options["max_cost"],
            max_total_tokens=options["max_total_tokens"],
        ),
    )
    if options["only"]:
        named = (name.strip() for name in options["only"].split(","))
        wanted["tasks"] = tuple(name for name in named if name)
    if replay:
        wanted["client"] = ReplayClient(replay)
    elif not record and not options["no_cache"]:
        wanted["cache"] = options["cache"] or default_cache_path()
    return Run(record=record, progress=progress, **wanted)


async def _brief(paths: tuple[str, ...], options: dict[str, Any]) -> Brief:
    from briefer.inputs import read_articles
    from briefer.progress import Progress, shown

    progress = Progress()
    run = _run(options, progress)
    day = _iso_date(options["date"])
    articles: Iterable[Article | Failure] = read_articles(paths)
    if options["quiet"]:
        return await run.brief(articles, day)
    on_terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    if on_terminal:  # a bar needs to know how many there are
        articles = list(articles)
        progress.total = len(articles)
    async with shown(progress, _say, bar=on_terminal):
        return await run.brief(articles, day)


def _estimate(run: Run, paths: tuple[str, ...]) -> int:
    """Show what a run is expected to cost, a line for each article, and give the exit code."""
    from briefer.budget import ASSUMED_OUTPUT_TOKENS
    from briefer.inputs import read_articles
    from briefer.models import Failure, Usage
    from briefer.tokens import counter

    def show(usage: Usage, name: str) -> None:
        cost = "unknown" if usage.cost_usd is None else f"{usage.cost_usd:.4f}"
        numbers = f"{usage.calls:>9,} {usage.input_tokens:>13,} {usage.output_tokens:>13,}"
        click.echo(f"{numbers} {cost:>11}  {one_line(name)}")

    click.echo(f"{'calls':>9} {'input tokens':>13} {'output tokens':>13} {'US dollars':>11}")
    total = Usage()
    readable = failed = 0
    for item, usage in run.estimate(read_articles(paths)):
        if isinstance(item, Failure):
            _say(_failure_line(item))
            failed += 1
            continue
        readable += 1
        show(usage, item.origin)
        total += usage
    show(total, "in all")
    if total.calls:
        click.echo(
            f"Tokens by {counter().name}. A reply is assumed to be as long as its prompt,"
            f" and at least {ASSUMED_OUTPUT_TOKENS:,} tokens; most are shorter."
        )
    if not readable:
        _say("no article could be done")
        return NOTHING_DONE
    return INCOMPLETE if failed else DONE


@cli.command("check", short_help="Check a brief without a model, whoever made it.")
@click.argument("brief_json", metavar="BRIEF.json")
@click.option(
    "--json",
    "json_path",
    metavar="FILE",
    help="Write the brief, checked anew, to FILE; - is standard output.",
)
@click.option(
    "--articles",
    metavar="PATH",
    multiple=True,
    help="The original articles, to compare the texts with.",
)
def check_command(brief_json: str, json_path: str | None, articles: tuple[str, ...]) -> int:
    """Check a brief against its articles' texts, without a model, whoever made it.

    \b
    Exit codes: 0 every quote is evidence and every line holds;
    1 something does not hold, a line for each; 2 the brief cannot be read.
    """
    from briefer.checks import check
    from briefer.models import counted

    _refuse_empty({"json": json_path})
    _refuse_unwritable(json_path)
    checked = check(_read_brief(brief_json))
    if not checked.articles:
        raise InputError(f"{brief_json}: it holds no article to check")
    written = not json_path or _saved(json_path, checked.to_json())
    named = list(_named(checked.articles))
    findings = [line for name, article in named for line in _findings(name, article)]
    findings += _not_original(named, articles)
    out = sys.stderr if json_path == "-" else sys.stdout
    for line in findings:
        click.echo(one_line(line), file=out)
    if not findings:
        claims = sum(len(article.claims) for article in checked.articles)
        sentences = sum(len(article.summary) for article in checked.articles)
        click.echo(
            f"all holds: {counted(claims, 'quote')} located,"
            f" {counted(sentences, 'summary sentence')} checked",
            file=out,
        )
    return DONE if written and not findings else INCOMPLETE


@cli.command("chunk", short_help="Show how an article is cut.")
@click.argument("path", metavar="PATH")
@click.option(
    "--max-tokens",
    metavar="N",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="Tokens of a chunk at most.",
)
@click.option(
    "--overlap",
    metavar="N",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Tokens of a chunk that the next one repeats.",
)
@click.option(
    "--encoding",
    metavar="NAME",
    default="o200k_base",
    show_default=True,
    help="What counts the tokens.",
)
def chunk_command(path: str, max_tokens: int, overlap: int, encoding: str) -> int:
    """Show how an article is cut: offsets, tokens and the first words of each chunk."""
    from briefer.chunking import chunk
    from briefer.inputs import read_articles
    from briefer.models import Failure, counted
    from briefer.tokens import counter

    code = DONE
    for article in read_articles([path]):
        if isinstance(article, Failure):
            _say(_failure_line(article))
            code = NOTHING_DONE
            continue
        chunks = chunk(article, max_tokens, overlap, encoding=encoding)
        click.echo(
            f"{one_line(article.origin)}: {counted(len(chunks), 'chunk')},"
            f" tokens by {counter(encoding).name}"
        )
        for number, piece in enumerate(chunks, start=1):
            words = one_line(piece.text, 60)
            click.echo(
                f"{number:>4}  {piece.start:>8}–{piece.end:<8}  {piece.tokens:>6} tokens  {words}"
            )
    return code


@cli.command("prompts")
@click.argument("name", required=False)
@click.option("--copy", "folder", metavar="DIR", help="Copy the templates to DIR, to edit them.")
def prompts_command(name: str | None, folder: str | None) -> int:
    """List the prompt templates, show one, or copy them."""
    from briefer.models import counted
    from briefer.templates import SUFFIX, VARIABLES, Prompts

    _refuse_empty({"copy": folder})
    prompts = Prompts()
    if name is not None:
        name = name.removesuffix(SUFFIX)
        if name not in prompts.sources:
            raise UsageError(
                f"no prompt is called {name}", hint=f"there are {', '.join(VARIABLES)}"
            )
    names = [name] if name else list(prompts.sources)
    if folder is not None:
        target = Path(folder)
        if target.exists() and not target.is_dir():
            raise UsageError(f"{folder} is not a folder", hint="name another")
        target.mkdir(parents=True, exist_ok=True)
        for each in names:
            file = target / (each + SUFFIX)
            if file.exists():
                raise UsageError(
                    f"{file} is there already", hint="remove it, or name another folder"
                )
        for each in names:
            (target / (each + SUFFIX)).write_text(prompts.sources[each], encoding="utf-8")
        _say(
            f"copied {counted(len(names), 'template')} to {folder};"
            f" use them with --prompts {folder}"
        )
    elif name is not None:
        click.echo(prompts.sources[name], nl=False)
    else:
        for each, digest in prompts.fingerprints().items():
            given = ", ".join(sorted(VARIABLES[each]))
            click.echo(f"{each:<14} {digest[:12]}  given {given}")
    return DONE


@cli.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of a brief."""
    from briefer.models import json_schema

    click.echo(json.dumps(json_schema(), indent=2))


def _read_brief(path: str) -> Brief:
    from briefer.models import Brief

    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file", hint="check the path") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        return Brief.from_json(content.removeprefix(b"\xef\xbb\xbf"))
    except InputError as error:
        raise InputError(f"{path}: {error.message}", hint=error.hint) from None


def _named(articles: Sequence[ArticleBrief]) -> Iterator[tuple[str, ArticleBrief]]:
    """Each with a name that tells it from the others."""
    titles = Counter(article.title for article in articles)
    for number, article in enumerate(articles):
        title = article.title if titles[article.title] == 1 else ""
        yield title or article.origin or f"articles[{number}]", article


def _findings(name: str, article: ArticleBrief) -> Iterator[str]:
    """A line for each thing in `article` that does not hold."""
    if article.text_sha256 != hashlib.sha256(article.text.encode()).hexdigest():
        yield f"{name}: the text is not the one that its sha256 was taken of"
    lines: tuple[Sentence | Claim | Question, ...] = (
        *article.summary,
        *article.claims,
        *article.questions,
    )
    for line in lines:
        for issue in line.issues:
            if issue.kind == "support":
                yield f"{name}: {line.id}: {issue.type}: {issue.detail}"


def _not_original(
    named: Iterable[tuple[str, ArticleBrief]], paths: tuple[str, ...]
) -> Iterator[str]:
    """A line for each article of a brief whose text is not that of an original under `paths`."""
    from briefer.inputs import read_articles
    from briefer.models import Failure

    if not paths:
        return
    originals: dict[str, str] = {}  # the digest of each text, by where it was read
    for item in read_articles(paths):
        if isinstance(item, Failure):
            yield _failure_line(item)
        else:
            originals[item.origin] = item.text_sha256
    digests = set(originals.values())
    by_name = {Path(origin).name: origin for origin in originals}
    for name, article in named:
        if hashlib.sha256(article.text.encode()).hexdigest() in digests:
            continue
        origin = (
            article.origin
            if article.origin in originals
            else by_name.get(Path(article.origin).name)
        )
        if origin:
            yield f"{name}: the text is not that of {origin}"
        else:
            yield f"{name}: no original of this text is in {', '.join(paths)}"


def _refuse_empty(options: dict[str, Any]) -> None:
    """An empty value is an unset variable of a script, and never means what leaving it out does."""
    for name, value in options.items():
        if value == "":
            raise UsageError(f"--{name.replace('_path', '').replace('_', '-')} is empty")


def _refuse_together(options: dict[str, Any], *names: str) -> None:
    if all(options[name] for name in names):
        both = " and ".join(f"--{name.replace('_', '-')}" for name in names)
        raise UsageError(f"{both} exclude each other")


def _failure_lines(failures: Iterable[Failure]) -> Iterator[str]:
    """A line for each failure, and one for many of the same cause."""
    alike: dict[tuple[str, str], list[Failure]] = {}
    for failure in failures:
        # How much a call would have needed matters little where none of them was sent.
        detail = "" if failure.reason == "budget" else failure.detail
        alike.setdefault((failure.reason, detail), []).append(failure)
    for group in alike.values():
        # What could not be read has no id yet: each such file has to be mended by itself.
        limit = 3 if all(failure.article for failure in group) else len(group)
        shown = ", ".join(_place(failure) for failure in group[:limit])
        more = f" and {len(group) - limit:,} more" if len(group) > limit else ""
        yield f"{shown}{more}: {group[0].reason}: {group[0].detail}"


def _failure_line(failure: Failure) -> str:
    return f"{_place(failure)}: {failure.reason}: {failure.detail}"


def _place(failure: Failure) -> str:
    part = f" [{failure.span.start}–{failure.span.end}]" if failure.span else ""
    return f"{failure.origin or failure.article or 'article'}{part}"


def _iso_date(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"--date {text} is no date", hint="write it as 2026-03-05") from None


def _how_to_go_on(options: dict[str, Any]) -> str:
    """What an interrupted run says."""
    if options["record"]:
        return f"interrupted; the replies so far are in {options['record']}"
    if options["no_cache"] or options["replay"] or options["model"] == "extractive":
        return "interrupted; no brief was written"
    return "interrupted; the replies so far are kept, and the same command goes on from there"


@contextmanager
def _ended_by_ctrl_c(words: str) -> Iterator[None]:
    """Within it, Ctrl-C ends the command within a second, whatever is under way.

    What is being computed is stopped, requests are cancelled and files closed. Should that take
    too long, the process ends all the same: replies were kept as they arrived, and a brief is
    written whole or not at all.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave() -> None:
        shown_again = "\x1b[?25h" if sys.stderr.isatty() else ""  # a bar hides the cursor
        os.write(2, f"{shown_again}briefer: {words}\n".encode())
        os._exit(INTERRUPTED)

    timer = threading.Timer(_LAST_WORDS, leave)
    timer.daemon = True

    def interrupt(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # once is enough
        timer.start()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        raise click.Abort(words) from None
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, before)


_LAST_WORDS = 0.6
"""Seconds that an interrupted run gets to close what is open."""


def _refuse_unwritable(path: str | None) -> None:
    """Say before anything is paid for that the result could not be written."""
    if path is None or path == "-":
        return
    folder = Path(path).resolve().parent
    if Path(path).is_dir():
        raise UsageError(f"{path} is a folder", hint="name a file")
    if not folder.is_dir():
        raise UsageError(f"{path}: there is no folder {folder}", hint="make it first")
    if not os.access(folder, os.W_OK):
        raise UsageError(f"{path}: the folder {folder} cannot be written to")


def _saved(path: str, text: str) -> bool:
    """Write, and say so where that cannot be done; whether it was."""
    try:
        _write(path, text)
    except BrokenPipeError:
        raise
    except OSError as error:
        where = "standard output" if path == "-" else path
        _say(f"{where}: cannot be written: {error.strerror or error}")
        if path == "-":
            _let_go_of_stdout()
        return False
    return True


def _let_go_of_stdout() -> None:
    """Python would complain once more when it closes what cannot be written to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(path: str, text: str) -> None:
    """Write to standard output (`-`), or to a file: the old content or the new, never half."""
    if path == "-":
        click.echo(text, nl=False)
        return
    target = Path(path)
    if target.exists() and not target.is_file():  # a device or a pipe cannot be replaced
        target.write_text(text, encoding="utf-8")
        return
    target = target.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes a private file; a brief gets the mode that any new file of the user gets.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~mask)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _log_to_stderr(*, quiet: bool, verbose: bool) -> None:
    handler = _ToStderr()
    handler.setFormatter(logging.Formatter("briefer: %(message)s"))
    log = logging.getLogger("briefer")
    log.handlers[:] = [handler]
    log.setLevel(logging.ERROR if quiet else logging.DEBUG if verbose else logging.WARNING)


class _ToStderr(logging.Handler):
    """Writes to what standard error is now: while a bar is drawn, that is something else."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        click.echo(self.format(record), err=True)


def _wrong_usage(error: click.ClickException) -> str:
    """What click found wrong, in one line as all our errors are."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    message = error.format_message().removesuffix(".")
    command = context.command_path if context else "briefer"
    return f"{message[:1].lower()}{message[1:]} ({command} --help lists what there is)"


def _say(text: str) -> None:
    click.echo(f"briefer: {one_line(text)}", err=True)
