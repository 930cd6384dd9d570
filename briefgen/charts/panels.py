"""Panels of several archives, one under the other: the months between them are a gap and are drawn as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import altair as alt

from briefgen.charts import style, words
from briefgen.metrics.engine import Engine, Result, Row
from briefgen.snapshots import hub
from briefgen.snapshots.manifest import Manifest

#: The archives that follow a population over time, oldest first; each is a panel of its own.
SERIES = ("osir-lmts", "llmfit", *hub.ORIGINS)

_BAND_HEIGHT = 28


@dataclass(frozen=True)
class Panel:
    """One archive's series, and what a metric answers for it."""

    manifests: tuple[Manifest, ...]
    result: Result

    @property
    def ids(self) -> tuple[str, ...]:
        """The snapshots of the series."""
        return self.result.snapshots

    @property
    def heading(self) -> str:
        """The archive and its months: "OSIR-LMTS, January to September 2025"."""
        return f"{words.archive(self.manifests[0])}, {words.period(self.manifests)}"

    @property
    def newest(self) -> tuple[Row, ...]:
        """The rows of the last date."""
        return self.result.where(date=self.result.dates[-1]) if len(self.result) else ()

    @property
    def by_date(self) -> tuple[Row, ...]:
        """The first row of each date, for what all rows of a date share."""
        return tuple(self.result.where(date=date)[0] for date in self.result.dates)


def series(engine: Engine) -> list[tuple[Manifest, ...]]:
    """Return the series of the month that hold two dates or more."""
    return [found for origin in SERIES if len(found := engine.holdings.series(origin)) > 1]


def newest(engine: Engine, *columns: str) -> Manifest | None:
    """Return the last snapshot of the latest series that records these columns; None where none does.

    A crawl of one's own counts from the first.
    """
    crawls = [found for origin in hub.ORIGINS if (found := engine.holdings.series(origin))]
    last = [found[-1] for found in (*series(engine), *crawls) if not {*columns} & {*found[-1].absent_columns}]
    return last[-1] if last else None


def answered(engine: Engine, metric: str, holds: Callable[[Panel], bool]) -> list[Panel]:
    """Put a metric to each series, and return the panels of which `holds` is true."""
    asked = [
        Panel(found, engine.run(metric, [manifest.id for manifest in found])) for found in series(engine)
    ]
    return [panel for panel in asked if holds(panel)]


def stacked(drawings: Sequence[alt.LayerChart], panels: Sequence[Panel]) -> alt.VConcatChart:
    """Put panels one under the other, with a band that names the months between two of them."""
    parts: list[alt.LayerChart] = [drawings[0]]
    for drawing, before, after in zip(drawings[1:], panels, panels[1:], strict=False):
        missing = _months_between(before.manifests[-1].date, after.manifests[0].date)
        if missing:
            parts.append(_gap(missing))
        parts.append(drawing)
    return alt.VConcatChart(vconcat=parts)


def _gap(months: str) -> alt.LayerChart:
    said = f"Gap: no broad panel {months}. Nothing is drawn across it."
    right = style.WIDTH - style.LEFT
    place = style.marks([{}])
    band = place.mark_rect(color=style.BAND).encode(
        x=alt.value(-style.LEFT), x2=alt.value(right), y=alt.value(0), y2=alt.value(_BAND_HEIGHT)
    )
    text = place.mark_text(text=said, color=style.MUTED, baseline="middle").encode(
        x=alt.value((right - style.LEFT) / 2), y=alt.value(_BAND_HEIGHT / 2)
    )
    return alt.LayerChart(layer=[band, text], width=right, height=_BAND_HEIGHT)


def _months_between(before: dt.date, after: dt.date) -> str:
    """Return the whole months between two dates in words, empty where there is none.

    >>> _months_between(dt.date(2025, 9, 7), dt.date(2026, 3, 1))
    'from October 2025 to February 2026'
    >>> _months_between(dt.date(2025, 9, 7), dt.date(2025, 10, 7))
    ''
    """
    count = (after.year - before.year) * 12 + after.month - before.month - 1
    if count < 1:
        return ""
    first = _month(before, 1)
    return f"in {first:%B %Y}" if count == 1 else f"from {first:%B %Y} to {_month(before, count):%B %Y}"


def _month(start: dt.date, later: int) -> dt.date:
    total = start.year * 12 + start.month - 1 + later
    return dt.date(total // 12, total % 12 + 1, 1)
