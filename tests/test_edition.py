"""An edition is a month; its clock is the only one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from briefgen.cli import cli
from briefgen.edition import Edition, choose
from briefgen.errors import InputError
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.store import Store
from tests.made_up import SERIES, write_snapshots


@pytest.fixture
def manifests(tmp_path: Path) -> list[Manifest]:
    write_snapshots(tmp_path, SERIES)
    return Store(tmp_path).manifests()


@pytest.mark.parametrize(
    "text", ["2026-9", "2026-13", "2026-00", "202609", "September", "", "2026-09-01", "٢٠٢٦-٠٩"]
)
def test_anything_but_a_month_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"expected an edition as year and month, such as 2026-09"):
        Edition.parse(text)


def test_a_month_knows_its_last_day() -> None:
    assert Edition.parse("2024-02").last_day == dt.date(2024, 2, 29)
    assert Edition.parse("2026-12").last_day == dt.date(2026, 12, 31)
    assert str(Edition.parse("2026-02")) == "2026-02"


def test_the_clock_stands_at_the_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert Edition(2026, 9).clock == dt.datetime(2026, 9, 30, tzinfo=dt.UTC)


def test_source_date_epoch_sets_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert Edition(2026, 9).clock == dt.datetime(1970, 1, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize("seconds", ["yesterday", "1e9", "-1", "1_000", "٣", "9" * 30])
def test_a_wrong_source_date_epoch_is_named(seconds: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    with pytest.raises(InputError, match=f"SOURCE_DATE_EPOCH={seconds}: expected whole seconds since 1970"):
        _ = Edition(2026, 9).clock


def test_the_newest_month_with_a_snapshot_is_the_default(manifests: list[Manifest]) -> None:
    assert choose(None, manifests) == Edition(2026, 2)


def test_a_month_without_a_snapshot_of_its_own_looks_back(manifests: list[Manifest]) -> None:
    assert choose("2026-03", manifests) == Edition(2026, 3)


@pytest.mark.parametrize("text", ["2026-04", "2062-02", "9999-12"])
def test_a_month_later_than_the_one_after_the_newest_snapshot_is_refused(
    manifests: list[Manifest], text: str
) -> None:
    with pytest.raises(InputError) as refused:
        choose(text, manifests)
    assert str(refused.value) == (
        f"{text}: no snapshot is as new as that. The newest is 2026-02-12-radar, so that the latest edition "
        "is 2026-03. Bring a newer snapshot in (`briefgen snapshot take` or `briefgen snapshot import`), or "
        "name an earlier month."
    )


def test_the_month_after_december_is_january(tmp_path: Path) -> None:
    write_snapshots(tmp_path, {"2025-12-10-osir-lmts": SERIES["2026-01-10-osir-lmts"]})
    manifests = Store(tmp_path).manifests()
    assert choose("2026-01", manifests) == Edition(2026, 1)
    with pytest.raises(InputError, match="the latest edition is 2026-01"):
        choose("2026-02", manifests)


@pytest.mark.parametrize(
    "command",
    [
        ["build", "9999-12", "--template", "sample"],
        ["charts", "9999-12"],
        ["check", "9999-12"],
        ["claims", "9999-12"],
        ["diff", "2026-02", "9999-12"],
        ["evidence", "9999-12", "--claim", "one"],
        ["explain", "one", "--edition", "9999-12"],
        ["explain", "N-0001", "--edition", "9999-12"],
        ["explain", "download_share", "--edition", "9999-12"],
        ["new", "9999-12"],
    ],
)
def test_every_command_refuses_it_before_the_work(
    project: Project, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the work began")

    monkeypatch.setattr(Engine, "run", never)
    before = set(project.root.rglob("*"))
    done = CliRunner().invoke(cli, [*command, "--project", str(project.root)])
    assert isinstance(done.exception, InputError)
    assert "9999-12: no snapshot is as new as that. The newest is 2026-02-12-radar" in str(done.exception)
    assert done.stdout == ""
    assert set(project.root.rglob("*")) == before


def test_a_month_before_every_snapshot_says_what_there_is(manifests: list[Manifest]) -> None:
    with pytest.raises(
        InputError, match=r"2025-12: no snapshot is as old.*begin in 2026-01 and end in 2026-02"
    ):
        choose("2025-12", manifests)


def test_no_snapshot_at_all_says_what_to_do() -> None:
    with pytest.raises(InputError, match=r"There is no snapshot.*briefgen snapshot --help"):
        choose(None, [])
