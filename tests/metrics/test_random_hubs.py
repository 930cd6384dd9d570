"""Metrics on Hubs made at random, against plain pandas and Python that shares nothing with their SQL."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from briefgen.metrics.engine import Engine
from tests.metrics.by_hand import Rows
from tests.metrics.conftest import written
from tests.metrics.random_hubs import HUBS, identity, laid_out

Told = list[tuple[Any, ...]]
Frame = pd.DataFrame


def known(values: Any) -> list[Any]:
    return [value for value in values if not pd.isna(value)]


def total(values: Any) -> int | None:
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


def ranked(rows: Frame, figure: str) -> Frame:
    """The rows with a known figure, the largest first, ties by id."""
    some = rows[rows[figure].notna()]
    order = sorted(some.index, key=lambda at: (-some[figure][at], some.id[at]))
    return some.loc[order]


def of_population(rows: Frame, population: str) -> Frame:
    if population == "all":
        return rows
    return rows[rows.tracked.astype(bool)] if population == "tracked" else rows[rows.country.notna()]


def compared(rows: Frame, by: str = "handle") -> Frame:
    """The rows of what stands in every snapshot; by id, of what is known in every snapshot."""
    some = rows[rows.downloads.notna()] if by == "id" else rows
    seen = some[some[by].notna()].groupby(by).date.nunique()
    return rows[rows[by].isin(seen[seen == rows.attrs["snapshots"]].index)]


def coverage(rows: Frame) -> Told:
    return [
        (
            date, len(day), len(set(known(day.handle))), part_known(day.country), part_known(day.downloads),
            part_known(day.likes), part_known(day.created), part_known(day.license), int(day.tracked.sum()),
        )
        for date, day in days(rows)
    ]  # fmt: skip


def attention_overlap(rows: Frame) -> Told:
    told = []
    for date, day in days(rows[rows.downloads.notna() & rows.likes.notna()]):
        both = set(ranked(day, "downloads").repo_id[:2]) & set(ranked(day, "likes").repo_id[:2])
        told.append((date, len(both), ", ".join(sorted(both)), len(day)))
    return told


def tracked_coverage(rows: Frame) -> Told:
    told = []
    for date, day in days(rows):
        tracked = day[day.tracked.astype(bool)]
        part = 0 if tracked.empty else total(tracked.downloads)
        whole = total(day.downloads)
        told.append((date, part, whole, divided(part, whole), len(tracked), len(day)))
    return told


def most_liked(rows: Frame) -> Told:
    told = []
    for date, day in days(rows):
        share = divided(total(day[day.likes.notna()].downloads), total(day.downloads))
        if share is None or share < 0.8:
            continue
        order = ranked(day, "likes")
        for rank, (_, row) in enumerate(order[:3].iterrows(), start=1):
            before = rows[(rows.date <= date) & (rows.likes > row.likes).fillna(False).astype(bool)]
            missing = set(before.id) - set(order.id)
            ahead = row.likes - order.likes.iloc[rank] if rank < len(order) else None
            told.append((date, rank, row.repo_id, row.likes, ahead, len(missing), share))
    return told


def liked_countries(rows: Frame) -> Told:
    told: Told = []
    for date, day in days(rows):
        share = divided(total(day[day.likes.notna()].downloads), total(day.downloads))
        if share is None or share < 0.8:
            continue
        top = ranked(day, "likes")[:3].fillna({"country": ""})
        places: dict[str, list[int]] = defaultdict(list)
        for place, country in enumerate(top.country, start=1):
            places[country].append(place)
        for country, held in sorted(places.items(), key=lambda item: (-len(item[1]), item[1][0])):
            told.append(
                (date, country, len(held), len(held) / len(top), top.repo_id.iloc[held[0] - 1], held[0])
            )
    return told


def top_publishers(rows: Frame) -> Told:
    told = []
    for date, day in days(rows[rows.downloads.notna()]):
        sums = {handle: total(of.downloads) or 0 for handle, of in day.groupby("handle", dropna=False)}
        order = sorted(sums, key=lambda one: (-sums[one], pd.isna(one), one))
        for rank, handle in enumerate(order[:3], start=1):
            of = day[day.handle.isna() if pd.isna(handle) else day.handle == handle]
            first = ranked(of, "downloads").iloc[0]
            share = divided(sums[handle], sum(sums.values()))
            told.append(
                (
                    date,
                    rank,
                    sums[handle],
                    share,
                    len(of),
                    first.repo_id,
                    divided(first.downloads, sums[handle]),
                )
            )
    return told


def publisher_ranks(rows: Frame) -> Told:
    told = []
    for date, day in days(compared(rows)):
        sums = {handle: total(of.downloads) for handle, of in day.groupby("handle")}
        order = sorted(sums, key=lambda one: (sums[one] is None, -(sums[one] or 0), one))
        for place, handle in enumerate(order, start=1):
            rank = place if part_known(day.downloads) >= 0.8 and sums[handle] is not None else None
            share = divided(sums[handle], total(day.downloads))
            told.append((date, handle, rank, sums[handle], share, len(order)))
    return told


def download_share(rows: Frame, by: str = "handle") -> Told:
    told = []
    for date, day in days(compared(rows, by) if by else rows):
        countries = day.country.fillna("")
        sums = {country: total(day[countries == country].downloads) for country in set(countries)}
        order = sorted(set(sums) - {""}, key=lambda one: (-(sums[one] or 0), one)) + [""] * ("" in sums)
        for rank, country in enumerate(order, start=1):
            told.append(
                (
                    date, country, rank if country else None, sums[country],
                    divided(sums[country], total(day.downloads)), int((countries == country).sum()),
                    day[countries == country].handle.nunique(), part_known(day.downloads), len(day),
                )
            )  # fmt: skip
    return told


def concentration(rows: Frame) -> Told:
    told = []
    for date, day in days(rows):
        order = ranked(day, "downloads")
        if order.empty:
            continue
        whole = sum(order.downloads)
        running = list(order.downloads.cumsum())
        half = next(place for place, sofar in enumerate(running, start=1) if sofar * 2 >= whole)
        handles = [sum(of.downloads) for _, of in order.groupby("handle", dropna=False)]
        told.append(
            (
                date, len(order), divided(running[0], whole),
                divided(running[min(10, len(order)) - 1], whole), half,
                part_known(day.downloads), order.repo_id.iloc[0],
                divided(sum(one * one for one in handles), whole * whole), whole,
            )
        )  # fmt: skip
    return told


def lead(rows: Frame) -> Told:
    told = []
    for date, day in days(rows):
        sums = {country: total(of.downloads) or 0 for country, of in day.groupby("country")}
        if not sums:
            continue
        first, *others = sorted(sums, key=lambda one: (-sums[one], one))
        behind = sums[others[0]] if others else 0
        largest = ranked(day[day.country == first], "downloads")
        left, deciding = sums[first], None
        for taken, downloads in enumerate(largest.downloads, start=1):
            left -= downloads
            if left <= behind and deciding is None:
                deciding = taken
        name = None if largest.empty else largest.repo_id.iloc[0]
        whole = total(day.downloads)
        told.append(
            (date, first, others[0] if others else None, divided(sums[first] - behind, whole), deciding, name)
        )
    return told


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


def time_to_likes(rows: Frame) -> Told:
    found = []
    for _, of in rows.groupby("id"):
        created, seen = known(of.created), of[of.likes.notna()].sort_values("date")
        reached = seen[seen.likes >= 3]
        start = rows[rows.likes.notna()].date.min()
        if not created or reached.empty or not start < min(created) <= reached.date.iloc[0]:
            continue
        below = [date for date in seen.date if date < reached.date.iloc[0]]
        least = max((max(below) - min(created)).days, 0) if below else 0
        most = (reached.date.iloc[0] - min(created)).days
        found.append((most, least, of.id.iloc[0], reached.repo_id.iloc[0], reached.likes.iloc[0]))
    return [
        (rank, name, likes, least, most)
        for rank, (most, least, _, name, likes) in enumerate(sorted(found), 1)
    ]


def spikes(rows: Frame) -> Told:
    told = []
    for _, of in rows[rows.downloads.notna()].sort_values("date").groupby("id"):
        middle = float(of.downloads.astype("int64").median())
        if len(of) < 3 or not middle > 0:
            continue
        for at, row in enumerate(of.itertuples()):
            later = list(of.downloads[at + 1 :])
            if row.downloads >= 2 * middle and row.downloads >= 3 and later and min(later) < 2 * middle:
                told.append(
                    (row.date, row.repo_id, row.downloads, middle, row.downloads / middle, later[0], row.id)
                )
    told.sort(key=lambda row: (-row[4], row[0], row[6]))
    return [row[:6] for row in told]


def releases(rows: Frame) -> Told:
    date = rows.date.max()
    listed = rows[rows.country.notna() & rows.created.notna()]
    month = dt.date(2025, date.month, 1)
    made = [row for _, row in listed.iterrows() if dt.date(2024, 1, 1) <= row.created < month]
    months = [dt.date(2024 + number // 12, number % 12 + 1, 1) for number in range(11 + date.month)]
    told = []
    for first in months:
        cells = []
        for country in sorted({row.country for row in made}):
            of = [row for row in made if row.country == country and row.created.replace(day=1) == first]
            new = [row for row in of if not row["copy"]]
            cells.append((-len(new), country, len(of) - len(new), len({row.handle for row in new})))
        for rank, (fewer, country, copies, handles) in enumerate(sorted(cells), start=1):
            told.append((first, country, rank, -fewer, copies, handles))
    return told


def licence_tiers(rows: Frame) -> Told:
    tiers = ["permissive", "copyleft", "use-restricted", "non-commercial", "other", "none"]
    of_licence = {"mit": "permissive", "llama3.1": "use-restricted", "": "none"}
    listed = rows[rows.country.notna()]
    counts = Counter(listed.country)
    told = []
    for country in sorted(counts, key=lambda one: (-counts[one], one)):
        licences = listed[listed.country == country].license.fillna("").str.lower()
        held = Counter(of_licence.get(licence, "other") for licence in licences)
        told += [(country, tier, held[tier], held[tier] / counts[country]) for tier in tiers if held[tier]]
    return told


def publishers(rows: Frame) -> Told:
    told = []
    for date, day in days(rows[rows.country.notna() & ~rows["copy"].astype(bool)]):
        cells = [
            (-of.handle.nunique(), country, len(of), len(of) - len(known(of.created)))
            for country, of in day.groupby("country")
        ]
        told += [(date, one[1], rank, -one[0], *one[2:]) for rank, one in enumerate(sorted(cells), start=1)]
    return told


def edges(rows: Frame) -> set[tuple[str, str, str | None]]:
    return {
        (row.id, identity(base["repo_id"]), base["relation"])
        for _, row in rows.iterrows()
        for base in row.base_models
        if identity(base["repo_id"]) != row.id
    }


def roots(links: set[tuple[str, str, str | None]]) -> set[tuple[str, str]]:
    """Every model with each ancestor that names no base itself."""
    bases: dict[str, set[str]] = defaultdict(set)
    for child, parent, _ in links:
        bases[child].add(parent)
    found = set()
    for child in bases:
        above, waiting = set(), [child]
        while waiting:
            new = bases.get(waiting.pop(), set()) - above
            above |= new
            waiting += new
        found |= {(child, one) for one in above if one not in bases and one != child}
    return found


def transitive_derivatives(rows: Frame) -> Told:
    links = edges(rows)
    quantised = {child for child, _, relation in links if relation == "quantized"}
    children: dict[str, set[str]] = defaultdict(set)
    for child, root in roots(links):
        owner, _, name = root.partition("/")
        family = (
            "Be"
            if owner == "beta"
            else ""
            if owner != "alpha"
            else "Al-big"
            if name.startswith("big")
            else "Al"
        )
        children[family].add(child)
    whole = len(set().union(*children.values()) - quantised) if children else 0
    cells = [
        (base == "", -len(held - quantised), base, len(held & quantised)) for base, held in children.items()
    ]
    return [(base, -fewer, divided(-fewer, whole), copies) for _, fewer, base, copies in sorted(cells)]


def publisher_base(rows: Frame) -> Told:
    links = edges(rows)
    quantised = {child for child, _, relation in links if relation == "quantized"}
    listed = rows[rows.country.notna()]
    countries = dict(zip(listed.id, listed.country, strict=True))
    of_owner = {"alpha": "US", "late": "US", "beta": "CN", "gamma": "CN", "fran": "FR"}
    held: dict[str, Counter[str]] = defaultdict(Counter)
    whole: dict[str, set[str]] = defaultdict(set)
    pairs = {(child, of_owner.get(root.split("/")[0], "")) for child, root in roots(links)}
    for child, base in pairs:
        country = countries.get(child)
        if child not in quantised and country:
            held[country][base] += 1
            whole[country].add(child)
    told = []
    for country in sorted(held, key=lambda one: (-len(whole[one]), one)):
        for base, models in sorted(held[country].items(), key=lambda item: (-item[1], item[0])):
            told.append((country, base, models, models / len(whole[country]), len(whole[country])))
    return told


_COVERED = "date models publishers with_country downloads likes created licences tracked"
_SHARES = "date country rank downloads share models organisations known all_models"
#: A metric, its parameters, whether it is put to one snapshot, the columns compared, and the plain way there.
CASES: list[tuple[str, Mapping[str, str | int], bool, str, Callable[[Frame], Told]]] = [
    ("coverage", {}, False, _COVERED, coverage),
    ("attention_overlap", {"top": 2}, False, "date both names models", attention_overlap),
    ("tracked_coverage", {}, False, "date tracked total share models rows", tracked_coverage),
    (
        "most_liked",
        {"top": 3, "population": "all"},
        False,
        "date rank repo_id likes ahead absent known",
        most_liked,
    ),
    (
        "liked_countries",
        {"top": 3, "population": "all"},
        False,
        "date country models share first place",
        liked_countries,
    ),
    (
        "top_publishers",
        {"top": 3, "population": "all"},
        False,
        "date rank downloads share models largest largest_share",
        top_publishers,
    ),
    (
        "publisher_ranks",
        {"population": "all"},
        False,
        "date handle rank downloads share organisations",
        publisher_ranks,
    ),
    (
        "download_share",
        {"population": "all"},
        False,
        _SHARES,
        download_share,
    ),
    (
        "download_share",
        {"population": "all", "compare": "models"},
        False,
        _SHARES,
        lambda rows: download_share(rows, "id"),
    ),
    (
        "download_share",
        {"population": "tracked", "compare": "rows"},
        False,
        _SHARES,
        lambda rows: download_share(of_population(rows, "tracked"), ""),
    ),
    (
        "concentration",
        {"population": "all", "compare": "rows"},
        False,
        "date models top_1 top_10 half known largest hhi downloads",
        concentration,
    ),
    (
        "lead",
        {"population": "all", "compare": "rows"},
        False,
        "date leader second lead deciding largest",
        lead,
    ),
    ("first_seen", {}, False, "date country seen", first_seen),
    ("time_to_likes", {"likes": 3, "origin": "made"}, False, "rank repo_id likes least most", time_to_likes),
    ("spikes", {"factor": 2, "least": 3}, False, "date repo_id downloads median ratio after", spikes),
    ("releases", {"since": "2024-01-01"}, True, "month country rank releases copies organisations", releases),
    ("licence_tiers", {"since": "any", "countries": 9}, True, "country tier models share", licence_tiers),
    (
        "publishers",
        {"population": "listed"},
        False,
        "date country rank organisations models undated",
        publishers,
    ),
    (
        "transitive_derivatives",
        {"counted_by": "family"},
        True,
        "base derivatives share quantisations",
        transitive_derivatives,
    ),
    ("publisher_base", {}, True, "publisher base models share all_models", publisher_base),
]


def differences(engine: Engine, hub: Mapping[str, Rows]) -> list[str]:
    """Where the engine and the plain way differ on one Hub."""
    found = []
    whole = laid_out(hub)
    for name, choices, newest, columns, plainly in CASES:
        rows = whole[whole.snapshot == whole.snapshot.max()] if newest else whole
        rows.attrs["snapshots"] = rows.snapshot.nunique()
        answer = engine.run(name, sorted(set(rows.snapshot)), **choices)
        got = [tuple(record[column] for column in columns.split()) for record in answer.records]
        wanted = [tuple(None if pd.isna(value) else value for value in row) for row in plainly(rows)]
        if got != wanted:
            found.append(f"{name} {choices}\n  engine: {got}\n  plainly: {wanted}")
    return found


@settings(
    max_examples=25,
    # As it was found: to make it small takes minutes.
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(hub=HUBS)
def test_the_engine_and_pandas_agree(hub: Mapping[str, Rows]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert not differences(written(Path(folder), hub), hub)


def test_a_difference_would_be_found(tmp_path: Path) -> None:
    one = {"2025-01-10-made": [_plain("alpha/one", 3), _plain("beta/one", 1)]}
    other = {"2025-01-10-made": [_plain("alpha/one", 3), _plain("beta/one", 2)]}
    engine = written(tmp_path, one)
    assert not differences(engine, one)
    assert {text.split()[0] for text in differences(engine, other)} >= {
        "download_share",
        "concentration",
        "lead",
    }


def _plain(name: str, downloads: int) -> dict[str, Any]:
    empty = dict.fromkeys(["likes", "children", "created_at", "license", "parameters", "base_models"])
    return {"repo_id": name, "author": name.split("/")[0], "downloads_30d": downloads, **empty}


@pytest.mark.parametrize("name", ["alpha/one", "OldBeta/one", "gpt"])
def test_the_plain_identity_is_that_of_the_metrics(name: str) -> None:
    assert identity(name) == {"OldBeta/one": "beta/one"}.get(name, name)
