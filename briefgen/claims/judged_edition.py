"""The docket: every claim judged at an edition, what moved since the edition before, and the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from briefgen.claims.load import load_validated
from briefgen.claims.measure import Measurer, Reading
from briefgen.claims.verdicts import Judge, Verdict, Whole
from briefgen.errors import InputError
from briefgen.library.records import Library
from briefgen.library.statements import Action, Claim, StatusNote, Word
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.store import Store
from briefgen.text import dates


@dataclass(frozen=True)
class HistoryEntry:
    """The verdict of one edition in a claim's history: the word of that month, and that of the whole.

    `reading` is the answer that the word of the month rests on, None where no snapshot gave one.
    """

    edition: str
    now: Word | None
    word: Whole
    reading: Reading | None = None

    @property
    def values(self) -> dict[str, object]:
        """The values of that answer, by name."""
        return {name: number.value for name, number in self.reading.values.items()} if self.reading else {}


@dataclass(frozen=True)
class Move:
    """A verdict that is another than in the edition before, for now or as a whole."""

    verdict: Verdict
    before: Verdict

    @property
    def turned(self) -> bool:
        """Whether the data turned; otherwise one of the two editions could not tell."""
        words = (self.before.now, self.verdict.now)
        return words[0] != words[1] and "untestable" not in words and None not in words


@dataclass(frozen=True)
class Followed:
    """A recommendation and the last that was known of it by an edition."""

    action: Action
    note: StatusNote


class JudgedEdition:
    """The verdicts of one edition, named by its last day.

    Raises InputError, when asked, for a claim that the library does not hold.
    """

    def __init__(self, library: Library, engine: Engine, last_day: dt.date) -> None:
        self.library = library
        self.day = last_day
        self.catalogue = engine.catalogue
        self._manifests = engine.holdings.manifests
        self._reader = Measurer(engine)
        self._judges: dict[dt.date, Judge] = {}

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that had been made by this edition, in the order of the library."""
        return self._judge(self.day).claims

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts of this edition, in the order of the library."""
        return self._verdicts(self.day)

    @cached_property
    def editions(self) -> tuple[dt.date, ...]:
        """The last days of the months with a snapshot, up to this edition's, oldest first."""
        days = {dates.last_day(f"{manifest.date:%Y-%m}") for manifest in self._manifests}
        return tuple(sorted({day for day in days if day < self.day} | {self.day}))

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The verdicts that are others than in the edition before, those that the data turned first."""
        return self.moves_since(self.editions[-2]) if len(self.editions) > 1 else ()

    def moves_since(self, day: dt.date) -> tuple[Move, ...]:
        """Return the verdicts that are others than in an earlier edition, named by its last day.

        Those that the data turned come first.
        """
        before = {verdict.claim.id: verdict for verdict in self._verdicts(day)}
        pairs = [Move(it, before[it.claim.id]) for it in self.verdicts if it.claim.id in before]
        moved = [it for it in pairs if (it.before.now, it.before.word) != (it.verdict.now, it.verdict.word)]
        return tuple(sorted(moved, key=lambda move: not move.turned))

    @property
    def actions(self) -> tuple[Followed, ...]:
        """The actions that had been recommended by this edition, each with its last note by then."""
        day = self.day.isoformat()
        notes = [
            Followed(action, [note for note in action.history if note.date <= day][-1])
            for action in self.library.actions
            if action.history[0].date <= day
        ]
        return tuple(notes)

    def verdict(self, claim_id: str) -> Verdict:
        """Return one verdict. Raises InputError where no claim of that id had been made by this edition."""
        claim = self.library.claim(claim_id)
        if dates.last_day(claim.made_on) > self.day:
            raise InputError(f"{claim_id}: this claim was made on {claim.made_on}, after this edition.")
        return self._judge(self.day).verdict(claim)

    def witnesses(self, verdict: Verdict) -> tuple[Verdict, ...]:
        """Return a verdict of each witness to what a test asks: first the one given, then one of each other.

        What goes back to one original is one witness, however often it is retold. Of its claims the first
        that somebody was read making is returned, if there is one.
        """
        judged = {it.claim.id: it for it in self.verdicts if it.test is not None and it.test == verdict.test}
        claims = [verdict.claim, *(it.claim for it in judged.values())]
        _, *others = self.library.witnesses(claims)
        found = ([judged[claim.id] for claim in group] for group in others)
        return (verdict, *(min(group, key=lambda it: not it.attribution.nameable) for group in found))

    @property
    def corrections(self) -> tuple[Verdict, ...]:
        """The verdicts on what the evidence contradicts or has overtaken, where somebody was read saying it.

        Of a claim and its retelling the claim is returned, the retelling only where nobody was read making
        the claim itself.
        """
        wrong = [it for it in self.verdicts if it.word in ("contradicted", "overtaken")]
        named = {it.claim.id: it for it in wrong if it.attribution.nameable}
        return distinct([it for it in named.values() if it.claim.retells not in named])

    def readings(self, verdict: Verdict) -> tuple[Reading, ...]:
        """Return what each snapshot by itself says to a verdict's test, as of its own day.

        They stand population by population, oldest first; there are none where no test asks the Hub.
        """
        if verdict.test is None:
            return ()
        reader = self._reader.until(self.day)
        return tuple(
            reader.read(verdict.test, population, snapshot, snapshot.date)
            for population in verdict.test.populations
            for snapshot in reader.snapshots(population)
        )

    def history(self, claim: Claim) -> tuple[HistoryEntry, ...]:
        """Return the verdicts on a claim in every edition since it was made."""
        days = [day for day in self.editions if dates.last_day(claim.made_on) <= day]
        return tuple(_entry(day, self._judge(day).verdict(claim)) for day in days)

    def _judge(self, day: dt.date) -> Judge:
        return self._judges.setdefault(day, Judge(self.library, self._reader, day))

    def _verdicts(self, day: dt.date) -> tuple[Verdict, ...]:
        judge = self._judge(day)
        return tuple(judge.verdict(claim) for claim in judge.claims)


def judge_edition(
    project: Project, last_day: dt.date, manifests: Sequence[Manifest] | None = None
) -> JudgedEdition:
    """Open the claims of a project as of a month's last day; `manifests` are those that were read already.

    Raises InputError where the library, a registry or a snapshot is wrong.
    """
    found = Store.of(project).manifests() if manifests is None else manifests
    library = load_validated(project)
    return JudgedEdition(library, Engine(project, Catalog.until(found, last_day)), last_day)


def distinct(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Return the verdicts that stand for themselves: of claims that rest on one test, the first."""
    seen: set[str] = set()
    kept = []
    for verdict in verdicts:
        key = verdict.test.id if verdict.test else verdict.claim.id
        if key not in seen:
            seen.add(key)
            kept.append(verdict)
    return tuple(kept)


def _entry(day: dt.date, verdict: Verdict) -> HistoryEntry:
    answer = verdict.now_moment.answer if verdict.now_moment else None
    return HistoryEntry(f"{day:%Y-%m}", verdict.now, verdict.word, answer.reading if answer else None)
