"""What an editor must mend before publishing: each finding with its place, why it matters and what to do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from briefgen.charts.custom.schema import PLACEHOLDER, ChartEntry
from briefgen.charts.figure import Figure
from briefgen.check import bare_digits
from briefgen.edition import Edition
from briefgen.errors import InputError
from briefgen.library import captures
from briefgen.library.records import Library
from briefgen.metrics.engine import Row
from briefgen.metrics.numbers import text
from briefgen.project import Project
from briefgen.text import dates

#: A figure in which less than half of its models are known says little of them.
_LEAST_KNOWN = 0.5


@dataclass(frozen=True)
class Finding:
    """One thing to mend: which check found it, where, what it is, why it matters, and how to mend it."""

    check: str
    place: str
    what: str
    why: str
    mend: str


def digits(project: Project) -> Iterator[Finding]:
    """Find digits of templates and comments that come from no ledger."""
    for one in bare_digits.find(project):
        yield Finding(
            "bare digits",
            one.place,
            f"{one.digits} in “{one.words}” comes from no ledger",
            "nobody can trace it, and it stays as it is when the data change",
            bare_digits.ADVICE,
        )


def passages(found: Iterable[captures.PassageCheck]) -> Iterator[Finding]:
    """Find passages that are not in their captures, among what was looked for."""
    for one in found:
        if one.outcome in ("not found", "another capture"):
            yield Finding(
                f"passage {one.outcome}" if one.outcome == "not found" else one.outcome,
                one.place,
                f"{one.claim_id or one.source_id}: {one.words}",
                "a claim rests on words that its source, as captured, does not hold",
                "compare with the source; `briefgen library excerpt` writes the record of a passage",
            )


def comments(project: Project) -> Iterator[Finding]:
    """Find comments that no edition prints, because their name is no month's."""
    for file in sorted(project.editions.glob("*")):
        try:
            ours = file.suffix == ".md" and Edition.parse(file.stem)
        except InputError:
            ours = False
        if not ours and not file.name.startswith("."):
            yield Finding(
                "comment without an edition",
                f"editions/{file.name}",
                "no edition has this name",
                "what stands in it is never printed",
                "name it after its month, as editions/2026-09.md",
            )


def library(records: Library, day: dt.date) -> Iterator[Finding]:
    """Find sources that were not looked at for half a year by a day, and claims that nothing can settle."""
    for source in records.sources:
        if source.stale_by(day):
            yield Finding(
                "source due for review",
                f"source {source.id}",
                f"last reviewed {dates.partial_in_words(source.reviewed)}, more than half a year before "
                f"{dates.in_words(day)}",
                "it may have been corrected, replaced or taken down since",
                "look at it again, and set `reviewed` to the day",
            )
    for claim in records.claims:
        if claim.untested is not None and claim.judged is None and claim.untested.would_settle is None:
            yield Finding(
                "claim without a test",
                f"claim {claim.id}",
                "it has no test, no judgement, and nothing is said of what would settle it",
                "a reader takes it for tested",
                "give it a `test` or `judged`, or say in `untested` what `would_settle` it",
            )


def coverage(figures: Iterable[Figure]) -> Iterator[Finding]:
    """Find figures whose newest numbers rest on less than half of the models that they are about."""
    for figure in figures:
        known = [row["known"] for row in _newest(figure.table.rows) if "known" in row.values]
        shares = [number for number in known if isinstance(number.value, float)]
        least = min(shares, key=lambda number: float(str(number.value)), default=None)
        if least is not None and float(str(least.value)) < _LEAST_KNOWN:
            yield Finding(
                "low coverage",
                f"chart {figure.id}",
                f"its newest numbers rest on {text(least)} of its models",
                "what is not known may change the finding",
                "say so where it stands, or leave the chart out of `charts` in briefing.yaml",
            )


def headlines(own: Mapping[str, ChartEntry], figures: Mapping[str, Figure]) -> Iterator[Finding]:
    """Find charts of briefing.yaml whose headline the month's data do not bear, or never could."""
    for chart_id, entry in own.items():
        if chart_id in figures and _reads(str(entry.plain_title), figures[chart_id].title):
            yield Finding(
                "headline without its data",
                f"chart {chart_id}",
                "its leading numbers are not known or tie, and the plain title stands in its place",
                "what the headline states does not hold this month",
                "write a finding that holds, or leave the chart out",
            )
        if entry.by and not any(column == entry.by or column == "name" for _, column, _ in _named(entry)):
            yield Finding(
                "headline names nobody",
                f"chart {chart_id}",
                f"its title has no {{{entry.by}}} or {{name}}: whom it is about is not computed",
                "when another one leads, its numbers are the other's and its words are not",
                f"name the leader in the title by {{{entry.by}}} or {{name}}",
            )


def _named(entry: ChartEntry) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = PLACEHOLDER.findall(str(entry.title))
    return found


def _reads(pattern: str, title: str) -> bool:
    """Whether a title is a sentence of briefing.yaml with its places filled in."""
    words = [re.escape(pattern[start:end]) for start, end in _between(pattern)]
    return re.fullmatch(".+".join(words), title) is not None


def _between(pattern: str) -> Iterator[tuple[int, int]]:
    end = 0
    for found in PLACEHOLDER.finditer(pattern):
        yield end, found.start()
        end = found.end()
    yield end, len(pattern)


def _newest(rows: Iterable[Row]) -> list[Row]:
    listed = list(rows)
    newest = max((str(row.values.get("date", "")) for row in listed), default="")
    return [row for row in listed if str(row.values.get("date", "")) == newest]
