"""Make a project folder with snapshots of a Hub that never was, as skewed as the real one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from briefgen.project import Project, bundled_root, create_project
from briefgen.snapshots.manifest import Draft, Population, Retrieval
from briefgen.snapshots.schema import TABLE
from briefgen.snapshots.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

#: What a crawl of the whole Hub is called: every chart and claim looks at it.
ORIGIN = "hub-all"
#: The bundled snapshot that holds every kind of model as it came, and not the leading ones.
SAMPLE = "2026-08-19-radar"
_LAST = dt.date(2026, 9, 25)
#: Models that are worked out at a time.
_AT_ONCE = 131_072
#: The models of the average month, of all that there ever are: three quarters from the start, half of a
#: quarter later, less those that go.
_PRESENT = 0.858
_FOLDER = Path(__file__).parent


def make(folder: Path, models: int, months: int, seed: int = 1, memory: str = "2GB") -> Project:
    """Make a project in `folder`: what ships, and instead of its snapshots those of the Hub, a month apart.

    They hold about so many models on average; the same numbers give the same snapshots. Raises InputError
    where there is something in the folder.
    """
    project = Project.open(create_project(folder))
    for bundled in project.snapshots.iterdir():
        bundled.unlink()
    work = folder / "models.duckdb"
    with duckdb.connect(work, config={"memory_limit": memory}) as database:
        database.execute("SET enable_progress_bar = false")
        days = _days(months)
        _set(database, seed=seed, months=months, size=round(models / (_PRESENT if months > 1 else 1)))
        _set(database, first=_noon(days[0]), last=_noon(days[-1]), data=str(project.data))
        real = bundled_root() / "data" / "snapshots"
        _set(database, sample=str(real / f"{SAMPLE}.parquet"), snapshots=str(real / "*.parquet"))
        database.execute((_FOLDER / "models.sql").read_text(encoding="utf-8"))
        _rename(database, project)
        store = Store(project.snapshots)
        for month, day in enumerate(days):
            store.write_sorted(_rows(database, month, day), _draft(day, models, months, seed))
    work.unlink()
    return project


def found(folder: Path, models: int, months: int) -> Path:
    """Return the Hub of so many models in `folder`, made unless it is there."""
    hub = folder / f"hub-{models}"
    if not hub.exists():
        make(hub, models, months)
    return hub


def _days(months: int) -> list[dt.date]:
    """The days of the snapshots: one a month, up to the newest month of the bundled ones."""
    newest = _LAST.year * 12 + _LAST.month - 1
    return [_LAST.replace(year=it // 12, month=it % 12 + 1) for it in range(newest - months + 1, newest + 1)]


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12))


def _set(database: duckdb.DuckDBPyConnection, **variables: object) -> None:
    for name, value in variables.items():
        database.execute(f"SET VARIABLE {name} = $value", {"value": value})


def _rename(database: duckdb.DuckDBPyConnection, project: Project) -> None:
    """Tell the registry of renames which publishers have another name in mid-series."""
    moved = database.execute("SELECT DISTINCT author FROM described WHERE moves ORDER BY author").fetchall()
    with (project.data / "renames.csv").open("a", encoding="utf-8") as registry:
        registry.writelines(f"{old},{old}-hq,,made up\n" for (old,) in moved)


def _rows(database: duckdb.DuckDBPyConnection, month: int, day: dt.date) -> Iterator[pa.RecordBatch]:
    _set(database, month=month, day=_noon(day))
    database.execute(
        "CREATE OR REPLACE TABLE children AS SELECT parent AS k, count(*) AS children FROM links "
        "JOIN described USING (k) WHERE NOT malformed AND parent <> k AND born <= getvariable('month') "
        "AND gone > getvariable('month') GROUP BY parent"
    )
    query = (_FOLDER / "month.sql").read_text(encoding="utf-8")
    (names,) = database.execute("SELECT count(*) FROM models").fetchone() or (0,)
    for place in range(0, names, _AT_ONCE):
        _set(database, from_place=place, to_place=place + _AT_ONCE - 1)
        yield from database.sql(query).to_arrow_table().cast(TABLE).to_batches()


def _draft(day: dt.date, models: int, months: int, seed: int) -> Draft:
    return Draft(
        date=day,
        date_known="exact",
        origin=ORIGIN,
        population=Population(words="every public model of a made-up Hub", kind="whole"),
        absent_columns=(),
        licence="CC0-1.0",
        attribution="a made-up Hub",
        retrieval=Retrieval(
            method="python -m bench.hubs",
            version="1",
            parameters={"models": models, "months": months, "seed": seed},
        ),
    )
