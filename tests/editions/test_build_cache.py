"""An unchanged edition is put back as its build left it, and built again where it cannot be."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from briefgen.documents import output_files
from briefgen.editions import build_cache
from briefgen.editions.build import build
from briefgen.editions.build_cache import Built
from briefgen.errors import InputError
from briefgen.project import Project
from tests.cache.test_store import DAMAGES
from tests.editions.test_build import describe, lay_out
from tests.made_up import write_project

#: What is asked for here: a month, templates, captures, paper, DOCX.
ASKED = (None, ("sample",), None, None, False)


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its content and the time of its writing, and every empty folder."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        if path.is_file()
        else (b"", 0)
        for path in folder.rglob("*")
    }


def contents(folder: Path) -> dict[str, bytes]:
    return {path: content for path, (content, _) in tree(folder).items()}


FOLDERS = {"sample": b"", "sample/charts": b""}
FILES = {
    "edition.json": b'{"status": "draft"}',
    "ledger.json": b"[]",
    "claims.csv": b"id\n",
    "references.bib": b"@misc{}",
    "sample/briefing.html": b"<p>",
    "sample/briefing.pdf": b"%PDF",
    "sample/charts/one.svg": b"<svg>",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The made-up project with what might have been built of it and kept."""
    made = replace(write_project(tmp_path), cache=tmp_path / "cache")
    keep(made, FILES)
    output_files.replace_folder(made.output / "2026-02", FILES)
    return made


def keep(project: Project, files: Mapping[str, bytes], revises: bool = False) -> None:
    name = build_cache.name(project, *ASKED)
    assert name is not None
    folder = project.output / "2026-02"
    built = Built(folder, tuple(folder / f"sample/briefing.{kind}" for kind in ("pdf", "html")), ("通", "义"))
    build_cache.save(project, name, files, built, revises)


def again(project: Project, place: Path | None = None) -> Built | None:
    return build_cache.restore(project, build_cache.name(project, *ASKED), place or project.output)


def test_elsewhere_the_same_files_are_put(project: Project) -> None:
    folder = project.output / "elsewhere" / "2026-02"
    assert again(project, folder.parent) == Built(
        folder, (folder / "sample/briefing.pdf", folder / "sample/briefing.html"), ("通", "义")
    )
    assert contents(folder) == contents(project.output / "2026-02")
    assert contents(folder) == {**FILES, output_files.MANIFEST: output_files.manifest(FILES), **FOLDERS}


def test_what_stands_there_already_is_left(project: Project) -> None:
    before = tree(project.output)
    assert again(project) is not None
    assert tree(project.output) == before


def test_what_was_altered_since_is_put_right(project: Project) -> None:
    folder = project.output / "2026-02"
    before = contents(folder)
    alterations: dict[str, Callable[[], object]] = {
        "a file altered": lambda: (folder / "ledger.json").write_bytes(b"{}"),
        "a file gone": (folder / "claims.csv").unlink,
        "a file more": lambda: (folder / "sample" / "draft.txt").write_bytes(b"x"),
        "a folder more": (folder / "empty").mkdir,
        "a link in place of a file": lambda: _link(folder / "references.bib", project.output / "real.bib"),
        "the hashes altered": lambda: (folder / output_files.MANIFEST).write_bytes(b""),
        "all gone": lambda: shutil.rmtree(folder),
    }
    for what, alter in alterations.items():
        alter()
        assert again(project) is not None, what
        assert contents(folder) == before, what
        assert not any(path.is_symlink() for path in folder.rglob("*")), what


def _link(file: Path, real: Path) -> None:
    file.rename(real)
    file.symlink_to(real)


def test_the_press_kit_stays(project: Project) -> None:
    folder = project.output / "2026-02"
    output_files.replace_charts(folder, {"press-kit.zip": b"a kit"})
    with_kit = tree(folder)
    assert again(project) is not None
    assert tree(folder) == with_kit
    (folder / "ledger.json").unlink()
    (folder / "charts" / "stray.txt").write_bytes(b"no part of the kit")
    assert again(project) is not None
    assert contents(folder) == {path: content for path, (content, _) in with_kit.items()}


def test_a_folder_of_something_else_is_left_alone(project: Project, tmp_path: Path) -> None:
    (tmp_path / "place" / "2026-02").mkdir(parents=True)
    (tmp_path / "place" / "2026-02" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match="2026-02: this is no folder of an earlier build"):
        again(project, tmp_path / "place")


def test_a_place_that_cannot_be_written_to_is_refused_with_what_to_do(project: Project) -> None:
    keep(project, {"sample/briefing.html": b"a page"})
    with pytest.raises(InputError, match=r"^/proc/x: cannot be written to \(.*\)\. Name another --output\."):
        again(project, Path("/proc/x"))


@pytest.mark.parametrize("damage", DAMAGES)
def test_nothing_damaged_is_put_back(project: Project, damage: str) -> None:
    assert project.cache is not None
    kept = [path for path in (project.cache / "editions").rglob("*") if path.is_file()]
    assert len(kept) == len(FILES) + 1
    for file in kept:
        whole = file.read_bytes()
        DAMAGES[damage](file)
        assert again(project, project.output / "elsewhere") is None
        assert not (project.output / "elsewhere").exists()
        shutil.rmtree(file, ignore_errors=True)
        file.write_bytes(whole)
    assert again(project, project.output / "elsewhere") is not None


