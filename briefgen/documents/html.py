"""Templates to HTML: one template and one context for the screen and for print."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import traceback
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from briefgen.charts.theme import palettes
from briefgen.documents import glossary, web_fonts
from briefgen.documents.glossary import Glossary
from briefgen.documents.page import Page
from briefgen.errors import InputError
from briefgen.ledger.prose import shorten
from briefgen.metrics.numbers import Number, Style

_LAYOUT = "briefing.html.j2"


@pass_context
def _number(context: Context, number: Number, style: Style = "unit") -> Markup:
    page: Page = context["page"]
    return page.number(number, style)


class _Templates(FileSystemLoader):
    """The templates of a folder, each named where it is not UTF-8."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return what Jinja asks of a loader; raises InputError where a file is not UTF-8."""
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            raise _not_utf8(template, error) from None


class Renderer:
    """Renders the templates of one folder; those that it lacks, of the next.

    Templates may come from strangers: they run in a sandbox, whatever they print is escaped, and nothing
    undefined passes for empty.
    """

    def __init__(self, templates: Path, *others: Path) -> None:
        self._folder = templates
        self._loader = _Templates([templates, *others])
        self._environment = ImmutableSandboxedEnvironment(
            loader=self._loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["number"] = _number
        self._environment.filters["name"] = lambda words: shorten(str(words))

    def load(self, name: str) -> None:
        """Read a document's templates ahead of time; what is wrong with one is told when it is rendered."""
        for folder in (name, "shared"):
            for template in sorted((self._folder / folder).rglob("*.j2")):
                with contextlib.suppress(TemplateError, InputError):
                    self._environment.get_template(template.relative_to(self._folder).as_posix())

    def html(self, name: str, page: Page, context: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
        """Render a template in the page's medium: the HTML, and the characters that had to be replaced.

        Raises InputError with the file and line of the template where it is wrong.
        """
        try:
            layout = self._environment.get_template(f"{name}/{_LAYOUT}")
            body = layout.render(context, page=page, styles=self._styles(name, page), **self._script(page))
            body = self._glossary.explain(body, links=page.medium == "screen")
        # Whatever goes wrong while a template runs went wrong at one of its lines.
        except Exception as error:
            raise self._mistake(error) from error
        written, replaced = web_fonts.printable(body)
        if page.medium == "print":
            return written.replace("/* fonts */", web_fonts.from_files(), 1), replaced
        dark = f"@media screen and (prefers-color-scheme: dark) {{\n{palettes.dark_rules(written)}\n}}"
        return written.replace("/* fonts */", f"{web_fonts.embedded(written)}\n{dark}", 1), replaced

    def text(self, name: str, **context: object) -> str:
        """Render a template that is no document. Raises InputError, as `html` does, where it is wrong."""
        try:
            return self._environment.get_template(name).render(context)
        except Exception as error:
            raise self._mistake(error) from error

    def source(self, name: str) -> str:
        """Return a file of the templates as it stands. Raises InputError where it is not UTF-8."""
        return self._loader.get_source(self._environment, name)[0]

    @cached_property
    def _glossary(self) -> Glossary:
        return glossary.read(self._folder / "shared" / "glossary.yaml")

    def _styles(self, name: str, page: Page) -> str:
        """The style sheets of the medium, the shared one first; fonts come when the characters are known."""
        names = [f"{folder}/{page.medium}.css" for folder in ("shared", name)]
        found = [self._sheet(sheet) for sheet in names if (self._folder / sheet).is_file()]
        return "\n".join(["/* fonts */", *found])

    def _script(self, page: Page) -> dict[str, str]:
        """What the page's own scripts are, and the hash by which its policy lets them run; on paper none.

        They are plain ASCII, so that what is done to a page's characters leaves the hash true.
        """
        files = sorted((self._folder / "shared").glob("*.js")) if page.medium == "screen" else []
        script = "".join(file.read_text(encoding="ascii") for file in files)
        digest = hashlib.sha256(script.encode()).digest()
        return {"script": script, "script_hash": base64.b64encode(digest).decode()}

    def _sheet(self, name: str) -> str:
        try:
            return (self._folder / name).read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise _not_utf8(name, error) from None

    def _mistake(self, error: Exception) -> InputError:
        """The error as a message that names the place in the template."""
        if isinstance(error, TemplateSyntaxError):
            return InputError(f"templates/{error.name}:{error.lineno}: {error.message}")
        frames = traceback.extract_tb(error.__traceback__)
        places = [frame for frame in frames if Path(frame.filename).is_relative_to(self._folder)]
        if not places:
            return error if isinstance(error, InputError) else InputError(f"{self._folder}: {error}")
        file = Path(places[-1].filename).relative_to(self._folder).as_posix()
        return InputError(f"templates/{file}:{places[-1].lineno}: {error}")


def _not_utf8(name: str, error: UnicodeDecodeError) -> InputError:
    line = error.object.count(b"\n", 0, error.start) + 1
    return InputError(f"templates/{name}:{line}: expected UTF-8 text; save the file as UTF-8")
