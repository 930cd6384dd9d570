"""The chart of an exhibit: what the snapshots observed of the quantities that its claim is tested by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefgen.charts import sentences
from briefgen.charts.forms import vegalite
from briefgen.charts.gallery import claim_observations
from briefgen.charts.gallery.claim_observations import ObservationPanel, Track
from briefgen.charts.output import svg_export
from briefgen.charts.theme.sizes import PAGE
from briefgen.claims.measure import Reading
from briefgen.evidence.exhibits.model import Exhibit, Observed, quantity, subject
from briefgen.ledger.ledger import Ledger
from briefgen.text import dates

#: A page holds so many panels beside the table.
_MOST_PANELS = 4
_LONGEST_ALT = 300


@dataclass(frozen=True)
class Chart:
    """A drawing for an exhibit: its title, what it plots and where that is from, and the SVG."""

    title: str
    subtitle: str
    source: str
    svg: str


def chart(exhibit: Exhibit, part: Observed, ledger: Ledger) -> Chart | None:
    """Draw what the snapshots of one population observed, or return None where no quantity has two dates.

    The numbers of the drawing are entered in the ledger. Quantities of which there are more than a
    page holds are left to the table.
    """
    panels = [panel for panel in _panels(part) if panel.drawable][:_MOST_PANELS]
    if not panels:
        return None
    claim = exhibit.verdict.claim
    said = dates.first_day(claim.made_on)
    quantities = "; ".join(dict.fromkeys(panel.quantity for panel in panels))
    alt = f"Dot charts by date of snapshot, to test: {claim.statement} They show {quantities}."
    spec = vegalite.specification(claim_observations.drawing(PAGE, panels, said), PAGE)
    ledger.enter(spec)
    return Chart(
        title=f"What was observed: {part.population.words}",
        subtitle=f"{quantities[0].upper()}{quantities[1:]}, by date of snapshot; each archive has its own "
        "models and axis. No line joins the points: each is over what its own snapshot observed, and two "
        f"are no change. Dotted: {dates.partial_in_words(claim.made_on)}, when it was said, if within.",
        source=sentences.source([reading.snapshot for reading in part.readings]),
        svg=svg_export.drawn(spec, alt if len(alt) <= _LONGEST_ALT else alt[: _LONGEST_ALT - 1] + "…"),
    )


def _panels(part: Observed) -> Iterator[ObservationPanel]:
    """A panel for each archive and column; a population may have its models from several archives."""
    for origin in dict.fromkeys(reading.snapshot.origin for reading in part.readings):
        own = [reading for reading in part.readings if reading.snapshot.origin == origin]
        columns: dict[tuple[str, str], list[str]] = {}
        for name in part.labels:
            number = next((it.values[name] for it in own if name in it.values), None)
            if number is not None:
                columns.setdefault((number.metric, number.column), []).append(name)
        for names in columns.values():
            tracks = tuple(_track(own, name, part.countries) for name in names)
            first = tracks[0].points[0][1]
            places = first.column.endswith("rank")
            counted = quantity(first, part.metrics)
            yield ObservationPanel(sentences.archive(own[0].snapshot), counted, tracks, places)


def _track(readings: list[Reading], name: str, countries: Mapping[str, str]) -> Track:
    points = tuple((it.snapshot.date, it.values[name]) for it in readings if name in it.values)
    first = points[0][1]
    country = next((value for _, value in first.row if value in countries), "")
    # Of a model without its publisher: both would leave no room for the line.
    return Track(subject(first, countries).rpartition("/")[2], country, points)
