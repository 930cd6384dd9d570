"""The questions that a build asks: kept in a file, and put again without the rest of the build.

    python bench/asked.py record PROJECT FILE    builds the newest edition, and writes what it asked
    python bench/asked.py put PROJECT FILE       lays the snapshots out, puts the questions, prints seconds

Questions are put by two threads, as a build does it; nothing is kept from one run to the next.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

from briefgen.editions.build import build
from briefgen.metrics.engine import Engine, Result
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.store import Store

_AT_ONCE = 2
#: The metric that climbs every lineage of a snapshot.
_CLOSURE = "transitive_derivatives"


def record(project: Project, file: Path) -> None:
    """Build the newest edition of a project once and write the questions that it asked."""
    asked: dict[str, None] = {}
    writing = threading.Lock()
    run = Engine.run

    def listening(engine: Engine, name: str, snapshots: list[str], **choices: str | int) -> Result:
        with writing:
            asked[json.dumps([name, sorted(snapshots), choices])] = None
        return run(engine, name, snapshots, **choices)

    with patch.object(Engine, "run", listening), tempfile.TemporaryDirectory() as scratch:
        build(project, output_folder=Path(scratch, "output"))
    file.write_text("\n".join(asked), encoding="utf-8")


def put(project: Project, file: Path) -> dict[str, float]:
    """Put the questions of a file to a project; the seconds of laying out, of the closure, of all others."""
    store = Store(project.snapshots)
    manifests = [store.read_manifest(one) for one in store.ids]
    questions = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    engine = Engine(project, Catalog(tuple(manifests)))
    start = time.perf_counter()
    # The smallest question lays out what all of them ask.
    engine.run("tracked_coverage", engine.holdings.ids[-1:])
    laid_out = time.perf_counter()
    engine.run(_CLOSURE, engine.holdings.ids[-1:])
    closed = time.perf_counter()
    with ThreadPoolExecutor(_AT_ONCE) as clerks:
        for answer in [clerks.submit(engine.run, name, ids, **choices) for name, ids, choices in questions]:
            answer.result()
    told = time.perf_counter()
    engine.close()
    return {"laid_out": laid_out - start, "closure": closed - laid_out, "questions": told - closed}


# The press starts a process that imports this file again, under another name.
if __name__ == "__main__":
    opened = Project.open(Path(sys.argv[2]))
    if sys.argv[1] == "record":
        record(opened, Path(sys.argv[3]))
    else:
        print(json.dumps(put(opened, Path(sys.argv[3]))))
