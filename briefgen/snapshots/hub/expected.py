"""What a crawl may expect to meet, by the project's registries and its earlier snapshots."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from briefgen.errors import InputError
from briefgen.snapshots.archives.common import REPO_ID
from briefgen.snapshots.hub.journal import ONE_BY_ONE, Journal
from briefgen.snapshots.hub.merging import workplace
from briefgen.snapshots.store import Store

#: At most this many expected models that no listing had are looked up: with the listings of the scope
#: `tracked` they stay within one rate-limit window of a visitor without a token.
MOST_LOOKED_UP = 200

#: A handle, or the id of a model, with or without an owner: an empty one would ask for the whole Hub.
_NAME = rf"[A-Za-z0-9_.-]+|{REPO_ID}"

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
    """The listed organizations and tracked models, and what the last crawl of the same scope found.

    `handles` are the organizations, each once, even if the registry has one twice in other capitals;
    `renamed` maps earlier handles in small letters to present ones. Raises InputError if a registry is
    missing, lacks a column that is needed here, or has a cell that is not a name.
    """

    def __init__(self, data: Path) -> None:
        handles = (handle for (handle,) in _rows(data / "organisations.csv", "handle"))
        self.handles = tuple({handle.lower(): handle for handle in handles}.values())
        self._listed = {handle.lower() for handle in self.handles}
        renamed = _rows(data / "renames.csv", "old_handle", "new_handle")
        self.renamed = {old.lower(): new for old, new in renamed}
        tracked = (repo_id for (repo_id,) in _rows(data / "tracked_models.csv", "repo_id"))
        present = {self._present(repo_id) for repo_id in tracked}
        self.tracked = tuple(sorted({repo_id.lower(): repo_id for repo_id in sorted(present)}.values()))
        self._tracked = {repo_id.lower() for repo_id in self.tracked}

    def belongs(self, repo_id: str) -> bool:
        """Whether a model is one that every crawl reads: it is tracked, or of a listed organization."""
        return repo_id.lower() in self._tracked or repo_id.partition("/")[0].lower() in self._listed

    def met(self, journal: Journal, listings: int) -> dict[str, int | None]:
        """Return the tracked models that the first listings held, and how many models name each as a base."""
        with self._database(journal) as database:
            given = {"pages": journal.listed_pages(until=listings)}
            met: dict[str, int | None] = dict(database.execute(_MET, given).fetchall())
        met.update((it.repo_id.lower(), it.children) for it in journal.look_ups() if it.purpose == "children")
        return {repo_id: met[repo_id.lower()] for repo_id in self.tracked if repo_id.lower() in met}

    def lost(self, journal: Journal, store: Store, origin: str) -> list[str]:
        """Return the models to look up: tracked, or of the last snapshot of this origin, and in no listing.

        The most downloaded by the existing snapshots come first, at most as many as are looked up.
        """
        earlier = [str(store.path(one)) for one in store.ids if one.endswith(f"-{origin}")]
        given = {
            "pages": journal.listed_pages(),
            "snapshots": [str(store.path(snapshot_id)) for snapshot_id in store.ids],
            "last": earlier[-1] if earlier else "",
            "most": MOST_LOOKED_UP,
        }
        if not given["snapshots"]:
            met = self.met(journal, ONE_BY_ONE)
            return [repo_id for repo_id in self.tracked if repo_id not in met][:MOST_LOOKED_UP]
        with self._database(journal) as database:
            return [repo_id for (repo_id,) in database.execute(_LOST, given).fetchall()]

    def _present(self, repo_id: str) -> str:
        """A repository's id under the present name of its owner."""
        owner, slash, name = repo_id.partition("/")
        return f"{self.renamed.get(owner.lower(), owner)}{slash}{name}"

    @contextmanager
    def _database(self, journal: Journal) -> Iterator[duckdb.DuckDBPyConnection]:
        with workplace(journal) as database:
            database.execute(
                "CREATE TABLE tracked AS SELECT unnest($ids) AS repo_id, lower(repo_id) AS id",
                {"ids": list(self.tracked)},
            )
            database.execute(
                "CREATE TABLE renamed AS SELECT unnest($old) AS old_handle, unnest($new) AS new_handle",
                {"old": list(self.renamed), "new": list(self.renamed.values())},
            )
            yield database


def _rows(file: Path, *columns: str) -> list[tuple[str, ...]]:
    """These columns of a registry: handles, or ids of models."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = csv.DictReader(text)
            lacking = [column for column in columns if column not in (rows.fieldnames or ())]
            if lacking:
                raise InputError(f"{file}:1: no column {', '.join(lacking)}. Put it back.")
            return [
                tuple(_cell(file, rows.line_num, column, row[column]) for column in columns) for row in rows
            ]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read as UTF-8 text ({error}). Put the registry back.") from None


def _cell(file: Path, line: int, column: str, text: str | None) -> str:
    if not re.fullmatch(_NAME, text or ""):
        raise InputError(
            f"{file}:{line}: {column} is {text!r:.80}, expected a name as the Hub writes it. Mend the line."
        )
    return str(text)
