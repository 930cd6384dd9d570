"""A figure of each metric on the bundled series, against an independent computation with pandas."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from briefgen.metrics import catalogue
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.holdings import Holdings
from briefgen.snapshots.manifest import Manifest

REPOSITORY = Path(__file__).parents[2]
DATA = REPOSITORY / "data"


@pytest.fixture(scope="module")
def engine() -> Engine:
    manifests = [
        Manifest.model_validate_json(path.read_bytes()) for path in (DATA / "snapshots").glob("*.json")
    ]
    return Engine(Project(REPOSITORY, REPOSITORY / "output"), Holdings.until(manifests, dt.date(2026, 9, 30)))


def ids(engine: Engine, origin: str) -> list[str]:
    return [manifest.id for manifest in engine.holdings.series(origin)]


@functools.cache
def renames() -> dict[str, str]:
    table = pd.read_csv(DATA / "renames.csv")
    return dict(zip(table.old_handle.str.lower(), table.new_handle.str.lower(), strict=True))


def identity(repo_id: str) -> str:
    handle, slash, name = repo_id.lower().partition("/")
    return renames().get(handle, handle) + slash + name


@functools.cache
def organisations() -> pd.DataFrame:
    table = pd.read_csv(DATA / "organisations.csv", keep_default_na=False)
    return table.assign(handle=table.handle.str.lower()).set_index("handle")


@functools.cache
def tracked() -> frozenset[str]:
    return frozenset(identity(repo_id) for repo_id in pd.read_csv(DATA / "tracked_models.csv").repo_id)


def load(path: Path) -> pd.DataFrame:
    """One snapshot, each repository once, with its publisher's country."""
    frame = pd.read_parquet(path)
    frame["id"] = frame.repo_id.map(identity)
    known = frame[["downloads_30d", "likes", "created_at"]].isna().astype(int)
    frame = frame.assign(a=known.downloads_30d, b=known.likes, c=known.created_at)
    frame = frame.sort_values(["a", "b", "c", "repo_id"]).drop_duplicates("id")
    frame["handle"] = frame.id.str.split("/").str[0]
    listed = organisations()
    roles = frame.handle.map(listed.role)
    frame["publisher"] = roles == "publisher"
    frame["country"] = frame.handle.map(listed.country).where(frame.publisher).replace("", None)
    frame["tracked"] = frame.id.isin(tracked())
    frame["date"] = dt.date.fromisoformat(path.name[:10])
    return frame


@functools.cache
def series(origin: str) -> pd.DataFrame:
    paths = sorted((DATA / "snapshots").glob(f"*-{origin}.parquet"))
    return pd.concat([load(path) for path in paths if path.name < "2026-10"], ignore_index=True)


def newest(origin: str) -> pd.DataFrame:
    rows = series(origin)
    return rows[rows.date == rows.date.max()]


