"""The metrics of downloads on the bundled series, against pandas."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from briefgen.metrics.engine import Engine
from tests.metrics.by_pandas import (
    ids,
    newest,
    present_at_every_date,
    series,
    shares,
)

READINGS = ["organisations", "rows", "models", "largest-out", "everything"]


def test_the_first_chinese_lead_of_2025_under_each_reading(engine: Engine) -> None:
    result = engine.run("turning_point", ids(engine, "osir-lmts"))
    assert [row.reading.value for row in result] == READINGS
    first = {row.reading.value: row.first_date.value for row in result}
    assert first == {
        "organisations": dt.date(2025, 5, 7),
        "rows": dt.date(2025, 5, 7),
        "models": dt.date(2025, 7, 7),
        "largest-out": dt.date(2025, 3, 7),
        "everything": None,
    }
    rows = series("osir-lmts")
    of_list = rows[rows.tracked]
    matched = result.row(reading="organisations")
    assert matched is not None
    expected = shares(present_at_every_date(of_list, "handle"), "2025-05-07")
    assert round(matched.first_challenger.value * 100, 2) == expected["CN"] == 50.94
    assert round(matched.first_incumbent.value * 100, 2) == expected["US"] == 46.28
    unmatched = result.row(reading="rows")
    assert unmatched is not None
    expected = shares(of_list, "2025-05-07")
    assert round(unmatched.first_challenger.value * 100, 2) == expected["CN"] == 49.16
    assert round(unmatched.first_incumbent.value * 100, 2) == expected["US"] == 48.17
    fixed = result.row(reading="models")
    assert fixed is not None
    assert fixed.models.value == 593
    everything = result.row(reading="everything")
    assert everything is not None
    expected = shares(rows, "2025-09-07")
    assert round(everything.last_incumbent.value * 100, 2) == expected["US"] == 59.73
    assert round(everything.last_challenger.value * 100, 2) == expected["CN"] == 18.87


def deciding(rows: pd.DataFrame, leader: str, other: str) -> int:
    lead = rows[rows.country == leader].downloads_30d.sort_values(ascending=False).dropna()
    rest = rows[rows.country == other].downloads_30d.sum()
    return next(count for count in range(1, len(lead) + 1) if lead.iloc[count:].sum() <= rest)


def test_models_that_decide_the_lead(engine: Engine) -> None:
    result = engine.run("lead", ids(engine, "osir-lmts"))
    rows = series("osir-lmts")
    matched = present_at_every_date(rows[rows.tracked], "handle")
    assert len(result) == 9
    for row in result:
        day = matched[matched.date == row.date.value]
        assert row.deciding.value == deciding(day, str(row.leader.value), str(row.second.value))


@pytest.mark.parametrize(
    ("origin", "population"), [("osir-lmts", "all"), ("llmfit", "listed"), ("llmfit", "tracked")]
)
def test_download_share(engine: Engine, origin: str, population: str) -> None:
    result = engine.run("download_share", ids(engine, origin), population=population)
    rows = series(origin)
    rows = {"all": rows, "listed": rows[rows.publisher], "tracked": rows[rows.tracked]}[population]
    matched = present_at_every_date(rows, "handle")
    for date in (matched.date.min(), matched.date.max()):
        expected = shares(matched, str(date))
        found = {row.country.value: row.share.value for row in result.where(date=date) if row.rank.value}
        assert {key: round((value or 0) * 100, 2) for key, value in found.items()} == expected


def neighbours(rows: pd.DataFrame) -> Iterator[tuple[dt.date, pd.DataFrame, pd.DataFrame, float]]:
    """Each date with the comparable rows of the date before and of its own, and their lesser part."""
    dates = sorted(rows.date.unique())
    for before, date in itertools.pairwise(dates):
        earlier, later = (rows[rows.date == day].set_index("id") for day in (before, date))
        blind = set(earlier.index[earlier.downloads_30d.isna()]) | set(
            later.index[later.downloads_30d.isna()]
        )
        left_out = blind & set(earlier.index) & set(later.index)
        pair = [day[~day.index.isin(left_out)].dropna(subset="downloads_30d") for day in (earlier, later)]
        parts = [
            kept.downloads_30d.sum() / day.downloads_30d.sum()
            for kept, day in zip(pair, (earlier, later), strict=True)
        ]
        yield date, *pair, min(parts)


def number_that_hold_half(rows: pd.DataFrame) -> int:
    ordered = rows.downloads_30d.sort_values(ascending=False)
    return int((ordered.cumsum() * 2 < ordered.sum()).sum()) + 1


@pytest.mark.parametrize("population", ["tracked", "listed"])
def test_changes_rest_on_rows_that_compare(engine: Engine, population: str) -> None:
    snapshots = ids(engine, "llmfit")
    result = engine.run("download_share", snapshots, population=population)
    halves = engine.run("concentration", snapshots, population=population)
    rows = series("llmfit")
    rows = rows[rows.publisher] if population == "listed" else rows[rows.tracked]
    pairs = list(neighbours(present_at_every_date(rows, "handle")))
    assert len(pairs) == 8
    for date, earlier, later, part in pairs:
        assert part > 0.5
        for country in ("CN", "US"):
            row = result.row(date=date, country=country)
            assert row is not None
            now, before = (
                day[day.country == country].downloads_30d.sum() / day.downloads_30d.sum()
                for day in (later, earlier)
            )
            assert row.change.value == pytest.approx(now - before, abs=1e-12)
            assert row.change_models.value == len(later)
        half = halves.row(date=date)
        assert half is not None
        assert half.half_change.value == number_that_hold_half(later) - number_that_hold_half(earlier)
        assert half.change_models.value == len(later)


def test_concentration(engine: Engine) -> None:
    rows = present_at_every_date(series("osir-lmts"), "handle").dropna(subset=["downloads_30d"])
    day = rows[rows.date == rows.date.max()].downloads_30d.sort_values(ascending=False)
    row = engine.run("concentration", ids(engine, "osir-lmts")).row(date=rows.date.max())
    assert row is not None
    assert row.top_25.value == day.head(25).sum() / day.sum()
    assert row.half.value == int((day.cumsum() * 2 < day.sum()).sum()) + 1


def test_top_publishers(engine: Engine) -> None:
    expected = newest("llmfit").groupby("handle").downloads_30d.sum().sort_values(ascending=False).head(5)
    rows = list(engine.run("top_publishers", ids(engine, "llmfit")[-1:], top=5))
    assert {row.handle.value: row.downloads.value for row in rows} == expected.astype(int).to_dict()


def test_spikes(engine: Engine) -> None:
    rows = series("osir-lmts").dropna(subset=["downloads_30d"])
    medians = rows.groupby("id").downloads_30d.transform("median")
    dates = rows.groupby("id").date.transform("count")
    limit = 10 * medians

    def gone(row: pd.Series[Any]) -> bool:
        own = rows[(rows.id == row.id) & (rows.date > row.date)]
        return bool((own.downloads_30d < limit[row.name]).any())

    spiky = rows[
        (dates >= 3)
        & (medians > 0)
        & (rows.downloads_30d >= 10 * medians)
        & (rows.downloads_30d >= 1_000_000)
    ]
    spiky = spiky[spiky.apply(gone, axis=1)]
    result = engine.run("spikes", ids(engine, "osir-lmts"))
    assert set(result.column("of")) == {len(spiky)}
    assert {(row.date.value, row.repo_id.value) for row in result} == set(
        zip(spiky.date, spiky.repo_id, strict=True)
    )
    assert "Qwen/Qwen2-7B-Instruct" in result.column("repo_id")


def test_tracked_coverage(engine: Engine) -> None:
    result = engine.run("tracked_coverage", ids(engine, "osir-lmts"))
    rows = series("osir-lmts")
    for row in result:
        day = rows[rows.date == row.date.value]
        assert row.share.value == day[day.tracked].downloads_30d.sum() / day.downloads_30d.sum()
        assert row.known.value == day.downloads_30d.notna().mean()
    assert [row.date.value for row in result] == sorted(rows.date.unique())
    values = [round(value * 100, 1) for value in result.column("share") if isinstance(value, float)]
    assert (min(values), max(values)) == (5.5, 25.6)
