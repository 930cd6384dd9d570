"""A bag held against itself: its numbers, its verdicts and all that follows from its data, made once more."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count as counting_from
from pathlib import Path

import briefgen
from briefgen.errors import InputError
from briefgen.evidence.bundle import readme, ro_crate, selection
from briefgen.evidence.bundle import write as bundle
from briefgen.evidence.bundle.derived_files import ANSWERS, EXHIBITS, LEDGER, Contents, numbers
from briefgen.evidence.bundle.request import Request, read_request
from briefgen.evidence.container.bagit import Bag, files
from briefgen.evidence.exhibits import pdf
from briefgen.evidence.verify import compare_project, sandboxed_sql
from briefgen.evidence.verify import numbers as counting
from briefgen.evidence.verify.report import Report
from briefgen.ledger.ledger import Ledger
from briefgen.library import captures as passages
from briefgen.library.records import Library
from briefgen.metrics import catalogue
from briefgen.project import Project

_CHUNK = 1 << 20
#: Files that another version of briefgen or DuckDB writes otherwise, though they say the same.
_BY_VERSION = (readme.NAME, "bag-info.txt", "tagmanifest-sha256.txt", f"data/{ro_crate.NAME}")


def recount(root: Path, again: Path, project: Project, captures: Path | None) -> Report:
    """Work everything in the bag at `root` out again, from its own data, in the folder `again`.

    Those data are compared with the `project` at hand, and its passages looked for in `captures`.
    """
    report = Report()
    try:
        contents = Contents(Bag(root), read_request(Bag(root).payload))
        _count(contents, report)
        _compare(contents, again, report)
        compare_project.compare(contents, project, report)
        _look_for_passages(contents, captures, report)
    except InputError as error:
        # By the names in the bag, not by those of the temporary folder that it stands in.
        told = str(error).replace(f"{root}/", "")
        report.differ(f"cannot be worked out again: {told[:500]}")
    return report


def _count(contents: Contents, report: Report) -> None:
    file = f"data/{LEDGER}"
    counting.count(contents.entries, contents.engine, report, file)
    for verdict in contents.verdicts:
        counting.complete(contents.entries, numbers(verdict), report, file)
        contents.quotation(verdict.claim)
    report.checked.append(
        f"{len(contents.verdicts)} claims judged again: verdicts, then and now, and their history"
    )
    for metric in sorted({question.metric for question in contents.questions} & set(catalogue.names())):
        _own_sql(contents, metric, report)


def _own_sql(contents: Contents, metric: str, report: Report) -> None:
    """Where a bag's question is another than this version's, see whether its numbers follow from it."""
    name = f"data/sql/{metric}.sql"
    try:
        query = (contents.bag.root / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    if query.encode() != catalogue.source(metric):
        entries = [entry for entry in contents.entries if entry.metric == metric]
        told = sandboxed_sql.follow(entries, query, contents.bag.project, contents.holdings.ids)
        report.differ(f"not the question that briefgen {briefgen.__version__} asks; {told}", name)


def set_again(root: Path, again: Path) -> Report:
    """Set the exhibits of the bag at `root` once more, in the folder `again`, and compare them.

    Done last, for a bag in which all else is as it should be: drawings take time.
    """
    report = Report()
    contents = Contents(Bag(root), read_request(Bag(root).payload))
    name = f"data/{EXHIBITS}"
    theirs = contents.request.typesetting
    try:
        ours = pdf.programs()
    except InputError as error:
        report.not_checked.append(f"{name}: {error}")
        return report
    if _other_versions(contents.request) or theirs != ours:
        report.not_checked.append(f"{name}: set with {theirs}, which is not at hand; only its hash")
        return report
    ledger = Ledger()
    bundle.put(again, {EXHIBITS: pdf.set_exhibits(contents, ledger).pdf})
    counting.complete(contents.entries, (it.number for it in ledger.entries), report, f"data/{LEDGER}")
    place = first_difference(contents.bag.payload / EXHIBITS, again / EXHIBITS)
    if place is None:
        report.checked.append(
            f"the exhibits set again, the same byte for byte: {len(ledger.entries)} numbers"
        )
    else:
        report.differ("not the exhibits that follow from the data", name, byte=place)
    return report


def _compare(contents: Contents, again: Path, report: Report) -> None:
    """Make every file that follows from others once more, in the folder `again`, and compare bytes."""
    other_versions = _other_versions(contents.request)
    bundle.derive(contents, again)
    derived, otherwise = list(files(again)), []
    # The payload first: what stands around it repeats its hashes.
    for name in sorted(derived, key=lambda name: (not name.startswith("data/"), name)):
        place = first_difference(contents.bag.root / name, again / name)
        if place is not None and other_versions and _by_version(name):
            otherwise.append(name)
        elif place is not None:
            report.differ("not what follows from the data", name, byte=place)
    report.checked.append(
        f"{len(derived) - len(otherwise)} files made again from the data and compared byte for byte"
    )
    if otherwise:
        named = ", ".join(otherwise)
        report.not_checked.append(f"made with {other_versions}, which wrote these otherwise: {named}")
    _inputs(contents, derived, report)


def _inputs(contents: Contents, derived: Sequence[str], report: Report) -> None:
    """Tell what nothing else in the bag vouches for: what was added to it."""
    inputs = selection.inputs(contents.docket.library, contents.manifests)
    known = {*derived, f"data/{EXHIBITS}", *(f"data/{name}" for name in inputs)}
    others = [name for name in files(contents.bag.root) if name not in known]
    if others:
        report.not_checked.append(f"only their hashes, not what they say: {', '.join(others)}")


def _other_versions(request: Request) -> str:
    """The versions that a bundle names, where they are not those at hand."""
    ours = bundle.versions()
    if (request.program, request.database) == (ours["program"], ours["database"]):
        return ""
    return f"briefgen {request.program} and DuckDB {request.database}"


def _by_version(name: str) -> bool:
    return name in _BY_VERSION or (name.startswith(f"data/{ANSWERS}/") and name.endswith(".parquet"))


def first_difference(one: Path, other: Path) -> int | None:
    """Return the place of the first byte in which two files differ, None where they are the same.

    A file that is missing differs from its first byte on.
    """
    if not one.is_file():
        return 0
    with one.open("rb") as left, other.open("rb") as right:
        for start in counting_from(0, _CHUNK):
            here, there = left.read(_CHUNK), right.read(_CHUNK)
            if here != there:
                pairs = enumerate(zip(here, there, strict=False))
                shorter = min(len(here), len(there))
                return start + next((place for place, (a, b) in pairs if a != b), shorter)
            if not here:
                return None
    return None


def _look_for_passages(contents: Contents, captures: Path | None, report: Report) -> None:
    """Look for the passages in the captures that the bag carries, and in those that the user has."""
    library, carried = contents.docket.library, selection.captures_folder(contents.bag)
    if carried.is_dir():
        look_for_passages(library, carried, report)
    if captures is not None:
        look_for_passages(library, captures, report)
    elif any(claim.excerpt for claim in library.claims):
        report.not_checked.append("that the passages stand in their sources: name the texts with --captures")


def look_for_passages(library: Library, folder: Path, report: Report) -> None:
    """Report every passage of a library that is not in its capture in `folder`, and every other capture."""
    found = 0
    for finding in passages.check(library, folder):
        about = finding.claim_id or finding.source_id
        if finding.outcome == "found":
            found += 1
        elif finding.outcome == "no capture":
            report.not_checked.append(f"the passages of {finding.source_id}: there is no capture of it")
        else:
            report.differ(f"{about}: {finding.outcome}: {finding.words}", finding.place)
    report.checked.append(f"{found} passages found in {folder.name}")
