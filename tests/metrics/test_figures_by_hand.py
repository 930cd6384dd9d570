"""The metrics of attention and coverage on a tiny snapshot, against values worked out by hand."""

from __future__ import annotations

import itertools
from pathlib import Path

from briefgen.metrics import catalogue
from briefgen.metrics.engine import Engine
from tests.metrics.by_hand import FEBRUARY, FIRST, JANUARY, SECOND, TWO, Ask, model


def test_every_metric_has_a_figure_by_hand() -> None:
    files = Path(__file__).parent.glob("test_*_by_hand.py")
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [name for name in catalogue.names() if f'run("{name}"' not in source] == []


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


def test_coverage(two_months: Engine) -> None:
    _, february = two_months.run("coverage", TWO)
    assert (february.origin.value, february.models.value, february.publishers.value) == ("made", 7, 5)
    # repack/one has no country; nobody has a date; five are tracked.
    assert (february.with_country.value, february.created.value, february.tracked.value) == (6 / 7, 0, 5)


def test_first_seen_follows_a_renamed_handle(two_months: Engine) -> None:
    result = two_months.run("first_seen", TWO)
    assert [(row.country.value, row.seen.value) for row in result] == [("CN", 1)]


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


def test_only_the_snapshots_that_are_asked_count(ask: Ask) -> None:
    """With and without gaps between them, and another archive's that lies in between."""
    ids = (JANUARY, "2025-02-01-other", FEBRUARY, "2025-03-10-made")
    sizes = {snapshot: 2**place for place, snapshot in enumerate(ids)}
    engine = ask(
        {snapshot: [model(f"alpha/{row}", 1) for row in range(size)] for snapshot, size in sizes.items()}
    )
    for many in range(1, 5):
        for asked in itertools.combinations(ids, many):
            found = engine.run("coverage", asked).column("models")
            assert found == tuple(sizes[snapshot] for snapshot in asked)
            (everything,) = engine.run("turning_point", asked).where(reading="everything")
            assert everything.models.value == sizes[asked[-1]]
