"""What sources publish of two countries' parts in downloads, each beside what it counts: a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms import vegalite
from briefgen.charts.inputs import ChartInputs, PublishedShare, gathered
from briefgen.charts.layout.labels import wrapped
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.ledger.prose import prose
from briefgen.metrics.catalogue import Column
from briefgen.metrics.numbers import Number
from briefgen.text import dates

_COUNTRIES = ("China", "United States")
_SECOND_HAND = "known at second hand"
#: Room of a column of figures, and what is left free between columns and between lines.
_FIGURES, _GAP, _AFTER = 118, 16, 12
#: Under the headings, and under a line.
_HEAD = 1.6

_COLUMNS = {
    "title": Column(unit="name", text="The source, by its short title.", key=True),
    "country": Column(unit="name", text="Whose models are meant.", key=True),
    "share": Column(unit="share", text="The share of downloads that the source states."),
    "downloads": Column(unit="downloads", text="The downloads that it states, where it gives no share."),
    "window": Column(unit="name", text="The time over which the source counts."),
    "counted": Column(unit="name", text="The models that the source counts."),
    "read": Column(unit="name", text="Whether the figure was read in the source or is known through others."),
    "source": Column(unit="name", text="The id of the source in the library."),
}
_HEADINGS = (
    Heading("Source", "title"),
    Heading("Country", "country"),
    Heading("Share", "share"),
    Heading("Downloads", "downloads"),
    Heading("Window", "window"),
    Heading("Counted", "counted"),
    Heading("How known", "read"),
    Heading("Id of the source", "source"),
)


def draw(told: ChartInputs) -> Figure | None:
    """Draw the figures of each source on a line; None for fewer than two sources with shares of both."""
    by_source: dict[str, list[PublishedShare]] = {}
    for one in told.published:
        by_source.setdefault(one.source, []).append(one)
    whole = [found for found in by_source.values() if {one.country for one in found} == {*_COUNTRIES}]
    rows = gathered("published_shares", _COLUMNS, [_cells(one) for found in whole for one in found])
    ranges = [
        (country, [row for row in rows if row.values["country"] == country and row["share"].known])
        for country in _COUNTRIES
    ]
    if any(len(found) < 2 for _, found in ranges):
        return None
    china, america = (sentences.span(found, "share") for _, found in ranges)
    issued = dates.partial_in_words(max(one.issued for found in whole for one in found)[:7])
    titles = "; ".join(found[0].title for found in whole)
    return Figure(
        id="published-shares",
        title=prose(
            "In figures published to {} China had {} of the downloads, the United States {}, by what was "
            "counted",
            issued,
            china,
            america,
        ),
        subtitle="Published shares of downloads by publisher’s country, or downloads where a source gives no "
        "share. Population: that of each source, as it stands beside its figures.",
        source=f"Source: {titles}, as published.",
        note=sentences.sentences(
            "They count different models over different times: they stand side by side, and on no axis.",
            "What is known at second hand was read in others’ accounts of the source."
            if any(one.second_hand for found in whole for one in found)
            else "",
            sentences.DOWNLOADS,
        ),
        alt=prose(
            "Table of what sources published to {} on whose models are downloaded: China’s share is {}, "
            "America’s {}.",
            issued,
            china,
            america,
        ),
        guard="The sources count different models over different times; their figures are not comparable.",
        drawing=lambda shape: _chart(shape, whole),
        table=Table(_HEADINGS, rows, wide=True),
        measures=("share", "downloads"),
        never=(
            "That one of these figures is wrong because another differs: each counts other models.",
            "That the figures show a rise from one source to the next: they are no series.",
        ),
        snapshots=(),
        sources=tuple(found[0].source for found in whole),
    )


def _cells(one: PublishedShare) -> Mapping[str, str | Number | None]:
    key = (("source", one.source), ("country", one.country))
    number = Number(one.value, one.unit, "published_shares", (), (), key, one.unit)
    return {
        "title": one.title,
        "country": one.country,
        "share": number if one.unit == "share" else None,
        "downloads": number if one.unit == "downloads" else None,
        "window": one.window,
        "counted": one.counted,
        "read": _SECOND_HAND if one.second_hand else "read in the source",
        "source": one.source,
    }


def _chart(shape: Shape, sources: Sequence[Sequence[PublishedShare]]) -> style.Spec:
    """A line a source: its title and what it counts, and beside them, or below, its two figures."""
    columns = 0 if shape.narrow else shape.px(_FIGURES + _GAP) * len(_COUNTRIES)
    gap, line = shape.px(_GAP), shape.line
    texts: list[dict[str, object]] = []
    rules: list[dict[str, object]] = []
    wide = shape.width - columns
    lefts = [wide + gap + (shape.px(_FIGURES) + gap) * place for place in range(len(_COUNTRIES))]
    y = 0.0
    if columns:
        texts += [
            _text(left, line / 2, country, 600) for left, country in zip(lefts, _COUNTRIES, strict=True)
        ]
        y = line * _HEAD
    laid = [_words(shape, found, wide) for found in sources]
    natural = [max(len(said), 2 if columns else len(said) + 2) * line + shape.px(_AFTER) for said in laid]
    spare = 0.0 if shape.height is None else max(0.0, (shape.height - y - sum(natural)) / len(laid))
    for found, said, high in zip(sources, laid, natural, strict=True):
        rules.append({"y": y})
        top = y + shape.px(_AFTER) / 2
        for n, (text, weight) in enumerate(said):
            texts.append(_text(0, top + line * (n + 0.5), text, weight))
        for place, country in enumerate(_COUNTRIES):
            one = next(it for it in found if it.country == country)
            if columns:
                texts.append(_text(lefts[place], top + line / 2, one.stated, 600))
                if one.second_hand:
                    texts.append(_text(lefts[place], top + line * 1.5, "second hand", 400))
            else:
                hand = ", second hand" if one.second_hand else ""
                beneath = top + line * (len(said) + place + 0.5)
                texts.append(_text(0, beneath, f"{country}: {one.stated}{hand}", 600))
        y += high + spare
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, shape.width], nice=False, zero=False))
    down = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[y, 0], nice=False, zero=False))
    layers = [
        vegalite.marks(rules)
        .mark_rule(color=style.UNASSIGNED, strokeWidth=shape.px(1))
        .encode(x=alt.XValue(0), x2=alt.X2Value(shape.width), y=down),
        *(
            vegalite.marks([text for text in texts if text["weight"] == weight])
            .mark_text(align="left", baseline="middle", fontWeight=weight)
            .encode(x=x, y=down, text=alt.Text("text:N"), color=alt.Color("ink:N", scale=None))
            for weight in (400, 600)
        ),
    ]
    return vegalite.layered(layers, width=shape.width, height=y)


def _text(x: float, y: float, text: str, weight: int) -> dict[str, object]:
    return {"x": x, "y": y, "text": text, "weight": weight, "ink": style.INK if weight > 400 else style.MUTED}


def _words(shape: Shape, found: Sequence[PublishedShare], wide: float) -> list[tuple[str, int]]:
    """The lines beside a source's figures: its title, then what it counts and when."""
    counted = found[0].counted
    said = f"{counted[:1].upper()}{counted[1:]}; {found[0].window}"
    return [(line, 600) for line in wrapped(found[0].title, wide, shape.size, 600)] + [
        (line, 400) for line in wrapped(said, wide, shape.size)
    ]
