"""Notes and reference list read as a careful editor would set them, and no field can do harm in them."""

from __future__ import annotations

import html
import json
import warnings
from html.parser import HTMLParser
from pathlib import Path

import pytest
from citeproc import CitationStylesStyle
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.library.citations import Citations
from briefgen.library.load import load_library
from briefgen.library.records import Source
from briefgen.project import InputError
from tests.library.making import people, source

ROOT = Path(__file__).parents[2]


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


# --- What it looks like ---------------------------------------------------------------------------


def test_a_report_by_two_people() -> None:
    cited = source(
        csl={
            "title": "Open Models",
            "author": people("Nathan Lambert", "Florian Brand"),
            "issued": "2026-04-08",
            "publisher": "Interconnects",
            "number": "No. 3",
            "URL": "https://example.org/a?b=1&c=2",
        }
    )
    link = '<a href="https://example.org/a?b=1&amp;c=2">https://example.org/a?b=1&amp;c=2</a>'
    where = "Interconnects, No. 3, 8 April 2026"
    assert both(cited, "p. 4") == (
        f"Nathan Lambert and Florian Brand, <i>Open Models</i> ({where}), p. 4, {link}.",
        f"Lambert, Nathan, and Florian Brand. <i>Open Models</i>. {where}. {link}.",
    )


def test_an_article_in_something_larger() -> None:
    cited = source(
        csl={
            "type": "article-magazine",
            "title": "An Intervention",
            "author": people("Will Knight"),
            "issued": "2025-11",
            "container-title": "WIRED",
        }
    )
    assert both(cited) == (
        "Will Knight, “An Intervention” (<i>WIRED</i>, November 2025).",
        "Knight, Will. “An Intervention.” <i>WIRED</i>, November 2025.",
    )


def test_a_body_as_author_and_no_date() -> None:
    cited = source(csl={"author": [{"literal": "Hugging Face"}]})
    assert both(cited) == ("Hugging Face, <i>A title</i> (n.d.).", "Hugging Face. <i>A title</i>. n.d.")


def test_no_author() -> None:
    assert both(source(csl={"issued": "2025"})) == ("<i>A title</i> (2025).", "<i>A title</i>. 2025.")


@pytest.mark.parametrize(
    ("authors", "note", "entry"),
    [
        (1, "Ada A", "A, Ada"),
        (2, "Ada A and Bo B", "A, Ada, and Bo B"),
        (3, "Ada A, Bo B, and Cy C", "A, Ada, Bo B, and Cy C"),
        (4, "Ada A et al.", "A, Ada, Bo B, Cy C, and Di D"),
        (6, "Ada A et al.", "A, Ada, Bo B, Cy C, Di D, Ed E, and Flo F"),
        (7, "Ada A et al.", "A, Ada, Bo B, Cy C, et al."),
    ],
)
def test_numbers_of_authors(authors: int, note: str, entry: str) -> None:
    names = ["Ada A", "Bo B", "Cy C", "Di D", "Ed E", "Flo F", "Gus G"][:authors]
    first, listed = both(source(csl={"author": people(*names)}))
    assert first == f"{note}, <i>A title</i> (n.d.)."
    assert listed == f"{entry}{'' if entry.endswith('.') else '.'} <i>A title</i>. n.d."


@pytest.mark.parametrize("title", ["Who leads?", "They do!", "More…", "Acme Inc."])
def test_a_title_that_ends_in_a_stop_takes_no_second_one(title: str) -> None:
    assert both(source(csl={"title": title})) == (f"<i>{title}</i> (n.d.).", f"<i>{title}</i> n.d.")
    quoted = source(csl={"title": title, "type": "webpage", "publisher": "Acme Inc.", "issued": "2025"})
    assert both(quoted) == (f"“{title}” (Acme Inc., 2025).", f"“{title}” Acme Inc., 2025.")


def test_an_author_that_ends_in_a_stop_takes_no_second_one() -> None:
    first, listed = both(source(csl={"author": [{"literal": "Yahoo!"}]}))
    assert first == "Yahoo!, <i>A title</i> (n.d.)."
    assert listed == "Yahoo! <i>A title</i>. n.d."


def test_notes_are_numbered_and_later_ones_are_short() -> None:
    long = source(
        "long",
        csl={"title": "Two Loops: A Study", "title-short": "Two Loops", "author": people("Ngor Luong")},
    )
    page = source("page", csl={"type": "webpage", "title": "A Page"})
    citations = Citations([long, page])
    notes = [
        citations.note("long"),
        citations.note("page"),
        citations.note("long", "p. 4"),
        citations.note("page"),
    ]
    assert [note.number for note in notes] == [1, 2, 3, 4]
    assert notes[2].html == "Luong, <i>Two Loops</i>, p. 4."
    assert notes[3].html == "“A Page”."


