"""Licence tiers by publisher's country, as bars of 100 per cent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms.stacked_bars import BarPart, Stack, stacked
from briefgen.charts.layout.labels import brief
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import KNOWN_DATES, amount, enough, name
from briefgen.ledger.prose import Prose, printed, prose
from briefgen.metrics.engine import Engine, Row
from briefgen.snapshots.manifest import Manifest
from briefgen.text import dates

#: The countries that the title compares.
_PAIR = ("CN", "US")
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


def draw(engine: Engine) -> Figure | None:
    """Draw the countries with most models in the newest snapshot that records licences.

    None where creation dates are known for less than 60 % of the models: which of them are new is then not
    known well enough.
    """
    panel = engine.panels.answering("licences")
    if panel is None:
        return None
    manifest = panel.newest
    rows = tuple(engine.run("licence_tiers", [manifest.id], since="year"))
    if not rows or (amount(rows[0], "dated") or 0) < KNOWN_DATES:
        return None
    permissive, compared = _permissive(rows), _compared(rows)
    since = _since(manifest)
    return Figure(
        id="licence-tiers",
        title=_title(compared, manifest),
        subtitle=f"Share of each country’s models by licence tier, %, on {dates.in_words(manifest.date)}. "
        f"Population: models created since {since} by listed publishers, among {manifest.population.words}.",
        source=sentences.source([manifest]),
        note=sentences.sentences(
            _without_copies(engine, manifest, compared),
            *(_without_largest(row) for row in compared),
            "Licences as declared; a permissive licence says nothing about training data.",
            "None recorded mixes models without a licence with models whose licence the archive lacks.",
            sentences.estimated([manifest]),
        ),
        alt=prose(
            "Stacked bar chart of licence tiers by publisher’s country, models created since {}, {}, {}. "
            "Permissive: {}.",
            since,
            sentences.archive(manifest),
            dates.in_words(manifest.date),
            _shares(permissive),
        ),
        guard="Licences as declared; a permissive licence says nothing about training data.",
        drawing=lambda shape: _chart(shape, rows),
        table=Table(_COLUMNS, rows, wide=True),
        measures=("share",),
        never=(
            "That models from one country are more open: a licence says nothing about data or methods.",
            "That the order of the countries is firm: copies and single organisations can turn it.",
        ),
        snapshots=(manifest.id,),
    )


def _since(manifest: Manifest) -> str:
    """The first month of the year that the last complete month lies in."""
    return f"January {(manifest.date.replace(day=1) - dt.timedelta(days=1)).year}"


def _permissive(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if name(row, "tier") == "permissive"]


def _compared(rows: Iterable[Row]) -> list[Row]:
    """The permissive part of each country that the title compares."""
    return [row for row in _permissive(rows) if name(row, "country") in _PAIR and enough(row, "all_models")]


def _title(compared: list[Row], manifest: Manifest) -> str:
    """Set two shares side by side, and say no more: copies and single organisations can turn their order."""
    if len(compared) < len(_PAIR):
        return f"Licences of new models by publisher’s country on {dates.in_words(manifest.date)}"
    first, second = compared
    return prose(
        "On {}, {} of {} new models from {} and {} of {} from {} declared a permissive licence",
        dates.in_words(manifest.date),
        first.share,
        first.all_models,
        _country(first),
        second.share,
        second.all_models,
        _country(second),
    )


def _country(row: Row) -> str:
    return sentences.in_sentence(name(row, "name"))


def _shares(rows: Iterable[Row]) -> Prose:
    return prose(", ").join(prose("{} {:whole}", _country(row), row.share) for row in rows)


def _without_copies(engine: Engine, manifest: Manifest, compared: list[Row]) -> str:
    """Say what the compared shares are without copies in another number format."""
    alone = engine.run("licence_tiers", [manifest.id], since="year", copies="without")
    shares = _shares(_compared(alone))
    return (
        prose("Permissive without copies in another number format: {}.", shares)
        if compared and shares
        else ""
    )


def _without_largest(row: Row) -> str:
    """Name the organisation with most of a country's models, and say what the share is without it."""
    return (
        prose(
            "Without {}, which holds most models from {}: {:whole}.",
            brief(name(row, "holder")),
            _country(row),
            row.without_largest,
        )
        if row.without_largest.known
        else ""
    )


def _chart(shape: Shape, rows: tuple[Row, ...]) -> style.Spec:
    """A bar a country, its tiers from the most to the least open."""
    bars = []
    for place in sorted({amount(row, "place") or 0 for row in rows}):
        own = [row for row in rows if amount(row, "place") == place]
        parts = tuple(
            BarPart(_LABELS[name(row, "tier")], amount(row, "share") or 0, printed(row.share, "whole"))
            for row in own
        )
        bars.append(Stack(prose("{}, {}", name(own[0], "name"), own[0].all_models), parts))
    return stacked(shape, bars, {_LABELS[tier]: colour for tier, colour in style.TIERS.items()})
