"""How much of a population's downloads its largest models hold, over time: a panel an archive."""

from __future__ import annotations

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table, alternative
from briefgen.charts.forms import lines, small_multiples
from briefgen.charts.forms.small_multiples import SeriesPanel
from briefgen.charts.gallery import spike_note
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import amount, date
from briefgen.ledger.prose import prose
from briefgen.metrics.engine import Engine

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


def draw(engine: Engine) -> Figure | None:
    """Draw the shares of the largest models, over the organisations that every date of a panel observed."""
    told = small_multiples.answered(engine, "concentration", lambda panel: len(panel.result) > 0)
    if not told:
        return None
    manifests = [manifest for panel in told for manifest in panel.manifests]
    last = told[-1].newest[0]
    return Figure(
        id="concentration",
        title=prose(
            "On {} the 10 largest of {} models held {} of the downloads; {} held half",
            last.date,
            last.models,
            last.top_10,
            last.half,
        ),
        subtitle="Share of a population’s 30-day downloads that goes to its largest models, %. Population: "
        "models of organisations that every date of a panel observed; each panel has its own population.",
        source=sentences.source(manifests),
        note=sentences.sentences(
            *(spike_note.worst(engine, panel, "all") for panel in told),
            "Archives leave models out; these shares say nothing of the whole Hub.",
            sentences.DOWNLOADS,
            sentences.estimated(manifests),
        ),
        alt=alternative(
            "Line charts of the share of downloads that the largest models hold, among models of "
            "organisations observed throughout.",
            *_ends(told),
        ),
        guard=sentences.DOWNLOADS,
        drawing=lambda shape: small_multiples.stacked(shape, told, _drawing),
        table=Table(_COLUMNS, tuple(row for panel in told for row in panel.result)),
        measures=("top_10", "top_1", "top_25", "top_100"),
        never=(
            "That the shares hold for all models on the Hub: archives leave models out.",
            "That downloads became more or less concentrated from one panel to the other: their populations "
            "differ.",
        ),
        snapshots=tuple(manifest.id for manifest in manifests),
    )


def _ends(told: list[SeriesPanel]) -> list[str]:
    """Say for each panel how it ends."""
    return [
        prose(
            "{}, {}: the 10 largest {}, the largest {}.",
            sentences.archive(panel.manifests[0]),
            last.date,
            last.top_10,
            last.top_1,
        )
        for panel in told
        for last in panel.newest
    ]


def _drawing(shape: Shape, panel: SeriesPanel) -> style.Spec:
    rows = panel.by_date
    drawn = [
        lines.Line(
            label=prose("{} {}", label, rows[-1][column]),
            points=tuple(
                lines.Point(date(row), amount(row, column), tip=sentences.at_a_date(label, row, column))
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
            prose(
                "{} models with known downloads at the last date; known for {} over the dates",
                rows[-1].models,
                sentences.span(rows, "known", "whole"),
            )
        ],
        height=112,
    )
