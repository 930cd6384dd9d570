"""Every chart of a month, in the order of the briefing."""

from __future__ import annotations

from briefgen.charts import (
    concentration,
    derivatives,
    download_share,
    likes_leaders,
    top_publishers,
)
from briefgen.charts.figure import Figure
from briefgen.metrics.engine import Engine
from briefgen.metrics.numbers import Say

_CHARTS = (download_share, likes_leaders, derivatives, top_publishers, concentration)


def draw_all(engine: Engine, say: Say) -> tuple[Figure, ...]:
    """Draw every chart; one whose data the month does not have is left out."""
    figures = (chart.draw(engine, say) for chart in _CHARTS)
    return tuple(figure for figure in figures if figure is not None)
