"""How sure a verdict is: high, unless something that it rests on is weak, and the reason says what."""

from __future__ import annotations

from typing import Any

import pytest

from tests.claims.conftest import Series
from tests.claims.making import first, hub_test, of_model, population, row, second, verdict

JANUARY = "2025-01-10-made"
LIKES: dict[str, Any] = {"values": {"likes": of_model("likes")}, "holds": "likes >= 5"}


@pytest.mark.parametrize(
    ("fields", "made_on", "confidence", "why"),
    [
        ({}, "2025-01-17", "high", "A snapshot within a week of the day knows the whole population."),
        ({}, "2025-01-18", "moderate", "The snapshot is more than a week from the day."),
        (
            {"populations": (population(lacks="image models"),)},
            "2025-01-10",
            "moderate",
            "The population lacks image models.",
        ),
        ({"populations": (population(sample=True),)}, "2025-01-10", "low", "It rests on a sample."),
        ({"populations": (population(sample=True),)}, "2025-01-18", "low", "It rests on a sample."),
    ],
)
def test_a_verdict_is_as_sure_as_what_it_rests_on(
    series: Series, fields: dict[str, Any], made_on: str, confidence: str, why: str
) -> None:
    told = verdict(series({JANUARY: first()}), hub_test(**fields), made_on, "2025-01-31")
    assert (told.then, told.confidence, told.confidence_reason) == ("supported", confidence, why)


@pytest.mark.parametrize(("known", "confidence"), [(50, "high"), (49, "low")])
def test_less_than_half_known_is_of_low_confidence(series: Series, known: int, confidence: str) -> None:
    rows = [row("beta/one", 7, known), row("alpha/one", None, 100 - known)]
    told = verdict(series({JANUARY: rows}), hub_test(**LIKES), "2025-01-10", "2025-01-31")
    assert (told.then, told.confidence) == ("supported", confidence)


def test_an_estimated_date_is_of_moderate_confidence(series: Series) -> None:
    told = verdict(series({JANUARY: first()}, date_known="estimated"), hub_test(), "2025-01-10", "2025-01-31")
    assert (told.confidence, told.confidence_reason) == (
        "moderate",
        "The date of the snapshot is an estimate.",
    )


def test_all_reasons_of_a_level_are_told(series: Series) -> None:
    test = hub_test(populations=(population(lacks="image models"), population("other")))
    engine = series({JANUARY: first(), "2025-01-10-other": second()}, date_known="estimated")
    assert verdict(engine, test, "2025-01-20", "2025-01-31").confidence_reason == (
        "The snapshot is more than a week from the day; the date of the snapshot is an estimate; "
        "populations disagree; the population lacks image models."
    )


def test_what_nothing_decides_has_no_confidence(series: Series) -> None:
    told = verdict(series({JANUARY: [row("alpha/one", 1)]}), hub_test(), "2025-01-10", "2025-01-31")
    assert (told.word, told.confidence) == ("untestable", None)
