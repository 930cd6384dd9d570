"""Who publishes derivatives, and on whose models they stand: two countries, one table."""

from __future__ import annotations

import altair as alt

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms import vegalite
from briefgen.charts.layout.labels import fitted
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import amount, enough, name
from briefgen.ledger.prose import Prose, printed, prose
from briefgen.metrics.engine import Engine, Row
from briefgen.snapshots.manifest import Manifest
from briefgen.text import dates

_PUBLISHERS = 4
_BASES = 4
_LEFT = 165
_STEP = 40

_COLUMNS = (
    Heading("Publisher’s country", "publisher_name"),
    Heading("Base model’s country", "base_name"),
    Heading("Derivatives", "models"),
    Heading("Share of the publisher country’s", "share"),
)


def draw(engine: Engine) -> Figure | None:
    """Draw the publishers' countries with most derivatives against the countries of the bases."""
    panel = engine.panels.answering("lineage")
    if panel is None:
        return None
    manifest = panel.newest
    result = engine.run("publisher_base", [manifest.id])
    rows = tuple(row for row in result if (amount(row, "place") or 0) <= _PUBLISHERS)
    if len({name(row, "publisher") for row in rows}) < 2:
        return None
    first, second = _largest(rows, 1), _largest(rows, 2)
    return Figure(
        id="publisher-base",
        title=_title(manifest, first, second),
        subtitle="Number of derivatives by publisher’s country (rows, with totals) and by the country of the "
        f"model at the root of their lineage (columns), {dates.in_words(manifest.date)}. Population: listed "
        f"publishers’ derivatives among {manifest.population.words}; quantisations left out.",
        source=sentences.source([manifest]),
        note="A cut of the derivatives, not all of them. A derivative of two models counts under each "
        "country, so that a row can add up to more than its total. The stronger the tint, the larger the "
        "share of the row.",
        alt=prose(
            "Table of a sample of derivatives by publisher’s and base model’s country, {}: {}; {}.",
            dates.in_words(manifest.date),
            _finding(first),
            _finding(second),
        ),
        guard="A cut of the derivatives, not all of them.",
        drawing=lambda shape: _chart(shape, rows),
        table=Table(_COLUMNS, rows, wide=True),
        measures=("models", "share"),
        never=(
            "That these shares hold for all derivatives: the sample is of evaluated models and relatives.",
            "That derivatives are used as much as they are many: they are counted, not weighed.",
        ),
        snapshots=(manifest.id,),
    )


def _largest(rows: tuple[Row, ...], place: int) -> Row:
    """The base country that most derivatives of the publishers' country at this place stand on."""
    return next(row for row in rows if amount(row, "place") == place)


def _title(manifest: Manifest, first: Row, second: Row) -> str:
    """Say on whose models the sample's derivatives stand; a sample says nothing of derivatives at large."""
    when = f"In a sample of {dates.in_words(manifest.date)}"
    if not all(enough(row, "all_models") for row in (first, second)):
        return f"{when}: derivatives by publisher’s country and by base model’s country"
    if _own(first) and _own(second):
        return prose(
            "{}, {} of {} derivatives from {} and {} of {} from {} stood on models of their own country",
            when,
            first.models,
            first.all_models,
            _publisher(first),
            second.models,
            second.all_models,
            _publisher(second),
        )
    return prose("{}, {}; {}", when, _finding(first), _finding(second))


def _finding(row: Row) -> Prose:
    return prose(
        "{} of {} derivatives from {} stood on models of {}",
        row.models,
        row.all_models,
        _publisher(row),
        _base(row),
    )


def _publisher(row: Row) -> str:
    return sentences.in_sentence(name(row, "publisher_name"))


def _own(row: Row) -> bool:
    return row.values["publisher"] == row.values["base"]


def _base(row: Row) -> str:
    if not row.values["base"]:
        return "unassigned publishers"
    return "their own country" if _own(row) else sentences.in_sentence(name(row, "base_name"))


def _bases(rows: tuple[Row, ...]) -> list[str]:
    """The base countries with most derivatives in these rows, the unassigned part last."""
    totals: dict[str, float] = {}
    for row in rows:
        totals[name(row, "base_name")] = totals.get(name(row, "base_name"), 0) + (amount(row, "models") or 0)
    unassigned = {name(row, "base_name") for row in rows if not row.values["base"]}
    named = sorted(set(totals) - unassigned, key=lambda base: (-totals[base], base))[:_BASES]
    return [*named, *unassigned]


def _chart(shape: Shape, rows: tuple[Row, ...]) -> style.Spec:
    """A cell for each pair of countries that a derivative joins; the other pairs stay empty."""
    bases = _bases(rows)
    publishers = list(dict.fromkeys(_row_label(shape, row) for row in rows))
    cells = vegalite.marks([_cell(shape, row) for row in rows if name(row, "base_name") in bases])
    left = shape.px(_LEFT)
    heads = shape.line * (1 + max(base.count(" ") for base in bases)) + shape.px(12)
    high = shape.px(_STEP) * len(publishers) if shape.height is None else shape.height - heads
    axis = alt.Axis(
        orient="top",
        domain=False,
        ticks=False,
        labelAngle=0,
        labelExpr="split(datum.label, ' ')",
        # Vega sets the first of several lines where a single one would stand.
        labelPadding=shape.px(6) + shape.line * max(base.count(" ") for base in bases),
    )
    x = alt.X("base:N", scale=alt.Scale(domain=bases), axis=axis)
    y = alt.Y(
        "publisher:N", scale=alt.Scale(domain=publishers), axis=alt.Axis(minExtent=left, maxExtent=left)
    )
    layers = [
        vegalite.with_tooltips(
            shape,
            cells.mark_rect(stroke=style.PAPER, strokeWidth=shape.px(2)).encode(
                x=x, y=y, color=alt.Color("fill:N", scale=None)
            ),
        ),
        cells.mark_text(fontWeight=600).encode(
            x=x, y=y, text=alt.Text("text:N"), color=alt.Color("ink:N", scale=None)
        ),
    ]
    return vegalite.layered(layers, width=shape.width - left, height=high)


def _cell(shape: Shape, row: Row) -> dict[str, str]:
    fill = style.shade(amount(row, "share") or 0)
    return {
        "publisher": _row_label(shape, row),
        "base": name(row, "base_name"),
        "text": printed(row.models),
        "tip": _tip(row) if shape.tips else "",
        "fill": fill,
        "ink": style.ink_on(fill),
    }


def _tip(row: Row) -> Prose:
    who = name(row, "publisher_name")
    return prose("{} on models of {}: {}, {}", who, name(row, "base_name"), row.models, row.share)


def _row_label(shape: Shape, row: Row) -> str:
    return fitted(
        prose("{}, {}", name(row, "publisher_name"), row.all_models), shape.px(_LEFT - 10), shape.size
    )
