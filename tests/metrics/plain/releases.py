"""What was released when, of which size and under which licence, worked out with plain pandas."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from tests.metrics.plain.frames import (
    Frame,
    Told,
    compared,
    days,
    divided,
    known,
    newest,
    of_population,
    part_known,
    ranked,
    those,
)

#: What the licences of the random Hubs are; any other that is declared is `other`.
TIERS = {"mit": "permissive", "llama3.1": "use-restricted", "": "none"}


def first_seen(rows: Frame) -> Told:
    some = compared(rows[rows.country.notna()].copy())
    if some.empty:
        return []
    first = some.groupby("id").agg({"date": "min", "country": "first"})
    new = Counter((row.date, row.country) for _, row in first.iterrows() if row.date > first.date.min())
    return sorted(
        ((date, country, count) for (date, country), count in new.items()),
        key=lambda it: (it[0], -it[2], it[1]),
    )


def _first_day(since: str, date: dt.date) -> dt.date:
    """The day itself, or the first of the year of the last month that was complete on a date."""
    last_of_month = date.replace(day=1) - dt.timedelta(days=1)
    return dt.date(last_of_month.year, 1, 1) if since == "year" else dt.date.fromisoformat(since)


def _created_since(rows: Frame, since: str) -> Frame:
    """Models of listed publishers created in a month that was complete on the snapshot's date."""
    dated = rows[rows.country.notna() & rows.created.notna()]
    if dated.empty:
        return dated
    date = dated.date.iloc[0]
    return dated[(dated.created >= _first_day(since, date)) & (dated.created < date.replace(day=1))]


def _dated(rows: Frame) -> float | None:
    """What part of the models of listed publishers has a known creation date."""
    listed = rows[rows.country.notna()]
    return None if listed.empty else part_known(listed.created)


def releases(rows: Frame, since: str) -> Told:
    rows = newest(rows)
    date = rows.date.max()
    made = [row for _, row in _created_since(rows, since).iterrows()]
    # The Hub has no creation date before that month.
    first = max(_first_day(since, date), dt.date(2022, 3, 1))
    numbers = range(first.year * 12 + first.month - 1, date.year * 12 + date.month - 1)
    told = []
    for month in [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]:
        cells = []
        for country in sorted({row.country for row in made}):
            of = [row for row in made if row.country == country and row.created.replace(day=1) == month]
            new = [row for row in of if not row["copy"]]
            cells.append((-len(new), country, len(of) - len(new), len({row.handle for row in new})))
        for rank, (fewer, country, copies, handles) in enumerate(sorted(cells), start=1):
            told.append((month, country, rank, -fewer, copies, handles))
    return told


def largest_releases(rows: Frame, since: str) -> Told:
    last = newest(rows)
    dated = _dated(last)
    made = _created_since(last, since)
    made = made[made.parameters.notna() & ~made["copy"].astype(bool)]
    made = made.assign(month=[day.replace(day=1) for day in made.created])
    told: Told = []
    contested: list[str] = []
    for month in sorted(set(made.month)):
        order = ranked(made[made.month == month], "parameters")
        first = order.iloc[0]
        others = order[order.country != first.country]
        second = None if others.empty else others.iloc[0]
        if second is not None:
            contested.append(first.country)
        sizes = known(rows[rows.id == first.id].parameters)
        resized = any(max(one, first.parameters) * 10 > min(one, first.parameters) * 12 for one in sizes)
        told.append(
            (
                month, first.repo_id, first.organisation, first.country, first.parameters,
                "" if second is None else second.repo_id, None if second is None else second.parameters,
                contested.count(first.country), len(contested), int(resized), dated,
            )
        )  # fmt: skip
    return told


def licence_tiers(rows: Frame, since: str, least_parameters: int, copies: str, countries: int) -> Told:
    tiers = ["permissive", "copyleft", "use-restricted", "non-commercial", "other", "none"]
    rows = newest(rows)
    dated = _dated(rows)
    some = _of_size(rows[rows.country.notna()], least_parameters)
    if copies == "without":
        some = some[~some["copy"].astype(bool)]
    if since != "any":
        some = some[some.created.notna()]
        some = those(some, (day >= _first_day(since, rows.date.max()) for day in some.created))
    counts = Counter(some.country)
    order = sorted(counts, key=lambda one: (-counts[one], one))
    shown = [*order[:countries], "other"]
    models = [
        (
            row.country if row.country in shown else "other",
            TIERS.get(row.license.lower(), "other"),
            row.handle,
            row.organisation,
        )
        for _, row in some.assign(license=some.license.fillna("")).iterrows()
    ]
    told: Told = []
    for place, country in enumerate(shown, start=1):
        of = [model for model in models if model[0] == country]
        for tier in tiers:
            held = [model[2:] for model in of if model[1] == tier]
            if held:
                largest, holder = _most(held), _most([model[2:] for model in of])
                without = [model[1] for model in of if model[2:] != holder]
                told.append(
                    (
                        country, tier, place, len(held), len(held) / len(of), len(of), len(set(held)),
                        largest[1], held.count(largest) / len(held),
                        divided(without.count(tier), len(without)), holder[1], dated,
                    )
                )  # fmt: skip
    return told


def _most(held: list[tuple[str, str]]) -> tuple[str, str]:
    """The handle, and its organisation, that stands there most often, ties by handle."""
    return min(held, key=lambda one: (-held.count(one), one[0]))


def _of_size(rows: Frame, least: int) -> Frame:
    """The models with so many parameters at least; those of unknown size only where any size will do."""
    if least == 0:
        return rows
    some = rows[rows.parameters.notna()]
    return those(some, (size >= least for size in some.parameters))


def publishers(rows: Frame, least_parameters: int, since: str, until: str, population: str) -> Told:
    some = of_population(rows, population)
    some = _of_size(some[some.country.notna() & ~some["copy"].astype(bool)], least_parameters)
    told = []
    for date, day in days(some):
        cells = []
        for country, of in day.groupby("country"):
            made = _within(of, since, until)
            if made.empty:
                continue
            held = list(zip(made.handle, made.organisation, strict=True))
            first = None
            if since != "any":
                older = _within(of, "any", since)
                older = those(older, (day < dt.date.fromisoformat(since) for day in older.created))
                first = len(set(made.handle) - set(older.handle))
            cells.append(
                (
                    -len(set(held)), country, len(made), first, len(of) - len(known(of.created)),
                    part_known(day.created), _most(held)[1], held.count(_most(held)),
                )
            )  # fmt: skip
        told += [(date, one[1], rank, -one[0], *one[2:]) for rank, one in enumerate(sorted(cells), start=1)]
    return told


def _within(rows: Frame, since: str, until: str) -> Frame:
    """The models created between two days; where both are any, those of unknown creation, too."""
    if (since, until) == ("any", "any"):
        return rows
    first = dt.date.min if since == "any" else dt.date.fromisoformat(since)
    last = dt.date.max if until == "any" else dt.date.fromisoformat(until)
    dated = rows[rows.created.notna()]
    return those(dated, (first <= day <= last for day in dated.created))
