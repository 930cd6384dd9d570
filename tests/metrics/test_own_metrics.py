"""Metrics of a project's own: they answer like those that ship; what is wrong is named, the rest works."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

import briefgen as bg
from briefgen.charts.custom.schema import ChartEntry, mistakes
from briefgen.cli import cli
from briefgen.errors import InputError
from briefgen.metrics import own_metrics
from briefgen.project import Project

HEAD = """\
-- title: Models by country
-- question: How many models of each country does each snapshot hold?
-- population: Listed publishers.
-- window: The date of each snapshot.
-- caveats:
--   - Made up.
-- parameters:
--   least: {text: "models that a country has at least", default: 1}
-- columns:
--   date: {unit: date, text: "date of the snapshot", key: true}
--   country: {unit: name, text: "country", key: true}
--   models: {unit: count, text: "models"}
-- tie_break: by country
"""
SQL = """\
WITH held AS (
    SELECT date, country, count(*) AS models FROM observed('listed') GROUP BY date, country
)
SELECT date, country, models FROM held WHERE models >= getvariable('least') ORDER BY date, country
"""


def write(project: Project, name: str, text: str) -> Path:
    file = project.data / "metrics" / f"{name}.sql"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_it_is_asked_like_those_that_ship(project: Project) -> None:
    write(project, "held_models", HEAD + SQL)
    opened = bg.open(project.root, cache=False)
    frame = opened.ask("held_models", panel="osir-lmts", least=2).frame
    assert frame[["country", "models"]].values.tolist() == [["CN", 2], ["US", 2], ["CN", 2], ["US", 2]]
    assert frame.attrs["metric"] == "held_models"
    with pytest.raises(InputError, match="held_models: no answer"):
        opened.ask("held_models", panel="osir-lmts", least=3)


def test_series_of_many_rows_answer_it_from_the_plain_tables(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefgen.metrics.backends.duckdb._MOST_PLAIN", 1)
    write(project, "held_models", HEAD + SQL)
    opened = bg.open(project.root, cache=False)
    assert opened.ask("held_models", panel="osir-lmts").frame["models"].tolist() == [2, 2, 2, 2]
    assert opened.ask("coverage", panel="osir-lmts").frame["models"].tolist() == [4, 4]


def test_it_stands_in_charts_and_explanations(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    write(project, "held_models", HEAD + SQL)
    chart = ChartEntry.model_validate(
        {
            "id": "held",
            "metric": "held_models",
            "origin": "osir-lmts",
            "form": "bars",
            "by": "country",
            "value": "models",
            "title": "{country} has {models} models",
            "plain_title": "Models by country",
            "subtitle": "Models.",
        }
    )
    assert next(text for _, text in mistakes(chart)).startswith("expected a metric, got 'held_models'")
    assert list(mistakes(chart, own_metrics.of(project.data))) == []
    cli.main(["--project", str(project.root), "explain", "held_models"], standalone_mode=False)
    assert "SELECT date, country, models FROM held" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "coverage",
            HEAD + SQL,
            "coverage.sql:1: expected a name of its own; a metric that ships has",
        ),
        ("tables", HEAD + SQL, "tables.sql:1: expected a name of its own"),
        ("Held", HEAD + SQL, "Held.sql:1: expected a name of small letters"),
        ("held", SQL, "held.sql:1: expected the definition on top"),
        (
            "held",
            HEAD.replace("unit: count", "unit: pieces") + SQL,
            "held.sql:12:21: columns.models.unit: ",
        ),
        ("held", HEAD.replace("-- question", "-- qestion") + SQL, "held.sql:2:4: qestion: unknown key"),
        ("held", HEAD.replace("{unit: count", "{unit: [count") + SQL, "held.sql:12:"),
        ("held", HEAD, "held.sql:14: expected one SELECT, got 0 statements"),
        (
            "held",
            f"{HEAD}{SQL};\nDROP TABLE countries;",
            "held.sql:14: expected one SELECT, which writes",
        ),
        (
            "held",
            f"{HEAD}COPY countries TO 'x.csv'",
            "held.sql:14: expected one SELECT, which writes",
        ),
        ("held", f"{HEAD}{SQL};\n{SQL}", "held.sql:14: expected one SELECT, got 2 statements"),
        ("held", f"{HEAD}SELECT 1,\n  2 FROM WHERE", "held.sql:15: expected SQL: syntax error"),
        ("held", f"{HEAD}SELECT *\nFROM\n  read_csv('x.csv')", "held.sql:16: expected the tables and macros"),
        ("held", f"{HEAD}SELECT *\nFROM 'x.parquet'", "held.sql:15: expected the tables"),
        ("held", f"{HEAD}SELECT (SELECT max(content)\nFROM glob('*'))", "held.sql:15: expected the tables"),
        ("held", f"{HEAD}SELECT *\nFROM comparable('x.csv')", "held.sql:15: expected the tables"),
        (
            "held",
            f"{HEAD}SELECT *\nFROM query_table('countries')",
            "held.sql:15: expected the tables",
        ),
        ("held", f"{HEAD}SELECT * FROM\nsystem.main.duckdb_settings()", "held.sql:15: expected the tables"),
        (
            "held",
            f'{HEAD}SELECT (WITH "x.csv" AS (SELECT 1) FROM "x.csv")\nFROM \'x.csv\'',
            "held.sql:14: expected the tables and macros",
        ),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line_and_the_rest_works(
    project: Project, caplog: pytest.LogCaptureFixture, name: str, text: str, message: str
) -> None:
    write(project, name, text)
    write(project, "held_models", HEAD + SQL)
    with caplog.at_level(logging.WARNING, "briefgen"):
        opened = bg.open(project.root, cache=False)
        assert len(opened.ask("held_models", panel="osir-lmts")) == 4
    assert len(caplog.messages) == 1
    assert message in caplog.messages[0]
    assert len(opened.ask("coverage")) == 1
    if name == "held":
        with pytest.raises(InputError, match=r"held: no such metric\. The metrics are: .*held_models"):
            opened.ask("held")


def test_a_column_that_is_not_there_is_named_when_it_is_asked(project: Project) -> None:
    write(project, "held", f"{HEAD}SELECT *\nFROM observed('listed')\nWHERE no_such > 1")
    opened = bg.open(project.root, cache=False)
    with pytest.raises(InputError, match=r"held\.sql: Binder Error: .*no_such.* LINE 3:"):
        opened.ask("held")
    assert len(opened.ask("coverage")) == 1


def test_bytes_that_are_no_text_are_named(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    write(project, "held", "").write_bytes(b"-- title: \xff\n")
    with caplog.at_level(logging.WARNING, "briefgen"):
        assert own_metrics.of(project.data).own == {}
    assert "held.sql:1: expected UTF-8 text" in caplog.messages[0]
