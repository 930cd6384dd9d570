"""Small archives, written by hand in the form their publishers use, and a store to import them into."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from briefgen.snapshots.importing import import_archive
from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.store import Store

Row = dict[str, Any]
Imported = tuple[Manifest, Mapping[str, Row]]

OSIR: Row = {
    "repo": "alpha",
    "model_name": "one",
    "downloads_last_month": 1234,
    "likes": 5,
    "descendants": 2,
    "date_crawl": "2025-09-07",
    "metadata": {"downloads_last_month": "1,234", "likes": "5", "tree": ["2"]},
}
LLMFIT: Row = {
    "name": "alpha/one",
    "hf_downloads": 500,
    "hf_likes": 7,
    "release_date": "2026-01-02",
    "parameters_raw": 7_000_000_000,
    "pipeline_tag": "text-generation",
    "license": "mit",
}
HUB_STATS: Row = {
    "id": "alpha/one",
    "createdAt": dt.datetime(2024, 2, 28, 15, 24, 14),
    "lastModified": dt.datetime(2024, 3, 22, 2, 39, 37),
    "downloads": 30,
    "downloadsAllTime": 300,
    "likes": 0,
    "tags": ["transformers", "license:mit", "arxiv:2304.06767", "dataset:alpha/text", "gguf", "region:us"],
    "safetensors": {"total": 8},
    "baseModels": {"relation": "finetune", "models": [{"_id": "1", "id": "beta/base"}]},
    "pipeline_tag": "text-generation",
    "library_name": "transformers",
}
RADAR: Row = {
    "id": "alpha/one",
    "created_at": "2026-08-18T06:09:20.500Z",
    "updated_at": "2026-08-18T06:21:48.000Z",
    "license": "apache-2.0",
    "pipeline_tag": None,
    "library": "mlx",
    "tags": ["mlx", "base_model:beta/base", "base_model:quantized:beta/base", "license:apache-2.0"],
    "likes": 3,
    "downloads_30d": 40,
    "parameters": 9,
    "base_model": "beta/base",
    "gated": True,
    "removed": False,
}

#: For each format: a row, and the date of its archive.
ROWS = {"osir-lmts": OSIR, "llmfit": LLMFIT, "hub-stats": HUB_STATS, "radar": RADAR}
DATES = {
    "osir-lmts": dt.date(2025, 9, 7),
    "llmfit": dt.date(2026, 6, 23),
    "hub-stats": dt.date(2026, 5, 24),
    "radar": dt.date(2026, 8, 19),
}

_HUB_STATS_TYPES = {
    "safetensors": pa.struct([("total", pa.int64())]),
    "baseModels": pa.struct(
        [
            ("relation", pa.string()),
            ("models", pa.list_(pa.struct([("_id", pa.string()), ("id", pa.string())]))),
        ]
    ),
}


def write_archive(file: Path, format: str, rows: list[Row]) -> Path:
    """Write rows as the archive's publisher does."""
    if format == "hub-stats":
        columns = {
            name: pa.array([row[name] for row in rows], _HUB_STATS_TYPES.get(name)) for name in rows[0]
        }
        pq.write_table(pa.table(columns), file)
    elif format == "llmfit":
        file.write_text(json.dumps(rows), encoding="utf-8")
    else:
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "snapshots")


@pytest.fixture
def imported(tmp_path: Path, store: Store) -> Callable[..., Imported]:
    """Import rows, each given as what differs from the one above; return the manifest and the rows by id."""

    def run(format: str, *changes: Row, previous: list[Row] | None = None) -> Imported:
        def rows(some: list[Row]) -> list[Row]:
            return [ROWS[format] | change for change in some]

        file = write_archive(tmp_path / "archive", format, rows(list(changes)))
        earlier = None if previous is None else write_archive(tmp_path / "earlier", format, rows(previous))
        manifest = import_archive(store, format, file, DATES[format], previous=earlier)
        table = pq.read_table(store.path(manifest.id))
        return manifest, {row["repo_id"]: row for row in table.to_pylist()}

    return run
