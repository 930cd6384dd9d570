"""`briefgen explain N-0002` tells what stands behind a number, and its SQL gives the number again."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from briefgen.cli import cli
from briefgen.edition import choose
from briefgen.editions.build import Built
from briefgen.errors import InputError
from briefgen.ledger.explain import rerun
from briefgen.ledger.file import read_ledger
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.store import Store
from tests.made_up import write_project


@pytest.fixture
def built_project(sample: Built, tmp_path: Path) -> Project:
    """The made-up project, with the edition that was built of it."""
    project = write_project(tmp_path)
    shutil.copytree(sample.folder, project.output / sample.folder.name)
    return project


def explain(project: Project, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--project", str(project.root), "explain", *arguments])


def numbers(built: Built) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((built.folder / "ledger.json").read_text(encoding="utf-8"))[
        "numbers"
    ]
    return found


def test_a_number_is_told_in_full(built_project: Project, sample: Built) -> None:
    (entry,) = [
        it for it in numbers(sample) if it["texts"] == ["55.6%"] and it["row"]["date"] == "2026-02-10"
    ]
    told = explain(built_project, entry["alias"])
    assert told.exit_code == 0
    manifest = Store(built_project.snapshots).read_manifest("2026-01-10-osir-lmts")
    for words in (
        f"{entry['alias']}: 55.6%",
        f"Value         {500 / 900} (share)",
        f"Id            {entry['id']}",
        "Metric        download_share: Share of downloads by publisher's country",
        "Counts        share of the compared downloads",
        "Row           date 2026-02-10, country CN",
        "Asked with    population tracked, compare organisations",
        "Window        Each snapshot counts the 30 days before its date",
        "  - Downloads are requests for files, not people",
        f"2026-01-10-osir-lmts: 10 January 2026 (exact), 4 rows\n    sha256 {manifest.sha256}",
    ):
        assert words in told.output
    assert explain(built_project, entry["id"]).output == told.output
    assert explain(built_project, entry["alias"], "--edition", "2026-02").output == told.output


def test_the_sql_as_printed_gives_the_number(built_project: Project, sample: Built) -> None:
    for entry in numbers(sample)[::20]:
        sql = explain(built_project, entry["alias"]).output.partition("which gives the number again:\n\n")[2]
        ((value,),) = duckdb.connect().execute(sql).fetchall()
        assert (value.isoformat() if isinstance(value, dt.date) else value) == entry["value"]


def test_the_sql_of_one_number_of_each_metric_gives_it(monthly: Built, shipped: Project) -> None:
    manifests = Store(shipped.snapshots).manifests()
    holdings = Catalog.until(manifests, choose("2026-09", manifests).last_day)
    entries = read_ledger((monthly.folder / "ledger.json").read_bytes())
    chosen = {entry.metric: entry.number for entry in entries}
    assert len(chosen) > 15
    database = duckdb.connect()
    laid_out = ""
    for number in chosen.values():
        views, _, question = rerun(shipped, holdings, number).partition("\nSET VARIABLE snapshots")
        if views != laid_out:
            database.execute(views)
            laid_out = views
        ((value,),) = database.execute("SET VARIABLE snapshots" + question).fetchall()
        assert value == number.value, number


def test_without_a_build_it_says_to_build_first(tmp_path: Path) -> None:
    told = explain(write_project(tmp_path), "N-0001")
    assert isinstance(told.exception, InputError)
    assert "Run `briefgen build 2026-02` first" in str(told.exception)


@pytest.mark.parametrize("name", ["N-9999", "0123456789abcdef"])
def test_a_number_that_was_not_printed_is_named(built_project: Project, name: str, sample: Built) -> None:
    told = explain(built_project, name)
    assert isinstance(told.exception, InputError)
    assert f"no number {name}; the edition printed {len(numbers(sample))}" in str(told.exception)


def test_a_ledger_of_another_metric_is_refused(monthly: Built, shipped: Project) -> None:
    entry = read_ledger((monthly.folder / "ledger.json").read_bytes())[0]
    for changes in ({"column": "x; DROP TABLE y"}, {"row": (("x", "y"),)}, {"parameters": (("x", "y"),)}):
        with pytest.raises(InputError, match="the metric is not the one that gave"):
            rerun(shipped, Catalog(()), replace(entry.number, **changes))  # type: ignore[arg-type]
