"""Which archive observed what, and when: the record that every figure rests on, with its gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import altair as alt

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms import lines, vegalite
from briefgen.charts.layout.labels import fitted
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import amount, date, name
from briefgen.ledger.prose import Prose, printed, prose
from briefgen.metrics.engine import Engine, Row
from briefgen.snapshots.manifest import Manifest
from briefgen.text import dates

#: Between two dates further apart than this the record broke off; no statement is judged across as much.
_BROKEN = dt.timedelta(days=45)
_HEIGHT = 62
_COLUMN = 7
#: The names of archives, as a part of the shape, and the gap behind them.
_NAMES, _GAP = 0.3, 24
_AXIS = 13
_KEY = "Lower part: models whose downloads are known; upper: the others"
#: Room above the highest column, for its number.
_HEADROOM = 1.35

_COLUMNS = (
    Heading("Date", "date"),
    Heading("Archive", "origin"),
    Heading("Models", "models"),
    Heading("Hub accounts", "publishers"),
    Heading("Downloads known", "downloads"),
    Heading("Likes known", "likes"),
    Heading("Creation date known", "created"),
    Heading("Licence known", "licences"),
    Heading("Tracked models", "tracked"),
)


def draw(engine: Engine) -> Figure | None:
    """Draw a column for each snapshot, its dark part the models whose downloads are known."""
    rows = tuple(engine.run("coverage", engine.holdings.ids))
    if len(rows) < 2:
        return None
    manifests = engine.holdings.manifests
    archives = {manifest.origin: manifest for manifest in manifests}
    last = rows[-1]
    return Figure(
        id="coverage",
        title=_title(rows, archives),
        subtitle=f"Models in each snapshot, and those of them whose downloads are known, "
        f"{sentences.period(manifests)}. Population: every row of each archive; each is a cut of the Hub by "
        "its own rule.",
        source=sentences.source(manifests),
        note=sentences.sentences(
            "Known means that the archive gives a value that can be trusted; stale figures and false zeros "
            "do not count.",
            sentences.estimated(manifests),
        ),
        alt=prose(
            "Column charts of the models in each snapshot, a panel an archive, {}. On {} {} held {}; "
            "downloads were known for {:whole}.",
            sentences.period(manifests),
            last.date,
            _archive(last, archives),
            last.models,
            last.downloads,
        ),
        guard="Archives are cuts of the Hub, each by its own rule; their counts do not compare.",
        drawing=lambda shape: _chart(shape, rows, archives),
        table=Table(_COLUMNS, rows),
        measures=("models", "downloads"),
        never=(
            "That the Hub grew as an archive did: archives took up more models over time.",
            "That an archive with more models is the better one: they were chosen for other ends.",
        ),
        snapshots=engine.holdings.ids,
    )


def _title(rows: Sequence[Row], archives: Mapping[str, Manifest]) -> str:
    """Name the longest time without a snapshot; where none is long, what the newest one holds."""
    gap = _gap(sorted({date(row) for row in rows}))
    if gap is not None:
        return (
            f"On {dates.in_words(gap[0])} the record broke off; no archive was at hand again until "
            f"{dates.in_words(gap[1])}"
        )
    last = rows[-1]
    return prose(
        "On {} {} held {} models; downloads were known for {}",
        last.date,
        _archive(last, archives),
        last.models,
        last.downloads,
    )


def _archive(row: Row, archives: Mapping[str, Manifest]) -> str:
    return sentences.the_archive(archives[name(row, "origin")])


def _gap(days: Sequence[dt.date]) -> tuple[dt.date, dt.date] | None:
    """The neighbouring dates between which the record broke off for longest; None where it never did."""
    longest = max(pairwise(days), key=lambda pair: pair[1] - pair[0], default=None)
    return longest if longest and longest[1] - longest[0] > _BROKEN else None


def _chart(shape: Shape, rows: Sequence[Row], archives: Mapping[str, Manifest]) -> style.Spec:
    """A panel an archive, in the order of their first dates, all on one scale and one axis of time."""
    origins = list(dict.fromkeys(name(row, "origin") for row in rows))
    high = shape.px(_HEIGHT)
    if shape.height is not None:
        around = 3 * shape.line + shape.px(_AXIS + style.SPACING * (len(origins) - 1))
        high = max((shape.height - around) / len(origins), 2 * shape.line)
    drawing = _Drawing(shape, high, rows, sorted({date(row) for row in rows}), archives)
    return {
        "vconcat": [drawing.panel(origin, origin == origins[0], origin == origins[-1]) for origin in origins]
    }


@dataclass(frozen=True)
class _Drawing:
    """What the panels share: their height, all rows with their dates, and the archives by origin."""

    shape: Shape
    high: float
    rows: Sequence[Row]
    days: Sequence[dt.date]
    archives: Mapping[str, Manifest]

    @property
    def _wide(self) -> float:
        """The width of the time axis: names stand before it, half a number behind it."""
        half = max(self.shape.letters(printed(row.models)) for row in self.rows) / 2
        return self.shape.width * (1 - _NAMES) - half

    def panel(self, origin: str, highest: bool, lowest: bool) -> style.Spec:
        shape = self.shape
        own = [row for row in self.rows if name(row, "origin") == origin]
        months = lines.time_axis(shape, self.days, self._wide)
        x = months if lowest else alt.X("date:T", scale=months["scale"], axis=None)
        top = _HEADROOM * max(amount(row, "models") or 0 for row in self.rows)
        y = alt.Y("value:Q", axis=None, scale=alt.Scale(domain=[0, top or 1], nice=False))
        column = shape.px(_COLUMN)
        told = [{"tip": self._tip(row)} if shape.tips else {} for row in own]
        whole = [_column(row, 1) | tip for row, tip in zip(own, told, strict=True)]
        known = [
            _column(row, amount(row, "downloads") or 0) | tip for row, tip in zip(own, told, strict=True)
        ]
        numbers = [_column(row, 1) | {"text": printed(row.models)} for row in self._numbered(own)]
        layers = [
            *self._broken(x, highest),
            *(
                vegalite.with_tooltips(
                    shape, vegalite.marks(bars).mark_bar(size=column, color=colour).encode(x=x, y=y)
                )
                for bars, colour in ((whole, style.UNASSIGNED), (known, style.COUNTRIES["US"]))
            ),
            vegalite.marks(numbers)
            .mark_text(dy=-shape.px(3), baseline="bottom")
            .encode(x=x, y=y, text=alt.Text("text:N")),
            vegalite.marks([{}])
            .mark_rule(color=style.INK, strokeWidth=shape.px(1))
            .encode(x=alt.XValue(0), x2=alt.X2Value(self._wide), y=alt.YValue(self.high)),
            *self._names(own),
        ]
        return vegalite.layered(layers, self._wide, self.high, self._key() if highest else None)

    def _tip(self, row: Row) -> Prose:
        known = printed(row.downloads, "whole")
        return prose("{}: {} models, downloads of {} known", row["date"], row.models, known)

    def _key(self) -> alt.TitleParams:
        said = fitted(_KEY, self.shape.width, self.shape.size)
        return alt.TitleParams(text=said, fontWeight=400, color=style.MUTED, offset=0)

    def _names(self, own: Sequence[Row]) -> list[alt.Chart]:
        """The archive's name before its columns, and below it the part that is known."""
        shape, left = self.shape, self.shape.width * _NAMES
        room = left - shape.px(_GAP)
        manifest = self.archives[name(own[0], "origin")]
        whole = sentences.archive(manifest)
        archive = whole if shape.letters(whole, 600) <= room else sentences.named(manifest)
        known = prose("{} known", sentences.span(own, "downloads", "whole"))
        place = vegalite.marks([{}]).encode(x=alt.XValue(-left))
        return [
            place.mark_text(text=fitted(archive, room, shape.size, 600), align="left", fontWeight=600).encode(
                y=alt.YValue(self.high - 1.5 * shape.line)
            ),
            place.mark_text(text=fitted(known, room, shape.size), align="left", color=style.MUTED).encode(
                y=alt.YValue(self.high - 0.5 * shape.line)
            ),
        ]

    def _broken(self, x: alt.X, highest: bool) -> list[alt.Chart]:
        """A band over the time in which the record broke off, named once."""
        gap = _gap(self.days)
        if gap is None:
            return []
        shape = self.shape
        first, last = (lines.instant(day) for day in gap)
        place = vegalite.marks([{"date": first, "end": last}])
        band = place.mark_rect(color=style.BAND).encode(
            x=x, x2=alt.X2("end:T"), y=alt.YValue(0), y2=alt.Y2Value(self.high)
        )
        named = vegalite.marks([{"date": (first + last) / 2}]).mark_text(
            text="no snapshot", color=style.MUTED, baseline="bottom", dy=-shape.px(2)
        )
        fits = shape.letters("no snapshot") < (gap[1] - gap[0]).days * self._per_day
        return [band, named.encode(x=x, y=alt.YValue(self.high))] if highest and fits else [band]

    @property
    def _per_day(self) -> float:
        return self._wide / max((self.days[-1] - self.days[0].replace(day=1)).days, 1)

    def _numbered(self, own: Sequence[Row]) -> list[Row]:
        """The rows that carry their number: the last of the archive, and the first where there is room."""
        first, last = own[0], own[-1]
        room = max(self.shape.letters(printed(row.models)) for row in (first, last)) + self.shape.px(4)
        return [first, last] if (date(last) - date(first)).days * self._per_day >= room else [last]


def _column(row: Row, part: float) -> dict[str, object]:
    return {"date": lines.instant(date(row)), "value": (amount(row, "models") or 0) * part}
