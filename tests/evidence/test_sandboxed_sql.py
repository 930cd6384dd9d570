"""SQL and data from strangers: run in a locked room or not at all; whatever happens there is a finding."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from briefgen.evidence.bundle.derived_files import Contents
from briefgen.evidence.bundle.request import read_request
from briefgen.evidence.container.bagit import Bag
from briefgen.evidence.verify import sandboxed_sql
from briefgen.evidence.verify.isolated import apart
from briefgen.evidence.verify.report import Report
from briefgen.evidence.verify.verify import verify
from briefgen.project import Project
from tests.evidence.tampering import hash_again

MODEL = "data/sql/model.sql"


@pytest.fixture(scope="session")
def contents(laid_out: Path) -> Contents:
    """The contents of the bundle as it is."""
    return Contents(Bag(laid_out), read_request(Bag(laid_out).payload))


ATTACKS = {
    "writes": "COPY (SELECT 1) TO '{folder}/written.csv'",
    "writes second": "SELECT 1; COPY (SELECT 1) TO '{folder}/written.csv'",
    "writes from within": "SELECT * FROM query('COPY (SELECT 1) TO ''{folder}/written.csv''')",
    "exports": "EXPORT DATABASE '{folder}/exported'",
    "attaches": "ATTACH '{folder}/attached.db'",
    "installs": "INSTALL httpfs",
    "loads": "LOAD '{folder}/evil.duckdb_extension'",
    "reads a text": "SELECT content FROM read_text('{folder}/secret.txt')",
    "reads a table": "SELECT * FROM '{folder}/secret.csv'",
    "lists files": "SELECT * FROM glob('{folder}/*')",
    "reads the bag itself": "SELECT * FROM read_parquet('data/project/data/snapshots/*.parquet')",
    "calls home": "SELECT * FROM read_csv('https://example.org/secret.csv')",
    "unlocks": "SET enable_external_access = true",
    "unlocks and reads": "SET enable_external_access = true; SELECT * FROM read_text('{folder}/secret.txt')",
    "alters": "UPDATE observations SET likes = 99",
    "drops": "DROP TABLE observations",
    "defines": "CREATE TABLE written AS SELECT 1",
    "is nothing": "-- nothing",
    "is no SQL": "This is no SQL.",
    "is binary": "\x00\x01",
}


_SECRET = "what nobody is to read"


def _lay_traps(folder: Path) -> list[str]:
    """Put what attacks are after into a folder; return what lies there then."""
    (folder / "secret.txt").write_text(_SECRET, encoding="utf-8")
    (folder / "secret.csv").write_text(f"secret\n{_SECRET}\n", encoding="utf-8")
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_gets_no_answer_and_does_nothing(
    contents: Contents, tmp_path: Path, attack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _lay_traps(tmp_path)
    monkeypatch.chdir(contents.bag.root)
    query = ATTACKS[attack].format(folder=tmp_path)
    told = sandboxed_sql.follow(contents.entries[:1], query, contents.bag.project, ["2026-02-10-made"])
    assert told.startswith("its own SQL gives no answer: ")
    assert _SECRET not in told
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", [MODEL, "data/sql/schema.sql", "rebuild.sql"])
def test_an_attack_in_a_bundle_is_reported_at_its_file(
    bag: Path, project: Project, tmp_path: Path, name: str
) -> None:
    before = _lay_traps(tmp_path)
    (bag / name).write_text(ATTACKS["writes"].format(folder=tmp_path), encoding="utf-8")
    hash_again(bag)
    report = verify(bag, project)
    assert name in {one.file for one in report.differences}
    refused = [one.file for one in report.differences if "it is not a single SELECT" in one.what]
    assert refused == [MODEL] * (name == MODEL)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_another_question_that_gives_the_numbers_is_told(bag: Path, project: Project) -> None:
    text = (bag / MODEL).read_text(encoding="utf-8")
    (bag / MODEL).write_text(f"-- of another version\n{text}", encoding="utf-8")
    hash_again(bag)
    report = verify(bag, project)
    assert not report.verified
    (told,) = (one.what for one in report.differences if "not the question" in one.what)
    assert "by its own SQL its numbers follow (4)" in told


def test_another_question_that_gives_other_numbers_is_told(bag: Path, project: Project) -> None:
    text = (bag / MODEL).read_text(encoding="utf-8").rstrip().rstrip(";")
    body = text[text.index("\nWITH") if "\nWITH" in text else text.index("\nSELECT") :]
    wrong = f"SELECT * REPLACE (likes_rank + 1 AS likes_rank) FROM ({body}\n)"
    (bag / MODEL).write_text(wrong, encoding="utf-8")
    hash_again(bag)
    told = "\n".join(verify(bag, project).lines(50))
    assert "by its own SQL, too, N-0001 comes out otherwise" in told


@pytest.mark.parametrize(
    "query",
    [
        "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n FROM more) SELECT max(n) FROM more",
        "SELECT sum(random()) FROM range(1000000000000)",
    ],
    ids=["for ever", "long"],
)
def test_a_query_that_does_not_end_is_ended(
    contents: Contents, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandboxed_sql, "MOST_SECONDS", 0.5)
    started = time.monotonic()
    told = sandboxed_sql.follow(contents.entries[:1], query, contents.bag.project, ["2026-02-10-made"])
    assert told.startswith("its own SQL gives no answer: INTERRUPT")
    assert time.monotonic() - started < 10


def test_a_query_that_wants_all_memory_gets_little(contents: Contents) -> None:
    query = "SELECT list(n) FROM range(10000000000) AS numbers(n)"
    told = sandboxed_sql.follow(contents.entries[:1], query, contents.bag.project, ["2026-02-10-made"])
    assert "its own SQL gives no answer: Out of Memory" in told


def test_a_hostile_table_is_a_finding(bag: Path, project: Project) -> None:
    file = bag / "data/project/data/snapshots/2026-02-10-made.parquet"
    for content in (b"", b"PAR1PAR1", b"PAR1" + bytes(1000) + b"\xff\xff\xff\x7fPAR1", os.urandom(5000)):
        file.write_bytes(content)
        hash_again(bag)
        assert not verify(bag, project).verified


def _crash() -> Report:
    os.kill(os.getpid(), signal.SIGSEGV)
    return Report()


def _dawdle() -> Report:
    time.sleep(60)
    return Report()


def _fail() -> Report:
    raise RecursionError("too deep\nand more")


def _hoard() -> Report:
    return Report([str(len(bytearray(64 << 30)))])


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (_crash, "the data made the process stop that worked the numbers out again"),
        (_dawdle, "could not be worked out again within 1 seconds"),
        (_fail, "the data cannot be worked out again: too deep"),
        (_hoard, "the data cannot be worked out again"),
    ],
)
def test_whatever_happens_apart_is_a_finding(work: object, told: str) -> None:
    report = apart(work, seconds=1 if work is _dawdle else None)  # type: ignore[arg-type]
    (difference,) = report.differences
    assert told in difference.what
    assert not report.verified
