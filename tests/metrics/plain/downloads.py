"""Who has how many downloads, worked out with plain pandas."""

from __future__ import annotations

import pandas as pd

from tests.metrics.plain.frames import (
    Frame,
    Told,
    compared,
    days,
    divided,
    known,
    of_population,
    part_known,
    ranked,
    total,
)


def coverage(rows: Frame) -> Told:
    return [
        (
            date, len(day), len(set(known(day.handle))), part_known(day.country), part_known(day.downloads),
            part_known(day.likes), part_known(day.created), part_known(day.license), int(day.tracked.sum()),
        )
        for date, day in days(rows)
    ]  # fmt: skip


def tracked_coverage(rows: Frame) -> Told:
    told = []
    for date, day in days(rows):
        tracked = day[day.tracked.astype(bool)]
        part = 0 if tracked.empty else total(tracked.downloads)
        whole = total(day.downloads)
        told.append((date, part, whole, divided(part, whole), len(tracked), len(day)))
    return told


def top_publishers(rows: Frame, top: int, population: str) -> Told:
    told = []
    some = of_population(rows, population)
    for date, day in days(some[some.downloads.notna()]):
        sums = {handle: total(of.downloads) or 0 for handle, of in day.groupby("handle", dropna=False)}
        order = sorted(sums, key=lambda one: (-sums[one], pd.isna(one), one))
        for rank, handle in enumerate(order[:top], start=1):
            of = day[day.handle.isna() if pd.isna(handle) else day.handle == handle]
            first = ranked(of, "downloads").iloc[0]
            share, largest = divided(sums[handle], sum(sums.values())), divided(first.downloads, sums[handle])
            told.append((date, rank, sums[handle], share, len(of), first.repo_id, largest))
    return told


def publisher_ranks(rows: Frame, population: str) -> Told:
    told = []
    for date, day in days(compared(of_population(rows, population))):
        sums = {handle: total(of.downloads) for handle, of in day.groupby("handle")}
        order = sorted(sums, key=lambda one: (sums[one] is None, -(sums[one] or 0), one))
        for place, handle in enumerate(order, start=1):
            rank = place if part_known(day.downloads) >= 0.8 and sums[handle] is not None else None
            share = divided(sums[handle], total(day.downloads))
            told.append((date, handle, rank, sums[handle], share, len(order)))
    return told


def deciding(largest_first: list[int], behind: int) -> int | None:
    """How many of a leader's models, the largest first, must go before it is not ahead of who is behind."""
    left = sum(largest_first)
    for taken, downloads in enumerate(largest_first, start=1):
        left -= downloads
        if left <= behind:
            return taken
    return None


def lead(rows: Frame, population: str, compare: str) -> Told:
    told = []
    for date, day in days(compared(of_population(rows, population), compare)):
        sums = {country: total(of.downloads) or 0 for country, of in day.groupby("country")}
        if not sums:
            continue
        first, *others = sorted(sums, key=lambda one: (-sums[one], one))
        behind = sums[others[0]] if others else 0
        largest = ranked(day[day.country == first], "downloads")
        decide = deciding(list(largest.downloads), behind)
        whole = total(day.downloads)
        told.append(
            (
                date, first, divided(sums[first], whole), others[0] if others else None,
                divided(behind, whole),
                divided(sums[first] - behind, whole), decide,
                *((None, None) if largest.empty else (largest.repo_id.iloc[0], largest.downloads.iloc[0])),
            )
        )  # fmt: skip
    return told


def spikes(rows: Frame, factor: int, least: int) -> Told:
    told = []
    for _, of in rows[rows.downloads.notna()].sort_values("date").groupby("id"):
        middle = float(of.downloads.astype("int64").median())
        if len(of) < 3 or not middle > 0:
            continue
        for at, row in enumerate(of.itertuples()):
            later = list(of.downloads[at + 1 :])
            high = row.downloads >= factor * middle and row.downloads >= least
            if high and later and min(later) < factor * middle:
                told.append(
                    (row.date, row.repo_id, row.downloads, middle, row.downloads / middle, later[0], row.id)
                )
    told.sort(key=lambda row: (-row[4], row[0], row[6]))
    return [row[:6] for row in told]


def turning_point(rows: Frame, challenger: str, incumbent: str) -> Told:
    tracked = of_population(rows, "tracked")
    readings = {
        "organisations": compared(tracked),
        "rows": tracked,
        "models": compared(tracked, "models"),
        "largest-out": _without_largest(compared(tracked), (challenger, incumbent)),
        "everything": rows,
    }
    told: Told = []
    for place, (reading, read) in enumerate(readings.items(), start=1):
        if read.empty:
            continue
        dated = [(date, day, _duel(day, challenger, incumbent)) for date, day in days(read)]
        ahead = [(date, *duel[:3]) for date, _, duel in dated if duel[3]]
        date, day, duel = dated[-1]
        told.append(
            (
                place, reading, len(day), day.handle.nunique(), *(ahead[0] if ahead else [None] * 4),
                date, *duel[:3], len(ahead), len(dated),
            )
        )  # fmt: skip
    return told


def _without_largest(rows: Frame, countries: tuple[str, str]) -> Frame:
    """On each date the largest model of each country left out; of no known downloads none is the largest."""
    out = [
        ranked(day[day.country == country], "downloads").index[:1]
        for _, day in days(rows)
        for country in countries
    ]
    return rows.drop(index=[at for some in out for at in some])


def _duel(day: Frame, challenger: str, incumbent: str) -> tuple[float | None, float | None, int | None, bool]:
    """Both shares, how many models decide the lead (no lead where equal), whether the challenger leads."""
    largest = {
        one: list(ranked(day[day.country == one], "downloads").downloads) for one in (challenger, incumbent)
    }
    ours, theirs = sum(largest[challenger]), sum(largest[incumbent])
    leader, behind = (challenger, theirs) if ours > theirs else (incumbent, ours)
    whole = total(day.downloads)
    decide = None if ours == theirs else deciding(largest[leader], behind)
    return divided(ours, whole), divided(theirs, whole), decide, ours > theirs
