import io
import json
import os
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer import inputs
from briefer.inputs import read_articles
from briefer.models import Article, Brief, Failure

from .conftest import SHARED


def one(path: Path) -> Article:
    (article,) = read_articles(path)
    assert isinstance(article, Article), article
    return article


def refused(path: Path | str) -> Failure:
    (failure,) = read_articles(path)
    assert isinstance(failure, Failure), failure
    Brief(failures=(failure,)).to_json()
    assert len(failure.detail.splitlines()) == 1
    return failure


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# Text files


@pytest.mark.parametrize(
    "text",
    [
        "The ferry sank.\r\nNobody was hurt.\r\n",
        "old\rline\rends",
        "  leading and trailing  \n\n",
        "emoji 👩‍🚒, e\u0301 and zero\u200bwidth\u2028separator",
        "---\nThis rule is no front matter.\n---\nMore.\n",
        "---\n",
        "--- not a rule\ntitle: x\n---\n",
        "{{ 7*7 }} <|endoftext|> {% raw %}",
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_text_is_kept_as_it_came_without_byte_order_mark(
    tmp_path: Path, text: str, suffix: str, mark: bytes
) -> None:
    article = one(write(tmp_path / f"a{suffix}", mark + text.encode()))
    assert article.text == text
    assert article.origin == (tmp_path / f"a{suffix}").as_posix()


def test_front_matter_of_a_txt_file_is_text(tmp_path: Path) -> None:
    assert one(write(tmp_path / "a.txt", "---\ntitle: X\n---\nBody.")).text.startswith("---")


FRONT = "---\ntitle: 'Ferry: what we know'\nsource: Harbour Post\nurl: https://example.org/1\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_front_matter_gives_the_properties_and_leaves_the_text(
    tmp_path: Path, end: str, mark: str
) -> None:
    content = mark + FRONT + "published: 2026-03-04\nauthor: [A, B]\n---\n\nBody one.\nBody two.\n"
    article = one(write(tmp_path / "a.md", content.replace("\n", end)))
    assert article.title == "Ferry: what we know"
    assert article.source == "Harbour Post"
    assert article.url == "https://example.org/1"
    assert article.published == "2026-03-04"
    assert article.text == "\nBody one.\nBody two.\n".replace("\n", end)


@pytest.mark.parametrize("value", ["2026-03-04", "on", "1e3", "0x1F", "12:30:00", "=", "!x"])
def test_scalars_stay_as_they_are_written(tmp_path: Path, value: str) -> None:
    content = f"---\ntitle: t\npublished: {value}\n---\nBody."
    expected = value if value != "!x" else None
    assert one(write(tmp_path / "a.md", content)).published == expected


@pytest.mark.parametrize("value", ["", "~", "null", "''"])
def test_an_empty_property_is_none(tmp_path: Path, value: str) -> None:
    assert one(write(tmp_path / "a.md", f"---\nsource: {value}\n---\nBody.")).source is None


def test_a_quoted_null_is_a_name(tmp_path: Path) -> None:
    assert one(write(tmp_path / "a.md", "---\nsource: 'null'\n---\nBody.")).source == "null"


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("title: Mayor: we will not", "line 2 of the front matter is not YAML"),
        ("title: [a, b", "not YAML"),
        ("title: [a, b]", "title in the front matter must be one value"),
        ("title: a\ntitle: b", "title is there twice"),
        ("title: *missing", "undefined alias"),
        ("title: " + "[" * 5000, "nests too deeply"),
        ("title: \x07", "a character that YAML forbids"),
        ("title: \t`", "not YAML"),
    ],
)
def test_malformed_front_matter_is_a_failure_that_says_where(
    tmp_path: Path, front: str, words: str
) -> None:
    failure = refused(write(tmp_path / "a.md", f"---\n{front}\n---\nBody."))
    assert failure.reason == "malformed"
    assert words in failure.detail


def test_front_matter_without_an_end_is_malformed(tmp_path: Path) -> None:
    failure = refused(write(tmp_path / "a.md", "---\ntitle: X\n\nBody."))
    assert failure.reason == "malformed"
    assert "put a line --- after it" in failure.detail


