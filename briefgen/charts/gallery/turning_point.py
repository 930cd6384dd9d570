"""Since when one country leads another in downloads, under each way to read the same archive."""

from __future__ import annotations

import datetime as dt

import altair as alt

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms import lines, vegalite
from briefgen.charts.layout.labels import fitted
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import amount, date, name
from briefgen.ledger.prose import Prose, printed, prose
from briefgen.metrics.engine import Engine, Row

_STEP = 44
#: How far the words of a reading stand above, and its line below, the middle of its place, as parts of it.
_UP, _DOWN = -0.21, 0.19
_GAP = 14
#: Two lines of months under the readings.
_AXIS = 48

_COLUMNS = (
    Heading("Reading", "words"),
    Heading("First lead", "first_date"),
    Heading("China then", "first_challenger"),
    Heading("United States then", "first_incumbent"),
    Heading("Models that decide it", "first_deciding"),
    Heading("China at the end", "last_challenger"),
    Heading("United States at the end", "last_incumbent"),
)


def draw(engine: Engine) -> Figure | None:
    """Draw, for each reading, the first snapshot on which China is ahead of the United States."""
    panel = engine.panels.answering("turning point")
    if panel is None:
        return None
    found = panel.manifests
    rows = tuple(engine.run("turning_point", panel.ids))
    if not any(row.last_challenger.known for row in rows):
        return None
    finding = _finding(rows)
    return Figure(
        id="turning-point",
        title=finding,
        subtitle="First snapshot on which China’s publishers had more 30-day downloads than those of the "
        f"United States, {sentences.archive(found[0])}, {sentences.period(found)}. "
        "Population: named over each line.",
        source=sentences.source(found),
        note="No reading is the right one. Dots are snapshots, the square the first with China ahead; behind "
        "its date stands how many of China’s largest models decide that lead. The list of tracked models was "
        f"drawn up later than the period. {sentences.DOWNLOADS}",
        alt=prose(
            "Timeline of China’s first lead over the United States in downloads, one line for each way to "
            "read {}, {}. {}.",
            sentences.archive(found[0]),
            sentences.period(found),
            finding,
        ),
        guard=sentences.DOWNLOADS,
        drawing=lambda shape: _chart(shape, rows, [manifest.date for manifest in found]),
        table=Table(_COLUMNS, rows),
        measures=("first_date",),
        never=(
            "That China overtook the United States on one day: each reading of the same archive dates it "
            "otherwise.",
            "That the lead holds for all models on the Hub: the archive follows listed organisations.",
        ),
        snapshots=panel.ids,
    )


def _finding(rows: tuple[Row, ...]) -> Prose:
    """Say between which dates the first lead falls, and whether some reading has none."""
    led = sorted((row for row in rows if row.first_date.known), key=lambda row: date(row, "first_date"))
    if not led:
        return prose("To {} no reading put China ahead of the United States in downloads", rows[0].last_date)
    first, last = printed(led[0].first_date, "month"), printed(led[-1].first_date, "month")
    when = prose("in {}", first) if first == last else prose("between {} and {}", first, last)
    never = ", or never" if len(led) < len(rows) else ""
    return prose("China first led in downloads {}{}, depending on the reading", when, never)


def _chart(shape: Shape, rows: tuple[Row, ...], dates: list[dt.date]) -> style.Spec:
    """A line a reading: its words, the snapshots as dots, and the first lead as a square with its date."""
    marks = [_mark(row) for row in rows]
    wide = shape.width - max(shape.letters(mark, 600) for mark in marks) - shape.px(_GAP + 12)
    step = shape.px(_STEP) if shape.height is None else (shape.height - shape.px(_AXIS)) / len(rows)
    up, down = step * _UP, step * _DOWN
    place = alt.Y("place:O", axis=None)
    x = lines.time_axis(shape, dates, wide)
    places = range(len(rows))
    tracks = vegalite.marks([{"place": p, "date": lines.instant(day)} for p in places for day in dates])
    readings = vegalite.marks(
        [
            {"place": p, "text": fitted(name(row, "words"), shape.width, shape.size)}
            for p, row in zip(places, rows, strict=True)
        ]
    )
    led = vegalite.marks(
        [
            {"place": p, "date": lines.instant(date(row, "first_date"))}
            for p, row in zip(places, rows, strict=True)
            if row.first_date.known
        ]
    )
    whens = vegalite.marks([{"place": p, "text": mark} for p, mark in zip(places, marks, strict=True)])
    china = style.colour("CN")
    layers = [
        tracks.mark_line(color=style.UNASSIGNED, strokeWidth=shape.px(1), yOffset=down).encode(
            x=x, y=place, detail=alt.Detail("place:O")
        ),
        tracks.mark_point(color=style.UNASSIGNED, size=shape.px(5) ** 2, yOffset=down).encode(x=x, y=place),
        readings.mark_text(align="left", dy=up).encode(x=alt.XValue(0), y=place, text=alt.Text("text:N")),
        led.mark_point(color=china, shape="square", size=shape.px(11.4) ** 2, yOffset=down).encode(
            x=x, y=place
        ),
        whens.mark_text(align="left", dx=shape.px(_GAP), dy=down, fontWeight=600).encode(
            x=alt.XValue(wide), y=place, text=alt.Text("text:N")
        ),
    ]
    return vegalite.layered(layers, width=wide, height=step * len(rows))


def _mark(row: Row) -> str:
    """The date of the first lead and the number of models that decide it."""
    if not row.first_date.known:
        return "never"
    models = "model" if amount(row, "first_deciding") == 1 else "models"
    return prose("{}, {} {}", row.first_date, row.first_deciding, models)
