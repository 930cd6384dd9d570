"""Which panel answers which question of a month: chosen by the content of its manifests, never by its name.

A *panel* is the snapshots of one origin over time. If several could answer, one rule decides for the text,
the key numbers, the charts and the press kits alike; docs/methods.md has it in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from briefgen.errors import InputError
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.manifest import Manifest, PopulationKind

#: A panel whose last date is this long before the month's newest snapshot is old.
FRESH = dt.timedelta(days=90)

#: The kinds of population whose shares are shares of something; a sample shows no more than what exists.
COMPARABLE: tuple[PopulationKind, ...] = ("whole", "organisations", "selection")
_EVERY: tuple[PopulationKind, ...] = (*COMPARABLE, "sample")
_ORGANISATIONS: tuple[PopulationKind, ...] = ("organisations",)

#: How a table of one's own was imported.
_OWN_TABLE = "briefgen snapshot import csv"


@dataclass(frozen=True)
class Need:
    """What a question needs of a panel.

    `knows` are columns that the newest snapshot and at least `dates` snapshots fill; `kinds` the kinds of
    population that may answer; `holds` words that must not occur in what the population leaves out; with
    `derivatives` a crawl must have read the derivatives of other publishers.
    """

    knows: tuple[str, ...] = ()
    kinds: tuple[PopulationKind, ...] = COMPARABLE
    dates: int = 1
    holds: tuple[str, ...] = ()
    derivatives: bool = False


#: What the documents and charts that ship need, by question.
QUESTIONS: Mapping[str, Need] = MappingProxyType(
    {
        "downloads": Need(("downloads_30d",)),
        "turning point": Need(("downloads_30d",), _ORGANISATIONS, dates=2),
        # Whoever follows organizations reads the likes of all their models anew at each date.
        "time to likes": Need(("likes",), _ORGANISATIONS, dates=2),
        # The most liked are often image models: a panel without them cannot name the first. The downloads of
        # those models show how much of the likes is known.
        "likes": Need(("likes", "downloads_30d"), _EVERY, holds=("image",)),
        "derivatives": Need(("children",)),
        "base models": Need(("base_models",), _EVERY, derivatives=True),
        # Roots are older than what is built on them.
        "lineage": Need(("base_models",), _EVERY, holds=("created before",), derivatives=True),
        "releases": Need(("created_at",)),
        "sizes": Need(("created_at", "parameters")),
        "licences": Need(("created_at", "license")),
    }
)


@dataclass(frozen=True)
class Panel:
    """The snapshots of one origin, oldest first; there is at least one."""

    manifests: tuple[Manifest, ...]

    @property
    def origin(self) -> str:
        """Where its snapshots come from."""
        return self.newest.origin

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its snapshots."""
        return tuple(manifest.id for manifest in self.manifests)

    @property
    def newest(self) -> Manifest:
        """Its last snapshot."""
        return self.manifests[-1]

    @property
    def live(self) -> bool:
        """Whether its snapshots are crawls of one's own."""
        return self.newest.scope is not None

    def lacks(self, need: Need) -> str:
        """Return what it lacks for a question; empty if it can answer."""
        absent = [column for column in need.knows if column in self.newest.absent_columns]
        if absent:
            return f"does not know {', '.join(absent)}"
        population = self.newest.population
        if population.kind not in need.kinds:
            return f"is of the kind {population.kind}, not {' or '.join(need.kinds)}"
        rules = [rule for rule in population.leaves_out if any(word in rule for word in need.holds)]
        if rules:
            return f"leaves out {rules[0]}"
        if need.derivatives and not self.newest.holds_derivatives:
            return "was taken without derivatives"
        known = sum(not {*need.knows} & {*manifest.absent_columns} for manifest in self.manifests)
        if known < need.dates:
            return f"has {known} of the {need.dates} dates needed"
        return ""


@dataclass(frozen=True)
class Panels:
    """The panels of a month."""

    catalog: Catalog

    @cached_property
    def ranked(self) -> tuple[Panel, ...]:
        """All panels, those first that answer before others.

        Fresh ones come before old ones; then a crawl of one's own, a table of one's own, and archives; then
        those with more dates; then the newer ones; then by origin.
        """
        origins = sorted({manifest.origin for manifest in self.catalog.manifests})
        found = [Panel(self.catalog.series(origin)) for origin in origins]
        last = max((panel.newest.date for panel in found), default=dt.date.min)

        def place(panel: Panel) -> tuple[bool, int, int, int]:
            newest = panel.newest
            own = 0 if panel.live else 1 if newest.retrieval.method == _OWN_TABLE else 2
            return last - newest.date > FRESH, own, -len(panel.manifests), -newest.date.toordinal()

        return tuple(sorted(found, key=place))

    def of(self, origin: str) -> Panel | None:
        """Return the panel of an origin; None if the month has none."""
        return next((panel for panel in self.ranked if panel.origin == origin), None)

    @property
    def live(self) -> Panel | None:
        """The panel of the month's own crawls; None if it has none."""
        return next((panel for panel in self.ranked if panel.live), None)

    def panel(
        self,
        knows: Iterable[str] = (),
        kinds: Iterable[PopulationKind] = COMPARABLE,
        dates: int = 1,
        holds: Iterable[str] = (),
        derivatives: bool = False,
    ) -> Panel | None:
        """Return the panel that answers a question with these needs (see `Need`); None if none can."""
        return self._first(Need(tuple(knows), tuple(kinds), dates, tuple(holds), derivatives))

    def answering(self, question: str) -> Panel | None:
        """Return the panel that answers one of QUESTIONS; None if none can.

        Raises InputError for another question.
        """
        return self._first(_need(question))

    def over_time(self, question: str) -> tuple[Panel, ...]:
        """Return the panels that a chart draws beside each other: the one that answers comes last.

        The others are those that could answer and have two dates or more, by their last date.
        """
        need, first = _need(question), self.answering(question)
        able = [panel for panel in self.ranked if not panel.lacks(need)]
        drawn = [panel for panel in able if panel is first or len(panel.manifests) > 1]
        return tuple(
            sorted(drawn, key=lambda it: (it is first, it.newest.date, it.manifests[0].date, it.origin))
        )

    def lacking(self, question: str) -> str:
        """Return why no panel answers one of QUESTIONS; empty if one does."""
        if self.answering(question):
            return ""
        need = _need(question)
        return "; ".join(f"{panel.origin} {panel.lacks(need)}" for panel in self.ranked)

    def _first(self, need: Need) -> Panel | None:
        return next((panel for panel in self.ranked if not panel.lacks(need)), None)


def _need(question: str) -> Need:
    if question not in QUESTIONS:
        raise InputError(f"{question[:80]}: expected one of the questions {', '.join(QUESTIONS)}.")
    return QUESTIONS[question]
