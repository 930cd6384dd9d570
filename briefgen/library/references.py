"""Consistency between the records of a library: unique ids, valid references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from briefgen.library.claim_tests import ClaimTest
from briefgen.library.records import UNREAD, Library, Source
from briefgen.library.statements import Action, Claim
from briefgen.yaml_files.fields import Record, closest_matches
from briefgen.yaml_files.source import Location, PlacedYaml

_R = TypeVar("_R", bound=Record, covariant=True)
#: A mistake inside a record: its location, and what was expected.
Mistake = tuple[Location, str]


@dataclass(frozen=True)
class Placed(Generic[_R]):
    """A record, its file and its location."""

    record: _R
    file: PlacedYaml
    location: Location

    def blame(self, mistake: Mistake) -> None:
        """Record a mistake at its place in the file."""
        inside, message = mistake
        self.file.blame((*self.location, *inside), message)


class References:
    """Finds inconsistencies between the records of a library that could be parsed.

    `ids` holds, under `sources`, `claims` and `tests`, the ids of all records, invalid ones included, so that
    a reference to a record with a mistake of its own is not reported.
    """

    def __init__(self, ids: Mapping[str, set[str]], library: Library) -> None:
        self._ids = ids
        self._sources = {source.id: source for source in library.sources}
        self._tests = {test.id: test for test in library.tests}
        self._origins = {source.id: source.derived_from for source in library.sources}
        self._retold = {claim.id: claim.retells for claim in library.claims}

    def broken(self, record: Record) -> Iterator[Mistake]:
        """Yield what is broken in one record of the library."""
        match record:
            case Source():
                yield from self._in_source(record)
            case Claim():
                yield from self._in_claim(record)
            case ClaimTest():
                yield from self._in_test(record)
            case Action():
                yield from self._in_action(record)

    def _in_source(self, source: Source) -> Iterator[Mistake]:
        figures = [figure.id for figure in source.figures]
        for index, figure in enumerate(figures):
            if figure in figures[:index]:
                here = ("figures", index, "id")
                yield here, "expected an id of its own; an earlier figure of this source has this one"
        yield from self._leads_on(("derived_from",), source.id, self._origins, "source")

    def _in_claim(self, claim: Claim) -> Iterator[Mistake]:
        yield from self._known(("source",), claim.source, "source")
        yield from self._leads_on(("retells",), claim.id, self._retold, "claim")
        if claim.test is not None:
            yield from self._known(("test",), claim.test, "test")
            yield from self._fitting_test(claim)
        if claim.judged is not None:
            judges = [reference.source for reference in claim.judged.sources]
            for index, judge in enumerate(judges):
                yield from self._known(("judged", "sources", index, "source"), judge, "source")
            if "supported" in (claim.judged.then, claim.judged.now) and set(judges) == {claim.source}:
                yield (
                    ("judged", "sources"),
                    "expected another source than the claim's own, which cannot support itself",
                )
        if claim.reply is not None:
            yield from self._known(("reply", "source"), claim.reply.source, "source")
        for index, read in enumerate(claim.read_in):
            yield from self._read(("read_in", index), read, claim)
        if claim.source in self._sources:
            yield from self._fitting_source(claim, self._sources[claim.source])

    def _fitting_test(self, claim: Claim) -> Iterator[Mistake]:
        test = self._tests.get(claim.test or "")
        if test is not None and (test.arithmetic is None) != (claim.kind == "hub"):
            kind = "arithmetic" if claim.kind == "hub" else "the Hub"
            yield ("test",), f"expected a test that fits a claim of kind {claim.kind}; this one is on {kind}"

    def _fitting_source(self, claim: Claim, source: Source) -> Iterator[Mistake]:
        if claim.excerpt is not None and source.capture is None:
            yield ("excerpt",), f"expected no excerpt; the source {source.id} has no `capture` to find it in"
        if source.condition == "garbled" and not claim.garbled:
            yield (), f"expected `garbled: true`; the source {source.id} is a garbled copy"

        how = f"the source {source.id} has `how_read: {source.how_read}`"
        if source.how_read in UNREAD and claim.wording == "seen":
            advice = "where its passage was seen, correct `how_read`"
            yield ("wording",), f"expected `retold` or `reconstructed`; {how}: {advice}"
        if source.how_read == "abstract" and claim.wording is None and not claim.garbled:
            advice = "say whether this claim was: seen, retold or reconstructed"
            yield (), f"expected `wording`; {how}, so that not all of it was seen: {advice}"

    def _read(self, here: Location, written: str, claim: Claim) -> Iterator[Mistake]:
        yield from self._known(here, written, "source")
        source = self._sources.get(written)
        if written == claim.source:
            yield here, "expected another source than the claim's own; a claim seen there has `wording: seen`"
        elif source is not None and source.how_read in UNREAD:
            got = f"got {written!r}, which has `how_read: {source.how_read}`"
            yield here, f"expected a source of which a passage was seen, {got}"

    def _in_test(self, test: ClaimTest) -> Iterator[Mistake]:
        origins = {source.id for source in self._sources.values() if source.kind == "data"}
        named = [population.id for population in test.populations]
        for place, population in enumerate(test.populations):
            if population.id in named[:place]:
                here = ("populations", place, "id")
                yield here, "expected an id of its own; an earlier population of this test has this one"
            for index, origin in enumerate(population.origins):
                if origin not in origins:
                    expectation = (
                        f"expected a source of kind data, got {origin!r}; {closest_matches(origin, origins)}"
                    )
                    yield ("populations", place, "origins", index), expectation

    def _in_action(self, action: Action) -> Iterator[Mistake]:
        yield from self._known(("source",), action.source, "source")
        for place, note in enumerate(action.history):
            for index, reference in enumerate(note.sources):
                here = ("history", place, "sources", index, "source")
                yield from self._known(here, reference.source, "source")

    def _known(self, here: Location, written: str, what: str) -> Iterator[Mistake]:
        known = self._ids[f"{what}s"]
        if written not in known:
            yield here, f"expected the id of a {what}, got {written!r}; {closest_matches(written, known)}"

    def _leads_on(
        self, here: Location, start: str, onward: Mapping[str, str | None], what: str
    ) -> Iterator[Mistake]:
        """Check a reference to another record of its kind, which must not lead back to itself."""
        following = onward.get(start)
        if following is None:
            return
        yield from self._known(here, following, what)
        seen: set[str] = set()
        while following is not None and following not in seen:
            seen.add(following)
            following = onward.get(following)
        if start in seen:
            yield here, f"expected another {what}; this leads back to itself"
