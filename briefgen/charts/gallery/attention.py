"""Attention against adoption: likes and downloads of the models at the top of either list."""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms import vegalite
from briefgen.charts.layout.label_placement import Box, Spot, placed
from briefgen.charts.layout.labels import brief, fitted, wrapped
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import amount, name
from briefgen.ledger.prose import Prose, prose
from briefgen.metrics.engine import Engine, Row

#: The tops of a population that is not this many times as large overlap by themselves.
_TIMES = 4
#: The first of either list and the furthest from being first in both; those with room carry their names.
_NAMED = 6
_LONGEST_NAME = 210
_HEIGHT = 400
_GAP = 8
_POINT = 7
#: Room for the numbers and the name of the horizontal axis.
_AXIS = 46
_LEFT = 52
#: Room around the outermost points, as a part of a power of ten.
_ROOM = 0.09

#: Two common logarithms.
Span = tuple[float, float]
#: Downloads are numbered in millions.
_MILLION = 6

_COLUMNS = (
    Heading("Model", "repo_id"),
    Heading("Publisher", "organisation"),
    Heading("Country", "name"),
    Heading("Likes", "likes"),
    Heading("30-day downloads", "downloads"),
    Heading("Place by likes", "by_likes"),
    Heading("Place by downloads", "by_downloads"),
)


def draw(engine: Engine) -> Figure | None:
    """Draw the hundred most liked and the hundred most downloaded models of the newest snapshot.

    None where likes are known for too few, or where the tops are a large part of all models.
    """
    panel = engine.panels.answering("likes")
    if panel is None:
        return None
    manifest = panel.newest
    rows = tuple(engine.run("likes_and_downloads", [manifest.id]))
    overlap = engine.run("attention_overlap", [manifest.id]).row(date=manifest.date)
    if not rows or overlap is None or not _large(rows[0], overlap):
        return None
    drawn = [row for row in rows if (amount(row, "likes") or 0) > 0 and (amount(row, "downloads") or 0) > 0]
    liked, loaded = rows[0], min(rows, key=lambda row: amount(row, "by_downloads") or 0)
    return Figure(
        id="attention",
        title=prose(
            "On {}, {} of the {} most downloaded models in {} stood among the {} most liked",
            overlap.date,
            overlap.both,
            overlap.top,
            sentences.the_archive(manifest),
            overlap.top,
        ),
        subtitle=prose(
            "Likes since each model’s first day and 30-day downloads, both on scales on which each step is "
            "ten times the last. Population: the hundred first of either list among {} {}.",
            rows[0].models,
            manifest.population.words,
        ),
        source=sentences.source([manifest]),
        note=sentences.sentences(
            "Likes are attention, not use.",
            sentences.DOWNLOADS,
            "Models below both tops are not drawn, so that the cloud does not show how likes and downloads "
            "go together.",
        ),
        alt=prose(
            "Scatter chart of likes and 30-day downloads in {}, {}. Most liked: {}, {} likes; most "
            "downloaded: {}, {:short}.",
            sentences.the_archive(manifest),
            overlap.date,
            brief(_model(liked)),
            liked.likes,
            brief(_model(loaded)),
            loaded.downloads,
        ),
        guard=f"Likes are attention, not use. {sentences.DOWNLOADS}",
        drawing=lambda shape: _chart(shape, drawn),
        table=Table(_COLUMNS, rows),
        measures=("likes", "downloads"),
        never=(
            "That likes and downloads are unrelated: only the tops of both lists are drawn.",
            "That a model with many downloads has many users: downloads are requests for files.",
        ),
        snapshots=(manifest.id,),
    )


def _large(row: Row, overlap: Row) -> bool:
    return (amount(row, "models") or 0) >= _TIMES * (amount(overlap, "top") or 0)


def _model(row: Row) -> str:
    return name(row, "repo_id").rpartition("/")[2]


def _outliers(rows: Sequence[Row]) -> list[Row]:
    """The rows that are named, in order: the first of either list, then those furthest apart in both."""
    by_likes = sorted(rows, key=lambda row: amount(row, "by_likes") or 0)
    by_downloads = sorted(rows, key=lambda row: amount(row, "by_downloads") or 0)
    apart = sorted(rows, key=lambda row: (_tilt(row), name(row, "repo_id")))
    order = [row for pair in zip(by_likes, by_downloads, strict=True) for row in pair][: 2 * _NAMED]
    ends = [row for pair in zip(apart, reversed(apart), strict=True) for row in pair][: 2 * _NAMED]
    return list({name(row, "repo_id"): row for row in (*order[:4], *ends, *order[4:])}.values())


def _tilt(row: Row) -> float:
    """Likes against downloads: how many more places a model holds by the one than by the other."""
    return math.log((amount(row, "likes") or 1) / (amount(row, "downloads") or 1))


