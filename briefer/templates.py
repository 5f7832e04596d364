"""The prompts: every word that is sent to a model is a Jinja2 template in `prompts/`.

Templates run in an immutable sandbox with `StrictUndefined`. Articles are values, never templates:
braces in them are plain text. The only module that imports jinja2.
"""

from __future__ import annotations

import hashlib
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefer.errors import TemplateError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable
    from os import PathLike

    from jinja2.sandbox import ImmutableSandboxedEnvironment

SUFFIX = ".md.j2"

VARIABLES: Mapping[str, frozenset[str]] = {
    "system": frozenset({"tasks"}),
    "claims": frozenset({"tasks"}),
    "questions": frozenset({"tasks"}),
    "summary": frozenset({"tasks"}),
    "example": frozenset({"tasks"}),
    "article": frozenset({"mark", "title", "source", "published", "text", "part", "parts"}),
    "reduce_system": frozenset({"tasks"}),
    "reduce": frozenset({"mark", "title", "source", "published", "claims"}),
    "repair": frozenset({"problem"}),
    "schema": frozenset({"schema"}),
}
"""The templates, and the variables that each is given."""

MUST_SHOW: Mapping[str, str] = {
    "article": "text",
    "reduce": "claims",
    "repair": "problem",
    "schema": "schema",
}
"""What a template exists for: one that leaves it out is refused."""


class Prompts:
    """The templates of one run: the built-in ones, and overrides from a folder.

    Args:
        folder: holds files such as `claims.md.j2` that replace the built-in ones, one by one.

    Raises:
        TemplateError: a template does not parse, uses a variable that it is not given, or leaves
            out what it is for; or the folder holds a template that briefer does not have.
    """

    def __init__(self, folder: str | PathLike[str] | None = None) -> None:
        self.sources = dict(_built_in())
        overridden: dict[str, Path] = {}
        if folder is not None:
            overridden = _overrides(Path(folder))
            for name, path in overridden.items():
                try:
                    self.sources[name] = path.read_text(encoding="utf-8")
                except (OSError, UnicodeDecodeError) as error:
                    raise TemplateError(f"{path}: cannot be read: {error}") from None
        for name, path in overridden.items():
            self._check(name, str(path))

    def render(self, name: str, **values: Any) -> str:
        """The template `name` with `values`, without white space at its ends.

        Raises:
            TemplateError: the template failed while it was rendered.
        """
        from jinja2 import TemplateError as JinjaError

        try:
            return self._environment.get_template(name + SUFFIX).render(**values).strip()
        except (JinjaError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            # StrictUndefined speaks in the template's own terms, such as "'titel' is undefined".
            raise TemplateError(f"prompt {name}{SUFFIX}: {str(error).splitlines()[0]}") from None
        except (RecursionError, MemoryError) as error:
            raise TemplateError(
                f"prompt {name}{SUFFIX}: {type(error).__name__} while rendering"
            ) from None

    def fingerprints(self) -> dict[str, str]:
        """The sha256 of each template's source."""
        return {
            name: hashlib.sha256(source.encode()).hexdigest()
            for name, source in sorted(self.sources.items())
        }

    @cached_property
    def _environment(self) -> ImmutableSandboxedEnvironment:
        from jinja2 import DictLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        return ImmutableSandboxedEnvironment(
            loader=DictLoader({name + SUFFIX: text for name, text in self.sources.items()}),
            undefined=StrictUndefined,
            autoescape=False,  # prompts are plain text, not HTML
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )

    def _check(self, name: str, where: str) -> None:
        from jinja2 import TemplateSyntaxError, meta

        given = VARIABLES[name]
        try:
            tree = self._environment.parse(self.sources[name])
        except TemplateSyntaxError as error:
            raise TemplateError(f"{where}: line {error.lineno}: {error.message}") from None
        except RecursionError:
            raise TemplateError(f"{where}: it nests too deeply") from None
        if unknown := meta.find_undeclared_variables(tree) - given:
            raise TemplateError(
                f"{where}: unknown {_listed('variable', unknown)}",
                hint=f"{name} is given {', '.join(sorted(given))}",
            )
        for included in meta.find_referenced_templates(tree):
            if included is not None and included.removesuffix(SUFFIX) not in self.sources:
                raise TemplateError(f"{where}: includes {included}, which does not exist")
        if needed := MUST_SHOW.get(name):
            sentinel = "4c5d-sentinel-a17e"
            values: dict[str, Any] = dict.fromkeys(given, "x") | {"part": 1, "parts": 2}
            values[needed] = sentinel if needed != "claims" else [_SENTINEL_CLAIM]
            if sentinel not in self.render(name, **values):
                raise TemplateError(
                    f"{where}: leaves out the {needed}", hint=f"write {{{{ {needed} }}}}"
                )


_SENTINEL_CLAIM = {
    "id": "c1",
    "text": "4c5d-sentinel-a17e",
    "speaker": "x",
    "stance": "asserted",
    "quote": "x",
    "attribution": ("x",),
}


def _overrides(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise UsageError(
            f"{folder}: no such folder of prompts", hint="briefer prompts --copy DIR makes one"
        )
    found = {}
    for path in sorted(folder.iterdir()):
        if path.name.endswith(SUFFIX):
            name = path.name.removesuffix(SUFFIX)
            if name not in VARIABLES:
                raise TemplateError(
                    f"{path}: no such prompt", hint=f"there are {', '.join(sorted(VARIABLES))}"
                )
            found[name] = path
    if not found:
        raise UsageError(
            f"{folder}: no template in it ends in {SUFFIX}",
            hint="briefer prompts --copy DIR makes a folder to edit",
        )
    return found


def _listed(noun: str, names: set[str]) -> str:
    return f"{noun}{'s' if len(names) > 1 else ''} {', '.join(sorted(names))}"


@cache
def _built_in() -> Mapping[str, str]:
    folder = _built_in_folder()
    return {name: (folder / (name + SUFFIX)).read_text(encoding="utf-8") for name in VARIABLES}


def _built_in_folder() -> Traversable:
    # Inside a wheel the templates are in the package; in a checkout, installed as editable or
    # not at all, they stand at the top of the repository.
    packaged = resources.files("briefer") / "prompts"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent / "prompts"
