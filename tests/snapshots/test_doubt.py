"""A snapshot of far fewer models than its series is taken, with a word on what it does to comparisons."""

from __future__ import annotations

import pytest

from briefgen.snapshots.importing import doubt
from briefgen.snapshots.store import Store
from tests.snapshots.test_store import draft, table


def _hold(store: Store, rows: int, date: str, origin: str = "stats") -> str | None:
    """Write a snapshot of so many models, and return the doubt about it."""
    return doubt(store, store.write(table(*(f"a/{number}" for number in range(rows))), draft(date, origin)))


def test_under_a_tenth_of_the_median_is_doubted(store: Store) -> None:
    # The median of 40, 100 and 1,000 is 100; its tenth is 10.
    for place, rows in enumerate((40, 1000, 100), start=1):
        assert _hold(store, rows, f"2026-0{place}-01") is None
    assert _hold(store, 9, "2026-04-01") == (
        "2026-04-01-stats holds 9 models; snapshots of stats usually hold 100. Comparisons over what every "
        "snapshot observed will shrink to what this one did. If the file is only a part of the archive, "
        "remove the snapshot and import the whole."
    )


@pytest.mark.parametrize("rows", [10, 99, 5000])
def test_a_tenth_and_more_is_not(store: Store, rows: int) -> None:
    assert _hold(store, 100, "2026-01-01") is None
    assert _hold(store, rows, "2026-02-01") is None


def test_another_origin_is_no_measure(store: Store) -> None:
    assert _hold(store, 1000, "2026-01-01", "hub-stats") is None
    assert _hold(store, 1, "2026-02-01", "stats") is None
