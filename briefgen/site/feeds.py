"""The archive as feeds: Atom (RFC 4287) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

Dates are those of the editions, and ids follow from them, so that the same editions give the same feeds.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup

from briefgen.documents.front import Front
from briefgen.edition import Edition
from briefgen.files import as_json

ATOM, JSON = "feed.atom", "feed.json"
_NAMESPACE = "http://www.w3.org/2005/Atom"
#: Who wrote it, as in the verdicts' ClaimReview.
_AUTHOR = "briefgen"
_LANGUAGE = "en-GB"


@dataclass(frozen=True)
class Item:
    """An edition in a feed: its first page, its page and its PDF by their path from the site's root."""

    edition: Edition
    front: Front
    page: str
    pdf: str | None
    corrected_on: str | None = None

    @property
    def title(self) -> str:
        """The title of the document and the month."""
        return f"{self.front.title}: {self.edition.title}"

    @property
    def day(self) -> str:
        """The last day of the edition's month, as RFC 3339 writes it."""
        return f"{dt.datetime.combine(self.edition.last_day, dt.time()).isoformat()}Z"

    @property
    def modified(self) -> str:
        """The day of its last correction, or else its own."""
        return f"{self.corrected_on}T00:00:00Z" if self.corrected_on else self.day

    @property
    def words(self) -> str:
        """The findings' headlines in one paragraph."""
        return " ".join(finding.headline for finding in self.front.findings) or self.front.standfirst

    @property
    def html(self) -> Markup:
        """The findings as HTML."""
        written = Markup("<h3>{}</h3>\n<p>{}</p>\n")
        findings = Markup("").join(written.format(it.headline, it.text) for it in self.front.findings)
        return findings or Markup("<p>{}</p>").format(self.front.standfirst)


@dataclass(frozen=True)
class Feed:
    """The editions, newest first, and the address of the site's root (ending in a slash), if it is known.

    Without an address, links are relative in Atom, which allows that, and left out of JSON Feed.
    """

    items: Sequence[Item]
    base_url: str | None = None

    def atom(self) -> bytes:
        """Return the feed as Atom."""
        newest = self.items[0]
        feed = ElementTree.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": _LANGUAGE})
        _add(feed, "title", newest.front.title)
        if newest.front.strapline:
            _add(feed, "subtitle", newest.front.strapline)
        _add(feed, "id", self._id(""))
        _add(feed, "updated", max(item.modified for item in self.items))
        _add(_add(feed, "author"), "name", _AUTHOR)
        _add(feed, "generator", "briefgen")
        _add(feed, "link", rel="self", type="application/atom+xml", href=self._at(ATOM))
        _add(feed, "link", rel="alternate", type="text/html", href=self._at("index.html"))
        for item in self.items:
            entry = _add(feed, "entry")
            _add(entry, "title", item.title)
            _add(entry, "id", self._id(str(item.edition)))
            _add(entry, "published", item.day)
            _add(entry, "updated", item.modified)
            _add(entry, "link", rel="alternate", type="text/html", href=self._at(item.page))
            if item.pdf:
                _add(entry, "link", rel="enclosure", type="application/pdf", href=self._at(item.pdf))
            _add(entry, "summary", item.words)
            _add(entry, "content", str(item.html), type="html")
        ElementTree.indent(feed)
        written: bytes = ElementTree.tostring(feed, "utf-8", xml_declaration=True)
        return written + b"\n"

    def json(self) -> bytes:
        """Return the feed as JSON Feed."""
        newest = self.items[0].front
        told: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": newest.title}
        if self.base_url:
            told |= {"home_page_url": self.base_url, "feed_url": self._at(JSON)}
        if newest.strapline:
            told["description"] = newest.strapline
        told |= {"authors": [{"name": _AUTHOR}], "language": _LANGUAGE}
        return as_json({**told, "items": [self._item(item) for item in self.items]})

    def _item(self, item: Item) -> dict[str, Any]:
        told: dict[str, Any] = {"id": self._id(str(item.edition))}
        if self.base_url:
            told["url"] = self._at(item.page)
        told |= {
            "title": item.title,
            "content_html": str(item.html),
            "summary": item.words,
            "date_published": item.day,
            "date_modified": item.modified,
        }
        if self.base_url and item.pdf:
            told["attachments"] = [{"url": self._at(item.pdf), "mime_type": "application/pdf"}]
        return told

    def _at(self, path: str) -> str:
        return f"{self.base_url or ''}{path}"

    def _id(self, name: str) -> str:
        """An id of the site's own, as far as its address is known (RFC 9562, version 5)."""
        site = self.base_url or self.items[0].front.title
        return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{site}#{name}')}"


def _add(
    parent: ElementTree.Element, name: str, words: str | None = None, **told: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, told)
    element.text = words
    return element
