"""Every chart of a month, in the order of the briefing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from briefgen import plugins
from briefgen.charts.figure import Figure
from briefgen.charts.inputs import ChartInputs
from briefgen.errors import InputError
from briefgen.metrics.engine import Engine

#: Every chart that ships by its id, which is the name of its module. A chart is loaded when it is drawn.
_CHARTS = (
    "download-share",
    "turning-point",
    "top-publishers",
    "publisher-ranks",
    "likes-leaders",
    "attention",
    "time-to-likes",
    "derivatives",
    "family-tree",
    "publisher-base",
    "dependence",
    "releases",
    "release-calendar",
    "licence-tiers",
    "concentration",
    "coverage",
)

#: The charts of what a month tells: the documents that ship print the same as words and tables.
_TOLD = ("claims-then-now", "published-shares")


def names() -> tuple[str, ...]:
    """Return the id of every chart that metrics answer, in the order of the briefing, then those added."""
    return (*_CHARTS, *_added())


def input_chart_names() -> tuple[str, ...]:
    """Return the id of every chart of what a month tells: its verdicts, and figures that sources publish."""
    return _TOLD


def every_name() -> tuple[str, ...]:
    """Return the id of every chart there is."""
    return (*names(), *_TOLD)


def draw(chart_id: str, engine: Engine) -> Figure | None:
    """Draw one chart; None where the month does not have its data.

    Raises InputError where there is no chart of that id.
    """
    if chart_id not in names():
        raise InputError(f"{chart_id}: no such chart. The charts are: {', '.join(names())}.")
    drawn: Figure | None = _module(chart_id).draw(engine)
    return drawn


def draw_from_inputs(chart_id: str, told: ChartInputs) -> Figure | None:
    """Draw one chart of what a month tells; None where that is too little."""
    drawn: Figure | None = _module(chart_id).draw(told)
    return drawn


def _added() -> plugins.Added:
    return plugins.added(plugins.CHARTS, (*_CHARTS, *_TOLD))


def _module(chart_id: str) -> Any:
    if chart_id in _added():
        return _added()[chart_id]
    return import_module(f"briefgen.charts.gallery.{chart_id.replace('-', '_')}")
