"""The metrics that single charts ask, on tiny snapshots, against values worked out by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from briefgen.metrics.engine import Engine
from tests.metrics.by_hand import FEBRUARY, FIRST, JANUARY, SECOND, TWO, Ask, model


def test_publisher_ranks(two_months: Engine) -> None:
    result = two_months.run("publisher_ranks", TWO)
    # Of the tracked, Late joins in February and is not compared; gamma/new and repack/one are not tracked.
    found = {(row.date.value, row.handle.value): (row.rank.value, row.downloads.value) for row in result}
    assert found == {
        (FIRST, "alpha"): (1, 600),
        (FIRST, "beta"): (2, 300),
        (FIRST, "gamma"): (3, 50),
        (SECOND, "alpha"): (1, 400),
        (SECOND, "beta"): (2, 400),
        (SECOND, "gamma"): (3, 100),
    }
    beta = result.row(date=SECOND, handle="beta")
    assert beta is not None
    assert (beta.organisation.value, beta.name.value, beta.organisations.value) == ("Beta Lab", "China", 3)
    assert (beta.share.value, beta.models.value, beta.known.value) == (400 / 900, 1, 1.0)


@pytest.mark.parametrize(("unknown", "placed"), [(1, True), (2, False)])
def test_no_place_where_less_than_80_per_cent_is_known(ask: Ask, unknown: int, placed: bool) -> None:
    rows = [model(f"alpha/{n}", 10) for n in range(4)] + [model(f"beta/{n}") for n in range(unknown)]
    result = ask({JANUARY: rows}).run("publisher_ranks", [JANUARY], population="all")
    # Four of five are known, then four of six; of Beta nothing is known at all.
    assert {row.handle.value: row.rank.value for row in result} == {
        "alpha": 1 if placed else None,
        "beta": None,
    }


def test_family_tree(ask: Ask) -> None:
    def derivative(name: str, *bases: tuple[str | None, str]) -> dict[str, object]:
        return model(name, 1, base_models=[{"relation": kind, "repo_id": base} for kind, base in bases])

    rows = [
        derivative("alpha/One", ("finetune", "ALPHA/One")),
        derivative("x/a", ("finetune", "Alpha/One")),
        derivative("x/b", ("finetune", "alpha/One")),
        derivative("x/c", ("quantized", "alpha/One")),
        derivative("x/d", ("merge", "alpha/One"), ("merge", "beta/Two")),
        derivative("x/e", ("finetune", "alpha/Gone")),
        derivative("x/f", ("adapter", "x/a")),
        derivative("x/g", (None, "who/knows")),
        # A model that names itself names nothing, and says nothing of how others write a base.
        derivative("x/h", ("finetune", "x/h")),
    ]
    engine = ask({JANUARY: rows})
    result = engine.run("family_tree", [JANUARY], bases=1)
    found = [
        (row.family.value, row.base.value, row.relation.value, row.links.value, row.base_links.value)
        for row in result
    ]
    assert found == [
        ("Al", "Alpha/One", "finetune", 2, 4),
        ("Al", "Alpha/One", "merge", 1, 4),
        ("Al", "Alpha/One", "quantized", 1, 4),
        ("Al", "", "finetune", 1, 1),
        ("Be", "beta/Two", "merge", 1, 1),
        ("", "", "", 1, 2),
        ("", "", "adapter", 1, 2),
    ]
    assert [row.family_links.value for row in result] == [5, 5, 5, 5, 1, 2, 2]
    assert [row.unresolved.value for row in result] == [0, 0, 0, 1, 1, 1, 1]
    first = next(iter(result))
    # Gone, Two and who/knows are not in the file: three of eight links of seven models.
    assert (first.family_share.value, first.all_unresolved.value) == (5 / 8, 3 / 8)
    assert (first.all_links.value, first.derivatives.value) == (8, 7)
    alone = engine.run("family_tree", [JANUARY], families=1)
    families = dict.fromkeys((row.family.value, row.family_links.value) for row in alone)
    assert list(families) == [("Al", 5), ("", 3)]


def test_likes_and_downloads(two_months: Engine) -> None:
    result = two_months.run("likes_and_downloads", [FEBRUARY], top=2)
    found = [(row.repo_id.value, row.by_likes.value, row.by_downloads.value) for row in result]
    # Of the two with 44 likes, alpha/big-two comes first by its id.
    assert found == [("beta/one", 1, 2), ("alpha/big-two", 2, 4), ("late/one", 7, 1)]
    assert set(result.column("models")) == {7}


@pytest.mark.parametrize(("liked", "rows"), [(80, 1), (79, 0)])
def test_tops_need_likes_for_80_per_cent_of_the_downloads(ask: Ask, liked: int, rows: int) -> None:
    models = [model("alpha/one", liked, likes=1), model("beta/one", 100 - liked), model("gamma/one", likes=9)]
    result = ask({JANUARY: models}).run("likes_and_downloads", [JANUARY])
    assert len(result) == rows


def test_time_to_likes(ask: Ask) -> None:
    march, dates = "2025-03-10-osir-lmts", "2025-03-20-other"
    first, second = (f"{snapshot[:10]}-osir-lmts" for snapshot in TWO)
    engine = ask(
        {
            first: [model("alpha/old", likes=2000), model("alpha/quick", likes=1)],
            second: [
                model("alpha/slow", likes=999),
                model("alpha/quick", likes=1000),
                model("beta/undated", likes=5000),
                model("beta/never", likes=999),
            ],
            march: [
                model("alpha/slow", likes=1000),
                model("beta/new", likes=3000),
                model("beta/before", likes=3000),
            ],
            dates: [
                model("alpha/old", created="2025-01-01"),
                model("alpha/quick", created="2025-01-11"),
                model("alpha/slow", created="2025-01-20", likes=9999),
                model("beta/new", created="2025-03-08"),
                model("beta/before", created="2025-01-10"),
                model("beta/never", created="2025-02-01"),
            ],
        }
    )
    result = engine.run("time_to_likes", [first, second, march, dates], origin="osir-lmts")
    found = [(row.repo_id.value, row.least.value, row.most.value, row.rank.value) for row in result]
    # Slow had 999 likes 21 days after it was created, and a thousand 49 days after it; the likes of the other
    # archive are not asked. What was created before the series began, or that day, has no row.
    assert found == [("beta/new", 0, 2, 1), ("alpha/quick", 0, 30, 2), ("alpha/slow", 21, 49, 3)]
    row = result.row(repo_id="alpha/slow")
    assert row is not None
    assert (row.reached.value, row.likes.value) == (dt.date(2025, 3, 10), 1000)
    assert (row.soon.value, row.models.value, row.undated.value) == (2, 3, 1)
    assert (row.start.value, row.finish.value) == (FIRST, dt.date(2025, 3, 10))
    sooner = engine.run(
        "time_to_likes", [first, second, march, dates], origin="osir-lmts", days=29, likes=1001
    )
    assert [(row.repo_id.value, row.soon.value) for row in sooner] == [("beta/new", 1)]


def test_dependence(ask: Ask) -> None:
    def derivative(name: str, base: str, created: str | None, kind: str = "finetune") -> dict[str, object]:
        return model(name, 1, created, base_models=[{"relation": kind, "repo_id": base}])

    rows = [
        model("alpha/base", 1),
        derivative("alpha/a", "beta/base", "2024-06-30"),
        derivative("alpha/b", "alpha/base", "2024-01-01"),
        derivative("alpha/c", "alpha/base", "2024-07-01"),
        # By way of a model that stands on a base of nobody listed.
        derivative("late/d", "who/tuned", "2024-12-31"),
        derivative("who/tuned", "who/base", "2024-12-31"),
        derivative("alpha/e", "alpha/base", None),
        derivative("alpha/f", "alpha/base", "2024-12-31", "quantized"),
        derivative("beta/g", "alpha/base", "2024-12-31"),
        derivative("repack/h", "alpha/base", "2024-12-31"),
        # The half-year of the snapshot is not over.
        derivative("alpha/i", "alpha/base", "2025-01-01"),
    ]
    engine = ask({JANUARY: rows})
    result = engine.run("dependence", [JANUARY])
    found = [(str(row.half.value), row.base.value, row.models.value, row.share.value) for row in result]
    assert found == [
        ("2024-01-01", "CN", 1, 1 / 2),
        ("2024-01-01", "US", 1, 1 / 2),
        ("2024-07-01", "", 1, 1 / 2),
        ("2024-07-01", "US", 1, 1 / 2),
    ]
    first = next(iter(result))
    assert (first.all_models.value, first.whole.value, first.undated.value) == (2, 4, 1)
    chinese = engine.run("dependence", [JANUARY], publisher="CN")
    assert [(row.base.value, row.publisher_name.value) for row in chinese] == [("US", "China")]
