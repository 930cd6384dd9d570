"""The metrics that claims ask of one model, one organisation or a size, worked out by hand."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from briefgen.errors import InputError
from briefgen.metrics.engine import Engine
from tests.metrics.by_hand import FEBRUARY, FIRST, JANUARY, SECOND, TWO, Ask, model


def test_a_model_has_its_place_its_licence_and_its_dates(ask: Ask) -> None:
    rows = [
        model("alpha/one", 500, likes=10, children=9),
        model("OldBeta/One", 300, "2025-01-02", likes=30, license="MIT", parameters=7, children=4),
        model("gamma/one", 300, likes=40, license="odd"),
        model("me/two", 10, likes=30),
    ]
    (row,) = ask({JANUARY: rows}).run("model", [JANUARY], model="beta/ONE")
    assert (row.repo_id.value, row.organisation.value, row.country.value) == ("OldBeta/One", "Beta Lab", "CN")
    # By likes gamma/one, then beta/one before me/two by id; by downloads alpha/one, then beta/one.
    assert (row.likes_rank.value, row.downloads_rank.value) == (2, 2)
    assert (row.license.value, row.tier.value) == ("MIT", "permissive")
    assert (row.created.value, row.parameters.value, row.children.value) == (dt.date(2025, 1, 2), 7, 4)
    assert (row.origin.value, row.absent.value, row.derivatives_first.value) == ("made", 0, None)


def test_an_id_without_an_owner_leaves_it_to_the_author_who_publishes(ask: Ask) -> None:
    rows = [{**model("gpt", 9, likes=2), "author": "Me"}, {**model("bert", 1, likes=1), "author": None}]
    engine = ask({JANUARY: rows})
    for metric in ("most_liked", "likes_and_downloads"):
        assert engine.run(metric, [JANUARY]).column("organisation") == ("Me", None)
    assert [engine.run("model", [JANUARY], model=one).column("organisation") for one in ("gpt", "bert")] == [
        ("Me",),
        (None,),
    ]


def test_a_licence_that_is_not_known_has_no_tier_and_an_unlisted_one_is_other(ask: Ask) -> None:
    engine = ask({JANUARY: [model("alpha/one", 1), model("gamma/one", 1, license="odd")]})
    (unknown,) = engine.run("model", [JANUARY], model="alpha/one")
    (odd,) = engine.run("model", [JANUARY], model="gamma/one")
    assert (unknown.license.value, unknown.tier.value, odd.tier.value) == (None, None, "other")


def test_a_place_is_not_given_where_too_little_is_known(ask: Ask) -> None:
    # Likes are known for models with 79 of 100 downloads; downloads for 4 of 6 rows.
    rows = [
        model("alpha/one", 79, likes=5),
        model("beta/one", 20),
        model("gamma/one", 1),
        model("me/one", 0),
        *(model(f"me/unknown-{n}") for n in range(2)),
    ]
    (row,) = ask({JANUARY: rows}).run("model", [JANUARY], model="alpha/one")
    assert (row.likes_known.value, row.likes_rank.value) == (0.79, None)
    assert (row.downloads_known.value, row.downloads_rank.value) == (4 / 6, None)
    assert (row.likes.value, row.downloads.value) == (5, 79)


def test_models_once_seen_with_more_likes_are_counted(ask: Ask) -> None:
    january = [
        model("alpha/one", 1, likes=50),
        model("beta/one", 1, likes=30),
        model("late/one", 1, likes=20),
    ]
    february = [model("beta/one", 9, likes=35), model("alpha/one", 1), model("gamma/one", 9, likes=60)]
    result = ask({JANUARY: january, FEBRUARY: february}).run("model", TWO, model="beta/one")
    # In February alpha/one's likes are not known, and it had 50; late/one had fewer.
    assert [(row.likes_rank.value, row.absent.value) for row in result] == [(2, 0), (2, 1)]


def test_another_archive_of_the_same_day_knows_of_models_with_more_likes(ask: Ask) -> None:
    engine = ask(
        {
            "2025-01-10-made": [model("beta/one", 9, likes=30)],
            "2025-01-10-other": [model("alpha/one", 9, likes=50), model("beta/one", 9, likes=31)],
        }
    )
    result = engine.run("model", engine.holdings.ids, model="beta/one")
    assert [(row.origin.value, row.likes_rank.value, row.absent.value) for row in result] == [
        ("made", 1, 1),
        ("other", 2, 0),
    ]


def test_a_model_that_a_snapshot_does_not_hold_has_no_row(ask: Ask) -> None:
    engine = ask({JANUARY: [model("alpha/one", 1)], FEBRUARY: [model("beta/one", 1)]})
    assert [row.date.value for row in engine.run("model", TWO, model="beta/one")] == [SECOND]
    with pytest.raises(InputError, match="model: the parameter model is missing"):
        engine.run("model", TWO)


def test_the_first_derivative_is_not_older_than_its_base(ask: Ask) -> None:
    base = [{"relation": "finetune", "repo_id": "BETA/one"}]
    rows = [
        model("beta/one", 1, "2025-01-02"),
        model("me/older", 1, "2024-12-30", base_models=base),
        model("me/later", 1, "2025-01-08", base_models=base),
        model("me/first", 1, "2025-01-03", base_models=base),
        model("me/undated", 1, base_models=base),
    ]
    (row,) = ask({JANUARY: rows}).run("model", [JANUARY], model="beta/one")
    assert row.derivatives_first.value == dt.date(2025, 1, 3)


@pytest.fixture
def publishing(ask: Ask) -> Engine:
    return ask({
        JANUARY: [
            model("OldBeta/a", 100, "2024-12-31", license="mit", parameters=30),
            model("beta/b", 50, "2025-01-01", license="llama3.1", parameters=5),
            model("beta/c", 10, "2025-01-09", parameters=20),
            model("beta/c-FP8", 10, "2025-01-09", license="mit", parameters=20),
            model("beta/d", 10, parameters=40),
            model("gamma/a", 200, "2025-01-05", parameters=20),
            model("gamma/b", 40, "2024-06-01", parameters=1),
            model("alpha/a", 900, "2025-01-05", parameters=20),
            model("repack/a", 9999, "2025-01-05", parameters=20),
        ]
    })  # fmt: skip


def test_an_organisation_has_its_releases_places_and_licences(publishing: Engine) -> None:
    (row,) = publishing.run(
        "organisation", [JANUARY], organisation="oldBETA", since="2025-01-01", until="2025-01-09"
    )
    assert (row.handle.value, row.organisation.value, row.name.value) == ("beta", "Beta Lab", "China")
    assert (row.models.value, row.models_dated.value, row.downloads.value) == (5, 4, 180)
    # beta/b on the first day and beta/c on the last; the FP8 copy apart. Gamma has more downloads.
    assert (row.released.value, row.copies.value, row.last_release.value) == (2, 1, dt.date(2025, 1, 9))
    assert (row.releases_rank.value, row.downloads_rank.value, row.overall_rank.value) == (1, 2, 3)
    assert (row.licensed.value, row.permissive.value) == (3, 2)


def test_without_days_every_dated_model_is_a_release(publishing: Engine) -> None:
    (row,) = publishing.run("organisation", [JANUARY], organisation="beta", until="2024-12-31")
    assert (row.released.value, row.last_release.value) == (1, dt.date(2024, 12, 31))
    (row,) = publishing.run("organisation", [JANUARY], organisation="beta")
    # The last one is of 9 January, a day before the snapshot.
    assert (row.released.value, row.quiet.value) == (3, 1)
    (row,) = publishing.run("organisation", [JANUARY], organisation="gamma", until="2024-06-11")
    assert row.quiet.value == 10
    # None of Beta's models here is tracked.
    assert len(publishing.run("organisation", [JANUARY], organisation="beta", population="tracked")) == 0


def test_what_no_archive_records_is_not_zero(ask: Ask) -> None:
    (row,) = ask({JANUARY: [model("beta/a", 1), model("gamma/a")]}).run(
        "organisation", [JANUARY], organisation="beta"
    )
    assert (row.released.value, row.releases_rank.value, row.permissive.value) == (None, None, None)
    # Downloads are known for one of two models: no place.
    assert (row.downloads.value, row.downloads_known.value, row.downloads_rank.value) == (1, 0.5, None)


def test_a_repackager_has_no_place(publishing: Engine) -> None:
    (row,) = publishing.run("organisation", [JANUARY], organisation="repack")
    assert (row.country.value, row.models.value, row.downloads.value) == ("", 1, 9999)
    assert (row.releases_rank.value, row.downloads_rank.value, row.overall_rank.value) == (None, None, None)


def test_publishers_of_a_size(publishing: Engine) -> None:
    result = publishing.run(
        "publishers", [JANUARY], least_parameters=20, since="2025-01-01", until="2025-01-31"
    )
    china = result.row(date=FIRST, country="CN")
    assert china is not None
    # beta/c and gamma/a; beta/a is of 2024, so only Gamma is new at that size. beta/d has no date.
    assert (china.rank.value, china.organisations.value, china.models.value) == (1, 2, 2)
    # Of the five models of that size, the copy apart, four have a date.
    assert (china.first_time.value, china.undated.value, china.dated.value) == (1, 1, 4 / 5)
    assert (china.largest.value, china.largest_models.value) == ("Beta Lab", 1)
    america = result.row(date=FIRST, country="US")
    assert america is not None
    # The repackager does not count.
    assert (america.organisations.value, america.first_time.value) == (1, 1)
    assert len(result) == 2


def test_publishers_without_days_keep_models_without_a_date(publishing: Engine) -> None:
    row = publishing.run("publishers", [JANUARY], least_parameters=30).row(country="CN")
    assert row is not None
    assert (row.organisations.value, row.models.value, row.first_time.value) == (1, 2, None)


@pytest.mark.parametrize(("name", "more"), [("organisation", {"organisation": "beta"}), ("publishers", {})])
def test_a_day_that_is_none_is_never_read_as_no_release(
    publishing: Engine, name: str, more: dict[str, str]
) -> None:
    with pytest.raises((InputError, duckdb.ConversionException)):
        publishing.run(name, [JANUARY], since="2025-02-30", **more)


def test_most_liked_models_are_counted_by_country(ask: Ask) -> None:
    rows = [
        model("alpha/one", 50, likes=10),
        model("beta/one", 30, likes=40),
        model("gamma/one", 10, likes=10),
        model("me/one", 5, likes=20),
        model("alpha/two", 5, likes=9),
    ]
    # Of the first three by likes, alpha/one is before gamma/one by id.
    result = ask({JANUARY: rows}).run("liked_countries", [JANUARY], top=3)
    assert [(row.country.value, row.models.value, row.place.value) for row in result] == [
        ("CN", 1, 1),
        ("", 1, 2),
        ("US", 1, 3),
    ]
    (china, unassigned, _) = result
    assert (china.first.value, china.share.value, china.known.value) == ("beta/one", 1 / 3, 1.0)
    assert unassigned.name.value == "Unassigned"


def test_most_liked_models_are_not_counted_where_likes_are_hardly_known(ask: Ask) -> None:
    rows = [model("alpha/one", 79, likes=5), model("beta/one", 21)]
    assert len(ask({JANUARY: rows}).run("liked_countries", [JANUARY])) == 0
