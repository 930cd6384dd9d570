"""Notes and reference list read as a careful editor would set them."""

from __future__ import annotations

import pytest

from briefgen.errors import InputError
from briefgen.library.citations import Citations
from tests.library.making import people, source
from tests.library.printed import Reading, both


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
