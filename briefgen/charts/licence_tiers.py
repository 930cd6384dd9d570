"""Licence tiers by publisher's country, as bars of 100 per cent."""

from __future__ import annotations

import altair as alt

from briefgen import fonts
from briefgen.charts import panels, style, words
from briefgen.charts.cells import amount, name
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.labels import brief, fitted
from briefgen.metrics.engine import Engine, Row
from briefgen.metrics.numbers import Say

_STEP = 34
_GAP = 8
_LONGEST_NAME = 200
#: A part of the bar that is narrower holds no number.
_ROOM = 42

_LABELS = {
    "permissive": "Permissive",
    "copyleft": "Copyleft",
    "use-restricted": "Use-restricted",
    "non-commercial": "Non-commercial",
    "other": "Other",
    "none": "None recorded",
}

_COLUMNS = (
    Heading("Country", "name"),
    Heading("Licence tier", "tier"),
    Heading("Share", "share"),
    Heading("Models", "models"),
    Heading("Organisations", "organisations"),
    Heading("Organisation with most", "largest"),
    Heading("Its share", "largest_share"),
)


def draw(engine: Engine, say: Say) -> Figure | None:
    """Draw the countries with most models in the newest snapshot that records licences."""
    known = [found[-1] for found in panels.series(engine) if "license" not in found[-1].absent_columns]
    if not known:
        return None
    manifest = known[-1]
    rows = tuple(engine.run("licence_tiers", [manifest.id], since="year"))
    open_rows = [row for row in rows if name(row, "tier") == "permissive" and name(row, "country") != "other"]
    if len(open_rows) < 2:
        return None
    first, second = open_rows[0], open_rows[1]
    one, two = words.in_sentence(name(first, "name")), words.in_sentence(name(second, "name"))
    return Figure(
        id="licence-tiers",
        title=words.sentence(
            f"{say(first.share)} of this year's models from {one} carry a permissive licence,",
            f"{say(second.share)} of those from {two}",
        ),
        subtitle=f"Share of each country's models by licence tier, %, on {words.day(manifest.date)}. "
        f"Population: models created since January by listed publishers, among {manifest.population.words}.",
        source=words.source([manifest]),
        note=words.sentence(
            *(_one_publisher(row, say) for row in rows),
            "Licences as declared; a permissive licence says nothing about training data.",
            "None recorded mixes models without a licence with models whose licence the archive lacks.",
            words.estimated([manifest]),
        ),
        alt=f"Stacked bar chart of licence tiers by publisher's country: permissive licences on "
        f"{say(first.share)} of models from {one} and {say(second.share)} from {two}.",
        spec=style.specification(_chart(rows, say)),
        table=Table(_COLUMNS, rows, wide=True),
        snapshots=(manifest.id,),
    )


def _one_publisher(row: Row, say: Say) -> str:
    """Say so where one organisation makes up most of a large tier: it is the finding, not the country."""
    large = (amount(row, "share") or 0) > 0.2 and (amount(row, "largest_share") or 0) > 0.5
    if not large or (amount(row, "organisations") or 0) < 2:
        return ""
    tier, country = _LABELS[name(row, "tier")].lower(), words.in_sentence(name(row, "name"))
    return (
        f"{brief(name(row, 'largest'))} holds {say(row.largest_share)} of the {tier} models from {country}."
    )


def _chart(rows: tuple[Row, ...], say: Say) -> alt.LayerChart:
    countries = sorted({(amount(row, "place") or 0, name(row, "name"), say(row.all_models)) for row in rows})
    labels = {place: fitted(f"{who}, {count}", _LONGEST_NAME) for place, who, count in countries}
    wide = style.WIDTH - _GAP - max(fonts.width(label, style.SIZE) for label in labels.values())
    names = style.marks([{"place": place, "text": label} for place, label in labels.items()])
    parts = style.marks([part for place in labels for part in _parts(rows, place, wide, say)])
    y = alt.Y("place:O", axis=None)
    x = alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, 1]))
    tiers = [tier for tier in style.TIERS if any(name(row, "tier") == tier for row in rows)]
    colour = alt.Color(
        "tier:N",
        scale=alt.Scale(
            domain=[_LABELS[tier] for tier in tiers], range=[style.TIERS[tier] for tier in tiers]
        ),
        legend=alt.Legend(
            orient="top",
            columns=3,
            title=None,
            symbolType="square",
            symbolSize=160,
            labelFontSize=style.SIZE,
            labelFont=style.FONT,
            labelLimit=0,
            symbolStrokeWidth=0,
        ),
    )
    layers = [
        parts.mark_bar(height=24, stroke="#ffffff", strokeWidth=1).encode(x=x, x2="end", y=y, color=colour),
        parts.mark_text().encode(
            x=alt.X("middle:Q"), y=y, text="text:N", color=alt.Color("ink:N", scale=None)
        ),
        names.mark_text(align="right", dx=-_GAP).encode(x=alt.value(0), y=y, text="text:N"),
    ]
    return alt.LayerChart(layer=layers, width=wide, height=_STEP * len(labels))


def _parts(rows: tuple[Row, ...], place: float, wide: float, say: Say) -> list[dict[str, object]]:
    """The parts of one country's bar, from its left end to its right."""
    parts: list[dict[str, object]] = []
    start = 0.0
    for row in rows:
        share = amount(row, "share") or 0
        if amount(row, "place") != place:
            continue
        tier = name(row, "tier")
        parts.append(
            {
                "place": place,
                "tier": _LABELS[tier],
                "start": start,
                "end": start + share,
                "middle": start + share / 2,
                "text": say(row.share, "whole") if share * wide >= _ROOM else "",
                "ink": style.ink_on(style.TIERS[tier]),
            }
        )
        start += share
    return parts
