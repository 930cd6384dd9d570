"""Each word of a verdict arises from data, and other data give another word."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from briefgen.claims.judged_edition import JudgedEdition
from briefgen.claims.verdicts import Whole
from briefgen.errors import InputError
from briefgen.library.claim_tests import ClaimTest
from briefgen.library.records import Library
from briefgen.library.statements import Action, Judgement, Reference, Untested, Word
from tests.claims.conftest import Series
from tests.claims.making import (
    MODEL,
    day,
    docket,
    first,
    hub_claim,
    hub_test,
    of_model,
    row,
    second,
)
from tests.library.making import claim, source

THEN, NOW = "2025-01-10-made", "2025-06-20-made"
PARTLY = hub_test(partly="place == 2")
#: The model at the third place, so that a test with `partly` fails.
third = [row(MODEL, 1), row("alpha/one", 2), row("gamma/one", 3)]
unknown = [row(MODEL, None), row("alpha/one", 2)]

#: What the archive showed when the claim was made and now, with the words for then, for now and as a whole.
CASES: list[tuple[list[dict[str, Any]], list[dict[str, Any]], tuple[Word, Word, Whole]]] = [
    (first(), first(), ("supported", "supported", "supported")),
    (second(), second(), ("partly-supported", "partly-supported", "partly-supported")),
    (third, third, ("contradicted", "contradicted", "contradicted")),
    (unknown, unknown, ("untestable", "untestable", "untestable")),
    (first(), third, ("supported", "contradicted", "overtaken")),
    (third, first(), ("contradicted", "supported", "borne-out")),
    # Judged as of when it was said, unless the data turned round.
    (first(), second(), ("supported", "partly-supported", "supported")),
    (second(), third, ("partly-supported", "contradicted", "partly-supported")),
    (third, second(), ("contradicted", "partly-supported", "contradicted")),
    (first(), unknown, ("supported", "untestable", "supported")),
    (unknown, first(), ("untestable", "supported", "untestable")),
]


@pytest.mark.parametrize(("then", "now", "words"), CASES)
def test_a_word_arises_from_the_data(
    series: Series,
    then: list[dict[str, Any]],
    now: list[dict[str, Any]],
    words: tuple[Word, Word, Whole],
) -> None:
    engine = series({THEN: then, NOW: now})
    (told,) = docket(engine, "2025-06-30", [hub_claim(made_on="2025-01-15")], [PARTLY]).verdicts
    assert (told.then, told.now, told.word, told.basis) == (*words, "computed")
    assert told.decisive is (words[:2] != ("untestable", "untestable"))


def test_the_cases_show_every_word() -> None:
    assert {whole for _, _, (_, _, whole) in CASES} == set(get_args(Whole)) - {"opinion"}


def test_an_opinion_is_not_judged_whatever_the_data_are(series: Series) -> None:
    engine = series({THEN: first(), NOW: third})
    (told,) = docket(engine, "2025-06-30", [claim(made_on="2025-01-15")], []).verdicts
    assert (told.word, told.then, told.now, told.decisive) == ("opinion", None, None, False)


@pytest.mark.parametrize(
    ("arithmetic", "word"), [("2 + 2 == 4", "supported"), ("2 + 2 == 5", "contradicted")]
)
def test_a_sum_is_true_or_false_for_good(series: Series, arithmetic: str, word: str) -> None:
    test = ClaimTest(id="sum", asks="Is it?", reads="As it stands.", arithmetic=arithmetic)
    one = hub_claim(kind="arithmetic", test="sum", made_on="2025-01-15")
    (told,) = docket(series({THEN: first()}), "2025-06-30", [one], [test]).verdicts
    assert (told.then, told.now, told.word, told.confidence) == (word, word, word, "high")


def judged_by_hand() -> Judgement:
    return Judgement(
        then="contradicted",
        now="supported",
        confidence="moderate",
        reason="It stands there.",
        sources=(Reference(source="paper"),),
    )


@pytest.mark.parametrize(
    ("on", "word", "basis"), [("2025-03-30", "untestable", "none"), ("2025-03-31", "borne-out", "curated")]
)
def test_a_judgement_by_hand_waits_for_its_documents(series: Series, on: str, word: str, basis: str) -> None:
    one = claim(kind="document", judged=judged_by_hand(), made_on="2025-01-15")
    sources = [source("one"), source("paper", csl={"issued": "2025-03"})]
    (told,) = docket(series({THEN: first()}), on, [one], [], sources).verdicts
    assert (told.word, told.basis) == (word, basis)


def test_a_claim_without_a_test_says_why_and_what_would_settle_it(series: Series) -> None:
    untested = Untested(reason="Nobody counts it.", would_settle="a count")
    one = claim(kind="hub", untested=untested, made_on="2025-01-15")
    (told,) = docket(series({THEN: first()}), "2025-06-30", [one], []).verdicts
    assert (told.word, told.basis, told.reason, told.would_settle) == (
        "untestable",
        "none",
        "Nobody counts it.",
        "a count",
    )


MONTHS = {
    f"2025-{month:02}-10-made": rows for month, rows in enumerate((first(), third, unknown, first()), 1)
}


def test_the_history_shows_reversals(series: Series) -> None:
    book = docket(series(MONTHS), "2025-04-30", [hub_claim(made_on="2025-01-15")], [PARTLY])
    told = [(entry.edition, entry.now, entry.word) for entry in book.history(book.library.claims[0])]
    assert told == [
        ("2025-01", "supported", "supported"),
        ("2025-02", "contradicted", "overtaken"),
        ("2025-03", "untestable", "supported"),
        ("2025-04", "supported", "supported"),
    ]
    assert [entry.values for entry in book.history(book.library.claims[0])] == [
        {"place": 1},
        {"place": 3},
        {},
        {"place": 1},
    ]


def test_the_history_begins_when_the_claim_was_made(series: Series) -> None:
    book = docket(series(MONTHS), "2025-04-30", [hub_claim(made_on="2025-03-01")], [PARTLY])
    assert [entry.edition for entry in book.history(book.library.claims[0])] == ["2025-03", "2025-04"]


def test_what_the_data_turned_moved_first(series: Series) -> None:
    lost = hub_test("known", values={"place": of_model("likes_rank", "alpha/one")}, holds="place <= 2")
    tests = [lost, PARTLY]
    claims = [
        hub_claim("one-01", test="known", made_on="2025-01-15"),
        hub_claim("one-02", made_on="2025-01-15"),
    ]
    engine = series(
        {THEN: first(), "2025-02-10-made": [row("beta/one", 1), row("gamma/one", 3), row("me/x", 2)]}
    )
    book = docket(engine, "2025-02-28", claims, tests)
    assert [(move.verdict.claim.id, move.turned) for move in book.moves] == [
        ("one-02", True),
        ("one-01", False),
    ]
    still = docket(series({THEN: first(), "2025-02-10-made": first(60)}), "2025-02-28", claims, tests)
    assert still.moves == ()


def test_the_first_edition_has_no_moves(series: Series) -> None:
    book = docket(series({THEN: first()}), "2025-01-31", [hub_claim(made_on="2025-01-15")], [PARTLY])
    assert (book.editions, book.moves) == ((day("2025-01-31"),), ())


def test_a_verdict_is_given_for_claims_that_had_been_made(series: Series) -> None:
    book = docket(series({THEN: first()}), "2025-01-31", [hub_claim(made_on="2025-02-01")], [PARTLY])
    assert book.verdicts == ()
    with pytest.raises(InputError, match="one-01: this claim was made on 2025-02-01, after this edition"):
        book.verdict("one-01")
    with pytest.raises(InputError, match="one-1: expected the id of a claim of the library; the nearest"):
        book.verdict("one-1")


def test_an_action_is_followed_as_far_as_a_month_knew(series: Series) -> None:
    notes = [("2025-02-10", "open"), ("2025-04-10", "implemented")]
    history = [
        {"date": date, "status": status, "words": "It is so.", "sources": [{"source": "one"}]}
        for date, status in notes
    ]
    action = Action.model_validate({
        "id": "act",
        "title": "A market",
        "source": "one",
        "locator": "p. 4",
        "lead": ("NIST",),
        "status": "implemented",
        "history": history,
    })  # fmt: skip
    engine = series({THEN: first()})
    library = Library(sources=(source(),), actions=(action,))
    told = {
        on: [it.note.status for it in JudgedEdition(library, engine, day(on)).actions]
        for on in ("2025-02-09", "2025-02-10", "2025-04-09", "2025-04-10")
    }
    assert told == {
        "2025-02-09": [],
        "2025-02-10": ["open"],
        "2025-04-09": ["open"],
        "2025-04-10": ["implemented"],
    }
