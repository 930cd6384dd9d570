"""What one command costs: seconds, and memory summed over all its processes."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Between two looks at the memory, in seconds; shorter looks would slow down what they measure.
_PAUSE = 0.02


@dataclass(frozen=True)
class Cost:
    """Wall-clock seconds, and the peak in megabytes (10^6 bytes) of memory held by all processes together."""

    seconds: float
    megabytes: float


def cost(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command in `folder` and return its cost; raises CalledProcessError where it fails.

    Memory is the proportional set size (PSS), in which a page shared by two processes counts once. It is
    read from /proc and so known on Linux only.
    """
    start, peak = time.perf_counter(), 0
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, sum(_held(pid) for pid in _family(process.pid)))
        time.sleep(_PAUSE)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(seconds, peak / 1e6)


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of the seconds and the median of the peaks."""
    return Cost(
        statistics.median(one.seconds for one in costs), statistics.median(one.megabytes for one in costs)
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


def _held(pid: int) -> int:
    """The proportional set size of one process in bytes; 0 where it has ended meanwhile."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
