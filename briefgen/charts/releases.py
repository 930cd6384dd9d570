"""Observed releases a month: one small panel a country, all on one scale."""

from __future__ import annotations

import datetime as dt

import altair as alt

from briefgen.charts import panels, style, words
from briefgen.charts.cells import amount, date, name
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.metrics.engine import Engine, Row
from briefgen.metrics.numbers import Say

_COUNTRIES = 4
_HEIGHT = 84
#: Room above the highest column, for its number.
_HEADROOM = 1.3

_COLUMNS = (
    Heading("Month", "month", "month"),
    Heading("Country", "name"),
    Heading("Releases", "releases"),
    Heading("Copies in another number format", "copies"),
    Heading("Organisations", "organisations"),
)


def draw(engine: Engine, say: Say) -> Figure | None:
    """Draw the months of the newest snapshot's year that are over, for the countries with most releases."""
    series = panels.series(engine)
    if not series:
        return None
    manifest = series[-1][-1]
    if "created_at" in manifest.absent_columns:
        return None
    result = engine.run("releases", [manifest.id], since=f"{manifest.date.year}-01-01")
    months = sorted({date(row, "month") for row in result})
    if len(months) < 2 or len(newest := result.where(month=months[-1])) < 2:
        return None
    first, second = newest[0], newest[1]
    rows = tuple(row for row in result if name(row, "country") in _leaders(tuple(result)))
    leader, runner_up = words.in_sentence(name(first, "name")), words.in_sentence(name(second, "name"))
    return Figure(
        id="releases",
        title=words.sentence(
            f"{leader} has {say(first.releases)} observed releases in {say(first.month, 'month')},",
            f"{runner_up} {say(second.releases)}",
        ),
        subtitle="Models created in each month, by publisher's country, as seen on "
        f"{words.day(manifest.date)}. Population: listed publishers among {manifest.population.words}.",
        source=words.source([manifest]),
        note="Observed, not all releases; copies in another number format and repackagers are left out. For "
        f"{say(first.undated)} of the models no creation date is recorded. No column: none observed.",
        alt="Column charts of observed releases a month by publisher's country. In "
        f"{say(first.month, 'month')} {leader}: {say(first.releases)}, {runner_up}: {say(second.releases)}.",
        spec=style.specification(_chart(rows, months, say)),
        table=Table(_COLUMNS, rows, wide=True),
        snapshots=(manifest.id,),
    )


def _leaders(rows: tuple[Row, ...]) -> list[str]:
    """The countries with the most releases over all months; ties by code."""
    totals: dict[str, float] = {}
    for row in rows:
        totals[name(row, "country")] = totals.get(name(row, "country"), 0) + (amount(row, "releases") or 0)
    return sorted(totals, key=lambda country: (-totals[country], country))[:_COUNTRIES]


def _chart(rows: tuple[Row, ...], months: list[dt.date], say: Say) -> alt.VConcatChart:
    scale = alt.Scale(domain=[0, _HEADROOM * max(amount(row, "releases") or 0 for row in rows)])
    countries = _leaders(rows)
    parts = []
    for country in countries:
        own = [row for row in rows if name(row, "country") == country]
        parts.append(_country(own, months, scale, country == countries[-1], say))
    return alt.VConcatChart(vconcat=parts)


def _country(
    rows: list[Row], months: list[dt.date], scale: alt.Scale, lowest: bool, say: Say
) -> alt.LayerChart:
    """The columns of one country, each with its number on top; the lowest panel carries the months."""
    colour = style.colour(name(rows[0], "country"))
    labels = {month: f"{month:%b}" if month != months[0] else f"{month:%b %Y}" for month in months}
    columns = style.marks(
        [
            {
                "month": labels[date(row, "month")],
                "releases": amount(row, "releases"),
                "text": say(row.releases),
            }
            for row in rows
            if amount(row, "releases")
        ]
    )
    axis = alt.Axis(labelAngle=0, ticks=False, labels=lowest)
    x = alt.X("month:N", scale=alt.Scale(domain=list(labels.values()), paddingInner=0.3), axis=axis)
    y = alt.Y("releases:Q", axis=None, scale=scale)
    layers = [
        columns.mark_bar(color=colour).encode(x=x, y=y),
        columns.mark_text(dy=-4, baseline="bottom").encode(x=x, y=y, text="text:N"),
    ]
    heading = alt.TitleParams(text=name(rows[0], "name"), color=style.legible(colour), offset=0)
    return alt.LayerChart(layer=layers, width=style.WIDTH, height=_HEIGHT, title=heading)
