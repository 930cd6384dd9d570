"""One rendering of a document: what it keeps count of while the template runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import count
from typing import Literal

from markupsafe import Markup, escape

from briefgen.charts.figure import Figure, Heading
from briefgen.charts.output.svg_export import without_tooltips
from briefgen.documents import web_fonts
from briefgen.documents.front import FrontRecorder, Saying
from briefgen.documents.template import Section, Template
from briefgen.edition import Edition
from briefgen.errors import InputError
from briefgen.ledger.ledger import Ledger
from briefgen.ledger.ledger import PrintedNumber as LedgerEntry
from briefgen.ledger.prose import Prose, shorten
from briefgen.ledger.provenance import CitedNumber, Question, Sources, Standing, by_metric, questions
from briefgen.library.citations import Citations, ReferenceEntry
from briefgen.metrics.engine import Row
from briefgen.metrics.numbers import Number, Style, text

#: `screen` is HTML for a browser, `print` the page that becomes the PDF: the same content in the same order.
Medium = Literal["screen", "print"]


#: The parts of a page that no section, figure or table names.
_PARTS = {"front": "First page", "key-numbers": "Key numbers", "findings": "Key findings"}


@dataclass(frozen=True)
class DrawnFigure:
    """A figure, and its SVG once that is drawn."""

    figure: Figure
    svg: Future[str]


#: What a template prints as words: text, and numbers alone or with the style in which they print.
Piece = str | Number | tuple[Number, Style]
Words = str | Sequence[Piece]


#: Draws one chart of a month by its id; None where the month has no data for it.
Draw = Callable[[str], DrawnFigure | None]


@dataclass(frozen=True)
class Note:
    """A numbered note of the document: safe HTML."""

    number: int
    html: str


@dataclass(frozen=True)
class PlacedFigure:
    """A figure at its place in a document."""

    number: int
    figure: Figure
    svg: str


@dataclass(frozen=True)
class PrintedTable:
    """A table with all that it shows: its id on the page, its words, columns and rows, and its source."""

    id: str
    title: str
    subtitle: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    source: str = ""


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
        self.drawings: list[PlacedFigure] = []
        self.printed: list[PrintedTable] = []
        self.notes: list[Note] = []
        self.cited: list[str] = []
        self.front = FrontRecorder()
        self._template = template
        self._ledger = ledger
        self._citations = citations
        self._draw = draw
        self._parts = dict(_PARTS)
        #: The ids of the numbers in what is printed as text; None while HTML is printed.
        self._said: list[str] | None = None
        self._standings: dict[str, list[tuple[str, str]]] = {}
        self._tabled: set[str] = set()
        self._questions: dict[Question, str] = {}
        self._anchors = (f"C-{number:04}" for number in count(1))

    def number(self, number: Number, style: Style = "unit") -> Markup:
        """Print a number as a link to its entry at the end of the document, and enter it in the ledger.

        On paper without an annex there are no entries to lead to, and what a source says answers no question
        to snapshots: these are text. On the screen what is no name carries its full value, too.
        Raises InputError for anything that is not a cell of a metric's result.
        """
        if not isinstance(number, Number):
            raise InputError(f"{shorten(repr(number))} is no number of a metric; print it without `number`.")
        printed = self._ledger.say(number, style)
        if self._said is not None and number.snapshots:
            self._said.append(number.id)
        if self.as_text or not number.snapshots or (self.medium == "print" and not self.document.annex):
            return escape(printed)
        alias = self._ledger.alias(number)
        anchor = next(self._anchors)
        self._standings.setdefault(alias, []).append((anchor, self._ledger.place))
        # PDF/UA-1 allows nothing but text inside WeasyPrint's links, and wants each of them described.
        label = Markup(' aria-label="{}, {}"').format(printed, alias) if self.medium == "print" else ""
        link = Markup('<a class="number"{} id="{}" href="#{}">{}</a>').format(label, anchor, alias, printed)
        if self.medium == "print" or number.value is None or isinstance(number.value, str):
            return link
        value = number.value.isoformat() if isinstance(number.value, dt.date) else repr(number.value)
        return Markup('<data value="{}" data-number="{}">{}</data>').format(value, alias, link)

    def words(self, words: Words) -> Markup:
        """Print prose, or words and between them numbers, each alone or with the style in which it prints."""
        pieces = (words,) if isinstance(words, str) else words
        return Markup("").join(self._piece(piece) for piece in pieces)

    def _piece(self, piece: Piece) -> Markup:
        if isinstance(piece, Prose):
            return Markup("").join(
                escape(it) if isinstance(it, str) else self.number(it.number, it.style) for it in piece.pieces
            )
        if isinstance(piece, str):
            return escape(piece)
        return self.number(piece) if isinstance(piece, Number) else self.number(*piece)

    @property
    def as_text(self) -> bool:
        """Whether what is printed now is to be text: numbers without links, and no notes."""
        return self._said is not None

    def text(self, words: Words | Callable[[], Markup]) -> Saying:
        """Return words in pieces, or what a macro prints, as text. What that prints is printed once more."""
        self._said = []
        try:
            printed = words() if callable(words) else self.words(words)
            numbers = tuple(dict.fromkeys(self._said))
        finally:
            self._said = None
        return Saying(text=web_fonts.printable(_plain(printed))[0], numbers=numbers)

    def cell(self, row: Row, column: str, style: Style = "unit") -> Markup:
        """Print one cell of a table; the names and dates that say which row it is enter no ledger.

        On paper the table leads to its question as a whole: its lines are the rows of the answer.
        """
        number = row[column]
        definition = row.result.metric.columns[column]
        if definition.key and definition.unit in ("name", "date"):
            return escape(shorten(text(number, style)))
        if self.medium == "screen":
            return self.number(number, style)
        printed = self._ledger.say(number, style)
        if number.snapshots:
            self._tabled.add(self._ledger.alias(number))
        return escape(printed)

    def questions(self, rows: Iterable[Row]) -> list[str]:
        """Name the questions that lines of a table answer, by the ids of their entries on the page."""
        return list(dict.fromkeys(self._question(asked) for row in rows for asked in questions(row)))

    def _question(self, asked: Question) -> str:
        return self._questions.setdefault(asked, f"Q-{len(self._questions) + 1:02}")

    def within(self, place: str, words: Callable[[], Markup]) -> Markup:
        """Print what `words` gives, its numbers entered as standing at `place` (an id on the page)."""
        return self._ledger.said_at(place, words)

    def open_section(self, section_id: str) -> Section:
        """Begin a section that `briefing.yaml` lists. Raises InputError where it lists none of that id."""
        section = self._template.section(section_id)
        self.sections.append(section)
        self._parts[section_id] = section.title
        return section

    @property
    def without_data(self) -> tuple[Section, ...]:
        """The sections that need data and were not opened."""
        return tuple(one for one in self.document.sections if one.needs and one not in self.sections)

    def figure(self, chart_id: str) -> PlacedFigure | None:
        """Number the next figure; None where the month has no data for it.

        Raises InputError where `briefing.yaml` does not list the chart.
        """
        if chart_id not in self.document.chart_ids:
            raise InputError(
                f"{chart_id}: briefing.yaml lists no such chart; it lists "
                f"{', '.join(self.document.chart_ids)}."
            )
        drawn = self._draw(chart_id)
        if drawn is None:
            return None
        svg = drawn.svg.result() if self.medium == "screen" else without_tooltips(drawn.svg.result())
        self.drawings.append(PlacedFigure(len(self.drawings) + 1, drawn.figure, svg))
        self._parts[chart_id] = f"{self.document.charts_as} {len(self.drawings)}"
        return self.drawings[-1]

    def told(self, drawing: PlacedFigure, name: str) -> Markup:
        """Print the `title`, `subtitle` or `note` of a figure, its numbers as numbers."""
        with self._ledger.at(drawing.figure.id):
            return self.words(getattr(drawing.figure, name))

    @property
    def tables(self) -> int:
        """How many tables there are so far."""
        return len(self.printed)

    def next_table(
        self,
        table_id: str,
        title: str,
        subtitle: str,
        headings: Iterable[Mapping[str, str]],
        rows: Iterable[Row],
    ) -> int:
        """Number the next table, whose id on the page is `table_id`, and remember what it shows."""
        named = tuple(Heading(heading["text"], heading["column"]) for heading in headings)
        self.printed.append(PrintedTable(table_id, _plain(title), _plain(subtitle), named, tuple(rows)))
        self._parts[table_id] = f"Table {self.tables}"
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

    def number_sources(self) -> Sources:
        """Return where the numbers come from that the page has printed so far, by metric and question.

        What only a figure's drawing says leads back to the figure.
        """
        cited = (CitedNumber(entry, self._stands(entry)) for entry in self._ledger.entries)
        standing = (one for one in cited if one.standings or one.entry.alias in self._tabled)
        return by_metric(standing, self._question, self._ledger.catalogue)

    def _stands(self, entry: LedgerEntry) -> list[Standing]:
        places = self._standings.get(entry.alias)
        if places is None and entry.alias not in self._tabled:
            drawn = [drawing.figure.id for drawing in self.drawings if drawing.figure.id in entry.places]
            places = [(figure, figure) for figure in drawn]
        return [Standing(anchor, self._parts[place]) for anchor, place in places or ()]

    def references(self) -> list[ReferenceEntry]:
        """Return the sources cited so far, by author."""
        return self._citations.bibliography()


def _plain(words: str) -> str:
    """The words of HTML; other text is words already."""
    return words.striptags() if isinstance(words, Markup) else words
