"""The Hub moves while it is read: no model is lost, none counted twice, and the manifest says what moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from briefgen.snapshots.hub.listings import Scope
from tests.loopback.catalogue import Catalogue
from tests.loopback.server import LoopbackHub
from tests.snapshots.hub.crawling import antedate, crawl, lay_out, model

Change = Callable[[Catalogue], object]


def _ranked() -> Catalogue:
    """Six models of organisations that are not listed, each with its place in both rankings."""
    return Catalogue(
        model(f"org-{name}/{name}", 100 - 10 * place, 50 - place) for place, name in enumerate("abcdef")
    )


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that lists one organisation without models; rankings hold four models on two pages."""
    monkeypatch.setattr("briefgen.snapshots.hub.listings.RANKED", 4)
    return lay_out(tmp_path / "project", ["alpha"])


def _at(hub: LoopbackHub, number: int, change: Change) -> None:
    hub.before = lambda now: change(hub.catalogue) if now == number else None  # type: ignore[func-returns-value]


# Requests: 1 the probe, 2 alpha, 3 and 4 the most liked, 5 and 6 the same again, then the most downloaded.
@pytest.mark.parametrize(
    ("change", "moved", "names"),
    [
        (lambda _: None, 0, "abcd"),
        (
            lambda held: held.change("org-d/d", likes=99),
            1,
            "abcde",
        ),  # rises onto a page that was read: e comes up
        (
            lambda held: held.change("org-a/a", likes=48),
            2,
            "abcd",
        ),  # falls: on both pages, and only the next round shows d
        (lambda held: held.change("org-f/f", likes=99), 1, "abcdf"),  # enters, and pushes d out of the likes
        (lambda held: held.remove("org-c/c"), 0, "abde"),  # before it was read
        (lambda held: held.remove("org-a/a"), 1, "abcde"),  # after it was read: it stays, and e enters
        (lambda held: held.add(model("org-n/n", 95, 99)), 1, "abcdn"),
        (lambda held: held.change("org-a/a", disabled=True), 0, "abcd"),
        (lambda held: held.rename("org-c/c", "org-z/z"), 0, "abdz"),
    ],
    ids=[
        "nothing",
        "rises",
        "falls",
        "enters",
        "deleted-before",
        "deleted-after",
        "new",
        "disabled",
        "renamed",
    ],
)
def test_between_two_pages_of_a_ranking(data: Path, change: Change, moved: int, names: str) -> None:
    with LoopbackHub(_ranked(), page_limit=2) as hub:
        _at(hub, 4, change)
        taken = crawl(data, hub, at_once=1)
    assert sorted(name[-1] for name in taken.rows) == list(names)
    assert taken.crawl.moved == moved


def test_a_ranking_is_not_read_for_ever(data: Path) -> None:
    catalogue = _ranked()
    with LoopbackHub(catalogue, page_limit=2) as hub:
        hub.before = lambda number: catalogue.add(model(f"new/{number}", 1000 + number, 1000 + number))
        taken = crawl(data, hub, at_once=1)
    by_likes = [request for request in hub.requests[1:] if request.one("sort") == "likes"]
    assert len(by_likes) == 8
    assert taken.crawl.moved > 4


def test_the_last_reading_of_a_model_stands(data: Path) -> None:
    with LoopbackHub(_ranked()) as hub:
        _at(hub, 4, lambda held: held.change("org-a/a", likes=51, downloads=777))
        taken = crawl(data, hub, at_once=1)
    assert (taken.rows["org-a/a"]["likes"], taken.rows["org-a/a"]["downloads_30d"]) == (51, 777)


def test_a_tracked_model_under_its_owners_earlier_name(tmp_path: Path) -> None:
    data = lay_out(tmp_path, ["alpha"], ["former/one"], {"Former": "alpha"})
    with LoopbackHub(Catalogue([model("alpha/one")])) as hub:
        taken = crawl(data, hub)
    assert taken.absent == {}
    assert not any(request.path != "/api/models" for request in hub.requests)


def test_renamed_while_it_is_read(tmp_path: Path) -> None:
    data = lay_out(tmp_path, ["alpha", "beta"])
    with LoopbackHub(Catalogue([model("alpha/one", 10), model("alpha/two", 20)])) as hub:
        _at(hub, 3, lambda held: held.rename("alpha/one", "beta/uno"))
        taken = crawl(data, hub, at_once=1)
    assert set(taken.rows) == {"alpha/two", "beta/uno"}
    assert taken.rows["beta/uno"]["author"] == "beta"
    assert taken.absent == {"alpha/one": "renamed: beta/uno"}


def test_two_models_that_bear_one_name_in_turn(tmp_path: Path) -> None:
    data = lay_out(tmp_path, ["alpha"])

    def swap(held: Catalogue) -> None:
        held.rename("alpha/one", "alpha/old")
        held.add({**model("alpha/one", 77), "_id": "0" * 24})

    with LoopbackHub(Catalogue([model("alpha/one", 10)])) as hub:
        _at(hub, 3, swap)
        taken = crawl(data, hub, at_once=1)
    assert {name: row["downloads_30d"] for name, row in taken.rows.items()} == {
        "alpha/old": 10,
        "alpha/one": 77,
    }


