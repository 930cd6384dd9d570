"""What a build says of itself in `edition.json`, and the published edition that stands in a folder.

An edition is published once its comment says that it is final.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import briefgen
from briefgen.documents import output_files
from briefgen.documents.paper import Paper
from briefgen.edition import Edition
from briefgen.editions.documents import RECORD, Document
from briefgen.errors import InputError
from briefgen.files import locked
from briefgen.ledger.file import LedgerEntry, read_ledger
from briefgen.project import Project
from briefgen.snapshots.manifest import Manifest

NAME = RECORD
#: What to do where a published edition stands in the way.
ELSEWHERE = "To build it all the same, name another --output."
#: Inputs that are no file: the documents built, and how the name of a captured text begins.
DOCUMENTS, CAPTURE = "documents", "capture "
_LEDGER, _CLAIMS = "ledger.json", "claims.json"
#: The programs that a build's bytes depend on.
_PROGRAMS = ("weasyprint", "vl-convert-python", "altair", "duckdb")

#: What a build is made from: files, snapshots and passages with their SHA-256, programs with their version.
Inputs = Mapping[str, str]


class EditionRecord(BaseModel):
    """What `edition.json` holds.

    `documents` are the names of those that the edition has, and `paper` the sizes that were chosen for some
    of them in place of their own; records of earlier versions have neither. `corrected_on` is the day of the
    last correction; `supersedes` the SHA-256 of the list of hashes of the revision before, None where that
    was not at hand.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal["briefgen/edition/1"] = "briefgen/edition/1"
    edition: str
    status: Literal["draft", "final"] | None
    revision: Annotated[int, Field(ge=1)]
    corrected_on: str | None = None
    supersedes: str | None = None
    documents: tuple[str, ...] = ()
    paper: dict[str, Paper] = Field(default_factory=dict)
    inputs: dict[str, str]


class _Judged(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    word: str


class _Claims(BaseModel):
    model_config = ConfigDict(extra="ignore")

    claims: tuple[_Judged, ...]


def as_asked(record: EditionRecord) -> EditionRecord:
    """Return a record with what was asked for, and without the files that it was made from.

    Those may have another form and say the same.
    """
    asked = {
        name: said for name, said in record.inputs.items() if name == DOCUMENTS or name.startswith(CAPTURE)
    }
    return record.model_copy(update={"inputs": asked})


def superseded(folder: Path) -> tuple[Path, ...]:
    """Return the folders of the earlier revisions that are kept beside an edition, oldest first."""
    beside = (
        it for it in folder.parent.glob(f"{folder.name}-r*") if it.name[len(folder.name) + 2 :].isdigit()
    )
    kept = (it for it in beside if output_files.listed(it))
    return tuple(sorted(kept, key=lambda it: int(it.name.rpartition("r")[2])))


@dataclass(frozen=True)
class PublishedEdition:
    """An edition that stands published in a folder."""

    folder: Path
    record: EditionRecord
    manifest: str
    numbers: tuple[LedgerEntry, ...]
    words: Mapping[str, str]

    @property
    def kept_at(self) -> Path:
        """Where it goes once there is a later revision."""
        return self.folder.with_name(f"{self.folder.name}-r{self.record.revision}")


def published(folder: Path) -> PublishedEdition | None:
    """Read the published edition that stands in a folder; None where there is none, or no final one.

    Raises InputError where its files are not as they were built.
    """
    if not folder.exists():
        return None
    # No build puts another in its place while it is read.
    with locked(folder.parent):
        return _published(folder, output_files.listed(folder))


def _published(folder: Path, hashes: Mapping[str, str]) -> PublishedEdition | None:
    if NAME not in hashes:
        return None
    try:
        record = EditionRecord.model_validate_json(_read(folder, NAME, hashes))
        if record.status != "final":
            return None
        claims = _Claims.model_validate_json(_read(folder, _CLAIMS, hashes)).claims
    except ValidationError as error:
        why = error.errors(include_url=False)[0]["msg"][:200]
        raise InputError(f"{folder}: not a published edition ({why}). {ELSEWHERE}") from None
    return PublishedEdition(
        folder=folder,
        record=record,
        manifest=hashlib.sha256((folder / output_files.MANIFEST).read_bytes()).hexdigest(),
        numbers=read_ledger(_read(folder, _LEDGER, hashes)),
        words={claim.id: claim.word for claim in claims},
    )


def inputs(
    project: Project,
    edition: Edition,
    manifests: Iterable[Manifest],
    documents: Sequence[Document],
    captures: Mapping[str, str],
) -> Inputs:
    """Return what a build is made from, each file by its path in the project with its SHA-256."""
    root = project.root
    files = [project.sources, project.editions / f"{edition}.md"]
    for folder in (project.data, root / "library", project.templates):
        files += [path for path in folder.rglob("*") if project.snapshots not in path.parents]
    named = {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
        if path.is_file()
    }
    named |= {f"snapshot {manifest.id}": manifest.sha256 for manifest in manifests}
    named |= {f"{CAPTURE}{source}": hashed for source, hashed in captures.items()}
    named |= {DOCUMENTS: ", ".join(map(str, documents)), "briefgen": briefgen.__version__}
    return named | {program: version(program) for program in _PROGRAMS}


def _read(folder: Path, path: str, hashes: Mapping[str, str]) -> bytes:
    content = (folder / path).read_bytes() if path in hashes else None
    if content is None or hashlib.sha256(content).hexdigest() != hashes[path]:
        raise InputError(f"{folder / path}: not as it was built, and this edition is published. {ELSEWHERE}")
    return content
