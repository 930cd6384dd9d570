"""A bag beside the project at hand: what both hold, and where they say different things.

A bag proves that its numbers follow from its data, never that its data are true: whoever forges all of it,
from the snapshots on, forges it consistently. A project that came another way tells whether they are the
same.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.claims.load import load_validated
from briefgen.evidence.bundle.derived_files import Contents
from briefgen.evidence.container.bagit import digest
from briefgen.evidence.verify.report import Report, Weight
from briefgen.library.claim_tests import ClaimTest
from briefgen.library.records import Library, Source
from briefgen.library.statements import Claim
from briefgen.metrics import registries
from briefgen.project import Project
from briefgen.snapshots.store import Store


def compare(contents: Contents, project: Project, report: Report) -> None:
    """Compare snapshots, registries and records with a project's.

    A snapshot is never altered, so that one of the same id with other bytes is a difference; registries and
    records grow, so that others are told. Raises InputError where the project's library is wrong.
    """
    _snapshots(contents, project, report)
    ours, theirs = load_validated(project), contents.docket.library
    others = [*_registries(contents, project), *_records(theirs, ours)]
    if others:
        report.leave(
            f"whether these are right, since the project at hand has others or none: {', '.join(others)}",
            Weight.DATA,
        )
    else:
        report.checked.append("registries, claims, tests and sources are those of the project at hand")


def _snapshots(contents: Contents, project: Project, report: Report) -> None:
    theirs, store, same, unknown = contents.bag.project.snapshots, Store.of(project), 0, []
    for manifest in contents.manifests:
        told = store.path(manifest.id).with_suffix(".json")
        if not told.is_file() or not store.rows(manifest.id).is_file():
            unknown.append(manifest.id)
            continue
        others = [] if store.read_manifest(manifest.id).agrees(manifest) else [told.name]
        rows = store.rows(manifest.id)
        if digest(theirs / rows.name) != digest(rows):
            others.append(rows.name)
        for name in others:
            where = (theirs / name).relative_to(contents.bag.root).as_posix()
            report.differ("not that of the snapshot of this id in the project at hand", where)
        same += not others
    if same:
        report.checked.append(f"{same} snapshots are those of the project at hand, their rows byte for byte")
    if unknown:
        report.leave(
            f"whether these snapshots are right, for the project at hand has none such: {', '.join(unknown)}",
            Weight.DATA,
        )


def _registries(contents: Contents, project: Project) -> Iterator[str]:
    for name in registries.COLUMNS:
        ours, theirs = project.data / f"{name}.csv", contents.bag.project.data / f"{name}.csv"
        if not ours.is_file() or digest(ours) != digest(theirs):
            yield theirs.name


def _records(theirs: Library, ours: Library) -> Iterator[str]:
    """The records of a library that another one has not, or has otherwise."""
    known = {(type(record), record.id): record for record in _all(ours)}
    yield from (record.id for record in _all(theirs) if known.get((type(record), record.id)) != record)


def _all(library: Library) -> tuple[Source | Claim | ClaimTest, ...]:
    return (*library.claims, *library.tests, *library.sources)
