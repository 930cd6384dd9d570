"""On whose models American publishers build: their derivatives by half-year and by the bases' countries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms.stacked_bars import BarPart, Stack, stacked
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import amount, date, enough, name
from briefgen.ledger.prose import Prose, printed, prose
from briefgen.metrics.engine import Engine, Row
from briefgen.text import dates

_OWN = "US"
_LEAST_HALVES = 2
#: The bases' countries, in the order of every bar: what is not named is one of the others.
_KINDS = {"US": "United States", "CN": "China", "FR": "France"}
_OTHERS, _UNASSIGNED = "Other countries", "Unassigned"
_COLOURS = {
    **{words: style.colour(code) for code, words in _KINDS.items()},
    _OTHERS: style.OTHER,
    _UNASSIGNED: style.UNASSIGNED,
}

_COLUMNS = (
    Heading("Half-year of creation, first day", "half"),
    Heading("Base model’s country", "base_name"),
    Heading("Derivatives", "models"),
    Heading("Share", "share"),
    Heading("All derivatives of the half-year", "all_models"),
)


def draw(engine: Engine) -> Figure | None:
    """Draw the half-years of which the snapshot holds ten derivatives or more; None for fewer than two."""
    panel = engine.panels.answering("lineage")
    if panel is None:
        return None
    manifest = panel.newest
    rows = tuple(engine.run("dependence", [manifest.id], publisher=_OWN))
    drawn = [row for row in rows if enough(row, "all_models")]
    halves = sorted({date(row, "half") for row in drawn})
    if len(halves) < _LEAST_HALVES:
        return None
    first, when = drawn[0], dates.in_words(manifest.date)
    own = [row for row in drawn if name(row, "base") == _OWN]
    return Figure(
        id="dependence",
        title=_title(drawn, halves[-1], when),
        subtitle=prose(
            "Share of derivatives by the country of the model at the root of their lineage, and by the "
            "half-year of their creation, %. Population: {} derivatives by listed publishers in {}, among "
            "{}, {}; quantisations left out.",
            first.whole,
            sentences.in_sentence(name(first, "publisher_name")),
            manifest.population.words,
            when,
        ),
        source=sentences.source([manifest]),
        note=sentences.sentences(
            "A sample: how many derivatives of a half-year it holds says nothing of how many there were. "
            "Half-years of fewer than ten are left out.",
            "A derivative of two models counts under each country. The base is as declared.",
            prose("The day of creation is not known for {} more.", first.undated)
            if amount(first, "undated")
            else "",
        ),
        alt=prose(
            "Stacked bar chart of American derivatives in a sample of {} by half-year and base model’s "
            "country. On American models: {}.",
            when,
            _shares(own),
        ),
        guard="A sample of the derivatives, chosen by its archive.",
        drawing=lambda shape: _chart(shape, drawn, halves),
        table=Table(_COLUMNS, rows, wide=False),
        measures=("share", "models"),
        never=(
            "That American derivatives at large stand on these models: the archive holds a sample.",
            "That dependence rose or fell from one half-year to the next: the sample was not drawn for that.",
        ),
        snapshots=(manifest.id,),
    )


def _half(first_day: dt.date) -> str:
    """A half-year by its first day, in words: "January to June 2025"."""
    return f"{'January to June' if first_day.month == 1 else 'July to December'} {first_day.year}"


def _title(rows: Sequence[Row], half: dt.date, when: str) -> str:
    """Tell the last half-year that holds enough: what stood on models of the same country."""
    own = [row for row in rows if date(row, "half") == half and name(row, "base") == _OWN]
    if not own:
        return f"In a sample of {when}: on whose models American publishers’ derivatives stood"
    return prose(
        "In a sample of {}, {} of {} American derivatives of {} stood on American models",
        when,
        own[0].models,
        own[0].all_models,
        _half(half),
    )


def _shares(rows: Sequence[Row]) -> Prose:
    return prose(", ").join(prose("{:whole} ({})", row.share, _half(date(row, "half"))) for row in rows)


def _chart(shape: Shape, rows: Sequence[Row], halves: Sequence[dt.date]) -> style.Spec:
    bars = []
    for half in halves:
        own = [row for row in rows if date(row, "half") == half]
        total = sum(amount(row, "share") or 0 for row in own) or 1
        months = "Jan–Jun" if half.month == 1 else "Jul–Dec"
        parts = tuple(part for kind in _COLOURS if (part := _part(own, kind, total)))
        bars.append(Stack(prose("{} {}, {}", months, str(half.year), own[0].all_models), parts))
    return stacked(shape, bars, _COLOURS)


def _part(rows: Sequence[Row], kind: str, total: float) -> BarPart | None:
    """The part of a bar that stands on bases of one kind; where several rows share it, it has no number."""
    own = [row for row in rows if _kind(row) == kind]
    if not own:
        return None
    share = sum(amount(row, "share") or 0 for row in own) / total
    return BarPart(kind, share, printed(own[0].share, "whole") if len(own) == 1 else "")


def _kind(row: Row) -> str:
    base = name(row, "base")
    return _KINDS.get(base, _OTHERS) if base else _UNASSIGNED
