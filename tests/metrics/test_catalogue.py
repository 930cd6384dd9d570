"""Definitions are complete, and wrong questions get a clear answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from briefgen.errors import InputError
from briefgen.metrics import catalogue
from briefgen.metrics.engine import Engine
from tests.metrics.by_hand import Rows

SNAPSHOT = "2025-01-10-made"
#: What a metric must be told to answer at all.
SUBJECTS = {"model": "alpha/one", "organisation": "alpha", "origin": SNAPSHOT[11:]}
Ask = Callable[[Mapping[str, Rows]], Engine]


@pytest.fixture
def engine(ask: Ask) -> Engine:
    return ask({SNAPSHOT: [{"repo_id": "alpha/one", "author": "alpha", "downloads_30d": 1}]})


@pytest.mark.parametrize("name", catalogue.names())
def test_a_definition_says_everything(name: str) -> None:
    metric = catalogue.metric(name)
    assert metric.title
    assert metric.question.endswith("?")
    assert metric.caveats
    assert metric.keys
    explained = catalogue.explain(name)
    for part in (metric.title, metric.population, metric.tie_break, *metric.caveats, metric.sql):
        assert part in explained


def test_a_text_for_many_rows_is_of_a_metric_and_not_the_plain_one() -> None:
    folder = Path(catalogue.__file__).parent / "fast"
    texts = {file.stem: file.read_text(encoding="utf-8") for file in folder.glob("*.sql")}
    assert set(texts) - set(catalogue.names()) == {"tables", "macros"}
    plain = {name: catalogue.metric(name).sql for name in texts if name in catalogue.names()}
    assert [name for name, sql in plain.items() if sql.strip() == texts[name].strip()] == []


def test_what_no_metric_calls_is_left_out_of_its_tables() -> None:
    whole = catalogue.schema()
    assert catalogue.schema_for(map(catalogue.metric, catalogue.names())) == whole
    assert "MACRO lineage(" in catalogue.schema_for([catalogue.metric("publisher_base")])
    short = catalogue.schema_for([catalogue.metric("coverage")])
    assert "TABLE edges AS" in short
    # It calls `observed`, and the tables call `present_id`, which calls `present_handle`.
    assert re.findall(r"MACRO (\w+)", short) == ["registry", "present_handle", "present_id", "observed"]


@pytest.mark.parametrize("name", catalogue.names())
def test_keys_name_one_row(name: str, engine: Engine) -> None:
    asked = {key: value for key, value in SUBJECTS.items() if key in catalogue.metric(name).parameters}
    result = engine.run(name, [SNAPSHOT], **asked)
    keys = [tuple(row[key].value for key in result.metric.keys) for row in result]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("name", "choices", "message"),
    [
        ("no_such", {}, "no such metric. The metrics are: attention_overlap,"),
        ("download_share", {"country": "CN"}, "no parameter country; it has: population, compare"),
        ("download_share", {"population": "some"}, "population is one of tracked, listed, all, not 'some'"),
        (
            "spikes",
            {"least": "many"},
            "spikes: least takes a whole number (least downloads at the spike), not 'many'",
        ),
        ("most_liked", {"top": True}, "most_liked: top takes a whole number (how many places), not True"),
        ("most_liked", {"top": 10.0}, "most_liked: top takes a whole number (how many places), not 10.0"),
        ("turning_point", {"challenger": 86}, "challenger takes text (ISO 3166 code), not 86"),
        ("releases", {"since": 2026}, "releases: since takes text (first month, as its first day"),
        ("download_share", {"population": False}, "population takes text (which models), not False"),
    ],
)
def test_a_wrong_question_says_what_may_be_asked(
    engine: Engine, name: str, choices: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        engine.run(name, [SNAPSHOT], **choices)


def test_no_snapshot_is_no_question(engine: Engine) -> None:
    with pytest.raises(InputError, match="no snapshot to ask"):
        engine.run("download_share", [])


@pytest.mark.parametrize("name", ["transitive_derivatives", "publisher_base"])
def test_lineage_asks_for_the_scope_that_holds_it(ask: Ask, name: str) -> None:
    crawl = {"repo_id": "alpha/one", "author": "alpha", "downloads_30d": 1}
    engine = ask({"2026-11-22-hub-tracked": [crawl], "2026-11-23-hub-lineage": [crawl]})
    with pytest.raises(InputError, match=r"2026-11-22-hub-tracked was taken without .*--scope lineage"):
        engine.run(name, ["2026-11-22-hub-tracked"])
    assert len(engine.run(name, ["2026-11-23-hub-lineage"])) == 0


def test_an_unknown_column_names_those_there_are(engine: Engine) -> None:
    (row,) = engine.run("tracked_coverage", [SNAPSHOT])
    with pytest.raises(InputError, match="no column 'sahre'; it has date, tracked, total, share"):
        row["sahre"]


def test_hostile_names_stay_names(ask: Ask) -> None:
    evil = "alpha/'; DROP TABLE observations; --<script>\u202e" + "x" * 10_000
    hostile = ask({SNAPSHOT: [{"repo_id": evil, "author": "alpha", "downloads_30d": 5, "likes": 5}]})
    (row,) = hostile.run("most_liked", [SNAPSHOT])
    assert row.repo_id.value == evil
    assert len(hostile.run("tracked_coverage", [SNAPSHOT])) == 1
