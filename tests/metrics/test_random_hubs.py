"""Metrics on Hubs made at random, against plain pandas and Python that shares nothing with their SQL.

Both texts of each metric are held to it: the plain one, and the one for many rows.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from briefgen.metrics import catalogue
from briefgen.metrics.backends import duckdb
from briefgen.metrics.engine import Engine
from tests.metrics.by_hand import Rows, day
from tests.metrics.conftest import written
from tests.metrics.plain.questions import ASKED, QUESTIONS
from tests.metrics.random_hubs import HUBS, SNAPSHOTS, identity, laid_out, thrown

#: More rows than this are asked in the SQL for many rows.
MOST_PLAIN = (sys.maxsize, 0)
BOTH_TEXTS = pytest.mark.parametrize("most_plain", MOST_PLAIN, ids=["plain", "fast"])


@contextmanager
def asked_in(most_plain: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "_MOST_PLAIN", most_plain)
        yield


def differences(engine: Engine, hub: Mapping[str, Rows], turn: int | None = None) -> list[str]:
    """Where the engine and the plain way differ on a Hub; in a turn, one set of each metric's parameters."""
    found = []
    rows = laid_out(hub)
    asked = [
        (name, choices)
        for name, sets in ASKED.items()
        for choices in (sets if turn is None else [sets[turn % len(sets)]])
    ]
    for name, choices in asked:
        question = QUESTIONS[name]
        rows.attrs = {"snapshots": len(hub), "last": max(hub)}
        answer = engine.run(name, [max(hub)] if question.newest else sorted(hub), **choices)
        got = [tuple(record[column] for column in question.columns.split()) for record in answer.records]
        wanted = [
            tuple(None if pd.isna(value) else value for value in row)
            for row in question.plainly(rows, **choices)
        ]
        if got != wanted:
            found.append(f"{name} {dict(choices)}\n  engine: {got}\n  plainly: {wanted}")
    return found


def test_every_metric_is_asked_with_all_of_its_parameters() -> None:
    assert set(QUESTIONS) == set(ASKED) == set(catalogue.names())
    for name, sets in ASKED.items():
        assert all(set(choices) == set(catalogue.metric(name).parameters) for choices in sets), name


@BOTH_TEXTS
@settings(
    max_examples=25,
    # As it was found: to make it small takes minutes.
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(hub=HUBS, turn=st.integers(0, 11), with_a_gap=st.booleans())
def test_the_engine_and_pandas_agree(
    most_plain: int, hub: Mapping[str, Rows], turn: int, with_a_gap: bool
) -> None:
    """Asked of all snapshots, or of all but one in the middle, which then makes no difference."""
    asked = {name: rows for name, rows in hub.items() if not (with_a_gap and name == SNAPSHOTS[1])}
    with tempfile.TemporaryDirectory() as folder, asked_in(most_plain):
        assert not differences(written(Path(folder), hub), asked, turn)


#: More than the sixty that a word of bits has room for.
DAYS = [f"{dt.date(2025, 1, 1) + dt.timedelta(days=number)}-made" for number in range(64)]


@pytest.mark.parametrize(
    ("asked", "turn"),
    [(DAYS[::7], 0), (DAYS[57:], 1), ((DAYS[3], DAYS[62]), 2), (DAYS[63:], 0)],
    ids=["one in seven", "either side of the border", "far apart", "the last"],
)
def test_of_a_long_series_those_asked_alone_decide(
    asked: Sequence[str], turn: int, long: tuple[Engine, Mapping[str, Rows]]
) -> None:
    engine, hub = long
    assert not differences(engine, {snapshot: hub[snapshot] for snapshot in asked}, turn)


@pytest.fixture(scope="module", params=MOST_PLAIN, ids=["plain", "fast"])
def long(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Mapping[str, Rows]]]:
    """A snapshot a day, and what they hold."""
    hub = thrown(7, DAYS)
    with asked_in(request.param):
        yield written(tmp_path_factory.mktemp("long"), hub), hub


#: One figure of beta/one in the last snapshot as it is not, and the metrics that have to notice.
OTHERWISE: tuple[tuple[str, object, set[str]], ...] = (
    ("repo_id", "beta/two", {"first_seen", "most_liked", "largest_releases", "family_tree", "model"}),
    (
        "downloads_30d",
        500,
        {
            *("concentration", "download_share", "lead", "likes_and_downloads", "model"),
            *("organisation", "publisher_ranks", "spikes", "top_publishers", "tracked_coverage"),
            "turning_point",
        },
    ),
    (
        "likes",
        1,
        {
            "attention_overlap",
            "liked_countries",
            "likes_and_downloads",
            "model",
            "most_liked",
            "time_to_likes",
        },
    ),
    ("children", 2, {"direct_derivatives", "model"}),
    ("created_at", None, {"coverage", "largest_releases", "model", "organisation", "publishers", "releases"}),
    ("license", None, {"coverage", "licence_tiers", "model", "organisation"}),
    ("parameters", 1, {"largest_releases", "model"}),
    (
        "base_models",
        [{"relation": "finetune", "repo_id": "fran/un"}],
        {"dependence", "family_tree", "publisher_base", "transitive_derivatives"},
    ),
)


def test_a_difference_would_be_found(tmp_path: Path) -> None:
    """Each metric is noticed to differ on another Hub than the one that the engine was given."""
    engine = written(tmp_path, _hub())
    assert not differences(engine, _hub())
    for column, value, metrics in OTHERWISE:
        found = differences(engine, _hub(**{column: value}), turn=0)
        assert {text.split()[0] for text in found} >= metrics, column
    assert set().union(*(metrics for _, _, metrics in OTHERWISE)) == set(QUESTIONS)


def _hub(**otherwise: object) -> Mapping[str, Rows]:
    """Three snapshots, in which every metric has something to tell; beta/one of the last may be another."""
    on_beta = [{"relation": "finetune", "repo_id": "beta/one"}]
    hub = {}
    for number, snapshot in enumerate(SNAPSHOTS):
        beta = _row(
            "beta/one",
            50 * (number == 1) + 4,
            likes=2 * number**2,
            children=5 + number,
            created_at=day("2025-01-20"),
        )
        hub[snapshot] = [
            _row("alpha/one", 9, likes=5, children=6, parameters=7),
            _row("alpha/big-two", 1, likes=3, created_at=day("2024-11-03"), base_models=on_beta),
            _row("gamma/one", 2, likes=4, children=1, parameters=8),
            {**beta, "license": "mit", "parameters": 9, **(otherwise if number == 2 else {})},
        ]
    return hub


def _row(name: str, downloads: int, **more: object) -> Mapping[str, Any]:
    columns = ["created_at", "license", "base_models", "likes", "children", "parameters"]
    made = {"created_at": day("2025-01-05"), **more}
    author = name.split("/")[0]
    return {**dict.fromkeys(columns), "repo_id": name, "author": author, "downloads_30d": downloads, **made}


@pytest.mark.parametrize("name", ["alpha/one", "OldBeta/one", "gpt"])
def test_the_plain_identity_is_that_of_the_metrics(name: str) -> None:
    assert identity(name) == {"OldBeta/one": "beta/one"}.get(name, name)
