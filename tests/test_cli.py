"""The command: what it prints where, what it writes, and how it ends."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import briefer
from briefer import cli, pipeline
from briefer.models import Brief
from briefer.testing import FakeClient, RecordingClient

from .articles import ARTICLE, TEXT, answer
from .faults import failure, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command; gives its exit code, standard output and standard error."""

    def run_(*args: object) -> tuple[int, str, str]:
        code = cli.main([str(arg) for arg in args])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "dam.txt"
    path.write_text(TEXT)
    return path


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Recorded replies to the article, as the command asks for them."""
    folder = tmp_path / "recorded"
    made = next(iter(briefer.read_articles([tmp_path / "dam.txt"])))
    briefer.brief([made], model="m", client=RecordingClient(FakeClient(answer), folder))
    return folder


def test_a_brief_goes_to_standard_output_and_nothing_else_does(run: Any, article: Path) -> None:
    code, out, err = run("brief", article, "-m", "extractive", "--date", "2026-03-05")
    assert code == 0
    assert out.startswith("# Brief · 5 March 2026\n")
    assert "Tomas Vey" in out
    assert err == ""


def test_a_brief_goes_to_files_whole(run: Any, article: Path, tmp_path: Path) -> None:
    markdown, data = tmp_path / "brief.md", tmp_path / "brief.json"
    code, out, err = run("brief", article, "-m", "extractive", "-o", markdown, "--json", data)
    assert (code, out, err) == (0, "", "")
    brief = Brief.from_json(data.read_text())
    assert brief.to_markdown() == markdown.read_text()
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(markdown.stat().st_mode) == 0o666 & ~umask
    assert not list(tmp_path.glob(".brief*")), "no temporary file is left"


def test_a_replayed_brief_needs_no_network(run: Any, article: Path, recording: Path) -> None:
    code, out, err = run("brief", article, "-m", "m", "--replay", recording)
    assert (code, err) == (0, "")
    assert "water could be released if rain continues" in out


def test_a_replay_that_misses_names_what_is_nearest(
    run: Any, article: Path, recording: Path
) -> None:
    article.write_text(TEXT.replace("40 fields", "41 fields"))
    code, out, err = run("brief", article, "-m", "m", "--replay", recording)
    assert (code, out) == (2, "")
    assert "replay-miss" in err
    assert ".json" in err
    assert "Traceback" not in err


def test_an_article_is_not_overwritten_by_its_brief(run: Any, article: Path) -> None:
    code, _, err = run("brief", article, "-m", "extractive", "-o", article)
    assert code == 2
    assert "would be overwritten" in err
    assert article.read_text() == TEXT


@pytest.mark.parametrize("option", ["-o", "--json"])
@pytest.mark.parametrize("path", [".", "*.txt", "dam.txt"])
def test_an_article_is_not_overwritten_under_another_name(
    run: Any,
    article: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    option: str,
) -> None:
    """Nor where it was found in a folder: the brief of yesterday is an article there, too."""
    monkeypatch.chdir(article.parent)
    code, _, err = run("brief", path, "-m", "extractive", option, article)
    assert code == 2
    assert "would be overwritten" in err
    assert article.read_text() == TEXT
    assert run("brief", path, "-m", "extractive", option, "new.md")[0] == 0


def test_lines_that_do_not_hold_can_be_left_out(run: Any, article: Path, tmp_path: Path) -> None:
    def invents(request: briefer.Request) -> str:
        return answer(request).replace("could be released", "will be released")

    made = next(iter(briefer.read_articles([article])))
    folder = tmp_path / "invented"
    briefer.brief([made], model="m", client=RecordingClient(FakeClient(invents), folder))
    _, marked, _ = run("brief", article, "-m", "m", "--replay", folder)
    code, out, _ = run("brief", article, "-m", "m", "--replay", folder, "--drop-unsupported")
    assert code == 0
    assert "will be released" in marked
    assert "will be released" not in out
    assert "left out" in out


def test_failures_are_named_and_the_rest_is_done(run: Any, article: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "latin.txt").write_bytes("Müller sagte".encode("latin-1"))
    code, out, err = run("brief", tmp_path, tmp_path / "gone.txt", "-m", "extractive")
    assert code == 1
    assert "Tomas Vey" in out
    lines = err.splitlines()
    assert len(lines) == 3
    for name, reason in (("empty", "empty"), ("latin", "encoding"), ("gone", "not-found")):
        assert any(f"{name}.txt: {reason}: " in line for line in lines)
        assert f"{name}.txt" in out, "failures stand in the brief, too"


def test_when_nothing_could_be_done_the_failures_are_still_written(
    run: Any, tmp_path: Path
) -> None:
    data = tmp_path / "brief.json"
    code, out, err = run("brief", tmp_path / "gone.txt", "-m", "extractive", "--json", data)
    assert (code, out) == (2, "")
    assert "gone.txt" in err
    assert Brief.from_json(data.read_text()).failures[0].reason == "not-found"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([], ["no model is named", "OPENAI_API_KEY", "-m extractive"]),
        (["-m", "gpt-5-mini"], ["OPENAI_API_KEY", "-m extractive"]),
        (["-m", "extractive", "--only", "claims,poem"], ["no such task: poem"]),
        (["-m", "extractive", "--date", "yesterday"], ["yesterday is no date"]),
        (["-m", "extractive", "-o", "/proc/none/b.md"], ["no folder"]),
        (["-m", "extractive", "-o", "."], ["is a folder"]),
        (["-m", "m", "--replay", "/proc/none"], ["no recording"]),
        (["-m", "extractive", "--record", "x"], ["nothing to record"]),
        (["-m", "m", "--base-url", "http://127.0.0.1:9/v1", "--rpm", "0"], ["--rpm"]),
        (["-m", "m", "--replay", ""], ["--replay is empty"]),
        (["-m", "extractive", "--date", ""], ["--date is empty"]),
        (["-m", "extractive", "--json", ""], ["--json is empty"]),
        (["-m", "extractive", "-o", "b.md", "--json", "b.md"], ["the same place"]),
        (["-m", "extractive", "-o", "b.md", "--json", "./b.md"], ["the same place"]),
        (["-m", "m", "--base-url", "http://127.0.0.1:9/v1", "--timeout", "nan"], ["timeout"]),
        (["-m", "m", "--base-url", "http://127.0.0.1:9/v1", "--timeout", "inf"], ["timeout"]),
        (["-m", "m", "--replay", "x", "--record", "y"], ["--record and --replay exclude"]),
        (["-m", "m", "--no-cache", "--cache", "y"], ["exclude each other"]),
        (["-m", "extractive", "-q", "-v"], ["--quiet and --verbose exclude"]),
        (
            ["-m", "m", "--base-url", "http://127.0.0.1:9/v1", "--prompts", "/proc/none"],
            ["no such folder"],
        ),
        (["-m", "extractive", "--concurrency", "0"], ["concurrency"]),
        (["--nonsense"], ["no such option '--nonsense'", "briefer brief --help"]),
        (["-m"], ["requires an argument", "briefer --help"]),
        (["-m", "m", "--concurrency", "x"], ["'--concurrency'", "'x'", "briefer brief --help"]),
    ],
    ids=range(24),
)
def test_wrong_usage_is_one_line_that_names_the_way_out(
    run: Any, article: Path, args: list[str], words: list[str]
) -> None:
    code, out, err = run("brief", article, *args)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    for word in words:
        assert word in err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["breif"], ["no such command 'breif'", "Did you mean 'brief'?"]),
        (["brief"], ["missing argument 'PATH...'", "briefer brief --help"]),
        (["schema", "x\ny"], ["unexpected extra argument (x y)", "briefer schema --help"]),
    ],
    ids=range(3),
)
def test_a_command_line_that_is_wrong_is_one_line(
    run: Any, args: list[str], words: list[str]
) -> None:
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    for word in words:
        assert word in err


def test_tasks_are_named_in_any_order_and_a_comma_too_many_is_no_task(
    run: Any, article: Path
) -> None:
    code, out, err = run("brief", article, "-m", "extractive", "--only", "questions, claims,")
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if line.startswith("**")] == [
        "**Claims**",
        "**Open questions**",
    ]
    code, _, err = run("brief", article, "-m", "extractive", "--only", ",")
    assert code == 2
    assert "no task is named (there are summary, claims, questions)" in err


def test_an_estimate_ends_as_the_brief_would_where_articles_cannot_be_read(
    run: Any, article: Path
) -> None:
    estimate = ("-m", "extractive", "--estimate")
    assert run("brief", article, *estimate)[0] == 0
    code, out, err = run("brief", article, article.with_name("gone.txt"), *estimate)
    assert (code, "in all" in out) == (1, True)
    assert "gone.txt: not-found: " in err
    code, _, err = run("brief", article.with_name("gone.txt"), *estimate)
    assert code == 2
    assert err.endswith("no article could be done\n")


@pytest.mark.parametrize(
    "args",
    [("brief", "-m", "extractive"), ("chunk",), ("brief", "-m", "extractive", "--estimate")],
    ids=["brief", "chunk", "estimate"],
)
def test_a_name_with_a_line_break_is_shown_on_one_line(
    run: Any, tmp_path: Path, args: tuple[str, ...]
) -> None:
    """Nor does a name reach the terminal with what would move its cursor."""
    (tmp_path / "a\nb\x1b[2Jc.txt").write_text("")
    (tmp_path / "d\ne\x1b[2Jf.txt").write_text(TEXT)
    _, out, err = run(*args, tmp_path)
    assert "\x1b" not in out + err
    assert f"briefer: {tmp_path}/a b[2Jc.txt: empty: there is no text in it\n" in err
    assert len(err.splitlines()) == 1
    if args[0] == "chunk" or "--estimate" in args:
        assert f"{tmp_path}/d e[2Jf.txt" in out


def test_every_file_that_could_not_be_read_is_named(
    run: Any, article: Path, tmp_path: Path
) -> None:
    """Somebody has to mend each of them, and each is another one."""
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text("")
    code, _, err = run("brief", tmp_path, "-m", "extractive", "-q")
    assert code == 1
    (line,) = err.splitlines()
    assert line.endswith(": empty: there is no text in it")
    assert all(f"{number}.txt" in line for number in range(6))


def test_many_failures_of_one_cause_are_one_line(run: Any, tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(TEXT)
    code, _, err = run("brief", tmp_path, "-m", "m", "--base-url", "http://127.0.0.1:9/v1")
    assert code == 2
    first, last = err.splitlines()
    assert "0.txt" in first
    assert "and 3 more: offline: " in first
    assert "no article" in last


@pytest.mark.usefixtures("online")
def test_what_stopped_all_articles_is_said_once(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}.txt").write_text(f"{TEXT}{number}")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong")
    with serving(otherwise=failure(401, "no such key")) as server:
        code, _, err = run("brief", tmp_path, "-m", "m", "--base-url", server.url)
        assert len(server.seen) <= 16
    assert code == 2
    said, end = err.splitlines()
    assert f"{tmp_path / '02.txt'} and 27 more: authentication: " in said
    assert "“no such key” (check OPENAI_API_KEY)" in said
    assert end == "briefer: no article could be done"


@pytest.mark.usefixtures("online")
def test_a_limit_that_is_reached_is_said_once(run: Any, tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.txt").write_text(TEXT * (number + 1))
    server = ("-m", "m", "--base-url", "http://127.0.0.1:9/v1")
    code, _, err = run("brief", tmp_path, *server, "--max-total-tokens", 10)
    assert code == 2
    assert len(err.splitlines()) == 2
    assert "2.txt and 6 more: budget: over the limit of 10 tokens" in err


@pytest.mark.usefixtures("online")
def test_a_server_that_is_not_there_is_a_failure_with_a_reason(
    run: Any, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = pipeline.Limits
    monkeypatch.setattr(pipeline, "Limits", lambda **values: limits(**values, attempts=1))
    code, _, err = run("brief", article, "-m", "m", "--base-url", "http://127.0.0.1:9/v1")
    assert code == 2
    assert "dam.txt: connection: " in err
    assert "Traceback" not in err


def test_standard_input_is_an_article(
    run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "briefer", "brief", "-", "-m", "extractive"],
        input=TEXT.encode(),
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "Tomas Vey" in result.stdout.decode()


def test_the_output_is_utf8_whatever_the_locale(article: Path) -> None:
    article.write_text("“We don’t know,” Zoë Čapek said on Monday. “It’s 5 °C.”", encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "briefer", "brief", str(article), "-m", "extractive"],
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "Zoë Čapek" in result.stdout.decode()


def test_a_reader_that_goes_away_is_no_error(article: Path) -> None:
    result = subprocess.run(
        f"{sys.executable} -m briefer schema | head -c 1",
        shell=True,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in result.stderr
    assert b"BrokenPipe" not in result.stderr


def test_a_closed_standard_error_costs_no_brief(article: Path) -> None:
    """As under a supervisor that closes what it does not want."""
    result = subprocess.run(
        f"{sys.executable} -m briefer brief {article} -m extractive 2>&-",
        shell=True,
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0
    assert "Tomas Vey" in result.stdout.decode()


@pytest.fixture
def made(article: Path, recording: Path, tmp_path: Path, run: Any) -> Path:
    path = tmp_path / "made.json"
    code, *_ = run(
        "brief", article, "-m", "m", "--replay", recording, "--json", path, "-o", os.devnull
    )
    assert code == 0
    return path


def test_a_brief_that_holds_is_said_to_hold(run: Any, made: Path, article: Path) -> None:
    code, out, err = run("check", made, "--articles", article)
    assert (code, err) == (0, "")
    assert "3 quotes located" in out


def test_a_brief_that_does_not_hold_is_shown_line_by_line(
    run: Any, made: Path, tmp_path: Path
) -> None:
    brief = Brief.from_json(made.read_text())
    (article,) = brief.articles
    claims = (
        replace(article.claims[1], quote="We have seen any crack in the wall"),
        replace(article.claims[2], quote="The dam was built by giants"),
    )
    made.write_text(
        replace(brief, articles=(replace(article, claims=(article.claims[0], *claims)),)).to_json()
    )
    again = tmp_path / "again.json"
    code, out, _ = run("check", made, "--json", again)
    assert code == 1
    assert "c2: quote-altered: " in out
    assert "have not seen" in out
    assert "c3: quote-absent: " in out
    checked = Brief.from_json(again.read_text()).articles[0]
    assert [claim.match for claim in checked.claims] == ["exact", "altered", "absent"]
    assert checked.summary[0].status == "unsupported"


def test_a_text_that_is_not_the_originals_is_reported(
    run: Any, made: Path, article: Path, tmp_path: Path
) -> None:
    article.write_text(TEXT.replace("not seen", "seen"))
    code, out, _ = run("check", made, "--articles", article)
    assert code == 1
    assert "the text is not that of" in out
    other = tmp_path / "other.txt"
    other.write_text("Something else.")
    assert "no original" in run("check", made, "--articles", other)[1]


def test_a_text_that_was_changed_after_its_digest_is_reported(run: Any, made: Path) -> None:
    brief = json.loads(made.read_text())
    brief["articles"][0]["text"] += "More."
    made.write_text(json.dumps(brief))
    code, out, _ = run("check", made)
    assert code == 1
    assert "sha256" in out


def test_a_brief_by_another_program_is_checked(run: Any, tmp_path: Path) -> None:
    foreign = {
        "articles": [
            {"text": TEXT, "claims": [{"text": "The dam is safe", "quote": "dam is safe"}]}
        ]
    }
    path = tmp_path / "foreign.json"
    path.write_text(json.dumps(foreign))
    again = tmp_path / "again.json"
    run("check", path, "--json", again)
    assert Brief.from_json(again.read_text()).articles[0].claims[0].match == "exact"


def test_findings_say_in_one_line_which_article_they_are_of(run: Any, tmp_path: Path) -> None:
    """The id that we give such an article stands nowhere in the file that was checked."""
    claim = {"text": "The dam is new", "quote": "dam is new"}
    dam = {"text": TEXT, "claims": [claim]}
    articles: list[dict[str, Any]] = [
        {"text": "Other words."},
        dam,
        dam | {"title": "Dam\nholds"},
        dam | {"title": "Rain", "origin": "a.txt"},
        dam | {"title": "Rain", "origin": "b.txt"},
    ]
    path = tmp_path / "foreign.json"
    path.write_text(json.dumps({"articles": articles}))
    code, out, _ = run("check", path, "--articles", path)
    assert code == 1
    assert "articles[1]: c1: quote-altered: " in out
    assert "articles[0]: no original of this text is in " in out
    assert "\nDam holds: c1: quote-altered: " in out
    assert "\nb.txt: c1: quote-altered: " in out, "a title that two have names neither"


@pytest.mark.parametrize("content", [None, b"", b"{", b"\xff", b'{"articles": [{}]}', b"{}"])
def test_what_is_no_brief_is_unreadable(run: Any, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "b.json"
    if content is not None:
        path.write_bytes(content)
    code, out, err = run("check", path)
    assert (code, out) == (2, "")
    assert str(path) in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("target", "words"),
    [("", "--json is empty"), ("/proc/none/b.json", "no folder"), (".", "is a folder")],
)
def test_a_checked_brief_that_could_not_be_written_is_refused(
    run: Any, made: Path, target: str, words: str
) -> None:
    code, out, err = run("check", made, "--json", target)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert words in err


def test_a_full_disk_does_not_cost_the_findings_of_a_check(run: Any, made: Path) -> None:
    code, out, err = run("check", made, "--json", "/dev/full")
    assert code == 1
    assert "all holds" in out
    assert "/dev/full: cannot be written: " in err


def test_what_is_wrong_with_a_brief_is_said_once_and_with_the_way_out(
    run: Any, tmp_path: Path
) -> None:
    path = tmp_path / "b.json"
    assert run("check", path)[2] == f"briefer: {path}: there is no such file (check the path)\n"
    path.write_text("{")
    err = run("check", path)[2]
    assert f"{path}: not a brief: Invalid JSON: EOF" in err
    assert "(briefer schema shows" in err


def test_chunks_are_shown_with_their_places(run: Any, article: Path) -> None:
    code, out, _ = run("chunk", article, "--max-tokens", 40)
    assert code == 0
    head, *rows = out.splitlines()
    assert f"{len(rows)} chunks" in head
    ends = [int(row.split()[1].split("–")[1]) for row in rows]
    starts = [int(row.split()[1].split("–")[0]) for row in rows]
    assert starts == [0, *ends[:-1]]
    assert ends[-1] == len(TEXT)


def test_prompts_are_listed_shown_and_copied_to_be_edited(run: Any, tmp_path: Path) -> None:
    code, out, _ = run("prompts")
    assert code == 0
    assert {line.split()[0] for line in out.splitlines()} >= {"system", "claims", "article"}
    assert run("prompts", "claims")[1].startswith("# `claims`")
    folder = tmp_path / "mine"
    assert run("prompts", "--copy", folder)[0] == 0
    assert (folder / "claims.md.j2").is_file()
    assert run("prompts", "--copy", folder)[0] == 2, "what somebody edited is not overwritten"
    assert run("prompts", "nothing")[0] == 2


def test_prompts_are_copied_to_a_folder_that_is_named(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run("prompts", "--copy", "")
    assert (code, err) == (2, "briefer: --copy is empty\n")
    assert not list(tmp_path.iterdir())
    (tmp_path / "note.txt").write_text("mine")
    code, _, err = run("prompts", "--copy", "note.txt")
    assert code == 2
    assert "note.txt is not a folder" in err


def test_the_schema_is_json(run: Any) -> None:
    code, out, _ = run("schema")
    assert code == 0
    assert "articles" in json.loads(out)["properties"]


def test_the_version_and_the_help(run: Any) -> None:
    assert run("--version")[1] == f"briefer {briefer.__version__}\n"
    code, out, _ = run("brief", "--help")
    assert code == 0
    assert "...\n" not in run("--help")[1].split("Commands:")[1], "said to its end"
    for option in (
        "-m, --model MODEL",
        "--only",
        "--record",
        "--replay",
        "--max-cost",
        "--prompts",
        "--base-url",
    ):
        assert option in out


def test_the_article_of_these_tests_is_the_one_on_disk(article: Path) -> None:
    made = next(iter(briefer.read_articles([article])))
    assert isinstance(made, briefer.Article)
    assert made.text == ARTICLE.text


def test_the_program_that_is_interrupted_says_one_line_and_no_more() -> None:
    """Python would tell of each task that was broken off."""
    code = """
import atexit, sys
from briefer import cli

def interrupted(*_, **__):
    raise KeyboardInterrupt

cli.cli.main = interrupted
atexit.register(print, "late", file=sys.stderr)
sys.exit(cli.main())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (cli.INTERRUPTED, "")
    assert done.stderr == "briefer: interrupted\n"
