"""Which publisher stands at which place by downloads, over the dates of one archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import altair as alt

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms import lines, small_multiples, vegalite
from briefgen.charts.forms.small_multiples import SeriesPanel
from briefgen.charts.layout.labels import brief, fitted, wrapped
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import amount, date, name
from briefgen.ledger.prose import Prose, printed, prose
from briefgen.metrics.engine import Engine, Row

#: Publishers that stood among so many at the first or at the last date have a line.
_PLACES = 8
#: Two dates make no ranking that changes.
_LEAST_DATES = 3
_STEP = 23
#: However little room there is, so many places are drawn; what stands in the key then.
_LEAST_PLACES = 5
_CUT = "Lower places are not drawn."
_GAP = 14
_NAMES = 0.4
#: The months under the places.
_AXIS = 48
#: Between the key to the markers and the first place.
_KEY_GAP = 10
#: Room before the first date for its places.
_BEFORE = 22

_COLUMNS = (
    Heading("Date", "date"),
    Heading("Publisher", "organisation"),
    Heading("Place", "rank"),
    Heading("Country", "name"),
    Heading("Downloads", "downloads"),
    Heading("Known", "known", "whole"),
)


def draw(engine: Engine) -> Figure | None:
    """Draw the places in the newest archive that knows them on three dates, the last of them its last."""
    found = small_multiples.answered(engine, "publisher_ranks", _ranks)
    if not found:
        return None
    panel = found[-1]
    rows = _drawn(panel)
    first, last = panel.result.dates[0], panel.result.dates[-1]
    leader = _at(rows, last)[0]
    return Figure(
        id="publisher-ranks",
        title=_title(rows, first, last),
        subtitle=prose(
            "Place by 30-day downloads of tracked models among the {} organisations that every date "
            "observed, {}. Population: tracked models in {}; downloads known for {} of them.",
            leader.organisations,
            sentences.period(panel.manifests),
            sentences.archive(panel.manifests[0]),
            sentences.span(panel.by_date, "known", "whole"),
        ),
        source=sentences.source(panel.manifests),
        note=sentences.sentences(
            "Organisations that the archive took up later have no place. A place says nothing of the "
            "distance to the next.",
            _without_places(engine, panel),
            sentences.DOWNLOADS,
            sentences.estimated(panel.manifests),
        ),
        alt=prose(
            "Bump chart of publishers’ places by downloads of tracked models, {}. On {}: {}.",
            sentences.period(panel.manifests),
            leader.date,
            _order(_at(rows, last)[:3]),
        ),
        guard=sentences.DOWNLOADS,
        drawing=lambda shape: _chart(shape, rows, panel.result.dates),
        table=Table(_COLUMNS, rows, wide=True),
        measures=("rank", "downloads"),
        never=(
            "That these are the largest publishers on the Hub: organisations that the archive did not "
            "observe throughout have no place.",
            "That a publisher one place ahead is far ahead: the chart shows the order, not the distances.",
        ),
        snapshots=panel.ids,
    )


def _ranks(panel: SeriesPanel) -> bool:
    """Whether places are known at the last date and on three dates at least, of more than one publisher."""
    ranked = {date(row) for row in panel.result if row["rank"].known}
    placed = sum(row["rank"].known for row in panel.newest)
    return placed > 1 and len(ranked) >= _LEAST_DATES


def _without_places(engine: Engine, panel: SeriesPanel) -> str:
    """Say which later archive is left out, since it knows too few downloads."""
    named = " and ".join(
        sentences.archive(later.newest)
        for later in engine.panels.over_time("downloads")
        if len(later.manifests) > 1 and later.manifests[0].date > panel.manifests[-1].date
    )
    return (
        f"{named}: downloads are known for too few models to rank publishers to the last date."
        if named
        else ""
    )


def _at(rows: Sequence[Row], day: dt.date) -> list[Row]:
    """The placed rows of a date, the first place first."""
    return sorted(
        (row for row in rows if date(row) == day and row["rank"].known),
        key=lambda row: amount(row, "rank") or 0,
    )


def _drawn(panel: SeriesPanel) -> tuple[Row, ...]:
    """The rows of the publishers that were among the first at one end of the series."""
    ends = [row for row in panel.result if date(row) in (panel.result.dates[0], panel.result.dates[-1])]
    handles = {name(row, "handle") for row in ends if 0 < (amount(row, "rank") or 0) <= _PLACES}
    return tuple(row for row in panel.result if name(row, "handle") in handles)


def _title(rows: Sequence[Row], first: dt.date, last: dt.date) -> Prose:
    """Say who stood first at the end, and who did at the beginning."""
    now, before = _at(rows, last), _at(rows, first)
    leader = brief(name(now[0], "organisation"))
    end = prose(
        "On {} {} was first of {} publishers by downloads of tracked models",
        now[0].date,
        leader,
        now[0].organisations,
    )
    if not before:
        return end
    if name(before[0], "handle") == name(now[0], "handle"):
        return prose("{}, as on {}", end, before[0].date)
    return prose("{}; on {} it was {}", end, before[0].date, brief(name(before[0], "organisation")))


def _order(rows: Sequence[Row]) -> Prose:
    return prose(", ").join(
        prose("{} {}", row["rank"], fitted(name(row, "organisation"), 180)) for row in rows
    )


def _chart(shape: Shape, rows: Sequence[Row], dates: Sequence[dt.date]) -> style.Spec:
    """A line a publisher from its first place to its last, named at its end.

    Where there is no room for all places, only publishers that end among the first are drawn, and only there.
    """
    places = int(max(amount(row, "rank") or 0 for row in rows))
    said = sentences.markers(name(row, "country") for row in rows)
    key = wrapped(said, shape.width, shape.size)
    step = shape.px(_STEP)
    if shape.height is not None:
        room = shape.height - shape.px(_AXIS + _KEY_GAP) - shape.line * len(key)
        if places * shape.line > room:
            key = wrapped(f"{said}. {_CUT}", shape.width, shape.size)
            room = shape.height - shape.px(_AXIS + _KEY_GAP) - shape.line * len(key)
            places = min(max(int(room / shape.line), _LEAST_PLACES), places)
            rows = _ending_among(rows, dates[-1], places)
        step = max(room / places, shape.line)
    gap, before = shape.px(_GAP), shape.px(_BEFORE)
    ends = _at(rows, dates[-1])
    labels = [
        fitted(prose("{} {}", row["rank"], name(row, "organisation")), shape.width * _NAMES, shape.size, 600)
        for row in ends
    ]
    wide = shape.width - before - gap - max(shape.letters(label, 600) for label in labels)
    x = lines.time_axis(shape, dates, wide)
    y = alt.Y("rank:Q", axis=None, scale=alt.Scale(domain=[places + 0.5, 0.5], nice=False, zero=False))
    colour = alt.Color("colour:N", scale=None)
    who = alt.Detail("who:N")
    tracks = vegalite.marks([_mark(row, places) | ({"tip": _tip(row)} if shape.tips else {}) for row in rows])
    names = vegalite.marks(
        [_mark(row, places) | {"text": label} for row, label in zip(ends, labels, strict=True)]
    )
    starting = [row for row in _at(rows, dates[0]) if (amount(row, "rank") or 0) <= places]
    starts = vegalite.marks([_mark(row, places) | {"text": printed(row["rank"])} for row in starting])
    layers = [
        tracks.mark_line(strokeWidth=shape.px(2)).encode(
            x=x, y=y, color=colour, strokeDash=alt.StrokeDash("dash:N", scale=None), detail=who
        ),
        vegalite.with_tooltips(
            shape,
            tracks.mark_point(size=shape.px(8) ** 2).encode(
                x=x, y=y, color=colour, shape=alt.Shape("shape:N", scale=None)
            ),
        ),
        starts.mark_text(align="right", dx=-gap, fontWeight=600).encode(
            x=x, y=y, text=alt.Text("text:N"), color=alt.Color("ink:N", scale=None)
        ),
        names.mark_text(align="left", dx=gap, fontWeight=600).encode(
            x=x, y=y, text=alt.Text("text:N"), color=alt.Color("ink:N", scale=None)
        ),
    ]
    return vegalite.layered(
        layers,
        width=wide,
        height=step * places,
        title=alt.TitleParams(text=key, fontWeight=400, color=style.MUTED),
    )


def _ending_among(rows: Sequence[Row], last: dt.date, places: int) -> list[Row]:
    """The rows of the publishers that end within so many places."""
    ending = {name(row, "handle") for row in _at(rows, last) if (amount(row, "rank") or 0) <= places}
    return [row for row in rows if name(row, "handle") in ending]


def _tip(row: Row) -> Prose:
    return prose("{}, {}: place {}", brief(name(row, "organisation")), row["date"], row["rank"])


def _mark(row: Row, places: int) -> dict[str, object]:
    """A publisher's place on a date; one that is not drawn is a gap in its line."""
    country, rank = name(row, "country"), amount(row, "rank")
    return {
        "who": name(row, "handle"),
        "date": lines.instant(date(row)),
        "rank": None if rank is None or rank > places else rank,
        "colour": style.colour(country),
        "ink": style.legible(style.colour(country)),
        "dash": style.dash(country),
        "shape": style.shape(country),
    }
