"""The shares of a population's downloads and how they change, worked out with plain pandas."""

from __future__ import annotations

from dataclasses import dataclass

from tests.metrics.plain.frames import (
    Frame,
    Told,
    compared,
    days,
    divided,
    of_population,
    part_known,
    ranked,
    total,
)


@dataclass(frozen=True)
class Pair:
    """What of two dates compares: the rows that a change rests on, their part, the days between."""

    before: Frame
    now: Frame
    days: int
    part: float | None
    # Whether they carry half of the known downloads at either date.
    enough: bool


def _paired(before: Frame | None, now: Frame) -> Pair | None:
    """None for the first date, which has nothing to compare with."""
    if before is None:
        return None
    unknown = {row.id for day in (before, now) for _, row in day[day.downloads.isna()].iterrows()}
    rests = [day[~day.id.isin(unknown)] for day in (before, now)]
    held = [
        (total(rest.downloads), total(day.downloads)) for rest, day in zip(rests, (before, now), strict=True)
    ]
    return Pair(
        before=rests[0],
        now=rests[1],
        days=(now.date.iloc[0] - before.date.iloc[0]).days,
        part=divided(*held[1]),
        enough=all(part is not None and whole is not None and part * 2 >= whole for part, whole in held),
    )


def download_share(rows: Frame, population: str, compare: str) -> Told:
    told = []
    counted = of_population(rows, population)
    before = None
    for date, day in days(compared(counted, compare)):
        day = day.assign(country=day.country.fillna(""))
        sums = {country: total(of.downloads) for country, of in day.groupby("country")}
        order = sorted(set(sums) - {""}, key=lambda one: (-(sums[one] or 0), one)) + [""] * ("" in sums)
        whole = total(day.downloads)
        pair = _paired(before, day)
        leaders = [one for one in order[:2] if one]
        for rank, country in enumerate(order, start=1):
            of = day[day.country == country]
            cases = [
                share for leader in (None, *leaders) if (share := _share(day, country, leader)) is not None
            ]
            told.append(
                (
                    date, country, rank if country else None, sums[country], divided(sums[country], whole),
                    min(cases, default=None), max(cases, default=None),
                    _change(pair, country, (before, day)),
                    None if pair is None or pair.now.empty else len(pair.now),
                    pair and pair.part, pair and pair.days,
                    len(of), of.handle.nunique(), part_known(day.downloads),
                    divided(whole, total(counted[counted.date == date].downloads)), whole, len(day),
                    day.handle.nunique(),
                )
            )  # fmt: skip
        before = day
    return told


def _share(day: Frame, country: str, leader: str | None) -> float | None:
    """A country's share, with the largest model of a leader left out."""
    out = ranked(day[day.country == leader], "downloads").index[:1]
    if leader and out.empty:
        return None
    rest = day.drop(index=out)
    if day[day.country == country].downloads.notna().any():
        return divided(total(rest[rest.country == country].downloads) or 0, total(rest.downloads))
    return None


def _change(pair: Pair | None, country: str, dates: tuple[Frame | None, Frame]) -> float | None:
    """The change of a country's share; of no model at a date its share is 0, of unknown ones none."""
    if pair is None or not pair.enough:
        return None
    shares = []
    for rest, day in zip((pair.before, pair.now), dates, strict=True):
        assert day is not None
        part = total(rest[rest.country == country].downloads)
        shares.append(divided(0 if country not in set(day.country) else part, total(rest.downloads)))
    return None if None in shares else shares[1] - shares[0]


def concentration(rows: Frame, population: str, compare: str) -> Told:
    told = []
    before = None
    for date, day in days(compared(of_population(rows, population), compare)):
        pair = _paired(before, day)
        before = day
        order = ranked(day, "downloads")
        if order.empty:
            continue
        whole = sum(order.downloads)
        tops = [divided(sum(order.downloads[:number]), whole) for number in (1, 10, 25, 100)]
        handles = [sum(of.downloads) for _, of in order.groupby("handle", dropna=False)]
        change = _half(pair.now) - _half(pair.before) if pair and pair.enough else None
        told.append(
            (
                date, len(order), *tops, _half(day), change,
                None if pair is None or pair.now.empty else len(pair.now), pair and pair.days,
                part_known(day.downloads), order.repo_id.iloc[0],
                divided(sum(one * one for one in handles), whole * whole), whole,
            )
        )  # fmt: skip
    return told


def _half(day: Frame) -> int:
    """The least number of models that hold half of the downloads."""
    largest_first = list(ranked(day, "downloads").downloads)
    sums = [sum(largest_first[:number]) for number in range(1, len(largest_first) + 1)]
    return 1 + sum(sofar * 2 < sum(largest_first) for sofar in sums)
