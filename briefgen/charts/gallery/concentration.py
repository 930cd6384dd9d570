"""How much of a population's downloads its largest models hold, over time: a panel an archive."""

from __future__ import annotations

from functools import partial

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table, alternative
from briefgen.charts.forms import lines, small_multiples
from briefgen.charts.forms.small_multiples import SeriesPanel
from briefgen.charts.gallery import spike_note
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import amount, date
from briefgen.metrics.engine import Engine
from briefgen.metrics.numbers import Say

_TOPS = (
    ("top_100", "100 largest"),
    ("top_25", "25 largest"),
    ("top_10", "10 largest"),
    ("top_1", "the largest"),
)

_COLUMNS = (
    Heading("Date", "date"),
    Heading("Models", "models"),
    *(Heading(label[:1].upper() + label[1:], column) for column, label in reversed(_TOPS)),
    Heading("Models that hold half", "half"),
    Heading("Known", "known", "whole"),
)


def draw(engine: Engine, say: Say) -> Figure | None:
    """Draw the shares of the largest models, over the organisations that every date of a panel observed."""
    told = small_multiples.answered(engine, "concentration", lambda panel: len(panel.result) > 0)
    if not told:
        return None
    manifests = [manifest for panel in told for manifest in panel.manifests]
    last = told[-1].newest[0]
    return Figure(
        id="concentration",
        title=f"On {say(last.date)} the 10 largest of {say(last.models)} models held {say(last.top_10)} of "
        f"the downloads; {say(last.half)} held half",
        subtitle="Share of a population’s 30-day downloads that goes to its largest models, %. Population: "
        "models of organisations that every date of a panel observed; each panel has its own population.",
        source=sentences.source(manifests),
        note=sentences.sentences(
            *(spike_note.worst(engine, panel, "all", say) for panel in told),
            "Archives leave models out; these shares say nothing of the whole Hub.",
            sentences.DOWNLOADS,
            sentences.estimated(manifests),
        ),
        alt=alternative(
            "Line charts of the share of downloads that the largest models hold, among models of "
            "organisations observed throughout.",
            *_ends(told, say),
        ),
        guard=sentences.DOWNLOADS,
        drawing=lambda shape: small_multiples.stacked(shape, told, partial(_drawing, say)),
        table=Table(_COLUMNS, tuple(row for panel in told for row in panel.result)),
        measures=("top_10", "top_1", "top_25", "top_100"),
        never=(
            "That the shares hold for all models on the Hub: archives leave models out.",
            "That downloads became more or less concentrated from one panel to the other: their populations "
            "differ.",
        ),
        snapshots=tuple(manifest.id for manifest in manifests),
    )


def _ends(told: list[SeriesPanel], say: Say) -> list[str]:
    """Say for each panel how it ends."""
    return [
        f"{sentences.archive(panel.manifests[0])}, {say(last.date)}: the 10 largest {say(last.top_10)}, the "
        f"largest {say(last.top_1)}."
        for panel in told
        for last in panel.newest
    ]


def _drawing(say: Say, shape: Shape, panel: SeriesPanel) -> style.Spec:
    rows = panel.by_date
    drawn = [
        lines.Line(
            label=f"{label} {say(rows[-1][column])}",
            points=tuple(
                lines.Point(date(row), amount(row, column), tip=sentences.at_a_date(label, row, column, say))
                for row in rows
            ),
            colour=colour,
            dash=dash,
            shape=shape,
        )
        for (column, label), (colour, dash, shape) in zip(_TOPS, style.STROKES, strict=False)
    ]
    return lines.panel(
        shape,
        drawn,
        lines.Scale.up_to(max(amount(row, "top_100") or 0 for row in rows), ".0%"),
        heading=panel.heading,
        subheading=[
            f"{say(rows[-1].models)} models with known downloads at the last date; "
            f"known for {sentences.span(rows, 'known', say, 'whole')} over the dates"
        ],
        height=112,
    )
