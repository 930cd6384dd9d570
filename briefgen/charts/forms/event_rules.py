"""Dated events over a panel of lines: a thin rule with its words where these cover nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import altair as alt

from briefgen.charts.forms import vegalite
from briefgen.charts.layout.label_placement import Box
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.metrics.engine import Engine
from briefgen.metrics.events import Event

#: No panel carries more.
_MOST = 3
_GAP = 5
#: Between two places along a line that words are kept off.
_EVERY = 4


def within(engine: Engine, dates: Sequence[dt.date]) -> tuple[Event, ...]:
    """Return the events between the first and the last of these dates, the latest three at most."""
    first, last = min(dates), max(dates)
    return tuple(event for event in engine.events if first <= event.date <= last)[-_MOST:]


def event_note(events: Iterable[Event]) -> str:
    """Say in a note what is marked, each with its own date and its source; empty if nothing is marked."""
    cited = "; ".join(f"{event.words}, {event.day} [{event.cited}]" for event in events)
    return f"Dated events, for orientation and not as causes: {cited}." if cited else ""


def placed(
    shape: Shape,
    events: Sequence[Event],
    tracks: Sequence[Sequence[tuple[float, float]]],
    span: tuple[dt.date, dt.date],
    wide: float,
    high: float,
) -> list[tuple[Event, Box]]:
    """Find room for the words of events in a panel, whose lines run along `tracks`; others are left out.

    `tracks` are points in pixels from the top left corner, `span` the dates at both ends of the axis. A
    brief shape marks no event.
    """
    if shape.brief:
        return []
    half = shape.px(_GAP)
    taken = [
        Box(x - half, y - half, x + half, y + half)
        for track in tracks
        for x, y in _along(track, shape.px(_EVERY))
    ]
    found: list[tuple[Event, Box]] = []
    for event in events:
        at = (event.date - span[0]).days / max((span[1] - span[0]).days, 1) * wide
        room = shape.letters(event.words)
        for box in _candidates(shape, at, room, high):
            inside = box.left >= 0 and box.right <= wide
            if inside and not any(box.touches(other) for other in taken):
                found.append((event, box))
                # No later words on this one's rule, and none on its words.
                taken += [box, Box(at - 1, 0, at + 1, high)]
                break
    return found


def _candidates(shape: Shape, at: float, room: float, high: float) -> Iterator[Box]:
    """The places for words beside a rule, from the top down, to its right before its left."""
    gap, top = shape.px(_GAP), 0.0
    while top + shape.line <= high:
        yield Box(at + gap, top, at + gap + room, top + shape.line)
        yield Box(at - gap - room, top, at - gap, top + shape.line)
        top += shape.line


def _along(track: Sequence[tuple[float, float]], every: float) -> Iterator[tuple[float, float]]:
    """Places along a line, close to one another."""
    yield from track[:1]
    for (x, y), (right, below) in pairwise(track):
        steps = max(int(max(abs(right - x), abs(below - y)) / every), 1)
        for step in range(1, steps + 1):
            yield x + (right - x) * step / steps, y + (below - y) * step / steps


def layers(
    shape: Shape, marked: Sequence[tuple[Event, Box]], span: tuple[dt.date, dt.date], wide: float, high: float
) -> list[alt.Chart]:
    """Draw the rules and words that have room."""
    if not marked:
        return []
    days = max((span[1] - span[0]).days, 1)
    drawn = []
    for event, box in marked:
        at = (event.date - span[0]).days / days * wide
        place = vegalite.marks([{}])
        drawn.append(
            place.mark_rule(color=style.MUTED, strokeWidth=shape.px(1), strokeDash=[2, 3]).encode(
                x=alt.XValue(at), y=alt.YValue(0), y2=alt.Y2Value(high)
            )
        )
        drawn.append(
            place.mark_text(text=event.words, align="left", baseline="middle", color=style.MUTED).encode(
                x=alt.XValue(box.left), y=alt.YValue((box.top + box.bottom) / 2)
            )
        )
    return drawn
