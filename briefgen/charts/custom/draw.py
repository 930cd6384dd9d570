"""Charts that are written in YAML, drawn: the same forms, words and rules as those of the gallery."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from briefgen.charts import sentences
from briefgen.charts.custom.schema import PLACEHOLDER, WHEN, ChartEntry
from briefgen.charts.figure import LONGEST_ALT, Figure, Heading, Table
from briefgen.charts.forms import bars, dumbbells, lines, stacked_bars
from briefgen.charts.layout.labels import brief
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import amount, date, name
from briefgen.ledger.prose import Prose, printed, prose
from briefgen.metrics.engine import Engine, Result, Row
from briefgen.metrics.numbers import Style
from briefgen.metrics.own_metrics import Catalogue
from briefgen.snapshots.manifest import Manifest
from briefgen.text import dates

#: How many lines, bars and pairs are drawn where the chart does not say.
_TOPS = {"line": 5, "bars": 12, "stacked": 6, "dumbbell": 10}
_OVER_TIME = ("line", "dumbbell")
_KINDS = {"line": "Line", "bars": "Bar", "stacked": "Stacked bar", "dumbbell": "Dumbbell"}
_OTHERS = "Others"
#: What the populations of metrics keep of an archive's, and what a comparison over time does.
_KEPT = {"tracked": "tracked models among ", "listed": "models of listed publishers among ", "all": ""}
_COMPARED = "; organisations that every date observed"


def draw(entry: ChartEntry, engine: Engine) -> Figure | None:
    """Draw a chart that is written out; None where the archive has no two rows, or no two dates, of it."""
    found = engine.holdings.series(str(entry.origin))
    if len(found) < (2 if entry.form in _OVER_TIME else 1):
        return None
    manifests = found if entry.form in _OVER_TIME else found[-1:]
    result = engine.run(
        str(entry.metric), [manifest.id for manifest in manifests], **_parameters(entry, engine.catalogue)
    )
    rows = [
        row
        for row in result
        if all(name(row, key) == value for key, value in entry.where.items()) and name(row, str(entry.by))
    ]
    chart = _Chart(entry, manifests, rows)
    if len(chart.leaders) < 2:
        return None
    title = chart.title
    when = sentences.period(manifests) if entry.form in _OVER_TIME else dates.in_words(manifests[-1].date)
    population = _population(result, manifests[-1])
    metric = result.metric
    alt_text = prose(
        "{} chart, {}, {}. {}.", _KINDS[str(entry.form)], sentences.archive(manifests[-1]), when, title
    )
    return Figure(
        id=entry.id,
        title=title,
        subtitle=prose(
            "{} {}, {}. Population: {}.",
            chart.said(entry.subtitle),
            sentences.archive(manifests[-1]),
            when,
            population,
        ),
        source=sentences.source(manifests),
        note=sentences.sentences(
            chart.said(entry.note), f"{metric.caveats[0]}", sentences.estimated(manifests)
        ),
        alt=alt_text if len(alt_text) <= LONGEST_ALT else prose("{}…", alt_text[: LONGEST_ALT - 1]),
        guard=metric.caveats[0],
        drawing=chart.drawn,
        table=Table(chart.headings, tuple(chart.shown), wide=entry.form in ("line", "stacked")),
        measures=(str(entry.value),),
        never=(f"That this holds for all models on the Hub: it is of {population}.",),
        snapshots=tuple(manifest.id for manifest in manifests),
    )


def _population(result: Result, manifest: Manifest) -> str:
    """What is counted: of the archive what the metric's parameters or its definition keep."""
    chosen = dict(result.parameters)
    kept = _KEPT.get(str(chosen.get("population")))
    if kept is None:
        return f"{manifest.population.words}. {result.metric.population.rstrip('.')}"
    compared = _COMPARED if chosen.get("compare") == "organisations" and len(result.snapshots) > 1 else ""
    return f"{kept}{manifest.population.words}{compared}"


def _parameters(entry: ChartEntry, metrics: Catalogue) -> dict[str, str | int]:
    known = metrics.metric(str(entry.metric)).parameters
    return {
        key: int(value) if isinstance(known[key].default, int) else value
        for key, value in entry.parameters.items()
    }


