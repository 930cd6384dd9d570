"""Strangers' words in citations: whatever stands in a field is printed as text and is nothing more."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.library.citations import Citations
from tests.library.making import source
from tests.library.printed import Reading, both

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
