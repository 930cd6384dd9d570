"""The editor's comment on a month: `editions/2026-09.md`, Markdown under a head that says who and how far.

Its numbers, verdicts and sources are named, not written, so that they stay true: see `expressions`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from markdown_it.token import Token
from markupsafe import Markup
from pydantic import AfterValidator

from briefgen.claims.judged_edition import JudgedEdition
from briefgen.documents.page import Page
from briefgen.edition import Edition
from briefgen.editions.comment import expressions, markdown
from briefgen.editions.comment.expressions import Meant, PrintNote
from briefgen.errors import InputError
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.text import dates
from briefgen.yaml_files.fields import Day, Record, Text, expected
from briefgen.yaml_files.load import checked
from briefgen.yaml_files.source import Location, PlacedYaml, display_path, read_text

#: The head stands between two lines of three hyphens.
_HEAD = re.compile(r"---[ \t]*\r?\n.*?^---[ \t]*(\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(Z|[+-]\d\d:\d\d)", re.ASCII)


def _instant(text: str) -> str:
    try:
        if not _INSTANT.fullmatch(text):
            raise ValueError
        dt.datetime.fromisoformat(text).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise expected(
            f"expected an instant such as 2026-10-02T06:00Z or 2026-10-02T08:00+02:00, got {text[:40]!r}"
        ) from None
    return text


Instant = Annotated[str, AfterValidator(_instant)]


class Correction(Record):
    """What was corrected after publication, and why."""

    date: Day
    what: Text
    why: Text


class Head(Record):
    """What the head of a comment says of the edition.

    An `embargo` is the instant until which nothing may be published. `corrections` tell why a published
    edition was built again.
    """

    authors: tuple[Text, ...] = ()
    contact: Text | None = None
    status: Literal["draft", "final"]
    embargo: Instant | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class Comment:
    """A comment whose references are all resolved; `words` is empty where only the head stands there."""

    head: Head
    words: Sequence[Token]
    meant: Mapping[str, Meant]

    def printed(self, page: Page, note: PrintNote) -> Markup:
        """Return the comment as safe HTML; its numbers enter the ledger, its sources the references."""
        return markdown.html(self.words, lambda mark: expressions.printed(self.meant[mark], page, note))

    @property
    def by(self) -> str:
        """The authors, as they are named in the file."""
        *others, last = self.head.authors or ("",)
        return f"{', '.join(others)} and {last}" if others else last

    @property
    def mark(self) -> str:
        """What stands on every page until the edition is final; empty once it is."""
        if self.head.status == "final":
            return ""
        return f"Draft. {embargo_in_words(self.head.embargo)}" if self.head.embargo else "Draft."


def read_head(project: Project, edition: Edition) -> Head | None:
    """Read only what the head of a month's comment says; None where there is no comment.

    Raises InputError with every mistake in it.
    """
    parts = _parts(project, edition)
    return checked(parts[0], Head, _mistakes) if parts else None


def read(project: Project, edition: Edition, engine: Engine, docket: JudgedEdition) -> Comment | None:
    """Read a month's comment and resolve what it refers to; None where there is none.

    Raises InputError with every mistake in it, one a line, as `editions/2026-09.md:12:5: expected …`.
    """
    parts = _parts(project, edition)
    if parts is None:
        return None
    file, body = parts
    marked, meant = expressions.resolve(body, engine, docket, file.blame_at)
    words = markdown.parse(marked, file.blame_at)
    return Comment(checked(file, Head, _mistakes), words, meant)


def _parts(project: Project, edition: Edition) -> tuple[PlacedYaml, str] | None:
    """The head and the text of a month's comment, with as many lines before the text as the head has."""
    path = project.editions / f"{edition}.md"
    if not path.exists():
        return None
    text = read_text(path)
    found = _HEAD.match(text)
    if not found:
        raise InputError(
            f"{display_path(path)}:1:1: expected a head between two lines of ---, with `status: draft` or "
            "`status: final` in it; `briefgen new` writes one."
        )
    file = PlacedYaml(path, found[0].rstrip().removesuffix("---"))
    # Places in the text are those of the file.
    return file, "\n" * found[0].count("\n") + text[found.end() :]


def _mistakes(head: Head) -> Iterator[tuple[Location, str]]:
    if head.status == "final" and not head.authors:
        yield (), "authors: expected here once the status is final: who signs the comment?"


def embargo_in_words(embargo: str) -> str:
    """Print the instant of an embargo, as it is given and in UTC.

    >>> embargo_in_words("2026-10-02T06:00Z")
    'Embargoed until Friday 2 October 2026, 06:00 UTC.'
    >>> embargo_in_words("2026-10-02T01:00+02:00")
    'Embargoed until Friday 2 October 2026, 01:00 (UTC+02:00); in UTC Thursday 1 October 2026, 23:00.'
    """
    given = dt.datetime.fromisoformat(embargo)
    utc = given.astimezone(dt.UTC)
    if not given.utcoffset():
        return f"Embargoed until {_moment(utc)} UTC."
    return f"Embargoed until {_moment(given)} ({given.tzinfo}); in UTC {_moment(utc)}."


def _moment(moment: dt.datetime) -> str:
    return f"{moment:%A} {dates.in_words(moment.date())}, {moment:%H:%M}"
