"""Claims, tests and actions are read from included files, and every mistake is told where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefgen.library.claim_tests import ClaimTest
from briefgen.library.load import load_library
from briefgen.library.records import Library
from briefgen.library.references import Mistake
from briefgen.library.statements import Action
from briefgen.project import InputError
from tests.library.making import claim, source

SOURCES = """\
include: [library/tests.yaml, library/claims.yaml, library/actions.yaml]
sources:
  - {id: one, kind: report, csl: {type: report, title: One}, licence: MIT, how_read: full-text,
     read_note: Read whole., reviewed: 2025-01-02, capture: HASH}
  - {id: two, kind: report, csl: {type: report, title: Two}, licence: MIT, how_read: full-text,
     read_note: Read whole., reviewed: 2025-01-02}
  - {id: garble, kind: report, csl: {type: report, title: Two}, licence: MIT, how_read: full-text,
     read_note: Read whole., reviewed: 2025-01-02, condition: garbled, derived_from: one}
  - {id: radar, kind: data, csl: {type: dataset, title: Radar}, licence: MIT, how_read: full-text,
     read_note: Read whole., reviewed: 2025-01-02}
""".replace("HASH", "a" * 64)

CLAIMS = """\
claims:
  - id: hub-claim
    statement: It has the most likes.
    theme: attention
    source: one
    locator: paragraph 2
    excerpt: {first: It has, last: likes., words: 12, sha256: HASH}
    kind: hub
    made_on: 2025-08-02
    made_on_basis: inferred
    subject: {kind: model, name: a/b}
    test: most-liked
  - id: document-claim
    statement: It says so.
    theme: policy
    source: one
    locator: paragraph 3
    kind: document
    made_on: 2025
    made_on_basis: stated
    subject: {kind: document, name: The plan}
    judged:
      then: supported
      now: partly-supported
      confidence: moderate
      reason: It stands there.
      sources: [{source: two, locator: p. 4}]
    reply: {by: The author, date: 2026-01-02, source: two, words: It was meant otherwise.}
  - id: garbled-claim
    statement: It says so too.
    theme: policy
    source: garble
    locator: paragraph 1
    kind: opinion
    made_on: 2025-08
    made_on_basis: own-words
    subject: {kind: document, name: The plan}
    retells: document-claim
    garbled: true
    note: The copy has another word.
""".replace("HASH", "b" * 64)

TESTS = """\
tests:
  - id: most-liked
    asks: Is it the most liked?
    about: hub
    needs: {model: a/b}
    values:
      place: {metric: model, parameters: {model: a/b}, row: {country: CN}, column: likes_rank, before: 90}
    holds: place == 1
    reads: The most liked is the first by likes.
    backwards: false
    populations:
      - {id: every, words: models of every kind, origins: [radar], parameters: {compare: rows}}
    would_settle: a list of likes
  - {id: sum, asks: Is it?, reads: As it stands., arithmetic: 1 ZB == 1e9 TB}
"""

ACTIONS = """\
actions:
  - id: act
    title: A market for compute
    source: one
    locator: p. 4
    lead: [NIST]
    status: no evidence found
    history:
      - {date: 2025-07-23, status: open, words: It was asked for., sources: [{source: one}]}
      - {date: 2026-11-22, status: no evidence found, words: None was found., sources: [{source: two}]}
    metric: releases
    metric_says: It counts models.