def test_aliases_cost_nothing(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )
    assert one(write(tmp_path / "a.md", f"---\ntitle: T\n{bomb}---\nBody.")).title == "T"


def test_front_matter_alone_is_an_empty_article(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "a.md", FRONT + "---\n \n")).reason == "empty"


# Titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ferry sinks off Keldby\n\nKELDBY - It sank.", "Ferry sinks off Keldby"),
        ("\n\n  U.S. ferry sinks  \r\n\r\nIt sank.", "U.S. ferry sinks"),
        ("“We saw nothing”\n \nIt sank.", "“We saw nothing”"),
        ("# Ferry sinks #\n\nIt sank.", "Ferry sinks"),
        ("Ferry sinks off Keldby\nIt sank.", "story"),
        ("The ferry sank.\n\nNobody was hurt.", "story"),
        ("A ferry, seen from the pier. (Photo: Harbour Post)\n\nIt sank.", "story"),
        ("word " * 60 + "\n\nIt sank.", "story"),
        ("Ferry sinks", "story"),
        ("\n" * 2000 + "Ferry sinks\n\nIt sank.", "story"),
    ],
)
def test_the_title_is_a_headline_above_the_text_or_else_the_stem(
    tmp_path: Path, text: str, title: str
) -> None:
    article = one(write(tmp_path / "story.md", text))
    assert article.title == title
    assert article.text == text


def test_a_hash_in_a_txt_file_is_part_of_the_title(tmp_path: Path) -> None:
    assert one(write(tmp_path / "a.txt", "# 4 wins\n\nIt did.")).title == "# 4 wins"


# JSON


def test_a_json_object_is_one_article(tmp_path: Path) -> None:
    value = {
        "text": "Body\r\none.\u0000",
        "title": "T",
        "source": None,
        "url": "https://example.org",
        "published": "today",
        "tags": [1, 2],
    }
    article = one(write(tmp_path / "a.json", "\ufeff" + json.dumps(value)))
    assert (article.text, article.title, article.source) == ("Body\r\none.\u0000", "T", None)
    assert (article.url, article.published) == ("https://example.org", "today")
    assert one(write(tmp_path / "b.json", '{"text": "Body."}')).title == "b"