def _chart(shape: Shape, rows: Sequence[Row]) -> style.Spec:
    key = wrapped(sentences.markers(name(row, "country") for row in rows), shape.width, shape.size)
    wide = shape.width - shape.px(_LEFT)
    taken = shape.px(_AXIS) + shape.line * (len(key) + 1)
    high = shape.px(_HEIGHT) if shape.height is None else shape.height - taken
    across = _span([amount(row, "downloads") or 1 for row in rows])
    up = _span([amount(row, "likes") or 1 for row in rows])
    points = [
        (_along(amount(row, "downloads") or 1, across, wide), _along(amount(row, "likes") or 1, up, high))
        for row in rows
    ]
    marks = vegalite.marks(
        [
            {"x": x, "y": y} | _mark(name(row, "country")) | ({"tip": _tip(row)} if shape.tips else {})
            for row, (x, y) in zip(rows, points, strict=True)
        ]
    )
    colour = alt.Color("colour:N", scale=None)
    layers: list[alt.Chart] = [
        vegalite.with_tooltips(
            shape,
            # An edge of paper, not transparency: a PDF holds each transparent mark as a drawing of its own.
            marks.mark_point(
                size=shape.px(_POINT) ** 2, stroke=style.PAPER, strokeWidth=shape.px(0.5)
            ).encode(
                x=_across(shape, across, wide),
                y=_up(shape, up, high),
                color=colour,
                shape=alt.Shape("shape:N", scale=None),
            ),
        ),
        *_names(shape, rows, points, wide, high),
    ]
    title = alt.TitleParams(text=[*key, "Likes"], fontWeight=400, color=style.MUTED, offset=shape.px(6))
    return vegalite.layered(layers, width=wide, height=high, title=title)


def _tip(row: Row) -> Prose:
    return prose("{}: {} likes, {:short} downloads", brief(_model(row)), row.likes, row.downloads)


def _mark(country: str) -> dict[str, object]:
    return {"colour": style.colour(country), "shape": style.shape(country) if country else "cross"}


def _span(values: Sequence[float]) -> Span:
    """The common logarithms between which all values lie, with some room and a whole one among them."""
    low, high = (math.log10(end(values)) for end in (min, max))
    if math.ceil(low) > math.floor(high):
        low, high = math.floor(low), math.ceil(high)
    return low - _ROOM, high + _ROOM


def _along(value: float, span: Span, length: float) -> float:
    return (math.log10(value) - span[0]) / (span[1] - span[0]) * length


def _across(shape: Shape, span: Span, length: float) -> alt.X:
    """The horizontal scale in pixels, with a line at each power of ten and its number in millions."""
    values, said = _powers(shape, span, length, _MILLION)
    axis = alt.Axis(
        values=values,
        labelExpr=said,
        grid=True,
        domain=False,
        ticks=False,
        labelOverlap=False,
        title="Millions of 30-day downloads",
        titleFont=style.FONT,
        titleFontSize=shape.size,
        titleFontWeight=400,
        titleColor=style.MUTED,
        titleAnchor="start",
        titlePadding=shape.px(4),
    )
    return alt.X("x:Q", scale=alt.Scale(domain=[0, length], nice=False, zero=False), axis=axis)


def _up(shape: Shape, span: Span, length: float) -> alt.Y:
    """The vertical scale in pixels, with a line and its number at each power of ten."""
    values, said = _powers(shape, span, length, 0)
    left = shape.px(_LEFT)
    axis = alt.Axis(values=values, labelExpr=said, labelOverlap=False, minExtent=left, maxExtent=left)
    return alt.Y("y:Q", scale=alt.Scale(domain=[0, length], nice=False, zero=False), axis=axis)


def _powers(shape: Shape, span: Span, length: float, unit: int) -> tuple[list[float], str]:
    """The places of the powers of ten, and the expression of their numbers in units of ten to the `unit`.

    Where their numbers would stand too close, only every second, third … has one.
    """
    powers = range(math.ceil(span[0]), math.floor(span[1]) + 1)
    widest = max(shape.letters(_power(power - unit)) for power in powers) + shape.px(_GAP)
    powers = powers[:: math.ceil((len(powers) + 1) * widest / length)]
    places = [_along(10**power, span, length) for power in powers]
    cases = [
        f"abs(datum.value - {place}) < 0.5 ? '{_power(power - unit)}'"
        for place, power in zip(places, powers, strict=True)
    ]
    return places, " : ".join([*cases, "''"])


def _power(power: int) -> str:
    """A power of ten in digits.

    >>> _power(4), _power(-2)
    ('10,000', '0.01')
    """
    return f"{10**power:,}" if power >= 0 else f"{10**power:.{-power}f}"


def _names(
    shape: Shape, rows: Sequence[Row], points: Sequence[tuple[float, float]], wide: float, high: float
) -> list[alt.Chart]:
    """The names of the models that stand out, each beside its point where nothing is covered."""
    at = {name(row, "repo_id"): point for row, point in zip(rows, points, strict=True)}
    wanted = _outliers(rows)
    texts = [fitted(_model(row), shape.px(_LONGEST_NAME), shape.size) for row in wanted]
    spots = [
        Spot(*at[name(row, "repo_id")], shape.letters(text), shape.line)
        for row, text in zip(wanted, texts, strict=True)
    ]
    half = shape.px(_POINT) / 2
    taken = [Box(x - half, y - half, x + half, y + half) for x, y in points]
    found = placed(spots, taken, Box(0, 0, wide, high), shape.px(_GAP))
    named = [(text, place) for text, place in zip(texts, found, strict=True) if place is not None]
    return [
        vegalite.marks(
            [{"x": place.x, "y": place.y, "text": text} for text, place in named if place.align == side]
        )
        .mark_text(align=side, baseline="middle")
        .encode(x=alt.X("x:Q"), y=alt.Y("y:Q"), text=alt.Text("text:N"))
        for side in dict.fromkeys(place.align for _, place in named)
    ]
