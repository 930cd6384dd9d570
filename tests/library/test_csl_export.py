"""The whole library cited, and its sources as CSL-JSON for other programs."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest
from citeproc import CitationStylesStyle
from citeproc.source.json import CiteProcJSON

from briefgen.library.citations import Citations
from briefgen.library.load import load_library
from tests.library.making import people, source
from tests.library.printed import Reading

ROOT = Path(__file__).parents[2]


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
