"""What a crawl may expect to meet, by the project's registries and its earlier snapshots."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from briefgen.project import InputError
from briefgen.snapshots.hub.journal import Journal
from briefgen.snapshots.hub.merging import workplace
from briefgen.snapshots.store import Store

#: Models that were expected and not met, of which so many are looked up at most: with the listings of the
#: scope `tracked` they stay within one window of a visitor without a token.
MOST_LOOKED_UP = 200

_MET = """
SELECT lower(pages.repo_id), max(children)
FROM read_parquet($pages) AS pages SEMI JOIN tracked ON tracked.id = lower(pages.repo_id) GROUP BY ALL
"""
_LOST = """
WITH seen AS (
    SELECT filename, downloads_30d, repo_id,
           coalesce(new_handle || substr(repo_id, strpos(repo_id, '/')), repo_id) AS present
    FROM read_parquet($snapshots, filename = true, union_by_name = true)
    LEFT JOIN renamed ON old_handle = lower(split_part(repo_id, '/', 1))
),
known AS (SELECT lower(present) AS id, arg_max(downloads_30d, filename) AS downloads FROM seen GROUP BY ALL),
met AS (SELECT DISTINCT lower(repo_id) AS id FROM read_parquet($pages)),
wanted AS (
    SELECT id, repo_id FROM tracked
    UNION ALL SELECT lower(present), present FROM seen WHERE filename = $last
)
SELECT any_value(wanted.repo_id) AS repo_id
FROM wanted ANTI JOIN met USING (id) LEFT JOIN known USING (id)
GROUP BY id, downloads
ORDER BY downloads DESC NULLS LAST, id LIMIT $most
"""


class Expected:
    """The listed organisations and tracked models, and what the last crawl of the same scope met.

    Raises InputError where a registry lacks a column that is needed here.
    """

    def __init__(self, data: Path) -> None:
        self.handles = tuple(row["handle"] for row in _rows(data / "organisations.csv", "handle"))
        renamed = _rows(data / "renames.csv", "old_handle", "new_handle")
        self._renamed = {row["old_handle"].lower(): row["new_handle"] for row in renamed}
        tracked = (row["repo_id"] for row in _rows(data / "tracked_models.csv", "repo_id"))
        self.tracked = tuple(sorted({self._present(repo_id) for repo_id in tracked}))

    def met(self, journal: Journal) -> dict[str, int | None]:
        """Return the tracked models that the listings held, and how many models name each as their base."""
        with self._laid_out(journal) as database:
            given = {"pages": journal.listed_pages()}
            met: dict[str, int | None] = dict(database.execute(_MET, given).fetchall())
        met.update((it.repo_id.lower(), it.children) for it in journal.look_ups() if it.purpose == "children")
        return {repo_id: met[repo_id.lower()] for repo_id in self.tracked if repo_id.lower() in met}

    def lost(self, journal: Journal, store: Store, origin: str) -> list[str]:
        """Return the models to look up: tracked, or of the last snapshot of this origin, and in no listing.

        The most downloaded come first, by the snapshots at hand, and no more than are looked up at most.
        """
        earlier = [str(store.path(one)) for one in store.ids if one.endswith(f"-{origin}")]
        given = {
            "pages": journal.listed_pages(),
            "snapshots": [str(store.path(snapshot_id)) for snapshot_id in store.ids],
            "last": earlier[-1] if earlier else "",
            "most": MOST_LOOKED_UP,
        }
        if not given["snapshots"]:
            met = self.met(journal)
            return [repo_id for repo_id in self.tracked if repo_id not in met][:MOST_LOOKED_UP]
        with self._laid_out(journal) as database:
            return [repo_id for (repo_id,) in database.execute(_LOST, given).fetchall()]

    def _present(self, repo_id: str) -> str:
        """A repository's id under the present name of its owner."""
        owner, slash, name = repo_id.partition("/")
        return f"{self._renamed.get(owner.lower(), owner)}{slash}{name}"

    @contextmanager
    def _laid_out(self, journal: Journal) -> Iterator[duckdb.DuckDBPyConnection]:
        with workplace(journal) as database:
            database.execute(
                "CREATE TABLE tracked AS SELECT unnest($ids) AS repo_id, lower(repo_id) AS id",
                {"ids": list(self.tracked)},
            )
            database.execute(
                "CREATE TABLE renamed AS SELECT unnest($old) AS old_handle, unnest($new) AS new_handle",
                {"old": list(self._renamed), "new": list(self._renamed.values())},
            )
            yield database


def _rows(file: Path, *columns: str) -> list[Mapping[str, str]]:
    """The rows of a registry; raises InputError where it lacks a column."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = csv.DictReader(text)
        lacking = [column for column in columns if column not in (rows.fieldnames or ())]
        if lacking:
            raise InputError(f"{file}:1: no column {', '.join(lacking)}. Put it back.")
        return list(rows)
