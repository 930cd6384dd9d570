"""The name of a result changes with each thing that the result rests on, and with nothing else."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import briefgen
from briefgen.cache import fingerprint
from briefgen.project import Project
from tests.made_up import SERIES, model, write_project, write_snapshots

ASKED = {"build": "2026-02", "paper": None}
_CLAIMS = "claims:\n  - id: made-up\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The made-up project with a comment and with claims in a file of their own."""
    made = write_project(tmp_path)
    made.editions.mkdir()
    (made.editions / "2026-02.md").write_text("---\nstatus: draft\n---\nA word.\n", encoding="utf-8")
    (made.root / "words").mkdir()
    (made.root / "words" / "claims.yaml").write_text(_CLAIMS, encoding="utf-8")
    append(made.sources, "include: [words/claims.yaml]\n")
    return replace(made, cache=tmp_path / "cache")


def append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(text)


def another_row(project: Project) -> None:
    """Take a snapshot again, with another number in one row and the manifest that belongs to it."""
    snapshot, rows = next(iter(SERIES.items()))
    for file in project.snapshots.glob(f"{snapshot}.*"):
        file.unlink()
    write_snapshots(project.snapshots, {snapshot: [*rows[:-1], model("gamma/one", 51, 20)]})


def a_byte(project: Project) -> None:
    """Change a byte of a snapshot's rows behind the back of its manifest."""
    file = next(project.snapshots.glob("*.parquet"))
    content = file.read_bytes()
    file.write_bytes(content[:99] + bytes([content[99] ^ 1]) + content[100:])


MUTATIONS: dict[str, Callable[[Project], object]] = {
    "a row of a snapshot": another_row,
    "a byte of a snapshot": a_byte,
    "a manifest": lambda it: append(next(it.snapshots.glob("*.json")), "\n"),
    "a snapshot less": lambda it: next(it.snapshots.glob("*.parquet")).unlink(),
    "a registry": lambda it: append(it.data / "organisations.csv", "delta,Delta,US,publisher\n"),
    "events": lambda it: (it.data / "events.csv").write_text("date,text\n", encoding="utf-8"),
    "a source": lambda it: append(it.sources, "# another\n"),
    "an included claim": lambda it: append(it.root / "words" / "claims.yaml", "  - id: another\n"),
    "a claim in the library's folder": lambda it: (
        (it.root / "library").mkdir() or append(it.root / "library" / "claims.yaml", _CLAIMS)
    ),
    "a template": lambda it: append(it.templates / "sample" / "briefing.html.j2", " "),
    "a template's description": lambda it: append(it.templates / "sample" / "briefing.yaml", "\n"),
    "a style sheet": lambda it: append(it.templates / "shared" / "print.css", "\n"),
    "a shared part": lambda it: append(next((it.templates / "shared").glob("*.j2")), "\n"),
    "a comment": lambda it: append(it.editions / "2026-02.md", "Another.\n"),
    "no comment": lambda it: (it.editions / "2026-02.md").unlink(),
}


@pytest.mark.parametrize("what", MUTATIONS)
def test_another_input_has_another_name(project: Project, what: str) -> None:
    before = fingerprint.key(project, ASKED)
    assert before
    assert fingerprint.key(project, ASKED) == before
    MUTATIONS[what](project)
    assert fingerprint.key(project, ASKED) not in (before, None)


def test_another_question_has_another_name(project: Project) -> None:
    asked = ({**ASKED, "paper": "a4"}, {**ASKED, "build": None}, {"build": "2026-02"}, ASKED)
    assert len({fingerprint.key(project, it) for it in asked}) == len(asked)


