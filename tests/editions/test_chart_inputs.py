"""What the bundled month tells its charts: values behind verdicts, and figures with their denominators."""

from __future__ import annotations

import datetime as dt

import pytest

from briefgen.charts.inputs import ChartInputs
from briefgen.claims.judged_edition import JudgedEdition, judge_edition
from briefgen.editions.chart_inputs import DENOMINATORS, chart_inputs, denominators
from briefgen.project import Project
from briefgen.snapshots.store import Store


@pytest.fixture(scope="module")
def docket(shipped: Project) -> JudgedEdition:
    return judge_edition(shipped, dt.date(2026, 9, 30))


@pytest.fixture(scope="module")
def told(docket: JudgedEdition, shipped: Project) -> ChartInputs:
    return chart_inputs(docket, Store(shipped.snapshots).manifests())


def test_a_claim_is_told_with_the_value_behind_its_verdict(told: ChartInputs, docket: JudgedEdition) -> None:
    by_claim = {one.claim: one for one in told.judged}
    one, verdict = by_claim["implicator-02-a"], docket.verdict("implicator-02-a")
    assert (one.then.word, one.now.word) == (verdict.then, verdict.now)
    assert one.scale == "place"
    assert verdict.now_moment
    assert verdict.now_moment.answer
    assert one.now.value == verdict.now_moment.answer.reading.values["place"]
    assert one.now.day == dt.date(2026, 9, 20)
    assert one.now.shows.numbers == (one.now.value,)


def test_a_share_that_is_a_condition_of_the_test_is_not_what_it_compares(told: ChartInputs) -> None:
    claims = {one.claim for one in told.judged}
    assert "blog-11-a" in claims
    # These compare numbers of models, where enough of them have a date.
    assert not claims & {"implicator-05-a", "blog-17"}


def test_claims_that_share_a_test_and_garbled_ones_are_told_once_or_not(
    told: ChartInputs, docket: JudgedEdition
) -> None:
    claims = [docket.library.claim(one.claim) for one in told.judged]
    tests = [claim.test for claim in claims]
    assert len(tests) == len(set(tests)) > 8
    assert not any(claim.garbled for claim in claims)


def test_published_figures_are_those_of_the_library(told: ChartInputs, docket: JudgedEdition) -> None:
    assert [one.source for one in told.published[::2]] == [one.source for one in DENOMINATORS]
    stated = {(one.source, one.country): one.stated for one in told.published}
    assert stated["longpre-2025", "China"] == "17.1%"
    assert stated["atom-report-2026", "China"] == "1.15 billion"
    for one in told.published:
        figures = docket.library.source(one.source).figures
        values = [figure.value for figure in figures]
        assert (one.value * 100 if one.unit == "share" else one.value) in [pytest.approx(it) for it in values]
    hands = {one.source: one.second_hand for one in told.published}
    assert hands == {
        "longpre-2025": True,
        "hf-spring-2026": True,
        "atom-report-2026": True,
        "ceps-downloads-2025": False,
    }


def test_a_source_that_was_not_out_is_not_told(shipped: Project) -> None:
    early = judge_edition(shipped, dt.date(2025, 11, 30))
    assert [one.source for one in denominators(early)] == ["longpre-2025"]
