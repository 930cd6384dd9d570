"""What each scope asks the Hub for, and what its snapshot holds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from briefgen.errors import InputError
from briefgen.snapshots.hub.client import Hub
from briefgen.snapshots.hub.crawl import Wishes, take
from tests.loopback.catalogue import Catalogue
from tests.loopback.models import EARLIEST
from tests.loopback.server import LoopbackHub
from tests.snapshots.hub.crawling import IMPATIENT, crawl, lay_out, model

_LISTED = [
    "author",
    "createdAt",
    "lastModified",
    "downloads",
    "downloadsAllTime",
    "likes",
    "gated",
    "private",
    "disabled",
    "pipeline_tag",
    "library_name",
    "tags",
    "safetensors",
]
_EXPAND = "".join(f"&expand={name}" for name in (*_LISTED, "baseModels", "childrenModelCount"))


def _family() -> Catalogue:
    """A base of alpha's, what descends from it, and a model that has nothing to do with it."""
    base, child = "alpha/base", "gamma/child"
    return Catalogue(
        [
            model(base, 900, 90, children=4),
            model("beta/one", 800, 80),
            model(child, 30, 3, bases=[("finetune", base)], children=1),
            model("gamma/small", 20, 2, bases=[("quantized", base)]),
            model("delta/light", 10, 1, bases=[("adapter", base)]),
            model("delta/mixed", 5, 1, bases=[("merge", base)]),
            model("delta/grandchild", 4, 0, bases=[("finetune", child)]),
            model("delta/stranger", 3, 0),
        ]
    )


