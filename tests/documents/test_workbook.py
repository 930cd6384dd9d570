"""The workbook of an edition: every table, full values, and what each is about; read by another program."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from briefgen.documents.workbook.write import WorkbookSheet, workbook
from briefgen.editions.build import Built
from tests.made_up import HOSTILE

CLOCK = dt.datetime(2026, 2, 28, tzinfo=dt.UTC)


def _lines(sheet: Worksheet) -> list[tuple[object, ...]]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


@pytest.fixture(scope="module")
def book(sample: Built) -> openpyxl.Workbook:
    return openpyxl.load_workbook(sample.folder / "edition.xlsx")


def test_it_holds_every_table_of_the_edition(book: openpyxl.Workbook) -> None:
    figures, tables = ["likes-leaders", "download-share"], ["shares", "liked"]
    assert book.sheetnames == ["Notes", *figures, *tables, "claims", "actions", "snapshots"]
    # 500 of 900 downloads are Chinese, by hand; documents print 55.6%.
    shares = {line[0]: line[1:] for line in _lines(book["shares"])}
    assert shares["Country"] == ("Downloads", "Share")
    assert shares["China"] == (500, pytest.approx(5 / 9))
    assert [line[0] for line in _lines(book["snapshots"])[1:]] == [
        "2026-01-10-osir-lmts",
        "2026-02-10-osir-lmts",
        "2026-02-12-radar",
    ]
    assert _lines(book["snapshots"])[1][1] == dt.datetime(2026, 1, 10)


def test_the_notes_say_what_each_sheet_is_about(book: openpyxl.Workbook) -> None:
    head, edition, *lines = _lines(book["Notes"])
    assert len(head) == 7
    assert edition[0] == "February 2026"
    assert str(edition[1]).startswith("An empty cell means: not known.")
    assert [line[0] for line in lines] == book.sheetnames[1:]
    told = {str(line[0]): line for line in lines}
    assert told["shares"][1] == "Table 1: Shares\nTracked models"
    assert str(told["likes-leaders"][1]).startswith("Figure 1: ")
    for name in ("likes-leaders", "download-share", "shares", "liked"):
        _, _, population, window, units, snapshots, source = map(str, told[name])
        assert population != "None"
        assert window != "None"
        assert len(units.splitlines()) == len(_lines(book[name])[0])
        assert set(snapshots.split(", ")) <= {line[0] for line in _lines(book["snapshots"])}
        assert "Made up, by hand (CC0-1.0)" in source
    assert "Share: share, as a part of 1;" in str(told["shares"][4])


def test_strangers_text_is_no_formula_and_no_link(book: openpyxl.Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert HOSTILE[2] in {cell.value for cell in cells}
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    assert not any("\N{RIGHT-TO-LEFT OVERRIDE}" in str(cell.value) for cell in cells)


def test_what_is_not_known_is_an_empty_cell_and_zero_is_zero() -> None:
    made = workbook([WorkbookSheet("s", ("a", "b"), [(0, None), (None, 0.25)])], CLOCK)
    assert _lines(openpyxl.load_workbook(io.BytesIO(made))["s"]) == [("a", "b"), (0, None), (None, 0.25)]


def test_odd_names_and_long_texts_are_fitted() -> None:
    names = ("History", "a/b:[c]", "x" * 40, "X" * 40)
    made = workbook([WorkbookSheet(name, ("a",), [("y" * 40_000,)]) for name in names], CLOCK)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["History 2", "a b  c", "x" * 31, "X" * 29 + " 2"]
    assert len(str(book["a b  c"]["A2"].value)) == 32_767


def test_the_same_tables_give_the_same_bytes() -> None:
    sheets = [WorkbookSheet("s", ("a",), [(dt.date(2026, 1, 2),), ("words",)])]
    made = workbook(sheets, CLOCK)
    assert made == workbook(sheets, CLOCK)
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert b"2026-02-28T00:00:00Z" in packed.read("docProps/core.xml")
