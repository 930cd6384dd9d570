"""A small machine is enough: questions to a large Hub in a process that is given no more memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.metrics.conftest import written

SNAPSHOTS = ("2025-01-10-made", "2025-02-10-made", "2025-03-10-made")
MODELS = 200_000

#: Bytes of address space: a third more than the 757 MB that were measured, and a fifth less.
ENOUGH = 1_000_000_000
TOO_LITTLE = 600_000_000

#: A snapshot in the form that every one has; few publishers have most models, most models few downloads.
A_MONTH = """
COPY (
    SELECT account || '/model-' || i AS repo_id, account AS author,
           TIMESTAMPTZ '2024-01-01 00:00:00+00' + to_hours(i % 9000) AS created_at,
           created_at AS last_modified,
           CAST(power(10, (hash(i) % 600) / 100) AS BIGINT) + $month AS downloads_30d,
           NULL::BIGINT AS downloads_all_time, CAST(power(10, (hash(i + 1) % 400) / 100) AS BIGINT) AS likes,
           NULL::BIGINT AS children, 'mit' AS license, NULL::VARCHAR AS gated, NULL::VARCHAR AS pipeline_tag,
           NULL::VARCHAR AS library, NULL::BIGINT AS parameters, ['a tag', 'another'] AS tags,
           CASE WHEN i % 3 = 0 THEN [{'relation': 'finetune', 'repo_id': 'alpha/model-' || 5 * (i // 50)}] END
               AS base_models
    FROM (SELECT i, CASE i % 5 WHEN 0 THEN 'alpha' WHEN 1 THEN 'beta'
                               ELSE 'account-' || (hash(i) % 50000) END AS account
          FROM range($models) AS numbers(i))
) TO 'FILE' (FORMAT parquet, COMPRESSION zstd)
"""

ASKED = """
import datetime as dt, resource, sys
from pathlib import Path
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from tests.metrics.conftest import manifest_of
root, most, series = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
resource.setrlimit(resource.RLIMIT_AS, (most, most))
engine = Engine(Project(root, root), Catalog.until([manifest_of(one, []) for one in series], dt.date.max))
for name in ("download_share", "concentration"):
    print(name, len(engine.run(name, series, population="all", compare="organisations")))
for name in ("most_liked", "top_publishers", "turning_point"):
    print(name, len(engine.run(name, series)))
print("transitive_derivatives", len(engine.run("transitive_derivatives", series[-1:])))
for line in Path("/proc/self/status").read_text().splitlines():
    if line.startswith(("VmPeak", "VmHWM")):
        print(line, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def large_hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three months of 200,000 models."""
    root = tmp_path_factory.mktemp("hub")
    written(root, {snapshot: [] for snapshot in SNAPSHOTS})
    with duckdb.connect() as database:
        for month, snapshot in enumerate(SNAPSHOTS):
            file = root / "data" / "snapshots" / f"{snapshot}.parquet"
            database.execute(A_MONTH.replace("FILE", str(file)), {"month": month, "models": MODELS})
    return root


def ask(large_hub: Path, most: int) -> subprocess.CompletedProcess[str]:
    """Put six questions, in a process that has `most` bytes of address space."""
    # Arrow and the C library reserve room that they never use, unless told otherwise.
    told = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2"}
    environment = {**os.environ, **told, "PYTHONPATH": str(Path(__file__).parents[2])}
    words = [sys.executable, "-c", ASKED, str(large_hub), str(most), *SNAPSHOTS]
    return subprocess.run(words, capture_output=True, text=True, check=False, env=environment)


def test_600_000_rows_are_answered_within_the_bound(large_hub: Path) -> None:
    answer = ask(large_hub, ENOUGH)
    assert answer.returncode == 0, answer.stderr[-2000:]
    rows = {name: int(number) for name, number in (line.split() for line in answer.stdout.splitlines())}
    assert len(rows) == 6
    assert min(rows.values()) > 0


def test_the_bound_binds(large_hub: Path) -> None:
    assert ask(large_hub, TOO_LITTLE).returncode != 0
