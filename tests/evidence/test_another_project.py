"""A bundle of a project whose snapshots lie elsewhere carries the rows, and is checked without an address."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from briefgen.claims.validate import mistakes
from briefgen.errors import InputError
from briefgen.evidence.bundle import selection
from briefgen.evidence.bundle import write as bundle
from briefgen.evidence.bundle.derived_files import Contents
from briefgen.evidence.container.bagit import Bag
from briefgen.evidence.verify import compare_project
from briefgen.evidence.verify.report import Report
from briefgen.library.load import load_library
from briefgen.project import Project
from briefgen.snapshots.store import Store
from tests.evidence.conftest import CLAIMS, write_project

ID = "2026-02-10-made"


@pytest.fixture
def apart(tmp_path: Path) -> Project:
    """A project of which one snapshot was fetched."""
    project = replace(write_project(tmp_path / "apart"), fetched=tmp_path / "fetched")
    store = Store.of(project)
    manifest = store.read_manifest(ID)
    named = manifest.model_copy(update={"url": f"s3://panels/{ID}.parquet"})
    (project.snapshots / f"{ID}.json").write_text(named.model_dump_json(exclude_none=True), encoding="utf-8")
    rows = tmp_path / "fetched" / manifest.sha256 / f"{ID}.parquet"
    rows.parent.mkdir(parents=True)
    store.path(ID).rename(rows)
    return project


@pytest.fixture
def contents(apart: Project, tmp_path: Path) -> Contents:
    bag = Bag(tmp_path / "bag")
    library = selection.records(load_library(apart.sources, mistakes), CLAIMS)
    manifests = [it for it in Store.of(apart).manifests() if it.origin == "made"]
    selection.lay_out(apart, bag, library, manifests)
    return Contents(bag, bundle.request(apart, "2026-02", CLAIMS))


def compared(contents: Contents, project: Project) -> Report:
    report = Report()
    compare_project.compare(contents, project, report)
    return report


def test_the_bundle_stands_alone(contents: Contents, apart: Project) -> None:
    assert [it.id for it in contents.manifests] == ["2026-01-10-made", ID]
    assert contents.verdicts[0].now == "supported"
    # A bag without its rows is one, though they lie at an address and on this machine.
    (contents.bag.project.snapshots / f"{ID}.parquet").unlink()
    with pytest.raises(InputError, match="missing, though its manifest is there"):
        Store.of(contents.bag.project).manifests()
    assert Store.of(apart).rows(ID).is_file()


def test_it_is_held_against_projects_wherever_their_rows_lie(
    contents: Contents, apart: Project, tmp_path: Path
) -> None:
    same = "2 snapshots are those of the project at hand, their rows byte for byte"
    for project in (apart, write_project(tmp_path / "whole")):
        report = compared(contents, project)
        assert same in report.checked
        assert report.verified
    nowhere = compared(contents, replace(apart, fetched=tmp_path / "nothing"))
    assert f"for the project at hand has none such: {ID}" in " ".join(nowhere.not_checked)
    told = apart.snapshots / f"{ID}.json"
    told.write_text(told.read_text("utf-8").replace('"licence":"', '"licence":"not '), "utf-8")
    (different,) = compared(contents, apart).differences
    assert different.file == f"data/project/data/snapshots/{ID}.json"
