"""Share of downloads by publisher's country over time: a panel an archive, the months between them a gap."""

from __future__ import annotations

import altair as alt

from briefgen.charts import lines, panels, style, words
from briefgen.charts.cells import amount, date, name
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.metrics.engine import Engine, Result, Row
from briefgen.metrics.numbers import Say
from briefgen.snapshots.manifest import Manifest

#: A country that never reaches this share has no line of its own; the metric has it.
_LEAST = 0.02

_COLUMNS = (
    Heading("Date", "date"),
    Heading("Country", "name"),
    Heading("Share", "share"),
    Heading("Lowest", "low"),
    Heading("Highest", "high"),
    Heading("Known", "known"),
)


def draw(engine: Engine, say: Say) -> Figure | None:
    """Draw tracked models' downloads, over the organisations that every date of a panel observed."""
    asked = [(found, engine.run("download_share", [m.id for m in found])) for found in panels.series(engine)]
    told = [(found, result) for found, result in asked if _compares_countries(result)]
    if not told:
        return None
    periods, results = [found for found, _ in told], [result for _, result in told]
    manifests = [manifest for found in periods for manifest in found]
    newest = results[-1].where(date=results[-1].dates[-1])
    first, second = newest[0], newest[1]
    leader, next_one = words.in_sentence(name(first, "name")), words.in_sentence(name(second, "name"))
    drawn = [_panel(result, found, say) for found, result in told]
    return Figure(
        id="download-share",
        title=words.sentence(
            f"{leader} has {say(first.share)} of the downloads of tracked models,",
            f"{next_one} {say(second.share)}",
        ),
        subtitle="Share of 30-day downloads by publisher's country, %. Population: tracked models of the "
        "organisations that every date of a panel observed; each panel has its own population.",
        source=words.source(manifests),
        note=words.sentence(
            *(_change_of_lead(engine, found, say) for found in periods),
            *(_unassigned(row, say) for row in newest if not row.values["country"]),
            "Shaded: the range with each of the two leading countries' largest model left out in turn.",
            words.DOWNLOADS,
            words.estimated(manifests),
        ),
        alt=f"Line charts of countries' shares of tracked models' downloads, {words.period(manifests)}, "
        f"a gap between archives. At the end: {leader} {say(first.share)}, {next_one} {say(second.share)}.",
        spec=style.specification(panels.stacked(drawn, periods)),
        table=Table(_COLUMNS, tuple(row for result in results for row in _large(result)), wide=True),
        snapshots=tuple(manifest.id for manifest in manifests),
    )


def _compares_countries(result: Result) -> bool:
    """Whether the last date has two countries with known downloads to compare."""
    newest = result.where(date=result.dates[-1]) if len(result) else ()
    return sum(bool(row.values["country"]) and row.share.known for row in newest) > 1


def _large(result: Result) -> tuple[Row, ...]:
    """The rows of the countries that have a line, the unassigned part among them."""
    large = {name(row, "country") for row in result if (amount(row, "share") or 0) >= _LEAST}
    return tuple(row for row in result if name(row, "country") in large | {""})


def _panel(result: Result, found: tuple[Manifest, ...], say: Say) -> alt.LayerChart:
    drawn = _large(result)
    last = result.where(date=result.dates[-1])[0]
    return lines.panel(
        [_line(country, drawn, say) for country in dict.fromkeys(name(row, "country") for row in drawn)],
        lines.Scale.up_to(max(amount(row, "high") or 0 for row in drawn), ".0%"),
        heading=f"{words.archive(found[0])}, {words.period(found)}",
        subheading=f"{say(last.all_models)} tracked models of {say(last.all_organisations)} organisations, "
        f"{say(last.known, 'whole')} with known downloads",
        height=180,
    )


def _line(country: str, rows: tuple[Row, ...], say: Say) -> lines.Line:
    own = [row for row in rows if name(row, "country") == country]
    return lines.Line(
        label=f"{name(own[-1], 'name')} {say(own[-1].share)}",
        points=tuple(
            lines.Point(date(row), amount(row, "share"), amount(row, "low"), amount(row, "high"))
            for row in own
        ),
        colour=style.colour(country),
        dash=style.dash(country),
        shape=style.shape(country),
    )


def _change_of_lead(engine: Engine, found: tuple[Manifest, ...], say: Say) -> str:
    """Say when the country that leads at the end took the lead, and how many models decide it."""
    rows = tuple(engine.run("lead", [manifest.id for manifest in found]))
    leader = name(rows[-1], "leader")
    behind = [place for place, row in enumerate(rows) if name(row, "leader") != leader]
    if not behind:
        return ""
    taken = rows[behind[-1] + 1]
    country = words.in_sentence(name(taken, "leader_name"))
    return (
        f"{words.archive(found[0])}: {country} leads from {say(taken.date)} on; "
        f"that first lead rests on {say(taken.deciding)} of its models."
    )


def _unassigned(row: Row, say: Say) -> str:
    return f"Not assigned to a country: {say(row.share)} on {say(row.date)}."
