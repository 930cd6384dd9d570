"""Each mistake that one record of the ledger can hold, told at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.library.small_ledger import mistakes


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        # How a claim is judged.
        (
            "    test: most-liked\n",
            "",
            "claims.yaml:2:5: claims[0]: expected either `test` or `untested` (with",
        ),
        (
            "    test: most-liked\n",
            "    untested: {reason: None is known.}\n",
            "claims.yaml:2:5: claims[0]: expected `would_settle` in `untested`",
        ),
        (
            "test: most-liked",
            "test: most-liked\n    untested: {reason: A, would_settle: B}",
            "documents settle it) for a claim of kind hub, got `test` and `untested`",
        ),
        (
            "kind: opinion",
            "kind: document",
            "claims[2]: expected either `judged` or `untested` for a claim of",
        ),
        (
            "    judged:\n",
            "    test: sum\n    judged:\n",
            "claims[1]: expected either `judged` or `untested`",
        ),
        (
            "kind: opinion",
            "kind: opinion\n    untested: {reason: A}",
            "claims[2]: expected neither `test`, `untested` nor `judged` for a claim of kind opinion",
        ),
        (
            "test: most-liked",
            "test: sum",
            "claims.yaml:12:11: claims[0].test: expected a test that fits a claim of",
        ),
        (
            "[{source: two, locator: p. 4}]",
            "[{source: one}]",
            ".sources: expected another source than the claim's",
        ),
        ("[{source: two, locator: p. 4}]", "[]", "judged.sources: expected at least one item in this list"),
        # Words and ids, with choices and the nearest guess.
        (
            "then: supported",
            "then: suported",
            "then: expected 'supported', 'partly-supported', 'contradicted' or",
        ),
        ("then: supported", "then: suported", "got 'suported'; did you mean supported?"),
        ("theme: attention", "theme: atention", "'general', got 'atention'; did you mean attention?"),
        (
            "theme: attention",
            "teme: attention",
            "4:5: claims[0].teme: unknown key; expected one of id, statement, ",
        ),
        ("theme: attention", "teme: attention", "reply, note; did you mean theme?"),
        (
            "test: most-liked",
            "test: most-like",
            "12:11: claims[0].test: expected the id of a test, got 'most-like'",
        ),
        ("test: most-liked", "test: most-like", "; the nearest are most-liked, sum"),
        ("source: garble", "source: garbel", "claims[2].source: expected the id of a source, got 'garbel'"),
        (
            "{source: two, locator",
            "{source: to, locator",
            "[0].source: expected the id of a source, got 'to'",
        ),
        (
            "source: two, words",
            "source: to, words",
            "claims[1].reply.source: expected the id of a source, got 'to'",
        ),
        (
            "retells: document",
            "retells: documents",
            "retells: expected the id of a claim, got 'documents-claim'",
        ),
        (
            "retells: document",
            "retells: garbled",
            "claims[2].retells: expected another claim; this leads back to",
        ),
        (
            "id: garbled-claim",
            "id: hub-claim",
            "claims.yaml:29:9: claims[2].id: expected an id of its own; an earl",
        ),
        ("id: garbled-claim", "id: hub-claim", "earlier claim has this one, at library/claims.yaml:2:9"),
        # Excerpts and quotations.
        (
            "words: 12",
            "words: 8",
            "7:14: claims[0].excerpt: expected `first` and `last` to hold 2 words together at",
        ),
        ("words: 12", "words: 1e1", "claims[0].excerpt.words: expected a whole number such as 12, got '1e1'"),
        ("first: It has", "first: a b c d e f g", "claims[0].excerpt.first: expected one to 6 words, got 7"),
        ("b" * 64, "b" * 63, "claims[0].excerpt.sha256: expected the 64 hexadecimal digits"),
        (
            ", capture: " + "a" * 64,
            "",
            "claims[0].excerpt: expected no excerpt; the source one has no `capture`",
        ),
        (
            "    garbled: true\n",
            "",
            "claims.yaml:29:5: claims[2]: expected `garbled: true`; the source garble is",
        ),
        (
            "It has the",
            "He said “" + "word " * 26 + "”",
            "3:16: claims[0].statement: expected our own words, with",
        ),
        (
            "The copy has",
            "So ‘" + "word " * 26 + "’",
            "note: expected our own words, with quotations of 25 words at",
        ),
        # How the wording is known.
        ("reply: {", "wording: sen\n    reply: {", "expected 'seen', 'retold' or 'reconstructed', got 'sen'"),
        (
            "reply: {",
            "read_in: [two]\n    reply: {",
            "expected `wording: retold` or `wording: reconstructed`",
        ),
        (
            "reply: {",
            "wording: reconstructed\n    reply: {",
            "claims[1]: expected `read_in` beside `wording: re",
        ),
        (
            "test: most-liked",
            "wording: retold\n    test: most-liked",
            "claims[0]: expected no `excerpt` beside",
        ),
        (
            "garbled: true",
            "garbled: true\n    wording: seen",
            "claims[2]: expected no `wording` beside `garbled",
        ),
        (
            "reply: {",
            "wording: retold\n    read_in: [to]\n    reply: {",
            "claims[1].read_in[0]: expected the id of a source, got 'to'",
        ),
        (
            "reply: {",
            "wording: retold\n    read_in: [one]\n    reply: {",
            "claims[1].read_in[0]: expected another source than the claim's own",
        ),
        (
            "how_read: full-text,\n     read_note: Read whole., reviewed: 2025-01-02, capture",
            "how_read: abstract,\n     read_note: Read whole., reviewed: 2025-01-02, capture",
            "claims.yaml:13:5: claims[1]: expected `wording`; the source one has `how_read: abstract`",
        ),
        # YAML 1.1's traps.
        ("garbled: true", "garbled: yes", "claims[2].garbled: expected true or false, got 'yes'"),
        ("garbled: true", "garbled: no", "claims[2].garbled: expected true or false, got 'no'"),
        (
            "made_on: 2025-08-02",
            "made_on: 2 August 2025",
            "made_on: expected a date such as 2025, 2025-07 or 2025",
        ),
        (
            "kind: hub\n",
            "kind: hub\n    kind: hub\n",
            "9:5: claims[0].kind: this key stands here a second time",
        ),
        ("before: 90", "before: 1_0", ".place.before: expected a whole number such as 12, got '1_0'"),
        # Tests.
        (
            "    holds: place == 1\n",
            "",
            "tests.yaml:2:5: tests[0]: expected `holds` in a test on the Hub, or else",
        ),
        (
            "arithmetic: 1",
            "about: hub, arithmetic: 1",
            "tests[1]: expected nothing of the Hub beside `arithmetic`",
        ),
        (
            "place: {",
            "Place: {",
            "tests.yaml:7:7: tests[0].values.Place: expected a name of lower-case letters",
        ),
        ("place: {", "not: {", "tests[0].values.not: expected a name of lower-case letters, digits and _"),
        (
            "before: 90",
            "before: 90, series: true",
            "values.place: expected one of `series`, `at` and `before` at",
        ),
        (
            "before: 90",
            "at: 2025-01",
            "tests[0].values.place.at: expected a day such as 2025-07-23, got '2025-01'",
        ),
        (
            "column: likes",
            "colum: likes",
            "values.place.colum: unknown key; expected one of metric, parameters, row",
        ),
        ("column: likes", "colum: likes", "did you mean column?"),
        ("{model: a/b}", "{}", "tests[0].needs: expected a `model` or an `organisation`"),
        (
            "[radar]",
            "[rader]",
            "origins[0]: expected a source of kind data, got 'rader'; the nearest are radar",
        ),
        ("[radar]", "[one]", "populations[0].origins[0]: expected a source of kind data, got 'one'"),
        ("[radar]", "[]", "tests[0].populations[0].origins: expected at least one item in this list"),
        # Actions.
        (
            "status: no evidence",
            "status: open\n    #",
            "actions.yaml:2:5: actions[0]: expected the status of the new",
        ),
        (
            "status: no evidence",
            "status: no evidences",
            "status: expected 'open', 'implemented', 'closed-not-",
        ),
        (
            "date: 2026-11-22",
            "date: 2024-11-22",
            "actions[0]: expected `history` from the oldest note to the newest",
        ),
        ("[{source: one}]", "[]", "actions[0].history[0].sources: expected at least one item in this list"),
        (
            "[{source: two}]",
            "[{source: tow}]",
            "history[1].sources[0].source: expected the id of a source, got 'tow'",
        ),
        (
            "    metric: releases\n",
            "",
            "actions[0]: expected `metric_says` where there is a `metric`, and only there",
        ),
        # Includes.
        (
            "library/tests.yaml",
            "library/test.yaml",
            "sources.yaml:1:11: include[0]: expected a file of the project",
        ),
        ("library/tests.yaml", "../tests.yaml", "include[0]: expected a file inside the project folder"),
        ("library/tests.yaml", "/etc/passwd", "include[0]: expected a file inside the project folder"),
        (
            "library/tests.yaml",
            "library/claims.yaml",
            "include[1]: this file stands here a second time; keep one",
        ),
        ("include: [lib", "include: [[a], lib", "sources.yaml:1:11: include[0]: expected text, got a list"),
        (
            "claims:\n",
            "include: [a]\nclaims:\n",
            "claims.yaml:1:1: include: unknown key; expected one of sources,",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(ledger: Path, right: str, wrong: str, told: str) -> None:
    lines = mistakes(ledger, right, wrong)
    assert any(told in line for line in lines), lines
    assert all(line.split(": ")[0].count(":") == 2 for line in lines), lines


def test_nothing_is_seen_in_a_source_of_which_nothing_was(ledger: Path) -> None:
    text = (ledger / "library/claims.yaml").read_text(encoding="utf-8")
    (ledger / "library/claims.yaml").write_text(
        text.replace("    reply:", "    wording: seen\n    reply:"), encoding="utf-8"
    )
    told = mistakes(ledger, "how_read: full-text", "how_read: secondary")
    expected = (
        "claims.yaml:28:14: claims[1].wording: expected `retold` or `reconstructed`; the source one has "
    )
    assert any(expected in line and "correct `how_read`" in line for line in told), told


def test_nothing_is_read_in_a_source_of_which_nothing_was(ledger: Path) -> None:
    text = (ledger / "library/claims.yaml").read_text(encoding="utf-8")
    altered = text.replace("    reply:", "    wording: retold\n    read_in: [two]\n    reply:")
    (ledger / "library/claims.yaml").write_text(altered, encoding="utf-8")
    told = mistakes(
        ledger,
        "{id: two, kind: report, csl: {type: report, title: Two}, licence: MIT, how_read: full-text",
        "{id: two, kind: report, csl: {type: report, title: Two}, licence: MIT, how_read: secondary",
    )
    assert any(
        "claims[1].read_in[0]: expected a source of which a passage was seen, got 'two'" in it for it in told
    )
