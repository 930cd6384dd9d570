"""The bundled series and its registries, read once more and by other means than the metrics: with pandas."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path

import pandas as pd

from briefgen.metrics.engine import Engine

REPOSITORY = Path(__file__).parents[2]
DATA = REPOSITORY / "data"


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
