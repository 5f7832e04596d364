"""The package as others meet it: names, wheel, imports, and what the README promises."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import briefer
from briefer.errors import BrieferError

from .conftest import ROOT

MODULES = sorted(path.stem for path in (ROOT / "briefer").glob("*.py"))


def python(code: str, **environment: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_every_public_name_is_there_and_listed_once() -> None:
    assert briefer.__all__ == sorted(set(briefer.__all__))
    for name in briefer.__all__:
        assert getattr(briefer, name).__doc__, f"{name} says what it is"
    assert set(briefer.__all__) <= set(dir(briefer))
    with pytest.raises(AttributeError, match="nothing"):
        _ = briefer.nothing


def test_the_import_loads_nothing_that_is_heavy() -> None:
    heavy = "openai|pydantic|jinja2|tiktoken|tenacity|rapidfuzz|click|asyncio|sqlite3"
    loaded = python("import sys, briefer; print(*sys.modules)").split()
    assert not [name for name in loaded if re.fullmatch(heavy, name)]


def test_the_command_line_loads_no_sdk_before_it_needs_one() -> None:
    code = "import sys\nfrom briefer.cli import main\nmain(['--help'])\nprint(*sys.modules)"
    assert "openai" not in python(code).split()


def test_all_errors_are_in_the_tree_of_the_docstring() -> None:
    from briefer import errors

    defined = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, BrieferError)
    }
    assert errors.__doc__ is not None
    assert set(re.findall(r"\b(?:[A-Z][a-z]+){2,}\b", errors.__doc__)) == defined


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built offline."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_prompts_the_types_and_the_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    prompts = {f"briefer/prompts/{path.name}" for path in (ROOT / "prompts").iterdir()}
    assert {name for name in names if "/prompts/" in name} == prompts
    modules = {f"briefer/{name}.py" for name in MODULES}
    data = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "briefer/lexicon").glob("*")
        if path.is_file()
    }
    assert modules | data | {"briefer/py.typed"} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests", "examples", "benchmarks"))]


@pytest.mark.parametrize("unpacked", [True, False], ids=["unpacked", "zipped"])
def test_the_wheel_finds_its_prompts_away_from_the_repository(
    wheel: Path, tmp_path: Path, unpacked: bool
) -> None:
    place = wheel
    if unpacked:
        zipfile.ZipFile(wheel).extractall(tmp_path)
        place = tmp_path
    code = (
        f"import sys; sys.path.insert(0, {str(place)!r})\n"
        "import briefer, os\n"
        "from briefer.templates import Prompts\n"
        f"assert briefer.__file__.startswith({str(place)!r}), briefer.__file__\n"
        "print(len(Prompts().render('system', tasks=['claims'])))\n"
        "brief = briefer.brief([briefer.Article(text='It is so, she said.')], model='extractive')\n"
        "print(len(brief.articles))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    length, articles = result.stdout.split()
    assert int(length) > 1_000
    assert articles == "1"


def test_every_module_says_what_it_is_for() -> None:
    for name in MODULES:
        tree = ast.parse((ROOT / "briefer" / f"{name}.py").read_text())
        assert ast.get_docstring(tree), name


def test_public_functions_and_classes_have_docstrings() -> None:
    missing = []
    for name in MODULES:
        tree = ast.parse((ROOT / "briefer" / f"{name}.py").read_text())
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if not node.name.startswith("_") and not ast.get_docstring(node):
                missing.append(f"{name}.{node.name}")
    assert missing == []
