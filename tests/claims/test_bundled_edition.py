"""The claims that ship, judged by the snapshots that ship: what is decided, and from nothing later."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from briefgen.claims.evaluate import Moment
from briefgen.claims.export import numbers, record
from briefgen.claims.judged_edition import JudgedEdition
from briefgen.claims.measure import Measurer
from briefgen.claims.verdicts import Judge
from briefgen.library.statements import Claim
from briefgen.metrics.engine import Engine
from briefgen.metrics.numbers import Number, Value
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.store import Store
from briefgen.text.dates import last_day

R1, FLUX, QWEN = "deepseek-ai/DeepSeek-R1", "black-forest-labs/FLUX.1-dev", "Qwen/Qwen3.8-27B"


def test_enough_distinct_tests_decide_strictly(bundled: JudgedEdition) -> None:
    strictly = {"supported", "contradicted"}
    decided = {it.test.id: it.test for it in bundled.verdicts if it.test and strictly & {it.then, it.now}}
    on_the_hub = [test for test in decided.values() if test.arithmetic is None]
    assert len(on_the_hub) >= 22
    assert len(decided) - len(on_the_hub) >= 4


def test_the_ledger_has_every_word_but_one(bundled: JudgedEdition) -> None:
    words = {word for it in bundled.verdicts for word in (it.then, it.now, it.word)}
    assert words >= {"supported", "partly-supported", "contradicted", "untestable", "opinion", "overtaken"}


def column(engine: Engine, snapshot: str, model: str, name: str) -> Value:
    (value,) = engine.run("model", [snapshot], model=model).column(name)
    return value


@pytest.mark.parametrize("day", ["02-14", "03-07", "04-07", "05-07", "06-07", "07-07", "08-07", "09-07"])
def test_r1_is_first_among_language_models_from_february_2025(everything: Engine, day: str) -> None:
    assert column(everything, f"2025-{day}-osir-lmts", R1, "likes_rank") == 1


def test_another_language_model_is_ahead_in_september_2026(everything: Engine) -> None:
    assert column(everything, "2026-09-20-llmfit", QWEN, "likes_rank") == 1
    assert column(everything, "2026-09-20-llmfit", R1, "likes_rank") == 2


@pytest.mark.parametrize(
    ("snapshot", "order"), [("2026-05-24-hub-stats", (FLUX, R1)), ("2026-08-19-radar", (R1, FLUX))]
)
def test_an_image_model_overtakes_it_between_may_and_august_2026(
    everything: Engine, snapshot: str, order: tuple[str, str]
) -> None:
    behind, ahead = (column(everything, snapshot, model, "likes") for model in order)
    assert isinstance(behind, int)
    assert isinstance(ahead, int)
    assert behind < ahead


def by_population(moment: Moment | None) -> dict[str, tuple[str, str]]:
    """What each population says, and from which snapshot."""
    answers = moment.answers if moment else ()
    return {it.reading.population.id: (it.reading.word, it.reading.snapshot.id) for it in answers}


def test_the_most_liked_model_is_judged_for_each_population(bundled: JudgedEdition) -> None:
    told = bundled.verdict("implicator-02-a")
    # In August 2025 only language models were observed, and they cannot carry a claim about the whole Hub.
    assert told.then == "partly-supported"
    assert by_population(told.then_moment) == {"language-models": ("supported", "2025-07-07-osir-lmts")}
    assert told.now == "contradicted"
    assert by_population(told.now_moment) == {
        "language-models": ("contradicted", "2026-09-20-llmfit"),
        "every-kind": ("contradicted", "2026-08-19-radar"),
    }
    words = {entry.edition: entry.now for entry in bundled.history(told.claim)}
    assert (words["2026-05"], words["2026-09"]) == ("partly-supported", "contradicted")


def test_black_forest_labs_is_of_germany(bundled: JudgedEdition) -> None:
    told = bundled.verdict("implicator-29-a")
    assert told.now == "contradicted"
    assert "Germany" in told.reason


#: Places by likes, stocks before a day, stocks now gone, shares over a series, a day that the test fixes,
#: populations that differ, counts by country, dates read backwards, downloads by country.
WATCHED = (
    "implicator-02-a",
    "implicator-17-c",
    "implicator-08",
    "implicator-24",
    "implicator-30",
    "implicator-42-a",
    "delangue-12",
    "wired-15",
    "blog-11-a",
)


def test_a_claim_judged_at_an_edition_sees_nothing_later(
    bundled: JudgedEdition, everything: Engine, shipped: Project
) -> None:
    """With every snapshot at hand a month's verdict is that of an engine that holds no later snapshot."""
    manifests = everything.holdings.manifests
    reader = Measurer(everything)
    compared = 0
    for day in bundled.editions:
        known = Engine(shipped, Catalog.until(manifests, day))
        then = Judge(bundled.library, Measurer(known), day)
        later = Judge(bundled.library, reader.until(day), day)
        for claim in map(bundled.library.claim, WATCHED):
            if last_day(claim.made_on) <= day:
                compared += 1
                assert record(later.verdict(claim), ()) == record(then.verdict(claim), ())
    assert compared >= 60


def test_every_number_is_found_again_by_what_it_is_known_by(
    bundled: JudgedEdition, everything: Engine
) -> None:
    """Metric, parameters, snapshots and row of a number are all that it takes to work it out again."""
    found = {number.id: number for it in bundled.verdicts for number in numbers(it)}
    assert len(found) >= 100
    for number in found.values():
        assert again(everything, number) == number


def again(engine: Engine, number: Number) -> Number:
    result = engine.run(number.metric, number.snapshots, **dict(number.parameters))
    (row,) = [it for it in result if it[number.column].row == number.row]
    return row[number.column]


def about(bundled: JudgedEdition, handle: str) -> Iterator[Claim]:
    """The claims on the Hub whose subject is an organisation or one of its models."""
    for claim in bundled.library.claims:
        owner = claim.subject.name.partition("/")[0].lower()
        if claim.test and claim.kind == "hub" and owner == handle.lower():
            yield claim


@pytest.fixture
def without(repository: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Engine:
    """An engine over the bundled series without the rows of one organisation."""
    bundled, ours = Project.open(repository), Project(tmp_path, tmp_path / "output")
    shutil.copytree(bundled.data, ours.data, ignore=shutil.ignore_patterns("*.parquet"))
    store, manifests = Store(bundled.snapshots), []
    for manifest in store.manifests():
        table = pq.read_table(store.path(manifest.id))
        handles = pc.utf8_lower(pc.list_element(pc.split_pattern(table["repo_id"], "/"), 0))
        rest = table.filter(pc.not_equal(handles, request.param.lower()))
        pq.write_table(rest, ours.snapshots / f"{manifest.id}.parquet", compression="none")
        manifests.append(manifest.model_copy(update={"rows": rest.num_rows}))
    return Engine(ours, Catalog.until(manifests, manifest.date))


@pytest.mark.parametrize(
    ("without", "handle"),
    [(handle, handle) for handle in ("deepseek-ai", "meta-llama", "allenai", "Qwen", "black-forest-labs")],
    indirect=["without"],
)
def test_without_the_rows_of_an_organisation_claims_about_it_are_untestable(
    bundled: JudgedEdition, without: Engine, handle: str
) -> None:
    judge = Judge(bundled.library, Measurer(without), bundled.day)
    words = {claim.id: judge.verdict(claim) for claim in about(bundled, handle)}
    assert words
    assert {it.claim.id: (it.then, it.now) for it in words.values()} == dict.fromkeys(
        words, ("untestable", "untestable")
    )
    assert any(bundled.verdict(claim_id).decisive for claim_id in words)
