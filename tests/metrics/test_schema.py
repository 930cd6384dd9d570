"""What an id says of its snapshot: columns of one table, laid out plainly and for many rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from briefgen.metrics import catalogue
from briefgen.text.sql import setting
from tests.metrics.conftest import written

#: Snapshots by id, with the origin and the scope that each has.
SNAPSHOTS = {
    "2025-01-10-made": ("made", None),
    "2025-02-10-hub-tracked": ("hub-tracked", "tracked"),
    "2025-02-10-hub-lineage": ("hub-lineage", "lineage"),
    "2025-03-10-hub-all": ("hub-all", "all"),
    "2025-03-10-hub-stats": ("hub-stats", None),
    "2025-03-10-all": ("all", None),
}


@pytest.mark.parametrize("schema", [catalogue.schema, catalogue.fast_schema], ids=["plain", "fast"])
def test_a_snapshot_has_its_date_origin_and_scope(schema: Callable[[], str], tmp_path: Path) -> None:
    written(tmp_path, {snapshot: [{"repo_id": "alpha/one", "author": "alpha"}] for snapshot in SNAPSHOTS})
    data = tmp_path / "data"
    files = sorted(str(file) for file in (data / "snapshots").glob("*.parquet"))
    with duckdb.connect() as database:
        for text in (setting("data", str(data)), setting("snapshot_files", files), schema()):
            database.execute(text)
        found = database.execute("SELECT snapshot, date, origin, scope FROM snapshots").fetchall()
    assert sorted(found) == sorted(
        (snapshot, dt.date.fromisoformat(snapshot[:10]), *said) for snapshot, said in SNAPSHOTS.items()
    )
