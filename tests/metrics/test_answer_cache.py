"""Answers kept on disk: the same as those worked out, and none where anything they rest on changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from briefgen.metrics.engine import Engine
from briefgen.metrics.records import Records
from briefgen.project import Project
from tests.metrics.by_hand import Rows

Ask = Callable[[Mapping[str, Rows]], Engine]

ROWS = {
    "2025-01-10-osir-lmts": [
        {"repo_id": "alpha/one", "author": "alpha", "downloads_30d": 300, "likes": 3},
        {"repo_id": "beta/one", "author": "beta", "downloads_30d": 100, "likes": None},
        {"repo_id": "repack/one", "author": "repack", "downloads_30d": None, "likes": 1},
    ]
}
ASKED = (("download_share", {}), ("most_liked", {}), ("model", {"model": "alpha/one"}), ("coverage", {}))


@pytest.fixture
def engine(ask: Ask, tmp_path: Path) -> Callable[[], Engine]:
    """Return engines over one small project that keeps its answers in one folder."""
    first = ask(ROWS)
    project = replace(Project(tmp_path, tmp_path / "output"), cache=tmp_path / "kept")
    return lambda: Engine(project, first.holdings)


def answers(engine: Engine) -> list[Records]:
    return [engine.run(name, engine.holdings.ids, **choices).records for name, choices in ASKED]


def types(found: list[Records]) -> list[list[list[type]]]:
    return [[[type(it) for it in row.values()] for row in rows] for rows in found]


def laid_out(engine: Engine) -> bool:
    """Whether the engine had to read the snapshots."""
    return "_database" in vars(engine)


def test_a_kept_answer_is_the_one_that_was_worked_out(engine: Callable[[], Engine]) -> None:
    first, second = engine(), engine()
    worked_out, kept = answers(first), answers(second)
    assert kept == worked_out
    assert types(kept) == types(worked_out)
    assert (laid_out(first), laid_out(second)) == (True, False)


def test_a_damaged_answer_is_worked_out_again(engine: Callable[[], Engine], tmp_path: Path) -> None:
    worked_out = answers(engine())
    files = [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
    assert len(files) == len(ASKED)
    for file in files:
        content = file.read_bytes()
        file.write_bytes(content.replace(b"300", b"900") if b"300" in content else content[:-2])
    again, mended = engine(), engine()
    assert answers(again) == worked_out
    assert laid_out(again)
    assert answers(mended) == worked_out
    assert not laid_out(mended)


def test_a_changed_registry_changes_the_answer(engine: Callable[[], Engine], tmp_path: Path) -> None:
    before = engine().run("download_share", engine().holdings.ids, population="all")
    assert before.row(country="US") is not None
    registry = tmp_path / "data" / "organisations.csv"
    registry.write_text(registry.read_text().replace("alpha,Alpha Inc,US", "alpha,Alpha Inc,FR"))
    after = engine().run("download_share", engine().holdings.ids, population="all")
    assert after.row(country="US") is None
    assert after.row(country="FR") is not None


def test_the_snapshots_asked_decide_and_not_what_else_is_at_hand(ask: Ask, tmp_path: Path) -> None:
    (january,) = ROWS
    both = ask({**ROWS, "2025-02-10-osir-lmts": ROWS[january]})
    project = replace(Project(tmp_path, tmp_path / "output"), cache=tmp_path / "kept")
    first, second, third = (Engine(project, both.holdings) for _ in range(3))
    worked_out = first.run("most_liked", [january]).records
    one = replace(second.holdings, manifests=second.holdings.manifests[:1])
    alone = Engine(project, one)
    assert alone.run("most_liked", [january]).records == worked_out
    assert not laid_out(alone)
    second.run("most_liked", second.holdings.ids)
    assert laid_out(second)
    replaced = one.manifests[0].model_copy(update={"sha256": "1" * 64})
    third.holdings = replace(third.holdings, manifests=(replaced, *third.holdings.manifests[1:]))
    third.run("most_liked", [january])
    assert laid_out(third)


def test_a_folder_that_cannot_be_written_to_keeps_nothing(ask: Ask, tmp_path: Path) -> None:
    plain = ask(ROWS)
    (tmp_path / "kept").write_text("a file stands where the folder should be")
    project = replace(Project(tmp_path, tmp_path / "output"), cache=tmp_path / "kept")
    assert answers(Engine(project, plain.holdings)) == answers(plain)
