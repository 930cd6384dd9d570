"""Which panel answers which question: the rule on small manifests, each case worked out by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from briefgen.errors import InputError
from briefgen.metrics.panels import QUESTIONS, Panel, Panels
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.manifest import Manifest, Population, PopulationKind, Retrieval


def panel(
    origin: str,
    *days: str,
    absent: tuple[str, ...] = (),
    kind: PopulationKind = "selection",
    leaves_out: tuple[str, ...] = (),
    method: str = "by hand",
) -> list[Manifest]:
    return [
        Manifest(
            id=f"{day}-{origin}",
            date=dt.date.fromisoformat(day),
            date_known="exact",
            origin=origin,
            population=Population(words="made up", kind=kind, leaves_out=leaves_out),
            rows=1,
            absent_columns=absent,
            sha256="0" * 64,
            licence="CC0-1.0",
            attribution="made up",
            retrieval=Retrieval(method=method, version="1"),
        )
        for day in days
    ]


def panels(*found: list[Manifest]) -> Panels:
    return Panels(Catalog.until([manifest for one in found for manifest in one], dt.date.max))


def origins(found: Panels) -> list[str]:
    return [one.origin for one in found.ranked]


AUTUMN = ("2026-08-01", "2026-09-01")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # The last date is 90 days before the newest snapshot of the month, and 91 days.
        (panel("beta", "2026-05-03", "2026-06-03"), panel("alpha", "2026-09-01")),
        (panel("beta", "2026-09-01"), panel("alpha", "2026-05-01", "2026-06-02")),
        (panel("hub-tracked", "2026-08-01"), panel("alpha", *AUTUMN)),
        (panel("hub-tracked", "2026-08-01"), panel("alpha", *AUTUMN, method="briefgen snapshot import csv")),
        (panel("beta", "2026-08-01", method="briefgen snapshot import csv"), panel("alpha", *AUTUMN)),
        (panel("beta", *AUTUMN), panel("alpha", "2026-09-20")),
        (panel("beta", "2026-09-20"), panel("alpha", "2026-09-19")),
        (panel("alpha", "2026-09-20"), panel("beta", "2026-09-20")),
    ],
    ids=["fresh on the day", "fresh", "crawl", "crawl, table", "table", "dates", "newer", "by origin"],
)
def test_panels_answer_in_one_order(first: list[Manifest], second: list[Manifest]) -> None:
    expected = [first[0].origin, second[0].origin]
    assert origins(panels(first, second)) == origins(panels(second, first)) == expected


def test_an_old_crawl_does_not_stand_before_a_fresh_archive() -> None:
    assert origins(panels(panel("hub-all", "2026-01-01"), panel("alpha", *AUTUMN))) == ["alpha", "hub-all"]


def test_the_first_panel_that_knows_the_columns_answers() -> None:
    found = panels(panel("alpha", *AUTUMN, absent=("children",)), panel("beta", "2026-09-01"))
    for question, origin in (("downloads", "alpha"), ("derivatives", "beta")):
        answering = found.answering(question)
        assert answering
        assert answering.origin == origin
    chosen = found.panel(knows=("children",), dates=2)
    assert chosen is None


def test_what_counts_is_that_the_newest_snapshot_knows_and_how_many_do() -> None:
    early, late = panel("alpha", "2026-08-01", absent=("license",)), panel("alpha", "2026-09-01")
    found = panels(early, late)
    assert found.panel(knows=["license"])
    assert found.panel(knows=["license"], dates=2) is None
    (one,) = found.ranked
    assert one.lacks(QUESTIONS["licences"]) == ""
    assert Panel((late[0], early[0])).lacks(QUESTIONS["licences"]) == "does not know license"


def test_a_sample_answers_only_what_a_sample_can() -> None:
    found = panels(panel("alpha", *AUTUMN, kind="sample"))
    assert found.answering("downloads") is None
    assert found.answering("likes")
    assert found.lacking("downloads") == (
        "alpha is of the kind sample, not whole or organisations or selection"
    )
    assert found.lacking("likes") == ""


def test_rules_of_the_population_keep_a_panel_from_questions() -> None:
    language = panel(
        "alpha", *AUTUMN, leaves_out=("organisations not listed", "most image-generation models")
    )
    fresh = panel("beta", *AUTUMN, kind="sample", leaves_out=("most models created before the month",))
    tracked = panel("hub-tracked", "2026-09-01")
    assert panels(language).answering("likes") is None
    assert panels(language).lacking("likes") == "alpha leaves out most image-generation models"
    assert panels(fresh).answering("base models")
    assert panels(fresh).lacking("lineage") == "beta leaves out most models created before the month"
    assert panels(tracked).lacking("lineage") == "hub-tracked was taken without derivatives"
    assert panels(panel("hub-lineage", "2026-09-01")).answering("lineage")


def test_a_turning_point_is_asked_of_organisations_on_two_dates() -> None:
    assert panels(panel("alpha", *AUTUMN)).answering("turning point") is None
    assert panels(panel("alpha", *AUTUMN, kind="organisations")).answering("turning point")
    short = panels(panel("alpha", "2026-09-01", kind="organisations"))
    assert short.lacking("turning point") == "alpha has 1 of the 2 dates needed"


def test_charts_draw_the_panels_beside_each_other_and_that_which_answers_last() -> None:
    found = panels(
        panel("hub-tracked", "2026-09-01"),
        panel("old", "2025-01-01", "2025-02-01"),
        panel("other", "2026-08-01", "2026-09-20"),
        panel("short", "2026-09-10"),
        panel("sample", *AUTUMN, kind="sample"),
    )
    assert [one.origin for one in found.over_time("downloads")] == ["old", "other", "hub-tracked"]
    assert found.live is found.answering("downloads")


def test_a_month_without_crawls_has_no_live_panel() -> None:
    assert panels(panel("alpha", *AUTUMN)).live is None
    assert panels().answering("downloads") is None
    assert panels().over_time("downloads") == ()


def test_an_unknown_question_names_those_there_are() -> None:
    with pytest.raises(InputError, match=r"^stars: expected one of the questions downloads, turning point,"):
        panels().answering("stars")


def test_the_methods_page_lists_every_question_with_its_columns(repository: Path) -> None:
    page = (repository / "docs" / "methods.md").read_text(encoding="utf-8")
    for question, need in QUESTIONS.items():
        columns = ", ".join(f"`{column}`" for column in need.knows)
        assert f"| {question} | {columns} |" in page
