"""How long models took to so many likes: an interval for each, since snapshots are days apart."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms import vegalite
from briefgen.charts.layout.labels import brief, fitted
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import amount, enough, name
from briefgen.ledger.prose import Prose, prose
from briefgen.metrics.engine import Engine, Row

_SHOWN = 14
_LEAST_ROWS = 3
_STEP, _CLOSEST = 26, 22
_GAP = 8
_NAMES = 0.42

_COLUMNS = (
    Heading("Model", "repo_id"),
    Heading("Country", "name"),
    Heading("Created", "created"),
    Heading("First snapshot with the likes", "reached"),
    Heading("Days at least", "least"),
    Heading("Days at most", "most"),
    Heading("Likes then", "likes"),
)


def draw(engine: Engine) -> Figure | None:
    """Draw the models that were quickest; None where the series dates fewer than three."""
    panel = engine.panels.answering("time to likes")
    if panel is None:
        return None
    series = panel.manifests
    rows = tuple(engine.run("time_to_likes", engine.holdings.ids, origin=panel.origin))
    if len(rows) < _LEAST_ROWS:
        return None
    first = rows[0]
    return Figure(
        id="time-to-likes",
        title=_title(first),
        subtitle=prose(
            "Days from the creation of the repository to {} likes, the quickest first. Population: models "
            "in {} that were created after {} and had the likes by {}.",
            first.wanted,
            sentences.archive(series[0]),
            first.start,
            first.finish,
        ),
        source=sentences.source([manifest for manifest in engine.holdings.manifests if manifest in series]),
        note=sentences.sentences(
            "Each bar is an interval, not a duration: from the last snapshot with fewer likes, or the day of "
            "creation, to the first snapshot with the likes. No day inside it is likelier than another.",
            "A repository can be created before it is announced.",
            prose("{} further models with the likes have no known day of creation.", first.undated)
            if amount(first, "undated")
            else "",
            "Likes are attention, not use.",
        ),
        alt=prose(
            "Interval chart of the days that models created since {} took to {} likes. Quickest: {}, {}; of "
            "{} models {} took {} days at most.",
            first.start,
            first.wanted,
            brief(_model(first)),
            _interval(first),
            first.models,
            first.soon,
            first.days,
        ),
        guard="Each bar is an interval between two snapshots, not a duration. Likes are attention, not use.",
        drawing=lambda shape: _chart(shape, rows[:_SHOWN]),
        table=Table(_COLUMNS, rows),
        measures=("most", "least"),
        never=(
            "That a model took so many days: only the earliest and the latest possible day are known.",
            "That most models get so many likes: only those that did are counted.",
        ),
        snapshots=engine.holdings.ids,
    )


def _title(first: Row) -> Prose:
    """Say how many were quick for certain; of few models only how many there are."""
    when = prose("from {} to {}", first.start, first.finish)
    if not enough(first, "models"):
        return prose("In the time {}, {} new models had {} likes or more", when, first.models, first.wanted)
    return prose(
        "In {} of {} cases {}, a new model had {} likes within {} days for certain",
        first.soon,
        first.models,
        when,
        first.wanted,
        first.days,
    )


def _model(row: Row) -> str:
    return name(row, "repo_id").rpartition("/")[2]


def _interval(row: Row) -> Prose:
    if not amount(row, "least"):
        return prose("{} days at most", row.most)
    return prose("{} to {} days", row.least, row.most)


def _chart(shape: Shape, rows: Sequence[Row]) -> style.Spec:
    """A bar from the least to the most days for each model, the quickest on top."""
    step = shape.px(_STEP)
    if shape.height is not None:
        rows = rows[: max(1, int(shape.height / shape.px(_CLOSEST)))]
        step = shape.height / len(rows)
    gap = shape.px(_GAP)
    names = [fitted(_model(row), shape.width * _NAMES, shape.size) for row in rows]
    said = [prose("{} · {}", _interval(row), name(row, "name")) for row in rows]
    left = max(shape.letters(text) for text in names) + gap
    longest = max(amount(row, "most") or 0 for row in rows) or 1
    wide = min(
        (shape.width - left - gap - shape.letters(text, 600)) * longest / max(amount(row, "most") or 0, 1)
        for row, text in zip(rows, said, strict=True)
    )
    wide = max(min(wide, shape.width - left), shape.px(40))
    marks = vegalite.marks(
        [
            {"place": place, "least": amount(row, "least"), "most": amount(row, "most")}
            | {"name": text, "words": words_behind, "colour": colour, "ink": style.legible(colour)}
            for place, (row, text, words_behind) in enumerate(zip(rows, names, said, strict=True))
            for colour in [style.colour(name(row, "country"))]
        ]
    )
    y = alt.Y("place:O", axis=None)
    x = alt.X("least:Q", axis=None, scale=alt.Scale(domain=[0, longest], nice=False))
    layers = [
        vegalite.marks([{}])
        .mark_rule(color=style.INK, strokeWidth=shape.px(1))
        .encode(x=alt.XValue(0), y=alt.YValue(0), y2=alt.Y2Value(step * len(rows))),
        marks.mark_bar(height=step * 0.5).encode(
            x=x, x2=alt.X2("most:Q"), y=y, color=alt.Color("colour:N", scale=None)
        ),
        marks.mark_text(align="right", dx=-gap).encode(x=alt.XValue(0), y=y, text=alt.Text("name:N")),
        marks.mark_text(align="left", dx=gap, fontWeight=600).encode(
            x=alt.X("most:Q", axis=None), y=y, text=alt.Text("words:N"), color=alt.Color("ink:N", scale=None)
        ),
    ]
    return vegalite.layered(layers, width=wide, height=step * len(rows))
