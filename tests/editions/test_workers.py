"""The threads and processes of a build: each does what it is asked, and says what went wrong."""

from __future__ import annotations

import os
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from briefgen.editions.workers import JudgingThreads, Processes
from briefgen.errors import InputError


def judged(*wrong: str) -> Any:
    """An edition of three claims, the tests of some of them wrong; it notes in which threads it judges."""

    def verdict(claim_id: str) -> str:
        threads.add(threading.get_ident())
        if claim_id in wrong:
            raise InputError(f"{claim_id}: no such metric")
        return claim_id

    threads: set[int] = set()
    claims = [SimpleNamespace(id=claim_id) for claim_id in ("one", "two", "three")]
    return SimpleNamespace(claims=claims, verdict=verdict, moves=(), threads=threads)


def test_claims_are_judged_in_other_threads_than_this() -> None:
    edition = judged()
    with JudgingThreads(edition) as judging:
        judging.wait()
    assert edition.threads
    assert threading.get_ident() not in edition.threads


def test_a_test_that_cannot_be_asked_is_told_to_whoever_waits() -> None:
    with pytest.raises(InputError, match="two: no such metric"), JudgingThreads(judged("two")) as judging:
        judging.wait()


def test_processes_work_beside_this_one_until_they_are_left() -> None:
    with Processes(1) as processes:
        assert processes.why_no_pages() is None
        first, second = processes.submit(os.getpid), processes.submit(int, "7")
        assert second.result() == 7
        assert first.result() != os.getpid()
        processes.end_when_done()
        with pytest.raises(RuntimeError):
            processes.submit(os.getpid)