def _targets(hub: LoopbackHub) -> list[str]:
    return [request.target for request in hub.requests]


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rankings end after two models, so that a small Hub has models which no ranking holds."""
    monkeypatch.setattr("briefgen.snapshots.hub.listings.RANKED", 2)


@pytest.mark.usefixtures("narrow")
def test_tracked_asks_for_organisations_and_rankings(tmp_path: Path) -> None:
    data = lay_out(tmp_path, ["beta", "alpha", "empty"], ["alpha/base"])
    with LoopbackHub(_family()) as hub:
        taken = crawl(data, hub, at_once=1)
    page = "&limit=1000" + _EXPAND
    assert _targets(hub) == [
        f"/api/models?limit=1&sort=likes{_EXPAND}",
        f"/api/models?author=alpha&sort=createdAt{page}",
        f"/api/models?author=beta&sort=createdAt{page}",
        f"/api/models?author=empty&sort=createdAt{page}",
        f"/api/models?sort=likes{page}",
        f"/api/models?sort=downloads{page}",
    ]
    assert taken.manifest.population.kind == "selection"
    assert taken.manifest.organisations_in_full == ("alpha", "beta")
    assert "Listed organisations without a model: empty." in taken.said
    assert taken.manifest.id.endswith("-hub-tracked")
    assert not list((data / "snapshots" / ".crawl").glob("tracked/*"))


def test_the_values_of_a_row(data: Path) -> None:
    created = dt.datetime(2024, 2, 28, 15, 24, 14, tzinfo=dt.UTC)
    row = model(
        "alpha/one",
        downloads=12,
        likes=3,
        downloads_all_time=345,
        children=2,
        created=created,
        modified=created + dt.timedelta(days=1),
        gated="manual",
        pipeline_tag="text-generation",
        library="transformers",
        license_="mit",
        tags=["transformers", "gguf"],
        parameters=7_000_000_000,
        bases=[("quantized", "beta/base")],
    )
    with LoopbackHub(Catalogue([row, model("beta/base")])) as hub:
        taken = crawl(data, hub)
    assert taken.rows["alpha/one"] == {
        "repo_id": "alpha/one",
        "author": "alpha",
        "created_at": created,
        "last_modified": created + dt.timedelta(days=1),
        "downloads_30d": 12,
        "downloads_all_time": 345,
        "likes": 3,
        "children": 2,
        "license": "mit",
        "gated": "manual",
        "pipeline_tag": "text-generation",
        "library": "transformers",
        "parameters": 7_000_000_000,
        "tags": ["gguf", "license:mit", "base_model:beta/base", "base_model:quantized:beta/base"],
        "base_models": [{"relation": "quantized", "repo_id": "beta/base"}],
    }
    assert taken.rows["beta/base"]["created_at"] == EARLIEST
    assert taken.rows["beta/base"]["license"] is None
    assert taken.rows["beta/base"]["parameters"] is None
    assert taken.rows["beta/base"]["gated"] == "false"


def test_each_scope_holds_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefgen.snapshots.hub.listings.RANKED", 1)
    data = lay_out(tmp_path, ["alpha"], ["alpha/base", "beta/one"])
    with LoopbackHub(_family(), page_limit=1) as hub:
        tracked = crawl(data, hub)
        hub.requests.clear()
        lineage = crawl(data, hub, "lineage")
        asked = Counter(request.one("filter") for request in hub.requests if request.one("filter"))
        everything = crawl(data, hub, "all")
    assert set(tracked.rows) == {"alpha/base", "beta/one"}
    children = {"gamma/child", "gamma/small", "delta/light", "delta/mixed"}
    assert set(lineage.rows) == set(tracked.rows) | children
    assert set(everything.rows) == set(hub.catalogue)
    for name, row in tracked.rows.items():
        assert lineage.rows[name] == everything.rows[name] == row
    # beta/one has no children, so that nobody asks for them.
    relations = ("adapter", "finetune", "merge", "quantized")
    assert asked == {f"base_model:{relation}:alpha/base": 1 for relation in relations}
    assert everything.manifest.population.kind == "whole"
    assert everything.manifest.population.leaves_out == ()


def test_all_holds_every_model_once(data: Path) -> None:
    with LoopbackHub(Catalogue.made(250), page_limit=40) as hub:
        taken = crawl(data, hub, "all")
    assert set(taken.rows) == set(hub.catalogue)
    assert taken.manifest.rows == 250
    assert (taken.crawl.pages, taken.crawl.moved, taken.absent) == (7, 0, {})
    assert [request.one("sort") for request in hub.requests] == ["likes"] + ["createdAt"] * 7


def test_a_page_that_is_just_full_is_not_the_last_by_its_size(data: Path) -> None:
    with LoopbackHub(Catalogue.made(80), page_limit=40) as hub:
        assert len(crawl(data, hub, "all").rows) == 80
    assert len(hub.requests) == 3


@pytest.mark.parametrize("scope", ["tracked", "all"])
def test_a_strict_hub_gives_the_same_but_for_children(tmp_path: Path, scope: str) -> None:
    taken = {}
    for lenient in (True, False):
        data = lay_out(tmp_path / str(lenient), ["made-org-000", "made-org-001"])
        with LoopbackHub(Catalogue.made(200), lenient=lenient) as hub:
            taken[lenient] = crawl(data, hub, scope)  # type: ignore[arg-type]
    assert any(row["base_models"] for row in taken[True].rows.values())
    assert taken[False].rows == {name: {**row, "children": None} for name, row in taken[True].rows.items()}
    assert taken[False].manifest.absent_columns == ("children",)
    assert any("childrenModelCount" in line for line in taken[False].said)
    assert not any("childrenModelCount" in line for line in taken[True].said)


def test_children_are_asked_for_one_by_one(tmp_path: Path) -> None:
    data = lay_out(tmp_path, ["alpha"], ["alpha/base", "gamma/child", "nobody/gone"])
    with LoopbackHub(_family(), lenient=False) as hub:
        taken = crawl(data, hub, children=True)
    counted = {name: row["children"] for name, row in taken.rows.items() if row["children"] is not None}
    assert counted == {"alpha/base": 4, "gamma/child": 1}
    assert sorted(one for one in _targets(hub) if one.endswith("?expand=childrenModelCount")) == [
        "/api/models/alpha/base?expand=childrenModelCount",
        "/api/models/gamma/child?expand=childrenModelCount",
    ]
    assert "children" not in taken.manifest.absent_columns
    assert taken.absent == {"nobody/gone": "deleted or private"}


def test_lineage_of_a_strict_hub_asks_for_every_tracked_model(tmp_path: Path) -> None:
    data = lay_out(tmp_path, ["alpha"], ["alpha/base", "beta/one"])
    with LoopbackHub(_family(), lenient=False) as hub:
        taken = crawl(data, hub, "lineage")
    filters = {request.one("filter") for request in hub.requests} - {None}
    assert len(filters) == 8
    assert "gamma/child" in taken.rows


@pytest.mark.parametrize(("lenient", "requests"), [(True, 1), (False, 2)])
def test_a_dry_run_asks_little_and_writes_nothing(data: Path, lenient: bool, requests: int) -> None:
    before = sorted(data.rglob("*"))
    said: list[str] = []
    with LoopbackHub(Catalogue.made(50), lenient=lenient) as hub:
        assert (
            take(data, "all", Wishes(dry_run=True, restart=True), Hub(hub.endpoint, IMPATIENT), said.append)
            is None
        )
    assert len(hub.requests) == requests
    assert sorted(data.rglob("*")) == before
    assert said[0].startswith("Scope all: about 1 listings, 3,035 pages;")


def test_handles_in_other_letters_and_ids_without_owner(tmp_path: Path) -> None:
    data = lay_out(tmp_path, ["Alpha", "alpha", "beta"], ["GPT2", "Alpha/One"])
    with LoopbackHub(Catalogue([model("alpha/one"), model("gpt2"), model("beta/two")])) as hub:
        taken = crawl(data, hub)
    assert set(taken.rows) == {"alpha/one", "gpt2", "beta/two"}
    assert taken.rows["gpt2"]["author"] is None
    authors = [request.one("author") for request in hub.requests if request.one("author")]
    assert len(authors) == 2  # one listing for what differs in letters alone
    assert taken.absent == {}


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("organisations", "name\nalpha\n", "organisations.csv:1: no column handle"),
        ("organisations", "handle\nalpha\n \n", "organisations.csv:3: handle is ' '"),
        ("organisations", "handle,name\nalpha,a\n,b\n", "organisations.csv:3: handle is ''"),
        ("tracked_models", "repo_id\na/b/c\n", "tracked_models.csv:2: repo_id is 'a/b/c'"),
        ("renames", None, "renames.csv: cannot be read"),
    ],
)
def test_a_registry_that_would_ask_for_something_else(
    data: Path, file: str, text: str | None, place: str
) -> None:
    registry = data / f"{file}.csv"
    registry.unlink() if text is None else registry.write_text(text, encoding="utf-8")
    with LoopbackHub(Catalogue([model("alpha/one")])) as hub, pytest.raises(InputError, match=place):
        crawl(data, hub)
    assert not hub.requests
