"""The HTML is one file that asks for nothing and says everything."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import pytest
from tinyhtml5.parser import HTMLParser

from briefgen.editions.build import Built
from tests.markup import Markup

#: Attributes that make a browser fetch what they name.
_FETCHING = ("src", "srcset", "data", "poster", "background", "action", "formaction", "xlink:href", "ping")


def page(built: Built) -> str:
    return built.documents[1].read_text(encoding="utf-8")


def test_nothing_is_fetched(built: Built) -> None:
    for tag, attributes in Markup.read(built.documents[1]).elements:
        assert tag not in ("link", "iframe", "object", "embed", "img", "base"), tag
        # The page's own script stands in it; linked data is none: no browser runs or fetches anything for it.
        assert tag != "script" or attributes in ({}, {"type": "application/ld+json"}), attributes
        assert not [name for name in attributes if name in _FETCHING or name.startswith("on")], attributes
    addresses = re.findall(r"url\(([^)]*)\)", page(built))
    assert len(addresses) >= 6
    assert [address for address in addresses if not re.match(r'"?(data:font/ttf;base64,|#)', address)] == []
    assert "@import" not in page(built)


def test_the_policy_forbids_every_request(built: Built) -> None:
    policies = [
        attributes["content"]
        for tag, attributes in Markup.read(built.documents[1]).elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    (policy,) = policies
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy
    # The only script that may run is the one that stands in the page.
    (script,) = re.findall("<script>(.*?)</script>", page(built), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert re.findall("script-src ([^;]*);", policy) == [f"'sha256-{digest}'"]


def test_a_parser_of_html5_has_no_complaint(built: Built) -> None:
    parser = HTMLParser()
    parser.parse(page(built))
    assert parser.errors == []


def test_every_id_is_unique_and_every_link_inside_leads_somewhere(built: Built) -> None:
    elements = Markup.read(built.documents[1]).elements
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert sorted(ids) == sorted(set(ids))
    inside = {a["href"][1:] for tag, a in elements if tag == "a" and a["href"].startswith("#")}
    assert inside - set(ids) == set()
    references = re.findall(r"url\(#([^)]*)\)", page(built))
    assert set(references) - set(ids) == set()


def test_headings_do_not_skip_a_level(built: Built) -> None:
    levels = [
        int(tag[1]) for tag, _ in Markup.read(built.documents[1]).elements if re.fullmatch("h[1-6]", tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_notes_and_their_calls_lead_to_each_other(built: Built) -> None:
    elements = Markup.read(built.documents[1]).elements
    hrefs = [attributes.get("href") for tag, attributes in elements if tag == "a"]
    ids = {attributes["id"] for _, attributes in elements if "id" in attributes}
    notes = sorted(name for name in ids if re.fullmatch(r"note-\d+", name))
    assert len(notes) >= 3
    for name in notes:
        number = name.removeprefix("note-")
        assert hrefs.count(f"#note-{number}") == 1
        assert hrefs.count(f"#note-call-{number}") == 1


def test_every_figure_has_its_number_words_drawing_and_data(sample: Built) -> None:
    text = " ".join(Markup.read(sample.documents[1]).text.split())
    for number in (1, 2):
        assert f"Figure {number} " in text
        assert f"Data of figure {number}" in text
    assert "Source: Made up, by hand (CC0-1.0)" in text
    assert re.findall(r'<svg[^>]*role="img"[^>]*><title>', page(sample)) != []


def test_a_sentence_whose_condition_fails_is_not_printed(sample: Built) -> None:
    # 500 of 900 downloads are Chinese in February, 400 American.
    text = " ".join(Markup.read(sample.documents[1]).text.split())
    assert "China leads. With 55.6% against 44.4%." in text
    assert "The United States leads" not in text


def test_change_since_the_last_comparable_month(sample: Built) -> None:
    # 350 of 950 in January: 36.84 %.
    text = " ".join(Markup.read(sample.documents[1]).text.split())
    assert "55.6% China’s share of known downloads +18.7 points since 10 January 2026" in text
    assert "400 American downloads in 30 days No comparable earlier figure" in text


def test_the_fonts_inside_hold_what_the_page_says(built: Built) -> None:
    import io

    from fontTools.ttLib import TTFont

    said = {ord(character) for character in Markup.read(built.documents[1]).text if character >= " "}
    faces = re.findall(r"data:font/ttf;base64,([^\"]*)", page(built))
    assert len(faces) == 6
    for face in faces:
        assert said - set(TTFont(io.BytesIO(base64.b64decode(face))).getBestCmap()) == set()


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_sizes_stay_small(monthly: Built, kind: str) -> None:
    limit = {"html": 1_200_000, "pdf": 3_000_000}[kind]
    (file,) = [document for document in monthly.documents if document.suffix == f".{kind}"]
    assert file.stat().st_size <= limit
