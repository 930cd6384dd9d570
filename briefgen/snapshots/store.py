"""The snapshot store: one folder, two files per snapshot, written whole or not at all, and never altered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from briefgen.cache import fingerprint
from briefgen.cache.store import BYTES, Cache, key_of
from briefgen.errors import InputError
from briefgen.files import finish, unfinished, write_whole
from briefgen.project import Project
from briefgen.snapshots import rows_file
from briefgen.snapshots.manifest import Draft, Manifest

if TYPE_CHECKING:
    import pyarrow as pa

_ID = re.compile(r"\d{4}-\d{2}-\d{2}-[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


class Store:
    """The snapshots of one folder: `<date>-<origin>.parquet`, and `<date>-<origin>.json` beside it.

    `cache`, if given, holds the hashes of large files until they are modified, and which hashes are those of
    a valid snapshot table. `fetched`, if given, holds the Parquet files that were fetched from the address in
    their manifest, each in a folder named by its hash.
    """

    def __init__(self, folder: Path, cache: Path | None = None, fetched: Path | None = None) -> None:
        self.folder = folder
        self.cache = cache
        self._fetched = fetched

    @classmethod
    def of(cls, project: Project) -> Store:
        """The snapshots of a project."""
        return cls(project.snapshots, project.cache, project.fetched)

    def path(self, snapshot_id: str) -> Path:
        """Return the path of a snapshot's rows; raises InputError if the id is not valid."""
        if not _ID.fullmatch(snapshot_id):
            raise InputError(
                f"{snapshot_id!r} is no snapshot id; expected <date>-<origin>, as 2026-09-20-my-panel."
            )
        return self.folder / f"{snapshot_id}.parquet"

    def rows(self, snapshot_id: str) -> Path:
        """Return the Parquet file of a snapshot: beside its manifest or, if it has an address, as fetched.

        Raises InputError as `read_manifest` does.
        """
        beside = self.path(snapshot_id)
        if self._fetched is None or beside.exists():
            return beside
        manifest = self.read_manifest(snapshot_id)
        return self._fetched / manifest.sha256 / beside.name if manifest.url else beside

    def manifests(self) -> list[Manifest]:
        """Return every snapshot's manifest, by date and then origin.

        Each is verified first: raises InputError at the first broken one, so that no figure is drawn from it.
        """
        return [self.verify(snapshot_id) for snapshot_id in self.ids]

    @property
    def ids(self) -> list[str]:
        """The id of every snapshot, by date and then origin.

        Raises InputError if a JSON file does not have the name of a snapshot.
        """
        files = sorted(self.folder.glob("*.json"), key=lambda file: file.stem)
        for file in files:
            if not _ID.fullmatch(file.stem):
                raise InputError(
                    f"{file}: no snapshot has such a name; expected <date>-<origin>.json, as "
                    "2026-09-20-my-panel.json. Move the file elsewhere."
                )
        return [file.stem for file in files]

    def read_manifest(self, snapshot_id: str) -> Manifest:
        """Return the manifest of one snapshot; raises InputError if it does not exist or is broken."""
        file = self.path(snapshot_id).with_suffix(".json")
        try:
            manifest = Manifest.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            known = ", ".join(self.ids) or "none"
            raise InputError(f"{self.folder}: no snapshot {snapshot_id!r}. There are: {known}.") from None
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "the file"
            raise InputError(
                f"{file}: not a snapshot manifest ({place}: {first['msg'][:200]}). Import the snapshot again."
            ) from None
        if manifest.id != snapshot_id:
            raise InputError(
                f"{file}: the manifest is that of {manifest.id!r}. Give the files their own names back."
            )
        return manifest

    def verify(self, snapshot_id: str) -> Manifest:
        """Return the manifest once the rows beside it are found to be the ones it describes.

        Raises InputError if the Parquet file is missing, has another hash, or does not have the schema of a
        snapshot: a manifest made by others may describe any file.
        """
        manifest, file = self.read_manifest(snapshot_id), self.rows(snapshot_id)
        remote = file != self.path(snapshot_id)
        if not file.is_file() and remote:
            raise InputError(
                f"{self.path(snapshot_id).with_suffix('.json')}: the rows of this snapshot lie at "
                f"{manifest.url} and were not fetched. Add --allow-network, which fetches them once."
            )
        if not file.is_file():
            raise InputError(f"{file}: missing, though its manifest is there. Import the snapshot again.")
        found = fingerprint.digest(file, self.cache)
        if found != manifest.sha256:
            mend = "fetch it again with --allow-network" if remote else "import the snapshot again"
            raise InputError(
                f"{file}: its SHA-256 is {found}, the manifest says {manifest.sha256}. "
                f"The file was altered or cut short; restore it or {mend}."
            )
        key = key_of(found, manifest.rows, self._program)
        Cache(self.cache).remember("tables", key, lambda: _checked(file, manifest.rows), BYTES)
        return manifest

    @cached_property
    def _program(self) -> str:
        """The fingerprint of the program that validated a table, if that is cached."""
        return json.dumps(fingerprint.program()) if self.cache else ""

    def write(self, table: pa.Table, draft: Draft) -> Manifest:
        """Write a snapshot that is held in memory, its rows in any order, and return its manifest.

        Rows are sorted by `repo_id` in byte order. Raises InputError as `write_sorted` does.
        """
        return self.write_sorted(table.sort_by("repo_id").to_batches(), draft)

    def write_sorted(self, batches: Iterable[pa.RecordBatch], draft: Draft) -> Manifest:
        """Write a snapshot as its rows come, sorted by `repo_id` in byte order, and return its manifest.

        Ids are unique, so there are no ties; the same rows give the same bytes, however they are cut into
        batches. Writing the same snapshot again does nothing. Raises InputError if it exists with other
        content, since a snapshot is never altered, if a repository has two rows, or if the disk is full.
        """
        file = self.path(f"{draft.date.isoformat()}-{draft.origin}")
        try:
            with unfinished(file) as part:
                rows = rows_file.write_rows(part, batches, file.stem)
                part.flush()
                manifest = Manifest(
                    **dict(draft), id=file.stem, rows=rows, sha256=fingerprint.digest(Path(part.name))
                )
                if file.with_suffix(".json").exists():
                    return self._same(manifest)
                # The manifest is written last: a crash between the two leaves no snapshot.
                finish(part, file)
            write_whole(file.with_suffix(".json"), _as_json(manifest))
        except OSError as error:
            raise InputError(
                f"{self.folder}: cannot be written ({error.strerror}). Make room or give write permission."
            ) from None
        return manifest

    def look(self, snapshot_id: str) -> Manifest:
        """Return the manifest, verified as `verify` does it unless this store `lacks` its rows."""
        manifest = self.read_manifest(snapshot_id)
        return manifest if self.lacks(manifest) else self.verify(snapshot_id)

    def lacks(self, manifest: Manifest) -> bool:
        """Whether a snapshot is remote and its rows were not fetched."""
        file = self.rows(manifest.id)
        return file != self.path(manifest.id) and not file.is_file()

    def name(self, manifest: Manifest) -> Manifest:
        """Add a remote snapshot, whose manifest names the address of its rows, and return the manifest.

        One that exists already is left as it is, with the rows beside it or at another address. Raises
        InputError if a snapshot of that id exists with other content.
        """
        file = self.path(manifest.id).with_suffix(".json")
        if file.exists():
            return self._same(manifest)
        write_whole(file, _as_json(manifest))
        return manifest

    def adopt(self, staged: Store, manifest: Manifest) -> Manifest:
        """Move a snapshot here from another store on the same disk, under this manifest of its rows.

        Raises InputError if a snapshot of that id exists with other content.
        """
        file = self.path(manifest.id)
        if file.with_suffix(".json").exists():
            return self._same(manifest)
        staged.path(manifest.id).replace(file)
        write_whole(file.with_suffix(".json"), _as_json(manifest))
        return manifest

    def _same(self, manifest: Manifest) -> Manifest:
        present = self.verify(manifest.id)
        if not present.agrees(manifest):
            raise InputError(
                f"{self.path(manifest.id)}: this snapshot exists with other content, and a snapshot is never "
                "altered. Remove both its files first if it is to be replaced."
            )
        return present


def _as_json(manifest: Manifest) -> bytes:
    return f"{manifest.model_dump_json(indent=2, exclude_none=True)}\n".encode()


def _checked(file: Path, rows: int) -> bytes:
    """Return empty bytes if a file is a snapshot's table. Raises InputError otherwise."""
    if misfit := rows_file.misfit(file, rows):
        raise InputError(f"{file}: not the table of a snapshot: {misfit}. Import the snapshot again.")
    return b""
