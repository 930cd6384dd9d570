"""The metrics that claims ask of one model, one organisation or a size, against pandas."""

from __future__ import annotations

import datetime as dt

import pytest

from briefgen.metrics.engine import Engine
from tests.metrics.by_pandas import identity, ids, newest, series

#: The marks of a copy in another number format that occur in these rows.
COPIES = r"(?:^|[^a-z0-9])(?:nv|mx)?(?:fp4|fp8|int4|int8|w4a16|w8a8|4bit|8bit|gptq|awq|gguf|mlx|bnb|onnx)"


@pytest.mark.parametrize("origin", ["osir-lmts", "hub-stats", "radar", "llmfit"])
def test_model(engine: Engine, origin: str) -> None:
    rows = newest(origin)
    ranked = rows.sort_values(["likes", "id"], ascending=[False, True]).reset_index(drop=True)
    place = int(ranked.index[ranked.id == "deepseek-ai/deepseek-r1"][0])
    (row,) = engine.run("model", ids(engine, origin)[-1:], model="DeepSeek-AI/deepseek-r1")
    assert row.likes_rank.value == place + 1
    assert (row.likes.value, row.downloads.value) == tuple(ranked.loc[place, ["likes", "downloads_30d"]])


def test_the_most_liked_model_differs_by_population() -> None:
    first = {
        origin: newest(origin).nlargest(1, "likes").iloc[0].repo_id
        for origin in ("osir-lmts", "hub-stats", "radar")
    }
    assert first["osir-lmts"] == first["hub-stats"] == "deepseek-ai/DeepSeek-R1"
    assert first["radar"] == "black-forest-labs/FLUX.1-dev"


def test_first_derivative(engine: Engine) -> None:
    base = "deepseek-ai/deepseek-r1-distill-llama-8b"
    rows = newest("hub-stats")
    own = rows[rows.id == base].created_at.iloc[0].date()
    children = [
        row.created_at.date()
        for row in rows.itertuples()
        if row.base_models is not None and base in {identity(parent["repo_id"]) for parent in row.base_models}
    ]
    (found,) = engine.run("model", ids(engine, "hub-stats"), model=base)
    assert (
        found.derivatives_first.value == min(date for date in children if date >= own) == dt.date(2025, 1, 20)
    )


def test_organisation(engine: Engine) -> None:
    rows = newest("llmfit")
    own = rows[rows.handle == "allenai"]
    created = own.created_at.dt.date
    copies = own.repo_id.str.contains(COPIES, case=False)
    window = (created >= dt.date(2025, 8, 1)) & (created <= dt.date(2026, 6, 30))
    (row,) = engine.run(
        "organisation",
        ids(engine, "llmfit")[-1:],
        organisation="AllenAI",
        since="2025-08-01",
        until="2026-06-30",
    )
    assert (row.models.value, row.models_dated.value) == (len(own), created.notna().sum())
    assert (row.released.value, row.copies.value) == ((window & ~copies).sum(), (window & copies).sum())
    assert row.last_release.value == created[window & ~copies].max()
    assert (row.downloads.value, row.licensed.value) == (own.downloads_30d.sum(), own.license.notna().sum())


def test_places_among_american_publishers(engine: Engine) -> None:
    rows = series("osir-lmts")
    day = rows[(rows.date == dt.date(2025, 7, 7)) & (rows.country == "US")]
    handles = day.groupby("handle").downloads_30d.sum().sort_values(ascending=False)
    for place, handle in enumerate(handles.index[:5], 1):
        (row,) = engine.run("organisation", ["2025-07-07-osir-lmts"], organisation=handle)
        assert (row.downloads_rank.value, row.downloads.value) == (place, handles[handle])


@pytest.mark.parametrize("origin", ["osir-lmts", "radar", "llmfit"])
def test_liked_countries(engine: Engine, origin: str) -> None:
    top = newest(origin).sort_values(["likes", "id"], ascending=[False, True]).head(25)
    expected = top.country.fillna("").value_counts().to_dict()
    result = engine.run("liked_countries", ids(engine, origin)[-1:])
    assert {row.country.value: row.models.value for row in result} == expected


def test_publishers(engine: Engine) -> None:
    rows = newest("llmfit")
    large = rows[rows.country.notna() & (rows.parameters >= 100e9)]
    large = large[~large.repo_id.str.contains(COPIES, case=False)]
    result = engine.run("publishers", ids(engine, "llmfit")[-1:], least_parameters=100_000_000_000)
    expected = large.groupby("country").handle.nunique().to_dict()
    assert {row.country.value: row.organisations.value for row in result} == expected
    assert {row.country.value: row.models.value for row in result} == large.groupby(
        "country"
    ).id.count().to_dict()
    assert set(result.column("dated")) == {large.created_at.notna().mean()}
    since = large[large.created_at.dt.date >= dt.date(2026, 1, 1)]
    first = large.sort_values("created_at").drop_duplicates("handle")
    new = first[first.created_at.dt.date >= dt.date(2026, 1, 1)]
    china = engine.run(
        "publishers", ids(engine, "llmfit")[-1:], least_parameters=100_000_000_000, since="2026-01-01"
    ).row(country="CN")
    assert china is not None
    assert china.organisations.value == since[since.country == "CN"].handle.nunique()
    assert china.first_time.value == (new.country == "CN").sum()
