"""The metrics that single charts ask, on the bundled series, against pandas."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pandas as pd
import pytest

from briefgen.metrics.engine import Engine
from tests.metrics.by_pandas import identity, ids, newest, present_at_every_date, series
from tests.metrics.test_lineage_bundled import climb, country_of

ARCHIVES = ("osir-lmts", "llmfit", "hub-stats", "radar")


@pytest.mark.parametrize("origin", ["osir-lmts", "llmfit"])
def test_publisher_ranks(engine: Engine, origin: str) -> None:
    rows = series(origin)
    rows = present_at_every_date(rows[rows.tracked], "handle")
    known = rows.groupby("date").downloads_30d.apply(lambda of: of.notna().mean())
    totals = rows.groupby(["date", "handle"]).downloads_30d.sum(min_count=1).reset_index()
    totals = totals.sort_values(["date", "downloads_30d", "handle"], ascending=[True, False, True])
    totals["rank"] = totals.groupby("date").cumcount() + 1
    result = engine.run("publisher_ranks", ids(engine, origin))
    assert [row.handle.value for row in result] == list(totals.handle)
    expected = totals["rank"].where((totals.date.map(known) >= 0.8) & totals.downloads_30d.notna())
    assert [row["rank"].value for row in result] == [None if pd.isna(place) else place for place in expected]
    # In llmfit so few downloads are known from June on that nobody has a place.
    last = max(date for date, part in known.items() if part >= 0.8)
    assert last == (dt.date(2025, 9, 7) if origin == "osir-lmts" else dt.date(2026, 5, 23))


@pytest.mark.parametrize("origin", ["hub-stats", "radar"])
def test_family_tree(engine: Engine, origin: str) -> None:
    rows = newest(origin)
    held = set(rows.id)
    links = {
        (row.id, identity(base["repo_id"]), base["relation"] or "")
        for row in rows.itertuples()
        for base in ([] if row.base_models is None else row.base_models)
        if identity(base["repo_id"]) != row.id
    }
    result = engine.run("family_tree", ids(engine, origin))
    first = next(iter(result))
    assert sum(row.links.value for row in result) == first.all_links.value == len(links)
    assert first.derivatives.value == len({child for child, _, _ in links})
    missing = sum(base not in held for _, base, _ in links)
    assert first.all_unresolved.value == missing / len(links)
    kinds = Counter((base, kind) for _, base, kind in links)
    for row in result:
        if row.base.value:
            assert row.links.value == kinds[identity(row.base.value), row.relation.value]
    qwen = sum(base.startswith("qwen/") for _, base, _ in links)
    assert (first.family.value, first.family_links.value) == ("Qwen", qwen)


def test_likes_and_downloads(engine: Engine) -> None:
    rows = newest("radar").dropna(subset=["likes", "downloads_30d"])
    liked = rows.sort_values(["likes", "id"], ascending=[False, True]).id.head(100)
    loaded = rows.sort_values(["downloads_30d", "id"], ascending=[False, True]).id.head(100)
    result = engine.run("likes_and_downloads", ids(engine, "radar"))
    assert {identity(str(row.repo_id.value)) for row in result} == set(liked) | set(loaded)
    assert next(iter(result)).models.value == len(rows)


def test_likes_and_downloads_where_likes_are_known(engine: Engine) -> None:
    rows = series("llmfit")
    total = rows.groupby("date").downloads_30d.sum()
    liked = rows[rows.likes.notna()].groupby("date").downloads_30d.sum()
    expected = sorted(total.index[liked.reindex(total.index) / total >= 0.8])
    found = engine.run("likes_and_downloads", ids(engine, "llmfit")).dates
    # From April to August the archive knows the likes of too few.
    assert list(found) == expected == [dt.date(2026, 3, 1), dt.date(2026, 9, 20)]


def test_time_to_likes(engine: Engine) -> None:
    rows = series("osir-lmts").dropna(subset=["likes"])
    dated = pd.concat([series(origin) for origin in ARCHIVES]).dropna(subset=["created_at"])
    born = dated.groupby("id").created_at.min().dt.date
    expected = {}
    for model, seen in rows.sort_values("date").groupby("id"):
        reached = seen[seen.likes >= 1000].date.min()
        if pd.isna(reached) or model not in born or not rows.date.min() < born[model] <= reached:
            continue
        fewer = seen[seen.date < reached].date.max()
        least = 0 if pd.isna(fewer) else max((fewer - born[model]).days, 0)
        expected[model] = (least, (reached - born[model]).days)
    result = engine.run("time_to_likes", engine.holdings.ids, origin="osir-lmts")
    found = {identity(str(row.repo_id.value)): (row.least.value, row.most.value) for row in result}
    assert found == expected
    assert found["deepseek-ai/deepseek-r1"] == (0, 25)


def test_dependence(engine: Engine) -> None:
    roots, quantised = climb("hub-stats")
    rows = newest("hub-stats").set_index("id")
    counted: Counter[tuple[dt.date, str]] = Counter()
    for child in roots:
        if child in quantised or not roots[child] or rows.country[child] != "US":
            continue
        created = rows.created_at[child].date()
        half = created.replace(month=1 if created.month <= 6 else 7, day=1)
        counted.update((half, country) for country in {country_of(root) for root in roots[child]})
    result = engine.run("dependence", ids(engine, "hub-stats"))
    found = {(row.half.value, row.base.value): row.models.value for row in result}
    assert found == {key: count for key, count in counted.items() if key[0] < dt.date(2026, 1, 1)}
