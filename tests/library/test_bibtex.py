"""The BibTeX holds together whatever the fields hold, and says what the sources say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.library.bibtex import bibtex_entry
from briefgen.library.citations import Citations
from briefgen.library.load import load_library

ROOT = Path(__file__).parents[2]


def entries(bibtex: str) -> list[tuple[str, str, dict[str, str]]]:
    """Read BibTeX as BibTeX does: a value in braces ends where its braces balance, escaped or not."""
    found = []
    rest = bibtex
    while rest := rest.lstrip():
        assert rest[0] == "@"
        kind, _, rest = rest[1:].partition("{")
        key, _, rest = rest.partition(",")
        fields = {}
        while not (rest := rest.lstrip()).startswith("}"):
            name, _, rest = rest.partition(" = ")
            value, rest = _value(rest)
            fields[name] = value
            assert rest[0] == ","
            rest = rest[1:]
        found.append((kind, key, fields))
        rest = rest[1:]
    return found


def _value(text: str) -> tuple[str, str]:
    if not text.startswith("{"):
        word = text.partition(",")[0]
        return word, text[len(word) :]
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return text[1:place], text[place + 1 :]
    raise AssertionError("a value does not end")


def test_an_entry_by_hand() -> None:
    item = {
        "id": "a-2025",
        "type": "article-newspaper",
        "title": "50 % of {models}",
        "author": [
            {"family": "Lambert", "given": "Nathan"},
            {"literal": "Smith and Sons"},
            {"family": "Bo, Jr"},
        ],
        "issued": {"date-parts": [[2025, 7, 23]]},
        "container-title": "News & Views",
        "URL": "https://a.org/x_y%20{z}",
        "note": "address inferred",
    }
    assert bibtex_entry(item) == (
        "@article{a-2025,\n"
        "  author = {Lambert, Nathan and {Smith and Sons} and {Bo, Jr}},\n"
        r"  title = {{50 \% of \textbraceleft{}models\textbraceright{}}}," + "\n"
        r"  journal = {News \& Views}," + "\n"
        "  year = {2025},\n"
        "  month = jul,\n"
        "  note = {address inferred},\n"
        "  url = {https://a.org/x_y%20%7Bz%7D},\n"
        "}"
    )


@pytest.mark.parametrize(
    "text", ["}", "{", "\\", "\\}", "a } @book{b, title = {c", "$\\input{x}$", "#&_^~%", "</i>"]
)
def test_hostile_text_stays_in_its_field(text: str) -> None:
    item = {"id": "a", "type": "webpage", "title": text, "author": [{"literal": text}], "URL": text}
    ((kind, key, fields),) = entries(bibtex_entry(item))
    assert (kind, key, list(fields)) == ("misc", "a", ["author", "title", "url"])


@settings(max_examples=100, deadline=None)
@given(text=st.text(min_size=1, max_size=40))
def test_any_text_stays_in_its_field(text: str) -> None:
    item = {
        "id": "a",
        "type": "report",
        "title": text,
        "publisher": text,
        "author": [{"family": text, "given": text}],
    }
    ((kind, key, fields),) = entries(bibtex_entry(item))
    assert (kind, key, list(fields)) == ("techreport", "a", ["author", "title", "institution"])


def test_the_whole_library_in_bibtex() -> None:
    library = load_library(ROOT / "sources.yaml")
    citations = Citations(library.sources)
    for source in library.sources:
        citations.note(source.id)
    found = {key: fields for _, key, fields in entries(citations.bibtex())}
    assert set(found) == {source.id for source in library.sources}
    assert found["atom-report-2026"] == {
        "author": "Lambert, Nathan and Brand, Florian",
        "title": "{The ATOM Report: Measuring the Open Language Model Ecosystem}",
        "number": "arXiv 2604.07190",
        "year": "2026",
        "month": "apr",
        "note": "read in part",
        "url": "https://arxiv.org/abs/2604.07190",
    }
