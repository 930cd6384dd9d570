"""What moved in the charts between two editions: the news apart from what the later one only knows better.

A number of the earlier edition and one of the later may be over different models. Where the later edition
also gives the earlier date, over its own models, the change has two parts: *news*, between the two dates over
the same models, and *coverage*, between the two editions of the same date. Where a larger or smaller part of
those models is known at the later date, nothing tells the two apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from briefgen.charts import registry
from briefgen.charts.figure import Figure, Table
from briefgen.metrics.engine import Engine, Row
from briefgen.metrics.numbers import Number, text

#: The chart that tells what the archives observed: what changes in it is coverage and no news.
_OBSERVED = "coverage"
#: A part known that differs by more than this is another part.
_AS_KNOWN = 0.01
#: Keys of rows that say when and from where, or a place that a subject holds only for now.
_NO_SUBJECT = ("date", "origin", "rank")

#: A number of a chart: the subject's key and the column.
_Key = tuple[tuple[str, ...], str]


@dataclass(frozen=True)
class Change:
    """One number of a chart in two editions.

    `subject` is whom or what it is about, `quantity` what it counts, `row` where `after` stands. `between` is
    the later edition's number for the earlier date, None where it has none. `known` are the parts of the
    models that are known at the two dates, None where the chart does not say.
    """

    chart: str
    subject: str
    quantity: str
    before: Number
    between: Number | None
    after: Number
    row: Row
    known: tuple[Number, Number] | None = None

    @property
    def known_otherwise(self) -> bool:
        """Whether another part of the models is known at the later date."""
        return self.known is not None and abs(_value(self.known[1]) - _value(self.known[0])) > _AS_KNOWN

    @property
    def total(self) -> float:
        """By how much it changed."""
        return _value(self.after) - _value(self.before)

    @property
    def news(self) -> float | None:
        """What of that happened between the two dates; None where that cannot be told."""
        if self.between is None or self.known_otherwise:
            return None
        return _value(self.after) - _value(self.between)

    @property
    def coverage(self) -> float | None:
        """What of that the later edition only knows better; None where that cannot be told."""
        news = self.news
        return None if news is None else self.total - news

    @property
    def size(self) -> float:
        """How large a move it is, to order by: shares in points, all else as a part of what it was."""
        if self.after.unit in ("share", "points"):
            return abs(self.total)
        return abs(self.total) / max(abs(_value(self.before)), 1)


@dataclass(frozen=True)
class FigureChanges:
    """What moved in every chart of two editions.

    `observed` are changes of what the archives observed. `same` are the charts that rest on the same
    snapshots in both, `unlike` those that rest on another archive in the later one, `new` and `gone` those
    that one of the two has not.
    """

    changes: tuple[Change, ...] = ()
    observed: tuple[Change, ...] = ()
    same: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def largest(self) -> tuple[Change, ...]:
        """The largest move of each chart, the largest first."""
        first: dict[str, Change] = {}
        for change in self.changes:
            first.setdefault(change.chart, change)
        return tuple(first.values())


def compare(before: Engine, after: Engine, charts: Iterable[str]) -> FigureChanges:
    """Compare charts of two editions, named by their ids, the largest moves first."""
    pairs = {name: (registry.draw(name, before), registry.draw(name, after)) for name in charts}
    both = {name: (one, other) for name, (one, other) in pairs.items() if one and other}
    same = [name for name, (one, other) in both.items() if one.snapshots == other.snapshots]
    origins = {it.id: it.origin for it in (*before.holdings.manifests, *after.holdings.manifests)}
    unlike = [
        name
        for name, (one, other) in both.items()
        if origins[one.snapshots[-1]] != origins[other.snapshots[-1]]
    ]
    compared = (it for name, it in both.items() if name not in (*same, *unlike))
    changes = [change for one, other in compared for change in _changes(one, other)]
    ordered = sorted(changes, key=lambda it: (-it.size, it.chart, it.subject, it.quantity))
    return FigureChanges(
        changes=tuple(it for it in ordered if it.chart != _OBSERVED),
        observed=tuple(it for it in ordered if it.chart == _OBSERVED),
        same=tuple(same),
        unlike=tuple(unlike),
        new=tuple(name for name, (one, other) in pairs.items() if other and not one),
        gone=tuple(name for name, (one, other) in pairs.items() if one and not other),
    )


@dataclass(frozen=True)
class _Rows:
    """The rows of a chart's table by date and subject."""

    figure: Figure

    @cached_property
    def by_date(self) -> Mapping[dt.date | None, Mapping[tuple[str, ...], Row]]:
        found: dict[dt.date | None, dict[tuple[str, ...], Row]] = {}
        for row in self.figure.table.rows:
            found.setdefault(_date(row), {})[_key(self.figure.table, row)] = row
        return found

    @property
    def newest(self) -> dt.date | None:
        return max((date for date in self.by_date if date), default=None)


def _changes(one: Figure, other: Figure) -> Iterator[Change]:
    earlier, later = _Rows(one), _Rows(other)
    were = earlier.by_date.get(earlier.newest, {})
    # Of a chart without dates both editions have one answer each; nothing tells its news from its coverage.
    again = later.by_date.get(earlier.newest, {}) if earlier.newest else {}
    for key, row in later.by_date.get(later.newest, {}).items():
        if key not in were:
            continue
        for column in other.measures:
            before, after = were[key][column], row[column]
            # What prints alike has not moved.
            if _counted(before) and _counted(after) and text(before) != text(after):
                between = again[key][column] if key in again and _counted(again[key][column]) else None
                yield Change(
                    chart=other.id,
                    subject=_subject(other.table, row),
                    quantity=row.result.metric.columns[column].text.partition(";")[0],
                    before=before,
                    between=between,
                    after=after,
                    row=row,
                    known=_known(again.get(key), row),
                )


def _known(before: Row | None, after: Row) -> tuple[Number, Number] | None:
    """The parts of the models that are known, at the earlier date and at the later one."""
    if before is None or "known" not in after.result.metric.columns:
        return None
    pair = before["known"], after["known"]
    return pair if all(map(_counted, pair)) else None


def _date(row: Row) -> dt.date | None:
    value = row.values.get("date")
    return value if isinstance(value, dt.date) else None


def _key(table: Table, row: Row) -> tuple[str, ...]:
    """What tells one subject of a table from the others."""
    keys = [str(row.values[key]) for key in row.result.metric.keys if key not in _NO_SUBJECT]
    return tuple(keys) or tuple(text(row[column]) for column in _names(table, row)[:1])


def _subject(table: Table, row: Row) -> str:
    """Whom or what a row is about, in words."""
    keys = [key for key in row.result.metric.keys if key not in _NO_SUBJECT]
    named = [row[column] for column in _names(table, row)[: max(len(keys), 1)]]
    return ", ".join(text(number, "month") if number.column == "month" else text(number) for number in named)


def _names(table: Table, row: Row) -> list[str]:
    """The columns of a table that name what a row is about."""
    columns = row.result.metric.columns
    told = [heading.column for heading in table.headings if heading.column not in ("date", "rank")]
    return [column for column in told if columns[column].unit == "name" or column == "month"]


def _counted(number: Number) -> bool:
    return isinstance(number.value, int | float)


def _value(number: Number) -> float:
    if not isinstance(number.value, int | float):
        raise TypeError(f"{number.column} is no quantity: {number.value!r}")
    return float(number.value)
