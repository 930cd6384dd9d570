"""A hostile reader's check: the usual programs on a bundle, with no briefgen anywhere."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from briefgen.evidence.bundle import rebuild_sql
from briefgen.evidence.bundle.rebuild_sql import Question
from briefgen.metrics import catalogue
from briefgen.project import Project
from briefgen.snapshots.store import Store


@pytest.fixture(scope="session")
def duckdb_cli() -> str:
    """DuckDB's command line, as the package `duckdb-cli` installs it beside Python."""
    found = shutil.which("duckdb", path=str(Path(sys.executable).parent))
    assert found, "no `duckdb` beside Python: install the development dependencies"
    return found


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder with an environment that knows nothing of briefgen."""
    return subprocess.run(
        words, cwd=folder, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )


def test_hashes_hold_and_duckdb_writes_the_same_answers(bag: Path, duckdb_cli: str) -> None:
    nothing = _run(bag, sys.executable, "-I", "-S", "-c", "import briefgen")
    assert "ModuleNotFoundError" in nothing.stderr
    old = {path: path.read_bytes() for path in bag.glob("data/answers/*.csv")}
    assert len(old) == 4
    for path in old:
        path.unlink()
    assert _run(bag, "sha256sum", "-c", "--strict", "--quiet", "manifest-sha256.txt").returncode == 1
    done = _run(bag, duckdb_cli, "-f", "rebuild.sql")
    assert (done.returncode, done.stderr) == (0, "")
    assert {path: path.read_bytes() for path in bag.glob("data/answers/*.csv")} == old
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        done = _run(bag, "sha256sum", "-c", "--strict", "--quiet", manifest)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_command_line_writes_what_this_program_writes_for_every_metric(
    shipped: Project, tmp_path: Path, duckdb_cli: str
) -> None:
    """Whatever its version: this program's DuckDB is another than that of the command line."""
    ids = [snapshot for snapshot in Store(shipped.snapshots).ids if snapshot.endswith("-llmfit")][-3:]
    subjects = {"model": "deepseek-ai/DeepSeek-R1", "organisation": "Qwen"}
    asked = []
    for name in catalogue.names():
        known = {key: it.default for key, it in catalogue.metric(name).parameters.items()} | subjects
        chosen = tuple((key, known[key]) for key in catalogue.metric(name).parameters)
        asked.append(Question(name, tuple(ids), chosen))
    for which in ("ours", "theirs"):
        (tmp_path / which).mkdir()
    rebuild_sql.run(rebuild_sql.script(asked, ids, str(shipped.data), str(tmp_path / "ours")), shipped.data)
    text = rebuild_sql.script(asked, ids, str(shipped.data), str(tmp_path / "theirs"))
    (tmp_path / "all.sql").write_text(text, encoding="utf-8")
    done = _run(tmp_path, duckdb_cli, "-f", "all.sql")
    assert (done.returncode, done.stderr) == (0, "")
    ours = {path.name: path.read_bytes() for path in (tmp_path / "ours").iterdir()}
    assert len(ours) == len(catalogue.names())
    assert {path.name: path.read_bytes() for path in (tmp_path / "theirs").iterdir()} == ours


def test_no_name_is_a_formula_or_invisible(project: Project, tmp_path: Path) -> None:
    asked = Question("most_liked", ("2026-02-10-made",), (("population", "all"), ("top", 10)))
    rebuild_sql.run(
        rebuild_sql.script([asked], ["2026-02-10-made"], str(project.data), str(tmp_path)), project.data
    )
    text = (tmp_path / f"{asked.name}.csv").read_text(encoding="utf-8")
    assert "'=cmd|' /C calc'!A0" in text
    assert ",=cmd" not in text


@pytest.mark.parametrize("name", catalogue.names())
def test_a_question_is_rebuilt_by_a_script_of_300_lines_at_most(name: str) -> None:
    """So that a person reads it to the end; more questions of one metric add a few lines each."""
    parameters = tuple((key, it.default or "some") for key, it in catalogue.metric(name).parameters.items())
    scripts = [
        rebuild_sql.script(
            [Question(name, (f"2026-0{month}-01-made",), parameters) for month in range(1, number + 1)],
            ["2026-01-01-made"], "data", "answers",
        ).splitlines()
        for number in (1, 2)
    ]  # fmt: skip
    assert len(scripts[0]) <= 300
    assert len(scripts[1]) - len(scripts[0]) <= 10
