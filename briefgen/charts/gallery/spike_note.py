"""Dates whose shares are odd because one model drew many times its usual downloads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from briefgen.charts.forms.small_multiples import SeriesPanel
from briefgen.charts.layout.labels import brief
from briefgen.charts.values import amount, name
from briefgen.ledger.prose import prose
from briefgen.metrics.engine import Engine, Row

#: A model that held less than this of a date's downloads leaves its shares much as they were.
_ODD = 0.1


def worst(engine: Engine, panel: SeriesPanel, population: Literal["tracked", "all"]) -> str:
    """Name the transient spike that was the largest part of a date's downloads, among those that the panel
    compares; empty where none was a tenth.
    """
    largest = engine.run("concentration", panel.ids, population=population)
    odd = [
        (row, spike)
        for row in largest
        if (amount(row, "top_1") or 0) >= _ODD
        for spike in _of_the_largest(engine, panel, row)
    ]
    if not odd:
        return ""
    row, spike = max(odd, key=lambda pair: amount(pair[0], "top_1") or 0)
    return prose(
        "On {} a spike of {}, {} times its own median, made up {} of these downloads.",
        row.date,
        brief(name(row, "largest")),
        spike.ratio,
        row.top_1,
    )


def _of_the_largest(engine: Engine, panel: SeriesPanel, row: Row) -> Iterator[Row]:
    """The spike of a date's largest model at that date, if it had one."""
    key = {"date": row.values["date"], "repo_id": row.values["largest"]}
    yield from engine.run("spikes", panel.ids).where(**key)
