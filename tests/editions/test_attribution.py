"""Every attribution that the shipped edition prints, held to the library: whoever is named was read."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from briefgen.editions.build import Built
from briefgen.library.load import load_library
from briefgen.library.records import Library
from briefgen.library.statements import Claim
from briefgen.project import Project
from tests.ascribed import entries, mistakes, names, page, read_in


@pytest.fixture(scope="module")
def library(shipped: Project) -> Library:
    return load_library(shipped.sources)


def pages(built: Built) -> list[Path]:
    return sorted(built.folder.glob("*/briefing.html"))


def stated(library: Library, statement: str) -> list[Claim]:
    """The claims in these words, in which a page may write out an abbreviation."""
    return [claim for claim in library.claims if _bare(claim.statement) == _bare(statement)]


def _bare(statement: str) -> str:
    return re.sub(r" \([^)]*\)", "", statement)


def asked(library: Library, statement: str) -> list[Claim]:
    """They, and those that rest on the same test."""
    own = stated(library, statement)
    tests = {claim.test for claim in own if claim.test}
    return own + [it for it in library.claims if it.test in tests and it not in own]


@pytest.mark.parametrize(("documents", "least"), [("monthly", 50), ("shorter", 2)])
def test_each_line_names_who_was_read_on_its_own_day(
    library: Library, request: pytest.FixtureRequest, documents: str, least: int
) -> None:
    lines = 0
    for file in pages(request.getfixturevalue(documents)):
        for statement, printed in entries(page(file)):
            words = printed.partition(". In the words of ")[0]
            first, *others = words.split(". By the same test: ")
            assert list(mistakes(library, first, stated(library, statement))) == []
            for witness in others:
                assert list(mistakes(library, witness, asked(library, statement))) == []
            lines += 1
    assert lines >= least


def test_no_correction_is_of_what_nobody_was_read_saying(library: Library, monthly: Built) -> None:
    (file,) = pages(monthly)
    section = page(file).find(".//section[@id='corrections']")
    assert section is not None
    statements = [statement for statement, _ in entries(section)]
    assert statements
    for statement in statements:
        assert any(read_in(library, it) and it.wording is None for it in stated(library, statement))
    assert "Black Forest Labs belongs to what the United States has in open AI." not in statements


def test_each_author_of_a_reviewed_claim_was_read_making_it(library: Library, monthly: Built) -> None:
    (file,) = pages(monthly)
    scripts = page(file).findall(".//script[@type='application/ld+json']")
    (script,) = (it.text for it in scripts if it.text and "ClaimReview" in it.text)
    reviews = json.loads(script)
    assert len(reviews) >= 30
    for review in reviews:
        author = review["itemReviewed"]["author"]["name"]
        claims = [it for it in stated(library, review["claimReviewed"]) if not it.garbled]
        seen = {
            name
            for it in claims
            if it.wording != "reconstructed"
            for read in read_in(library, it)
            for name in names(library.source(read))
        }
        assert author[:1].lower() + author[1:] in seen, review["claimReviewed"]


def test_claims_json_and_csv_name_who_was_read(library: Library, monthly: Built) -> None:
    records = json.loads((monthly.folder / "claims.json").read_text(encoding="utf-8"))["claims"]
    with (monthly.folder / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        table = {row["id"]: row["attributed_to"] for row in csv.DictReader(file)}
    assert len(records) == len(table) >= 400
    for record in records:
        claim = library.claim(record["id"])
        assert list(mistakes(library, record["attributed_to"], [claim], dated=False)) == []
        assert table[claim.id] == record["attributed_to"]


def test_a_name_that_was_not_read_is_found_out(library: Library) -> None:
    """The sentences that stood in print before: an article was named for what a retelling says."""
    claim = library.claim("blog-10")
    day = "20 November 2025"
    assert not list(mistakes(library, f"An unnamed blog, retelling Will Knight in WIRED, {day}", [claim]))
    for wrong in (
        f"The US Needs an Open Source AI Intervention to Beat China, about {day}",
        f"Will Knight in WIRED, {day}",
        "An unnamed blog, 19 November 2025",
        f"Second-hand accounts, retelling Will Knight in WIRED, {day}",
    ):
        assert list(mistakes(library, wrong, [claim])), wrong
    assert re.match(r"\d{4}-\d\d-\d\d$", claim.made_on)
