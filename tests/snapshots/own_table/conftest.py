"""An analyst's table, imported with its map, or refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from briefgen.errors import InputError
from briefgen.snapshots.importing import import_table
from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.store import Store

DATE = dt.date(2026, 9, 20)
ABOUT = """\
origin: my-panel
licence: CC-BY-4.0
attribution: a panel made up for a test
population:
  words: models made up for a test
  kind: selection
columns:
  repo_id: id
"""

Row = Mapping[str, Any]
Taken = tuple[Manifest, Mapping[str, Row]]
Take = Callable[..., Taken]


@pytest.fixture
def take(tmp_path: Path, store: Store) -> Take:
    """Import a table, given as text, bytes or Arrow, with more lines of the map; return manifest and rows."""

    def run(table: str | bytes | pa.Table, *columns: str, about: str = ABOUT) -> Taken:
        file, map_file = tmp_path / "panel", tmp_path / "map.yaml"
        if isinstance(table, pa.Table):
            pq.write_table(table, file)
        else:
            file.write_bytes(table if isinstance(table, bytes) else table.encode())
        map_file.write_text(about + "".join(f"  {line}\n" for line in columns), encoding="utf-8")
        manifest = import_table(store, file, map_file, DATE)
        rows = pq.read_table(store.path(manifest.id)).to_pylist()
        return manifest, {row["repo_id"]: row for row in rows}

    return run


@pytest.fixture
def refused(take: Take, store: Store) -> Callable[..., str]:
    """Import a table that must be refused, and return the message; nothing is left behind."""

    def run(*given: Any, **more: Any) -> str:
        with pytest.raises(InputError) as caught:
            take(*given, **more)
        assert not list(store.folder.glob("*"))
        return str(caught.value)

    return run


def values(taken: Taken, column: str) -> list[Any]:
    return [row[column] for row in taken[1].values()]
