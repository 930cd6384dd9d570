"""Since when one country leads another in downloads, under each way to read the same archive."""

from __future__ import annotations

import altair as alt

from briefgen.charts import lines, style, words
from briefgen.charts.cells import amount, date, name
from briefgen.charts.figure import Figure, Heading, Table
from briefgen.charts.labels import fitted
from briefgen.metrics.engine import Engine, Row
from briefgen.metrics.numbers import Say

_ORIGIN = "osir-lmts"
_STEP = 58
#: Room behind the last date for the words of a late marker.
_RIGHT = 175

_COLUMNS = (
    Heading("Reading", "words"),
    Heading("First lead", "first_date"),
    Heading("China then", "first_challenger"),
    Heading("United States then", "first_incumbent"),
    Heading("Models that decide it", "first_deciding"),
    Heading("China at the end", "last_challenger"),
    Heading("United States at the end", "last_incumbent"),
)


def draw(engine: Engine, say: Say) -> Figure | None:
    """Draw, for each reading, the first snapshot on which China is ahead of the United States."""
    found = engine.holdings.series(_ORIGIN)
    if len(found) < 2:
        return None
    rows = tuple(engine.run("turning_point", [manifest.id for manifest in found]))
    led = sorted((row for row in rows if row.first_date.known), key=lambda row: date(row, "first_date"))
    return Figure(
        id="turning-point",
        title=_title(led, len(rows), say),
        subtitle="First snapshot on which China's organisations have more 30-day downloads than those of the United "
        f"States, {words.period(found)}. Population: see each line.",
        source=words.source(found),
        note="No reading is the right one. In brackets: the least number of China's largest models without which it would "
        f"not lead. The list of tracked models was drawn up later. {words.DOWNLOADS}",
        alt=f"Timeline of China's first lead in downloads under {len(rows)} readings of one archive: "
        + "; ".join(_when(row, say) for row in rows)
        + ".",
        spec=style.specification(_chart(rows, say)),
        table=Table(_COLUMNS, rows),
        snapshots=tuple(manifest.id for manifest in found),
    )
