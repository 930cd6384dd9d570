"""The algebra of verdicts: each of its rules, on series of a few rows."""

from __future__ import annotations

import pytest

from briefgen.claims.evaluate import Moment
from briefgen.claims.judged_edition import distinct
from briefgen.library.claim_tests import Needs, Value
from tests.claims.conftest import Series
from tests.claims.making import (
    MODEL,
    docket,
    first,
    hub_claim,
    hub_test,
    moment,
    of_model,
    population,
    row,
    second,
    stock,
    thousands,
    verdict,
)
from tests.library.making import source

JANUARY, APRIL = "2025-01-10-made", "2025-04-10-made"


def shown(told: Moment) -> list[tuple[str, str | None]]:
    """The snapshots that speak: each with that of the other side, where it took two."""
    return [
        (one.reading.snapshot.id, one.bracket.snapshot.id if one.bracket else None) for one in told.answers
    ]


@pytest.mark.parametrize(
    ("on", "word"),
    [
        ("2025-01-09", "untestable"),
        ("2025-01-10", "supported"),
        ("2025-02-24", "supported"),  # 45 days
        ("2025-02-25", "untestable"),
    ],
)
def test_a_snapshot_speaks_for_45_days(series: Series, on: str, word: str) -> None:
    assert moment(series({JANUARY: first()}), hub_test(), on).word == word


def test_the_last_snapshot_before_a_day_speaks_for_it(series: Series) -> None:
    engine = series({JANUARY: first(), "2025-02-10-made": second(), APRIL: first()})
    told = moment(engine, hub_test(), "2025-02-20")
    assert (told.word, told.days, shown(told)) == ("contradicted", 10, [("2025-02-10-made", None)])


def test_snapshots_on_both_sides_speak_where_they_agree(series: Series) -> None:
    told = moment(series({JANUARY: first(), APRIL: first()}), hub_test(), "2025-03-10")
    assert (told.word, shown(told)) == ("supported", [(JANUARY, APRIL)])
    assert told.days == 59  # the farther one


def test_snapshots_on_both_sides_that_disagree_decide_nothing(series: Series) -> None:
    told = moment(series({JANUARY: first(), APRIL: second()}), hub_test(), "2025-03-10")
    assert (told.word, shown(told)) == ("untestable", [])


@pytest.mark.parametrize(("on", "then"), [("2025-04-09", "untestable"), ("2025-04-10", "supported")])
def test_an_edition_sees_no_later_snapshot(series: Series, on: str, then: str) -> None:
    engine = series({JANUARY: first(), APRIL: first()})
    assert verdict(engine, hub_test(), "2025-03-10", on).then == then


def test_a_bracketed_word_is_of_moderate_confidence_at_most(series: Series) -> None:
    bracketed = verdict(series({JANUARY: first(), APRIL: first()}), hub_test(), "2025-03-10", "2025-04-30")
    assert (bracketed.then, bracketed.confidence) == ("supported", "moderate")
    assert "both sides" in bracketed.confidence_reason
    direct = verdict(series({JANUARY: first(), APRIL: first()}), hub_test(), "2025-04-12", "2025-04-30")
    assert (direct.then, direct.confidence) == ("supported", "high")


def test_a_bracketed_word_is_no_better_than_what_the_population_can_carry(series: Series) -> None:
    partial = hub_test(about="hub", populations=(population(lacks="image models"),))
    assert (
        moment(series({JANUARY: first(), APRIL: first()}), partial, "2025-03-10").word == "partly-supported"
    )


CREATED = hub_test(values={"created": of_model("created")}, holds="created <= 2025-01-31", backwards=True)


@pytest.mark.parametrize(("created", "word"), [("2025-01-20", "supported"), ("2025-02-01", "contradicted")])
def test_creation_dates_are_read_backwards(series: Series, created: str, word: str) -> None:
    told = moment(series({APRIL: [row(MODEL, created=created)]}), CREATED, "2025-01-31")
    assert (told.word, shown(told)) == (word, [(APRIL, None)])


def test_what_was_created_after_the_day_is_not_counted_backwards(series: Series) -> None:
    released = Value(
        metric="organisation",
        parameters={"organisation": "beta", "until": "judged-date"},
        column="released",
    )
    test = hub_test(values={"released": released}, holds="released >= 2", backwards=True)
    engine = series({APRIL: [row(MODEL, created="2025-01-20"), row("beta/two", created="2025-02-20")]})
    assert moment(engine, test, "2025-02-19").word == "contradicted"
    assert moment(engine, test, "2025-02-20").word == "supported"
    assert moment(engine, test, "2025-04-30").word == "supported"


