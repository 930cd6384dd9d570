"""Workbooks: tables as sheets with full values. The same tables give the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefgen.metrics.catalogue import Unit
from briefgen.metrics.numbers import Value
from briefgen.text.sanitize import visible

if TYPE_CHECKING:
    import xlsxwriter

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

#: Said wherever a workbook holds values that may be missing.
EMPTY = "An empty cell means: not known. Zero means zero."

#: What a sheet's name may not hold, and how long it may be; it may not be "History" either
#: (https://support.microsoft.com/office/rename-a-worksheet-3f1f7148-ee83-404d-8ef0-9ff99fbad1f9).
_BARRED = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
#: A cell holds no more characters (https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3).
_LONGEST_TEXT = 32_767


@dataclass(frozen=True)
class WorkbookSheet:
    """One table: its name, headings and rows. `widths` are those of prose columns, in characters; the text in
    them is wrapped, and the first of them names the row.
    """

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    widths: Sequence[int] = ()


def workbook(sheets: Iterable[WorkbookSheet], clock: dt.datetime) -> bytes:
    """Return the sheets as an Excel workbook, in order; two of one name get a number each.

    No text in it is a formula or a link.
    """
    import xlsxwriter

    file = io.BytesIO()
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, {**settings, "in_memory": True}) as book:
        book.set_properties({"created": clock.replace(tzinfo=None)})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        taken: set[str] = set()
        for sheet in sheets:
            _write(book.add_worksheet(_named(sheet.name, taken)), sheet, bold, wrap, date)
    return file.getvalue()


def _write(
    page: xlsxwriter.worksheet.Worksheet,
    sheet: WorkbookSheet,
    bold: xlsxwriter.format.Format,
    wrap: xlsxwriter.format.Format,
    date: xlsxwriter.format.Format,
) -> None:
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    for column, name in enumerate(sheet.headings):
        if not sheet.widths:
            page.set_column(column, column, max(12, min(len(name) + 2, 40)))
        page.write_string(0, column, name, bold)
    if sheet.headings:
        page.freeze_panes(1, 0)
    for line, values in enumerate(sheet.rows, 1 if sheet.headings else 0):
        for column, value in enumerate(values):
            if isinstance(value, str):
                style = (bold if column == 0 else wrap) if sheet.widths else None
                page.write_string(line, column, _text(value), style)
            elif isinstance(value, dt.date):
                page.write_datetime(line, column, dt.datetime.combine(value, dt.time()), date)
            elif value is not None:
                page.write_number(line, column, value)


def _text(value: str) -> str:
    words = "\n".join(map(visible, value.split("\n")))
    return words if len(words) <= _LONGEST_TEXT else words[: _LONGEST_TEXT - 1] + "…"


def _named(name: str, taken: set[str]) -> str:
    """A name that a sheet may have and that none has yet, whatever its case.

    >>> taken = {"shares"}
    >>> _named("Shares", taken), _named("a/b", taken), len(_named("x" * 40, taken))
    ('Shares 2', 'a b', 31)
    """
    plain = _BARRED.sub(" ", visible(name)).strip()[:_LONGEST_NAME] or "Sheet"
    found, number = plain, 1
    while found.lower() in taken or found.lower() == "history":
        number += 1
        found = f"{plain[: _LONGEST_NAME - len(str(number)) - 1]} {number}"
    taken.add(found.lower())
    return found
