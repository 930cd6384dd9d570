"""Readings kept on disk: the same as those worked out, and only what changed is worked out again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefgen.cache import fingerprint
from briefgen.claims.judged_edition import JudgedEdition
from briefgen.claims.measure import Measurer
from briefgen.claims.reading_codec import Said
from briefgen.library.claim_tests import ClaimTest
from briefgen.library.statements import Claim
from briefgen.metrics.catalogue import Metric
from briefgen.metrics.engine import Engine
from briefgen.metrics.records import Records
from tests.cache.test_store import DAMAGES
from tests.claims.conftest import Series
from tests.claims.making import MODEL, docket, first, hub_claim, hub_test, of_model, row, second

SERIES = {
    "2026-01-10-made": first(),
    "2026-02-10-made": second(),
    "2026-03-10-made": [row(MODEL, 50, created="2025-05-01"), row("alpha/one", 49)],
}
DAYS = ("2026-01-31", "2026-02-28", "2026-03-31")
#: Judges claims anew, as another run of the program would: each verdict with its history.
Judged = Callable[..., list[Any]]

TESTS = (
    hub_test("most-liked"),
    hub_test("liked", values={"likes": of_model("likes"), "made": of_model("created")}, holds="likes > 40"),
    hub_test("gone", values={"place": of_model("likes_rank", "delta/one")}, needs={"model": "delta/one"}),
)
CLAIMS = tuple(
    hub_claim(f"one-{number:02}", test.id, made_on="2026-01-20") for number, test in enumerate(TESTS, 1)
)


class Work:
    """What is worked out: the tests of readings, and the metrics of questions to the snapshots."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.read: list[str] = []
        self.asked: list[str] = []
        said, records = Measurer._said, Engine._records

        def note_reading(reader: Measurer, test: ClaimTest, *rest: Any) -> Said:
            self.read.append(test.id)
            return said(reader, test, *rest)

        def note_question(engine: Engine, metric: Metric, *rest: Any) -> Records:
            self.asked.append(metric.id)
            return records(engine, metric, *rest)

        patch.setattr(Measurer, "_said", note_reading)
        patch.setattr(Engine, "_records", note_question)

    def done(self) -> tuple[set[str], set[str]]:
        """What was read and asked since the last time."""
        found = set(self.read), set(self.asked)
        self.read.clear()
        self.asked.clear()
        return found


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(monkeypatch)


@pytest.fixture
def judge(series: Series, tmp_path: Path) -> Judged:
    """Judge claims anew, as another run of the program would: each verdict with its history."""
    engine = series(SERIES)
    project = replace(engine._project, cache=tmp_path / "cache")

    def anew(claims: Sequence[Claim] = CLAIMS, tests: Sequence[ClaimTest] = TESTS) -> list[Any]:
        opened: JudgedEdition = docket(Engine(project, engine.holdings), DAYS[-1], claims, tests)
        return [(verdict, opened.history(verdict.claim)) for verdict in opened.verdicts]

    return anew


def changed(test_id: str, **fields: object) -> tuple[ClaimTest, ...]:
    """The tests, one of them with other fields."""
    return tuple(test.model_copy(update=fields) if test.id == test_id else test for test in TESTS)


def test_a_kept_reading_is_the_one_that_was_worked_out(judge: Judged, work: Work) -> None:
    first_time = judge()
    assert work.done() == ({test.id for test in TESTS}, {"model"})
    assert judge() == first_time
    assert work.done() == (set(), set())
    words = [(it.word, [entry.now for entry in history]) for it, history in first_time]
    assert words[0] == ("supported", ["supported", "contradicted", "supported"])
    assert [word for word, _ in words] == ["supported", "supported", "untestable"]


def test_a_changed_claim_is_judged_without_a_question(judge: Judged, work: Work) -> None:
    judge()
    work.done()
    reworded = CLAIMS[0].model_copy(update={"statement": "Another statement."})
    before = judge([*CLAIMS[1:]])
    assert judge([reworded, *CLAIMS[1:]])[1:] == before
    assert work.done() == (set(), set())


def test_a_changed_test_alone_is_read_again(judge: Judged, work: Work) -> None:
    before = judge()
    work.done()
    after = judge(tests=changed("most-liked", holds="place == 2"))
    assert after[0][0].word == "contradicted"
    assert after[1:] == before[1:]
    # The answers to its questions were kept.
    assert work.done() == ({"most-liked"}, set())
    judge(tests=changed("liked", values={"likes": of_model("likes", "alpha/one")}))
    assert work.done() == ({"liked"}, {"model"})


def test_another_program_reads_again(judge: Judged, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    before = judge()
    work.done()
    monkeypatch.setattr(fingerprint, "program", lambda: {"code": "another"})
    assert judge() == before
    assert work.done() == ({test.id for test in TESTS}, set())


def test_another_registry_reads_and_asks_again(judge: Judged, work: Work, tmp_path: Path) -> None:
    judge()
    work.done()
    (registry,) = tmp_path.glob("*/data/renames.csv")
    registry.write_text(registry.read_text(encoding="utf-8") + "former,beta\n", encoding="utf-8")
    judge()
    assert work.done() == ({test.id for test in TESTS}, {"model"})


def test_damaged_readings_are_worked_out_again(judge: Judged, work: Work, tmp_path: Path) -> None:
    before = judge()
    work.done()
    kept = [path for path in (tmp_path / "cache" / "readings").rglob("*") if path.is_file()]
    for number, file in enumerate(kept):
        list(DAMAGES.values())[number % len(DAMAGES)](file)
    assert judge() == before
    assert work.done() == ({test.id for test in TESTS}, set())
    assert judge() == before
    assert work.done() == (set(), set())
