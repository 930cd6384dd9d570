"""A bag held against itself: its numbers, its verdicts and all that follows from its data, made once more."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import briefgen
from briefgen.errors import InputError
from briefgen.evidence.bundle import readme, ro_crate, selection
from briefgen.evidence.bundle import write as bundle
from briefgen.evidence.bundle.derived_files import ANSWERS, EXHIBITS, LEDGER, Contents, numbers
from briefgen.evidence.bundle.request import read_request
from briefgen.evidence.container.bagit import Bag, files
from briefgen.evidence.exhibits import pdf
from briefgen.evidence.verify import compare_files, compare_project, makers_words, sandboxed_sql
from briefgen.evidence.verify import numbers as counting
from briefgen.evidence.verify.compare_files import first_difference
from briefgen.evidence.verify.report import Report, Weight
from briefgen.ledger.ledger import Ledger
from briefgen.library import captures as passages
from briefgen.library.records import Library
from briefgen.metrics import catalogue
from briefgen.project import Project

#: Files that another version of briefgen may word otherwise, the one that is read first.
_BY_VERSION = (readme.NAME, f"data/{ro_crate.NAME}", "bag-info.txt", "tagmanifest-sha256.txt")


def recount(root: Path, again: Path, project: Project, captures: Path | None) -> Report:
    """Work everything in the bag at `root` out again, from its own data, in the folder `again`.

    Those data are compared with the `project` at hand, and its passages looked for in `captures`.
    """
    report = Report()
    try:
        contents = Contents(Bag(root), read_request(Bag(root).payload))
        makers_words.tell(contents.request, report)
        _count(contents, report)
        _compare(contents, again, project, report)
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
    for metric in sorted({question.metric for question in contents.questions}):
        if metric in catalogue.names():
            _own_sql(contents, metric, report)
        else:
            report.unproven.append(
                f"data/sql/{metric}.sql: a question of the maker's own; read it before you rely on it"
            )


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
    try:
        ours = pdf.programs()
    except InputError as error:
        report.leave(f"the exhibits ({name}): {error}", Weight.PAGES)
        return report
    ledger = Ledger(contents.engine.catalogue)
    bundle.put(again, {EXHIBITS: pdf.set_exhibits(contents, ledger).pdf})
    counting.complete(contents.entries, (it.number for it in ledger.entries), report, f"data/{LEDGER}")
    theirs = contents.bag.payload / EXHIBITS
    place = first_difference(theirs, again / EXHIBITS)
    told = makers_words.other_versions(contents.request, typesetting=ours)
    if place is None:
        report.checked.append(
            f"the exhibits set again, the same byte for byte: {len(ledger.entries)} numbers"
        )
    elif told:
        # What a bundle says of its versions may be so, and may be a forger's excuse.
        pages = compare_files.pages(compare_files.other_pages(theirs, again / EXHIBITS))
        report.leave(
            f"the exhibits ({name}): not those that follow from the data, {pages}; the bundle says that they "
            f"were made with {told}",
            Weight.PAGES,
        )
    else:
        report.differ("not the exhibits that follow from the data", name, byte=place)
    return report


def _compare(contents: Contents, again: Path, project: Project, report: Report) -> None:
    """Make every file that follows from others once more, in the folder `again`, and compare bytes.

    Answers as Parquet are compared by value where another DuckDB is said to have written them.
    """
    told = makers_words.other_versions(contents.request)
    bundle.derive(contents, again)
    derived, otherwise, by_value = list(files(again)), set[str](), 0
    # The payload first: what stands around it repeats its hashes.
    for name in sorted(derived, key=lambda name: (not name.startswith("data/"), name)):
        theirs, ours = contents.bag.root / name, again / name
        place = first_difference(theirs, ours)
        if place is None:
            continue
        if told and name in _BY_VERSION and theirs.is_file():
            otherwise.add(name)
        elif told and _answer(name) and compare_files.same_values(theirs, ours):
            by_value += 1
        elif told and _answer(name):
            report.differ("other values than those that follow from the data", name)
        else:
            report.differ("not what follows from the data", name, byte=place)
    made = len(derived) - len(otherwise) - by_value
    report.checked.append(f"{made} files made again from the data and compared byte for byte")
    if by_value:
        report.checked.append(f"{by_value} answers as Parquet compared value by value")
    for name in (name for name in _BY_VERSION if name in otherwise):
        report.leave(
            f"{name}: it says otherwise than what briefgen {briefgen.__version__} writes of these data; the "
            f"bundle says that it was made with {told}",
            Weight.TEXTS,
        )
    _inputs(contents, derived, project, report)


def _inputs(contents: Contents, derived: Iterable[str], project: Project, report: Report) -> None:
    """Tell what nothing else vouches for: what was added to the bag."""
    inputs = selection.inputs(contents.docket.library, contents.manifests)
    known = {*derived, f"data/{EXHIBITS}", *(f"data/{name}" for name in inputs)}
    attribution = contents.bag.project.data / selection.ATTRIBUTION
    ours = project.data / selection.ATTRIBUTION
    if ours.is_file() and first_difference(attribution, ours) is None:
        known.add(attribution.relative_to(contents.bag.root).as_posix())
    for name in (name for name in files(contents.bag.root) if name not in known):
        report.leave(f"{name}: its hash only, not what it says", Weight.REST)


def _answer(name: str) -> bool:
    return name.startswith(f"data/{ANSWERS}/") and name.endswith(".parquet")


def _look_for_passages(contents: Contents, captures: Path | None, report: Report) -> None:
    """Look for the passages in the captures that the bag carries, and in those that the user has."""
    library, carried = contents.docket.library, selection.captures_folder(contents.bag)
    if carried.is_dir():
        look_for_passages(library, carried, report)
    if captures is not None:
        look_for_passages(library, captures, report)
    elif any(claim.excerpt for claim in library.claims):
        report.outside.append("that the passages stand in their sources: name the texts with --captures")


def look_for_passages(library: Library, folder: Path, report: Report) -> None:
    """Report every passage of a library that is not in its capture in `folder`, and every other capture."""
    found = 0
    for finding in passages.check(library, folder):
        about = finding.claim_id or finding.source_id
        if finding.outcome == "found":
            found += 1
        elif finding.outcome == "no capture":
            report.outside.append(
                f"the passages of {finding.source_id}: there is no text of it in {folder.name}"
            )
        else:
            report.differ(f"{about}: {finding.outcome}: {finding.words}", finding.place)
    report.checked.append(f"{found} passages found in {folder.name}")
