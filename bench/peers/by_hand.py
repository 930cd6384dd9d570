"""The peer by hand: every table in one session of DuckDB.

python bench/peers/by_hand.py PROJECT RESULTS
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

TABLES = (
    "coverage",
    "download_share",
    "concentration",
    "most_liked",
    "attention_overlap",
    "top_publishers",
    "releases",
    "licence_tiers",
    "direct_derivatives",
    "transitive_derivatives",
)

project, results = Path(sys.argv[1]), Path(sys.argv[2])
files = sorted(str(file) for file in (project / "data" / "snapshots").glob("*.parquet"))
results.mkdir(parents=True, exist_ok=True)
# What it would take by itself on a machine of 16 GB, beyond which a run is ended; the rest waits on the disk.
with duckdb.connect(config={"memory_limit": "12.8GB"}) as database:
    for name, value in (("data", str(project / "data")), ("files", files), ("newest", files[-1])):
        database.execute(f"SET VARIABLE {name} = $value", {"value": value})
    database.execute(Path(__file__).with_name("by_hand.sql").read_text(encoding="utf-8"))
    for table in TABLES:
        database.table(table).write_csv(str(results / f"{table}.csv"))
