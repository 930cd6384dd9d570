"""A project folder is opened where it is named, and copied out whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen import project as module
from briefgen.errors import InputError
from briefgen.project import Project, create_project


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small folder that stands for what ships with briefgen."""
    root = tmp_path / "shipped"
    (root / "templates" / "monthly").mkdir(parents=True)
    (root / "templates" / "monthly" / "briefing.yaml").write_text("title: A\n", encoding="utf-8")
    (root / "data").mkdir()
    (root / "data" / "organisations.csv").write_text("handle\n", encoding="utf-8")
    (root / "library").mkdir()
    (root / "library" / "actions.yaml").write_text("actions: []\n", encoding="utf-8")
    (root / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    monkeypatch.setattr(module, "bundled_root", lambda: root)
    return root


def _tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_new_project_holds_what_ships(shipped: Path, tmp_path: Path) -> None:
    made = create_project(tmp_path / "mine")
    assert _tree(made) == _tree(shipped)
    assert Project.open(made).sources.is_file()


def test_an_empty_folder_will_do(shipped: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert _tree(create_project(tmp_path / "mine")) == _tree(shipped)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine: there is something in it already"):
        create_project(mine)
    assert _tree(mine) == {"letter.txt": b"dear"}


def test_a_file_is_not_taken_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError, match="there is something in it already"):
        create_project(tmp_path / "mine")


def test_a_missing_parent_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere: no such folder"):
        create_project(tmp_path / "nowhere" / "mine")


def test_a_copy_that_breaks_off_leaves_nothing(shipped: Path, tmp_path: Path) -> None:
    (shipped / "sources.yaml").unlink()
    with pytest.raises(FileNotFoundError):
        create_project(tmp_path / "mine")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shipped"]


def test_a_named_folder_must_be_a_project(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"not a project folder.*briefgen init"):
        Project.open(tmp_path)


def test_the_working_directory_is_used_where_it_is_a_project(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shipped)
    assert Project.open() == Project(shipped, shipped / "output")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert Project.open() == Project(shipped, tmp_path / "empty" / "output")


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    "part", ["templates/mine/briefing.yaml", "data/snapshots/a.json", "editions/2026-09.md"]
)
@pytest.mark.parametrize("named", [True, False])
def test_what_ships_never_stands_in_for_a_part_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, named: bool
) -> None:
    mine = tmp_path / "mine"
    (mine / part).parent.mkdir(parents=True)
    (mine / part).touch()
    monkeypatch.chdir(mine)
    with pytest.raises(
        InputError, match=r"mine/sources\.yaml: the library of this project folder is missing"
    ):
        Project.open(mine if named else None)


@pytest.mark.usefixtures("shipped")
def test_a_library_that_is_a_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine" / "sources.yaml").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "mine")
    with pytest.raises(
        InputError, match=r"mine/sources\.yaml: the library of this project folder is no file"
    ):
        Project.open()


@pytest.mark.parametrize("other", ["letters/dear.txt", "output/2026-09/ledger.json", "data/mine.csv"])
def test_a_folder_of_other_things_uses_what_ships(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    (tmp_path / "mine" / other).parent.mkdir(parents=True)
    (tmp_path / "mine" / other).touch()
    monkeypatch.chdir(tmp_path / "mine")
    assert Project.open() == Project(shipped, tmp_path / "mine" / "output")


def test_what_ships_is_read_and_never_written_to(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Project.own(shipped) == Project(shipped, shipped / "output")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"not a project folder.*briefgen init"):
        Project.own()
