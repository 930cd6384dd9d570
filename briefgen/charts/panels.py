"""Panels of several archives, one under the other: the months between them are a gap and are drawn as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import altair as alt

from briefgen.charts import style
from briefgen.metrics.engine import Engine
from briefgen.snapshots.manifest import Manifest

#: The archives that follow a population over time, oldest first; each is a panel of its own.
SERIES = ("osir-lmts", "llmfit")

_BAND_HEIGHT = 28


def series(engine: Engine) -> list[tuple[Manifest, ...]]:
    """Return the series of the month that hold two dates or more."""
    return [found for origin in SERIES if len(found := engine.holdings.series(origin)) > 1]


def stacked(panels: Sequence[alt.LayerChart], periods: Sequence[tuple[Manifest, ...]]) -> alt.VConcatChart:
    """Put panels one under the other, with a band that names the months between two of them."""
    parts: list[alt.LayerChart] = [panels[0]]
    for panel, before, after in zip(panels[1:], periods, periods[1:], strict=False):
        missing = _months_between(before[-1].date, after[0].date)
        if missing:
            parts.append(_gap(missing))
        parts.append(panel)
    return alt.VConcatChart(vconcat=parts)


def _gap(months: str) -> alt.LayerChart:
    words = f"Gap: no broad panel {months}. Nothing is drawn across it."
    right = style.WIDTH - style.LEFT
    place = style.marks([{}])
    band = place.mark_rect(color=style.BAND).encode(
        x=alt.value(-style.LEFT), x2=alt.value(right), y=alt.value(0), y2=alt.value(_BAND_HEIGHT)
    )
    text = place.mark_text(text=words, color=style.MUTED, baseline="middle").encode(
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
