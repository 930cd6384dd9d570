"""A chart's data for others: CSV, a workbook with a sheet of notes, and what each column counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from briefgen.charts.figure import Figure
from briefgen.documents import output_files
from briefgen.documents.workbook.write import WorkbookSheet, workbook
from briefgen.metrics.catalogue import Unit
from briefgen.metrics.engine import Row
from briefgen.metrics.numbers import Number, Value
from briefgen.metrics.own_metrics import Catalogue

_NOTE_WIDTHS = (24, 100)


@dataclass(frozen=True)
class Field:
    """One column of the data: its heading, the metric's column and what that counts.

    What the title quotes of another metric is one `fixed` value, the same in each row.
    """

    name: str
    column: str
    unit: Unit
    text: str
    fixed: Number | None = None

    def of(self, row: Row) -> Number:
        """Return the number of this column in a row."""
        return self.fixed or row[self.column]


@dataclass(frozen=True)
class Data:
    """A chart's rows under the headings of its table, and under those of what its title quotes beside.

    `metric` is None where they are gathered from several, or from sources.
    """

    metric: str | None
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The headings."""
        return tuple(field.name for field in self.fields)

    @property
    def lines(self) -> tuple[tuple[Value, ...], ...]:
        """The values of each row under the headings."""
        return tuple(tuple(field.of(row).value for field in self.fields) for row in self.rows)

    def csv(self) -> bytes:
        """Return CSV: UTF-8, ISO dates, full values, empty for "not known", and no cell that is a formula."""
        return output_files.csv_file(self.names, self.lines)


def data_of(figure: Figure, quoted: Iterable[Number], metrics: Catalogue) -> Data:
    """Return the rows of a figure's table with every column that its title quotes of them."""
    rows = figure.table.rows
    metric = rows[0].result.metric
    headings = {heading.column: heading.text for heading in figure.table.headings}
    others: dict[str, Field] = {}
    held = {row[column].id for row in rows for column in headings}
    for number in quoted:
        if number.id in held:
            continue
        name = number.column.replace("_", " ").capitalize()
        if number.metric == metric.id:
            headings.setdefault(number.column, name)
        else:
            text = metrics.metric(number.metric).columns[number.column].text
            others[number.id] = Field(f"In the headline: {name}", number.column, number.unit, text, number)
    fields = (
        Field(name, column, metric.columns[column].unit, metric.columns[column].text)
        for column, name in headings.items()
    )
    return Data(metric.id if metric.sql else None, (*fields, *others.values()), rows)


def chart_workbook(data: Data, notes: Iterable[tuple[str, str]], clock: dt.datetime) -> bytes:
    """Return a workbook with the sheets `Data` and `Notes`; `notes` are pairs of a heading and its words."""
    sheets = (
        WorkbookSheet("Data", data.names, data.lines),
        WorkbookSheet("Notes", (), tuple(notes), _NOTE_WIDTHS),
    )
    return workbook(sheets, clock)
