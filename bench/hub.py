"""`make bench-hub`: what a live snapshot costs, against the loopback Hub on this machine.

A crawl of 200,000 made-up models; three million journalled rows laid together into a snapshot; and a crawl
killed at random instants, whose snapshot must be the one of a crawl that was left in peace.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

import briefgen
from bench.measure import Cost, cost
from briefgen.snapshots.hub.fields import COLUMNS, CheckedRows
from briefgen.snapshots.hub.journal import Journal, Plan, page_of
from briefgen.snapshots.hub.listings import FIELDS, PAGE, of_scope

ROOT = Path(__file__).parents[1]
CRAWLED, CONVERTED, KILLS = 200_000, 3_000_000, 50
TAKE = ("-c", "from briefgen.cli import main; main()", "snapshot", "take", "--scope", "all", "--force")

#: Rows as a whole Hub would have them: unique ids in no order, heavy-tailed figures, a base for every other.
_ROWS = """
SELECT 'owner-' || (hash(n) % 200000) || '/model-' || n AS repo_id,
       'owner-' || (hash(n) % 200000) AS author,
       make_timestamp(1646179200000000 + (hash(n, 1) % 140000000)::BIGINT * 1000000) AS created_at,
       make_timestamp(1746179200000000 + (hash(n, 2) % 40000000)::BIGINT * 1000000) AS last_modified,
       (10 ** (8.5 * pow((hash(n, 3) % 1000000) / 1e6, 5)))::BIGINT AS downloads_30d,
       (10 ** (9.5 * pow((hash(n, 3) % 1000000) / 1e6, 5)))::BIGINT AS downloads_all_time,
       (10 ** (4 * pow((hash(n, 4) % 1000000) / 1e6, 6)))::BIGINT AS likes,
       (10 ** (4 * pow((hash(n, 5) % 1000000) / 1e6, 9)))::BIGINT AS children,
       ['apache-2.0', 'mit', 'llama3.1', NULL][(1 + hash(n, 6) % 4)::BIGINT] AS license,
       'false' AS gated, 'text-generation' AS pipeline_tag, 'transformers' AS library,
       (10 ** (7 + 5 * (hash(n, 7) % 1000000) / 1e6))::BIGINT AS parameters,
       ['license:apache-2.0', 'base_model:owner-1/model-' || (n // 2)] AS tags,
       [{'relation': 'finetune', 'repo_id': 'owner-1/model-' || (n // 2)}] AS base_models,
       printf('%024x', n) AS hub_id, false AS private, NULL::BOOLEAN AS disabled,
       0 AS malformed_base_models, 0 AS self_references, 0 AS impossible_parameters
FROM range($first, $first + $many) AS numbers(n)
"""


def main() -> None:
    """Measure, and print the figures beside the limits that the project set itself."""
    with tempfile.TemporaryDirectory() as scratch:
        _print(f"{CRAWLED:,} models crawled", _crawl(Path(scratch, "crawl")), "(60 s, 400 MB)")
        _print(f"{CONVERTED:,} rows converted", _conversion(Path(scratch, "conversion")), "(60 s, 1,000 MB)")
        same = _killed(Path(scratch, "killed"))
        print(f"killed at {KILLS} random instants: {same} snapshots as if left in peace   ({KILLS})")


def _print(what: str, taken: Cost, limits: str) -> None:
    print(f"{what:26}{taken.seconds:8.1f} s   {taken.megabytes:5.0f} MB   {limits}", flush=True)


def _crawl(folder: Path) -> Cost:
    with _hub(CRAWLED) as environment:
        return cost([sys.executable, *TAKE, "--project", str(_project(folder))], ROOT, environment)


def _conversion(folder: Path) -> Cost:
    """Journal the pages, untimed; then let a process of its own make the snapshot, as the command does."""
    _journal(Journal(_project(folder) / "data/snapshots/.crawl/all"))
    return cost([sys.executable, "-m", "bench.convert", folder], ROOT, _environment())


def _journal(journal: Journal) -> None:
    (listing,) = of_scope("all", ())
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    plan = Plan(
        version=briefgen.__version__,
        scope="all",
        endpoint="http://127.0.0.1",
        fields=FIELDS,
        handles=(),
        tracked=(),
        started=now,
    )
    journal.begin(plan)
    with duckdb.connect() as database:
        for number in range(CONVERTED // PAGE):
            rows = database.sql(_ROWS, params={"first": number * PAGE, "many": PAGE}).to_arrow_table()
            following = str(number + 1) if number < CONVERTED // PAGE - 1 else None
            checked = CheckedRows(rows.cast(COLUMNS))
            page = page_of(checked, number=number, round=1, url=str(number), next=following, instant=now)
            journal.add(0, listing, page, checked.table)


def _killed(folder: Path) -> int:
    """Count the killed and resumed crawls whose snapshot has the bytes of an unbroken one's."""
    chance = random.Random(0)
    with _hub(20_000, "--page-limit", "100") as environment:
        start = time.perf_counter()
        whole = _taken(_project(folder / "whole"), environment)
        longest = time.perf_counter() - start
        same = 0
        for number in range(KILLS):
            project = _project(folder / str(number))
            process = subprocess.Popen(
                [sys.executable, *TAKE, "--quiet", "--project", project],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
            )
            time.sleep(chance.uniform(0.3, longest))
            process.send_signal(signal.SIGKILL)
            process.wait()
            same += _taken(project, environment) == whole
            shutil.rmtree(project)
        return same


def _taken(project: Path, environment: dict[str, str]) -> bytes:
    subprocess.run(
        [sys.executable, *TAKE, "--quiet", "--project", project],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (rows,) = project.glob("data/snapshots/*.parquet")
    return rows.read_bytes()


@contextmanager
def _hub(models: int, *options: str) -> Iterator[dict[str, str]]:
    """Run a loopback Hub in a process of its own, and give the environment that leads to it."""
    command = [sys.executable, "-m", "tests.loopback", "--port", "0", "--models", str(models), *options]
    with subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, text=True) as hub:
        assert hub.stdout is not None
        try:
            endpoint = next(line for line in hub.stdout if line.startswith("HF_ENDPOINT=")).strip()
            yield {**_environment(), "HF_ENDPOINT": endpoint.partition("=")[2]}
        finally:
            hub.send_signal(signal.SIGINT)
            hub.communicate()


def _project(folder: Path) -> Path:
    """Make a project with no snapshots and nothing tracked, so that a crawl is the listing alone."""
    (folder / "data/snapshots").mkdir(parents=True)
    (folder / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    for name, columns in (
        ("organisations", ["handle"]),
        ("renames", ["old_handle", "new_handle"]),
        ("tracked_models", ["repo_id"]),
    ):
        head = io.StringIO()
        csv.writer(head).writerow(columns)
        (folder / f"data/{name}.csv").write_text(head.getvalue(), encoding="utf-8")
    return folder


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    main()