def present_at_every_date(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    dates = rows.groupby(key).date.nunique()
    return rows[rows[key].isin(dates[dates == rows.date.nunique()].index)]


def shares(rows: pd.DataFrame, date: str) -> dict[str, float]:
    """Each country's percentage of one date's downloads, to two decimals."""
    day = rows[rows.date == dt.date.fromisoformat(date)]
    return (day.groupby("country").downloads_30d.sum() / day.downloads_30d.sum() * 100).round(2).to_dict()


def test_every_metric_is_checked_on_the_bundled_series() -> None:
    files = Path(__file__).parent.glob("test_*bundled*.py")
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [name for name in catalogue.names() if f'run("{name}"' not in source] == []


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


def test_most_liked(engine: Engine) -> None:
    for origin in ("hub-stats", "radar"):
        found = engine.run("most_liked", ids(engine, origin))
        expected = newest(origin).sort_values(["likes", "id"], ascending=[False, True]).head(10)
        assert list(found.column("repo_id")) == list(expected.repo_id)
        assert list(found.column("likes")) == list(expected.likes)


def test_a_model_that_is_missing_leaves_no_false_first_place(engine: Engine) -> None:
    result = engine.run("most_liked", engine.holdings.ids)
    naive = result.row(date=dt.date(2026, 3, 1), origin="llmfit", rank=1)
    assert naive is not None
    assert (naive.repo_id.value, naive.absent.value) == ("meta-llama/Meta-Llama-3-8B", 1)
    newest_place = result.row(date=dt.date(2026, 9, 20), origin="llmfit", rank=1)
    assert newest_place is not None
    assert newest_place.absent.value == 0


def test_attention_overlap(engine: Engine) -> None:
    rows = newest("radar").dropna(subset=["downloads_30d", "likes"])
    tops = [
        set(rows.sort_values([key, "id"], ascending=[False, True]).head(25).id)
        for key in ("downloads_30d", "likes")
    ]
    (row,) = engine.run("attention_overlap", ids(engine, "radar"))
    assert row.both.value == len(tops[0] & tops[1])


def test_direct_derivatives(engine: Engine) -> None:
    rows = present_at_every_date(series("osir-lmts"), "handle")
    day = rows[rows.date == rows.date.max()]
    qwen = engine.run("direct_derivatives", ids(engine, "osir-lmts")).row(date=rows.date.max(), base="Qwen")
    assert qwen is not None
    children = day[day.handle == "qwen"].children.sum()
    largest = day.sort_values(["children", "id"], ascending=[False, True]).head(3)
    assert qwen.children.value == children
    assert qwen.share.value == children / day.children.sum()
    before = rows[rows.date == dt.date(2025, 8, 7)].set_index("id").children
    net = (day.set_index("id").children - before).dropna()
    of_family = net[net.index.str.startswith("qwen/")].sum()
    assert (qwen.added.value, qwen.added_share.value) == (of_family, of_family / net.sum())
    assert qwen.parents.value == ", ".join(largest.repo_id)
    assert qwen.organisations.value == day.handle.nunique() == 35
    rest = children - largest[largest.handle == "qwen"].children.sum()
    assert qwen.rest_share.value == rest / (day.children.sum() - largest.children.sum())


def climb(origin: str) -> tuple[dict[str, set[str]], set[str]]:
    """Each model's roots by a plain walk upwards, and the quantised models."""
    parents: dict[str, set[str]] = {}
    quantised: set[str] = set()
    for row in newest(origin).itertuples():
        bases: list[dict[str, Any]] = [] if row.base_models is None else list(row.base_models)
        for base in bases:
            parent = identity(base["repo_id"])
            if parent != row.id:
                parents.setdefault(row.id, set()).add(parent)
                if base["relation"] == "quantized":
                    quantised.add(row.id)
    roots: dict[str, set[str]] = {}
    for child in parents:
        seen: set[str] = set()
        waiting = list(parents[child])
        while waiting:
            ancestor = waiting.pop()
            if ancestor not in seen:
                seen.add(ancestor)
                waiting.extend(parents.get(ancestor, ()))
        roots[child] = {ancestor for ancestor in seen if ancestor not in parents and ancestor != child}
    return roots, quantised


def country_of(repo_id: str) -> str:
    listed = organisations()
    handle = repo_id.split("/")[0]
    if handle not in listed.index or listed.role[handle] != "publisher":
        return ""
    return str(listed.country[handle])


@pytest.mark.parametrize("origin", ["hub-stats", "radar"])
def test_transitive_derivatives(engine: Engine, origin: str) -> None:
    roots, quantised = climb(origin)
    plain = {
        child: {country_of(root) for root in of}
        for child, of in roots.items()
        if child not in quantised and of
    }
    result = engine.run("transitive_derivatives", ids(engine, origin))
    assert len(result) > 10
    for row in result:
        assert row.derivatives.value == sum(row.base.value in countries for countries in plain.values())
        assert row.total.value == len(plain)


def test_publisher_base(engine: Engine) -> None:
    roots, quantised = climb("hub-stats")
    rows = newest("hub-stats").set_index("id")
    american = [
        child for child in roots if child not in quantised and roots[child] and rows.country[child] == "US"
    ]
    found = engine.run("publisher_base", ids(engine, "hub-stats")).row(publisher="US", base="CN")
    assert found is not None
    expected = sum(any(country_of(root) == "CN" for root in roots[child]) for child in american)
    assert (found.models.value, found.all_models.value) == (expected, len(american))


def test_releases(engine: Engine) -> None:
    listed = newest("llmfit").dropna(subset="country")
    this_year = listed[(listed.created_at >= "2026-01-01") & (listed.created_at < "2026-09-01")]
    rows = listed[listed.created_at.dt.strftime("%Y-%m") == "2026-06"]
    copy = rows.repo_id.str.contains(
        r"(?:^|[^a-z0-9])(?:nv|mx)?(?:fp4|fp8|int4|int8|w4a16|w8a8|w4a4|4bit|8bit|gptq|awq|gguf|mlx|bnb|onnx|openvino)",
        flags=re.IGNORECASE,
    )
    result = engine.run("releases", ids(engine, "llmfit")[-1:])
    assert len(result) == 8 * this_year.country.nunique()
    assert set(result.column("dated")) == {listed.created_at.notna().mean()}
    june = {row.country.value: row.releases.value for row in result.where(month=dt.date(2026, 6, 1))}
    assert (
        {country for country, count in june.items() if count == 0}
        == set(this_year.country) - set(rows[~copy].country)
        != set()
    )
    for row in result.where(month=dt.date(2026, 6, 1)):
        of_country = rows[(rows.country == row.country.value) & ~copy]
        assert row.releases.value == len(of_country)
        assert row.organisations.value == of_country.handle.nunique()


def test_largest_releases(engine: Engine) -> None:
    rows = newest("llmfit").dropna(subset=["created_at", "country", "parameters"])
    rows = rows[rows.created_at.dt.strftime("%Y-%m") == "2026-06"]
    found = engine.run("largest_releases", ids(engine, "llmfit")[-1:]).row(month=dt.date(2026, 6, 1))
    assert found is not None
    largest = rows[~rows.repo_id.str.contains("nvfp4|w4a16", case=False)].sort_values("parameters").iloc[-1]
    assert (found.repo_id.value, found.parameters.value) == (largest.repo_id, largest.parameters)


def test_largest_releases_whose_size_the_archive_changed(engine: Engine) -> None:
    rows = series("llmfit")
    result = engine.run("largest_releases", ids(engine, "llmfit")[-1:])
    assert set(result.column("dated")) == {
        newest("llmfit").dropna(subset="country").created_at.notna().mean()
    }
    marked = {identity(str(row.repo_id.value)): row.resized.value for row in result}
    now = newest("llmfit").set_index("id").parameters
    ratios = {id: rows[rows.id == id].parameters / now[id] for id in marked}
    assert marked == {id: int((ratio.max() > 1.2) | (ratio.min() < 1 / 1.2)) for id, ratio in ratios.items()}
    assert [id for id, resized in marked.items() if resized] == ["moonshotai/kimi-k2.5"]


def test_coverage(engine: Engine) -> None:
    result = engine.run("coverage", engine.holdings.ids)
    assert len(result) == 20
    rows = newest("llmfit")
    row = result.row(date=rows.date.max(), origin="llmfit")
    assert row is not None
    assert row.models.value == len(rows)
    assert row.likes.value == rows.likes.notna().mean()


def test_first_seen(engine: Engine) -> None:
    rows = series("osir-lmts")
    rows = present_at_every_date(rows[rows.publisher], "handle").dropna(subset=["country"])
    first = rows.sort_values("date").drop_duplicates("id")
    result = engine.run("first_seen", ids(engine, "osir-lmts"))
    assert {row.country.value for row in result} == set(first[first.date > first.date.min()].country)
    for row in result:
        assert row.seen.value == ((first.date == row.date.value) & (first.country == row.country.value)).sum()


def test_licence_tiers(engine: Engine) -> None:
    tiers = pd.read_csv(DATA / "licences.csv")
    tier = dict(zip(tiers.licence.str.lower(), tiers.tier, strict=True))
    rows = newest("llmfit")
    chinese = rows[rows.country == "CN"]
    expected = chinese.license.map(lambda name: "none" if pd.isna(name) else tier.get(name.lower(), "other"))
    found = engine.run("licence_tiers", ids(engine, "llmfit")[-1:]).where(country="CN")
    assert {row.tier.value for row in found} == set(expected)
    holder = chinese.groupby("handle").size().idxmax()
    others = expected[chinese.handle != holder]
    for row in found:
        assert row.share.value == (expected == row.tier.value).mean()
        assert row.without_largest.value == (others == row.tier.value).mean()
        assert row.holder.value == organisations().name[holder]
        assert row.date.value == dt.date(2026, 9, 20)


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
