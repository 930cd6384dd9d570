"""Verdicts as other programs and terminals get them."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from briefgen.claims.export import COLUMNS, claim_reviews, numbers, record, rows
from briefgen.claims.judged_edition import JudgedEdition
from briefgen.claims.terminal import WIDTH, chart, explanation, page, table
from briefgen.claims.verdicts import Basis, Whole
from briefgen.library.fields import Confidence
from briefgen.library.statements import ClaimKind, Word, Wording
from tests.claims.conftest import Series
from tests.claims.making import MODEL, docket, first, hub_claim, hub_test, of_model, population, row, second

TEXT = {"type": "string", "minLength": 1}
TEXT_OR_NULL = {"type": ["string", "null"], "minLength": 1}
PLAIN = {"type": ["number", "string", "null"]}
VALUE = {"anyOf": [PLAIN, {"type": "object", "additionalProperties": PLAIN}]}
ANSWER = {
    "word": {"enum": list(get_args(Word))},
    "value": VALUE,
    "snapshot": TEXT_OR_NULL,
    "population": TEXT_OR_NULL,
    "coverage": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
}
MOMENT = {"type": ["object", "null"], "required": list(ANSWER), "properties": ANSWER}
MONTH = {"type": "string", "pattern": r"^\d{4}-\d\d$"}
ENTRY = {"edition": MONTH, "word": {"enum": list(get_args(Whole))}, "value": VALUE}
KEYS = {
    "id": TEXT,
    "statement": TEXT,
    "source": TEXT,
    "attributed_to": TEXT,
    "wording": {"enum": list(get_args(Wording))},
    "kind": {"enum": list(get_args(ClaimKind))},
    "made_on": {"type": "string", "pattern": r"^\d{4}(-\d\d){0,2}$"},
    "basis": {"enum": list(get_args(Basis))},
    "test": TEXT_OR_NULL,
    "confidence": {"enum": [*get_args(Confidence), None]},
    "word": {"enum": list(get_args(Whole))},
    "then": MOMENT,
    "now": MOMENT,
    "reason": TEXT,
    "would_settle": TEXT_OR_NULL,
    "reply": {"type": ["object", "null"], "required": ["by", "date", "source", "words"]},
    "history": {
        "type": "array",
        "items": {"type": "object", "required": list(ENTRY), "properties": ENTRY},
    },
    "numbers": {
        "type": "array",
        "uniqueItems": True,
        "items": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    },
}
#: The keys of DESIGN 4.5 and the reply; a record may tell more.
CONTRACT = Draft202012Validator({"type": "object", "required": list(KEYS), "properties": KEYS})

JANUARY = "2025-01-10-made"


def test_every_record_keeps_the_contract(bundled: JudgedEdition) -> None:
    for verdict in bundled.verdicts:
        whole = record(verdict, ())
        assert [f"{verdict.claim.id}: {it.message}" for it in CONTRACT.iter_errors(whole)] == []
        assert json.loads(json.dumps(whole, allow_nan=False)) == whole
        assert whole["numbers"] == list(dict.fromkeys(number.id for number in numbers(verdict)))


def test_a_history_keeps_the_contract(bundled: JudgedEdition) -> None:
    verdict = bundled.verdict("implicator-02-a")
    whole = record(verdict, bundled.history(verdict.claim))
    assert [it.message for it in CONTRACT.iter_errors(whole)] == []
    editions = [entry["edition"] for entry in whole["history"]]
    assert (editions[0], editions[-1]) == ("2025-08", "2026-09")
    assert editions == sorted(editions)


def judged(series: Series) -> JudgedEdition:
    test = hub_test(populations=(population("made"), population("other", lacks="image models")))
    engine = series({JANUARY: first(), "2025-01-12-other": second(), "2025-03-12-other": first(60)})
    return docket(engine, "2025-03-31", [hub_claim(made_on="2025-01-15")], [test])


def test_a_record_by_hand(series: Series) -> None:
    book = judged(series)
    (verdict,) = book.verdicts
    whole: dict[str, Any] = record(verdict, book.history(verdict.claim))
    shown = ("id", "kind", "made_on", "basis", "test", "confidence", "word", "would_settle")
    assert [whole[key] for key in shown] == [
        "one-01",
        "hub",
        "2025-01-15",
        "computed",
        "most-liked",
        "moderate",
        "partly-supported",
        "a list",
    ]
    short = ("word", "value", "snapshot", "population", "coverage")
    assert [whole["then"][key] for key in short] == ["partly-supported", 1, JANUARY, "models of made", 1.0]
    (other,) = whole["then"]["others"]
    assert [other[key] for key in short] == ["contradicted", 2, "2025-01-12-other", "models of other", 1.0]
    assert [whole["now"][key] for key in short] == [
        "supported",
        1,
        "2025-03-12-other",
        "models of other",
        1.0,
    ]
    assert whole["history"] == [
        {"edition": "2025-01", "word": "partly-supported", "value": 1},
        {"edition": "2025-03", "word": "supported", "value": 1},
    ]
    assert len(whole["numbers"]) == 3


def test_the_table_of_values_has_the_plain_fields(bundled: JudgedEdition) -> None:
    table_of_values = rows(bundled)
    assert len(table_of_values) == len(bundled.verdicts)
    told = dict(zip(COLUMNS, table_of_values[1], strict=True))
    verdict = bundled.verdicts[1]
    assert (told["id"], told["then"], told["now"]) == (verdict.claim.id, verdict.then, verdict.now)


def test_a_review_names_the_verdict_and_never_what_nobody_was_read_saying(bundled: JudgedEdition) -> None:
    reviews = claim_reviews(bundled, bundled.verdicts)
    reviewed = [
        it for it in bundled.verdicts if it.basis == "computed" and it.decisive and it.attribution.nameable
    ]
    assert len(reviews) == len(reviewed) >= 30
    for review, verdict in zip(reviews, reviewed, strict=True):
        assert review["claimReviewed"] == verdict.claim.statement
        assert review["reviewRating"]["alternateName"] == verdict.word
        assert review["itemReviewed"]["author"]["name"]
    assert any(it.claim.garbled and it.decisive for it in bundled.verdicts)


def test_no_line_of_the_table_is_longer_than_a_terminal(bundled: JudgedEdition) -> None:
    printed = table(bundled.verdicts)
    assert max(map(len, printed.splitlines())) <= WIDTH == 100
    begun = {line.split(" ")[0] for line in printed.splitlines()}
    judged_ids = {it.claim.id for it in bundled.verdicts if it.word != "opinion"}
    # An id too long for its column is broken over two lines.
    assert {claim_id for claim_id in judged_ids if len(claim_id) <= 22} <= begun


def test_the_table_counts_claims_tests_and_opinions(series: Series) -> None:
    claims = [hub_claim("one-01", made_on="2025-01-15"), hub_claim("one-02", made_on="2025-01-20")]
    book = docket(series({JANUARY: first()}), "2025-01-31", claims, [hub_test()])
    assert "2 claims, 1 distinct tests; 0 opinions, not judged." in table(book.verdicts)


@pytest.mark.parametrize("claim_id", ["implicator-02-a", "mangled-09-a", "wired-04", "zettabyte"])
def test_a_page_fits_a_terminal(bundled: JudgedEdition, claim_id: str) -> None:
    known = [it for it in bundled.verdicts if claim_id in (it.claim.id, it.test.id if it.test else "")]
    lines = page(bundled, known[0]).splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert lines[0].startswith(f"{known[0].claim.id}: ")


def test_the_history_is_drawn_as_a_chart(series: Series) -> None:
    third = [row("beta/one", 1), row("alpha/one", 2), row("gamma/one", 3)]
    unknown = [row("beta/one")]
    months = {
        f"2025-0{month}-10-made": rows
        for month, rows in enumerate((first(), second(), third, unknown), start=1)
    }
    book = docket(
        series(months), "2025-04-30", [hub_claim(made_on="2025-01-15")], [hub_test(partly="place == 2")]
    )
    assert chart(book.history(book.library.claims[0])).splitlines() == [
        "Edition   contradicted  partly        supported",
        "2025-01                                   ●",
        "2025-02                     ●",
        "2025-03       ●",
        "2025-04   ?",
    ]


def test_an_explanation_shows_the_rows_and_the_sql(series: Series) -> None:
    book = judged(series)
    told = explanation(book, book.verdicts[0], None)
    assert told.startswith(page(book, book.verdicts[0]))
    for number in numbers(book.verdicts[0]):
        assert f"  {number.id}  likes_rank = {number.value}\n" in told
    assert f"model(model=beta/one) of {JANUARY}; row date=2025-01-10, origin=made" in told
    assert len(re.findall(r"^SQL of model ", told, re.MULTILINE)) == 1
    assert "likes_rank" in told.partition("SQL of model")[2]


def test_a_garbled_copy_is_never_quoted(bundled: JudgedEdition) -> None:
    garbled = [it for it in bundled.verdicts if it.claim.garbled and it.claim.excerpt]
    assert len(garbled) >= 36
    for verdict in garbled:
        assert verdict.claim.excerpt is not None
        told = explanation(bundled, verdict, None)
        assert "Known through a garbled copy only: nobody said it in these words." in told
        assert "Passage of" not in told
        assert "#:~:text=" not in told


def test_a_reply_stands_on_the_page(series: Series) -> None:
    reply = {"by": "The author", "date": "2025-01-20", "source": "one", "words": "It was meant otherwise."}
    one = hub_claim(made_on="2025-01-15", reply=reply)
    book = docket(series({JANUARY: first()}), "2025-01-31", [one], [hub_test()])
    told = page(book, book.verdicts[0])
    assert "Reply by The author, 2025-01-20 (A title): It was meant otherwise." in told
    assert record(book.verdicts[0], ())["reply"] == reply


def test_a_reply_after_the_edition_is_not_looked_at(series: Series) -> None:
    reply = {"by": "The author", "date": "2025-02", "source": "one", "words": "It was meant otherwise."}
    one = hub_claim(made_on="2025-01-15", reply=reply)
    book = docket(series({JANUARY: first()}), "2025-01-31", [one], [hub_test()])
    assert "otherwise" not in page(book, book.verdicts[0])
    assert record(book.verdicts[0], ())["reply"] is None


def test_the_page_says_what_part_of_the_population_is_known(series: Series) -> None:
    """Likes are known for the models with 300 of the 400 downloads: 75 %, too few for a place."""
    rows = [row(MODEL, 5, downloads=300), row("alpha/one", None, downloads=100)]
    test = hub_test(values={"likes": of_model("likes")}, holds="likes == 5")
    book = docket(series({JANUARY: rows}), "2025-01-31", [hub_claim(made_on="2025-01-15")], [test])
    told = " ".join(page(book, book.verdicts[0]).split())
    assert "supported, by a snapshot 5 days away, which knows 75.0% of the population" in told
