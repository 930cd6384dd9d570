"""What the importers share: an archive's rows read with one clear message, and a snapshot made of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from briefgen.project import InputError
from briefgen.snapshots.manifest import DateKnown, Draft, Population, Retrieval
from briefgen.snapshots.schema import MOST_PARAMETERS, TABLE

RepoId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]{1,96}$")]
Count = Annotated[int, Field(ge=0, le=2**63 - 1)]

#: What a reader of creation dates must know.
HUB_DATES = "The Hub gives 2022-03-02 as the date of whatever is older."

# The Hub's own rule for an id with an owner: letters, digits, `_`, `.` and `-`, at most 96 in the name.
_REPO_ID = re.compile(r"[\w.-]+/[\w.-]{1,96}", re.ASCII)

# Of a model's tags, those that metrics read; the others say how to run it, where, and in which languages.
_KEPT_TAG = re.compile(r"gguf|(license|base_model|dataset):.*", re.DOTALL)


class Row(BaseModel):
    """One row of an archive: the fields that an importer reads, checked; what else the row holds is left."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


AnyRow = TypeVar("AnyRow", bound=Row)
Record = dict[str, Any]


@dataclass(frozen=True)
class Archive:
    """A file as its publisher shipped it, and what is known of it.

    `previous` is the same archive's file of the date before; `version` the commit or release it comes from;
    `notes` what a reader must know of this file beyond what holds for every file of the archive.
    """

    origin: str
    file: Path
    date: dt.date
    date_known: DateKnown | None = None
    previous: Path | None = None
    version: str = "not recorded"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin:
    """What every snapshot of one archive shares: its licence, its credit and its population."""

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
        """Return `value`, or null where it is `wrong`, and count that under `name`."""
        self.counts[name] += wrong
        return None if wrong else value

    def parameters(self, value: int | None) -> int | None:
        """Return a number of parameters, or null where no model can have it: 0, or more than 5 trillion."""
        wrong = value is not None and not 0 < value <= MOST_PARAMETERS
        return self.null_if(wrong, value, "impossible_parameters")

    def base_models(self, repo_id: str, relations: Mapping[str, str | None]) -> list[Record]:
        """Return base-model edges, sorted by id, from a mapping of parent to relation.

        A reference without an owner, or with letters that the Hub refuses, names no repository: it is left
        out and counted. A model that names itself is kept and counted.
        """
        parents = [parent for parent in sorted(relations) if _REPO_ID.fullmatch(parent)]
        self.counts["malformed_base_models"] += len(relations) - len(parents)
        self.counts["self_references"] += repo_id in relations
        return [{"relation": relations[parent], "repo_id": parent} for parent in parents]


def read_content(file: Path) -> bytes:
    """Return the bytes of an archive file; raises InputError where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror}). Name a file of the archive.") from None


def refuse(file: Path, origin: str, problem: str, line: int | None = None) -> NoReturn:
    """Raise the one message of a file that is no whole archive of its format."""
    place = f"{file}:{line}" if line else f"{file}"
    raise InputError(
        f"{place}: not a whole {origin} archive: {problem}. Check that the download is complete and that the "
        f"file is of the format {origin}."
    )


def read_json_lines(file: Path, origin: str, row: type[AnyRow]) -> list[AnyRow]:
    """Read an archive of one JSON object a line; raises InputError naming the line."""
    rows = []
    for number, line in enumerate(read_content(file).splitlines(), start=1):
        try:
            rows.append(row.model_validate_json(line))
        except ValidationError as error:
            refuse(file, origin, problem_of(error), number)
    if not rows:
        refuse(file, origin, "it is empty", 1)
    return rows


def problem_of(error: ValidationError) -> str:
    """Say in a few words what is wrong with a row: the fields it lacks, or else its first wrong value."""
    errors = error.errors(include_url=False)
    lacking = [".".join(map(str, one["loc"])) for one in errors if one["type"] == "missing"]
    if lacking:
        return f"no {', '.join(lacking[:5])}"
    first = errors[0]
    if first["type"] == "json_invalid":
        return first["msg"]
    place = ".".join(map(str, first["loc"])) or "the file"
    return f"{place}: {first['msg']}, found {str(first['input'])[:60]!r}"


def kept_tags(tags: Sequence[str]) -> list[str]:
    """Return the tags that metrics read, in their order.

    >>> kept_tags(["gguf", "region:us", "license:mit", "text-generation"])
    ['gguf', 'license:mit']
    """
    return [tag for tag in tags if _KEPT_TAG.fullmatch(tag)]


def snapshot(
    archive: Archive,
    origin: Origin,
    records: Sequence[Record],
    tally: Tally,
    *,
    organisations_in_full: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> tuple[pa.Table, Draft]:
    """Make a snapshot's table and draft of an archive's records, keys being columns of the schema.

    The author is the owner that the id names, as it was on that date.
    Raises InputError where a row is younger than the snapshot, which then has another date than was given.
    """
    rows = [{**record, "author": record["repo_id"].partition("/")[0]} for record in records]
    table = pa.Table.from_pylist(rows, schema=TABLE)
    _refuse_later_rows(archive, table)
    by_folded_id = Counter(record["repo_id"].lower() for record in records)
    tally.counts["ids_differing_in_case_only"] += sum(many for many in by_folded_id.values() if many > 1)
    files = {"file": archive.file} | ({"previous": archive.previous} if archive.previous else {})
    draft = Draft(
        date=archive.date,
        date_known=archive.date_known or origin.date_known,
        origin=archive.origin,
        population=origin.population,
        organisations_in_full=tuple(organisations_in_full),
        absent_columns=tuple(name for name in TABLE.names if table[name].null_count == table.num_rows),
        licence=origin.licence,
        attribution=origin.attribution,
        retrieval=Retrieval(
            method=f"briefgen snapshot import {archive.origin}",
            version=archive.version,
            parameters={
                name: {"name": file.name, "sha256": hashlib.sha256(read_content(file)).hexdigest()}
                for name, file in files.items()
            },
        ),
        counts={name: count for name, count in sorted(tally.counts.items()) if count},
        notes=(*origin.notes, *notes, *archive.notes),
    )
    return table, draft


def _refuse_later_rows(archive: Archive, table: pa.Table) -> None:
    for column in ("created_at", "last_modified"):
        newest = pc.max(table[column]).as_py()
        if newest and newest.date() > archive.date:
            raise InputError(
                f"{archive.file}: holds a model with {column} {newest.date()}, after the date {archive.date} "
                "given for the snapshot. Give the date on which the archive was taken."
            )
