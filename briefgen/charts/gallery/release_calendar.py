"""A calendar of releases: the largest observed release of each month, by publisher's country."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import altair as alt

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms import vegalite
from briefgen.charts.layout.labels import brief, fitted
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import KNOWN_DATES, LEAST_MODELS, amount, date, name
from briefgen.ledger.prose import Prose, printed, prose
from briefgen.metrics.engine import Engine, Row
from briefgen.text import dates

_COUNTRIES = 3
_STEP = 44
_LEFT = 46
_PAD = 7
#: Room for the countries' names above the months, in lines.
_HEAD = 1.6
#: A cell of two lines needs so many.
_TWO_LINES = 2.2

_COLUMNS = (
    Heading("Month", "month", "month"),
    Heading("Country", "name"),
    Heading("Largest release", "largest_id"),
    Heading("Its parameters", "largest"),
    Heading("Releases", "releases"),
    Heading("Of known size", "sized"),
)


def draw(engine: Engine) -> Figure | None:
    """Draw the months of the newest snapshot's year that are over, for the countries with most releases.

    None where creation dates are known for less than 60 % of the models, as for the releases.
    """
    panel = engine.panels.answering("sizes")
    if panel is None:
        return None
    manifest = panel.newest
    since = f"{manifest.date.year}-01-01"
    result = tuple(engine.run("releases", [manifest.id], since=since))
    months = sorted({date(row, "month") for row in result})
    if len(months) < 2 or (amount(result[0], "dated") or 0) < KNOWN_DATES:
        return None
    countries = _leaders(result)
    rows = [row for row in result if name(row, "country") in countries]
    largest = tuple(engine.run("largest_releases", [manifest.id], since=since))
    if not any(row.largest.known for row in rows) or not largest:
        return None
    return Figure(
        id="release-calendar",
        title=_title(result, largest, months),
        subtitle="The largest observed release of known size in each month, its parameters, and how many "
        f"releases were observed, by publisher’s country, as seen on {dates.in_words(manifest.date)}. "
        f"Population: listed publishers among {manifest.population.words}.",
        source=sentences.source([manifest]),
        note=sentences.sentences(
            "The largest of all countries in a month stands on a band, in strong letters.",
            "Months of creation; a repository can be created before it is announced. Copies in another "
            "number format and repackagers are left out.",
            prose("The creation date is recorded for {} of the models.", result[0].dated),
            sentences.estimated([manifest]),
        ),
        alt=prose(
            "Calendar of the largest observed release of each month by publisher’s country, as seen on {}. "
            "The last, of {:month}: {}, {:short} parameters.",
            dates.in_words(manifest.date),
            largest[-1].month,
            brief(_model(name(largest[-1], "repo_id"))),
            largest[-1].parameters,
        ),
        guard="Observed releases, not all of them; parameters are those of the stored weights.",
        drawing=lambda shape: _chart(shape, rows, months, countries, largest),
        table=Table(_COLUMNS, tuple(rows)),
        measures=("largest", "releases"),
        never=(
            "That a larger model is the better one: of a mixture of experts only a part is active at a time.",
            "That these are all releases of a month: the archive lists a choice of them.",
        ),
        snapshots=(manifest.id,),
    )


def _title(result: Sequence[Row], largest: Sequence[Row], months: Sequence[dt.date]) -> Prose:
    """Say how often the last month's country had the largest release; nothing where a month holds too few."""
    last = largest[-1]
    counted = {month: sum(amount(row, "releases") or 0 for row in _of(result, month)) for month in months}
    if min(counted.values()) < LEAST_MODELS or not last.second_parameters.known:
        return prose("In the months to {:month}: the largest observed releases", result[-1].month)
    return prose(
        "In {} of the {} months to {:month}, the largest observed release was from {}",
        last.led,
        last.months,
        last.month,
        sentences.in_sentence(name(last, "name")),
    )


def _of(rows: Sequence[Row], month: dt.date) -> list[Row]:
    return [row for row in rows if date(row, "month") == month]


def _leaders(rows: Sequence[Row]) -> list[str]:
    """The countries with the most releases over all months; ties by code."""
    totals: dict[str, float] = {}
    for row in rows:
        totals[name(row, "country")] = totals.get(name(row, "country"), 0) + (amount(row, "releases") or 0)
    return sorted(totals, key=lambda country: (-totals[country], country))[:_COUNTRIES]


def _model(repo_id: str) -> str:
    return repo_id.rpartition("/")[2]


