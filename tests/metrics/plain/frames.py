"""What every plain working-out begins with: rows by date, population and rank, and sums of what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

Told = list[tuple[Any, ...]]
Frame = pd.DataFrame


def known(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if not pd.isna(value)]


def total(values: Iterable[Any]) -> int | None:
    """The sum as SQL has it: of no known value it is not known."""
    found = known(values)
    return sum(found) if found else None


def divided(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else part / whole


def part_known(values: Any) -> float:
    return len(known(values)) / len(values)


def days(rows: Frame) -> Iterator[tuple[dt.date, Frame]]:
    for date in sorted(set(rows.date)):
        yield date, rows[rows.date == date]


def newest(rows: Frame) -> Frame:
    """The rows of the last snapshot: what a metric of one snapshot is put to."""
    return rows[rows.snapshot == rows.attrs["last"]]


def ranked(rows: Frame, figure: str) -> Frame:
    """The rows with a known figure, the largest first, ties by id."""
    some = rows[rows[figure].notna()]
    order = sorted(some.index, key=lambda at: (-some[figure][at], some.id[at]))
    return some.loc[order]


def of_population(rows: Frame, population: str) -> Frame:
    if population == "all":
        return rows
    return rows[rows.tracked.astype(bool)] if population == "tracked" else rows[rows.country.notna()]


def compared(rows: Frame, compare: str = "organisations") -> Frame:
    """The rows of organisations that stand in every snapshot, or of models known in every one, or all."""
    if compare == "rows":
        return rows
    by, some = ("id", rows[rows.downloads.notna()]) if compare == "models" else ("handle", rows)
    seen = some[some[by].notna()].groupby(by).date.nunique()
    return rows[rows[by].isin(seen[seen == rows.attrs["snapshots"]].index)]


def those(rows: Frame, kept: Iterable[bool]) -> Frame:
    """The rows that are kept, also where there are none to choose from."""
    return rows.loc[pd.Series(list(kept), index=rows.index, dtype=bool)]


def liked_part(rows: Frame) -> float | None:
    """What part of the known downloads goes to models whose likes are known."""
    return divided(total(rows[rows.likes.notna()].downloads), total(rows.downloads))
