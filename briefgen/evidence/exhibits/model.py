"""Exhibits: each claim with all that a reader of a single page has to know of it, before it is set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from briefgen.claims.measure import Reading
from briefgen.claims.verdicts import Verdict
from briefgen.evidence.bundle.derived_files import Contents
from briefgen.library.citations import Citations
from briefgen.library.claim_tests import ClaimPopulation
from briefgen.library.excerpts import deep_link
from briefgen.library.records import Source
from briefgen.library.statements import Claim
from briefgen.metrics.catalogue import Metric
from briefgen.metrics.engine import Engine
from briefgen.metrics.numbers import Number
from briefgen.metrics.own_metrics import SHIPPED, Catalogue
from briefgen.snapshots.manifest import Manifest

#: A table holds so many quantities beside each other; more stand one below the other.
_MOST_ACROSS = 4
#: Keys of rows that say which snapshot they are of.
_OF_SNAPSHOT = ("date", "origin")
#: Parameters that name what a figure is about.
_SUBJECTS = ("model", "organisation")


@dataclass(frozen=True)
class Observed:
    """What the snapshots of one population say to a test, a reading each, oldest first."""

    population: ClaimPopulation
    readings: tuple[Reading, ...]
    countries: Mapping[str, str]
    metrics: Catalogue = SHIPPED

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The quantities by their names in the test, each in words."""
        if self.subject:
            return {name: quantity(number, self.metrics) for name, number in self._numbers.items()}
        return {name: label(it, self.countries, self.metrics) for name, it in self._numbers.items()}

    @cached_property
    def subject(self) -> str:
        """Whom or what all quantities are about; empty where they are about several, or none."""
        subjects = {subject(number, self.countries) for number in self._numbers.values()}
        return subjects.pop() if len(subjects) == 1 else ""

    @cached_property
    def _numbers(self) -> Mapping[str, Number]:
        """Of each quantity one number."""
        return {name: number for reading in self.readings for name, number in reading.values.items()}

    @property
    def partly(self) -> bool:
        """Whether any snapshot says which part of the population it knows."""
        return any(reading.coverage is not None for reading in self.readings)

    @property
    def wide(self) -> bool:
        """Whether the quantities have room beside each other."""
        return len(self.labels) <= _MOST_ACROSS


@dataclass(frozen=True)
class Exhibit:
    """One claim and all that bears on it.

    `source` is the one that was read, None where accounts outside the library tell of it. `citations`, of
    what was read by its id, and `references` are safe HTML. `address` opens the passage on its page where the
    source has an address. `quotation` is there where its words may be printed.
    """

    number: int
    verdict: Verdict
    source: Source | None
    citations: Mapping[str, str]
    references: tuple[str, ...]
    address: str | None
    quotation: str | None
    observed: tuple[Observed, ...]
    snapshots: tuple[Manifest, ...]

    @property
    def id(self) -> str:
        """Its name on the page."""
        return f"exhibit-{self.number}"

    @property
    def title(self) -> str:
        """What it is called."""
        return f"Exhibit {self.number}"

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics that its figures are of, in order of first use."""
        found = {
            number.metric: part.metrics.metric(number.metric)
            for part in self.observed
            for it in part.readings
            for number in it.values.values()
        }
        return tuple(found.values())


def subject(number: Number, countries: Mapping[str, str]) -> str:
    """Say whom or what a number is about, empty where its question has no subject.

    `countries` are names by code.
    """
    keys = [value for key, value in number.row if key not in _OF_SNAPSHOT]
    asked = [str(value) for key, value in number.parameters if key in _SUBJECTS]
    return ", ".join(countries.get(value, value) for value in (*keys, *asked))


def quantity(number: Number, metrics: Catalogue = SHIPPED) -> str:
    """Say what a number counts, as its metric defines the column."""
    return metrics.metric(number.metric).columns[number.column].text.partition(";")[0]


def label(number: Number, countries: Mapping[str, str], metrics: Catalogue = SHIPPED) -> str:
    """Say both.

    >>> row = (("date", "2026-09-01"), ("base", "CN"))
    >>> label(Number(7, "count", "direct_derivatives", (), (), row, "children"), {"CN": "China"})
    'China: direct derivatives'
    """
    return ": ".join(filter(None, (subject(number, countries), quantity(number, metrics))))


def exhibits(contents: Contents) -> tuple[Exhibit, ...]:
    """Return an exhibit for each claim that was asked for, in that order."""
    pairs = enumerate(contents.verdicts, start=1)
    return tuple(_exhibit(contents, number, verdict) for number, verdict in pairs)


def _exhibit(contents: Contents, number: int, verdict: Verdict) -> Exhibit:
    claim, docket = verdict.claim, contents.docket
    read = verdict.attribution.read
    source = read[0] if read else None
    observed = tuple(_observed(docket.readings(verdict), contents.engine))
    snapshots = _snapshots(verdict, observed)
    named = [it.id for it in verdict.attribution.sources]
    cited = [*named, *(it.source for it in (claim.judged.sources if claim.judged else ()))]
    cited += [verdict.reply.source] if verdict.reply else []
    known = {it.id for it in docket.library.sources}
    cited += [it.origin for it in snapshots if it.origin in known]
    address = source.csl.url if source else None
    return Exhibit(
        number=number,
        verdict=verdict,
        source=source,
        citations={it.id: _citation(docket.library.sources, it, claim) for it in read},
        references=_references(docket.library.sources, cited),
        address=deep_link(address, claim.excerpt) if address and claim.excerpt else address,
        quotation=contents.quotation(claim),
        observed=observed,
        snapshots=snapshots,
    )


def _citation(sources: Iterable[Source], read: Source, claim: Claim) -> str:
    """The citation of what was read; the place of a claim is one in its own source."""
    return Citations(sources).note(read.id, claim.locator if read.id == claim.source else None).html


def _observed(readings: Sequence[Reading], engine: Engine) -> Iterator[Observed]:
    populations = dict.fromkeys(reading.population.id for reading in readings)
    for name in populations:
        own = tuple(reading for reading in readings if reading.population.id == name)
        yield Observed(own[0].population, own, engine.countries, engine.catalogue)


def _snapshots(verdict: Verdict, observed: Iterable[Observed]) -> tuple[Manifest, ...]:
    """The snapshots behind a verdict and its table, by date."""
    found = {reading.snapshot.id: reading.snapshot for part in observed for reading in part.readings}
    for moment in (verdict.then_moment, verdict.now_moment):
        for answer in moment.answers if moment else ():
            used = (answer.reading, *([answer.bracket] if answer.bracket else []))
            found |= {reading.snapshot.id: reading.snapshot for reading in used}
    return tuple(found[name] for name in sorted(found))


def _references(sources: Iterable[Source], cited: Iterable[str]) -> tuple[str, ...]:
    citations = Citations(sources)
    for source_id in dict.fromkeys(cited):
        citations.mention(source_id)
    return tuple(entry.html for entry in citations.bibliography())
