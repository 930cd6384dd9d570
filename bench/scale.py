"""What large Hubs cost: `python -m bench.scale`.

    python -m bench.scale [MODELS …] [--folder DIR]

For each number of models (300,000, 900,000 and 3,000,000 unless others are named) a Hub of 12 months is made
in DIR, unless it is there. Then every question of its edition is put, and the edition built, with nothing
kept. Memory is summed over all processes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from bench.hubs.making import found
from bench.measure import cost

MODELS = (300_000, 900_000, 3_000_000)
MONTHS = 12
ROOT = Path(__file__).parents[1]
ASKED = Path(__file__).with_name("asked.py")
PROGRAM = ("-c", "from briefgen.cli import main; main()")


@click.command(help=__doc__)
@click.argument("models", type=int, nargs=-1)
@click.option("--folder", type=click.Path(path_type=Path), help="where Hubs are made and found again")
def main(models: tuple[int, ...], folder: Path | None) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        for number in models or MODELS:
            _measure(number, folder or Path(scratch), Path(scratch))


def _measure(models: int, folder: Path, scratch: Path) -> None:
    hub = found(folder, models, MONTHS)
    asked, seconds = scratch / "asked.jsonl", scratch / "seconds.json"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # What is asked depends on the months, and hardly on the models: the smallest Hub tells it for all.
    if not asked.exists():
        subprocess.run([sys.executable, ASKED, "record", hub, asked], cwd=ROOT, env=environment, check=True)
    put = f"{sys.executable} {ASKED} put '{hub}' '{asked}' > '{seconds}'"
    questions = cost(["sh", "-c", put], ROOT, environment)
    words = ("--quiet", "--project", str(hub), "build", "--no-cache", "--output", str(scratch / "output"))
    built = cost([sys.executable, *PROGRAM, *words], ROOT, environment)
    parts = json.loads(seconds.read_text(encoding="utf-8"))
    click.echo(f"{models:,} models, {MONTHS} months")
    _tell("laid out for questions", parts["laid_out"], questions.megabytes)
    number = len(asked.read_text().splitlines())
    _tell(f"{number} questions of an edition", parts["questions"], goal="15 s, 2,000 MB")
    _tell("closure of the lineage of one month", parts["closure"], goal="3 s")
    _tell("briefgen build, nothing kept", built.seconds, built.megabytes, "20 s")


def _tell(what: str, seconds: float, megabytes: float | None = None, goal: str = "") -> None:
    held = "" if megabytes is None else f"{megabytes:7,.0f} MB"
    click.echo(f"  {what:40}{seconds:8.1f} s {held:12}{f'   ({goal})' if goal else ''}")


main()
