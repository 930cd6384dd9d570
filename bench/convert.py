"""Make a snapshot of a finished crawl's journal, as `briefgen snapshot take` does at its end, for hub.py.

python -m bench.convert FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from briefgen.snapshots.hub.journal import Journal
from briefgen.snapshots.hub.manifest import draft
from briefgen.snapshots.hub.merging import merged
from briefgen.snapshots.store import Store


def main(folder: Path) -> None:
    """Lay the pages together and write the snapshot."""
    store = Store(folder / "data/snapshots")
    journal = Journal(store.folder / ".crawl/all")
    plan = journal.plan()
    assert plan is not None
    with merged(journal) as rows:
        facts = rows.facts()
        print(store.write_sorted(rows.batches(), draft(plan, journal, facts, (), ())).rows)


main(Path(sys.argv[1]))
