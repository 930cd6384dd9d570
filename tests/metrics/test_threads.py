"""Several threads may ask one engine: each question is worked out once, with its own parameters."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from briefgen.errors import InputError
from briefgen.metrics.engine import Engine, Result
from tests.metrics.by_hand import TWO


def test_questions_asked_at_once_are_answered_as_one_by_one(two_months: Engine) -> None:
    def shares(population: str) -> Result:
        return two_months.run("download_share", TWO, population=population)

    populations = ["tracked", "listed", "all"] * 8
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(shares, populations))
    for population, result in zip(populations, results, strict=True):
        assert result is shares(population)
    alone = [total(shares(population)) for population in ("tracked", "listed", "all")]
    assert alone == [900, 950, 1000]


def total(result: Result) -> object:
    """The downloads compared at the last date."""
    *_, last = result
    return last.total.value


def test_a_question_that_cannot_be_asked_says_so_to_all(two_months: Engine) -> None:
    def wrong(_: int) -> None:
        with pytest.raises(InputError, match="a parameter is not what it should be"):
            two_months.run("releases", TWO[1:], since="soon")

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(wrong, range(4))) == [None] * 4


def test_a_question_is_answered_also_after_the_engine_was_closed(two_months: Engine) -> None:
    two_months.run("download_share", TWO)
    two_months.close()
    assert total(two_months.run("download_share", TWO, population="all")) == 1000
