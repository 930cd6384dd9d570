"""The tests and claims that ship: none is hard-coded, each can turn out more than one way."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from briefgen.claims import predicate
from briefgen.claims.measure import judge
from briefgen.claims.predicate import Predicate
from briefgen.claims.validate import mistakes
from briefgen.library.captures import check
from briefgen.library.claim_tests import ClaimTest
from briefgen.library.load import load_library
from briefgen.metrics import catalogue

_ROOT = Path(__file__).parents[2]

LIBRARY = load_library(_ROOT / "sources.yaml", mistakes)
ON_THE_HUB = [test for test in LIBRARY.tests if test.arithmetic is None]


@pytest.fixture(scope="module")
def seeds(shared: Path) -> dict[str, tuple[str, ...]]:
    """The classes of the seed claims by the ids that the library gives them."""
    text = (shared / "research" / "seed_claims.yaml").read_text(encoding="utf-8")
    articles = {"S1": "implicator", "S2": "blog", "S3": "mangled"}
    return {
        f"{articles[seed['id'][:2]]}-{seed['id'][3:]}": tuple(seed["classes"])
        for seed in yaml.safe_load(text)["claims"]
    }


def _predicates(test: ClaimTest) -> str:
    return " ".join(text for text in (test.holds, test.partly, test.fails) if text)


def _candidates(test: ClaimTest, name: str) -> Sequence[predicate.Value]:
    """Values for one name: those that the predicates speak of, and their neighbours."""
    value, text = test.values[name], _predicates(test)
    unit = catalogue.metric(value.metric).columns[value.column].unit
    if unit == "date":
        dates = map(dt.date.fromisoformat, re.findall(r"\d{4}-\d\d-\d\d", text) or ["2025-01-20"])
        return [date + dt.timedelta(days=days) for date in dates for days in (-400, -1, 0, 1, 2, 40)]
    if unit == "name":
        return [*re.findall(r"'([^']*)'", text), "other"]
    bare = re.sub(r"\d{4}-\d\d-\d\d", " ", text)
    spoken = [Fraction(it) for it in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", bare)]
    if unit in ("share", "points"):
        spoken = [it / 100 for it in spoken]
    return sorted(
        {Fraction(0), Fraction(1), *spoken, *(it * Fraction(21, 20) for it in spoken), Fraction(100)}
    )


def _worlds(test: ClaimTest) -> Iterator[dict[str, predicate.Value]]:
    """Made-up findings of a test, all known: one value changed at a time, then all at once."""
    choices = {name: _candidates(test, name) for name in test.values}
    base = {name: values[0] for name, values in choices.items()}
    for name, values in choices.items():
        yield from ({**base, name: value} for value in values)
    dice = random.Random(0)
    for _ in range(20_000):
        yield {name: dice.choice(values) for name, values in choices.items()}


@pytest.mark.parametrize("test", ON_THE_HUB, ids=lambda test: test.id)
def test_a_test_on_the_hub_can_hold_and_can_not(test: ClaimTest) -> None:
    for sample in {population.sample for population in test.populations}:
        words = set()
        for world in _worlds(test):
            words.add(judge(test, world, sample)[0])
            if "supported" in words and len(words) > 1:
                break
        assert "supported" in words
        assert words - {"supported"}, f"sample={sample}"


@pytest.mark.parametrize("test", ON_THE_HUB, ids=lambda test: test.id)
def test_a_test_that_asks_a_complete_population_can_be_contradicted(test: ClaimTest) -> None:
    if all(population.sample for population in test.populations):
        assert all(
            judge(test, world, True)[0] != "contradicted" for world in itertools.islice(_worlds(test), 500)
        )
    else:
        assert any(judge(test, world, False)[0] == "contradicted" for world in _worlds(test))


@pytest.mark.parametrize("test", ON_THE_HUB, ids=lambda test: test.id)
def test_no_test_decides_what_it_knows_nothing_of(test: ClaimTest) -> None:
    word, why = judge(test, dict.fromkeys(test.values), False)
    assert (word, why[:10]) == ("untestable", "not known:")


@pytest.mark.parametrize(
    "test", [test for test in LIBRARY.tests if test.arithmetic], ids=lambda test: test.id
)
def test_a_sum_turns_out_otherwise_with_another_number(test: ClaimTest) -> None:
    """Each number doubled and halved, each date moved by a day, one at a time: some change turns it."""
    text = str(test.arithmetic)
    assert Predicate.parse(text).holds({}) is True
    changed = [
        text[: at.start()] + other + text[at.end() :]
        for at in re.finditer(r"\d{4}-\d\d-\d\d|\d+(\.\d+)?(e\d+)?", text)
        for other in _other(at.group())
    ]
    assert any(Predicate.parse(it).holds({}) is False for it in changed)


def _other(written: str) -> list[str]:
    if "-" in written:
        date = dt.date.fromisoformat(written)
        return [str(date + dt.timedelta(days=days)) for days in (-1, 1)]
    return [f"{Decimal(written) * factor:f}" for factor in (2, Decimal("0.5"))]


def test_only_what_rests_on_creation_dates_is_read_backwards() -> None:
    backwards = [test for test in ON_THE_HUB if test.backwards]
    assert len(backwards) >= 10
    asked = {(it.metric, it.column) for test in backwards for it in test.values.values()}
    assert all(catalogue.metric(metric).columns[column].backwards for metric, column in asked)


def test_likes_downloads_and_licences_are_of_their_own_day_alone() -> None:
    backwards = {
        (name, column)
        for name in catalogue.names()
        for column, it in catalogue.metric(name).columns.items()
        if it.backwards
    }
    assert ("model", "created") in backwards
    metrics = {"largest_releases", "model", "organisation", "publishers", "releases"}
    assert {metric for metric, _ in backwards} == metrics
    assert not any(re.search("like|download|licen|permissive|tier|child", column) for _, column in backwards)


def test_all_seeds_are_there(seeds: dict[str, tuple[str, ...]]) -> None:
    """The 119 claims of the three articles by their numbers; one that says several things has letters."""
    assert len(seeds) == 119
    ids = [claim.id for claim in LIBRARY.claims]
    for seed in seeds:
        parts = [it for it in ids if re.fullmatch(f"{seed}(-[a-z])?", it)]
        assert parts in ([seed], [f"{seed}-{letter}" for letter in "abcdefgh"[: len(parts)]]), seed
        assert parts, seed


def test_every_claim_that_the_hub_can_check_has_a_test_or_names_the_missing_datum() -> None:
    on_the_hub = [claim for claim in LIBRARY.claims if claim.kind == "hub"]
    assert len(on_the_hub) >= 100
    for claim in on_the_hub:
        untested = claim.untested
        assert claim.test or (untested and untested.reason and untested.would_settle), claim.id


def test_every_seed_of_class_a_has_a_test_or_names_the_missing_datum(
    seeds: dict[str, tuple[str, ...]],
) -> None:
    of_class_a = [seed for seed, classes in seeds.items() if "a" in classes]
    assert len(of_class_a) == 36
    for seed in of_class_a:
        parts = [it for it in LIBRARY.claims if re.fullmatch(f"{seed}(-[a-z])?", it.id)]
        assert any(it.test or (it.untested and it.untested.would_settle) for it in parts), seed


def test_every_test_is_carried_by_a_claim() -> None:
    assert {claim.test for claim in LIBRARY.claims if claim.test} == {test.id for test in LIBRARY.tests}


def test_every_excerpt_of_the_articles_is_found_in_its_capture(shared: Path) -> None:
    findings = {it.claim_id: it.outcome for it in check(LIBRARY, shared / "captures") if it.claim_id}
    of_articles = [it for it in LIBRARY.claims if it.id.startswith(("implicator-", "blog-", "mangled-"))]
    assert all(it.excerpt is not None for it in of_articles)
    assert {it.id: findings[it.id] for it in of_articles} == {it.id: "found" for it in of_articles}


@pytest.mark.parametrize("claim_id", ["implicator-03-b", "implicator-18-b", "delangue-10-b", "longpre-07"])
def test_first_ever_has_no_test_and_is_never_supported(claim_id: str) -> None:
    """Nothing can prove a first: it is untestable, or an earlier case, with its source, contradicts it."""
    claim = LIBRARY.claim(claim_id)
    assert claim.test is None
    assert claim.untested is not None
    if claim.judged is not None:
        assert (claim.judged.then, claim.judged.now) == ("contradicted", "contradicted")
        assert claim.judged.sources
