"""What one command costs: seconds by the clock and of the processor, memory summed over all its processes."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import statistics
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Between two glances at the memory, in seconds.
_PAUSE = 0.02
#: A look takes 5 ms of each process, and holds it up meanwhile; between two looks is this many times as long.
_REST = 25


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, seconds of the processor, and the peak in megabytes (10^6 bytes) of memory.

    Processor and memory are those of all processes together.
    """

    seconds: float
    processor: float
    megabytes: float


class TooMuchError(Exception):
    """A command took more memory than it may, and was ended; `cost` is what it had cost until then."""

    def __init__(self, cost: Cost) -> None:
        super().__init__(f"ended at {cost.megabytes:,.0f} MB after {cost.seconds:,.0f} s")
        self.cost = cost


def cost(
    command: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    most: float = float("inf"),
) -> Cost:
    """Run a command in `folder` and return its cost.

    Memory is the proportional set size (PSS), in which a page shared by two processes counts once. It is
    read from /proc and so known on Linux only. What the kernel has to add up for it slows the command down;
    so it is asked for only where the resident pages, which are cheap to know and never fewer, exceed the peak
    so far. Raises CalledProcessError where the command fails, and TooMuchError where it is seen to hold more
    than `most` megabytes: it is ended with all that it started.
    """
    start, peak, next_look = time.perf_counter(), 0, 0.0
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    ended = False
    while not ended:
        family = list(_family(process.pid))
        begun = time.perf_counter()
        if begun > next_look and sum(map(_resident, family)) > peak:
            peak = max(peak, sum(map(_held, family)))
            next_look = begun + (time.perf_counter() - begun) * _REST
        if peak / 1e6 > most:
            _kill(family)
        time.sleep(_PAUSE)
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        ended = pid == process.pid
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    taken = Cost(seconds, used.ru_utime + used.ru_stime, peak / 1e6)
    if taken.megabytes > most:
        raise TooMuchError(taken)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return taken


def _kill(pids: Sequence[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def in_turn(costs: Sequence[Cost]) -> Cost:
    """Return what commands cost one after another: seconds add up, of the peaks the largest counts."""
    return Cost(
        sum(one.seconds for one in costs),
        sum(one.processor for one in costs),
        max(one.megabytes for one in costs),
    )


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        statistics.median(one.seconds for one in costs),
        statistics.median(one.processor for one in costs),
        statistics.median(one.megabytes for one in costs),
    )


def _family(pid: int) -> Iterator[int]:
    """A process and all that descend from it; none where they have ended meanwhile."""
    yield pid
    try:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in children.read_text(encoding="ascii").split():
                yield from _family(int(child))
    except OSError:
        return


def _resident(pid: int) -> int:
    """The resident set of one process in bytes, shared pages and all; 0 where it has ended meanwhile."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _held(pid: int) -> int:
    """The proportional set size of one process in bytes; 0 where it has ended meanwhile."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
