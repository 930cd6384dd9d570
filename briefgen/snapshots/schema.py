"""The one table that every snapshot obeys, and the manifest that stands beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field

_BASE_MODEL = pa.struct([("relation", pa.string()), ("repo_id", pa.string())])
_UTC = pa.timestamp("ms", tz="UTC")  # Parquet knows no coarser unit

#: One row a model repository. Null always means "not known"; zero means zero.
TABLE = pa.schema(
    [
        pa.field("repo_id", pa.string(), nullable=False),
        ("author", pa.string()),
        ("created_at", _UTC),
        ("last_modified", _UTC),
        ("downloads_30d", pa.int64()),
        ("downloads_all_time", pa.int64()),
        ("likes", pa.int64()),
        ("children", pa.int64()),
        ("license", pa.string()),
        ("gated", pa.string()),
        ("pipeline_tag", pa.string()),
        ("library", pa.string()),
        ("parameters", pa.int64()),
        ("tags", pa.list_(pa.string())),
        ("base_models", pa.list_(_BASE_MODEL)),
    ]
)

#: Where a value above this many parameters is a mistake of the archive, and becomes null.
MOST_PARAMETERS = 5_000_000_000_000

#: How the date of a snapshot is known, from surest to least sure.
DateKnown = Literal["exact", "commit", "estimated"]

#: What a population is, for the rules of judging: a sample never contradicts a claim of existence.
PopulationKind = Literal["whole", "organisations", "selection", "sample"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Population(_Record):
    """Which models a snapshot is about, in words and as rules."""

    words: str
    kind: PopulationKind
    leaves_out: tuple[str, ...] = ()


class Retrieval(_Record):
    """How the figures came here: the method, its version and its parameters."""

    method: str
    version: str
    parameters: dict[str, Any] = Field(default_factory=dict)


class Draft(_Record):
    """What an importer or a crawl knows of a snapshot before it is written.

    `counts` holds what the importer changed or left out, by name (`stale_rows`, `datasets_left_out`, …).
    `absent_columns` are the columns that the origin cannot fill.
    """

    date: dt.date
    date_known: DateKnown
    origin: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    population: Population
    organisations_in_full: tuple[str, ...] = ()
    absent_columns: tuple[str, ...]
    licence: str
    attribution: str
    retrieval: Retrieval
    counts: dict[str, int] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Manifest(Draft):
    """What a reader must know of a snapshot before using a figure from it.

    `sha256` is the hash of the Parquet file beside it, `rows` its number of rows.
    """

    format: Literal["briefgen/snapshot/1"] = "briefgen/snapshot/1"
    id: str
    rows: int
    sha256: str
