"""How much of a population's downloads its largest models hold, over time: a panel an archive."""

from __future__ import annotations

import altair as alt

from briefgen.charts import lines, panels, style, words
from briefgen.charts.cells import amount, date
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.metrics.engine import Engine, Result
from briefgen.metrics.numbers import Say
from briefgen.snapshots.manifest import Manifest

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
)


def draw(engine: Engine, say: Say) -> Figure | None:
    """Draw the shares of the largest models, over the organisations that every date of a panel observed."""
    asked = [(found, engine.run("concentration", [m.id for m in found])) for found in panels.series(engine)]
    told = [(found, result) for found, result in asked if len(result)]
    if not told:
        return None
    periods, results = [found for found, _ in told], [result for _, result in told]
    manifests = [manifest for found in periods for manifest in found]
    last = tuple(results[-1])[-1]
    drawn = [_panel(result, found, say) for found, result in told]
    return Figure(
        id="concentration",
        title=f"The ten largest models take {say(last.top_10)} of the downloads; {say(last.half)} take half",
        subtitle="Share of a population's 30-day downloads that goes to its largest models, %. Population: "
        "models of organisations that every date of a panel observed; each panel has its own population.",
        source=words.source(manifests),
        note=words.sentence(
            "Archives leave models out; these shares say nothing of the whole Hub.",
            words.DOWNLOADS,
            words.estimated(manifests),
        ),
        alt=f"Line charts of the share of downloads of the largest models, {words.period(manifests)}, with a "
        f"gap between archives. At the end the ten largest of {say(last.models)} hold {say(last.top_10)}.",
        spec=style.specification(panels.stacked(drawn, periods)),
        table=Table(_COLUMNS, tuple(row for result in results for row in result)),
        snapshots=tuple(manifest.id for manifest in manifests),
    )


def _panel(result: Result, found: tuple[Manifest, ...], say: Say) -> alt.LayerChart:
    rows = tuple(result)
    drawn = [
        lines.Line(
            label=f"{label} {say(rows[-1][column])}",
            points=tuple(lines.Point(date(row), amount(row, column)) for row in rows),
            colour=colour,
            dash=dash,
            shape=shape,
        )
        for (column, label), (colour, dash, shape) in zip(_TOPS, style.STROKES, strict=False)
    ]
    return lines.panel(
        drawn,
        lines.Scale.up_to(max(amount(row, "top_100") or 0 for row in rows), ".0%"),
        heading=f"{words.archive(found[0])}, {words.period(found)}",
        subheading=f"{say(rows[-1].models)} models with known downloads at the last date",
        height=180,
    )