def test_a_json_list_gives_each_article_its_own_origin(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", '[{"text": "Same."}, {"text": 1}, {"text": "Same."}]')
    first, second, third = read_articles(path)
    assert isinstance(first, Article)
    assert isinstance(third, Article)
    assert first.origin == f"{path.as_posix()}#1"
    assert first.id != third.id
    assert (first.title, third.title) == ("a 1", "a 3")
    assert isinstance(second, Failure)
    assert (second.origin, second.reason) == (f"{path.as_posix()}#2", "malformed")
    assert second.detail == "text must be a string, not a number"


@pytest.mark.parametrize(
    ("content", "reason", "words"),
    [
        ("{", "malformed", "not valid JSON"),
        ('{"text": "a", "text": "b"}', "malformed", "the key 'text' is there twice"),
        ('{"text": "a", "n": NaN}', "malformed", "NaN is not a JSON number"),
        ('{"text": "a", "n": ' + "9" * 5000 + "}", "malformed", "not valid JSON"),
        ("[" * 100_000, "malformed", "nests deeper"),
        ('{"a":' * 100_000, "malformed", "nests deeper"),
        ('{"text": "\\ud800"}', "malformed", "surrogate"),
        ('{"text": "a", "title": "\\udfff"}', "malformed", "surrogate"),
        ('"text"', "malformed", "an article is an object with text, not a string"),
        ("null", "malformed", "not null"),
        ("{}", "malformed", "text is missing"),
        ('{"text": ["a"]}', "malformed", "text must be a string, not a list"),
        ('{"text": "a", "title": true}', "malformed", "title must be a string, not a boolean"),
        ('{"text": "a", "published": 1700000000}', "malformed", "published must be a string"),
        ('{"text": " \\n"}', "empty", "no text"),
        ("[]", "empty", "no article"),
        ("", "empty", "no text"),
    ],
)
def test_json_that_is_no_article_is_a_failure_that_names_the_key(
    tmp_path: Path, content: str, reason: str, words: str
) -> None:
    failure = refused(write(tmp_path / "a.json", content))
    assert failure.reason == reason
    assert words in failure.detail
    (line,) = read_articles(write(tmp_path / "a.jsonl", content.replace("\n", "")))
    assert isinstance(line, Failure)


def test_a_bad_line_is_a_failure_and_the_rest_goes_on(tmp_path: Path) -> None:
    lines = [
        b'\xef\xbb\xbf{"text": "One.\xe2\x80\xa8Still one."}\r\n',
        b"\n",
        b"{oops}\n",
        b'{"text": "caf\xe9"}\n',
        b'{"text": "Two.", "title": "T"}',
    ]
    path = write(tmp_path / "day.jsonl", b"".join(lines))
    one_, syntax, encoding, two = read_articles(path)
    assert isinstance(one_, Article)
    assert isinstance(two, Article)
    assert isinstance(syntax, Failure)
    assert isinstance(encoding, Failure)
    assert (one_.text, one_.title) == ("One.\u2028Still one.", "day 1")
    assert (syntax.origin, syntax.reason) == (f"{path.as_posix()}:3", "malformed")
    assert (encoding.origin, encoding.reason) == (f"{path.as_posix()}:4", "encoding")
    assert (two.origin, two.title) == (f"{path.as_posix()}:5", "T")


def test_json_lines_are_read_one_by_one_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    line = json.dumps({"text": "word " * 400}) + "\n"
    path.write_text(line * 10_000)
    tracemalloc.start()
    assert sum(isinstance(item, Article) for item in read_articles(path)) == 10_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    first = write(tmp_path / "a.txt", "One.")
    second = tmp_path / "b.txt"
    articles = read_articles([first, second])
    next(articles)
    write(second, "Two.")
    assert isinstance(next(articles), Article)


# What cannot be read


@pytest.mark.parametrize(
    ("content", "reason", "words"),
    [
        (b"", "empty", "no text"),
        (b"\xef\xbb\xbf \r\n\t", "empty", "no text"),
        (b"%PDF-1.7 ...", "binary", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "binary", "a PNG image"),
        (b"PK\x03\x04...", "binary", "office document"),
        (b"text\0text", "binary", "NUL"),
        (b"ID3\x04\0\0\xff\xfb", "binary", "NUL"),  # nothing that another encoding would read
        ("Fähre".encode("latin-1"), "encoding", "not UTF-8: byte 0xe4 at offset 1"),
        ("Ferry".encode("utf-16"), "encoding", "UTF-16"),
        ("Ferry".encode("utf-32"), "encoding", "UTF-32"),
        (b"half \xed\xa0\x80", "encoding", "offset 5"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md", ".json", ".jsonl"])
def test_a_file_that_is_no_text_is_a_failure_with_its_reason(
    tmp_path: Path, content: bytes, reason: str, words: str, suffix: str
) -> None:
    failure = refused(write(tmp_path / f"a{suffix}", content))
    if suffix == ".jsonl" and reason == "empty":
        words = "empty"
    assert (failure.reason, words in failure.detail) == (reason, True), failure


@pytest.mark.parametrize("suffix", [".txt", ".json"])
def test_a_file_over_the_cap_has_its_own_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(inputs, "MAX_BYTES", 10)
    assert one(write(tmp_path / "fits.txt", "x" * 10)).text == "x" * 10
    assert refused(write(tmp_path / f"a{suffix}", "x" * 11)).reason == "too-large"


def test_a_line_over_the_cap_costs_that_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "MAX_BYTES", 20)
    lines = '{"text": "One."}\n' + json.dumps({"text": "x" * 100}) + '\n{"text": "Two."}\n'
    first, long, second = read_articles(write(tmp_path / "a.jsonl", lines))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert isinstance(long, Failure)
    assert (long.reason, long.origin[-2:], second.origin[-2:]) == ("too-large", ":2", ":3")


def test_what_is_not_there_is_named() -> None:
    assert refused("missing.txt").reason == "not-found"
    assert refused("missing/*.txt").reason == "not-found"
    assert "pattern" in refused("missing/*.txt").detail
    failure = refused("https://example.org/a.html")
    assert (failure.reason, failure.origin) == ("unsupported", "https://example.org/a.html")


@pytest.mark.parametrize("name", ["a.html", "a.pdf", "a", "a.txt.gz"])
def test_another_kind_of_file_is_refused_with_the_kinds_that_are_read(
    tmp_path: Path, name: str
) -> None:
    failure = refused(write(tmp_path / name, "text"))
    assert failure.reason == "unsupported"
    assert ".txt, .md, .json, .jsonl" in failure.detail


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO here")
def test_a_pipe_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert refused(tmp_path / "a.txt").reason == "unreadable"
    assert refused(tmp_path).reason == "unreadable"
    assert refused("/dev/null").reason == "unreadable"


def test_what_the_system_refuses_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.txt", "text")

    def deny(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", deny)
    failure = refused(path)
    assert (failure.reason, "permission denied" in failure.detail) == ("unreadable", True)


def test_a_folder_that_cannot_be_listed_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(path: object) -> None:
        raise PermissionError(13, "Permission denied", os.fspath(tmp_path))

    monkeypatch.setattr(os, "scandir", deny)
    first, *_ = read_articles(tmp_path)
    assert isinstance(first, Failure)
    assert first.reason == "unreadable"


@pytest.mark.parametrize("name", ["a\0b.txt", "x" * 5000 + ".txt", "\ud800.txt", ""])
def test_an_impossible_path_is_a_failure(tmp_path: Path, name: str) -> None:
    write(tmp_path / "a.txt", "not asked for")
    assert refused(name).reason in ("not-found", "unreadable")


@pytest.mark.skipif(sys.platform != "linux", reason="names there are Unicode")
def test_a_file_name_that_is_not_unicode_gives_an_origin_that_can_be_written(
    tmp_path: Path,
) -> None:
    name = os.path.join(os.fsencode(tmp_path), b"caf\xe9.txt")  # noqa: PTH118  # bytes
    with open(name, "wb") as file:  # noqa: PTH123  # bytes
        file.write(b"text")
    article = one(tmp_path)
    assert article.origin.endswith("caf\\udce9.txt")


def test_a_failure_does_not_stop_the_rest(tmp_path: Path) -> None:
    paths = [
        write(tmp_path / "a.txt", "One."),
        tmp_path / "missing.txt",
        write(tmp_path / "b.txt", b"\xff\xfe"),
        write(tmp_path / "c.md", "Two."),
    ]
    kinds = [type(item) for item in read_articles(paths)]
    assert kinds == [Article, Failure, Failure, Article]


# Folders, patterns and standard input


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.md", ".hidden.txt", "notes.rst", "sub/c.TXT", "sub/deep/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name} text")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "e.txt").write_text("text")
    return tmp_path


def names(found: Iterator[Article | Failure]) -> list[str]:
    return [item.origin if isinstance(item, Article) else item.reason for item in found]


def test_a_folder_is_read_with_its_folders_by_name_without_hidden_files(tree: Path) -> None:
    assert names(read_articles(".")) == ["a.md", "b.txt", "sub/c.TXT", "sub/deep/d.txt"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["b.txt"]),
        ("[ab].*", ["a.md", "b.txt"]),
        ("**/*.txt", ["b.txt", "sub/deep/d.txt"]),
        ("**", ["a.md", "b.txt", "sub/c.TXT", "sub/deep/d.txt"]),
        ("*", ["a.md", "b.txt", "sub/c.TXT", "sub/deep/d.txt"]),
        ("su?", ["sub/c.TXT", "sub/deep/d.txt"]),
        ("*.rst", ["not-found"]),
        (".hidden.*", [".hidden.txt"]),
    ],
)
def test_a_pattern_reads_what_it_matches(tree: Path, pattern: str, expected: list[str]) -> None:
    assert names(read_articles(pattern)) == expected


def test_a_name_that_looks_like_a_pattern_is_read_as_a_name_first(tmp_path: Path) -> None:
    write(tmp_path / "a[1].txt", "One.")
    assert names(read_articles("a[1].txt")) == ["a[1].txt"]


def test_a_folder_without_articles_says_so(tmp_path: Path) -> None:
    write(tmp_path / "a.html", "text")
    assert refused(tmp_path).reason == "not-found"


def test_a_file_named_twice_is_read_once(tree: Path) -> None:
    (tree / "link.txt").symlink_to(tree / "b.txt")
    found = read_articles(["b.txt", "./b.txt", tree / "b.txt", "*.txt", "sub/../b.txt", "link.txt"])
    assert names(found) == ["b.txt"]


def test_folders_that_link_to_themselves_end(tree: Path) -> None:
    (tree / "sub" / "loop").symlink_to(tree)
    assert len(list(read_articles(tree))) == 4


@pytest.mark.parametrize(
    ("data", "title", "text"),
    [
        (b"Ferry sinks\r\n\r\nIt sank.\r\n", "Ferry sinks", "Ferry sinks\r\n\r\nIt sank.\r\n"),
        (b"---\ntitle: T\n---\nIt sank.", "T", "It sank."),
        (b"\xef\xbb\xbf{{ 7*7 }}", "", "{{ 7*7 }}"),
        (b'{"text": "x"}', "", '{"text": "x"}'),
    ],
)
def test_a_dash_is_standard_input_read_as_markdown(
    monkeypatch: pytest.MonkeyPatch, data: bytes, title: str, text: str
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    (article,) = read_articles(["-", "-"])
    assert isinstance(article, Article)
    assert (article.origin, article.title, article.text) == ("-", title, text)


def test_standard_input_that_is_empty_or_closed_is_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b" \n")))
    assert refused("-").reason == "empty"
    monkeypatch.setattr(sys, "stdin", None)
    assert refused("-").reason == "unreadable"


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=200), suffix=st.sampled_from(inputs.SUFFIXES))
def test_any_bytes_give_articles_or_failures(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    path = write(tmp_path_factory.getbasetemp() / f"any{suffix}", data)
    found = list(read_articles(path))
    assert found
    for item in found:
        if isinstance(item, Article):
            assert item.text.strip()
        else:
            assert item.reason
            assert item.detail


@settings(max_examples=100, deadline=None)
@given(front=st.text(max_size=80))
def test_any_front_matter_gives_an_article_or_one_failure(
    tmp_path_factory: pytest.TempPathFactory, front: str
) -> None:
    content = f"---\ntitle: {front}\n---\nBody.".encode(errors="replace")
    path = write(tmp_path_factory.getbasetemp() / "any.md", content)
    (item,) = read_articles(path)
    assert isinstance(item, Article) or item.reason in ("malformed", "binary")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not here")
def test_nasty_strings_are_articles_or_failures_and_never_crash(tmp_path: Path) -> None:
    strings = json.loads((SHARED / "data/blns/blns.json").read_text("utf-8"))
    lines = [json.dumps({"text": string or "x", "title": string}) for string in strings]
    found = list(read_articles(write(tmp_path / "a.jsonl", "\n".join(lines))))
    assert len(found) == len(strings)
    for string, item in zip(strings, found, strict=True):
        assert isinstance(item, Failure) or item.text == (string or "x")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not here")
def test_no_file_of_the_json_test_suite_crashes_and_broken_ones_are_refused(
    tmp_path: Path,
) -> None:
    files = sorted((SHARED / "data/json_test_suite").rglob("*.json"))
    assert len(files) >= 300
    for file in files:
        found = list(read_articles(file))
        assert found
        if file.name.startswith("n_"):
            assert all(isinstance(item, Failure) for item in found), file


def test_the_example_articles_are_all_read() -> None:
    folder = Path(__file__).resolve().parents[1] / "examples" / "articles"
    found = [item for item in read_articles(folder) if isinstance(item, Article)]
    assert len(found) == len(list(read_articles(folder))) == 9
    assert all(item.title for item in found)
    clock = next(item for item in found if item.origin.endswith("tide-clock.md"))
    assert "\r\n" in clock.text, "the hard example keeps its CRLF line ends"
    assert max(len(item.text.split()) for item in found) >= 2500
