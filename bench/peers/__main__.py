"""briefgen beside what an analyst would otherwise use: `make bench-peers`.

    python -m bench.peers [MODELS …] [--peer NAME …] [--folder DIR]

For each number of models (300,000, 900,000 and 3,000,000 unless others are named) a Hub of 12 months is made
in DIR, unless it is there. briefgen and its peers make the same tables and charts of it, with nothing kept;
tables that differ end the run. Memory is summed over all processes.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click
import duckdb

from bench.hubs.making import found
from bench.measure import Cost, TooMuchError, in_turn
from bench.peers import equal
from bench.peers.running import MOST, Runs

MODELS = (300_000, 900_000, 3_000_000)
MONTHS = 12
ROOT = Path(__file__).parents[2]
#: What each peer is called, and how much of the same briefgen is measured on.
PEERS: Mapping[str, tuple[str, str]] = {
    "pandas": ("pandas notebook, HTML, PDF", "document"),
    "polars": ("polars script", "charts"),
    "duckdb": ("DuckDB by hand", "tables"),
}
#: What briefgen is to take of a pair's time and memory at most.
GOALS: Mapping[str, str] = {"pandas": "time 0.125, memory 0.25", "floor": "time 1.5"}


@click.command(help=__doc__)
@click.argument("models", type=click.IntRange(200), nargs=-1)
@click.option("--peer", "peers", type=click.Choice(list(PEERS)), multiple=True, help="only this one")
@click.option("--folder", type=click.Path(path_type=Path), help="where Hubs are made and found again")
@click.option(
    "--python",
    type=click.Path(exists=True, path_type=Path),
    default=ROOT / ".venv-peers" / "bin" / "python",
    help="the peers' Python",
)
def main(models: tuple[int, ...], peers: tuple[str, ...], folder: Path | None, python: Path) -> None:
    if shutil.which("chromium") is None:
        raise click.ClickException("The notebook is printed by Chromium: install the package chromium.")
    with tempfile.TemporaryDirectory() as scratch:
        for number in models or MODELS:
            hub = found(folder or Path(scratch), number, MONTHS)
            runs = Runs(hub, Path(scratch, f"results-{number}"), python.absolute())
            try:
                _compare(runs, hub, number, peers or tuple(PEERS))
            except equal.DifferenceError as error:
                raise click.ClickException(f"The tables are not equal: {error}") from None


def _compare(runs: Runs, hub: Path, models: int, peers: tuple[str, ...]) -> None:
    (rows,) = duckdb.execute(f"SELECT count(*) FROM '{hub}/data/snapshots/*.parquet'").fetchone() or (0,)
    click.echo(f"{models:,} models, {MONTHS} months, {rows:,} rows")
    _line("", "clock", "processor", "memory")
    # All of briefgen first: its tables are what the others are held to.
    extents = dict.fromkeys(["document", *(PEERS[peer][1] for peer in peers)])
    ours = {extent: _told(f"briefgen, {extent}", runs.ours(extent)) for extent in extents}
    bare = _told("bare cost of its page and charts", runs.bare())
    pairs = {}
    for peer in peers:
        words, extent = PEERS[peer]
        try:
            pairs[peer] = words, ours[extent], _told(words, runs.peer(peer))
        except TooMuchError as error:
            _told(f"{words}: more than {MOST:,} MB", error.cost)
            continue
        equal.check(runs.results(peer), runs.results("ours"))
    if "duckdb" in pairs:
        floor = in_turn([pairs["duckdb"][2], bare])
        pairs["floor"] = "DuckDB by hand and bare cost", ours["document"], floor
    click.echo("briefgen as a part of")
    for peer, (words, own, other) in pairs.items():
        _ratio(words, own, other, GOALS.get(peer, ""))


def _told(what: str, taken: Cost) -> Cost:
    _line(what, f"{taken.seconds:,.1f} s", f"{taken.processor:,.1f} s", f"{taken.megabytes:,.0f} MB")
    return taken


def _ratio(what: str, own: Cost, other: Cost, goal: str) -> None:
    seconds, processor = own.seconds / other.seconds, own.processor / other.processor
    megabytes = own.megabytes / other.megabytes
    _line(what, f"{seconds:.2f}", f"{processor:.2f}", f"{megabytes:.2f}", f"   ({goal})" if goal else "")


def _line(what: str, *figures: str) -> None:
    click.echo(f"  {what:46}{''.join(f'{figure:>12}' for figure in figures[:3])}{''.join(figures[3:])}")


main()
