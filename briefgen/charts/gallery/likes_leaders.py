"""The most-liked models, in a population that holds models of every kind."""

from __future__ import annotations

from briefgen.charts import sentences
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.forms import bars
from briefgen.charts.layout.labels import brief
from briefgen.charts.theme import style
from briefgen.charts.values import amount, name
from briefgen.ledger.prose import Prose, prose
from briefgen.metrics.engine import Engine, Row
from briefgen.snapshots.manifest import Manifest

_COLUMNS = (
    Heading("Place", "rank"),
    Heading("Model", "repo_id"),
    Heading("Publisher", "organisation"),
    Heading("Country", "name"),
    Heading("Likes", "likes"),
)


def draw(engine: Engine) -> Figure | None:
    """Draw the ten most-liked models of the newest snapshot that holds image models too."""
    panel = engine.panels.answering("likes")
    if panel is None:
        return None
    manifest = panel.newest
    rows = engine.run("most_liked", engine.holdings.ids).where(date=manifest.date, origin=manifest.origin)
    if len(rows) < 2 or rows[0].values["absent"]:
        return None
    first, second = rows[0], rows[1]
    top, runner_up = brief(_model(first)), brief(_model(second))
    return Figure(
        id="likes-leaders",
        title=_title(manifest, first, top, runner_up),
        subtitle=prose(
            "Likes since each model’s first day, on {}, and publisher’s country. Population: {} {}.",
            first.date,
            first.models,
            manifest.population.words,
        ),
        source=sentences.source([manifest]),
        note="Likes are attention, not use. A model that the archive does not hold cannot be ranked.",
        alt=prose(
            "Bar chart of the most-liked of {} models in {} on {}: {} had {} likes, {} {}.",
            first.models,
            sentences.the_archive(manifest),
            first.date,
            top,
            first.likes,
            runner_up,
            second.likes,
        ),
        guard="Likes are attention, not use.",
        drawing=lambda shape: bars.ranked(shape, [_bar(row) for row in rows]),
        table=Table(_COLUMNS, rows),
        measures=("likes",),
        never=(
            "That these are the most-used models: likes are attention.",
            "That these are the most-liked models of the Hub: the archive holds a choice of models.",
        ),
        # Every snapshot is asked, whether it knows a model with more likes that this one lacks.
        snapshots=engine.holdings.ids,
    )


def _title(manifest: Manifest, first: Row, top: str, runner_up: str) -> Prose:
    """Name the most liked of the archive, never of the Hub, which no archive holds."""
    when = prose("On {}", first.date)
    if not first.values["ahead"]:
        return prose(
            "{} {} and {} were the most-liked models in {}, with {} likes each",
            when,
            top,
            runner_up,
            sentences.the_archive(manifest),
            first.likes,
        )
    return prose(
        "{} {} was the most-liked model in {}, {} likes ahead of {}",
        when,
        top,
        sentences.the_archive(manifest),
        first.ahead,
        runner_up,
    )


def _model(row: Row) -> str:
    """A model's name without its publisher's handle, which the country stands for."""
    return name(row, "repo_id").rpartition("/")[2]


def _bar(row: Row) -> bars.Bar:
    return bars.Bar(
        name=_model(row),
        value=amount(row, "likes") or 0,
        words=prose("{} · {}", row.likes, name(row, "name")),
        colour=style.colour(name(row, "country")),
    )
