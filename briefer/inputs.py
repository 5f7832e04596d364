"""Articles from files, folders, patterns and standard input.

Whatever cannot be read becomes a `Failure` that says why, and the rest goes on.
"""

from __future__ import annotations

import codecs
import glob
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from briefer import strict_json
from briefer.errors import InputError
from briefer.models import Article, Failure
from briefer.sanitizing import one_line

if TYPE_CHECKING:
    from yaml.nodes import Node

MAX_BYTES = 50_000_000
"""The size of the largest file, or line of a `.jsonl`, that is read."""
SUFFIXES = (".txt", ".md", ".json", ".jsonl")

_MAX_FRONT_MATTER = 16_000
_MAX_TITLE = 120
_PROPERTIES = ("title", "source", "url", "published")
_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_FIRST_KEY = re.compile(r"(?:[ \t\r]*(?:#[^\n]*)?\n)*[\w-]+[ \t]*:(?:\s|\Z)")
_UNCLOSED = re.compile(rf"---[ \t]*\r?\n(?:{'|'.join(_PROPERTIES)}):\s")
_FIRST_LINE = re.compile(r"\s*([^\s][^\r\n]*)(?:\r\n|\r|\n)[ \t]*[\r\n]")
_HEADING = re.compile(r"#{1,6}[ \t]+|[ \t]+#+[ \t]*\Z")
_TITLE_END = re.compile(r"[\w%\"'”’»]\Z")
_SIGNATURES = {
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"{\\rtf": "a rich text document",
}
_WIDE = {
    codecs.BOM_UTF32_LE: "UTF-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}

StrPath = str | os.PathLike[str]


def read_articles(paths: StrPath | Iterable[StrPath]) -> Iterator[Article | Failure]:
    """Read articles one by one, each when it is asked for.

    A path is one of these:

    - a `.txt` file: the article's text;
    - an `.md` file: the text after front matter (YAML between lines `---` at the top) that may give
      `title`, `source`, `url` and `published`;
    - a `.json` file: an object with `text` and, if known, those four, or a list of such objects
      (origins `FILE#1`, `FILE#2`, …); other keys are ignored;
    - a `.jsonl` file: such an object on each line (origins `FILE:1`, `FILE:2`, …), read line by
      line;
    - a folder: all files of these kinds in it and in its folders, by name, hidden ones left out;
    - a pattern such as `news/**/*.md`: what it matches, files of other kinds left out;
    - `-`: standard input, read as an `.md` file is, whatever it begins with.

    Files are UTF-8, with or without a byte order mark. The text is kept as it came, line ends
    included, so that offsets point into it. A title that is not given is a short first line without
    a full stop and with a blank line after it (it stays in the text), else the file's stem. A file
    that is named twice is read once.

    Yields:
        an `Article`, or a `Failure` with one of the reasons `empty`, `binary`, `encoding`,
        `too-large`, `unreadable`, `not-found`, `malformed` and `unsupported`.
    """
    seen: set[str] = set()
    for path in [paths] if isinstance(paths, str | os.PathLike) else paths:
        name = os.fspath(path)
        if name == "-":
            if name not in seen:
                seen.add(name)
                yield from _read_standard_input()
            continue
        for found in _find(name):
            if isinstance(found, Failure):
                yield found
                continue
            identity = os.path.realpath(found)
            if identity not in seen:
                seen.add(identity)
                yield from _read_file(found)


def reads(paths: Iterable[StrPath], file: StrPath) -> bool:
    """Whether `file` is one of those that `read_articles(paths)` reads, under whatever name."""
    wanted = os.path.realpath(file)
    return any(
        isinstance(found, Path) and os.path.realpath(found) == wanted
        for path in paths
        for found in _find(os.fspath(path))
    )


def _find(name: str) -> Iterator[Path | Failure]:
    """The files that a path stands for."""
    if not name:  # as from a variable that is not set; `Path("")` is the current folder
        yield _failure(name, "not-found", "the path is empty; name a file or a folder")
        return
    path = Path(name)
    origin = _origin(path)
    kinds = ", ".join(SUFFIXES)
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        if re.match(r"https?://", name):
            detail = "addresses are not fetched; save the article's text in a .txt file"
            yield _failure(one_line(name), "unsupported", detail)
        elif glob.has_magic(name):
            detail = f"the pattern matches no {kinds} file"
            yield from _or_failure(_match(name), origin, detail)
        else:
            detail = "there is no such file or folder; check the path"
            yield _failure(origin, "not-found", detail)
        return
    except (OSError, ValueError) as error:
        yield _unreadable(origin, error)
        return
    if stat.S_ISDIR(mode):
        detail = f"the folder holds no {kinds} file"
        yield from _or_failure(_walk(path), origin, detail)
    elif not stat.S_ISREG(mode):
        detail = "it is a pipe or a device, not a file; pass its content on standard input with -"
        yield _failure(origin, "unreadable", detail)
    elif path.suffix.lower() not in SUFFIXES:
        kind = f"{path.suffix} files are" if path.suffix else "a file without a suffix is"
        detail = one_line(f"{kind} not read; save the text as one of {kinds}")
        yield _failure(origin, "unsupported", detail)
    else:
        yield path


def _match(pattern: str) -> Iterator[Path | Failure]:
    """The files that a pattern matches, and those in the folders that it matches."""
    for name in sorted(glob.iglob(pattern, recursive=True)):  # noqa: PTH207 # it may be absolute
        if Path(name).is_dir():
            yield from _walk(Path(name))
        elif name.lower().endswith(SUFFIXES):
            yield from _find(name)


def _walk(folder: Path) -> Iterator[Path | Failure]:
    problems: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and name.lower().endswith(SUFFIXES):
                yield from _find(str(Path(parent, name)))
    for problem in problems:
        yield _unreadable(_origin(Path(problem.filename)), problem)


def _or_failure(
    found: Iterator[Path | Failure], origin: str, detail: str
) -> Iterator[Path | Failure]:
    none = True
    for item in found:
        none = False
        yield item
    if none:
        yield _failure(origin, "not-found", detail)


def _read_standard_input() -> Iterator[Article | Failure]:
    try:
        if sys.stdin is None:
            raise InputError("standard input is closed")
        yield _text_article(_decode(_read(sys.stdin.buffer)), origin="-", stem="", markdown=True)
    except (InputError, OSError) as error:
        yield _refused("-", error)


def _read_file(path: Path) -> Iterator[Article | Failure]:
    origin = _origin(path)
    stem = PurePosixPath(origin).stem
    try:
        with path.open("rb") as file:
            suffix = path.suffix.lower()
            if suffix == ".jsonl":
                yield from _read_lines(file, origin, stem)
            elif suffix == ".json":
                yield from _read_json(_decode(_read(file)), origin, stem)
            else:
                text = _decode(_read(file))
                yield _text_article(text, origin, stem, markdown=suffix == ".md")
    except (InputError, OSError) as error:
        yield _refused(origin, error)


def _read_json(text: str, origin: str, stem: str) -> Iterator[Article | Failure]:
    value = _parse_json(text)
    if not isinstance(value, list):
        yield _json_article(value, origin, stem)
        return
    if not value:
        raise InputError("the list holds no article", reason="empty")
    for number, item in enumerate(value, 1):
        place = f"{origin}#{number}"
        try:
            yield _json_article(item, place, f"{stem} {number}")
        except InputError as error:
            yield _refused(place, error)


def _read_lines(file: IO[bytes], origin: str, stem: str) -> Iterator[Article | Failure]:
    number = 0
    none = True
    while line := file.readline(MAX_BYTES + 1):
        number += 1
        if number == 1:
            _refuse_binary(line[:4096])
            line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            continue
        none = False
        place = f"{origin}:{number}"
        try:
            if len(line) > MAX_BYTES:
                while line and not line.endswith(b"\n"):
                    line = file.readline(MAX_BYTES)
                raise _too_large("line")
            yield _json_article(_parse_json(_decode(line)), place, f"{stem} {number}")
        except InputError as error:
            yield _refused(place, error)
    if none:
        raise InputError("the file is empty", reason="empty")


def _read(file: IO[bytes]) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _too_large("file")
    return data


def _decode(data: bytes) -> str:
    _refuse_binary(data)
    if b"\0" in data:
        raise InputError("it holds NUL bytes, so it is not text", reason="binary")
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise InputError(
            f"it is not UTF-8: byte {data[error.start]:#04x} at offset {error.start}",
            reason="encoding",
            hint="convert it, as with iconv -f windows-1252 -t utf-8",
        ) from None
    if not text or text.isspace():
        raise InputError("there is no text in it", reason="empty")
    return text


def _refuse_binary(data: bytes) -> None:
    for mark, name in _WIDE.items():
        if data.startswith(mark):
            hint = f"convert it, as with iconv -f {name.lower()} -t utf-8"
            raise InputError(f"it is {name}, not UTF-8", reason="encoding", hint=hint)
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            hint = "save the article's text as UTF-8"
            raise InputError(f"it is {kind}, not text", reason="binary", hint=hint)


def _text_article(text: str, origin: str, stem: str, *, markdown: bool) -> Article:
    properties: dict[str, str | None] = {}
    if markdown:
        properties, text = _split_front_matter(text)
    return _article(text, origin, stem, properties, markdown=markdown)


def _json_article(value: Any, origin: str, stem: str) -> Article:
    if not isinstance(value, dict):
        raise _malformed(f"an article is an object with text, not {_kind(value)}")
    for key in ("text", *_PROPERTIES):
        if value.get(key) is not None and not isinstance(value[key], str):
            raise _malformed(f"{key} must be a string, not {_kind(value[key])}")
    text = value.get("text")
    if text is None:
        raise _malformed("text is missing")
    return _article(text, origin, stem, {key: value.get(key) for key in _PROPERTIES})


def _article(
    text: str,
    origin: str,
    stem: str,
    properties: dict[str, str | None],
    *,
    markdown: bool = False,
) -> Article:
    if not text or text.isspace():
        raise InputError("there is no text in it", reason="empty")
    known = {key: value.strip() for key, value in properties.items() if value and value.strip()}
    title = known.pop("title", "") or _first_line_title(text, markdown=markdown) or stem
    return Article(origin=origin, text=text, title=title.strip(), **known)


def _first_line_title(text: str, *, markdown: bool) -> str:
    # A first line that is a headline is short, so a window is enough to see it.
    match = _FIRST_LINE.match(text[: _MAX_TITLE * 4])
    if match is None:
        return ""
    line = match.group(1).strip()
    if markdown:
        line = _HEADING.sub("", line)
    return line if len(line) <= _MAX_TITLE and _TITLE_END.search(line) else ""


def _split_front_matter(text: str) -> tuple[dict[str, str | None], str]:
    """What the front matter says, and the text after it. Lines `---` around prose are text."""
    match = _FRONT_MATTER.match(text, 0, _MAX_FRONT_MATTER)
    if match is None:
        if _UNCLOSED.match(text):
            raise _malformed("the front matter does not end", "put a line --- after it")
        return {}, text
    if not _FIRST_KEY.match(match.group(1)):
        return {}, text
    return _parse_front_matter(match.group(1)), text[match.end() :]


def _parse_front_matter(text: str) -> dict[str, str | None]:
    import yaml

    hint = "put values that hold a colon or a # in quotes"
    try:
        # Composed and never constructed: values stay as they are written, aliases cost nothing.
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except RecursionError:
        raise _malformed("the front matter nests too deeply") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        problem = f"line {line} of the front matter is not YAML: {error.problem}"
        raise _malformed(problem, hint) from None
    except yaml.YAMLError:
        raise _malformed("the front matter holds a character that YAML forbids") from None
    if not isinstance(node, yaml.MappingNode):
        raise _malformed("the front matter is not a list of keys and values", hint)
    return _front_matter_values(node.value)


def _front_matter_values(pairs: list[tuple[Node, Node]]) -> dict[str, str | None]:
    import yaml

    values: dict[str, str | None] = {}
    for key_node, value_node in pairs:
        key = key_node.value
        if key not in _PROPERTIES:
            continue
        if key in values:
            raise _malformed(f"{key} is there twice in the front matter")
        if not isinstance(value_node, yaml.ScalarNode):
            raise _malformed(f"{key} in the front matter must be one value")
        null = value_node.style is None and value_node.value in ("", "~", "null")
        values[key] = None if null else value_node.value
    return values


def _parse_json(text: str) -> Any:
    try:
        return strict_json.loads(text)
    except ValueError as error:
        raise _malformed(f"it is not valid JSON: {one_line(str(error), 150)}") from None


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "a string", bool: "a boolean"}
    return "null" if value is None else kinds.get(type(value), "a number")


def _origin(path: Path) -> str:
    """The path as text that can be written, also where a file's name is not Unicode."""
    return path.as_posix().encode(errors="backslashreplace").decode()


def _failure(origin: str, reason: str, detail: str) -> Failure:
    return Failure(origin=origin, reason=reason, detail=detail)


def _refused(origin: str, error: InputError | OSError) -> Failure:
    if isinstance(error, OSError):
        return _unreadable(origin, error)
    return _failure(origin, error.reason, one_line(str(error)))


def _unreadable(origin: str, error: OSError | ValueError) -> Failure:
    problem = (isinstance(error, OSError) and error.strerror) or str(error)
    return _failure(origin, "unreadable", f"it cannot be read: {problem.lower()}; check the path")


def _malformed(problem: str, hint: str = "") -> InputError:
    return InputError(problem, reason="malformed", hint=hint)


def _too_large(what: str) -> InputError:
    return InputError(
        f"the {what} is larger than {MAX_BYTES // 1_000_000} MB",
        reason="too-large",
        hint="one article is a few kilobytes; split it, or use .jsonl for many",
    )