def test_a_model_that_slips_from_an_unread_organisation_into_a_read_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefgen.snapshots.hub.listings.RANKED", 1)
    data = lay_out(tmp_path, ["alpha", "beta"], ["beta/one"])
    with LoopbackHub(Catalogue([model("alpha/top", 99, 99), model("beta/one", 10, 1)])) as hub:
        _at(hub, 3, lambda held: held.rename("beta/one", "alpha/one"))
        taken = crawl(data, hub, at_once=1)
    assert set(taken.rows) == {"alpha/top", "alpha/one"}
    assert taken.absent == {"beta/one": "renamed: alpha/one"}


def test_what_became_of_tracked_models(tmp_path: Path) -> None:
    names = ("here", "deleted", "renamed", "hidden", "disabled", "moved-away")
    data = lay_out(tmp_path, ["alpha"], [f"alpha/{name}" for name in names], {"former": "alpha"})
    catalogue = Catalogue(model(f"alpha/{name}") for name in names)
    catalogue.remove("alpha/deleted")
    catalogue.rename("alpha/renamed", "alpha/new-name")
    catalogue.change("alpha/hidden", private=True)
    catalogue.change("alpha/disabled", disabled=True)
    catalogue.rename("alpha/moved-away", "elsewhere/moved")
    with LoopbackHub(catalogue) as hub:
        taken = crawl(data, hub)
    assert set(taken.rows) == {"alpha/here", "alpha/new-name", "alpha/disabled", "elsewhere/moved"}
    assert taken.absent == {
        "alpha/deleted": "deleted or private",
        "alpha/disabled": "disabled",
        "alpha/hidden": "deleted or private",
        "alpha/moved-away": "renamed: elsewhere/moved",
        "alpha/renamed": "renamed: alpha/new-name",
    }


def test_a_disabled_model_that_no_listing_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefgen.snapshots.hub.listings.RANKED", 1)
    data = lay_out(tmp_path, ["alpha"], ["gamma/shut", "gamma/open"])
    models = [
        model("alpha/top", 99, 99),
        {**model("gamma/shut", 5, 5), "disabled": True},
        model("gamma/open", 5, 5),
    ]
    with LoopbackHub(Catalogue(models), page_limit=1) as hub:
        taken = crawl(data, hub)
    assert taken.absent == {"gamma/shut": "disabled"}
    assert set(taken.rows) == {"alpha/top", "gamma/open"}


def test_models_of_the_last_snapshot_are_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefgen.snapshots.hub.expected.MOST_LOOKED_UP", 2)
    monkeypatch.setattr("briefgen.snapshots.hub.listings.RANKED", 8)
    data = lay_out(tmp_path, ["alpha"])
    catalogue = Catalogue(
        [model("alpha/one"), *(model(f"org/{name}", 50 - name, 50 - name) for name in range(9))]
    )
    with LoopbackHub(catalogue, page_limit=4) as hub:
        first = antedate(crawl(data, hub), dt.date(2026, 1, 31))
        assert set(first.rows) == {"alpha/one", *(f"org/{name}" for name in range(8))}
        catalogue.remove("org/3")
        catalogue.change("org/5", downloads=1, likes=1)
        hub.requests.clear()
        second = crawl(data, hub, force=True)
    looked_up = {request.path for request in hub.requests} - {"/api/models"}
    assert looked_up == {"/api/models/org/3", "/api/models/org/5"}
    assert second.absent == {"org/3": "deleted or private"}
    # Out of the rankings, and of no listed organisation: it is there, but not of the population.
    assert set(second.rows) == {"alpha/one", *(f"org/{name}" for name in (0, 1, 2, 4, 6, 7, 8))}


@pytest.mark.parametrize("scope", ["tracked", "all"])
def test_the_owners_private_models_stay_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scope: Scope
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_right")
    data = lay_out(tmp_path, ["alpha", "beta"], ["alpha/once-public", "alpha/renamed"])
    catalogue = Catalogue(
        [
            model("alpha/one"),
            {**model("alpha/secret-1", 9999, 999), "private": True},
            model("alpha/once-public"),
            model("alpha/renamed"),
            {**model("beta/secret-2"), "private": True},
        ]
    )
    catalogue.rename("alpha/renamed", "alpha/secret-3")
    catalogue.change("alpha/secret-3", private=True)
    with LoopbackHub(catalogue, token="hf_right") as hub:
        _at(hub, 4, lambda held: held.change("alpha/once-public", private=True))
        taken = crawl(data, hub, scope, at_once=1)
    assert any("authorization" in request.headers for request in hub.requests)
    assert "alpha/one" in taken.rows
    assert not [name for name in taken.rows if "secret" in name]
    assert "secret" not in taken.file.with_suffix(".json").read_text(encoding="utf-8")
    assert not any("secret" in line for line in taken.said)
    assert taken.manifest.counts["private_left_out"] >= 3
    assert taken.manifest.organisations_in_full == ("alpha",)
