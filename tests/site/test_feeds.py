"""The feeds, held to their standards: Atom by an independent parser and RFC 4287, JSON Feed by its rules."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest

from tests.site.conftest import ADDRESS, Standing

ATOM = "{http://www.w3.org/2005/Atom}"
#: RFC 4287, 4.1.1 and 4.1.2: what stands once, and what may stand once.
_ONCE = {"feed": ("id", "title", "updated"), "entry": ("id", "title", "updated")}
_AT_MOST_ONCE = {"feed": ("generator", "subtitle"), "entry": ("content", "published", "summary")}
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def _feeds(standing: Standing, shipped_site: Path) -> dict[str, Path]:
    return {"with an address": standing.folder, "without": shipped_site}


@pytest.fixture(params=["with an address", "without"])
def folder(request: pytest.FixtureRequest, standing: Standing, shipped_site: Path) -> Path:
    return _feeds(standing, shipped_site)[request.param]


def test_atom_is_well_formed_and_read_by_a_parser(folder: Path) -> None:
    read = feedparser.parse((folder / "feed.atom").read_bytes())
    assert not read.bozo
    assert read.version == "atom10"
    assert all(entry.updated_parsed and entry.id and entry.link and entry.summary for entry in read.entries)


def test_atom_keeps_the_rules_of_its_standard(folder: Path) -> None:
    feed = ElementTree.parse(folder / "feed.atom").getroot()
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    entries = feed.findall(f"{ATOM}entry")
    for name, element in (("feed", feed), *(("entry", entry) for entry in entries)):
        for once in _ONCE[name]:
            assert len(element.findall(f"{ATOM}{once}")) == 1
            assert element.findtext(f"{ATOM}{once}")
        assert all(len(element.findall(f"{ATOM}{one}")) <= 1 for one in _AT_MOST_ONCE[name])
        alternates = [it for it in element.findall(f"{ATOM}link") if it.get("rel") == "alternate"]
        assert len(alternates) == 1
    for date in (*feed.iter(f"{ATOM}updated"), *feed.iter(f"{ATOM}published")):
        assert _RFC_3339.fullmatch(date.text or "")
        dt.datetime.fromisoformat(date.text or "")
    ids = [element.text or "" for element in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) == len(entries) + 1
    assert all(urlsplit(one).scheme for one in ids)
    days = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert days == sorted(days, reverse=True)


def test_json_feed_keeps_its_rules(folder: Path) -> None:
    feed = json.loads((folder / "feed.json").read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    known = {"version", "title", "home_page_url", "feed_url", "description", "authors", "language", "items"}
    assert set(feed) <= known
    assert all(author["name"] for author in feed["authors"])
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids) > 0
    addresses = [feed.get("home_page_url"), feed.get("feed_url")]
    for item in feed["items"]:
        assert isinstance(item["content_html"], str)
        assert item["content_html"]
        assert _RFC_3339.fullmatch(item["date_published"])
        addresses += [item.get("url"), *(it["url"] for it in item.get("attachments", ()))]
        assert all(it["mime_type"] for it in item.get("attachments", ()))
    given = [one for one in addresses if one is not None]
    assert all(urlsplit(one).scheme == "https" and urlsplit(one).netloc for one in given)


def test_both_feeds_tell_the_same_of_each_edition(standing: Standing) -> None:
    atom = feedparser.parse((standing.folder / "feed.atom").read_bytes())
    items = json.loads((standing.folder / "feed.json").read_bytes())["items"]
    assert [(it["id"], it["title"], it["url"], it["date_published"]) for it in items] == [
        (entry.id, entry.title, entry.link, entry.published) for entry in atom.entries
    ]
    assert [it["title"] for it in items] == [
        "A made-up briefing: February 2026",
        "A made-up briefing: January 2026",
    ]
    assert [it["date_published"] for it in items] == ["2026-02-28T00:00:00Z", "2026-01-31T00:00:00Z"]
    assert items[0]["url"] == f"{ADDRESS}2026-02/sample/briefing.html"


def test_without_an_address_links_are_relative_where_the_standard_allows_it(shipped_site: Path) -> None:
    feed = ElementTree.parse(shipped_site / "feed.atom").getroot()
    for link in feed.iter(f"{ATOM}link"):
        assert (shipped_site / str(link.get("href"))).is_file()
    (item,) = json.loads((shipped_site / "feed.json").read_bytes())["items"]
    assert "url" not in item
