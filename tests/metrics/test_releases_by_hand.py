"""The metrics of releases and licences on a tiny snapshot, against values worked out by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.metrics.by_hand import FIRST, JANUARY, Ask, model


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
    assert (american.copies.value, american.sized.value) == (1, 2)
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
    ("snapshot", "asked", "parameters", "resized"),
    [
        ("2026-02-10-made", True, 99, 1),
        ("2026-02-10-made", True, 100, 0),
        ("2026-02-10-made", True, 144, 0),
        ("2026-02-10-made", True, 145, 1),
        ("2026-02-10-made", True, None, 0),
        ("2026-02-10-made", False, 99, 0),
        ("2026-02-10-other", True, 10, 0),
        ("2026-04-10-made", False, 10, 0),
    ],
)
def test_a_size_that_the_archive_gave_otherwise_is_marked(
    ask: Ask, snapshot: str, asked: bool, parameters: int | None, resized: int
) -> None:
    created = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    before = model("alpha/one", 1, created_at=created, parameters=parameters)
    now = model("alpha/one", 1, created_at=created, parameters=120)
    engine = ask({"2026-03-10-made": [now], snapshot: [before]})
    (row,) = engine.run("largest_releases", ["2026-03-10-made", *([snapshot] if asked else [])])
    assert (row.parameters.value, row.resized.value) == (120, resized)


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
