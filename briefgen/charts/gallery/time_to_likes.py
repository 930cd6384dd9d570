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
from briefgen.metrics.engine import Engine, Row
from briefgen.metrics.numbers import Say

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


def draw(engine: Engine, say: Say) -> Figure | None:
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
        title=_title(first, say),
        subtitle=f"Days from the creation of the repository to {say(first.wanted)} likes, the quickest "
        f"first. Population: models in {sentences.archive(series[0])} that were created after "
        f"{say(first.start)} and had the likes by {say(first.finish)}.",
        source=sentences.source([manifest for manifest in engine.holdings.manifests if manifest in series]),
        note=sentences.sentences(
            "Each bar is an interval, not a duration: from the last snapshot with fewer likes, or the day of "
            "creation, to the first snapshot with the likes. No day inside it is likelier than another.",
            "A repository can be created before it is announced.",
            f"{say(first.undated)} further models with the likes have no known day of creation."
            if amount(first, "undated")
            else "",
            "Likes are attention, not use.",
        ),
        alt=f"Interval chart of the days that models created since {say(first.start)} took to "
        f"{say(first.wanted)} likes. Quickest: {brief(_model(first))}, {_interval(first, say)}; of "
        f"{say(first.models)} models {say(first.soon)} took {say(first.days)} days at most.",
        guard="Each bar is an interval between two snapshots, not a duration. Likes are attention, not use.",
        drawing=lambda shape: _chart(shape, rows[:_SHOWN], say),
        table=Table(_COLUMNS, rows),
        measures=("most", "least"),
        never=(
            "That a model took so many days: only the earliest and the latest possible day are known.",
            "That most models get so many likes: only those that did are counted.",
        ),
        snapshots=engine.holdings.ids,
    )


def _title(first: Row, say: Say) -> str:
    """Say how many were quick for certain; of few models only how many there are."""
    when = f"from {say(first.start)} to {say(first.finish)}"
    if not enough(first, "models"):
        return f"In the time {when}, {say(first.models)} new models had {say(first.wanted)} likes or more"
    return (
        f"In {say(first.soon)} of {say(first.models)} cases {when}, a new model had {say(first.wanted)} "
        f"likes within {say(first.days)} days for certain"
    )


def _model(row: Row) -> str:
    return name(row, "repo_id").rpartition("/")[2]


def _interval(row: Row, say: Say) -> str:
    if not amount(row, "least"):
        return f"{say(row.most)} days at most"
    return f"{say(row.least)} to {say(row.most)} days"


def _chart(shape: Shape, rows: Sequence[Row], say: Say) -> style.Spec:
    """A bar from the least to the most days for each model, the quickest on top."""
    step = shape.px(_STEP)
    if shape.height is not None:
        rows = rows[: max(1, int(shape.height / shape.px(_CLOSEST)))]
        step = shape.height / len(rows)
    gap = shape.px(_GAP)
    names = [fitted(_model(row), shape.width * _NAMES, shape.size) for row in rows]
    said = [f"{_interval(row, say)} · {name(row, 'name')}" for row in rows]
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
