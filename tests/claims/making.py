"""Small tests, claims and rows to judge: only what a test is about differs from the plain case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from briefgen.claims.evaluate import Moment, judge_at
from briefgen.claims.judged_edition import JudgedEdition
from briefgen.claims.measure import Measurer
from briefgen.claims.verdicts import Judge, Verdict
from briefgen.library.claim_tests import ClaimPopulation, ClaimTest, Value
from briefgen.library.records import Library, Source
from briefgen.library.statements import Claim
from briefgen.metrics.engine import Engine
from tests.library.making import claim, source

#: The subject of the plain test.
MODEL = "beta/one"


def day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


def row(
    repo_id: str, likes: int | None = None, downloads: int | None = 100, created: str = "", **more: Any
) -> dict[str, Any]:
    dated = {"created_at": dt.datetime.fromisoformat(f"{created}T00:00:00+00:00")} if created else {}
    return {"repo_id": repo_id, "likes": likes, "downloads_30d": downloads, **dated, **more}


def first(likes: int = 50) -> list[dict[str, Any]]:
    """Rows in which the model of the plain test is the most liked."""
    return [row(MODEL, likes), row("alpha/one", likes - 1)]


def second(likes: int = 50) -> list[dict[str, Any]]:
    """Rows in which another model is the most liked."""
    return [row(MODEL, likes), row("alpha/one", likes + 1)]


def stock(children: int | None) -> list[dict[str, Any]]:
    """Rows in which the model has so many direct derivatives."""
    return [row(MODEL, 1, children=children)]


def population(origin: str = "made", **fields: Any) -> ClaimPopulation:
    return ClaimPopulation(**{"id": origin, "words": f"models of {origin}", "origins": (origin,), **fields})


def of_model(column: str, model: str = MODEL, **fields: Any) -> Value:
    return Value(metric="model", parameters={"model": model}, column=column, **fields)


def hub_test(test_id: str = "most-liked", **fields: Any) -> ClaimTest:
    """A test on the Hub: has the model the most likes of a complete population?"""
    return ClaimTest(
        **{
            "id": test_id,
            "asks": "Is it the most liked?",
            "reads": "Most is read as first.",
            "about": "population",
            "values": {"place": of_model("likes_rank")},
            "holds": "place == 1",
            "populations": (population(),),
            "would_settle": "a list",
            **fields,
        }
    )


def thousands(**fields: Any) -> ClaimTest:
    """A test of a stock that only grows: are there a thousand direct derivatives?"""
    values = {"count": of_model("children")}
    return hub_test("thousands", **{"values": values, "holds": "count >= 1000", "grows": True, **fields})


def hub_claim(claim_id: str = "one-01", test: str = "most-liked", **fields: Any) -> Claim:
    subject = {"kind": "model", "name": MODEL}
    return claim(claim_id, **{"kind": "hub", "test": test, "subject": subject, **fields})


def moment(engine: Engine, test: ClaimTest, on: str) -> Moment:
    """The test judged at a day by all snapshots of the engine."""
    return judge_at(test, day(on), Measurer(engine))


def verdict(engine: Engine, test: ClaimTest, made_on: str, on: str, **fields: Any) -> Verdict:
    """The verdict on one claim at a day."""
    one = hub_claim(test=test.id, made_on=made_on, **fields)
    library = Library(sources=(source(),), claims=(one,), tests=(test,))
    return Judge(library, Measurer(engine).until(day(on)), day(on)).verdict(one)


def docket(
    engine: Engine,
    on: str,
    claims: Sequence[Claim],
    tests: Sequence[ClaimTest],
    sources: Sequence[Source] = (source(),),
) -> JudgedEdition:
    library = Library(sources=tuple(sources), claims=tuple(claims), tests=tuple(tests))
    return JudgedEdition(library, engine, day(on))
