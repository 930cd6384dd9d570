"""The ledger of claims, tests and actions: what is read, and how mistakes of several files are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefgen.errors import InputError
from briefgen.library.claim_tests import ClaimTest
from briefgen.library.load import load_library
from briefgen.library.records import Library
from briefgen.library.references import Mistake
from briefgen.library.statements import Action
from tests.library.making import claim, source
from tests.library.small_ledger import ACTIONS, CLAIMS, FILES, mistakes


def test_a_good_ledger_is_read(ledger: Path) -> None:
    library = load_library(ledger / "sources.yaml")
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


def test_one_mistake_is_told_once(ledger: Path) -> None:
    """A record that cannot be read makes no reference to it wrong."""
    assert len(mistakes(ledger, "theme: policy", "theme: polcy")) == 1


def test_a_test_with_a_mistake_is_still_known_to_its_claims(ledger: Path) -> None:
    (told,) = mistakes(ledger, "holds: place == 1", "holds: ")
    assert told == "library/tests.yaml:8:11: tests[0].holds: expected text, but nothing stands here"


def test_the_mistakes_of_all_files_are_told_in_one_run(ledger: Path) -> None:
    for name, right, wrong in (
        ("sources.yaml", "title: Two", "title: "),
        ("library/claims.yaml", "theme: attention", "theme: none"),
        ("library/tests.yaml", "origins: [radar]", "origins: [two]"),
        ("library/actions.yaml", "[{source: two}]", "[{source: three}]"),
    ):
        (ledger / name).write_text(FILES[name].replace(right, wrong, 1), encoding="utf-8")
    assert [line.split(":")[0] for line in mistakes(ledger)] == [
        "sources.yaml",
        "library/tests.yaml",
        "library/claims.yaml",
        "library/actions.yaml",
    ]


def test_a_file_that_is_not_yaml_is_told_with_the_mistakes_of_the_others(ledger: Path) -> None:
    (ledger / "library/tests.yaml").write_text("tests: [\n", encoding="utf-8")
    first, second = mistakes(ledger, "theme: attention", "theme: none")
    assert first.startswith("library/claims.yaml:4:12: claims[0].theme: expected ")
    assert second.startswith("library/tests.yaml:2:1: this is not YAML")


@pytest.mark.parametrize("name", list(FILES))
@pytest.mark.parametrize(
    "text", ["[]", "a", "claims: 3\nsources: 4\ntests: x\nactions: y", "claims: [3, [], x]\n"]
)
def test_a_file_of_another_shape_is_told_as_such(ledger: Path, name: str, text: str) -> None:
    (ledger / name).write_text(text, encoding="utf-8")
    assert any(line.startswith(f"{name}:1:") for line in mistakes(ledger))


def test_an_id_is_its_own_over_all_files(ledger: Path) -> None:
    (ledger / "library/actions.yaml").write_text(ACTIONS + CLAIMS, encoding="utf-8")
    (told,) = [line for line in mistakes(ledger) if "claims[0].id" in line]
    assert told.startswith("library/actions.yaml:14:9: claims[0].id: expected an id of its own; ")
    assert told.endswith("an earlier claim has this one, at library/claims.yaml:2:9")


def test_whoever_knows_the_metrics_may_look_into_tests_and_actions(ledger: Path) -> None:
    def check(record: ClaimTest | Action) -> Iterator[Mistake]:
        if isinstance(record, Action):
            yield ("metric",), f"expected a metric, got {record.metric}"
        for name, value in record.values.items() if isinstance(record, ClaimTest) else ():
            yield ("values", name, "parameters", "model"), f"expected a model of {value.metric}"
            yield ("holds",), "expected a predicate"

    with pytest.raises(InputError) as caught:
        load_library(ledger / "sources.yaml", check)
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
def test_an_unknown_id_is_answered_with_the_nearest(ledger: Path, kind: str) -> None:
    library = load_library(ledger / "sources.yaml")
    with pytest.raises(
        InputError, match=f"^nothing: expected the id of a {kind} of the library; the nearest are "
    ):
        getattr(library, kind)("nothing")
