"""What a chart is before it is drawn: its words, its data, and how to draw it in any shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import PAGE, Shape
from briefgen.ledger.prose import Prose
from briefgen.metrics.engine import Row
from briefgen.metrics.numbers import Style

#: Longer alternative texts are read out in one breath by no screen reader.
LONGEST_ALT = 300


def alternative(first: str, *others: str) -> Prose:
    """Join sentences to an alternative text: the first one, and of the others the last that fit beside it.

    What is newest stands last. The rest stands in the drawing's words and in its table.

    >>> text = alternative("Lines.", "A" * 150 + ".", "B" * 150 + ".", "C" * 100 + ".")
    >>> str(text) == f"Lines. {'B' * 150}. {'C' * 100}."
    True
    """
    kept: list[str] = []
    for sentence in reversed(others):
        if len(" ".join([first, sentence, *kept])) > LONGEST_ALT:
            break
        kept.insert(0, sentence)
    return Prose(" ").join([first, *kept])


#: Lays a chart out for a shape; the numbers that it prints stand in prose within it.
Drawing = Callable[[Shape], style.Spec]


@dataclass(frozen=True)
class Heading:
    """One column of a chart's table: its words, the metric's column and how its numbers print."""

    text: str
    column: str
    style: Style = "unit"


@dataclass(frozen=True)
class Table:
    """A chart's data, as rows of a metric's result.

    A `wide` table prints a line for each value of its first column, a column for each value of its second
    and its third in the cells, then a column for each heading of `beside`: what all rows of a line share.
    Files of data keep all columns.
    """

    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    wide: bool = False
    beside: tuple[Heading, ...] = ()

    @property
    def across(self) -> tuple[str, ...]:
        """The values of the second column, in the order of their first row."""
        return tuple(dict.fromkeys(str(row.values[self.headings[1].column]) for row in self.rows))

    @property
    def lines(self) -> tuple[tuple[Row, tuple[Row | None, ...]], ...]:
        """The lines of a wide table: a row that names the line, and the row of each cell, None for none."""
        down, over = (heading.column for heading in self.headings[:2])
        cells = {(row.values[down], str(row.values[over])): row for row in self.rows}
        named = {row.values[down]: row for row in reversed(self.rows)}
        order = dict.fromkeys(row.values[down] for row in self.rows)
        return tuple((named[key], tuple(cells.get((key, value)) for value in self.across)) for key in order)


@dataclass(frozen=True)
class Figure:
    """One chart of one month.

    `title` states the finding, `subtitle` says what is plotted, of which population, in which unit and when.
    They, `source` and `note` stand around the drawing as text; `alt` (type, subject, finding) stands for
    it. `drawing` lays it out for a shape; `snapshots` are the ids of those it rests on, the last of the panel
    that its title speaks of at the end. What holds numbers of metrics is prose: the words around the drawing,
    and those within it.

    `guard` is the part of the note that goes wherever the chart goes, in one line. `measures` are the columns
    of the table that are drawn, the main one first. `never` are sentences on what may not be said with this
    chart. `sources` are the ids of those of the library that it rests on beside its snapshots.

    Raises ValueError where the alternative text is missing or longer than 300 characters.
    """

    id: str
    title: str
    subtitle: str
    source: str
    note: str
    guard: str
    alt: str
    drawing: Drawing
    table: Table
    measures: tuple[str, ...]
    never: tuple[str, ...]
    snapshots: tuple[str, ...]
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < len(self.alt) <= LONGEST_ALT:
            raise ValueError(f"{self.id}: the alternative text has {len(self.alt)} characters.")

    @property
    def words(self) -> tuple[str, ...]:
        """All that is said around the drawing and in place of it."""
        return self.title, self.subtitle, self.source, self.note, self.alt, self.guard

    def spec(self, shape: Shape = PAGE) -> dict[str, Any]:
        """Return the drawing in a shape as Vega-Lite, its words with numbers as prose."""
        # What prints or keeps a figure needs no Altair; what draws one has loaded it.
        from briefgen.charts.forms import vegalite

        with vegalite.unchecked():
            return vegalite.specification(self.drawing(shape), shape)
