"""Work on a stranger's data in a process of its own, within limits of time and memory.

A Parquet file may be made to crash whoever reads it, and a query to run for ever: then that process ends, and
not the program.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection

from briefgen.errors import InputError
from briefgen.evidence.verify.report import Report

#: How long the process may take, in seconds, and how much memory it may ask for, in bytes.
MOST_SECONDS = 900
_MOST_MEMORY = 16 << 30
#: The largest file that it may write.
_LARGEST_FILE = 1 << 30

_LONGEST_REASON = 300
_PRELOADED = ["briefgen.evidence.verify.bundle", "duckdb", "pyarrow.parquet"]


def apart(work: Callable[..., Report], *given: object, seconds: float | None = None) -> Report:
    """Return what `work` finds; a report that says so where it fails, crashes or takes too long."""
    limit = MOST_SECONDS if seconds is None else seconds
    if sys.platform == "win32":
        # Windows cannot fork: each process loads what it works with.
        context = multiprocessing.get_context("spawn")
    else:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_within_limits, args=(there, work, given), daemon=True)
    process.start()
    there.close()
    failed = Report()
    try:
        if here.poll(limit):
            report: Report = here.recv()
            return report
        failed.differ(f"the numbers could not be worked out again within {limit:g} seconds")
    except EOFError:
        failed.differ("the data made the process stop that worked the numbers out again")
    finally:
        process.kill()
        process.join()
        here.close()
    return failed


def _within_limits(there: Connection, work: Callable[..., Report], given: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_itself()
    try:
        report = work(*given)
    # Whatever a stranger's data bring about is a finding, and never a traceback.
    except Exception as error:
        reason = str(error).partition("\n")[0] if not isinstance(error, InputError) else str(error)
        report = Report()
        report.differ(f"the data cannot be worked out again: {reason[:_LONGEST_REASON]}")
    there.send(report)


def _limit_itself() -> None:
    """Lower this process's limits, never raise them; Windows has none, and there only the time is limited."""
    try:
        import resource
    except ImportError:
        return
    limits = {
        # Not of the address space: what draws charts reserves far more of that than it uses.
        resource.RLIMIT_DATA: _MOST_MEMORY,
        resource.RLIMIT_FSIZE: _LARGEST_FILE,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        _, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # macOS knows some limits by name only.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (least, least))
