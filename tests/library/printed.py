"""Citations as they are printed, taken apart again."""

from __future__ import annotations

from html.parser import HTMLParser

from briefgen.library.citations import Citations
from briefgen.library.records import Source


class Reading(HTMLParser):
    """The text, the elements and the addresses of a piece of HTML, and which elements stand in links."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.text = ""
        self.elements: set[str] = set()
        self.addresses: list[str] = []
        self.nested_in_links: list[str] = []
        self._open: list[str] = []
        self.feed(markup)
        self.close()
        assert not self._open, "every element is closed"

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        if "a" in self._open:
            self.nested_in_links.append(tag)
        self._open.append(tag)
        assert [name for name, _ in attributes] == (["href"] if tag == "a" else [])
        self.addresses += [value or "" for _, value in attributes]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def both(cited: Source, locator: str | None = None) -> tuple[str, str]:
    """The first note to a source and its line in the reference list."""
    citations = Citations([cited])
    return citations.note(cited.id, locator).html, citations.bibliography()[0].html
