"""What one snapshot says to one test, for one population: a word and the values behind it, or why none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from briefgen.cache import fingerprint
from briefgen.cache.store import Cache, key_of
from briefgen.claims import predicate
from briefgen.claims.predicate import Predicate
from briefgen.claims.reading_codec import SAID, Said
from briefgen.errors import InputError
from briefgen.library.claim_tests import ClaimPopulation, ClaimTest, Value
from briefgen.library.statements import Word
from briefgen.metrics.catalogue import Metric
from briefgen.metrics.engine import Engine, Row
from briefgen.metrics.numbers import Number
from briefgen.metrics.own_metrics import SHIPPED, Catalogue
from briefgen.snapshots.manifest import Manifest

#: A snapshot older than this many days says nothing of a moment.
STALE_AFTER = 45

#: Stands in a test's parameters for the day that is judged.
JUDGED_DATE = "judged-date"

#: Columns that say which part of a row's population is known, the most telling first.
_KNOWN = ("{}_known", "known", "dated", "coverage")


@dataclass(frozen=True)
class Reading:
    """The answer of one snapshot: `word`, its values by name (missing where there is no such row), and why
    there is no answer where the word is `untestable`. `coverage` is the known part of the population.
    """

    word: Word
    population: ClaimPopulation
    snapshot: Manifest
    values: Mapping[str, Number]
    coverage: Number | None
    why: str = ""

    @property
    def decisive(self) -> bool:
        """Whether it says anything."""
        return self.word != "untestable"


class Measurer:
    """Puts tests to snapshots and keeps the answers.

    It sees no snapshot that the engine does not hold, and none later than `day`. What a snapshot answers
    never depends on later ones, so the answers are kept for every day.
    """

    def __init__(
        self,
        engine: Engine,
        day: dt.date = dt.date.max,
        known: dict[object, Reading] | None = None,
        state: str | None = None,
    ) -> None:
        self._engine = engine
        self.day = day
        self._known = {} if known is None else known
        self._cache = Cache(engine.cache)
        # One key of all that every reading rests on: it takes as long as many readings.
        self._state = state or (key_of(engine.state, fingerprint.program()) if engine.cache else None)

    def until(self, day: dt.date) -> Measurer:
        """Return a reader that sees nothing later than `day`."""
        return Measurer(self._engine, day, self._known, self._state)

    def snapshots(self, population: ClaimPopulation) -> tuple[Manifest, ...]:
        """Return the snapshots of a population's origins, oldest first."""
        manifests = self._engine.holdings.manifests
        return tuple(it for it in manifests if it.origin in population.origins and it.date <= self.day)

    def read(self, test: ClaimTest, population: ClaimPopulation, snapshot: Manifest, day: dt.date) -> Reading:
        """Ask a snapshot; `day` is the day that is judged. Raises InputError where the test is wrong."""
        asks_day = any(JUDGED_DATE in value.parameters.values() for value in test.values.values())
        key = (test.id, population.id, snapshot.id, day if asks_day else None)
        if key not in self._known:
            asked = (test.model_dump(mode="json"), population.id, snapshot.id, str(key[-1]))
            word, values, coverage, why = self._cache.remember(
                "readings",
                self._state and key_of(self._state, *asked),
                lambda: self._said(test, population, snapshot, day),
                SAID,
            )
            self._known[key] = Reading(word, population, snapshot, values, coverage, why)
        return self._known[key]

    def _said(self, test: ClaimTest, population: ClaimPopulation, snapshot: Manifest, day: dt.date) -> Said:
        cells = {name: self._number(value, population, snapshot, day) for name, value in test.values.items()}
        missing = self._missing(test, snapshot, {name for name, cell in cells.items() if cell is not None})
        if missing:
            return "untestable", {}, None, f"{missing} is not in the snapshot"
        values = {name: cell[0] for name, cell in cells.items() if cell is not None}
        plain = {name: _plain(values.get(name)) for name in test.values}
        word, why = judge(test, plain, population.sample, self._engine.catalogue)
        known = next((cell[1] for cell in cells.values() if cell is not None), None)
        return word, values, known, why

    def _missing(self, test: ClaimTest, snapshot: Manifest, found: Set[str]) -> str:
        """Name the subject that the snapshot does not hold; empty where it holds what the test needs.

        A value that asks for the subject itself has told already, by having a row or none.
        """
        if test.needs is None:
            return ""
        for subject, needed in (("model", test.needs.model), ("organisation", test.needs.organisation)):
            if needed is None:
                continue
            told = [
                name
                for name, value in test.values.items()
                if value.metric == subject and value.parameters.get(subject) == needed and not value.at
            ]
            held = (
                any(it in found for it in told) if told else self._engine.holds(snapshot.id, subject, needed)
            )
            if not held:
                return needed
        return ""

    def _number(
        self, value: Value, population: ClaimPopulation, snapshot: Manifest, day: dt.date
    ) -> tuple[Number, Number | None] | None:
        """The cell that a value names and the known part of its population; None for no such row."""
        asked = self._asked(value, population, snapshot)
        if not asked:
            return None
        metric = self._engine.catalogue.metric(value.metric)
        choices = parameters(metric, {**value.parameters, **population.parameters}, day, asked[-1].date)
        result = self._engine.run(value.metric, self._at_once(metric, value, asked), **choices)
        found = [row for row in result if _is(row, value, asked[-1])]
        if len(found) > 1:
            raise InputError(f"{metric.id}: {len(found)} rows match {dict(value.row)}; name one of them.")
        if not found:
            return None
        ids = tuple(sorted(manifest.id for manifest in asked))
        known = _coverage(found[0], value)
        return replace(found[0][value.column], snapshots=ids), known and replace(known, snapshots=ids)

    def _at_once(self, metric: Metric, value: Value, asked: Sequence[Manifest]) -> list[str]:
        """The snapshots to ask so that one answer serves many readings.

        A metric whose rows are named by date and origin answers for each snapshot by itself, or looks back at
        earlier ones alone where a series is asked; asking more changes none of its rows.
        """
        if not {"date", "origin"} <= set(metric.keys):
            return [manifest.id for manifest in asked]
        holdings = self._engine.holdings
        together = holdings.series(asked[-1].origin) if value.series else holdings.manifests
        return [manifest.id for manifest in together]

    def _asked(self, value: Value, population: ClaimPopulation, snapshot: Manifest) -> tuple[Manifest, ...]:
        """The snapshots that a value is asked of; the last of them is the one whose row is read."""
        series = [it for it in self._engine.holdings.series(snapshot.origin) if it.date <= snapshot.date]
        if value.series:
            return tuple(series)
        if value.before is not None:
            limit = snapshot.date - dt.timedelta(days=value.before)
            return tuple([it for it in series if it.date <= limit][-1:])
        if value.at is not None:
            known = [it for it in self.snapshots(population) if it.date <= snapshot.date]
            fixed = dt.date.fromisoformat(value.at)
            return tuple([it for it in known if 0 <= (fixed - it.date).days <= STALE_AFTER][-1:])
        return (snapshot,)