@pytest.mark.parametrize(
    ("column", "holds"),
    [("likes_rank", "it == 1"), ("downloads_rank", "it == 1"), ("tier", "it == 'permissive'")],
)
def test_likes_downloads_and_licences_are_not_read_backwards(series: Series, column: str, holds: str) -> None:
    test = hub_test(values={"it": of_model(column)}, holds=holds)
    engine = series({APRIL: [row(MODEL, 5, license="mit")]})
    assert moment(engine, test, "2025-04-09").word == "untestable"
    assert moment(engine, test, "2025-04-10").word == "supported"


def test_populations_that_disagree_hold_in_part_and_both_are_shown(series: Series) -> None:
    test = hub_test(populations=(population("made"), population("other")))
    engine = series({JANUARY: first(), "2025-01-12-other": second()})
    told = verdict(engine, test, "2025-01-15", "2025-01-31")
    assert (told.word, told.then, told.now) == ("partly-supported",) * 3
    assert told.then_moment is not None
    assert [one.reading.word for one in told.then_moment.answers] == ["supported", "contradicted"]
    assert "10 January 2025, models of made" in told.reason
    assert "12 January 2025, models of other" in told.reason
    assert (told.confidence, "disagree" in told.confidence_reason) == ("moderate", True)


def test_a_population_without_a_snapshot_leaves_the_word_to_the_other(series: Series) -> None:
    test = hub_test(populations=(population("made"), population("other")))
    told = moment(series({"2025-01-12-other": second()}), test, "2025-01-15")
    assert (told.word, shown(told)) == ("contradicted", [("2025-01-12-other", None)])


@pytest.mark.parametrize(
    ("about", "lacks", "word"),
    [
        ("hub", "image models", "partly-supported"),
        ("hub", None, "supported"),
        ("population", "image models", "supported"),
    ],
)
def test_the_whole_hub_is_not_supported_from_a_population_that_lacks_a_kind(
    series: Series, about: str, lacks: str | None, word: str
) -> None:
    test = hub_test(about=about, populations=(population(lacks=lacks),))
    assert moment(series({JANUARY: first()}), test, "2025-01-10").word == word
    # That another model is ahead is shown by any population that holds both.
    assert moment(series({JANUARY: second()}), test, "2025-01-10").word == "contradicted"


def exists() -> Value:
    """Has the organisation a model?"""
    return Value(metric="organisation", parameters={"organisation": "beta"}, column="models")


@pytest.mark.parametrize("about", ["hub", "population"])
def test_a_sample_supports_existence_and_never_contradicts(series: Series, about: str) -> None:
    sample = population(sample=True, lacks="most models")
    test = hub_test(values={"models": exists()}, holds="models >= 2", about=about, populations=(sample,))
    two = series({JANUARY: [row(MODEL), row("beta/two")]})
    assert moment(two, test, "2025-01-10").word == "supported"
    told = moment(series({JANUARY: [row(MODEL)]}), test, "2025-01-10")
    assert (told.word, told.answers) == ("untestable", ())
    assert "a sample that does not show it cannot contradict it" in told.why
    whole = hub_test(values={"models": exists()}, holds="models >= 2")
    assert moment(series({JANUARY: [row(MODEL)]}), whole, "2025-01-10").word == "contradicted"


def test_a_sample_that_shows_nothing_does_not_weaken_what_another_shows(series: Series) -> None:
    populations = (population("made", sample=True), population("other"))
    test = hub_test(values={"models": exists()}, holds="models >= 2", populations=populations)
    engine = series({JANUARY: [row(MODEL)], "2025-01-10-other": [row(MODEL), row("beta/two")]})
    assert moment(engine, test, "2025-01-10").word == "supported"


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        (400, 900, "contradicted"),  # at most 900 in between
        (1000, 1500, "supported"),  # at least 1,000 in between
        (400, 1500, "untestable"),
        (None, 900, "contradicted"),  # the model was not there yet
        (None, 1500, "untestable"),
    ],
)
def test_a_stock_that_grows_is_decided_by_what_holds_over_the_whole_interval(
    series: Series, before: int | None, after: int, word: str
) -> None:
    earlier = [row("alpha/one")] if before is None else stock(before)
    test = thousands(by="2025-01-30", needs=Needs(model=MODEL))
    told = verdict(
        series({JANUARY: earlier, "2025-02-10-made": stock(after)}), test, "2025-08-02", "2025-08-31"
    )
    assert (told.then, told.now) == (word, word)
    if word != "untestable":
        assert f"at most {after:,} (count)" in told.reason or word == "supported"
        assert told.confidence == "moderate"


def test_a_range_that_lies_between_the_two_sides_is_not_stepped_over(series: Series) -> None:
    test = thousands(holds="1000 <= count < 1500", by="2025-01-30")
    told = moment(series({JANUARY: stock(400), "2025-02-10-made": stock(2000)}), test, "2025-01-30")
    assert told.word == "untestable"


def test_a_stock_on_the_very_day_is_that_of_the_day(series: Series) -> None:
    test = thousands(by="2025-01-30")
    engine = series({"2025-01-30-made": stock(999), "2025-02-10-made": stock(5000)})
    told = moment(engine, test, "2025-01-30")
    assert (told.word, shown(told)) == ("contradicted", [("2025-01-30-made", None)])


