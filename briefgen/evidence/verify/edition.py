"""The files of a built edition held against the project that it was built from."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from briefgen.claims.judged_edition import JudgedEdition
from briefgen.claims.load import load_validated
from briefgen.documents.output_files import CHARTS
from briefgen.errors import InputError
from briefgen.evidence.bundle.derived_files import CLAIMS, LEDGER, claims_json
from briefgen.evidence.verify import numbers, printed_numbers
from briefgen.evidence.verify.bundle import look_for_passages
from briefgen.evidence.verify.report import Report, Weight
from briefgen.ledger.file import read_ledger
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.store import Store
from briefgen.text.dates import last_day


class _Open(BaseModel):
    model_config = ConfigDict(extra="allow")


class _Month(_Open):
    edition: Annotated[str, Field(pattern=r"^[1-9]\d{3}-(0[1-9]|1[0-2])$")]


class _Claim(_Open):
    """What is needed of a claim to judge it again; its other fields are compared as they stand."""

    id: str
    history: Annotated[tuple[_Month, ...], Field(min_length=1)]


class _Claims(BaseModel):
    claims: tuple[_Claim, ...]


def recount(folder: Path, project: Project, captures: Path | None) -> Report:
    """Work the numbers and verdicts of an edition in `folder` out again from a project's snapshots."""
    report = Report()
    kits = sorted(path.relative_to(folder).as_posix() for path in folder.glob(f"{CHARTS}/*/{LEDGER}"))
    # A press kit may stand alone, without the documents of its month.
    documents = not kits or any((folder / name).exists() for name in (LEDGER, CLAIMS))
    try:
        claims = _claims(_read(folder, CLAIMS)) if documents else ()
        manifests = Store.of(project).manifests()
        library = load_validated(project)
        engine = Engine(project, Catalog.until(manifests, dt.date.max))
        for name in [LEDGER, *kits] if documents else kits:
            entries = read_ledger(_read(folder, name))
            numbers.count(entries, engine, report, name)
            if not entries:
                report.leave(f"{name}: it holds no number", Weight.DATA)
            if name == LEDGER:
                printed_numbers.compare(folder, entries, report)
        if claims:
            day = last_day(max(claim.history[-1].edition for claim in claims))
            docket = JudgedEdition(library, Engine(project, Catalog.until(manifests, day)), day)
            _judge(docket, claims, report)
        if captures is not None:
            look_for_passages(library, captures, report)
    except InputError as error:
        report.differ(f"cannot be worked out again: {str(error)[:500]}")
    return report


def _judge(docket: JudgedEdition, claims: Sequence[_Claim], report: Report) -> None:
    """Judge each claim again and compare its record, field by field."""
    for claim in claims:
        theirs = claim.model_dump(mode="json")
        # As another program reads it back.
        (ours,) = json.loads(json.dumps(claims_json(docket, [docket.verdict(claim.id)])))["claims"]
        for key in sorted(ours.keys() | theirs.keys()):
            if ours.get(key) != theirs.get(key):
                told = f"it says {_short(theirs.get(key))}, the data say {_short(ours.get(key))}"
                report.differ(f"{claim.id}: {key[:40]}: {told}", CLAIMS)
    report.checked.append(f"{len(claims)} claims judged again: verdicts, then and now, and their history")


def _claims(content: bytes) -> tuple[_Claim, ...]:
    try:
        return _Claims.model_validate_json(content).claims
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(f"{CLAIMS}: not the claims of an edition ({first['msg'][:200]})") from None


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        raise InputError(f"{name}: there is no such file, so there is nothing to work out again") from None


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:120]
