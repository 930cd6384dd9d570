"""Share of downloads by publisher's country over time: a panel an archive, the months between them a gap."""

from __future__ import annotations

from functools import partial

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table, alternative
from briefgen.charts.forms import event_rules, lines, small_multiples
from briefgen.charts.forms.small_multiples import SeriesPanel
from briefgen.charts.gallery import spike_note
from briefgen.charts.theme import style
from briefgen.charts.theme.sizes import Shape
from briefgen.charts.values import amount, date, name
from briefgen.ledger.prose import Prose, prose
from briefgen.metrics.engine import Engine, Row

#: A country that never reaches this share has no line of its own; the metric has it.
_LEAST = 0.02

_KNOWN = Heading("Known", "known", "whole")
_COLUMNS = (
    Heading("Date", "date"),
    Heading("Country", "name"),
    Heading("Share", "share"),
    Heading("Lowest", "low"),
    Heading("Highest", "high"),
    _KNOWN,
)


def draw(engine: Engine) -> Figure | None:
    """Draw tracked models' downloads, over the organisations that every date of a panel observed."""
    told = small_multiples.answered(engine, "download_share", _compares_countries)
    if not told:
        return None
    manifests = [manifest for panel in told for manifest in panel.manifests]
    newest = told[-1].newest
    rows = tuple(row for panel in told for row in _large(panel))
    return Figure(
        id="download-share",
        title=prose(
            "On {} {} had {} of the downloads of tracked models, {} {}",
            newest[0].date,
            _leader(newest[0]),
            newest[0].share,
            _leader(newest[1]),
            newest[1].share,
        ),
        subtitle="Share of 30-day downloads by publisher’s country, %. Population: tracked models of the "
        "organisations that every date of a panel observed; each panel has its own population.",
        source=sentences.source(manifests),
        note=sentences.sentences(
            *(_change_of_lead(engine, panel) for panel in told),
            *(spike_note.worst(engine, panel, "tracked") for panel in told),
            *(_unassigned(row) for row in newest if not row.values["country"]),
            "Shaded: the range with each of the two leading countries’ largest model left out in turn.",
            sentences.DOWNLOADS,
            sentences.estimated(manifests),
            event_rules.event_note(
                event for panel in told for event in event_rules.within(engine, panel.result.dates)
            ),
        ),
        alt=alternative("Line charts of countries’ shares of tracked models’ downloads.", *_ends(told)),
        guard=sentences.DOWNLOADS,
        drawing=lambda shape: small_multiples.stacked(shape, told, partial(_drawing, engine)),
        table=Table(_COLUMNS, rows, wide=True, beside=(_KNOWN,) if _varies(rows) else ()),
        measures=("share",),
        never=(
            "That most people, or most users, run models from one country: downloads are requests for files.",
            "That the shares hold for all models on the Hub: they are those of tracked models.",
            "That a share rose or fell from one panel to the other: their populations differ.",
        ),
        snapshots=tuple(manifest.id for manifest in manifests),
    )


def _compares_countries(panel: SeriesPanel) -> bool:
    """Whether the last date has two countries with known downloads to compare."""
    return sum(bool(row.values["country"]) and row.share.known for row in panel.newest) > 1


def _varies(rows: tuple[Row, ...]) -> bool:
    """Whether the part of the models whose downloads are known differs from date to date."""
    return len({row.values["known"] for row in rows}) > 1


def _large(panel: SeriesPanel) -> tuple[Row, ...]:
    """The rows of the countries that have a line, the unassigned part among them."""
    large = {name(row, "country") for row in panel.result if (amount(row, "share") or 0) >= _LEAST}
    return tuple(row for row in panel.result if name(row, "country") in large | {""})


def _leader(row: Row) -> str:
    return sentences.in_sentence(name(row, "name"))


def _ends(told: list[SeriesPanel]) -> list[str]:
    """Say for each panel how it ends."""
    return [
        prose(
            "{}: on {} {} had {}, {} {}.",
            panel.heading,
            first.date,
            _leader(first),
            first.share,
            _leader(second),
            second.share,
        )
        for panel in told
        for first, second in [panel.newest[:2]]
    ]


def _drawing(engine: Engine, shape: Shape, panel: SeriesPanel) -> style.Spec:
    drawn = _large(panel)
    last = panel.newest[0]
    covered = engine.run("tracked_coverage", panel.ids)
    return lines.panel(
        shape,
        [_line(country, drawn) for country in dict.fromkeys(name(row, "country") for row in drawn)],
        lines.Scale.up_to(max(amount(row, "high") or 0 for row in drawn), ".0%"),
        heading=panel.heading,
        subheading=[
            prose(
                "{} tracked models of {} organisations; downloads known for {}",
                last.all_models,
                last.all_organisations,
                sentences.span(panel.by_date, "known", "whole"),
            ),
            prose("Tracked models carry {} of the archive’s downloads", sentences.span(covered, "share")),
        ][: 1 if shape.brief else 2],
        height=112,
        happened=event_rules.within(engine, panel.result.dates),
    )


def _line(country: str, rows: tuple[Row, ...]) -> lines.Line:
    own = [row for row in rows if name(row, "country") == country]
    return lines.Line(
        label=prose("{} {}", name(own[-1], "name"), own[-1].share),
        points=tuple(
            lines.Point(
                date(row),
                amount(row, "share"),
                amount(row, "low"),
                amount(row, "high"),
                sentences.at_a_date(name(row, "name"), row, "share"),
            )
            for row in own
        ),
        colour=style.colour(country),
        dash=style.dash(country),
        shape=style.shape(country),
    )


def _change_of_lead(engine: Engine, panel: SeriesPanel) -> str:
    """Say when the country that leads at the end took the lead, and how many models decide it."""
    rows = tuple(engine.run("lead", panel.ids))
    leader = name(rows[-1], "leader")
    behind = [place for place, row in enumerate(rows) if name(row, "leader") != leader]
    if not behind:
        return ""
    taken = rows[behind[-1] + 1]
    country = sentences.in_sentence(name(taken, "leader_name"))
    return prose(
        "In {} {} led from {} on; that first lead rested on {} of its models.",
        sentences.archive(panel.manifests[0]),
        country,
        taken.date,
        taken.deciding,
    )


def _unassigned(row: Row) -> Prose:
    return prose("Not assigned to a country: {} on {}.", row.share, row.date)
