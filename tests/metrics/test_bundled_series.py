"""Every metric on the bundled series against pandas; here attention, releases, licences and coverage."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pandas as pd

from briefgen.metrics import catalogue
from briefgen.metrics.engine import Engine
from tests.metrics.by_pandas import (
    DATA,
    identity,
    ids,
    newest,
    organisations,
    present_at_every_date,
    series,
)


def test_every_metric_is_checked_on_the_bundled_series() -> None:
    files = Path(__file__).parent.glob("test_*bundled*.py")
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [name for name in catalogue.names() if f'run("{name}"' not in source] == []


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
    result = engine.run("largest_releases", ids(engine, "llmfit"))
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
