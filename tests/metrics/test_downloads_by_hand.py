"""The metrics of downloads on a tiny snapshot, against values worked out by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from briefgen.metrics.engine import Engine
from tests.metrics.by_hand import FEBRUARY, FIRST, JANUARY, SECOND, TWO, Ask, model


def test_download_share_compares_organisations_that_both_dates_observed(two_months: Engine) -> None:
    result = two_months.run("download_share", TWO)
    january = result.row(date=FIRST, country="US")
    february = result.row(date=SECOND, country="US")
    assert january is not None
    assert february is not None
    assert january.share.value == 600 / 950
    # gamma/new is not on the list of tracked models and late was not observed in January: 400 of 900.
    assert february.share.value == 400 / 900
    assert february.change.value == 400 / 900 - 600 / 950
    assert february.coverage.value == 900 / 1900
    # Left out in turn: beta/one (400 of the leader) and alpha/one (300 of the second).
    assert (february.low.value, february.high.value) == (100 / 600, 400 / 500)


def test_download_share_shows_the_unassigned_part(two_months: Engine) -> None:
    result = two_months.run("download_share", TWO, population="all", compare="rows")
    unassigned = result.row(date=SECOND, country="")
    assert unassigned is not None
    assert unassigned.share.value == 50 / 2000
    assert unassigned.rank.value is None


def partly_known(ask: Ask, january: int | None, february: int | None) -> Engine:
    """Two months in which gamma/one is known as given: one model left, one came, one came unknown."""
    first = [
        model("alpha/one", 500),
        model("alpha/gone", 100),
        model("beta/one", 300),
        model("gamma/one", january),
    ]
    second = [
        model("alpha/one", 350),
        model("alpha/new", 100),
        model("beta/one", 350),
        model("beta/blind"),
        model("gamma/one", february),
    ]
    return ask({JANUARY: first, FEBRUARY: second})


def test_a_change_leaves_out_models_that_one_of_its_dates_does_not_know(ask: Ask) -> None:
    engine = partly_known(ask, None, 800)
    result = engine.run("download_share", TWO, population="all")
    chinese, american = result.row(date=SECOND, country="CN"), result.row(date=SECOND, country="US")
    assert chinese is not None
    assert american is not None
    assert chinese.share.value == 1150 / 1600
    # gamma/one is known in February only: 900 in January against 800 in February, of 1600 that are known.
    assert chinese.change.value == 350 / 800 - 300 / 900
    assert american.change.value == 450 / 800 - 600 / 900
    assert (chinese.change_models.value, chinese.change_part.value, chinese.days.value) == (3, 0.5, 31)
    _, concentrated = engine.run("concentration", TWO)
    # gamma/one is half of February by itself; without it two models are, and in January it was one.
    assert (concentrated.half.value, concentrated.half_change.value) == (1, 1)
    assert (concentrated.change_models.value, concentrated.days.value) == (3, 31)


@pytest.mark.parametrize(("january", "february"), [(None, 801), (901, None)])
def test_no_change_where_less_than_half_of_the_downloads_can_be_compared(
    ask: Ask, january: int | None, february: int | None
) -> None:
    engine = partly_known(ask, january, february)
    row = engine.run("download_share", TWO, population="all").row(date=SECOND, country="CN")
    assert row is not None
    assert (row.change.value, row.change_models.value) == (None, 3)
    assert engine.run("concentration", TWO).column("half_change") == (None, None)


def test_a_country_that_comes_in_changes_from_nothing(ask: Ask) -> None:
    january = [model("alpha/one", 6), model("beta/one")]
    february = [model("alpha/one", 6), model("beta/one", 1), model("fran/un", 2)]
    result = ask({JANUARY: january, FEBRUARY: february}).run(
        "download_share", TWO, population="all", compare="rows"
    )
    # The change rests on alpha/one and fran/un: of beta/one January knows nothing.
    changes = {row.country.value: row.change.value for row in result.where(date=SECOND)}
    assert changes == {"US": 6 / 8 - 6 / 6, "FR": 2 / 8, "CN": None}


def test_the_first_date_has_nothing_to_change_from(two_months: Engine) -> None:
    row = two_months.run("download_share", TWO).row(date=FIRST, country="US")
    assert row is not None
    for number in (row.change, row.change_models, row.change_part, row.days):
        assert number.value is None


def test_same_models_leave_new_releases_out(two_months: Engine) -> None:
    result = two_months.run("download_share", TWO, population="all", compare="models")
    row = result.row(date=SECOND, country="CN")
    assert row is not None
    assert row.share.value == 500 / 950
    assert row.models.value == 2


def test_lead_counts_the_models_that_decide_it(two_months: Engine) -> None:
    january, february = two_months.run("lead", TWO)
    # 600 to 350: without alpha/one (500) the lead is gone. 500 to 400: without beta/one (400) it is.
    assert (january.leader.value, january.deciding.value, january.largest.value) == ("US", 1, "alpha/one")
    assert (february.leader.value, february.lead.value) == ("CN", 100 / 900)
    assert february.largest_downloads.value == 400


def test_turning_point_is_dated_under_five_readings(two_months: Engine) -> None:
    result = two_months.run("turning_point", TWO)
    first = {row.reading.value: row.first_date.value for row in result}
    # Every row: late/one puts the US ahead in February. Largest out: 100 to 50, then 100 to 100.
    assert first == {
        "organisations": SECOND,
        "rows": None,
        "models": SECOND,
        "largest-out": None,
        "everything": None,
    }
    matched = result.row(reading="organisations")
    assert matched is not None
    assert (matched.first_challenger.value, matched.first_deciding.value) == (500 / 900, 1)
    assert (matched.models.value, matched.dates_ahead.value) == (4, 1)


def test_no_earlier_date_stands_in_for_what_is_not_known_of_the_last(ask: Ask) -> None:
    january = [model("alpha/one", 5), model("beta/one", 9)]
    engine = ask({JANUARY: january, FEBRUARY: [model("alpha/one"), model("beta/one")]})
    row = engine.run("turning_point", TWO).row(reading="organisations")
    assert row is not None
    assert (row.first_date.value, row.first_challenger.value, row.first_deciding.value) == (FIRST, 9 / 14, 1)
    assert (row.last_date.value, row.models.value) == (SECOND, 2)
    assert (row.last_challenger.value, row.last_incumbent.value, row.last_deciding.value) == (None,) * 3


def test_no_model_decides_a_lead_where_nobody_leads(two_months: Engine) -> None:
    # Each country's largest left out: 100 to 50 in January, 100 to 100 in February.
    row = two_months.run("turning_point", TWO).row(reading="largest-out")
    assert row is not None
    assert (row.last_date.value, row.last_challenger.value, row.last_incumbent.value) == (SECOND, 0.5, 0.5)
    assert (row.first_deciding.value, row.last_deciding.value) == (None, None)


def test_of_unknown_downloads_no_model_is_the_largest(ask: Ask) -> None:
    rows = [model("alpha/one"), model("beta/one", 9), model("gamma/one", 3)]
    row = ask({JANUARY: rows}).run("turning_point", [JANUARY]).row(reading="largest-out")
    assert row is not None
    # beta/one is left out; alpha/one, of which nothing is known, stays.
    assert (row.models.value, row.organisations.value, row.last_challenger.value) == (2, 2, 1.0)


def test_concentration(two_months: Engine) -> None:
    january, february = two_months.run("concentration", TWO, compare="rows")
    # January: alpha/one holds 500 of 1000, half by itself; so does late/one of February's 2000.
    assert (january.half.value, february.half_change.value) == (1, 0)
    assert (february.models.value, february.top_1.value, february.half.value) == (7, 1000 / 2000, 1)
    # Publishers: late 1000, alpha 400, beta 400, gamma 150, repack 50 of 2000.
    squares = 1000**2 + 400**2 + 400**2 + 150**2 + 50**2
    assert february.hhi.value == pytest.approx(squares / 2000**2, rel=1e-12)


def test_half_of_the_downloads_may_lie_far_below_the_hundred_largest(ask: Ask) -> None:
    """A hundred models hold 10 of 30 million; it takes 250 of the thousand others to hold 5 more."""
    large = [model(f"alpha/large-{number}", 100_000) for number in range(100)]
    others = [model(f"beta/other-{number}", 20_000) for number in range(1000)]
    (answer,) = ask({JANUARY: [*large, *others]}).run("concentration", [JANUARY])
    assert (answer.half.value, answer.top_100.value, answer.top_10.value) == (350, 1 / 3, 1 / 30)


def test_top_publishers(two_months: Engine) -> None:
    rows = list(two_months.run("top_publishers", [FEBRUARY], top=3))
    assert [(row.handle.value, row.downloads.value) for row in rows] == [
        ("late", 1000),
        ("alpha", 400),
        ("beta", 400),
    ]
    assert rows[1].largest_share.value == 300 / 400


def test_spikes_need_ten_times_the_own_median(ask: Ask) -> None:
    series = {"2025-01-01-made": 100, "2025-02-01-made": 5000, "2025-03-01-made": 120}
    engine = ask({key: [model("alpha/one", value), model("beta/one", 10)] for key, value in series.items()})
    (row,) = engine.run("spikes", series, least=1000)
    assert (row.date.value, row.median.value, row.after.value) == (dt.date(2025, 2, 1), 120.0, 120)
    assert (row.ratio.value, row.of.value) == (5000 / 120, 1)


def test_a_spike_is_transient_only_where_a_later_date_shows_it_gone(ask: Ask) -> None:
    dates = ["2025-01-01-made", "2025-02-01-made", "2025-03-01-made", "2025-04-01-made", "2025-05-01-made"]
    downloads = {
        "alpha/gone-at-last": (2000, 3000, 10, 10, 10),
        "alpha/last": (10, 10, 10, 10, 9000),
        "alpha/stays": (10, 10, 10, 9000, 100),
        "alpha/not-seen-again": (10, 10, 10, 9000, None),
    }
    engine = ask(
        {
            date: [model(name, known[place]) for name, known in downloads.items()]
            for place, date in enumerate(dates)
        }
    )
    result = engine.run("spikes", dates, least=1000)
    # Ten times the median is 100: alpha/stays is at it still; alpha/last and what is not seen again may grow.
    assert [(row.repo_id.value, row.downloads.value, row.after.value, row.of.value) for row in result] == [
        ("alpha/gone-at-last", 3000, 10, 2),
        ("alpha/gone-at-last", 2000, 3000, 2),
    ]
