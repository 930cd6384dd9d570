"""The one table that every snapshot obeys."""

from __future__ import annotations

import pyarrow as pa

_BASE_MODEL = pa.struct([("relation", pa.string()), ("repo_id", pa.string())])
_UTC = pa.timestamp("ms", tz="UTC")  # Parquet has no coarser unit

#: One row per model repository. Null always means "not known"; zero means zero.
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

#: A value above this many parameters is a mistake of the archive, and becomes null.
MOST_PARAMETERS = 5_000_000_000_000
