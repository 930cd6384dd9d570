"""One rendering of a document: what it keeps count of while the template runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from briefgen.briefing.edition import Edition
from briefgen.briefing.ledger import Ledger, shorten
from briefgen.briefing.template import Section, Template
from briefgen.charts.figure import Figure
from briefgen.library.citations import Citations, Entry
from briefgen.metrics.engine import Row
from briefgen.metrics.numbers import Number, Style, text
from briefgen.project import InputError

#: `screen` is HTML for a browser, `print` the page that becomes the PDF: the same content in the same order.
Medium = Literal["screen", "print"]


@dataclass(frozen=True)
class Drawn:
    """A figure, and its SVG once that is drawn."""

    figure: Figure
    svg: Future[str]


#: Draws one chart of a month by its id; None where the month has no data for it.
Draw = Callable[[str], Drawn | None]


@dataclass(frozen=True)
class Note:
    """A numbered note of the document: safe HTML."""

    number: int
    html: str


@dataclass(frozen=True)
class Drawing:
    """A figure at its place in a document."""

    number: int
    figure: Figure
    svg: str


class Page:
    """What templates call `page`: sections, figures, tables and notes in the order of their printing.

    A page serves one rendering in one medium. The ledger is the edition's, so that a number has the same
    alias in both media.
    """

    def __init__(
        self,
        medium: Medium,
        template: Template,
        edition: Edition,
        ledger: Ledger,
        citations: Citations,
        draw: Draw,
    ) -> None:
        self.medium = medium
        self.document = template.description
        self.edition = edition
        self.sections: list[Section] = []
        self.drawings: list[Drawing] = []
        self.tables = 0
        self.notes: list[Note] = []
        self.cited: list[str] = []
        self._template = template
        self._ledger = ledger
        self._citations = citations
        self._draw = draw

    def number(self, number: Number, style: Style = "unit") -> Markup:
        """Print a number and enter it in the ledger; on the screen it carries its value and alias.

        Raises InputError for anything that is not a cell of a metric's result.
        """
        if not isinstance(number, Number):
            raise InputError(f"{shorten(repr(number))} is no number of a metric; print it without `number`.")
        printed = self._ledger.say(number, style)
        if self.medium == "print" or number.value is None or isinstance(number.value, str):
            return escape(printed)
        value = number.value.isoformat() if isinstance(number.value, dt.date) else repr(number.value)
        alias = self._ledger.alias(number)
        return Markup('<data value="{}" data-number="{}">{}</data>').format(value, alias, printed)

    def cell(self, row: Row, column: str, style: Style = "unit") -> Markup:
        """Print one cell of a table; the names and dates that say which row it is enter no ledger."""
        number = row[column]
        definition = row.result.metric.columns[column]
        if definition.key and definition.unit in ("name", "date"):
            return escape(shorten(text(number, style)))
        return self.number(number, style)

    def within(self, place: str, words: Callable[[], Markup]) -> Markup:
        """Print what `words` gives, its numbers entered as standing at `place` (an id on the page)."""
        return self._ledger.said_at(place, words)

    def open_section(self, section_id: str) -> Section:
        """Begin a section that `briefing.yaml` lists. Raises InputError where it lists none of that id."""
        section = self._template.section(section_id)
        self.sections.append(section)
        return section

    def figure(self, chart_id: str) -> Drawing | None:
        """Number the next figure; None where the month has no data for it.

        Raises InputError where `briefing.yaml` does not list the chart.
        """
        if chart_id not in self.document.charts:
            raise InputError(
                f"{chart_id}: briefing.yaml lists no such chart; it lists {', '.join(self.document.charts)}."
            )
        drawn = self._draw(chart_id)
        if drawn is None:
            return None
        self.drawings.append(Drawing(len(self.drawings) + 1, drawn.figure, drawn.svg.result()))
        return self.drawings[-1]

    def next_table(self) -> int:
        """Number the next table."""
        self.tables += 1
        return self.tables

    def cite(self, source_id: str, locator: str | None = None) -> Note:
        """Write the next note: a source of the library, and the place in it ("p. 4").

        Raises InputError where the library has no such source.
        """
        self.cited.append(source_id)
        return self.remark(self._citations.note(source_id, locator).html)

    def mention(self, source_id: str) -> str:
        """Name a source by its short title and enter it in the references, without a note.

        Raises InputError where the library has no such source.
        """
        self.cited.append(source_id)
        return shorten(self._citations.mention(source_id))

    def remark(self, words: str) -> Note:
        """Write the next note in the document's own words, which are safe HTML."""
        self.notes.append(Note(len(self.notes) + 1, words))
        return self.notes[-1]

    def references(self) -> list[Entry]:
        """Return the sources cited so far, by author."""
        return self._citations.bibliography()