def test_another_clock_has_another_name(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = fingerprint.key(project, ASKED)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772443800")
    assert fingerprint.key(project, ASKED) != before


@pytest.fixture(autouse=True)
def _program_as_it_is() -> Iterator[None]:
    yield
    fingerprint.program.cache_clear()


def started_again(project: Project) -> str | None:
    """What a process that starts now calls it: one that runs goes by the program as it was."""
    fingerprint.program.cache_clear()
    return fingerprint.key(project, ASKED)


@pytest.mark.parametrize("file", ["claims/verdicts.py", "metrics/schema.sql", "presskit/__init__.py"])
def test_another_program_has_another_name(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(Path(briefgen.__file__).parent, copy)
    before = started_again(project)
    monkeypatch.setattr(briefgen, "__file__", str(copy / "__init__.py"))
    assert started_again(project) == before
    append(copy / file, "\n")
    assert started_again(project) not in (before, None)


def test_another_version_of_a_library_has_another_name(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "packages" / "duckdb-9.9.9.dist-info").mkdir(parents=True)
    before = started_again(project)
    monkeypatch.syspath_prepend(tmp_path / "packages")
    newer = started_again(project)
    (tmp_path / "packages" / "duckdb-9.9.9.dist-info").rename(
        tmp_path / "packages" / "duckdb-9.9.10.dist-info"
    )
    assert len({before, newer, started_again(project)}) == 3
    monkeypatch.undo()
    assert started_again(project) == before
    monkeypatch.setattr(sys, "version", "4.0.0")
    assert started_again(project) != before


def test_what_nothing_is_made_from_changes_no_name(project: Project) -> None:
    before = fingerprint.key(project, ASKED)
    for file in project.root.rglob("*"):
        os.utime(file, (2e9, 2e9))
    append(project.root / "notes.txt", "To do: nothing.")
    (project.snapshots / ".crawl").mkdir()
    append(project.snapshots / ".crawl" / "0.parquet", "a page of an unfinished crawl")
    project.output.mkdir()
    append(project.output / "briefing.html", "<p>")
    assert fingerprint.key(project, ASKED) == before


def test_a_library_that_cannot_be_read_has_a_name_of_its_own(project: Project) -> None:
    before = fingerprint.key(project, ASKED)
    for text in ("include: [", "- a list", "include: words", "include: [[1], {a: b}]", ""):
        project.sources.write_text(text, encoding="utf-8")
        assert fingerprint.key(project, ASKED) not in (before, None)
    project.sources.write_text("include: [nowhere.yaml]\n", encoding="utf-8")
    assert fingerprint.key(project, ASKED) is None


def test_without_a_cache_nothing_has_a_name(project: Project) -> None:
    assert fingerprint.key(replace(project, cache=None), ASKED) is None


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that counts as large, and as one that has stood for a while."""
    monkeypatch.setattr(fingerprint, "LARGE", 1)
    monkeypatch.setattr(fingerprint, "_SETTLED", -1)
    file = tmp_path / "rows.parquet"
    file.write_bytes(b"many rows")
    return file


def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Count what is read from now on."""
    found: list[Path] = []
    read = fingerprint._read
    monkeypatch.setattr(fingerprint, "_read", lambda file: found.append(file) or read(file))
    return found


def test_a_large_file_is_read_once(large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = reads(monkeypatch)
    first = fingerprint.digest(large, tmp_path / "cache")
    assert fingerprint.digest(large, tmp_path / "cache") == first
    assert read == [large]
    assert fingerprint.digest(large) == first
    assert read == [large, large]


def test_a_large_file_that_was_changed_is_read_again(large: Path, tmp_path: Path) -> None:
    before, first = large.stat(), fingerprint.digest(large, tmp_path / "cache")
    # Of the same size, and with its old time put back: that time was changed is not hidden.
    time.sleep(0.05)
    large.write_bytes(b"many cows")
    os.utime(large, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert fingerprint.digest(large, tmp_path / "cache") != first


def test_a_large_file_that_was_just_written_is_not_trusted(
    large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprint, "_SETTLED", 60)
    read = reads(monkeypatch)
    for _ in range(2):
        fingerprint.digest(large, tmp_path / "cache")
    assert read == [large, large]