def judge(
    test: ClaimTest, values: Mapping[str, predicate.Value], sample: bool, metrics: Catalogue = SHIPPED
) -> tuple[Word, str]:
    """Turn values into a word, and why there is none.

    A sample may support and never contradicts. Raises InputError where a predicate is wrong.
    """
    if Predicate.parse(test.holds or "").holds(values):
        return "supported", ""
    if test.partly and Predicate.parse(test.partly).holds(values):
        return "partly-supported", ""
    unknown = [name for name, value in values.items() if value is None]
    failed = _failed(test, values)
    if failed and sample:
        return "untestable", "a sample that does not show it cannot contradict it"
    if failed:
        return "contradicted", ""
    if unknown:
        texts = (
            f"{metrics.metric(test.values[name].metric).columns[test.values[name].column].text}"
            for name in unknown
        )
        return "untestable", f"not known: {'; '.join(dict.fromkeys(texts))}"
    return "untestable", "the values lie between what would support it and what would contradict it"


def _failed(test: ClaimTest, values: Mapping[str, predicate.Value]) -> bool:
    """Whether the values contradict: by `fails` where that is given, else by holding in no way."""
    if test.fails:
        return Predicate.parse(test.fails).holds(values) is True
    others = [text for text in (test.holds, test.partly) if text]
    return all(Predicate.parse(text).holds(values) is False for text in others)


def parameters(
    metric: Metric, written: Mapping[str, str], day: dt.date, asked_on: dt.date
) -> dict[str, str | int]:
    """Return a test's parameters as the metric takes them: whole numbers as such, the judged day as a date.

    A snapshot that is no later than the judged day holds nothing after it, so that no last day is needed.
    """
    judged_date = day.isoformat() if day < asked_on else "any"
    filled: dict[str, str | int] = {}
    for name, written_value in written.items():
        known = metric.parameters.get(name)
        text = judged_date if written_value == JUDGED_DATE else written_value
        filled[name] = int(text) if known and isinstance(known.default, int) and text.isdecimal() else text
    return filled


def _is(row: Row, value: Value, snapshot: Manifest) -> bool:
    """Whether a row is the one that a value names: its keys, of the snapshot's date and origin."""
    keys = row.result.metric.keys
    wanted = {**value.row}
    if "date" in keys:
        wanted["date"] = snapshot.date.isoformat()
    if "origin" in keys:
        wanted["origin"] = snapshot.origin
    return all(str(row.values[key]) == text for key, text in wanted.items())


def _plain(number: Number | None) -> predicate.Value:
    return None if number is None else number.value


def _coverage(row: Row, value: Value) -> Number | None:
    columns = row.result.metric.columns
    names = (pattern.format(value.column.partition("_")[0]) for pattern in _KNOWN)
    return next((row[name] for name in names if name in columns), None)
