"""The clerks: two threads beside this one that judge the claims while charts are drawn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from briefgen.claims.judged_edition import JudgedEdition

#: One claim's answers come while another's questions are put: DuckDB works without Python's lock.
_AT_ONCE = 2


class JudgingThreads:
    """Judge claim by claim, so that they can be stopped between two; the docket keeps what they found."""

    def __init__(self, docket: JudgedEdition) -> None:
        self._pool = ThreadPoolExecutor(_AT_ONCE)
        self._verdicts = [self._pool.submit(docket.verdict, claim.id) for claim in docket.claims]
        self._moves = self._pool.submit(lambda: docket.moves)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def wait(self) -> None:
        """Wait for the verdicts and what moved. Raises InputError where a test cannot be asked."""
        for verdict in self._verdicts:
            verdict.result()
        self._moves.result()
