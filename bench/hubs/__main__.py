"""Make a Hub to measure on.

    python -m bench.hubs --models 3000000 --months 12 --out hub

Then `briefgen --project hub build` builds its newest edition.
"""

from __future__ import annotations

import time
from pathlib import Path

import click

from bench.hubs.making import make


@click.command(help=__doc__)
@click.option("--models", type=click.IntRange(200), required=True, help="models of the average month")
@click.option("--months", type=click.IntRange(1, 48), default=12, show_default=True, help="snapshots")
@click.option("--seed", default=1, show_default=True, help="another number, another Hub")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="new or empty folder")
def main(models: int, months: int, seed: int, out: Path) -> None:
    start = time.perf_counter()
    project = make(out, models, months, seed)
    written = sum(file.stat().st_size for file in project.snapshots.glob("*-hub-all.parquet"))
    click.echo(f"{out}: {written / 1e6:,.0f} MB in {time.perf_counter() - start:,.0f} s")


main()
