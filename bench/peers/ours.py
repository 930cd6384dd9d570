"""briefgen on the same questions and charts, with nothing kept: engine and press, without claims and ledger.

python -m bench.peers.ours PROJECT RESULTS tables | charts | document

A document has the tables and charts on a page, and that as a PDF. For the bare cost of the same
(bench/bare.py) the page, the charts as Vega-Lite and the folders of fonts are left in RESULTS, too.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import Any

from bench.peers.questions import QUESTIONS, Question
from briefgen.editions.workers import RenderWorkers
from briefgen.metrics.engine import Engine, Result
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.store import Store
from briefgen.text import fonts

#: Rows of each table on the page; the file has them all.
_SHOWN = 20
#: As many as a build's clerks.
_AT_ONCE = 2
_CLOCK = dt.datetime(2026, 9, 30, tzinfo=dt.UTC)
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Side by side</title>
<style>
body {{ font: 10pt sans-serif }} td, th {{ font-size: 7pt; text-align: left }} svg {{ max-width: 100% }}
</style>
</head><body><h1>Side by side</h1>{}</body></html>"""


def tables(project: Project) -> dict[str, Result]:
    """Put every question, as a build does it: two at a time."""
    store = Store(project.snapshots)
    engine = Engine(project, Catalog(tuple(store.read_manifest(one) for one in store.ids)))

    def answer(question: Question) -> Result:
        asked = engine.holdings.ids[-1:] if question.newest else engine.holdings.ids
        return engine.run(question.metric, asked, **question.choices)

    with ThreadPoolExecutor(_AT_ONCE) as clerks:
        answers = dict(zip((it.table for it in QUESTIONS), clerks.map(answer, QUESTIONS), strict=True))
    engine.close()
    return answers


def keep(answers: Mapping[str, Result], results: Path) -> None:
    """Write every table as CSV; what is not known is empty."""
    for table, answer in answers.items():
        with (results / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writing = csv.DictWriter(file, answer.metric.columns)
            writing.writeheader()
            writing.writerows(answer.records)


def drawings(press: RenderWorkers, answers: Mapping[str, Result], results: Path) -> dict[str, str]:
    """Have every chart drawn, and return it as SVG by its table."""
    from bench.peers.charts import CHARTS

    drawn = {}
    for table, chart in CHARTS.items():
        records = [{name: _plain(value) for name, value in row.items()} for row in answers[table].records]
        specification = chart(records).to_dict()
        (results / f"{table}.vl.json").write_text(json.dumps(specification), encoding="utf-8")
        drawn[table] = press.svg(specification, answers[table].metric.title)
    return {table: drawing.result() for table, drawing in drawn.items()}


def document(
    press: RenderWorkers, answers: Mapping[str, Result], drawn: Mapping[str, str], results: Path
) -> None:
    """Write the page and have it set as a PDF."""
    press.all_drawn()
    parts = [
        f"<h2>{escape(answer.metric.title)}</h2>{drawn.get(table, '')}{_table(table, answer)}"
        for table, answer in answers.items()
    ]
    page = _PAGE.format("".join(parts))
    (results / "page.html").write_text(page, encoding="utf-8")
    folders = sorted({str(face.path.parent) for face in fonts.FACES})
    (results / "fonts.txt").write_text("\n".join(folders), encoding="utf-8")
    (results / "page.pdf").write_bytes(press.pdf(press.lay_out(page).result(), _CLOCK, ()).result())


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _table(table: str, answer: Result) -> str:
    """The last rows, in the columns that the peers give, too."""
    (question,) = (it for it in QUESTIONS if it.table == table)
    head = "".join(f"<th scope=col>{name}</th>" for name in question.columns)
    rows = (
        "".join(f"<td>{_cell(record[name])}</td>" for name in question.columns)
        for record in answer.records[-_SHOWN:]
    )
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _cell(value: Any) -> str:
    if value is None:
        return "not known"
    return escape(f"{value:.4f}" if isinstance(value, float) else str(value))


def main(project: Project, results: Path, extent: str) -> None:
    """Make as much as is asked for."""
    results.mkdir(parents=True, exist_ok=True)
    if extent == "tables":
        keep(tables(project), results)
        return
    with RenderWorkers() as press:
        answers = tables(project)
        keep(answers, results)
        drawn = drawings(press, answers, results)
        if extent == "document":
            document(press, answers, drawn, results)
        else:
            for table, svg in drawn.items():
                (results / f"{table}.svg").write_text(svg, encoding="utf-8")


# The press starts a process that imports this file again, under another name.
if __name__ == "__main__":
    main(Project.open(Path(sys.argv[1])), Path(sys.argv[2]), sys.argv[3])