def test_the_list_holds_what_was_cited_sorted_by_author() -> None:
    sources = [
        source("e", csl={"author": people("Zo Z"), "title": "Never cited"}),
        source("d", csl={"author": people("Zo Z"), "title": "Later", "issued": "2026"}),
        source("c", csl={"author": people("Zo Z"), "title": "Earlier", "issued": "2025-12"}),
        source("b", csl={"title": "Middle, without an author"}),
        source("a", csl={"author": [{"literal": "acme"}]}),
    ]
    citations = Citations(sources)
    for source_id in ("d", "c", "b", "a", "d"):
        citations.note(source_id)
    assert [entry.source_id for entry in citations.bibliography()] == ["a", "b", "c", "d"]
    assert [item["id"] for item in citations.csl_json()] == ["a", "b", "c", "d"]


def test_the_list_may_be_asked_for_between_notes() -> None:
    one, two = source("one"), source("two", csl={"title": "Another"})
    citations = Citations([one, two])
    citations.note("one")
    assert len(citations.bibliography()) == 1
    assert citations.note("two").number == 2
    assert citations.note("one").html == "<i>A title</i>."
    assert len(citations.bibliography()) == 2


def test_nothing_cited_is_an_empty_list() -> None:
    citations = Citations([source()])
    assert (citations.bibliography(), citations.csl_json(), citations.bibtex()) == ([], [], "")


@pytest.mark.parametrize("locator", ["p. 4", "pp. 4-5", "section 2, “On data-sharing”", "<b>, & so on?"])
def test_a_locator_is_printed_as_it_stands(locator: str) -> None:
    first, _ = both(source(), locator)
    assert Reading(first).text == f"A title (n.d.), {locator}."[: -1 if locator.endswith("?") else None]


@pytest.mark.parametrize(
    ("fields", "marks"),
    [
        ({}, ""),
        ({"how_read": "seen-verbatim"}, ""),
        ({"how_read": "abstract"}, " [read in part]"),
        ({"how_read": "secondary"}, " [known at second hand]"),
        ({"how_read": "from-memory"}, " [known from memory]"),
        ({"condition": "garbled"}, " [garbled copy]"),
        ({"address_known": "inferred"}, " [address inferred]"),
        (
            {"address_known": "from-memory", "how_read": "secondary"},
            " [address from memory; known at second hand]",
        ),
    ],
)
def test_what_is_uncertain_is_said(fields: dict[str, str], marks: str) -> None:
    csl = {"URL": "https://a.org"} if "address_known" in fields else {}
    citations = Citations([source(csl=csl, **fields)])
    link = ', <a href="https://a.org">https://a.org</a>' if csl else ""
    assert citations.note("one").html == f"<i>A title</i> (n.d.){link}{marks}."
    assert citations.bibliography()[0].html.endswith(f"{marks}." if marks else "n.d.")
    assert citations.csl_json()[0].get("note", "") == marks.strip(" []")


def test_an_unknown_source_is_told() -> None:
    with pytest.raises(
        InputError, match="two: expected the id of a source of the library; the nearest are one"
    ):
        Citations([source()]).note("two")


# --- What it withstands ---------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '<span class="nocase">x</span>',
    "&lt;b&gt; & &amp; &#60;",
    "<!-- -->",
    "=cmd|' /C calc'!A0",
    "a,, b.. c;; d:: e!! f?? g--h",
    "{macro} %s \\1 \\g<0>",
    "\u202egnp.exe",
    "\u2067right to left",
    "x" * 10_000,
    "? . , ! ” ’",
    "\ue000 private",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_printed_and_nothing_more(text: str) -> None:
    cited = source(
        csl={
            "type": "webpage",
            "title": text,
            "title-short": text,
            "author": [{"family": text, "given": text}, {"literal": text}],
            "container-title": text,
            "publisher": text,
            "number": text,
            "version": text,
        }
    )
    citations = Citations([cited])
    first, later = citations.note("one", text), citations.note("one", text)
    for markup, times in ((first.html, 9), (later.html, 4), (citations.bibliography()[0].html, 8)):
        reading = Reading(markup)
        assert reading.elements <= {"i"}
        assert reading.text.count(text) == times


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)//https://a.org",
        "data:text/html,<script>alert(1)</script>",
        "https:/a.org",
        "https://",
        "http:// a.org",
        "https://a.org/\u202egnp",
        "//a.org",
        "ftp://a.org",
        "mailto:a@a.org",
        "https://a.org onclick=x",
    ],
)
def test_only_web_addresses_become_links(address: str) -> None:
    for markup in both(source(csl={"URL": address})):
        reading = Reading(markup)
        assert reading.elements == {"i"}
        assert address in reading.text


