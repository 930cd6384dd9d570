"""The models of the bundled snapshots, put together into one Hub."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.loopback.models import EARLIEST, Model, make_model

_SNAPSHOTS = Path(__file__).parents[2] / "data" / "snapshots"

#: Newest first: a value is the newest that any of them knows. The first is the newest full snapshot; the
#: others hold what it lacks: gated, dates, tags and base models; downloads of all time; children.
_ORIGINS = ("2026-09-20-llmfit", "2026-08-19-radar", "2026-05-24-hub-stats", "2025-09-07-osir-lmts")
_GATED: dict[str | None, str | bool] = {"true": "manual", "false": False, None: False}


def bundled_models() -> Iterator[Model]:
    """Yield each model whose 30-day downloads and likes a bundled snapshot knows: some 26,600.

    Every number is a real one, though not all are of the same day. Where no snapshot knows a value that the
    Hub always sends, it is the least that can be: downloads of all time are those of 30 days, children
    those that are in the catalogue, a creation date is the Hub's earliest, and nothing is gated.
    """
    rows = {name: row for name, row in _rows().items() if {"downloads_30d", "likes"} <= row.keys()}
    children = Counter(base["repo_id"] for row in rows.values() for base in row.get("base_models", ()))
    for repo_id, row in rows.items():
        created = row.get("created_at", EARLIEST)
        yield make_model(
            repo_id,
            downloads=row["downloads_30d"],
            downloads_all_time=max(row.get("downloads_all_time", 0), row["downloads_30d"]),
            likes=row["likes"],
            children=max(row.get("children", 0), children[repo_id]),
            created=created,
            modified=max(row.get("last_modified", created), created),
            gated=_GATED[row.get("gated")],
            pipeline_tag=row.get("pipeline_tag"),
            library=row.get("library"),
            license_=row.get("license"),
            tags=row.get("tags", ()),
            parameters=row.get("parameters"),
            bases=[(base["relation"], base["repo_id"]) for base in row.get("base_models", ())],
        )


def _rows() -> dict[str, dict[str, Any]]:
    import pyarrow.parquet as pq

    rows: dict[str, dict[str, Any]] = {}
    for origin in _ORIGINS:
        for row in pq.read_table(_SNAPSHOTS / f"{origin}.parquet").to_pylist():
            known = {column: value for column, value in row.items() if value is not None}
            rows[row["repo_id"]] = known | rows.get(row["repo_id"], {})
    return rows
