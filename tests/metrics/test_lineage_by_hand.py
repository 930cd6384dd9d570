"""The metrics of derivatives on a tiny snapshot, against values worked out by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from briefgen.metrics.engine import Engine
from tests.metrics.by_hand import FEBRUARY, FIRST, JANUARY, SECOND, TWO, Ask, model


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


@pytest.mark.parametrize(("standing", "added"), [((0, 0), 0), ((None, 0), None), ((0, None), None)])
def test_nothing_was_added_where_what_stands_never_had_a_derivative(
    ask: Ask, standing: tuple[int | None, int | None], added: int | None
) -> None:
    rows = [
        [model("alpha/one", 1, children=3 + month), model("beta/one", 1, children=children)]
        for month, children in enumerate(standing)
    ]
    rows[1].append(model("beta/new", 1, children=4))
    engine = ask(dict(zip(TWO, rows, strict=True)))
    for counted_by, base in (("family", "Be"), ("country", "CN")):
        row = engine.run("direct_derivatives", TWO, counted_by=counted_by).row(date=SECOND, base=base)
        assert row is not None
        assert (row.children.value, row.added.value, row.added_share.value) == (4, added, added)
    # Of the first date no change is known.
    assert set(engine.run("direct_derivatives", TWO).where(date=FIRST)[0].result.column("added")[:1]) == {
        None
    }


def test_a_change_is_one_since_the_snapshot_before_and_no_earlier_one(ask: Ask) -> None:
    march = "2025-03-10-made"
    engine = ask(
        {
            JANUARY: [model("alpha/one", 1, children=6), model("beta/one", 1, children=2)],
            FEBRUARY: [model("alpha/one", 1, children=6), model("beta/one", 1, children=0)],
            march: [model("alpha/one", 1, children=6), model("beta/one", 1, children=4)],
        }
    )
    told = {
        row["date"]: row
        for row in engine.run("direct_derivatives", [*TWO, march]).records
        if row["base"] == "Be"
    }
    # Be had 2 of 8, then none, then 4 of 10: that is no change from 2 of 8.
    assert [(row["share"], row["change"]) for row in told.values()] == [(2 / 8, None), (4 / 10, None)]
    assert told[dt.date(2025, 3, 10)]["added"] == 4


def test_a_snapshot_without_derivatives_lies_between_the_others(ask: Ask) -> None:
    march = "2025-03-10-made"
    one = [model("alpha/one", 1, children=6)]
    engine = ask({JANUARY: one, FEBRUARY: [model("alpha/two", 1)], march: one})
    records = engine.run("direct_derivatives", [*TWO, march]).records
    # In February alpha/one does not stand: nothing in March has a snapshot before.
    assert [(row["date"].month, row["change"], row["added"]) for row in records] == [
        (1, None, None),
        (3, None, None),
    ]


def test_what_changed_owner_is_not_compared_with_what_another_published(ask: Ask) -> None:
    """An id without an owner was late's in January, of whom February knows nothing, and is alpha's now."""
    january = [model("gpt", 1, author="late", children=3), model("alpha/one", 1, children=5)]
    february = [model("gpt", 1, author="alpha", children=10), model("alpha/one", 1, children=6)]
    engine = ask({JANUARY: january, FEBRUARY: february})
    added = {row["base"]: row["added"] for row in engine.run("direct_derivatives", TWO).records}
    assert added == {"Al": 1, "": None}


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


def test_each_of_many_snapshots_has_its_own_lineage(ask: Ask) -> None:
    """More snapshots than one number has bits, and a base that is another one every few days."""
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=place) for place in range(130)]
    hub = {
        f"{day}-made": [
            model("alpha/one", 1),
            model("beta/one", 1),
            derived("me/child", ("finetune", "me/parent")),
            derived("me/parent", ("finetune", "alpha/one" if place % 7 < 4 else "beta/one")),
        ]
        for place, day in enumerate(days)
    }
    engine = ask(hub)
    for place in (0, 1, 58, 59, 60, 61, 62, 63, 64, 119, 120, 121, 129):
        (row,) = engine.run("transitive_derivatives", [f"{days[place]}-made"])
        assert (row.base.value, row.derivatives.value) == ("US" if place % 7 < 4 else "CN", 2), place


def test_a_base_that_names_another_in_one_snapshot_alone_is_a_root_in_the_other(ask: Ask) -> None:
    tuned = derived("me/tuned", ("finetune", "alpha/one"))
    based = derived("alpha/one", ("finetune", "beta/one"))
    engine = ask({JANUARY: [tuned, model("alpha/one", 1)], FEBRUARY: [tuned, based]})
    roots = {month: engine.run("transitive_derivatives", [month]).records for month in TWO}
    assert [(row["base"], row["derivatives"]) for row in roots[JANUARY]] == [("US", 1)]
    assert [(row["base"], row["derivatives"]) for row in roots[FEBRUARY]] == [("CN", 2)]


def test_what_a_row_that_is_left_out_declares_does_not_count(ask: Ask) -> None:
    """One repository listed twice: the row that knows more is kept, and its base alone."""
    kept = {**derived("me/tuned", ("finetune", "alpha/one")), "likes": 5}
    left_out = {**derived("Me/Tuned", ("finetune", "beta/one")), "likes": None}
    again = derived("Me/Tuned", ("finetune", "beta/one"))
    engine = ask({JANUARY: [left_out, kept, model("alpha/one", 1)], FEBRUARY: [again]})
    bases = {month: engine.run("transitive_derivatives", [month]).column("base") for month in TWO}
    assert bases == {JANUARY: ("US",), FEBRUARY: ("CN",)}
