"""A tiny project, written by hand, whose every figure can be worked out on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.manifest import Manifest, Population, Retrieval
from briefgen.snapshots.schema import TABLE
from tests.metrics.by_hand import FEBRUARY, JANUARY, Ask, Rows, model

REGISTRIES = {
    "countries.csv": "code,name,adjective\nCN,China,Chinese\nFR,France,French\nUS,United States,American\n",
    "organisations.csv": (
        "handle,name,country,role\n"
        "alpha,Alpha Inc,US,publisher\nbeta,Beta Lab,CN,publisher\ngamma,Gamma Lab,CN,publisher\n"
        "late,Late Inc,US,publisher\nfran,Fran SA,FR,publisher\nrepack,Repack,US,repackager\n"
    ),
    "renames.csv": "old_handle,new_handle\nOldBeta,beta\n",
    "licences.csv": "licence,tier\nmit,permissive\nllama3.1,use-restricted\n",
    "families.csv": "family,handle,name_prefix\nAl,alpha,\nAl-big,alpha,big\nBe,beta,\n",
    "tracked_models.csv": "repo_id\nalpha/one\nALPHA/Big-two\noldbeta/one\ngamma/one\nlate/one\n",
}


def _table(rows: Rows) -> pa.Table:
    empty = dict.fromkeys(TABLE.names)
    return pa.Table.from_pylist([{**empty, **row} for row in rows], schema=TABLE)


def manifest_of(snapshot: str, rows: Rows) -> Manifest:
    return Manifest(
        id=snapshot,
        date=dt.date.fromisoformat(snapshot[:10]),
        date_known="exact",
        origin=snapshot[11:],
        population=Population(words="made up", kind="organisations"),
        rows=len(rows),
        absent_columns=(),
        sha256="0" * 64,
        licence="CC0-1.0",
        attribution="made up",
        retrieval=Retrieval(method="by hand", version="1"),
    )


def written(root: Path, snapshots: Mapping[str, Rows]) -> Engine:
    """Write a project of these snapshots, by id, and return an engine over it."""
    folder = root / "data" / "snapshots"
    folder.mkdir(parents=True)
    for name, text in REGISTRIES.items():
        (root / "data" / name).write_text(text, encoding="utf-8")
    for snapshot, rows in snapshots.items():
        pq.write_table(_table(rows), folder / f"{snapshot}.parquet")
    manifests = [manifest_of(snapshot, rows) for snapshot, rows in snapshots.items()]
    return Engine(Project(root, root / "output"), Catalog.until(manifests, dt.date.max))


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Write snapshots by id and return an engine over them."""
    return lambda snapshots: written(tmp_path, snapshots)


@pytest.fixture
def two_months(ask: Ask) -> Engine:
    """Alpha (US) leads in January; Beta and Gamma (CN) in February; Late (US) joins in February."""
    january = [
        model("alpha/one", 500, likes=10, children=9),
        model("alpha/big-two", 100, likes=40, children=8),
        model("OldBeta/one", 300, likes=30, children=7),
        model("gamma/one", 50, likes=20, children=1),
        model("repack/one", 50, likes=5, children=0),
    ]
    february = [
        model("Alpha/One", 300, likes=11, children=10),
        model("alpha/big-two", 100, likes=44, children=8),
        model("beta/one", 400, likes=60, children=20),
        model("gamma/one", 100, likes=44, children=1),
        model("gamma/new", 50, likes=2, children=2),
        model("late/one", 1000, likes=1, children=0),
        model("repack/one", 50, likes=5, children=0),
    ]
    return ask({JANUARY: january, FEBRUARY: february})


@pytest.fixture(scope="session")
def engine(repository: Path) -> Engine:
    """Return an engine over the bundled series as of September 2026."""
    manifests = [
        Manifest.model_validate_json(path.read_bytes())
        for path in (repository / "data" / "snapshots").glob("*.json")
    ]
    return Engine(Project(repository, repository / "output"), Catalog.until(manifests, dt.date(2026, 9, 30)))
