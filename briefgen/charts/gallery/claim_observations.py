"""What the snapshots of one archive observed of a few quantities: a panel a quantity, points a subject.

No line joins the points: each is over what its own snapshot observed, and the next may have observed more.

It is given plain records, by whoever knows what they bear on; a line marks the day that this was said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefgen.charts.forms import lines, small_multiples, vegalite
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.ledger.prose import printed, prose
from briefgen.metrics.numbers import NOT_KNOWN, Number

_HEIGHT = 90
#: Numbers on an axis have room for a few digits; from these on they are counted in thousands and so on.
_SCALES = ((10**9, 10**9, "billions"), (10**6, 10**6, "millions"), (10**4, 10**3, "thousands"))


@dataclass(frozen=True)
class Track:
    """One subject of a panel: its name, its country's code where it is one, its numbers in time order."""

    subject: str
    country: str
    points: tuple[tuple[dt.date, Number], ...]

    @property
    def last(self) -> Number | None:
        """The last number that is known."""
        return next((number for _, number in reversed(self.points) if number.known), None)


@dataclass(frozen=True)
class ObservationPanel:
    """One quantity, as one archive observed it; `places` of a ranking have the first on top."""

    heading: str
    quantity: str
    tracks: tuple[Track, ...]
    places: bool = False

    @property
    def drawable(self) -> bool:
        """Whether there are dates to set side by side, from zero up, of subjects that can be told apart."""
        values = [[number.value for _, number in track.points if number.known] for track in self.tracks]
        known = [value for of_one in values for value in of_one]
        upwards = all(isinstance(value, int | float) and value >= 0 for value in known) and any(known)
        return upwards and any(len(of_one) > 1 for of_one in values) and len(values) <= len(style.STROKES)


def drawing(shape: Shape, parts: Sequence[ObservationPanel], marked: dt.date) -> style.Spec:
    """Draw panels one under the other, with a vertical line at the day `marked` where it is within them."""
    return small_multiples.column(shape, parts, lambda room, part: _panel(room, part, marked))


def _panel(shape: Shape, part: ObservationPanel, marked: dt.date) -> style.Spec:
    numbers = [(date, number) for track in part.tracks for date, number in track.points]
    highest = max(_value(number) or 0 for _, number in numbers)
    divisor, counted = _counted(highest)
    share = numbers[0][1].unit in ("share", "points")
    by_value = lines.Scale.up_to(highest / divisor, ".0%" if share else ",.2~f")
    drawn = lines.panel(
        shape,
        [_line(place, track, divisor) for place, track in enumerate(part.tracks)],
        lines.Scale.places(round(highest)) if part.places else by_value,
        heading=part.heading,
        subheading=[prose(", ").join(filter(None, (part.quantity, counted)))],
        height=_HEIGHT,
    )
    dates = sorted({date for date, _ in numbers})
    if dates[0].replace(day=1) <= marked <= dates[-1]:
        rule = vegalite.marks([{"date": lines.instant(marked)}]).mark_rule(color=style.INK, strokeDash=[2, 3])
        drawn["layer"].append(vegalite.plain(rule.encode(x=lines.time_axis(shape, dates, drawn["width"]))))
    return drawn


def _counted(highest: float) -> tuple[int, str]:
    """In what the numbers of a panel are counted, and what that is called.

    >>> _counted(123_456), _counted(999), _counted(0.5)
    ((1000, 'thousands'), (1, ''), (1, ''))
    """
    return next(((divisor, words) for least, divisor, words in _SCALES if highest >= least), (1, ""))


def _line(place: int, track: Track, divisor: int) -> lines.Line:
    colour, dash, shape = style.STROKES[place]
    if track.country:
        colour, dash, shape = (
            style.colour(track.country),
            style.dash(track.country),
            style.shape(track.country),
        )
    told = printed(track.last, "short") if track.last else NOT_KNOWN
    return lines.Line(
        prose("{} {}", track.subject, told), tuple(_points(track, divisor)), colour, dash, shape
    )


def _points(track: Track, divisor: int) -> Iterator[lines.Point]:
    """The points of a subject, with nothing known between two of them, so that no line joins them."""
    for before, (date, number) in zip((None, *track.points), track.points, strict=False):
        if before:
            yield lines.Point(before[0] + (date - before[0]) / 2, None)
        value = _value(number)
        yield lines.Point(date, None if value is None else value / divisor)


def _value(number: Number) -> float | None:
    return float(number.value) if isinstance(number.value, int | float) else None
