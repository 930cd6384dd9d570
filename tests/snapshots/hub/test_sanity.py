"""News and faults of measurement are told apart: made-up pairs of snapshots, a month between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from briefgen.errors import InputError
from briefgen.snapshots.hub.sanity import SanityReport, report
from briefgen.snapshots.manifest import Draft, Manifest, Population, Retrieval
from briefgen.snapshots.schema import TABLE
from briefgen.snapshots.store import Store
from tests.loopback.catalogue import Catalogue
from tests.loopback.server import LoopbackHub
from tests.snapshots.hub.crawling import antedate, crawl, model

Row = dict[str, Any]
Change = Callable[[list[Row]], list[Row]]

AUGUST, SEPTEMBER = dt.date(2026, 8, 31), dt.date(2026, 9, 30)
CREATED = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def _august() -> list[Row]:
    """200 models of ten organisations, the last by far the most downloaded."""
    return [
        {
            "repo_id": f"org-{number % 10}/model-{number:03d}",
            "author": f"org-{number % 10}",
            "created_at": CREATED,
            "downloads_30d": 10 * (number + 1) ** 2,
            "downloads_all_time": 5000 * (number + 1),
            "likes": number + 1,
            "children": number % 7,
            "license": "mit",
            "base_models": [],
        }
        for number in range(200)
    ]


def _september() -> list[Row]:
    """A plausible month: most go up, some down; four models went, eight came, one likes less than before."""
    rows = [
        {
            **row,
            "downloads_30d": row["downloads_30d"] * (95 + 7 * number % 10) // 100 + 1,
            "downloads_all_time": row["downloads_all_time"] + 300,
            "likes": row["likes"] + number % 3,
        }
        for number, row in enumerate(_august())
    ]
    rows[5]["likes"] = 1
    came = [{**rows[0], "repo_id": f"org-1/new-{number}", "downloads_30d": 50_000} for number in range(8)]
    return rows[4:] + came


def _write(store: Store, date: dt.date, rows: list[Row], origin: str = "hub-tracked") -> Manifest:
    draft = Draft(
        date=date,
        date_known="exact",
        origin=origin,
        population=Population(words="made up", kind="selection"),
        absent_columns=(),
        licence="none",
        attribution="none",
        retrieval=Retrieval(method="by hand", version="1"),
    )
    return store.write(pa.Table.from_pylist(rows, schema=TABLE), draft)


def _compared(
    folder: Path, before: list[Row], after: list[Row], origin: str = "hub-tracked", **renamed: str
) -> SanityReport:
    store, new = Store(folder / "old"), Store(folder / "new")
    _write(store, AUGUST, before, origin)
    manifest = _write(new, SEPTEMBER, after)
    return report(store, new.path(manifest.id), manifest, {}, renamed)


def _each(**changes: Callable[[Row], Any]) -> Change:
    return lambda rows: [{**row, **{name: of(row) for name, of in changes.items()}} for row in rows]


def test_a_plausible_month_is_news(tmp_path: Path) -> None:
    told = _compared(tmp_path, _august(), _september())
    assert told.faults == ()
    assert told.told[0] == (
        "2026-09-30-hub-tracked beside 2026-08-31-hub-tracked: 204 models beside 200, 196 in both."
    )
    assert told.told[1].startswith("Models in both: ")
    assert told.told[2].endswith(" of the 20 most downloaded are the same.")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda rows: rows[30:], "only 174 models, 200 before: listings cut short"),
        (
            lambda rows: [row for row in rows if row["author"] != "org-3"],
            "nothing of org-3, each with 5 models or more before: renamed, or not read",
        ),
        (
            _each(downloads_30d=lambda row: row["downloads_30d"] // 4),
            "times its earlier downloads: another window, or another way of counting",
        ),
        (
            _each(downloads_30d=lambda row: row["downloads_30d"] // 4),
            "the same models have 0.25 times the downloads",
        ),
        (
            _each(downloads_30d=lambda row: row["downloads_30d"] * 4),
            "times its earlier downloads: another window",
        ),
        (_each(downloads_30d=lambda row: 500_000 - row["downloads_30d"]), "of the 20 most downloaded"),
        (_each(likes=lambda row: row["likes"] // 2), "likes fell for "),
        (
            _each(downloads_all_time=lambda row: row["downloads_all_time"] // 2),
            "all-time downloads fell for 100.0% of the models, though they only add up",
        ),
        (_each(children=lambda _: None), "children is known of 0% of the models, 100% before"),
        (_each(license=lambda _: None), "license is known of 0% of the models, 100% before"),
        (_each(base_models=lambda _: None), "base_models is known of 0% of the models, 100% before"),
        (_each(created_at=lambda _: None), "created_at is known of 0% of the models, 100% before"),
        (_each(likes=lambda row: row["likes"] if row["likes"] % 2 else None), "likes is known of 5"),
        (
            _each(downloads_30d=lambda row: row["downloads_30d"] if row["likes"] % 4 else 0),
            "of the models have no downloads, 0% before: false zeros",
        ),
    ],
)
def test_a_fault_of_measurement(tmp_path: Path, change: Change, fault: str) -> None:
    faults = _compared(tmp_path, _august(), change(_september())).faults
    assert any(fault in one for one in faults), faults


def test_the_same_answers_as_a_month_ago_are_stale(tmp_path: Path) -> None:
    assert _compared(tmp_path, _august(), _august()).faults == (
        "100% of the models in use have the same figures as before: stale answers",
    )


def test_an_organisation_that_is_known_to_have_another_name_is_not_missed(tmp_path: Path) -> None:
    after = [{**row, "author": row["author"].replace("org-3", "Org-Three")} for row in _september()]
    assert _compared(tmp_path, _august(), after, **{"org-3": "org-three"}).faults == ()


def test_other_letters_are_no_other_organisation(tmp_path: Path) -> None:
    after = [
        {**row, "author": row["author"].upper(), "repo_id": row["repo_id"].upper()} for row in _september()
    ]
    assert _compared(tmp_path, _august(), after).faults == ()


def test_models_without_an_owner_are_no_organisation(tmp_path: Path) -> None:
    before = [
        {**row, "author": row["author"] if number > 9 else None} for number, row in enumerate(_august())
    ]
    assert _compared(tmp_path, before, _september()).faults == ()


def test_another_origin_is_compared_in_what_holds_for_both(tmp_path: Path) -> None:
    half = [row for row in _september() if row["author"] < "org-4"]
    assert _compared(tmp_path / "news", _august(), half, origin="archive").faults == ()
    stale = _compared(tmp_path / "stale", _august(), _august()[:80], origin="archive")
    assert [fault.partition(": ")[2] for fault in stale.faults] == ["stale answers"]


def test_a_refused_snapshot_is_accepted_by_force_and_says_so(data: Path) -> None:
    catalogue = Catalogue(model(f"alpha/{number}", 1000 + number, 100) for number in range(20))
    with LoopbackHub(catalogue) as hub:
        first = antedate(crawl(data, hub), dt.date(2026, 1, 31))
        for name in list(catalogue)[:10]:
            catalogue.remove(name)
        for name in catalogue:
            catalogue.change(name, likes=50)
        with pytest.raises(InputError, match=r"rather than news: likes fell.*--restart.*--force"):
            crawl(data, hub)
        assert {file.name for file in (data / "snapshots").glob("[!.]*")} == {
            first.file.name,
            first.file.with_suffix(".json").name,
        }
        requests = len(hub.requests)
        taken = crawl(data, hub, force=True)
    assert len(hub.requests) == requests + 1
    assert len(taken.rows) == 10
    accepted = [note for note in taken.manifest.notes if note.startswith("Accepted in spite of: ")]
    assert any("only 10 models, 20 before: listings cut short." in note for note in accepted)
    assert len(taken.absent) == 10
