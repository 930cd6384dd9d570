"""A chart's data for others: CSV, a workbook with a sheet of notes, and what each column counts."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from briefgen.briefing import output
from briefgen.characters import visible
from briefgen.charts.figure import Figure
from briefgen.metrics import catalogue
from briefgen.metrics.catalogue import Unit
from briefgen.metrics.engine import Row
from briefgen.metrics.numbers import Number, Value

#: What a column counts, in words; shares are written as parts of one.
UNITS: Mapping[Unit, str] = {
    "share": "share, as a part of 1",
    "points": "difference of two shares, as a part of 1",
    "ratio": "ratio",
    "count": "number",
    "downloads": "downloads (requests for files)",
    "likes": "likes",
    "parameters": "parameters",
    "index": "index, 0 to 1",
    "date": "date (ISO 8601)",
    "name": "name",
}


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
    """A chart's rows under the headings of its table, and under those of what its title quotes beside."""

    metric: str
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
        return output.csv_file(self.names, self.lines)


def data_of(figure: Figure, quoted: Iterable[Number]) -> Data:
    """Return the rows of a figure's table with every column that its title quotes of them."""
    rows = figure.table.rows
    metric = rows[0].result.metric
    headings = {heading.column: heading.text for heading in figure.table.headings}
    others: dict[str, Field] = {}
    for number in quoted:
        name = number.column.replace("_", " ").capitalize()
        if number.metric == metric.id:
            headings.setdefault(number.column, name)
        else:
            text = catalogue.metric(number.metric).columns[number.column].text
            others[number.id] = Field(f"In the headline: {name}", number.column, number.unit, text, number)
    fields = (
        Field(name, column, metric.columns[column].unit, metric.columns[column].text)
        for column, name in headings.items()
    )
    return Data(metric.id, (*fields, *others.values()), rows)


def workbook(data: Data, notes: Iterable[tuple[str, str]], clock: dt.datetime) -> bytes:
    """Return a workbook with the sheets `Data` and `Notes`; the same data give the same bytes.

    `notes` are pairs of a heading and its words. No text in it is a formula or a link.
    """
    import xlsxwriter

    file = io.BytesIO()
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, {**settings, "in_memory": True}) as book:
        book.set_properties({"created": clock.replace(tzinfo=None)})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Data")
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(data.names):
            sheet.set_column(column, column, max(12, min(len(name) + 2, 40)))
            sheet.write_string(0, column, name, bold)
        for line, values in enumerate(data.lines, 1):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(line, column, visible(value))
                elif isinstance(value, dt.date):
                    sheet.write_datetime(line, column, dt.datetime.combine(value, dt.time()), date)
                elif value is not None:
                    sheet.write_number(line, column, value)
        page = book.add_worksheet("Notes")
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 100)
        for line, (heading, words) in enumerate(notes):
            page.write_string(line, 0, heading, bold)
            page.write_string(line, 1, words, wrap)
    return file.getvalue()
