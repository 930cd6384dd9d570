"""The publishers whose models have the most downloads."""

from __future__ import annotations

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms import bars
from briefgen.charts.layout.labels import brief
from briefgen.charts.theme import style
from briefgen.charts.values import amount, name
from briefgen.ledger.prose import prose
from briefgen.metrics.engine import Engine, Row

_COLUMNS = (
    Heading("Place", "rank"),
    Heading("Publisher", "organisation"),
    Heading("Country", "name"),
    Heading("Downloads", "downloads"),
    Heading("Share", "share"),
    Heading("Largest model", "largest"),
    Heading("Its share of the publisher’s", "largest_share"),
)


def draw(engine: Engine) -> Figure | None:
    """Draw the twelve largest publishers of the newest snapshot of a panel."""
    panel = engine.panels.answering("downloads")
    if panel is None:
        return None
    manifest = panel.newest
    rows = tuple(engine.run("top_publishers", [manifest.id]))
    if len(rows) < 2:
        return None
    first, second = rows[0], rows[1]
    top, runner_up = brief(name(first, "organisation")), brief(name(second, "organisation"))
    return Figure(
        id="top-publishers",
        title=prose(
            "On {}, {} of the downloads in {} went to {}, {} to {}",
            first.date,
            first.share,
            sentences.archive(manifest),
            top,
            second.share,
            runner_up,
        ),
        subtitle=prose(
            "30-day downloads by publisher, and publisher’s country, on {}. Population: {}; rows with known "
            "downloads.",
            first.date,
            manifest.population.words,
        ),
        source=sentences.source([manifest]),
        note=sentences.sentences(
            prose(
                "Of the downloads of {}, {} were those of {} alone.",
                runner_up,
                second.largest_share,
                brief(name(second, "largest")),
            ),
            "Repackagers have no country and count as unassigned.",
            sentences.DOWNLOADS,
            sentences.estimated([manifest]),
        ),
        alt=prose(
            "Bar chart of the publishers with the most downloads in {} on {}: {} {:short}, {} {:short}.",
            sentences.archive(manifest),
            first.date,
            top,
            first.downloads,
            runner_up,
            second.downloads,
        ),
        guard=sentences.DOWNLOADS,
        drawing=lambda shape: bars.ranked(shape, [_bar(row) for row in rows]),
        table=Table(_COLUMNS, rows),
        measures=("downloads",),
        never=(
            "That these publishers are the most used: downloads are requests for files, not people.",
            "That the ranking holds for the whole Hub: the archive lists some models and leaves out others.",
        ),
        snapshots=(manifest.id,),
    )


def _bar(row: Row) -> bars.Bar:
    return bars.Bar(
        name=name(row, "organisation"),
        value=amount(row, "downloads") or 0,
        words=prose("{:short} · {}", row.downloads, name(row, "name")),
        colour=style.colour(name(row, "country")),
    )
