"""What the importers share: an archive's rows read with one clear message, and a snapshot made of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from briefgen.errors import InputError
from briefgen.snapshots.manifest import DateKnown, Draft, Population, Retrieval
from briefgen.snapshots.schema import MOST_PARAMETERS, TABLE

#: The Hub's own rule for an id with an owner; a pattern that Python and DuckDB read alike.
REPO_ID = r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]{1,96}"
#: Of a model's tags, those that metrics read; the others say how to run it, on what, and in which languages.
METRIC_TAG = r"(?s:gguf|(license|base_model|dataset):.*)"

RepoId = Annotated[str, Field(pattern=rf"^{REPO_ID}$")]
Count = Annotated[int, Field(ge=0, le=2**63 - 1)]

#: What a reader of creation dates must know.
HUB_DATES = "The Hub gives 2022-03-02 as the date of whatever is older."


class ArchiveRow(BaseModel):
    """One row of an archive: the fields that an importer reads, validated; other fields are ignored."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


AnyRow = TypeVar("AnyRow", bound=ArchiveRow)
Record = dict[str, Any]
#: What an importer makes of an archive: batches of the schema's rows sorted by id, and what is known of them.
Rows = tuple[Iterable[pa.RecordBatch], Draft]

#: The columns that hold a moment, none of which may be after the snapshot's date.
MOMENTS = ("created_at", "last_modified")


@dataclass(frozen=True)
class Archive:
    """A file as its publisher shipped it, and what is known of it.

    `scratch` is a folder for what does not fit into memory. `previous` is the same archive's file of the date
    before; `version` the commit or release it comes from; `parameters` any other coordinates of its source;
    `notes` what a reader must know of this file beyond what holds for every file of the archive.
    """

    format: str
    file: Path
    scratch: Path
    date: dt.date
    date_known: DateKnown | None = None
    previous: Path | None = None
    version: str = "not recorded"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin:
    """What every snapshot of one archive shares: its id, its license, its credit and its population."""

    id: str
    licence: str
    attribution: str
    population: Population
    date_known: DateKnown
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tally:
    """What an importer changed, left out or merely met, counted by name."""

    counts: Counter[str] = field(default_factory=Counter)

    def null_if(self, wrong: bool, value: int | None, name: str) -> int | None:
        """Return `value`, or null if it is `wrong`, and count that under `name`."""
        self.counts[name] += wrong
        return None if wrong else value

    def parameters(self, value: int | None) -> int | None:
        """Return a number of parameters, or null if no model can have it: 0, or more than 5 trillion."""
        wrong = value is not None and not 0 < value <= MOST_PARAMETERS
        return self.null_if(wrong, value, "impossible_parameters")

    def base_models(self, repo_id: str, relations: Mapping[str, str | None]) -> list[Record]:
        """Return base-model edges, sorted by id, from a mapping of parent to relation.

        A reference without an owner, or with letters that the Hub refuses, names no repository: it is left
        out and counted. A model that names itself is included and counted.
        """
        parents = [parent for parent in sorted(relations) if re.fullmatch(REPO_ID, parent)]
        self.counts["malformed_base_models"] += len(relations) - len(parents)
        self.counts["self_references"] += repo_id in relations
        return [{"relation": relations[parent], "repo_id": parent} for parent in parents]


def readable(file: Path) -> Path:
    """Return an archive file; raises InputError if it cannot be read."""
    try:
        file.open("rb").close()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror}). Name a file of the archive.") from None
    return file


def read_content(file: Path) -> bytes:
    """Return the bytes of an archive file; raises InputError if it cannot be read."""
    return readable(file).read_bytes()


def refuse(file: Path, format: str, problem: str, line: int | None = None) -> NoReturn:
    """Raise the one message for a file that is not a complete archive of its format."""
    place = f"{file}:{line}" if line else f"{file}"
    raise InputError(
        f"{place}: not a whole {format} archive: {problem}. Check that the download is complete and that the "
        f"file is of the format {format}."
    )


