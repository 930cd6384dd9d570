"""Every chart of a month, in the order of the briefing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from briefgen.charts import (
    attention,
    concentration,
    coverage,
    dependence,
    derivatives,
    download_share,
    family_tree,
    licence_tiers,
    likes_leaders,
    publisher_base,
    publisher_ranks,
    release_calendar,
    releases,
    time_to_likes,
    top_publishers,
    turning_point,
)
from briefgen.charts.figure import Figure
from briefgen.metrics.engine import Engine
from briefgen.metrics.numbers import Say
from briefgen.project import InputError

#: Every chart by its id.
_CHARTS: Mapping[str, Callable[[Engine, Say], Figure | None]] = {
    "download-share": download_share.draw,
    "turning-point": turning_point.draw,
    "top-publishers": top_publishers.draw,
    "publisher-ranks": publisher_ranks.draw,
    "likes-leaders": likes_leaders.draw,
    "attention": attention.draw,
    "time-to-likes": time_to_likes.draw,
    "derivatives": derivatives.draw,
    "family-tree": family_tree.draw,
    "publisher-base": publisher_base.draw,
    "dependence": dependence.draw,
    "releases": releases.draw,
    "release-calendar": release_calendar.draw,
    "licence-tiers": licence_tiers.draw,
    "concentration": concentration.draw,
    "coverage": coverage.draw,
}


def names() -> tuple[str, ...]:
    """Return every chart's id, in the order of the briefing."""
    return tuple(_CHARTS)


def draw(chart_id: str, engine: Engine, say: Say) -> Figure | None:
    """Draw one chart; None where the month does not have its data.

    Raises InputError where there is no chart of that id.
    """
    if chart_id not in _CHARTS:
        raise InputError(f"{chart_id}: no such chart. The charts are: {', '.join(names())}.")
    return _CHARTS[chart_id](engine, say)
