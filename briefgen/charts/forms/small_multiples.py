"""Panels of several archives, one under the other: the months between them are a gap and are drawn as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import TypeVar

import altair as alt

from briefgen.charts import sentences
from briefgen.charts.forms import vegalite
from briefgen.charts.layout.labels import wrapped
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.metrics.engine import Engine, Result, Row
from briefgen.snapshots.manifest import Manifest

_BAND_HEIGHT = 28


@dataclass(frozen=True)
class SeriesPanel:
    """The snapshots of one origin, and what a metric answers for them."""

    manifests: tuple[Manifest, ...]
    result: Result

    @property
    def ids(self) -> tuple[str, ...]:
        """The snapshots of the series."""
        return self.result.snapshots

    @property
    def heading(self) -> str:
        """What the origin is called, and its months: "An institute, January to September 2025"."""
        return f"{sentences.archive(self.manifests[0])}, {sentences.period(self.manifests)}"

    @property
    def newest(self) -> tuple[Row, ...]:
        """The rows of the last date."""
        return self.result.where(date=self.result.dates[-1]) if len(self.result) else ()

    @property
    def by_date(self) -> tuple[Row, ...]:
        """The first row of each date, for what all rows of a date share."""
        return tuple(self.result.where(date=date)[0] for date in self.result.dates)


def answered(engine: Engine, metric: str, holds: Callable[[SeriesPanel], bool]) -> list[SeriesPanel]:
    """Put a metric of downloads to each panel, and return those of which `holds` is true.

    The panel that answers for the month stands last.
    """
    asked = [
        SeriesPanel(panel.manifests, engine.run(metric, panel.ids))
        for panel in engine.panels.over_time("downloads")
    ]
    return [panel for panel in asked if holds(panel)]


_Part = TypeVar("_Part")


def stacked(
    shape: Shape, panels: Sequence[SeriesPanel], draw: Callable[[Shape, SeriesPanel], style.Spec]
) -> style.Spec:
    """Put panels one under the other, with a band that names the months between two of them.

    In a flat shape they stand side by side.
    """
    if shape.flat:
        return side_by_side(shape, panels, draw)
    missing = [
        _months_between(before.manifests[-1].date, after.manifests[0].date)
        for before, after in pairwise(panels)
    ]
    return column(
        shape,
        panels,
        draw,
        [
            f"Gap: no broad panel {months}. Nothing is drawn across it." if months else ""
            for months in missing
        ],
    )


def side_by_side(
    shape: Shape, parts: Sequence[_Part], draw: Callable[[Shape, _Part], style.Spec]
) -> style.Spec:
    """Draw each part in an equal share of the width."""
    wide = (shape.width - shape.px(style.SPACING) * (len(parts) - 1)) / len(parts)
    return {"hconcat": [draw(shape.part(wide, shape.height), part) for part in parts]}


def column(
    shape: Shape,
    parts: Sequence[_Part],
    draw: Callable[[Shape, _Part], style.Spec],
    between: Sequence[str] = (),
) -> style.Spec:
    """Draw each part in an equal share of the height, one under the other.

    The words of `between`, where there are any, stand on a band between a part and the next.
    """
    bands = [_band(shape, said) for said in between]
    high = None
    if shape.height is not None:
        count = len(parts) + sum(band is not None for band in bands)
        taken = shape.px(style.SPACING) * (count - 1) + sum(band[1] for band in bands if band)
        high = (shape.height - taken) / len(parts)
    part = shape.part(shape.width, high)
    drawn: list[style.Spec] = []
    for one, band in zip_longest(parts, bands):
        drawn.append(draw(part, one))
        if band:
            drawn.append(band[0])
    return {"vconcat": drawn}


def _band(shape: Shape, words: str) -> tuple[style.Spec, float] | None:
    """Words on a band as wide as the shape, and how high that is; None where there are none."""
    if not words:
        return None
    said = wrapped(words, shape.width, shape.size)
    right = shape.width - shape.left
    first = shape.px(_BAND_HEIGHT) / 2
    high = 2 * first + shape.line * (len(said) - 1)
    place = vegalite.marks([{}])
    band = place.mark_rect(color=style.BAND).encode(
        x=alt.XValue(-shape.left), x2=alt.X2Value(right), y=alt.YValue(0), y2=alt.Y2Value(high)
    )
    text = place.mark_text(text=said, color=style.MUTED, baseline="middle", lineHeight=shape.line).encode(
        x=alt.XValue((right - shape.left) / 2), y=alt.YValue(first)
    )
    return vegalite.layered([band, text], width=right, height=high), high


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
