"""Answers, claims and snapshots as pandas frames, with their provenance in `attrs`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

import briefgen
from briefgen.edition import Edition
from briefgen.metrics.engine import Row
from briefgen.metrics.numbers import Value
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.manifest import Manifest

#: Units whose numbers have fractions.
_FRACTIONS = ("share", "points", "ratio", "index")
#: What a frame says of a snapshot.
SNAPSHOT_FIELDS = ("id", "date", "date_known", "origin", "sha256", "licence", "attribution")


def snapshots_behind(rows: Sequence[Row], holdings: Catalog) -> tuple[Manifest, ...]:
    """Return the snapshots that rows come from: those that the rows name, or all that were asked."""
    result = rows[0].result
    asked = tuple(manifest for manifest in holdings.manifests if manifest.id in set(result.snapshots))
    if "origin" in result.metric.keys:
        named = {str(row.values["origin"]) for row in rows}
    elif "origin" in result.metric.parameters:
        named = {str(dict(result.parameters)["origin"])}
    else:
        return asked
    return tuple(manifest for manifest in asked if manifest.origin in named)


def frame_of(rows: Sequence[Row], edition: Edition, snapshots: Sequence[Manifest]) -> pd.DataFrame:
    """Return rows of one metric as a frame: whole numbers, fractions, texts and dates, each with nulls."""
    result = rows[0].result
    columns = {}
    for name, column in result.metric.columns.items():
        values = [row.values[name] for row in rows]
        columns[name] = pd.Series(values, dtype=_kind(column.unit, values))
    frame = pd.DataFrame(columns)
    frame.attrs |= {"metric": result.metric.id, "parameters": dict(result.parameters)}
    return with_provenance(frame, edition, snapshots)


def _kind(unit: str, values: Sequence[Value]) -> str:
    if unit == "date":
        return "datetime64[s]"
    if unit == "name":
        return "string"
    return "Float64" if unit in _FRACTIONS or any(isinstance(it, float) for it in values) else "Int64"


def with_provenance(frame: pd.DataFrame, edition: Edition, snapshots: Sequence[Manifest]) -> pd.DataFrame:
    """Add what a frame rests on to its `attrs`, as values that JSON and Parquet can hold."""
    frame.attrs |= {
        "edition": str(edition),
        "snapshots": [described(manifest) for manifest in snapshots],
        "licence": "; ".join(dict.fromkeys(manifest.licence for manifest in snapshots)),
        "briefgen": briefgen.__version__,
    }
    return frame


def described(manifest: Manifest) -> dict[str, str]:
    """Return what a frame says of a snapshot that it rests on."""
    return {name: str(getattr(manifest, name)) for name in SNAPSHOT_FIELDS}


def flat_claim(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a claim's record as one row: of each moment its word and the snapshot that answered."""
    flat = dict(told)
    for moment in ("then", "now"):
        judged = told[moment] or {}
        flat |= {moment: judged.get("word"), f"{moment}_snapshot": judged.get("snapshot")}
    return flat
