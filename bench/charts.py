"""`make bench`: what `briefgen charts` costs, for twelve charts, for one, and where nothing changed."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench.measure import Cost, cost, median
from briefgen.charts import registry

ROUNDS = 3
CHARTS = 12
ROOT = Path(__file__).parents[1]
PROGRAM = ("-c", "from briefgen.cli import main; main()", "--quiet", "charts")


def main() -> None:
    """Measure with the answers of metrics at hand, and print the figures beside the limits."""
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch, "cache")
        output = ("--output", str(Path(scratch, "output")))
        many = [part for chart in registry.names()[:CHARTS] for part in ("--chart", chart)]
        one = ("--chart", registry.names()[0])
        _cost(cache, *many, *output)
        apart = ("--output", str(Path(scratch, "apart")))
        drawn, unchanged, alone, beside = [], [], [], []
        for _ in range(ROUNDS):
            unchanged.append(_cost(cache, *many, *output))
            shutil.rmtree(cache / "briefgen" / "pictures")
            drawn.append(_cost(cache, *many, *output))
            shutil.rmtree(cache / "briefgen" / "pictures")
            beside.append(_cost(cache, *one, *output))
            shutil.rmtree(cache / "briefgen" / "pictures")
            shutil.rmtree(Path(scratch, "apart"), ignore_errors=True)
            alone.append(_cost(cache, *one, *apart))
            _cost(cache, *many, *output)
    print(f"{ROUNDS} rounds on {os.cpu_count()} cores; medians; answers of metrics at hand")
    for name, taken, limit in (
        (f"briefgen charts, {CHARTS} charts", median(drawn), "(30 s, 1200 MB)"),
        ("the same, unchanged", median(unchanged), ""),
        ("one chart", median(alone), "(5 s)"),
        (f"one chart beside {CHARTS - 1} others", median(beside), ""),
    ):
        print(f"{name:29}{taken.seconds:8.2f} s   {taken.megabytes:5.0f} MB   {limit}")


def _cost(cache: Path, *arguments: str) -> Cost:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache)}
    return cost([sys.executable, *PROGRAM, *arguments], ROOT, environment)


main()