def test_a_place_within_days_is_decided_on_that_day_alone(series: Series) -> None:
    """A place is no stock: first place in February says nothing of January."""
    test = hub_test(by="2025-01-30")
    missing = [row("alpha/one", 3)]
    engine = series({JANUARY: missing, "2025-02-10-made": first()})
    assert verdict(engine, test, "2025-08-02", "2025-08-31").word == "untestable"
    held = series({"2025-01-30-made": first(), "2025-02-10-made": second()})
    assert verdict(held, test, "2025-08-02", "2025-08-31").word == "supported"


def test_a_stock_no_longer_observed_was_at_least_so_much(series: Series) -> None:
    told = verdict(series({JANUARY: stock(25_000)}), thousands(), "2025-01-10", "2025-09-30")
    assert (told.then, told.now, told.word) == ("supported", "untestable", "supported")
    assert "o longer observed; on 10 January 2025 at least 25,000 (count)." in told.reason


def test_a_place_is_given_only_where_the_subject_is_present(series: Series) -> None:
    test = hub_test(needs=Needs(model=MODEL))
    told = moment(series({JANUARY: [row("alpha/one", 5)]}), test, "2025-01-10")
    assert (told.word, told.why) == ("untestable", f"{MODEL} is not in the snapshot")
    assert moment(series({JANUARY: first()}), test, "2025-01-10").word == "supported"


@pytest.mark.parametrize(("unknown", "word"), [(20, "supported"), (21, "untestable")])
def test_a_place_is_given_only_where_80_percent_is_known(series: Series, unknown: int, word: str) -> None:
    rows = [row(MODEL, 50, 100 - unknown), row("alpha/one", None, unknown)]
    told = moment(series({JANUARY: rows}), hub_test(), "2025-01-10")
    assert told.word == word
    assert ("not known: place by likes" in told.why) is (word == "untestable")


@pytest.mark.parametrize(
    ("basis", "then"), [("stated", "supported"), ("inferred", "supported"), ("own-words", "untestable")]
)
def test_a_claim_dated_by_its_own_sentence_cannot_test_that_date(
    series: Series, basis: str, then: str
) -> None:
    told = verdict(series({JANUARY: first()}), hub_test(), "2025-01-15", "2025-01-31", made_on_basis=basis)
    assert (told.then, told.now) == (then, "supported")
    assert ("inferred from its own sentence" in told.reason) is (then == "untestable")


def test_a_day_that_the_test_fixes_is_not_inferred_from_the_sentence(series: Series) -> None:
    test = hub_test(by="2025-01-15")
    told = verdict(series({JANUARY: first()}), test, "2025-01-15", "2025-01-31", made_on_basis="own-words")
    assert told.then == "supported"


def test_a_date_of_a_month_is_judged_as_its_first_day_and_made_by_its_last(series: Series) -> None:
    engine = series({JANUARY: first(), "2025-01-20-made": second()})
    told = verdict(engine, hub_test(), "2025-01", "2025-01-31")
    assert (told.then, told.now) == ("untestable", "contradicted")
    book = docket(engine, "2025-01-30", [hub_claim(made_on="2025-01")], [hub_test()])
    assert book.verdicts == ()


def test_claims_that_share_a_test_count_once(series: Series) -> None:
    claims = [
        hub_claim("one-01", made_on="2025-01-15"),
        hub_claim("one-02", made_on="2025-01-20"),
        hub_claim("one-03", made_on="2025-01-20", test="again"),
    ]
    book = docket(series({JANUARY: first()}), "2025-01-31", claims, [hub_test(), hub_test("again")])
    assert [one.word for one in book.verdicts] == ["supported"] * 3
    assert [one.claim.id for one in distinct(book.verdicts)] == ["one-01", "one-03"]


def test_what_goes_back_to_one_original_is_one_witness(series: Series) -> None:
    sources = (source("one"), source("copy", derived_from="one"), source("other"))
    claims = (
        hub_claim("one-01"),
        hub_claim("copy-01", source="copy"),
        hub_claim("retold-01", source="other", retells="one-01"),
        hub_claim("other-01", source="other"),
    )
    book = docket(series({JANUARY: first()}), "2025-08-31", claims, [hub_test()], sources)
    assert [[it.id for it in group] for group in book.library.witnesses(claims)] == [
        ["one-01", "copy-01", "retold-01"],
        ["other-01"],
    ]
    named = {told.claim.id: [it.claim.id for it in book.witnesses(told)] for told in book.verdicts}
    assert named == {
        "one-01": ["one-01", "other-01"],
        "copy-01": ["copy-01", "other-01"],
        "retold-01": ["retold-01", "other-01"],
        "other-01": ["other-01", "one-01"],
    }
