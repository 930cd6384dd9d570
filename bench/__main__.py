"""`make bench`: what `briefgen build` costs, against the bare cost of the same pages and charts.

Builds and bare runs take turns, so that a machine that slows down slows both; medians are printed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import Cost, cost, median

ROUNDS = 5
ROOT = Path(__file__).parents[1]
BARE = Path(__file__).with_name("bare.py")
RECORD = Path(__file__).with_name("record.py")
PROGRAM = ("-c", "from briefgen.cli import main; main()")


def main() -> None:
    """Measure, and print the figures beside the limits that the project set itself."""
    with tempfile.TemporaryDirectory() as scratch:
        parts, output = Path(scratch, "parts"), Path(scratch, "output")
        parts.mkdir()
        subprocess.run([sys.executable, RECORD, parts], cwd=ROOT, env=_environment(), check=True)
        builds, again, unchanged, bares = [], [], [], []
        build_command = (*PROGRAM, "--quiet", "build", "--output", str(output))
        cache = Path(scratch, "cache")
        environment = {**_environment(), "XDG_CACHE_HOME": str(cache)}
        cost([sys.executable, *build_command], ROOT, environment)
        for _ in range(ROUNDS):
            builds.append(_cost(*build_command, "--no-cache"))
            shutil.rmtree(cache / "briefgen" / "editions")
            again.append(cost([sys.executable, *build_command], ROOT, environment))
            unchanged.append(cost([sys.executable, *build_command], ROOT, environment))
            bares.append(_cost(str(BARE), str(parts)))
        claims_command = [sys.executable, *PROGRAM, "--quiet", "claims"]
        cost(claims_command, ROOT, environment)
        claims, claims_unchanged = [], []
        for _ in range(ROUNDS):
            shutil.rmtree(cache / "briefgen" / "printed")
            claims.append(cost(claims_command, ROOT, environment))
            claims_unchanged.append(cost(claims_command, ROOT, environment))
        helps = [_cost(*PROGRAM, "--help").seconds for _ in range(ROUNDS)]
        sizes = {path.suffix: path.stat().st_size for path in output.glob("*/monthly/briefing.*")}
        charts = len(list(parts.glob("*.vl.json")))
    build, warm, bare = median(builds), median(again), median(bares)
    print(f"{ROUNDS} rounds on {os.cpu_count()} cores; medians")
    for name, taken in (("briefgen build, nothing kept", build), ("the same, answers kept", warm)):
        print(f"{name:29}{taken.seconds:8.2f} s   {taken.megabytes:5.0f} MB   (8 s, 600 MB)")
        print(f"  ratio to the bare cost     {taken.seconds / bare.seconds:8.2f}                (1.5)")
    last = median(unchanged)
    print(f"the same, nothing changed    {last.seconds:8.2f} s   {last.megabytes:5.0f} MB   (0.7 s)")
    print(f"the same {charts:2} charts and page   {bare.seconds:7.2f} s   {bare.megabytes:5.0f} MB")
    print(f"briefgen claims, answers kept{median(claims).seconds:8.2f} s              (1.5 s)")
    print(f"the same, nothing changed    {median(claims_unchanged).seconds:8.2f} s")
    print(f"briefgen --help                {sorted(helps)[ROUNDS // 2]:6.2f} s              (0.15 s)")
    print(f"briefing.pdf                   {sizes['.pdf'] / 1e6:6.2f} MB             (3 MB)")
    print(f"briefing.html                  {sizes['.html'] / 1e6:6.2f} MB             (1.2 MB)")


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _cost(*arguments: str) -> Cost:
    return cost([sys.executable, *arguments], ROOT, _environment())


main()
