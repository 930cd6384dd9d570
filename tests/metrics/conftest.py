"""A tiny project, written by hand, whose every figure can be worked out on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.holdings import Holdings
from briefgen.snapshots.manifest import Manifest, Population, Retrieval
from briefgen.snapshots.schema import TABLE

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

Rows = Sequence[Mapping[str, Any]]


def _table(rows: Rows) -> pa.Table:
    empty = dict.fromkeys(TABLE.names)
    return pa.Table.from_pylist([{**empty, **row} for row in rows], schema=TABLE)


def _manifest(snapshot: str, rows: Rows) -> Manifest:
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


@pytest.fixture
def ask(tmp_path: Path) -> Callable[[Mapping[str, Rows]], Engine]:
    """Write snapshots by id and return an engine over them."""

    def write(snapshots: Mapping[str, Rows]) -> Engine:
        folder = tmp_path / "data" / "snapshots"
        folder.mkdir(parents=True)
        for name, text in REGISTRIES.items():
            (tmp_path / "data" / name).write_text(text, encoding="utf-8")
        for snapshot, rows in snapshots.items():
            pq.write_table(_table(rows), folder / f"{snapshot}.parquet")
        manifests = [_manifest(snapshot, rows) for snapshot, rows in snapshots.items()]
        holdings = Holdings.until(manifests, dt.date.max)
        return Engine(Project(tmp_path, tmp_path / "output"), holdings)

    return write
