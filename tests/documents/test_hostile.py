"""Strangers' text reaches every file as harmless text."""

from __future__ import annotations

import csv
import json

from pypdf import PdfReader

from briefgen.editions.build import Built
from tests.made_up import HOSTILE
from tests.markup import Markup

#: What of each hostile name a page may print: shortened, and in the characters that the fonts hold.
PRINTED = (
    *HOSTILE[:3],
    "gamma/?txt.exe",
    "gamma/" + "x" * 73 + "…",
    "beta/????",
)


def test_names_are_text_in_the_html(sample: Built) -> None:
    page = Markup.read(sample.documents[1])
    for name in PRINTED:
        assert name in page.text
    assert {tag for tag, _ in page.elements} & {"b", "img"} == set()
    # The page's own script is the only one, and its policy lets no other run.
    assert [tag for tag, _ in page.elements].count("script") == 1
    html = sample.documents[1].read_text(encoding="utf-8")
    assert "<b>Bold</b>" not in html
    assert "x" * 80 not in html
    assert not [character for character in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068" if character in html]


def test_names_are_text_in_the_pdf(sample: Built) -> None:
    words = "".join("".join(page.extract_text().split()) for page in PdfReader(sample.documents[0]).pages)
    for name in PRINTED:
        assert "".join(name.split()) in words


def test_no_cell_of_a_csv_is_a_formula(sample: Built) -> None:
    with (sample.folder / "sample" / "charts" / "likes-leaders.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        rows = list(csv.reader(file))
    names = [row[1] for row in rows[1:]]
    turned = HOSTILE[3].replace("\N{RIGHT-TO-LEFT OVERRIDE}", "<U+202E>")
    assert names == [HOSTILE[0], HOSTILE[1], "'" + HOSTILE[2], turned, *HOSTILE[4:]]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t"))]


def test_a_title_is_text_in_notes_and_references(sample: Built) -> None:
    text = Markup.read(sample.documents[1]).text
    assert text.count('A <script>alert("title")</script> & more?') == len(
        ["first note", "later note", "reference"]
    )
    links = [
        attributes["href"] for tag, attributes in Markup.read(sample.documents[1]).elements if tag == "a"
    ]
    beside = {link for link in links if (sample.documents[1].parent / link).is_file()}
    outside = {link for link in links if not link.startswith("#")} - beside
    assert outside == {'https://example.org/?a=1&b="<x>'}
    (item,) = json.loads((sample.folder / "references.json").read_text(encoding="utf-8"))
    assert item["title"] == 'A <script>alert("title")</script> & more?'


def test_replaced_characters_are_reported(sample: Built) -> None:
    assert set(sample.replaced) == {"\N{RIGHT-TO-LEFT OVERRIDE}", *"通义千问"}
