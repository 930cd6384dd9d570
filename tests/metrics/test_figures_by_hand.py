"""A figure of each metric against its value worked out by hand on a tiny snapshot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from briefgen.metrics import catalogue
from briefgen.metrics.engine import Engine
from tests.metrics.conftest import Rows

JANUARY, FEBRUARY = "2025-01-10-made", "2025-02-10-made"
TWO = (JANUARY, FEBRUARY)
FIRST, SECOND = dt.date(2025, 1, 10), dt.date(2025, 2, 10)
Ask = Callable[[Mapping[str, Rows]], Engine]


def model(repo_id: str, downloads: int | None = None, **more: object) -> dict[str, object]:
    return {"repo_id": repo_id, "author": repo_id.split("/")[0], "downloads_30d": downloads, **more}


@pytest.fixture
def two_months(ask: Ask) -> Engine:
    """Alpha (US) leads in January; Beta and Gamma (CN) in February; Late (US) joins in February."""
    january = [
        model("alpha/one", 500, likes=10, children=9),
        model("alpha/big-two", 100, likes=40, children=8),
        model("OldBeta/one", 300, likes=30, children=7),
        model("gamma/one", 50, likes=20, children=1),
        model("repack/one", 50, likes=5, children=0),
    ]
    february = [
        model("Alpha/One", 300, likes=11, children=10),
        model("alpha/big-two", 100, likes=44, children=8),
        model("beta/one", 400, likes=60, children=20),
        model("gamma/one", 100, likes=44, children=1),
        model("gamma/new", 50, likes=2, children=2),
        model("late/one", 1000, likes=1, children=0),
        model("repack/one", 50, likes=5, children=0),
    ]
    return ask({JANUARY: january, FEBRUARY: february})


def test_every_metric_has_a_figure_by_hand() -> None:
    files = Path(__file__).parent.glob("test_*_by_hand.py")
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [name for name in catalogue.names() if f'run("{name}"' not in source] == []


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


def test_most_liked_breaks_ties_by_id(two_months: Engine) -> None:
    result = two_months.run("most_liked", [FEBRUARY], top=3)
    assert [row.repo_id.value for row in result] == ["beta/one", "alpha/big-two", "gamma/one"]
    assert [row.ahead.value for row in result] == [16, 0, 33]


def test_most_liked_counts_models_that_are_missing(ask: Ask) -> None:
    january = [model("alpha/one", 1, likes=50), model("beta/one", 1, likes=30)]
    february = [model("beta/one", 1, likes=35), model("gamma/one", 1, likes=60)]
    result = ask({JANUARY: january, FEBRUARY: february}).run("most_liked", TWO)
    found = [(row.repo_id.value, row.absent.value) for row in result.where(date=SECOND)]
    # alpha/one had 50 in January and is not in February: above beta/one, below gamma/one.
    assert found == [("gamma/one", 0), ("beta/one", 1)]
    assert result.where(date=FIRST)[0].absent.value == 0


def test_most_liked_ranks_nothing_where_likes_are_hardly_known(ask: Ask) -> None:
    rows = [model("alpha/one", 79, likes=5), model("beta/one", 21)]
    assert len(ask({JANUARY: rows}).run("most_liked", [JANUARY])) == 0


def test_attention_overlap(two_months: Engine) -> None:
    # By downloads late/one, beta/one; by likes beta/one, alpha/big-two.
    (row,) = two_months.run("attention_overlap", [FEBRUARY], top=2)
    assert (row.both.value, row.names.value, row.models.value) == (1, "beta/one", 7)


def test_direct_derivatives_with_the_three_largest_parents_left_out(two_months: Engine) -> None:
    result = two_months.run("direct_derivatives", TWO)
    beta = result.row(date=SECOND, base="Be")
    assert beta is not None
    # Late is not compared: 20 of 41. The three largest parents are beta/one, alpha/one, alpha/big-two.
    assert (beta.share.value, beta.added.value, beta.rest.value) == (20 / 41, 13, 0)
    # Parents in both snapshots: 13 to Be, 1 to Al, none to Al-big and gamma/one; gamma/new came in between.
    assert beta.added_share.value == 13 / 14
    assert set(result.where(date=SECOND)[0].result.column("organisations")) == {4}
    for row in result.where(date=SECOND):
        assert row.parents.value == "beta/one, Alpha/One, alpha/big-two"
    january = result.row(date=FIRST, base="Be")
    assert january is not None
    assert (january.parents.value, january.added.value) == ("alpha/one, alpha/big-two, OldBeta/one", None)
    assert beta.change.value == 20 / 41 - 7 / 25
    big = result.row(date=SECOND, base="Al-big")
    assert big is not None
    assert big.children.value == 8
    by_country = two_months.run("direct_derivatives", TWO, counted_by="country").row(date=SECOND, base="CN")
    assert by_country is not None
    assert (by_country.children.value, by_country.rest_share.value) == (23, 1.0)


@pytest.mark.parametrize(
    ("beta", "added", "shares"),
    [
        (12, (4, 5), (4 / 9, 5 / 9)),
        (12, (-2, 5), (None, None)),
        (7, (-2, 0), (None, None)),
        (7, (0, 0), (None, None)),
    ],
)
def test_a_net_loss_of_derivatives_has_no_share(
    ask: Ask, beta: int, added: tuple[int, int], shares: tuple[float | None, float | None]
) -> None:
    january = [model("alpha/one", 1, children=6), model("beta/one", 1, children=7), model("alpha/two", 1)]
    february = [
        model("alpha/one", 1, children=6 + added[0]),
        model("alpha/two", 1, children=50),
        model("beta/one", 1, children=beta),
        model("beta/new", 1, children=30),
    ]
    result = ask({JANUARY: january, FEBRUARY: february}).run("direct_derivatives", TWO)
    # alpha/two is not known in January, beta/new not there: neither is a parent in both. 5 of 3 is no share.
    found = {row.base.value: (row.added.value, row.added_share.value) for row in result.where(date=SECOND)}
    assert found == {"Al": (added[0], shares[0]), "Be": (added[1], shares[1])}


def test_a_share_of_nothing_is_not_known(ask: Ask) -> None:
    (row,) = ask({JANUARY: [model("alpha/one", 0, children=3)]}).run("direct_derivatives", [JANUARY])
    assert (row.rest.value, row.rest_share.value) == (0, None)


def derived(child: str, *parents: tuple[str | None, str]) -> dict[str, object]:
    bases = [{"relation": relation, "repo_id": parent} for relation, parent in parents]
    return model(child, 1, base_models=bases)


def test_transitive_derivatives_climb_to_the_root(ask: Ask) -> None:
    rows = [
        model("alpha/one", 1),
        derived("fran/tuned", ("finetune", "alpha/one")),
        derived("me/deep", ("finetune", "fran/tuned")),
        derived("me/small", ("quantized", "fran/tuned")),
        derived("me/merge", ("merge", "alpha/one"), ("merge", "beta/absent")),
        derived("me/self", ("finetune", "me/self")),
        derived("me/a", ("finetune", "me/b")),
        derived("me/b", ("finetune", "me/a")),
    ]
    result = ask({JANUARY: rows}).run("transitive_derivatives", [JANUARY])
    found = {row.base.value: (row.derivatives.value, row.quantisations.value) for row in result}
    # Alpha: fran/tuned, me/deep, me/merge and one quantisation; Beta: me/merge. The circle has no root.
    assert found == {"US": (3, 1), "CN": (1, 0)}
    row = result.row(base="CN")
    assert row is not None
    # Parents named: alpha/one, fran/tuned, beta/absent, me/a, me/b: one of five is not in the file.
    assert (row.share.value, row.unresolved.value) == (1 / 3, 1 / 5)


def test_a_chain_of_seventy_five_counts_each_model_once(ask: Ask) -> None:
    rows = [
        model("alpha/0", 1),
        *(derived(f"alpha/{n}", ("finetune", f"alpha/{n - 1}")) for n in range(1, 76)),
    ]
    (row,) = ask({JANUARY: rows}).run("transitive_derivatives", [JANUARY], counted_by="family")
    assert row.derivatives.value == 75


def test_publisher_base_keeps_the_two_countries_apart(ask: Ask) -> None:
    rows = [
        model("beta/one", 1),
        derived("alpha/tuned", ("finetune", "beta/one")),
        derived("alpha/again", ("finetune", "alpha/tuned")),
        derived("alpha/own", ("finetune", "alpha/absent")),
        derived("alpha/quant", ("quantized", "beta/one")),
        derived("repack/tuned", ("finetune", "beta/one")),
    ]
    result = ask({JANUARY: rows}).run("publisher_base", [JANUARY])
    shares = {(row.publisher.value, row.base.value): (row.models.value, row.share.value) for row in result}
    assert shares == {("US", "CN"): (2, 2 / 3), ("US", "US"): (1, 1 / 3)}


def test_releases_count_publishers_only_and_complete_months(ask: Ask) -> None:
    def made(repo_id: str, day: str | None, parameters: int | None = None) -> dict[str, object]:
        created = None if day is None else dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
        return model(repo_id, 1, created_at=created, parameters=parameters)

    rows = [
        made("alpha/a", "2026-01-31T23:59:59", 7),
        made("alpha/b", "2026-01-01T00:00:00", 9),
        made("beta/a", "2026-01-15"),
        made("beta/b", "2025-12-31"),
        made("beta/c", "2026-02-01"),
        made("repack/a", "2026-01-02"),
        made("alpha/c", None),
        made("alpha/d", "2026-02-20"),
        made("alpha/b-FP8", "2026-01-03", 11),
    ]
    engine = ask({"2026-02-25-made": rows})
    result = engine.run("releases", ["2026-02-25-made"])
    # February is the snapshot's own month and is not complete.
    assert {(row.month.value, row.country.value): row.releases.value for row in result} == {
        (dt.date(2026, 1, 1), "US"): 2,
        (dt.date(2026, 1, 1), "CN"): 1,
    }
    american = result.row(country="US")
    assert american is not None
    assert (american.largest.value, american.largest_id.value) == (9, "alpha/b")
    assert american.copies.value == 1
    assert (american.undated.value, american.dated.value) == (1 / 8, 7 / 8)
    # Since December: America's none is a zero. France has no release in either month, and no row.
    longer = engine.run("releases", ["2026-02-25-made"], since="2025-12-01")
    counted = [
        (row.month.value.month, row.country.value, row.releases.value, row.rank.value) for row in longer
    ]
    assert counted == [(12, "CN", 1, 1), (12, "US", 0, 2), (1, "US", 2, 1), (1, "CN", 1, 2)]
    none = longer.row(month=dt.date(2025, 12, 1), country="US")
    assert none is not None
    assert (none.copies.value, none.organisations.value, none.largest.value) == (0, 0, None)
    # The Hub dates nothing before March 2022; months that it cannot date are not months without a release.
    assert min(engine.run("releases", ["2026-02-25-made"], since="2020-01-01").column("month")) == dt.date(
        2022, 3, 1
    )


def test_largest_releases_count_the_months_led(ask: Ask) -> None:
    def made(repo_id: str, month: int, parameters: int | None) -> dict[str, object]:
        return model(repo_id, 1, created_at=dt.datetime(2026, month, 5, tzinfo=dt.UTC), parameters=parameters)

    rows = [
        made("alpha/a", 1, 7),
        made("beta/a", 1, 9),
        made("beta/small", 1, 8),
        made("alpha/b-NVFP4", 2, 50),
        made("alpha/b", 2, 20),
        made("beta/b", 2, None),
        made("beta/c", 3, 30),
        made("beta/d", 4, 31),
        made("alpha/d", 4, 40),
        made("beta/e", 5, 50),
        made("alpha/e", 5, 50),
        model("beta/f", 1, parameters=60),
    ]
    result = ask({"2026-06-25-made": rows}).run("largest_releases", ["2026-06-25-made"])
    found = [(row.repo_id.value, row.second.value, row.led.value, row.months.value) for row in result]
    # In February and March no second country has a release of known size: nobody leads, and no month counts.
    assert found == [
        ("beta/a", "alpha/a", 1, 1),
        ("alpha/b", "", 0, 1),
        ("beta/c", "", 1, 1),
        ("alpha/d", "beta/d", 1, 2),
        ("alpha/e", "beta/e", 2, 3),
    ]
    assert set(result.column("dated")) == {11 / 12}


@pytest.mark.parametrize(
    ("snapshot", "parameters", "resized"),
    [
        ("2026-02-10-made", 99, 1),
        ("2026-02-10-made", 100, 0),
        ("2026-02-10-made", 144, 0),
        ("2026-02-10-made", 145, 1),
        ("2026-02-10-made", None, 0),
        ("2026-02-10-other", 10, 0),
        ("2026-04-10-made", 10, 0),
    ],
)
def test_a_size_that_the_archive_gave_otherwise_is_marked(
    ask: Ask, snapshot: str, parameters: int | None, resized: int
) -> None:
    created = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    before = model("alpha/one", 1, created_at=created, parameters=parameters)
    now = model("alpha/one", 1, created_at=created, parameters=120)
    engine = ask({"2026-03-10-made": [now], snapshot: [before]})
    (row,) = engine.run("largest_releases", ["2026-03-10-made"])
    assert (row.parameters.value, row.resized.value) == (120, resized)


def test_coverage(two_months: Engine) -> None:
    _, february = two_months.run("coverage", TWO)
    assert (february.origin.value, february.models.value, february.publishers.value) == ("made", 7, 5)
    # repack/one has no country; nobody has a date; five are tracked.
    assert (february.with_country.value, february.created.value, february.tracked.value) == (6 / 7, 0, 5)


def test_first_seen_follows_a_renamed_handle(two_months: Engine) -> None:
    result = two_months.run("first_seen", TWO)
    assert [(row.country.value, row.seen.value) for row in result] == [("CN", 1)]


def test_licence_tiers(ask: Ask) -> None:
    rows = [
        model("alpha/a", 1, license="MIT"),
        model("alpha/b", 1, license="llama3.1"),
        model("alpha/c", 1),
        model("alpha/d", 1, license="home-made"),
        model("beta/a", 1, license="mit"),
        model("fran/a", 1, license="mit"),
    ]
    result = ask({JANUARY: rows}).run("licence_tiers", [JANUARY], countries=2)
    found = {(row.country.value, row.tier.value): row.share.value for row in result}
    assert found == {
        ("US", "permissive"): 0.25,
        ("US", "use-restricted"): 0.25,
        ("US", "other"): 0.25,
        ("US", "none"): 0.25,
        ("CN", "permissive"): 1.0,
        ("other", "permissive"): 1.0,
    }
    assert [row.largest.value for row in result.where(country="CN")] == ["Beta Lab"]


def test_licence_tiers_without_the_largest_holder_and_without_copies(ask: Ask) -> None:
    created = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    rows = [
        model("alpha/a", 1, license="mit", created_at=created),
        model("alpha/b", 1, license="llama3.1", created_at=created),
        model("alpha/c", 1),
        model("late/a", 1, license="mit"),
        model("late/a-FP8", 1, license="mit", created_at=created),
        model("beta/a", 1, license="mit"),
    ]
    engine = ask({JANUARY: rows})
    result = engine.run("licence_tiers", [JANUARY])
    # Alpha holds three of the five American models; Late's two are all permissive. China has nobody but Beta.
    found = {
        (row.country.value, row.tier.value): (row.share.value, row.without_largest.value, row.holder.value)
        for row in result
    }
    assert found == {
        ("US", "permissive"): (3 / 5, 1.0, "Alpha Inc"),
        ("US", "use-restricted"): (1 / 5, 0.0, "Alpha Inc"),
        ("US", "none"): (1 / 5, 0.0, "Alpha Inc"),
        ("CN", "permissive"): (1.0, None, "Beta Lab"),
    }
    assert {(row.date.value, row.dated.value) for row in result} == {(FIRST, 3 / 6)}
    bare = engine.run("licence_tiers", [JANUARY], copies="without").row(country="US", tier="permissive")
    assert bare is not None
    assert (bare.models.value, bare.all_models.value) == (2, 4)


def test_concentration(two_months: Engine) -> None:
    january, february = two_months.run("concentration", TWO, compare="rows")
    # January: alpha/one holds 500 of 1000, half by itself; so does late/one of February's 2000.
    assert (january.half.value, february.half_change.value) == (1, 0)
    assert (february.models.value, february.top_1.value, february.half.value) == (7, 1000 / 2000, 1)
    # Publishers: late 1000, alpha 400, beta 400, gamma 150, repack 50 of 2000.
    squares = 1000**2 + 400**2 + 400**2 + 150**2 + 50**2
    assert february.hhi.value == pytest.approx(squares / 2000**2, rel=1e-12)


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


def test_tracked_coverage(two_months: Engine) -> None:
    january, february = two_months.run("tracked_coverage", TWO)
    assert january.share.value == 950 / 1000
    assert (february.share.value, february.models.value, february.known.value) == (1900 / 2000, 5, 1.0)


def test_tracked_coverage_tells_none_from_not_known(ask: Ask) -> None:
    first = [model("fran/one", 50), model("alpha/one")]
    second = [model("fran/one", 50)]
    unknown, none = ask({JANUARY: first, FEBRUARY: second}).run("tracked_coverage", TWO)
    assert (unknown.tracked.value, unknown.share.value, unknown.known.value) == (None, None, 1 / 2)
    assert (none.tracked.value, none.share.value, none.known.value) == (0, 0, 1)


def test_ids_that_differ_in_case_only_are_one_repository(ask: Ask) -> None:
    rows = [model("alpha/One", 100), model("alpha/one", 100, likes=3)]
    (row,) = ask({JANUARY: rows}).run("top_publishers", [JANUARY])
    assert (row.downloads.value, row.models.value) == (100, 1)