def read_json_lines(file: Path, format: str, row: type[AnyRow]) -> list[AnyRow]:
    """Read an archive of one JSON object a line; raises InputError naming the line."""
    rows = []
    for number, line in enumerate(read_content(file).splitlines(), start=1):
        try:
            rows.append(row.model_validate_json(line))
        except ValidationError as error:
            refuse(file, format, problem_of(error), number)
    if not rows:
        refuse(file, format, "it is empty", 1)
    return rows


def problem_of(error: ValidationError) -> str:
    """Return in a few words what is wrong with a row: the fields it lacks, or else its first wrong value."""
    errors = error.errors(include_url=False)
    lacking = [".".join(map(str, one["loc"])) for one in errors if one["type"] == "missing"]
    if lacking:
        return f"no {', '.join(lacking[:5])}"
    first = errors[0]
    if first["type"] == "json_invalid":
        return first["msg"]
    place = ".".join(map(str, first["loc"])) or "the file"
    return f"{place}: {first['msg']}, found {str(first['input'])[:60]!r}"


def metric_tags(tags: Sequence[str]) -> list[str]:
    """Return the tags that metrics read, in their order.

    >>> metric_tags(["gguf", "region:us", "license:mit", "text-generation"])
    ['gguf', 'license:mit']
    """
    return [tag for tag in tags if re.fullmatch(METRIC_TAG, tag)]


def snapshot(
    archive: Archive,
    origin: Origin,
    records: Sequence[Record],
    tally: Tally,
    *,
    organisations_in_full: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Rows:
    """Make a snapshot's rows and draft of an archive's records, keys being columns of the schema.

    The author is the owner that the id names, as it was on that date. Raises InputError if a row is younger
    than the snapshot, whose date is then wrong.
    """
    rows = [{**record, "author": record["repo_id"].partition("/")[0]} for record in records]
    table = pa.Table.from_pylist(rows, schema=TABLE)
    for column in MOMENTS:
        refuse_later(archive, column, pc.max(table[column]).as_py())
    by_folded_id = Counter(record["repo_id"].lower() for record in records)
    tally.counts["ids_differing_in_case_only"] += sum(many for many in by_folded_id.values() if many > 1)
    draft = draft_of(
        archive,
        origin,
        tally.counts,
        absent_columns=[name for name in TABLE.names if table[name].null_count == table.num_rows],
        organisations_in_full=organisations_in_full,
        notes=notes,
    )
    return table.sort_by("repo_id").to_batches(), draft


def draft_of(
    archive: Archive,
    origin: Origin,
    counts: Mapping[str, int],
    *,
    absent_columns: Sequence[str],
    organisations_in_full: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Draft:
    """Return a snapshot's draft manifest: the fields of origin and archive, and the counts."""
    files = {"file": archive.file} | ({"previous": archive.previous} if archive.previous else {})
    return Draft(
        date=archive.date,
        date_known=archive.date_known or origin.date_known,
        origin=origin.id,
        population=origin.population,
        organisations_in_full=tuple(organisations_in_full),
        absent_columns=tuple(absent_columns),
        licence=origin.licence,
        attribution=origin.attribution,
        retrieval=Retrieval(
            method=f"briefgen snapshot import {archive.format}",
            version=archive.version,
            parameters={**{name: fingerprint(file) for name, file in files.items()}, **archive.parameters},
        ),
        counts={name: count for name, count in sorted(counts.items()) if count},
        notes=(*origin.notes, *notes, *archive.notes),
    )


def fingerprint(file: Path) -> dict[str, str]:
    """Return the name and the hash by which a reader recognises a file that was imported."""
    with file.open("rb") as content:
        return {"name": file.name, "sha256": hashlib.file_digest(content, "sha256").hexdigest()}


def refuse_later(archive: Archive, column: str, newest: dt.datetime | None) -> None:
    """Raise InputError if the newest of an archive's moments is after the date of the snapshot."""
    if newest and newest.date() > archive.date:
        raise InputError(
            f"{archive.file}: holds a model with {column} {newest.date()}, after the date {archive.date} "
            "given for the snapshot. Give the date on which the archive was taken."
        )
