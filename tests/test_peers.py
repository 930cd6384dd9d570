"""The peers of `make bench-peers` that run here, and what holds all of them to briefgen's tables."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import altair as alt
import pytest

from bench.peers import charts, equal, ours
from bench.peers.questions import QUESTIONS
from briefgen.project import Project
from tests.conftest import Once

#: Five months, so that models come, go and take other names between those compared.
MODELS, MONTHS = 4_000, 5


@pytest.fixture(scope="module")
def hub(once: Once[Project]) -> Project:
    from bench.hubs.making import make

    return once("hub-of-peers", lambda folder: make(folder, MODELS, MONTHS))


@pytest.fixture(scope="module")
def ours_made(hub: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """briefgen's tables of that Hub."""
    folder = tmp_path_factory.mktemp("ours")
    ours.main(hub, folder, "tables")
    return folder


def test_every_table_has_rows_and_every_chart_its_table(ours_made: Path) -> None:
    tables = {question.table for question in QUESTIONS}
    assert charts.CHARTS.keys() < tables
    assert all(len(_read(ours_made / f"{table}.csv")) > 1 for table in tables)


def test_duckdb_by_hand_gives_the_same_tables(
    hub: Project, ours_made: Path, repository: Path, tmp_path: Path
) -> None:
    script = repository / "bench" / "peers" / "by_hand.py"
    subprocess.run([sys.executable, script, hub.root, tmp_path], check=True)
    equal.check(tmp_path, ours_made)


def test_the_notebook_gives_the_same_tables_and_draws_every_chart(
    hub: Project, ours_made: Path, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[dict[str, Any]] = []
    monkeypatch.setattr(alt.Chart, "display", lambda chart: drawn.append(chart.to_dict()), raising=False)
    # The notebook says how charts are shown; other tests shall not see it.
    with alt.renderers.enable("default"):
        _run(_notebook(repository), project=str(hub.root), results=str(tmp_path))
    equal.check(tmp_path, ours_made)
    assert len(drawn) == len(charts.CHARTS)
    assert all(one["datasets"] for one in drawn)


def test_the_notebook_is_kept_without_what_it_gave(repository: Path) -> None:
    code = [cell for cell in _notebook(repository) if cell["cell_type"] == "code"]
    assert not any(cell["outputs"] or cell["execution_count"] for cell in code)


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("rank", lambda cell: str(int(cell) + 1)),
        ("total", lambda cell: str(int(cell) + 1)),
        ("share", lambda cell: str(float(cell) * (1 + 1e-8))),
        ("share", lambda _: ""),
        ("country", lambda _: "ZZ"),
    ],
)
def test_another_value_is_named_with_its_place(
    ours_made: Path, tmp_path: Path, column: str, change: Any
) -> None:
    rows = _copied(ours_made, tmp_path)
    rows[0][column] = change(rows[0][column])
    _write(tmp_path / "download_share.csv", rows)
    with pytest.raises(equal.DifferenceError, match=r"download_share\.csv"):
        equal.check(tmp_path, ours_made)


def test_a_row_that_is_missing_or_stands_there_twice_is_a_difference(ours_made: Path, tmp_path: Path) -> None:
    rows = _copied(ours_made, tmp_path)
    _write(tmp_path / "download_share.csv", rows[1:])
    with pytest.raises(equal.DifferenceError, match="has only briefgen"):
        equal.check(tmp_path, ours_made)
    _write(tmp_path / "download_share.csv", [*rows, rows[0]])
    with pytest.raises(equal.DifferenceError, match="stand there twice"):
        equal.check(tmp_path, ours_made)


def test_quotients_may_differ_in_the_last_digits(ours_made: Path, tmp_path: Path) -> None:
    rows = _copied(ours_made, tmp_path)
    rows[0]["share"] = str(float(rows[0]["share"]) * (1 + 1e-12))
    _write(tmp_path / "download_share.csv", rows)
    equal.check(tmp_path, ours_made)


def _notebook(repository: Path) -> list[dict[str, Any]]:
    text = (repository / "bench" / "peers" / "in_pandas.ipynb").read_text(encoding="utf-8")
    cells: list[dict[str, Any]] = json.loads(text)["cells"]
    return cells


def _run(cells: list[dict[str, Any]], **parameters: str) -> None:
    """Run a notebook's code as papermill does: parameters come after the cell that is tagged with that."""
    scope: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), scope)
        if "parameters" in cell["metadata"].get("tags", ()):
            scope.update(parameters)


def _copied(tables: Path, folder: Path) -> list[dict[str, str]]:
    """All tables in another folder, and the rows of one of them."""
    for file in tables.glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    return _read(folder / "download_share.csv")


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _write(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        writing = csv.DictWriter(text, rows[0])
        writing.writeheader()
        writing.writerows(rows)