@dataclass(frozen=True)
class _Chart:
    """The rows of a chart, in the terms of its form."""

    entry: ChartEntry
    manifests: Sequence[Manifest]
    rows: Sequence[Row]

    @property
    def _value(self) -> str:
        return str(self.entry.value)

    @property
    def _by(self) -> str:
        return str(self.entry.by)

    @property
    def leaders(self) -> list[Row]:
        """The rows of the last date with the largest values, one a name; ties by name, unassigned last."""
        last = max((date(row) for row in self.rows), default=None) if self._dated else None
        newest = [row for row in self.rows if last is None or date(row) == last]
        known = [row for row in newest if row[self._value].known]
        # What nobody listed published is no country, and leads nothing.
        known.sort(key=lambda row: (_unassigned(row), -(amount(row, self._value) or 0), name(row, self._by)))
        if self.entry.form == "stacked":
            known = newest
        return list({name(row, self._by): row for row in reversed(known)}.values())[::-1][: self._top]

    @property
    def _dated(self) -> bool:
        return bool(self.rows) and "date" in self.rows[0].result.metric.keys

    @property
    def _top(self) -> int:
        top = self.entry.top or _TOPS[str(self.entry.form)]
        # No more lines than can be told apart.
        return min(top, len(style.STROKES)) if self.entry.form == "line" else top

    @property
    def shown(self) -> list[Row]:
        """The rows of all names that are drawn."""
        names = {name(row, self._by) for row in self.leaders}
        return [row for row in self.rows if name(row, self._by) in names]

    @property
    def title(self) -> Prose:
        """The finding, where all that it names is known and its first place is no tie."""
        first, second = self.leaders[:2]
        values = [
            (second if ahead else first)[column].known
            for ahead, column, _ in PLACEHOLDER.findall(str(self.entry.title))
            if column != WHEN
        ]
        tied = amount(first, self._value) == amount(second, self._value)
        return self.said(self.entry.title if all(values) and not tied else self.entry.plain_title)

    def said(self, sentence: str | None) -> Prose:
        """A sentence with the numbers of the first and the second row in place of their columns."""
        words, parts, end = sentence or "", [], 0
        for found in PLACEHOLDER.finditer(words):
            parts += [words[end : found.start()], self._filled(found)]
            end = found.end()
        return Prose(*parts, words[end:])

    def _filled(self, placeholder: re.Match[str]) -> str:
        first, second = self.leaders[:2]
        ahead, column, shown = placeholder.groups()
        if column == WHEN:
            return dates.in_words(self.manifests[-1].date)
        row = second if ahead else first
        if row[column].unit == "name":
            return sentences.in_sentence(brief(name(row, column)))
        return printed(row[column], cast(Style, shown or "unit"))

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The table's columns: the date, the name, the part and the value, as far as there are any."""
        columns = [self._by, str(self.entry.parts), self._value]
        columns = ["date", *columns] if self._dated and self.entry.form in _OVER_TIME else columns
        known = self.rows[0].result.metric.columns
        return tuple(
            Heading(known[column].text[:1].upper() + known[column].text[1:], column)
            for column in dict.fromkeys(columns)
            if column in known
        )

    @property
    def drawn(self) -> Callable[[Shape], style.Spec]:
        """The drawing of the form."""
        return {
            "line": self._lines,
            "bars": self._bars,
            "stacked": self._stacks,
            "dumbbell": self._dumbbells,
        }[str(self.entry.form)]

    def _short(self, row: Row) -> Prose:
        """A value in its short form: large counts in words, shares in full."""
        return printed(row[self._value], "short" if row[self._value].unit != "share" else "unit")

    def _of(self, leader: Row) -> list[Row]:
        return [row for row in self.shown if name(row, self._by) == name(leader, self._by)]

    def _look(self, row: Row, place: int) -> tuple[str, list[int], str]:
        """Colour, dash and marker: the country's, or one of the lines that are no countries."""
        if "country" not in row.result.metric.columns:
            return style.STROKES[place % len(style.STROKES)]
        country = name(row, "country")
        return style.colour(country), style.dash(country), style.shape(country)

    def _lines(self, shape: Shape) -> style.Spec:
        highest = max(amount(row, self._value) or 0 for row in self.shown)
        share = self.rows[0][self._value].unit == "share"
        drawn = []
        for place, leader in enumerate(self.leaders):
            colour, dash, marker = self._look(leader, place)
            points = tuple(lines.Point(date(row), amount(row, self._value)) for row in self._of(leader))
            label = prose("{} {}", name(leader, self._by), self._short(leader))
            drawn.append(lines.Line(label, points, colour, dash, marker))
        scale = lines.Scale.up_to(highest, ".0%" if share else ".2~s")
        return lines.panel(shape, drawn, scale, heading="", subheading=[], height=240)

    def _bars(self, shape: Shape) -> style.Spec:
        drawn = [
            bars.Bar(
                name(row, self._by), amount(row, self._value) or 0, self._short(row), self._look(row, 1)[0]
            )
            for row in self.leaders
        ]
        return bars.ranked(shape, drawn)

    def _stacks(self, shape: Shape) -> style.Spec:
        parts = str(self.entry.parts)
        named = [kind for row in self.shown if (kind := name(row, parts))]
        kinds = [*dict.fromkeys(named)][: len(style.STROKES) - 1]
        colours = {kind: style.STROKES[place][0] for place, kind in enumerate([*kinds, _OTHERS])}
        drawn = []
        for leader in self.leaders:
            own = self._of(leader)
            # What counts under two parts can make a bar longer than the whole.
            whole = max(1, sum(amount(row, self._value) or 0 for row in own))
            drawn.append(
                stacked_bars.Stack(
                    name(leader, self._by),
                    tuple(part for kind in colours if (part := self._part(own, kinds, kind, whole))),
                )
            )
        return stacked_bars.stacked(shape, drawn, colours)

    def _part(
        self, rows: Sequence[Row], kinds: Sequence[str], kind: str, whole: float
    ) -> stacked_bars.BarPart | None:
        """One part of a bar; where several rows share it, it carries no number."""
        parts = str(self.entry.parts)
        own = [row for row in rows if (name(row, parts) if name(row, parts) in kinds else _OTHERS) == kind]
        if not own:
            return None
        share = sum(amount(row, self._value) or 0 for row in own) / whole
        return stacked_bars.BarPart(kind, share, self._short(own[0]) if len(own) == 1 else "")

    def _dumbbells(self, shape: Shape) -> style.Spec:
        first, last = self.manifests[0].date, self.manifests[-1].date
        pairs = []
        for leader in self.leaders:
            by_date = {date(row): row for row in self._of(leader)}
            then, now = by_date.get(first), by_date.get(last)
            pairs.append(
                dumbbells.Pair(
                    name=name(leader, self._by),
                    before=amount(then, self._value) if then else None,
                    after=amount(now, self._value) if now else None,
                    before_words=self._short(then) if then else "",
                    after_words=self._short(now) if now else "",
                    colour=self._look(leader, 0)[0],
                )
            )
        return dumbbells.dumbbells(shape, pairs, dates.in_words(first), dates.in_words(last))


def _unassigned(row: Row) -> bool:
    return "country" in row.result.metric.columns and not name(row, "country")
