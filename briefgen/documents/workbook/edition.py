"""Every table of an edition as one workbook, with a sheet that says what each is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from briefgen.charts.figure import Heading
from briefgen.claims import export
from briefgen.claims.judged_edition import JudgedEdition
from briefgen.documents.page import Page, PrintedTable
from briefgen.documents.workbook.write import EMPTY, UNITS, WorkbookSheet, workbook
from briefgen.edition import Edition
from briefgen.metrics.engine import Row
from briefgen.snapshots.manifest import Manifest

_NOTES = (
    "Sheet",
    "What it shows",
    "Population",
    "Window",
    "Unit of each column",
    "Snapshots",
    "Source and licence",
)
_NOTE_WIDTHS = (24, 50, 50, 40, 60, 40, 50)
_CLAIMS_NOTE = "Every claim with its verdict then and now; docs/claims.md tells what the words mean."
_ACTIONS_NOTE = "The last that was known of each recommendation by the end of the month."
_SNAPSHOTS_NOTE = "The snapshots that the month may look at; those that a sheet rests on stand in its line."


def edition_workbook(
    edition: Edition, pages: Iterable[Page], docket: JudgedEdition, manifests: Sequence[Manifest]
) -> bytes:
    """Return the workbook of an edition whose documents were rendered as `pages`.

    Its first sheet says of each other what it shows: population, window, units, snapshots, source, licence.
    A figure or table that two documents share stands once.
    """
    shown: dict[tuple[str, str, str], tuple[str, PrintedTable]] = {}
    for page in pages:
        for name, table in _tables(page):
            shown.setdefault((table.id, table.title, table.subtitle), (name, table))
    sheets = [_sheet(table) for _, table in shown.values()]
    about = [_about(name, table, manifests) for name, table in shown.values()]
    others = (
        (WorkbookSheet("claims", export.COLUMNS, export.rows(docket)), _CLAIMS_NOTE),
        (_actions(docket), _ACTIONS_NOTE),
        (_snapshots(manifests), _SNAPSHOTS_NOTE),
    )
    about += [(sheet.name, words, "", "", "", "", "") for sheet, words in others]
    head = (edition.title, f"{EMPTY} Numbers stand in full; the documents round them.", "", "", "", "", "")
    notes = WorkbookSheet("Notes", _NOTES, [head, *about], _NOTE_WIDTHS)
    return workbook([notes, *sheets, *(sheet for sheet, _ in others)], edition.clock)


def _tables(page: Page) -> Iterator[tuple[str, PrintedTable]]:
    """The data of a page's figures and its tables, each with what it is called on the page."""
    for drawing in page.drawings:
        it = drawing.figure
        title, subtitle = str(it.title), str(it.subtitle)
        table = PrintedTable(it.id, title, subtitle, it.table.headings, it.table.rows, it.source)
        yield f"Figure {drawing.number}", table
    for number, table in enumerate(page.printed, 1):
        yield f"Table {number}", table


def _sheet(table: PrintedTable) -> WorkbookSheet:
    rows = [tuple(row.values[heading.column] for heading in table.headings) for row in table.rows]
    return WorkbookSheet(table.id, [heading.text for heading in table.headings], rows)


def _about(name: str, table: PrintedTable, manifests: Sequence[Manifest]) -> tuple[str, ...]:
    """The line of notes on one table; what it rests on is known of its rows."""
    metric = table.rows[0].result.metric
    used = {id for row in table.rows for id in row.result.snapshots}
    rested = [it for it in manifests if it.id in used]
    licences = dict.fromkeys(f"{it.attribution} ({it.licence})" for it in rested)
    return (
        table.id,
        f"{name}: {table.title}\n{table.subtitle}",
        metric.population,
        metric.window,
        "\n".join(_unit(heading, table.rows[0]) for heading in table.headings),
        ", ".join(it.id for it in rested),
        "\n".join(filter(None, (table.source, *licences))),
    )


def _unit(heading: Heading, row: Row) -> str:
    column = row.result.metric.columns[heading.column]
    return f"{heading.text}: {UNITS[column.unit]}; {column.text}"


def _actions(docket: JudgedEdition) -> WorkbookSheet:
    headings = ("Recommendation", "Source", "Place", "Lead", "Status", "As of", "What is known")
    told = ((it.action, it.note) for it in docket.actions)
    rows = [
        (it.title, it.source, it.locator, "; ".join(it.lead), note.status, note.date, note.words)
        for it, note in told
    ]
    return WorkbookSheet("actions", headings, rows)


def _snapshots(manifests: Sequence[Manifest]) -> WorkbookSheet:
    headings = ("Snapshot", "Date", "Date known", "Population", "Models", "Licence", "Attribution", "SHA-256")
    rows = [
        (it.id, it.date, it.date_known, it.population.words, it.rows, it.licence, it.attribution, it.sha256)
        for it in manifests
    ]
    return WorkbookSheet("snapshots", headings, rows)
