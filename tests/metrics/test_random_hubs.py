"""Metrics on Hubs made at random, against plain pandas and Python that shares nothing with their SQL."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from briefgen.metrics import catalogue
from briefgen.metrics.engine import Engine
from tests.metrics.by_hand import Rows
from tests.metrics.conftest import written
from tests.metrics.plain.questions import ASKED, QUESTIONS
from tests.metrics.random_hubs import HUBS, identity, laid_out


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


@settings(
    max_examples=25,
    # As it was found: to make it small takes minutes.
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(hub=HUBS, turn=st.integers(0, 11))
def test_the_engine_and_pandas_agree(hub: Mapping[str, Rows], turn: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert not differences(written(Path(folder), hub), hub, turn)


def test_a_difference_would_be_found(tmp_path: Path) -> None:
    one = {"2025-01-10-made": [_plain("alpha/one", 3), _plain("beta/one", 1)]}
    other = {"2025-01-10-made": [_plain("alpha/one", 3), _plain("beta/one", 2)]}
    engine = written(tmp_path, one)
    assert not differences(engine, one)
    assert {text.split()[0] for text in differences(engine, other)} >= {
        "download_share",
        "concentration",
        "lead",
    }


def _plain(name: str, downloads: int) -> dict[str, Any]:
    empty = dict.fromkeys(["likes", "children", "created_at", "license", "parameters", "base_models"])
    return {"repo_id": name, "author": name.split("/")[0], "downloads_30d": downloads, **empty}


@pytest.mark.parametrize("name", ["alpha/one", "OldBeta/one", "gpt"])
def test_the_plain_identity_is_that_of_the_metrics(name: str) -> None:
    assert identity(name) == {"OldBeta/one": "beta/one"}.get(name, name)
