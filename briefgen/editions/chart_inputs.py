"""What a month tells its charts: claims as it judges them, and the figures that sources publish."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from briefgen.charts import inputs, sentences
from briefgen.charts.inputs import ChartInputs, JudgedClaim, PublishedShare, Scale
from briefgen.claims.evaluate import Moment
from briefgen.claims.explain import filled
from briefgen.claims.judged_edition import JudgedEdition, distinct
from briefgen.claims.predicate import Predicate
from briefgen.claims.verdicts import Verdict
from briefgen.library.citations import Citations
from briefgen.library.claim_tests import ClaimTest
from briefgen.library.records import Source, StatedFigure
from briefgen.metrics.own_metrics import Catalogue
from briefgen.snapshots.manifest import Manifest
from briefgen.text import dates

#: Columns that say how much of a population is known: a condition of a test, not what it compares.
_CONDITIONS = ("dated", "known", "coverage")
#: How the name of a column ends that holds a place in a ranking.
_PLACE = "rank"
#: Between the clauses of what a test says.
_CLAUSES = re.compile(r", |; | and ")


@dataclass(frozen=True)
class Denominator:
    """A source that publishes both countries' parts: the ids of its figures, when and what it counts."""

    source: str
    figures: Mapping[str, str]
    window: str
    counted: str


_SHARES = {"China": "china-share", "United States": "us-share"}
#: Where the same question was answered with different denominators.
DENOMINATORS = (
    Denominator(
        "longpre-2025",
        _SHARES,
        "August 2024 to August 2025",
        "the whole Hub, with accounts that have no country",
    ),
    Denominator(
        "hf-spring-2026",
        _SHARES,
        "the year to March 2026",
        "not stated where read; it seems newer models, derivatives with the country of their base",
    ),
    Denominator(
        "atom-report-2026",
        {"China": "china-downloads", "United States": "us-downloads"},
        "November 2022 to March 2026, added up",
        "about 1,500 language models of their first publishers",
    ),
    Denominator("ceps-downloads-2025", _SHARES, "2025", "100 models; how they were chosen is not documented"),
)


def chart_inputs(docket: JudgedEdition, manifests: tuple[Manifest, ...]) -> ChartInputs:
    """Return what the charts of a month are told; `manifests` are those of its snapshots.

    Of two claims that rest on one test the first stands for both; garbled claims are left out.
    """
    citations = Citations(docket.library.sources)
    tests = {test.id: found for test in docket.library.tests if (found := _compared(test, docket.catalogue))}
    claims = (claim for claim in docket.claims if claim.test in tests and not claim.garbled)
    verdicts = distinct([docket.verdict(claim.id) for claim in claims])
    judged = (_judged(it, *tests[it.test.id], docket) for it in verdicts if it.test)
    return ChartInputs(
        tuple(judged), tuple(published(docket, citations)), {manifest.id: manifest for manifest in manifests}
    )


def denominators(docket: JudgedEdition) -> tuple[Denominator, ...]:
    """Return the sources of this kind that the library holds and that were out by the month's last day."""
    held = {source.id: source for source in docket.library.sources}
    return tuple(
        one for one in DENOMINATORS if one.source in held and held[one.source].published_by(docket.day)
    )


def published(docket: JudgedEdition, citations: Citations) -> Iterator[PublishedShare]:
    """Give what these sources publish."""
    for one in denominators(docket):
        source = docket.library.source(one.source)
        for country, figure_id in one.figures.items():
            figure = source.figure(figure_id)
            if figure.value is not None:
                yield _published(one, country, source, figure, citations.mention(source.id))


def second_hand(source: Source, figure: StatedFigure) -> bool:
    """Whether a figure is known through others' accounts of its source alone."""
    return (figure.how_read or source.how_read) == "secondary"


def _compared(test: ClaimTest, metrics: Catalogue) -> tuple[str, Scale] | None:
    """The first share or place that a test compares, by its name; None where there is neither."""
    for name in Predicate.parse(test.holds).names if test.holds else ():
        value = test.values[name]
        unit = metrics.metric(value.metric).columns[value.column].unit
        if unit == "share" and not value.column.endswith(_CONDITIONS):
            return name, "share"
        if value.column.endswith(_PLACE):
            return name, "place"
    return None


def _judged(verdict: Verdict, name: str, scale: Scale, docket: JudgedEdition) -> JudgedClaim:
    claim = verdict.claim
    return JudgedClaim(
        claim.id,
        claim.statement,
        "; ".join(map(_said, docket.witnesses(verdict))),
        claim.source,
        scale,
        _moment(verdict.test, verdict.then_moment, name),
        _moment(verdict.test, verdict.now_moment, name),
    )


def _said(verdict: Verdict) -> str:
    """Who was read saying it, and when it was said."""
    return f"{verdict.attribution}, {dates.partial_in_words(verdict.claim.made_on)}"


def _moment(test: ClaimTest | None, moment: Moment | None, name: str) -> inputs.JudgedValue:
    if test is None or moment is None or moment.answer is None:
        return inputs.JudgedValue(moment.word if moment else "untestable")
    reading = moment.answer.reading
    value = reading.values.get(name)
    if value is None or not value.known:
        return inputs.JudgedValue(moment.word)
    clause = next(part for part in _CLAUSES.split(test.sentence) if f"{{{name}}}" in part)
    return inputs.JudgedValue(
        moment.word,
        value,
        filled(clause, reading),
        reading.snapshot.date,
        sentences.named(reading.snapshot),
    )


def _published(
    one: Denominator, country: str, source: Source, figure: StatedFigure, title: str
) -> PublishedShare:
    per_cent = figure.unit.startswith("per cent")
    value = Decimal(str(figure.value))
    stated = f"{value.normalize():f}%" if per_cent else _in_words(float(value))
    return PublishedShare(
        source=one.source,
        title=title,
        issued=source.csl.issued or source.reviewed,
        window=one.window,
        counted=one.counted,
        country=country,
        value=float(value / 100) if per_cent else int(value),
        unit="share" if per_cent else "downloads",
        stated=stated,
        second_hand=second_hand(source, figure),
    )


def _in_words(value: float) -> str:
    """A source's own number, with all the digits that it has.

    >>> _in_words(1_150_000_000.0), _in_words(723_000_000.0)
    ('1.15 billion', '723 million')
    """
    for scale, word in ((10**9, "billion"), (10**6, "million")):
        if value >= scale:
            return f"{value / scale:g} {word}"
    return f"{value:,.0f}"
