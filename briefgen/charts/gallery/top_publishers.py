"""The publishers whose models have the most downloads."""

from __future__ import annotations

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms import bars
from briefgen.charts.layout.labels import brief
from briefgen.charts.theme import style
from briefgen.charts.values import amount, name
from briefgen.metrics.engine import Engine, Row
from briefgen.metrics.numbers import Say

_COLUMNS = (
    Heading("Place", "rank"),
    Heading("Publisher", "organisation"),
    Heading("Country", "name"),
    Heading("Downloads", "downloads"),
    Heading("Share", "share"),
    Heading("Largest model", "largest"),
    Heading("Its share of the publisher’s", "largest_share"),
)


def draw(engine: Engine, say: Say) -> Figure | None:
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
        title=f"On {say(first.date)}, {say(first.share)} of the downloads in {sentences.archive(manifest)} "
        f"went to {top}, {say(second.share)} to {runner_up}",
        subtitle=f"30-day downloads by publisher, and publisher’s country, on {say(first.date)}. "
        f"Population: {manifest.population.words}; rows with known downloads.",
        source=sentences.source([manifest]),
        note=sentences.sentences(
            f"Of the downloads of {runner_up}, {say(second.largest_share)} were those of "
            f"{brief(name(second, 'largest'))} alone.",
            "Repackagers have no country and count as unassigned.",
            sentences.DOWNLOADS,
            sentences.estimated([manifest]),
        ),
        alt=f"Bar chart of the publishers with the most downloads in {sentences.archive(manifest)} on "
        f"{say(first.date)}: {top} {say(first.downloads, 'short')}, {runner_up} "
        f"{say(second.downloads, 'short')}.",
        guard=sentences.DOWNLOADS,
        drawing=lambda shape: bars.ranked(shape, [_bar(row, say) for row in rows]),
        table=Table(_COLUMNS, rows),
        measures=("downloads",),
        never=(
            "That these publishers are the most used: downloads are requests for files, not people.",
            "That the ranking holds for the whole Hub: the archive lists some models and leaves out others.",
        ),
        snapshots=(manifest.id,),
    )


def _bar(row: Row, say: Say) -> bars.Bar:
    return bars.Bar(
        name=name(row, "organisation"),
        value=amount(row, "downloads") or 0,
        words=f"{say(row.downloads, 'short')} · {name(row, 'name')}",
        colour=style.colour(name(row, "country")),
    )
