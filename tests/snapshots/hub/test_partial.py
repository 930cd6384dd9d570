"""`--allow-partial`: a snapshot without what the Hub does not give, and marked as such."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.errors import InputError
from briefgen.snapshots.hub.listings import Scope
from tests.loopback.answers import Request
from tests.loopback.catalogue import Catalogue
from tests.loopback.faults import FOREVER, FieldLacking, Status
from tests.loopback.server import LoopbackHub
from tests.snapshots.hub.crawling import antedate, crawl, lay_out, model


def _catalogue() -> Catalogue:
    names = [f"{owner}/{number}" for owner in ("alpha", "beta", "gamma") for number in range(3)]
    return Catalogue(model(name, 100 + place, 50 - place) for place, name in enumerate(names))


def _of_beta(request: Request) -> bool:
    return request.one("author") == "beta"


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rankings end after two models."""
    monkeypatch.setattr("briefgen.snapshots.hub.listings.RANKED", 2)


@pytest.mark.parametrize("fault", [Status(403), FieldLacking("likes")])
def test_one_organisation_is_missing(data: Path, fault: Status | FieldLacking) -> None:
    with LoopbackHub(_catalogue(), page_limit=2) as hub:
        hub.faults.add(fault, where=_of_beta, times=FOREVER)
        with pytest.raises(InputError, match=r"models of beta: .* With --allow-partial"):
            crawl(data, hub)
        taken = crawl(data, hub, allow_partial=True)
    assert set(taken.rows) == {"alpha/0", "alpha/1", "alpha/2", "gamma/1", "gamma/2"}
    manifest = taken.manifest
    assert manifest.partial
    assert taken.crawl.unread == ("models of beta",)
    assert manifest.population.kind == "sample"
    assert manifest.population.words.startswith("part of: models of 2 listed organisations, tracked models")
    assert "what could not be read: models of beta" in manifest.population.leaves_out
    assert manifest.organisations_in_full == ("alpha",)
    log = (data / "snapshots" / ".crawl" / "tracked.log").read_text(encoding="utf-8")
    assert "not read: models of beta: the Hub " in log


def test_a_page_in_the_middle_is_missing(data: Path) -> None:
    with LoopbackHub(_catalogue(), page_limit=2) as hub:
        hub.faults.add(
            Status(403), where=lambda one: _of_beta(one) and bool(one.one("cursor")), times=FOREVER
        )
        taken = crawl(data, hub, allow_partial=True)
    first_page = hub.catalogue.places("createdAt", "beta")[:2]
    assert {name for name in taken.rows if name.startswith("beta/")} == {name for _, _, name in first_page}
    assert taken.manifest.organisations_in_full == ("alpha",)


def test_a_model_that_could_not_be_looked_up_is_missing(tmp_path: Path) -> None:
    data = lay_out(tmp_path, ["alpha"], ["delta/one"])
    with LoopbackHub(_catalogue()) as hub:
        hub.faults.add(Status(403), where=lambda one: one.path.endswith("delta/one"), times=FOREVER)
        taken = crawl(data, hub, allow_partial=True)
    assert taken.crawl.unread == ("delta/one",)
    assert (taken.manifest.population.kind, taken.manifest.organisations_in_full) == ("sample", ("alpha",))


def test_part_of_the_whole_hub_knows_no_organisation_in_full(data: Path) -> None:
    with LoopbackHub(_catalogue(), page_limit=4) as hub:
        hub.faults.add(Status(403), at=3, times=FOREVER)
        taken = crawl(data, hub, "all", allow_partial=True)
    assert len(taken.rows) == 4
    assert taken.manifest.organisations_in_full == ()
    assert taken.crawl.unread == ("the whole Hub",)


@pytest.mark.parametrize("scope", ["tracked", "all"])
def test_nothing_at_all_is_no_snapshot(data: Path, scope: Scope) -> None:
    with LoopbackHub(_catalogue()) as hub:
        hub.faults.add(Status(403), at=2, times=FOREVER)
        with pytest.raises(InputError, match=r"not one page could be read\. No snapshot was written"):
            crawl(data, hub, scope, allow_partial=True)
    assert not [*(data / "snapshots").glob("[!.]*")]


def test_what_is_whole_is_not_marked(data: Path) -> None:
    with LoopbackHub(_catalogue()) as hub:
        taken = crawl(data, hub, allow_partial=True)
    assert not taken.manifest.partial
    assert taken.manifest.population.kind == "selection"


def test_a_part_is_read_again_by_the_next_run(data: Path) -> None:
    with LoopbackHub(_catalogue()) as hub:
        hub.faults.add(Status(403), where=_of_beta)
        hub.faults.add(Status(403), where=lambda one: one.one("sort") == "downloads", times=1)
        with pytest.raises(InputError, match="403"):
            crawl(data, hub, at_once=1)
        hub.faults.clear()
        taken = crawl(data, hub, allow_partial=True)
    assert not taken.manifest.partial
    assert taken.manifest.organisations_in_full == ("alpha", "beta")


def test_a_part_is_nothing_to_compare_with(data: Path) -> None:
    with LoopbackHub(_catalogue()) as hub:
        hub.faults.add(Status(403), where=_of_beta, times=FOREVER)
        part = crawl(data, hub, allow_partial=True)
        antedate(part, part.manifest.date.replace(year=2020, day=1))
        hub.faults.clear()
        taken = crawl(data, hub)
    assert taken.said[-1].endswith("no earlier snapshot to compare.")
