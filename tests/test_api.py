"""The Python interface: frames of the right kinds of values with their provenance, charts, errors."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import briefgen as bg
from briefgen.api import OpenProject
from briefgen.errors import InputError
from briefgen.project import Project
from tests.test_cli import HEAVY


@pytest.fixture
def made(project: Project) -> OpenProject:
    return bg.open(project.root, cache=False)


def test_an_answer_is_a_frame_of_dates_texts_and_numbers(made: OpenProject) -> None:
    frame = made.ask("download_share").frame
    assert frame[["date", "country", "downloads", "share"]].to_dict("records") == [
        {"date": pd.Timestamp("2026-01-10"), "country": "US", "downloads": 600, "share": 600 / 950},
        {"date": pd.Timestamp("2026-01-10"), "country": "CN", "downloads": 350, "share": 350 / 950},
        {"date": pd.Timestamp("2026-02-10"), "country": "CN", "downloads": 500, "share": 500 / 900},
        {"date": pd.Timestamp("2026-02-10"), "country": "US", "downloads": 400, "share": 400 / 900},
    ]
    assert frame["change"].isna().tolist() == [True, True, False, False]
    kinds = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert {name: kinds[name] for name in ("date", "country", "downloads", "share", "change")} == {
        "date": "datetime64[s]",
        "country": "string",
        "downloads": "Int64",
        "share": "Float64",
        "change": "Float64",
    }


def test_an_edition_knows_nothing_later(made: OpenProject) -> None:
    assert made.ask("download_share", edition="2026-01").frame["date"].unique() == [
        pd.Timestamp("2026-01-10")
    ]


def test_provenance_travels_into_parquet_and_back(made: OpenProject, tmp_path: Path) -> None:
    made.ask("download_share", panel="osir-lmts", population="listed").frame.to_parquet(
        tmp_path / "answer.parquet"
    )
    told = pd.read_parquet(tmp_path / "answer.parquet").attrs
    assert told["metric"] == "download_share"
    assert told["parameters"] == {"population": "listed", "compare": "organisations"}
    assert told["licence"] == "CC0-1.0"
    assert told["edition"] == "2026-02"
    for snapshot in told["snapshots"]:
        manifest = json.loads((made.project.snapshots / f"{snapshot['id']}.json").read_bytes())
        assert snapshot["sha256"] == manifest["sha256"]
    assert [one["id"] for one in told["snapshots"]] == ["2026-01-10-osir-lmts", "2026-02-10-osir-lmts"]


def test_without_a_panel_the_newest_archive_that_knows_answers(made: OpenProject) -> None:
    liked = made.ask("most_liked", population="all")
    assert {one.origin for one in liked.snapshots} == {"radar"}
    assert {one.origin for one in made.ask("download_share").snapshots} == {"osir-lmts"}
    assert liked.frame["likes"].max() == 1000


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (lambda p: p.ask("no_such"), "no such metric. The metrics are: attention_overlap,"),
        (lambda p: p.ask("coverage", panel="osir"), "osir: no such panel. The panels of 2026-02 are: osir-"),
        (lambda p: p.ask("coverage", by="x"), "coverage has no parameter by; it has: none."),
        (
            lambda p: p.ask("download_share", population="x"),
            "is one of tracked, listed, all, not 'x'",
        ),
        (lambda p: p.ask("coverage", edition="2031-01"), "2031-01: no snapshot is as new as that."),
        (lambda p: p.ask("direct_derivatives"), "no answer in 2026-02"),
        (lambda p: p.chart("no-such"), "no-such: no such chart. The charts are: download-share,"),
        (lambda p: p.chart("derivatives"), "derivatives: the edition 2026-02 has no data for this chart."),
        (lambda p: bg.open(p.project.data), "sources.yaml in it"),
    ],
)
def test_what_is_wrong_is_told_with_the_choices(
    made: OpenProject, asked: Callable[[OpenProject], object], message: str
) -> None:
    with pytest.raises(InputError, match=message.replace(".", r"\.")):
        asked(made)


def test_a_chart_shows_itself(made: OpenProject) -> None:
    chart = made.chart("download-share")
    shown = chart._repr_mimebundle_()
    assert shown["image/svg+xml"].startswith("<svg ")
    assert chart.figure.title.split()[0] in shown["image/svg+xml"]
    assert shown["text/plain"] == chart.figure.alt
    assert chart.frame.attrs["metric"] == "download_share"


@pytest.mark.usefixtures("same_press")
def test_an_edition_is_built(made: OpenProject) -> None:
    built = made.build("2026-02", ["sample"])
    assert [path.name for path in built.documents] == ["briefing.pdf", "briefing.html"]
    assert all(path.is_file() for path in built.documents)


def test_snapshots_are_listed_by_date(made: OpenProject) -> None:
    frame = made.snapshots().frame
    assert frame["id"].tolist() == ["2026-01-10-osir-lmts", "2026-02-10-osir-lmts", "2026-02-12-radar"]
    assert frame["rows"].tolist() == [4, 4, 6]
    assert frame["date"].dt.date.tolist()[0] == dt.date(2026, 1, 10)


def test_claims_are_a_frame(shipped: Project) -> None:
    judged = bg.open(shipped.root).claims("2026-09")
    frame = judged.frame.set_index("id")
    assert len(frame) == len(judged.records)
    told = {one["id"]: one for one in judged.records}["uscc-01"]
    assert frame.loc["uscc-01", "now_snapshot"] == told["now"]["snapshot"]
    assert frame.loc["uscc-01", "now"] == told["now"]["word"]


def test_importing_briefgen_loads_nothing_heavy() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, briefgen; print(*sys.modules); briefgen.open"],
        cwd=Path(__file__).parents[1],
        check=True,
        capture_output=True,
        text=True,
    )
    assert not {*HEAVY, "briefgen.api"} & set(told.stdout.split())


def test_there_is_nothing_else_to_import() -> None:
    with pytest.raises(AttributeError, match="no attribute 'opne'"):
        getattr(bg, "opne")  # noqa: B009
