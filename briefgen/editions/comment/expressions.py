"""What a comment refers to: numbers of metrics, verdicts on claims, sources; each resolved or blamed.

`{{ n("download_share", country="CN") }}` is a number, `{{ claim("implicator-08") }}` a verdict and
`{{ cite("aap-2025", page=4) }}` a note. What stands in braces is an expression of Jinja, in its sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from briefgen.claims.judged_edition import JudgedEdition
from briefgen.claims.verdicts import Verdict
from briefgen.documents.page import Page
from briefgen.editions.comment.number_lookup import SnapshotChoice, number_of
from briefgen.errors import InputError
from briefgen.metrics.engine import Engine
from briefgen.metrics.numbers import Number, Style, text

#: Noncharacters of Unicode, which no text may hold: a reference stands between them while Markdown is read.
START, END = "\ufdd0", "\ufdd1"

_FORMS = 'n("metric", country="CN"), claim("id") or cite("source", page=4)'
#: Notes for whoever writes, expressions, and what is neither: an opening that nothing closes, or a statement.
_PIECES = re.compile(r"\{#.*?#\}|\{\{(?P<said>.*?)\}\}|\{[{%#]", re.DOTALL)

#: Notes a mistake: its line and column, and what was expected.
Blame = Callable[[int, int, str], None]
#: What of a verdict is printed.
Part = Literal["verdict", "statement", "reason"]


class PrintNote(Protocol):
    """Prints a note that cites a source: the macro of the document."""

    def __call__(self, source: str, locator: str | None = None) -> Markup:
        """Return the call of the note, or the note itself in print."""
        ...


@dataclass(frozen=True)
class Counted:
    """A number, and how it is to be printed."""

    number: Number
    style: Style


@dataclass(frozen=True)
class CitedVerdict:
    """A verdict, and what of it is to be printed."""

    verdict: Verdict
    part: Part


@dataclass(frozen=True)
class CitedSource:
    """A source, and the place in it."""

    source: str
    locator: str | None


Meant = Counted | CitedVerdict | CitedSource


def resolve(body: str, engine: Engine, docket: JudgedEdition, blame: Blame) -> tuple[str, dict[str, Meant]]:
    """Put a mark in place of each reference of a text, and return what each mark means.

    What cannot be resolved is blamed at its place, and its mark means nothing.
    """
    for stray in re.finditer(f"[{START}{END}]", body):
        told = f"expected printable text, but here is U+{ord(stray[0]):04X}; take it out"
        blame(*_place(body, stray.start()), told)
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    names = _Names(engine, docket)
    meant: dict[str, Meant] = {}

    def exchange(found: re.Match[str]) -> str:
        # As many lines as before, so that places stay.
        lines = "\n" * found[0].count("\n")
        if found["said"] is None:
            if not found[0].endswith("#}"):
                told = "expected its end" if found[0] != "{%" else "expected no statement in a comment"
                blame(*_place(body, found.start()), f"{told}; a reference is written {{{{ {_FORMS} }}}}")
            return lines
        mark = str(len(meant))
        try:
            meant[mark] = names.meant(environment, found["said"])
        except InputError as error:
            blame(*_place(body, found.start()), str(error))
        return f"{START}{mark}{END}{lines}"

    return _PIECES.sub(exchange, body), meant


def _place(body: str, start: int) -> tuple[int, int]:
    return body.count("\n", 0, start) + 1, start - body.rfind("\n", 0, start)


class _Names:
    """The words that a comment may use, as functions."""

    def __init__(self, engine: Engine, docket: JudgedEdition) -> None:
        self._engine = engine
        self._docket = docket

    def meant(self, environment: ImmutableSandboxedEnvironment, said: str) -> Meant:
        """Return what an expression means. Raises InputError with what was expected instead."""
        try:
            expression = environment.compile_expression(said, undefined_to_none=False)
            found = expression(n=self.n, claim=self.claim, cite=self.cite)
        except InputError:
            raise
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise InputError(f"expected {_FORMS}: {error}") from None
        if not isinstance(found, Meant):
            raise InputError(f"expected {_FORMS}, got {said.strip()[:40]!r}")
        return found

    def n(
        self,
        metric: str,
        column: str | None = None,
        style: Style = "unit",
        origin: str | None = None,
        snapshot: str | None = None,
        **choices: str | int,
    ) -> Counted:
        """A number of a metric's answer."""
        number = number_of(self._engine, metric, column, SnapshotChoice(origin, snapshot), choices)
        text(number, style)
        return Counted(number, style)

    def claim(self, claim_id: str, part: Part = "verdict") -> CitedVerdict:
        """A verdict of the month."""
        if part not in get_args(Part):
            raise InputError(f"{part}: expected one of {', '.join(get_args(Part))}")
        return CitedVerdict(self._docket.verdict(claim_id), part)

    def cite(
        self,
        source: str,
        locator: str | None = None,
        page: int | str | None = None,
        section: int | str | None = None,
    ) -> CitedSource:
        """A note to a source, at a place in it."""
        self._docket.library.source(source)
        places = {"p.": page, "section": section}
        told = [f"{name} {place}" for name, place in places.items() if place is not None]
        return CitedSource(source, ", ".join([*([locator] if locator else []), *told]) or None)


def printed(meant: Meant, page: Page, note: PrintNote) -> Markup:
    """Return what is meant as safe HTML."""
    match meant:
        case Counted(number, style):
            return page.number(number, style)
        case CitedSource(source, locator):
            return note(source, locator)
        case CitedVerdict(verdict, "statement"):
            return escape(verdict.claim.statement)
        case CitedVerdict(verdict, "reason"):
            return page.words(verdict.told)
        case CitedVerdict(verdict, _):
            return escape(_verdict(verdict))


def _verdict(verdict: Verdict) -> str:
    """The word of then and of now, or that of the whole where neither was judged."""
    then, now, whole = (
        str(word or "").replace("-", " ") for word in (verdict.then, verdict.now, verdict.word)
    )
    if not now:
        return f"{then} then" if then else whole
    return f"{now} then and now" if then == now else f"{then} then and {now} now" if then else f"{now} now"
