"""Large snapshots are laid out in a file that is kept, with the same answers as in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.cache.store import LAID_OUT
from briefgen.errors import InputError
from briefgen.metrics import catalogue
from briefgen.metrics.backends import duckdb
from briefgen.project import Project
from briefgen.snapshots.store import Store

QUESTIONS: tuple[tuple[str, dict[str, str | int]], ...] = (
    ("download_share", {}),
    ("coverage", {}),
    ("most_liked", {"top": 3}),
    ("model", {"model": "deepseek-ai/DeepSeek-R1"}),
)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duckdb, "_MOST_PLAIN", 0)


def _answers(project: Project, folder: Path | None) -> list[object]:
    """The answers of a database, and not those that an engine keeps."""
    ids = [one for one in Store(project.snapshots).ids if one.endswith("-osir-lmts")][:2]
    keep = folder / LAID_OUT / "a.duckdb" if folder else None
    database = duckdb.DuckDB(project, ids, keep)
    try:
        return [_answer(database, ids, name, choices) for name, choices in QUESTIONS]
    finally:
        database.close()


def _answer(database: duckdb.DuckDB, ids: list[str], name: str, choices: dict[str, str | int]) -> object:
    metric = catalogue.metric(name)
    defaults = {key: parameter.default or "" for key, parameter in metric.parameters.items()}
    return database.answer(metric, ids, tuple((defaults | choices).items()))


@pytest.fixture(scope="module")
def in_memory(shipped: Project) -> list[object]:
    return _answers(shipped, None)


@pytest.mark.usefixtures("large")
def test_a_file_gives_the_answers_of_memory(
    shipped: Project, in_memory: list[object], tmp_path: Path
) -> None:
    assert _answers(shipped, None) == in_memory
    assert _answers(shipped, tmp_path) == in_memory


@pytest.mark.usefixtures("large")
def test_what_is_kept_is_read_again_and_nothing_else_left(
    shipped: Project, in_memory: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answers(shipped, tmp_path)
    assert [file.name for file in (tmp_path / LAID_OUT).iterdir()] == ["a.duckdb"]
    monkeypatch.delattr(duckdb.DuckDB, "_made")
    assert _answers(shipped, tmp_path) == in_memory


@pytest.mark.usefixtures("large")
def test_a_file_cut_short_is_made_again(shipped: Project, in_memory: list[object], tmp_path: Path) -> None:
    _answers(shipped, tmp_path)
    kept = tmp_path / LAID_OUT / "a.duckdb"
    kept.write_bytes(kept.read_bytes()[:5000])
    assert _answers(shipped, tmp_path) == in_memory


@pytest.mark.usefixtures("large")
def test_a_damaged_file_never_gives_another_answer(
    shipped: Project, in_memory: list[object], tmp_path: Path
) -> None:
    _answers(shipped, tmp_path)
    kept = tmp_path / LAID_OUT / "a.duckdb"
    whole = kept.read_bytes()
    told = []
    # One byte in the middle of each block.
    for place in range(12_288 + 131_072, len(whole), 262_144):
        kept.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            assert _answers(shipped, tmp_path) == in_memory
        except InputError as error:
            told.append(str(error))
            assert not kept.exists()
    assert told
    assert all("damaged" in one for one in told)


@pytest.mark.usefixtures("large")
def test_only_the_newest_files_are_kept(shipped: Project, tmp_path: Path) -> None:
    (tmp_path / LAID_OUT).mkdir()
    for name in ("old", "older"):
        (tmp_path / LAID_OUT / f"{name}.duckdb").write_bytes(b"")
    _answers(shipped, tmp_path)
    assert len(list((tmp_path / LAID_OUT).iterdir())) == 2
    assert (tmp_path / LAID_OUT / "a.duckdb").exists()


def test_where_memory_runs_out_it_says_so(
    shipped: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duckdb, "_MOST_PLAIN", 0)
    advice = r".*Close other programs, make room on the disk, .* or move the oldest snapshots to a project"
    monkeypatch.setattr(duckdb, "_MEMORY", "1MB")
    with pytest.raises(
        InputError, match=rf"memory ran out while the snapshots were laid out \(Out of{advice}"
    ):
        _answers(shipped, tmp_path)
    assert not list((tmp_path / LAID_OUT).iterdir())
    monkeypatch.setattr(duckdb, "_MEMORY", "500MB")
    _answers(shipped, tmp_path)
    monkeypatch.setattr(duckdb, "_MEMORY", "1MB")
    with pytest.raises(InputError, match=rf"memory ran out while .* asked for [a-z_]+ \(Out of{advice}"):
        _answers(shipped, tmp_path)
    assert [file.name for file in (tmp_path / LAID_OUT).iterdir()] == ["a.duckdb"]
