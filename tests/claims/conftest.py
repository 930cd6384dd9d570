"""Made-up series written through the store, and the docket of the project that ships, opened once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from briefgen.claims.judged_edition import JudgedEdition
from briefgen.claims.validate import mistakes
from briefgen.library.load import load_library
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.manifest import Draft, Population, Retrieval
from briefgen.snapshots.schema import TABLE
from briefgen.snapshots.store import Store
from tests.metrics.conftest import REGISTRIES, Rows

#: Writes snapshots by id and returns an engine over those up to a day; `date_known` is that of all.
Series = Callable[..., Engine]


def _draft(snapshot: str, date_known: str) -> Draft:
    fields: dict[str, Any] = {"date_known": date_known}
    return Draft(
        date=dt.date.fromisoformat(snapshot[:10]),
        origin=snapshot[11:],
        population=Population(words="made up", kind="selection"),
        absent_columns=(),
        licence="CC0-1.0",
        attribution="made up",
        retrieval=Retrieval(method="by hand", version="1"),
        **fields,
    )


@pytest.fixture
def series(tmp_path: Path) -> Series:
    """A series a call, each in a project of its own."""
    made = iter(range(1000))

    def write(
        snapshots: Mapping[str, Rows], until: dt.date = dt.date.max, date_known: str = "exact"
    ) -> Engine:
        root = tmp_path / f"project-{next(made)}"
        store = Store(root / "data" / "snapshots")
        empty = dict.fromkeys(TABLE.names)
        for snapshot, rows in snapshots.items():
            table = pa.Table.from_pylist([{**empty, **one} for one in rows], schema=TABLE)
            store.write(table, _draft(snapshot, date_known))
        for name, content in REGISTRIES.items():
            (root / "data" / name).write_text(content, encoding="utf-8")
        return Engine(Project(root, root / "output"), Catalog.until(store.manifests(), until))

    return write


@pytest.fixture(scope="session")
def everything(shipped: Project) -> Engine:
    """An engine over all snapshots that ship."""
    return Engine(shipped, Catalog.until(Store(shipped.snapshots).manifests(), dt.date.max))


@pytest.fixture(scope="session")
def bundled(shipped: Project, everything: Engine) -> JudgedEdition:
    """The claims that ship, as September 2026 judges them; judging them all takes some seconds."""
    library = load_library(shipped.sources, mistakes)
    return JudgedEdition(library, everything, dt.date(2026, 9, 30))
