"""Every chart of a month, in the order of the briefing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from briefgen.charts import (
    attention,
    claims_then_now,
    concentration,
    coverage,
    dependence,
    derivatives,
    download_share,
    family_tree,
    licence_tiers,
    likes_leaders,
    published_shares,
    publisher_base,
    publisher_ranks,
    release_calendar,
    releases,
    time_to_likes,
    top_publishers,
    turning_point,
)
from briefgen.charts.figure import Figure
from briefgen.charts.told import Told
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

#: The charts of what a month tells: a press kit has them, documents print the same as words and tables.
_TOLD: Mapping[str, Callable[[Told, Say], Figure | None]] = {
    "claims-then-now": claims_then_now.draw,
    "published-shares": published_shares.draw,
}


def names() -> tuple[str, ...]:
    """Return the id of every chart that metrics answer, in the order of the briefing."""
    return tuple(_CHARTS)


def told_names() -> tuple[str, ...]:
    """Return the id of every chart of what a month tells: its verdicts, and figures that sources publish."""
    return tuple(_TOLD)


def draw(chart_id: str, engine: Engine, say: Say) -> Figure | None:
    """Draw one chart; None where the month does not have its data.

    Raises InputError where there is no chart of that id.
    """
    if chart_id not in _CHARTS:
        raise InputError(f"{chart_id}: no such chart. The charts are: {', '.join(names())}.")
    return _CHARTS[chart_id](engine, say)


def draw_told(chart_id: str, told: Told, say: Say) -> Figure | None:
    """Draw one chart of what a month tells; None where that is too little (KeyError: no such chart)."""
    return _TOLD[chart_id](told, say)
