"""The library as it was read: taken up where nothing changed, read where anything did."""

from __future__ import annotations

import os
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from briefgen.cache.store import BYTES, Cache
from briefgen.claims import load as module
from briefgen.claims.load import load_validated
from briefgen.errors import InputError
from briefgen.library import load
from briefgen.project import Project, bundled_root


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "project"
    shutil.copytree(bundled_root() / "library", root / "library")
    shutil.copy(bundled_root() / "sources.yaml", root)
    return replace(Project.open(root), cache=tmp_path / "cache")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The libraries that were read rather than taken up."""
    seen: list[Path] = []
    whole = load.load_library
    monkeypatch.setattr(load, "load_library", lambda path, check: (seen.append(path), whole(path, check))[1])
    return seen


def test_a_library_is_read_once_and_taken_up_as_it_was(project: Project, read: list[Path]) -> None:
    assert load_validated(project) == load_validated(project) == load_validated(replace(project, cache=None))
    assert len(read) == 2  # once kept, once without a folder to keep it in


def test_a_change_in_any_of_its_files_is_read(project: Project, read: list[Path]) -> None:
    before = load_validated(project)
    for changed in (project.sources, *sorted((project.root / "library").rglob("*.yaml"))):
        changed.write_text(
            changed.read_text(encoding="utf-8") + "\n# Looked at once more.\n", encoding="utf-8"
        )
        read.clear()
        assert load_validated(project) == before
        assert read, changed


def test_a_mistake_is_told_each_time(project: Project, read: list[Path]) -> None:
    tests = project.root / "library" / "tests.yaml"
    load_validated(project)
    tests.write_text(
        tests.read_text(encoding="utf-8").replace("metric: ", "metric: no-", 1), encoding="utf-8"
    )
    for _ in range(2):
        with pytest.raises(InputError, match=r"tests\.yaml:\d+:\d+: .*no-"):
            load_validated(project)
    assert len(read) == 3


class Stranger:
    """What nobody would want to be run."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("run",)


@pytest.mark.parametrize("content", [pickle.dumps(Stranger()), pickle.dumps("no library"), b"no pickle"])
def test_a_strangers_file_is_not_taken_up(
    project: Project, read: list[Path], monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.chdir(project.root)
    whole = load_validated(project)
    key = module._key(project)
    assert key
    Cache(project.cache).put("libraries", key, content, BYTES)
    assert load_validated(project) == whole
    assert len(read) == 2
    assert not Path("run").exists()
