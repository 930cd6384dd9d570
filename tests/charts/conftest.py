"""Figures of the bundled series, month by month, and of tiny projects written by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from briefgen.cache import store
from briefgen.charts import registry
from briefgen.charts.figure import Figure
from briefgen.charts.inputs import ChartInputs
from briefgen.claims.judged_edition import JudgedEdition
from briefgen.claims.validate import mistakes
from briefgen.editions.chart_inputs import chart_inputs
from briefgen.library.load import load_library
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.manifest import Manifest, Population, Retrieval
from briefgen.snapshots.schema import TABLE
from briefgen.snapshots.store import Store
from briefgen.text import dates

#: One panel; two panels with the gap between them; the newest month.
MONTHS = ("2025-03", "2026-05", "2026-09")

REGISTRIES = {
    "countries.csv": "code,name,adjective\nCN,China,Chinese\nFR,France,French\nUS,United States,American\n",
    "organisations.csv": (
        "handle,name,country,role\n"
        "alpha,Alpha Inc,US,publisher\nbeta,Beta Lab,CN,publisher\nfran,Fran SA,FR,publisher\n"
    ),
    "renames.csv": "old_handle,new_handle\nold,beta\n",
    "licences.csv": "licence,tier\nmit,permissive\nllama3.1,use-restricted\n",
    "families.csv": "family,handle,name_prefix\nAl,alpha,\nBe,beta,\n",
    "tracked_models.csv": "repo_id\nalpha/one\nbeta/one\n",
}

Rows = Sequence[Mapping[str, Any]]
Draw = Callable[[Mapping[str, Rows]], dict[str, Figure]]


#: Every chart: of metrics, and of what a month tells.
EVERY = registry.every_name()


def bundled(month: str) -> Engine:
    """The engine over the bundled snapshots of one month."""
    project = replace(Project.open(), cache=store.folder())
    return Engine(project, Catalog.until(Store(project.snapshots).manifests(), dates.last_day(month)))


@pytest.fixture(scope="session")
def engines(repository: Path) -> dict[str, Engine]:
    assert Project.open().root == repository
    return {month: bundled(month) for month in MONTHS}


@pytest.fixture(scope="session")
def told(engines: dict[str, Engine]) -> ChartInputs:
    return told_to_the_newest(engines[MONTHS[-1]])


@pytest.fixture(scope="session")
def figures(engines: dict[str, Engine], told: ChartInputs) -> dict[str, dict[str, Figure]]:
    """Every figure by month and id; the newest month alone tells of its claims and sources."""
    return {
        month: by_id(engine, told if month == MONTHS[-1] else ChartInputs())
        for month, engine in engines.items()
    }


def told_to_the_newest(engine: Engine) -> ChartInputs:
    """What the newest month tells its charts."""
    library = load_library(Project.open().sources, mistakes)
    return chart_inputs(JudgedEdition(library, engine, dates.last_day(MONTHS[-1])), engine.holdings.manifests)


def by_id(engine: Engine, told: ChartInputs) -> dict[str, Figure]:
    """Every figure that the engine's snapshots, and what a month tells, allow."""
    drawn = [registry.draw(chart, engine) for chart in registry.names()]
    drawn += [registry.draw_from_inputs(chart, told) for chart in registry.input_chart_names()]
    return {figure.id: figure for figure in drawn if figure is not None}


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Write snapshots by id, and draw every chart that they allow."""
    return lambda snapshots: made_up(tmp_path, snapshots)


def made_up(
    root: Path, snapshots: Mapping[str, Rows], registries: Mapping[str, str] = REGISTRIES
) -> dict[str, Figure]:
    """Write a project with these snapshots and registries, and draw every chart that they allow."""
    folder = root / "data" / "snapshots"
    folder.mkdir(parents=True)
    for file, lines in registries.items():
        (root / "data" / file).write_text(lines, encoding="utf-8")
    for snapshot, rows in snapshots.items():
        whole = [{**dict.fromkeys(TABLE.names), **row} for row in rows]
        pq.write_table(pa.Table.from_pylist(whole, schema=TABLE), folder / f"{snapshot}.parquet")
    manifests = tuple(_manifest(snapshot, len(rows)) for snapshot, rows in snapshots.items())
    return by_id(Engine(Project(root, root / "output"), Catalog(manifests)), ChartInputs())


def _manifest(snapshot: str, rows: int) -> Manifest:
    return Manifest(
        id=snapshot,
        date=dt.date.fromisoformat(snapshot[:10]),
        date_known="exact",
        origin=snapshot[11:],
        population=Population(words="models made up for a test", kind="organisations"),
        rows=rows,
        absent_columns=(),
        sha256="0" * 64,
        licence="CC0-1.0",
        attribution=f"{snapshot[11:]}, made up by hand",
        retrieval=Retrieval(method="by hand", version="1"),
    )