"""

FILES = {
    "sources.yaml": SOURCES,
    "library/claims.yaml": CLAIMS,
    "library/tests.yaml": TESTS,
    "library/actions.yaml": ACTIONS,
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "library").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def mistakes(root: Path, right: str = "", wrong: str = "") -> list[str]:
    """What is told of the library in which `right`, wherever it stands first, became `wrong`."""
    for name, text in FILES.items():
        if right and right in text:
            (root / name).write_text(text.replace(right, wrong, 1), encoding="utf-8")
            break
    with pytest.raises(InputError) as caught:
        load_library(root / "sources.yaml")
    return str(caught.value).splitlines()


def test_a_good_ledger_is_read(root: Path) -> None:
    library = load_library(root / "sources.yaml")
    assert [claim.id for claim in library.claims] == ["hub-claim", "document-claim", "garbled-claim"]
    hub = library.claim("hub-claim")
    assert hub.excerpt is not None
    assert (hub.excerpt.words, hub.made_on, hub.garbled, hub.test) == (12, "2025-08-02", False, "most-liked")
    assert library.claim("garbled-claim").garbled
    place = library.test("most-liked").values["place"]
    assert (place.before, place.row, place.series) == (90, {"country": "CN"}, False)
    assert library.test("most-liked").populations[0].parameters == {"compare": "rows"}
    assert library.test("sum").arithmetic == "1 ZB == 1e9 TB"
    assert library.action("act").history[-1].sources[0].source == "two"


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
def test_a_mistake_is_told_with_its_place(root: Path, right: str, wrong: str, told: str) -> None:
    lines = mistakes(root, right, wrong)
    assert any(told in line for line in lines), lines
    assert all(line.split(": ")[0].count(":") == 2 for line in lines), lines


def test_one_mistake_is_told_once(root: Path) -> None:
    """A record that cannot be read makes no reference to it wrong."""
    assert len(mistakes(root, "theme: policy", "theme: polcy")) == 1


def test_a_test_with_a_mistake_is_still_known_to_its_claims(root: Path) -> None:
    (told,) = mistakes(root, "holds: place == 1", "holds: ")
    assert told == "library/tests.yaml:8:11: tests[0].holds: expected text, but nothing stands here"


def test_the_mistakes_of_all_files_are_told_in_one_run(root: Path) -> None:
    for name, right, wrong in (
        ("sources.yaml", "title: Two", "title: "),
        ("library/claims.yaml", "theme: attention", "theme: none"),
        ("library/tests.yaml", "origins: [radar]", "origins: [two]"),
        ("library/actions.yaml", "[{source: two}]", "[{source: three}]"),
    ):
        (root / name).write_text(FILES[name].replace(right, wrong, 1), encoding="utf-8")
    assert [line.split(":")[0] for line in mistakes(root)] == [
        "sources.yaml",
        "library/tests.yaml",
        "library/claims.yaml",
        "library/actions.yaml",
    ]


def test_a_file_that_is_not_yaml_is_told_with_the_mistakes_of_the_others(root: Path) -> None:
    (root / "library/tests.yaml").write_text("tests: [\n", encoding="utf-8")
    first, second = mistakes(root, "theme: attention", "theme: none")
    assert first.startswith("library/claims.yaml:4:12: claims[0].theme: expected ")
    assert second.startswith("library/tests.yaml:2:1: this is not YAML")


@pytest.mark.parametrize("name", list(FILES))
@pytest.mark.parametrize(
    "text", ["[]", "a", "claims: 3\nsources: 4\ntests: x\nactions: y", "claims: [3, [], x]\n"]
)
def test_a_file_of_another_shape_is_told_as_such(root: Path, name: str, text: str) -> None:
    (root / name).write_text(text, encoding="utf-8")
    assert any(line.startswith(f"{name}:1:") for line in mistakes(root))


def test_an_id_is_its_own_over_all_files(root: Path) -> None:
    (root / "library/actions.yaml").write_text(ACTIONS + CLAIMS, encoding="utf-8")
    (told,) = [line for line in mistakes(root) if "claims[0].id" in line]
    assert told.startswith("library/actions.yaml:14:9: claims[0].id: expected an id of its own; ")
    assert told.endswith("an earlier claim has this one, at library/claims.yaml:2:9")


def test_whoever_knows_the_metrics_may_look_into_tests_and_actions(root: Path) -> None:
    def check(record: ClaimTest | Action) -> Iterator[Mistake]:
        if isinstance(record, Action):
            yield ("metric",), f"expected a metric, got {record.metric}"
        for name, value in record.values.items() if isinstance(record, ClaimTest) else ():
            yield ("values", name, "parameters", "model"), f"expected a model of {value.metric}"
            yield ("holds",), "expected a predicate"

    with pytest.raises(InputError) as caught:
        load_library(root / "sources.yaml", check)
    assert str(caught.value).splitlines() == [
        "library/tests.yaml:7:50: tests[0].values.place.parameters.model: expected a model of model",
        "library/tests.yaml:8:12: tests[0].holds: expected a predicate",
        "library/actions.yaml:11:13: actions[0].metric: expected a metric, got releases",
    ]


def test_what_goes_back_to_one_original_is_one_witness() -> None:
    library = Library(
        sources=(
            source("original"),
            source("retold", derived_from="original"),
            source("again", derived_from="retold"),
            source("other"),
        ),
        claims=(
            claim("a", source="again"),
            claim("b", source="other"),
            claim("c", source="original"),
            claim("d", source="other", retells="e"),
            claim("e", source="retold"),
        ),
    )
    groups = [[claim.id for claim in group] for group in library.witnesses(library.claims)]
    assert groups == [["a", "c", "d", "e"], ["b"]]
    assert library.original(library.claim("d")).id == "original"
    assert library.witnesses(()) == ()


@pytest.mark.parametrize("kind", ["claim", "test", "action"])
def test_an_unknown_id_is_answered_with_the_nearest(root: Path, kind: str) -> None:
    library = load_library(root / "sources.yaml")
    with pytest.raises(
        InputError, match=f"^nothing: expected the id of a {kind} of the library; the nearest are "
    ):
        getattr(library, kind)("nothing")
