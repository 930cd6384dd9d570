"""The snapshot store: one folder, two files a snapshot, written whole or not at all, and never altered."""

from __future__ import annotations

import hashlib
import io
import re
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from briefgen.files import write_whole
from briefgen.project import InputError
from briefgen.snapshots.manifest import Draft, Manifest

if TYPE_CHECKING:
    import pyarrow as pa

_ID = re.compile(r"\d{4}-\d{2}-\d{2}-[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


class Store:
    """The snapshots of one folder: `<date>-<origin>.parquet`, and `<date>-<origin>.json` beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, snapshot_id: str) -> Path:
        """Return where the rows of a snapshot stand; raises InputError where the id is none."""
        if not _ID.fullmatch(snapshot_id):
            raise InputError(
                f"{snapshot_id!r} is no snapshot id; expected <date>-<origin>, as 2026-09-20-llmfit."
            )
        return self.folder / f"{snapshot_id}.parquet"

    def manifests(self) -> list[Manifest]:
        """Return every snapshot's manifest, by date and then origin.

        Each is verified first: raises InputError at the first broken one, so that no figure is drawn from it.
        """
        return [self.verify(snapshot_id) for snapshot_id in self.ids]

    @property
    def ids(self) -> list[str]:
        """The id of every snapshot, by date and then origin.

        Raises InputError where a JSON file is no manifest of a snapshot by its name.
        """
        files = sorted(self.folder.glob("*.json"), key=lambda file: file.stem)
        for file in files:
            if not _ID.fullmatch(file.stem):
                raise InputError(
                    f"{file}: no snapshot has such a name; expected <date>-<origin>.json, as "
                    "2026-09-20-llmfit.json. Move the file elsewhere."
                )
        return [file.stem for file in files]

    def read_manifest(self, snapshot_id: str) -> Manifest:
        """Return the manifest of one snapshot; raises InputError where there is none or it is broken."""
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

        Raises InputError where the Parquet file is missing, has another hash, or is not the one table that
        every snapshot obeys: a manifest made elsewhere may vouch for anything.
        """
        manifest, file = self.read_manifest(snapshot_id), self.path(snapshot_id)
        if not file.is_file():
            raise InputError(f"{file}: missing, though its manifest is there. Import the snapshot again.")
        content = file.read_bytes()
        found = hashlib.sha256(content).hexdigest()
        if found != manifest.sha256:
            raise InputError(
                f"{file}: its SHA-256 is {found}, the manifest says {manifest.sha256}. "
                "The file was altered or cut short; restore it or import the snapshot again."
            )
        if misfit := _misfit(content, manifest.rows):
            raise InputError(f"{file}: not the table of a snapshot: {misfit}. Import the snapshot again.")
        return manifest

    def write(self, table: pa.Table, draft: Draft) -> Manifest:
        """Write a snapshot and return its manifest.

        Rows are sorted by `repo_id` in byte order; ids are unique, so there are no ties. The same rows give
        the same bytes. Writing what is there already does nothing; raises InputError where something else is
        there, since a snapshot is never altered, or where a repository stands in two rows.
        """
        import pyarrow.parquet as pq

        snapshot_id = f"{draft.date.isoformat()}-{draft.origin}"
        rows = _checked(table, snapshot_id).sort_by("repo_id")
        data = io.BytesIO()
        pq.write_table(rows, data, compression="zstd", compression_level=19)
        manifest = Manifest(
            **dict(draft),
            id=snapshot_id,
            rows=rows.num_rows,
            sha256=hashlib.sha256(data.getbuffer()).hexdigest(),
        )
        file = self.path(snapshot_id)
        if file.with_suffix(".json").exists():
            if self.verify(snapshot_id) != manifest:
                raise InputError(
                    f"{file}: this snapshot exists with other content, and a snapshot is never altered. "
                    "Remove both its files first if it is to be replaced."
                )
            return manifest
        try:
            # The manifest comes last: without it there is no snapshot, so a crash between the two leaves
            # none.
            write_whole(file, data.getvalue())
            write_whole(file.with_suffix(".json"), (manifest.model_dump_json(indent=2) + "\n").encode())
        except OSError as error:
            raise InputError(
                f"{self.folder}: cannot be written ({error.strerror}). Make room or give write permission."
            ) from None
        return manifest


def _misfit(content: bytes, rows: int) -> str | None:
    """Say in what a Parquet file's footer differs from the snapshot's table; None where it does not."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from briefgen.snapshots.schema import TABLE

    try:
        footer = pq.read_metadata(io.BytesIO(content))
        columns = footer.schema.to_arrow_schema()
    except (pa.ArrowException, OSError) as error:
        return f"it does not read as Parquet ({str(error).splitlines()[0][:200]})"
    for place, (found, expected) in enumerate(zip_longest(columns, TABLE), start=1):
        if found is None or expected is None or not found.equals(expected):
            return f"column {place} is {_column(found)}, expected {_column(expected)}"
    return None if footer.num_rows == rows else f"it has {footer.num_rows} rows, the manifest says {rows}"


def _column(field: pa.Field | None) -> str:
    if field is None:
        return "none"
    return f"{field.name[:60]!r} of {str(field.type)[:100]}{'' if field.nullable else ', never null'}"


def _checked(table: pa.Table, snapshot_id: str) -> pa.Table:
    import pyarrow.compute as pc

    from briefgen.snapshots.schema import TABLE

    if not table.schema.equals(TABLE):
        raise ValueError(f"{snapshot_id}: the table does not obey the snapshot schema")
    repeated = [row["values"] for row in pc.value_counts(table["repo_id"]).to_pylist() if row["counts"] > 1]
    if repeated:
        raise InputError(
            f"{snapshot_id}: {len(repeated)} repositories stand in several rows, first {min(repeated)!r}. "
            "A snapshot holds one row a repository; mend the file."
        )
    return table