@pytest.mark.parametrize(
    "address",
    [
        'https://a.org/"onmouseover="alert(1)',
        "https://a.org/'><script>alert(1)</script>",
        "HTTP://A.org:80/?a=b&amp;c=d--e,,f..g#h",
        "https://[2001:db8::1]/x.",
    ],
)
def test_a_web_address_is_one_link_to_just_that_address(address: str) -> None:
    for markup in both(source(csl={"URL": address})):
        reading = Reading(markup)
        assert reading.elements == {"i", "a"}
        assert reading.addresses == [address]
        assert f">{html.escape(address)}</a>" in markup
        assert not reading.nested_in_links


def test_a_locator_cannot_become_a_link() -> None:
    smuggled = "\ufdeejavascript:alert(1)\ufdef"
    first, _ = both(source(), smuggled)
    assert Reading(first).elements == {"i"}


def test_a_turn_of_direction_ends_with_its_field() -> None:
    cited = source(csl={"title": "a\u202eb\u2067c", "publisher": "P\u2068q\u2069r"})
    first, _ = both(cited)
    assert first == "<i>a\u202eb\u2067c\u2069\u202c</i> (P\u2068q\u2069r, n.d.)."


def _is_a_field(text: str) -> bool:
    try:
        source(csl={"title": text})
    except ValueError:
        return False
    return True


FIELDS = st.one_of(
    st.text(min_size=1, max_size=30),
    st.text(alphabet="<>&\"'?!.,;:-/= ai\u202e\u2069", min_size=1, max_size=12),
).filter(_is_a_field)


@settings(max_examples=150, deadline=None)
@given(title=FIELDS, family=FIELDS, given_name=FIELDS, body=FIELDS)
def test_any_text_comes_back_as_it_went_in(title: str, family: str, given_name: str, body: str) -> None:
    authors = [{"family": family, "given": given_name}, {"literal": body}]
    cited = source(csl={"title": title, "author": authors, "type": "webpage", "URL": "https://a.org"})
    citations = Citations([cited])
    first, later, listed = citations.note("one"), citations.note("one"), citations.bibliography()[0]
    for reading in (Reading(markup) for markup in (first.html, later.html, listed.html)):
        assert reading.elements <= {"i", "em", "a"}
        assert title in reading.text
        assert family in reading.text
        assert body in reading.text
    assert given_name in Reading(first.html).text
    assert given_name in Reading(listed.html).text


# --- The whole library, and the exports -----------------------------------------------------------


@pytest.fixture(scope="module")
def everything() -> Citations:
    library = load_library(ROOT / "sources.yaml")
    citations = Citations(library.sources)
    for cited in library.sources:
        citations.note(cited.id)
    return citations


def test_the_whole_library_can_be_cited(everything: Citations) -> None:
    entries = everything.bibliography()
    assert len(entries) == len(load_library(ROOT / "sources.yaml").sources)
    for entry in entries:
        reading = Reading(entry.html)
        assert reading.elements <= {"i", "a"}
        assert not reading.nested_in_links
        assert reading.text.endswith(".")
        assert ".." not in reading.text
        assert ",," not in reading.text


def test_the_csl_json_is_read_back_without_complaint(everything: Citations) -> None:
    items = json.loads(json.dumps(everything.csl_json()))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(CiteProcJSON(items)) == len(items)
    for item in items:
        assert isinstance(item["title"], str)
        for name in item.get("author", []):
            assert set(name) in ({"literal"}, {"family"}, {"family", "given"})
        for parts in item.get("issued", {"date-parts": []})["date-parts"]:
            assert all(isinstance(part, int) for part in parts)


def test_csl_json_by_hand() -> None:
    cited = source(
        how_read="secondary",
        csl={
            "author": people("Ada Lovelace"),
            "issued": "2025-07",
            "title-short": "T",
            "URL": "https://a.org",
        },
    )
    citations = Citations([cited])
    citations.note("one")
    assert citations.csl_json() == [
        {
            "id": "one",
            "type": "report",
            "title": "A title",
            "title-short": "T",
            "author": [{"family": "Lovelace", "given": "Ada"}],
            "issued": {"date-parts": [[2025, 7]]},
            "URL": "https://a.org",
            "note": "known at second hand",
        }
    ]


def test_the_style_is_valid_csl() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        CitationStylesStyle(str(ROOT / "briefgen" / "library" / "styles" / "notes.csl"), validate=True)
