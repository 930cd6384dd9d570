"""Observed releases a month: one small panel a country, all on one scale."""

from __future__ import annotations

import datetime as dt

import altair as alt

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms import small_multiples, vegalite
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import KNOWN_DATES, amount, date, enough, name
from briefgen.ledger.prose import Prose, printed, prose
from briefgen.metrics.engine import Engine, Row
from briefgen.text import dates

_COUNTRIES = 4
_HEIGHT = 54
#: Room above the highest column, for its number.
_HEADROOM = 1.3

_COLUMNS = (
    Heading("Month", "month", "month"),
    Heading("Country", "name"),
    Heading("Releases", "releases"),
    Heading("Copies in another number format", "copies"),
    Heading("Organisations", "organisations"),
)


def draw(engine: Engine) -> Figure | None:
    """Draw the months of the newest snapshot's year that are over, for the countries with most releases.

    None where creation dates are known for less than 60 % of the models: what is left out could turn every
    comparison.
    """
    panel = engine.panels.answering("releases")
    if panel is None:
        return None
    manifest = panel.newest
    result = engine.run("releases", [manifest.id], since=f"{manifest.date.year}-01-01")
    months = sorted({date(row, "month") for row in result})
    if len(months) < 2 or len(last := result.where(month=months[-1])) < 2:
        return None
    if (amount(last[0], "dated") or 0) < KNOWN_DATES:
        return None
    countries = _leaders(tuple(result))
    rows = tuple(row for row in result if name(row, "country") in countries)
    return Figure(
        id="releases",
        title=_title(last[0], last[1]),
        subtitle="Models created in each month, by publisher’s country, as seen on "
        f"{dates.in_words(manifest.date)}. Population: listed publishers among {manifest.population.words}.",
        source=sentences.source([manifest]),
        note=sentences.sentences(
            "Observed, not all releases; copies in another number format and repackagers are left out.",
            prose("The creation date is recorded for {} of the models.", last[0].dated),
            sentences.estimated([manifest]),
        ),
        alt=prose(
            "Column charts of observed releases a month in {}, a panel a country, as seen on {}. {}.",
            sentences.archive(manifest),
            dates.in_words(manifest.date),
            _finding(last[:_COUNTRIES]),
        ),
        guard="Observed releases, not all of them.",
        drawing=lambda shape: _chart(shape, rows, months),
        table=Table(_COLUMNS, rows, wide=True),
        measures=("releases",),
        never=(
            "That a country released so many models: the archive lists a choice of them.",
            "That a country with more releases leads: releases are counted, not weighed.",
        ),
        snapshots=(manifest.id,),
    )


def _title(first: Row, second: Row) -> Prose:
    if enough(first, "releases") and enough(second, "releases"):
        return prose(
            "In {:month} {} had {} observed releases, {} {}",
            first.month,
            _country_of(first),
            first.releases,
            _country_of(second),
            second.releases,
        )
    return prose("Observed releases to {:month} by publisher’s country", first.month)


def _finding(last: tuple[Row, ...]) -> Prose:
    counts = prose(", ").join(prose("{} {}", _country_of(row), row.releases) for row in last)
    return prose("In {:month}: {}", last[0].month, counts)


def _country_of(row: Row) -> str:
    return sentences.in_sentence(name(row, "name"))


def _leaders(rows: tuple[Row, ...]) -> list[str]:
    """The countries with the most releases over all months; ties by code."""
    totals: dict[str, float] = {}
    for row in rows:
        totals[name(row, "country")] = totals.get(name(row, "country"), 0) + (amount(row, "releases") or 0)
    return sorted(totals, key=lambda country: (-totals[country], country))[:_COUNTRIES]


def _chart(shape: Shape, rows: tuple[Row, ...], months: list[dt.date]) -> style.Spec:
    scale = alt.Scale(domain=[0, _HEADROOM * max(amount(row, "releases") or 0 for row in rows)])
    countries = _leaders(rows)

    def panel(part: Shape, country: str) -> style.Spec:
        own = [row for row in rows if name(row, "country") == country]
        return _country(part, own, months, scale, country == countries[-1])

    return small_multiples.column(shape, countries, panel)


def _country(
    shape: Shape, rows: list[Row], months: list[dt.date], scale: alt.Scale, lowest: bool
) -> style.Spec:
    """The columns of one country, each with its number on top; the lowest panel carries the months."""
    colour = style.colour(name(rows[0], "country"))
    labels = {month: f"{month:%b}" if month != months[0] else f"{month:%b %Y}" for month in months}
    columns = vegalite.marks(
        [
            {
                "month": labels[date(row, "month")],
                "releases": amount(row, "releases"),
                "text": printed(row.releases),
                "tip": prose("{}, {:month}: {}", name(row, "name"), row.month, row.releases)
                if shape.tips
                else "",
            }
            for row in rows
        ]
    )
    axis = alt.Axis(labelAngle=0, ticks=False, labels=lowest)
    x = alt.X("month:N", scale=alt.Scale(domain=list(labels.values()), paddingInner=0.3), axis=axis)
    y = alt.Y("releases:Q", axis=None, scale=scale)
    layers = [
        vegalite.with_tooltips(shape, columns.mark_bar(color=colour).encode(x=x, y=y)),
        columns.mark_text(dy=-shape.px(4), baseline="bottom").encode(x=x, y=y, text=alt.Text("text:N")),
    ]
    heading = alt.TitleParams(text=name(rows[0], "name"), color=style.legible(colour), offset=0)
    high = shape.px(_HEIGHT) if shape.height is None else shape.height - shape.line * 1.5
    return vegalite.layered(layers, width=shape.width, height=high, title=heading)
