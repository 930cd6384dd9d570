"""Direct derivatives by model family over time: all of them, and without the three largest parents."""

from __future__ import annotations

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms import lines, small_multiples
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import amount, date, name
from briefgen.ledger.prose import prose
from briefgen.metrics.engine import Engine, Result, Row

_FAMILIES = 5

#: The columns that are drawn, each in a panel of its own under these words.
_PANELS = (
    ("children", "All parents observed"),
    ("rest", "Without the three parents with most derivatives"),
)

_COLUMNS = (
    Heading("Date", "date"),
    Heading("Family", "name"),
    Heading("Direct derivatives", "children"),
    Heading("Share", "share"),
    Heading("Without the three largest parents", "rest"),
    Heading("Share without them", "rest_share"),
)


def draw(engine: Engine) -> Figure | None:
    """Draw the five families with the most derivatives at the end of the series."""
    counted = engine.panels.answering("derivatives")
    if counted is None:
        return None
    found = counted.manifests
    result = engine.run("direct_derivatives", counted.ids)
    newest = result.where(date=result.dates[-1]) if len(result) else ()
    families = [name(row, "base") for row in newest if amount(row, "rank")][:_FAMILIES]
    rows = tuple(row for row in result if name(row, "base") in families)
    if not families:
        return None
    first, unnamed = newest[0], result.row(date=result.dates[-1], base="")
    return Figure(
        id="derivatives",
        title=prose(
            "On {} {} was the base of {} of the direct derivatives of the {} organisations observed, of {} "
            "without the three largest parents",
            first.date,
            str(first.name.value),
            first.share,
            first.organisations,
            first.rest_share,
        ),
        subtitle="Models on the Hub that name a model of the family as their base, "
        f"{sentences.period(found)}. Population: models of organisations that every date "
        "observed; derivatives wherever published.",
        source=sentences.source(found),
        note=sentences.sentences(
            prose("The three parents left out in the lower panel: {}.", first.parents),
            "Stocks, not additions; quantisations are included.",
            prose("{} stood on models of no listed family.", unnamed.share) if unnamed else "",
            "The base is declared by whoever publishes the derivative. k: thousand.",
        ),
        alt=prose(
            "Line charts of direct derivatives by model family, models of organisations observed "
            "throughout, {}. {}, the largest, ended at {}; in the second panel, without the three largest "
            "parents, at {}.",
            sentences.period(found),
            str(first.name.value),
            first.children,
            first.rest,
        ),
        guard="Stocks, not additions, as declared by whoever publishes the derivative.",
        drawing=lambda shape: _chart(shape, result, families),
        table=Table(_COLUMNS, rows, wide=True),
        measures=("children", "rest"),
        never=(
            "That the family with most derivatives is the most used: a derivative may never be downloaded.",
            "That these are all derivatives on the Hub: parents of other organisations are not observed.",
        ),
        snapshots=counted.ids,
    )


def _chart(shape: Shape, result: Result, families: list[str]) -> style.Spec:
    """All derivatives above, or to the left of, those without the three largest parents, on one scale."""
    rows = [row for row in result if name(row, "base") in families]
    scale = lines.Scale.up_to(max(amount(row, "children") or 0 for row in rows), ".2~s")

    def panel(part: Shape, which: tuple[str, str]) -> style.Spec:
        column, heading = which
        drawn = [_line(result.where(base=base), column, place) for place, base in enumerate(families)]
        return lines.panel(part, drawn, scale, heading=heading, subheading=["Number of models"], height=106)

    return (
        small_multiples.side_by_side(shape, _PANELS, panel)
        if shape.flat
        else small_multiples.column(shape, _PANELS, panel)
    )


def _line(rows: tuple[Row, ...], column: str, place: int) -> lines.Line:
    colour, dash, shape = style.STROKES[place]
    return lines.Line(
        label=prose("{} {}", name(rows[-1], "name"), rows[-1][column]),
        points=tuple(
            lines.Point(
                date(row), amount(row, column), tip=sentences.at_a_date(name(row, "name"), row, column)
            )
            for row in rows
        ),
        colour=colour,
        dash=dash,
        shape=shape,
    )