def test_a_cache_that_cannot_be_written_to_keeps_nothing(project: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file stands where the folder should be", encoding="utf-8")
    without = replace(project, cache=tmp_path / "file")
    keep(without, FILES)
    assert again(without) is None


def test_nothing_is_kept_unless_asked(project: Project) -> None:
    forgetful = replace(project, cache=None)
    assert build_cache.name(forgetful, *ASKED) is None
    assert again(forgetful) is None


def test_whatever_is_asked_for_has_a_name_of_its_own(project: Project, tmp_path: Path) -> None:
    captures = tmp_path / "captures"
    captures.mkdir()
    names = [
        build_cache.name(project, *ASKED),
        build_cache.name(project, "2026-02", *ASKED[1:]),
        build_cache.name(project, None, ("sample", "other"), *ASKED[2:]),
        build_cache.name(project, None, ("sample",), None, "letter", False),
        build_cache.name(project, None, ("sample",), None, None, True),
        build_cache.name(project, None, ("sample",), captures, None, False),
    ]
    (captures / "hostile.txt").write_text("A captured text.", encoding="utf-8")
    names.append(build_cache.name(project, None, ("sample",), captures, None, False))
    assert None not in names
    assert len(set(names)) == len(names)
    assert build_cache.name(project, None, ("sample",), tmp_path / "nowhere", None, False) is None


def test_another_pango_has_another_name(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = build_cache.name(project, *ASKED)
    load = ctypes.CDLL

    def newer(name: str) -> object:
        return SimpleNamespace(pango_version_string=lambda: b"9.9") if "libpango-1" in name else load(name)

    # A function takes the kind of its result as an attribute.
    monkeypatch.setattr(ctypes, "CDLL", newer)
    assert build_cache.name(project, *ASKED) not in (before, None)

    def gone(name: str) -> object:
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", gone)
    assert build_cache.name(project, *ASKED) is None


def edition(status: str, revision: int) -> dict[str, bytes]:
    record = {"status": status, "revision": revision}
    return {**FILES, "edition.json": json.dumps(record).encode()}


@pytest.mark.parametrize("later", [edition("draft", 1), edition("final", 2)])
def test_a_published_edition_is_replaced_by_a_build_alone(
    project: Project, later: Mapping[str, bytes]
) -> None:
    """Only a build refuses what is no revision of it, and says what a revision changed."""
    folder = project.output / "2026-02"
    keep(project, edition("final", 1))
    assert again(project) is not None
    published = tree(folder)
    assert again(project) is not None
    assert tree(folder) == published
    for name in ("ledger.json", "edition.json"):
        (folder / name).write_bytes(b'{"status": "draft"}')
        assert again(project) is None
        (folder / name).write_bytes(edition("final", 1)[name])
    keep(project, later)
    assert again(project) is None
    assert again(project, project.output / "elsewhere") is not None
    assert contents(folder) == {path: content for path, (content, _) in published.items()}


def test_what_revises_another_is_right_only_where_it_stands(project: Project) -> None:
    output_files.replace_folder(project.output / "2026-02", edition("final", 2))
    keep(project, edition("final", 2), revises=True)
    assert again(project) is not None
    assert again(project, project.output / "elsewhere") is None


@pytest.fixture
def small(tmp_path: Path) -> Project:
    """The made-up project with a document that is quickly built."""
    made = replace(write_project(tmp_path), cache=tmp_path / "cache")
    lay_out(made, "{{ page.cite('hostile') }}")
    describe(made, "charts: [likes-leaders, download-share]", "charts: []")
    return made


@pytest.mark.usefixtures("same_press")
def test_a_changed_source_is_built(small: Project, tmp_path: Path) -> None:
    first = contents(build(small, templates=("sample",)).folder)
    text = small.sources.read_text(encoding="utf-8")
    small.sources.write_text(text.replace("& more?", "& less?"), encoding="utf-8")
    assert again(small) is None
    second = contents(build(small, templates=("sample",)).folder)
    assert b"& less?" in second["references.json"]
    # Both are kept now.
    for source, files in ((small.sources.read_text(encoding="utf-8"), second), (text, first)):
        small.sources.write_text(source, encoding="utf-8")
        assert again(small, tmp_path / "elsewhere") is not None
        assert contents(tmp_path / "elsewhere" / "2026-02") == files


@pytest.mark.usefixtures("same_press")
def test_what_was_damaged_is_built_and_kept_again(small: Project) -> None:
    assert small.cache is not None
    built = build(small, templates=("sample",))
    before = contents(built.folder)
    assert again(small) == built
    for number, file in enumerate(sorted(path for path in small.cache.rglob("*") if path.is_file())):
        list(DAMAGES.values())[number % len(DAMAGES)](file)
    assert again(small) is None
    assert build(small, templates=("sample",)) == built
    assert contents(built.folder) == before
    assert again(small) == built


@pytest.mark.usefixtures("same_press")
def test_what_changes_while_it_is_built_is_not_kept(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    names = iter(("one", "another"))
    monkeypatch.setattr(build_cache, "name", lambda *_: next(names))
    build(small, templates=("sample",))
    assert small.cache is not None
    assert not (small.cache / "editions").exists()


_PUT_IN_TURNS = """
import sys
from pathlib import Path
from briefgen.documents.output_files import replace_folder
for _ in range(20):
    replace_folder(Path("2026-02"), {f"{sys.argv[1]}.txt": b"x" * 10_000, "same.txt": b"y"})
"""


def test_several_builds_at_once_leave_one_of_them_whole(repository: Path, tmp_path: Path) -> None:
    command = (sys.executable, "-c", _PUT_IN_TURNS)
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    processes = [subprocess.Popen([*command, name], cwd=tmp_path, env=environment) for name in "012"]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["2026-02"]
    found = contents(tmp_path / "2026-02")
    hashes = found.pop(output_files.MANIFEST)
    assert hashes == output_files.manifest(found)
    assert sorted(found) in [[f"{number}.txt", "same.txt"] for number in "012"]
