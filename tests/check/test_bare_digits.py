"""Digits that come from no ledger are found in templates and comments, and stand in no printed sentence."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from briefgen.check.bare_digits import bare, find
from briefgen.documents import glossary
from briefgen.editions.build import Built
from briefgen.errors import InputError
from briefgen.library.load import load_library
from briefgen.project import Project
from briefgen.snapshots.store import Store


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("China has 68.4% of them", ["68.4%"]),
        ("12,340 rows and 7 more", ["12,340", "7"]),
        ("a third, or 1 in 3", ["1", "3"]),
        ("on 7 May 2025, in July 2025, of 2025, since 2025-08-02", []),
        ("on the 2nd and the 25th", []),
        ("see section 3.1, p. 4, Figure 2 and Table 1", []),
        ("“600 derivatives”, they say, of 30 days", []),
        ("SHA-256 of Qwen1.5-0.5B under Apache 2.0", []),
        ("30-day downloads, and the 30 days to {{ date | number }}", []),
        ("2,025 models", ["2,025"]),
        ("2025% more", ["2025%"]),
    ],
)
def test_digits_in_prose(text: str, digits: list[str]) -> None:
    assert [found for _, found, _ in bare(text, ".j2")] == digits
    assert [found for _, found, _ in bare(text.replace("{{ date | number }}", "date"), ".md")] == digits


@pytest.mark.parametrize(
    "text",
    [
        '<td colspan="2">x</td>',
        "{% set most = 20 %}{{ row(rank=1).share | number }}{# at most 3 #}",
        "{% if a.value\n > 10 %}x{% endif %}",
        "<style>p { margin: 2mm }</style><code>top 10</code><q>9 of 10</q>",
        "a&#8239;b <!-- 5 -->",
    ],
)
def test_markup_and_jinja_are_no_prose(text: str) -> None:
    assert list(bare(text, ".j2")) == []


def test_a_comment_may_count_its_list_and_quote() -> None:
    text = "# 1 What moved\n\n1. First\n2. Second\n\n> They claim 600.\n\n`top = 10` [link](https://a.example/9)\n"
    assert list(bare(text, ".md")) == []
    assert [(line, found) for line, found, _ in bare(text + "\nIt is 9 now.\n", ".md")] == [(10, "9")]


def test_the_shipped_templates_print_none(repository: Path) -> None:
    assert find(Project.open(repository)) == []


def test_a_comment_in_another_encoding_is_named(project: Project) -> None:
    (project.root / "editions").mkdir()
    (project.root / "editions" / "2026-02.md").write_bytes(b"na\xefve")
    with pytest.raises(InputError, match=r"2026-02\.md: expected UTF-8 text"):
        find(project)


#: What of the printed page is not the document's own prose: where numbers come from and what is cited;
#: drawings; tables, whose cells are numbers; and what sources say, with the reckoning of it.
_NOT_PROSE = (
    r'<section id="(numbers|references|notes)".*?</section>',
    r"<(svg|table|summary|sup)\b.*?</\1>",
    r'<div class="pairs verdicts">.*?</div>\s*</div>',
    r'<p class="said">.*?</p>',
    r'<span class="by">.*?</span>',
    r"<p>Source: .*?</p>",
    r'<a class="number".*?</a>',
)


def test_no_sentence_of_the_monthly_holds_a_digit_of_its_own(monthly: Built, shipped: Project) -> None:
    page = monthly.documents[1].read_text(encoding="utf-8")
    prose = page[page.index("<body") :]
    for pattern in _NOT_PROSE:
        prose = re.sub(pattern, " ", prose, flags=re.DOTALL)
    ledger = json.loads((monthly.folder / "ledger.json").read_text(encoding="utf-8"))["numbers"]
    asked = {value for entry in ledger for value in entry["parameters"].values()}
    # Sizes and places that a question was put with, and the counts of the library, which no snapshot holds.
    records = json.loads((monthly.folder / "claims.json").read_text(encoding="utf-8"))["claims"]
    assert {20_000_000_000, 10} <= asked
    allowed = {"20 billion parameters", "10 largest"}
    allowed |= {f"{len(records)} statements", f"{len({it['source'] for it in records})} sources"}
    allowed.add(re.findall(r"Below are the (\d+ tests) that say something", prose)[0])
    # What sources say of themselves, and what is noted of a snapshot: recorded with its origin, not computed.
    allowed |= {it.states for source in load_library(shipped.sources).sources for it in source.figures}
    allowed |= {note for manifest in Store(shipped.snapshots).manifests() for note in manifest.notes}
    prose = _unexplained(unescape(prose), shipped)
    for words in sorted(allowed, key=len, reverse=True):
        prose = prose.replace(words, "")
    assert list(bare(prose, ".j2")) == []
    assert len(re.sub(r"<[^>]*>", "", prose).split()) > 2000


def _unexplained(prose: str, project: Project) -> str:
    """Return the prose as it was before its terms were linked and its abbreviations written out."""
    words = re.sub(r'<a class="term"[^>]*>(.*?)</a>', r"\1", prose)
    for short, whole in glossary.read(project.templates / "shared" / "glossary.yaml").abbreviations.items():
        words = words.replace(f"{short} ({whole})", short)
    return words