def _chart(
    shape: Shape,
    rows: Sequence[Row],
    months: Sequence[dt.date],
    countries: Sequence[str],
    largest: Sequence[Row],
) -> style.Spec:
    """A line a month and a column a country; the last months, as many as the shape has room for."""
    head = shape.line * _HEAD
    if shape.height is not None:
        months = months[-max(1, int((shape.height - head) / (shape.line * 1.3))) :]
    step = shape.px(_STEP) if shape.height is None else (shape.height - head) / len(months)
    left = shape.px(_LEFT)
    wide = (shape.width - left) / len(countries)
    first = {name(row, "repo_id") for row in largest}
    texts: list[dict[str, object]] = []
    bands: list[dict[str, object]] = []
    for column, country in enumerate(countries):
        own = {date(row, "month"): row for row in rows if name(row, "country") == country}
        x = left + column * wide
        colour = style.legible(style.colour(country))
        head_words = fitted(name(next(iter(own.values())), "name"), wide - shape.px(_PAD), shape.size, 600)
        texts.append(_text(x + shape.px(_PAD), shape.line * 0.6, head_words, colour, strong=True))
        for line, month in enumerate(months):
            row, top = own[month], head + line * step
            leads = name(row, "largest_id") in first and row.largest.known
            if leads or shape.tips:
                box = {"x": x, "x2": x + wide - shape.px(2), "y": top, "y2": top + step - shape.px(2)}
                tip = {"tip": _tip(row)} if shape.tips else {}
                bands.append({**box, "fill": style.BAND if leads else style.PAPER, **tip})
            texts += _cell(shape, row, x + shape.px(_PAD), top, step, wide - 2 * shape.px(_PAD), leads)
    for line, month in enumerate(months):
        said = f"{month:%b}" if line else f"{month:%b %Y}"
        y = head + line * step + (shape.line * 0.75 if step >= shape.line * _TWO_LINES else step / 2)
        texts += [
            _text(0, y + shape.line * row, word, style.MUTED, strong=False)
            for row, word in enumerate(said.split() if step >= shape.line * _TWO_LINES else [said.split()[0]])
        ]
    return _drawn(shape, texts, bands, head + step * len(months))


def _cell(
    shape: Shape, row: Row, x: float, top: float, step: float, room: float, leads: bool
) -> list[dict[str, object]]:
    """The name of the largest release, its size, and of how many it was; one line where there is no room."""
    two = step >= shape.line * _TWO_LINES
    if not row.largest.known:
        said = "none of known size" if amount(row, "releases") else "none observed"
        y = top + (shape.line * 0.75 if two else step / 2)
        return [_text(x, y, fitted(said, room, shape.size), style.MUTED, strong=False)]
    model, size = _model(name(row, "largest_id")), printed(row.largest, "short")
    weight = 600 if leads else 400
    if not two:
        cut = fitted(model, room - shape.letters(prose(" {}", size), weight), shape.size, weight)
        return [_text(x, top + step / 2, prose("{} {}", cut, size), style.INK, strong=leads)]
    count = prose("{}, of {}", size, row.releases)
    return [
        _text(x, top + shape.line * 0.75, fitted(model, room, shape.size, weight), style.INK, strong=leads),
        _text(x, top + shape.line * 1.75, fitted(count, room, shape.size), style.MUTED, strong=False),
    ]


def _tip(row: Row) -> Prose:
    """A cell in words: country, month, and the largest of its releases with its size."""
    where = prose("{}, {:month}", name(row, "name"), row.month)
    if not row.largest.known:
        return prose("{}: {}", where, "none of known size" if amount(row, "releases") else "none observed")
    largest = prose("{}, {:short} parameters", brief(_model(name(row, "largest_id"))), row.largest)
    return prose("{}: {}, of {}", where, largest, row.releases)


def _text(x: float, y: float, words: str, colour: str, *, strong: bool) -> dict[str, object]:
    return {"x": x, "y": y, "text": words, "colour": colour, "strong": strong}


def _drawn(
    shape: Shape, texts: Sequence[dict[str, object]], bands: Sequence[dict[str, object]], high: float
) -> style.Spec:
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, shape.width], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[high, 0], nice=False, zero=False))
    colour = alt.Color("colour:N", scale=None)
    strong = vegalite.marks([record for record in texts if record["strong"]])
    plain = vegalite.marks([record for record in texts if not record["strong"]])
    layers = [
        vegalite.with_tooltips(
            shape,
            vegalite.marks(bands)
            .mark_rect()
            .encode(x=x, x2=alt.X2("x2:Q"), y=y, y2=alt.Y2("y2:Q"), color=alt.Color("fill:N", scale=None)),
        ),
        *(
            marks.encode(x=x, y=y, text=alt.Text("text:N"), color=colour)
            for marks in (
                strong.mark_text(align="left", baseline="middle", fontWeight=600),
                plain.mark_text(align="left", baseline="middle"),
            )
        ),
    ]
    return vegalite.layered(layers, width=shape.width, height=high)
