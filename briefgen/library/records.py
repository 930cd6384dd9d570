"""The records of the library: sources, and the figures that they state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal, Self, TypeVar

from pydantic import ConfigDict, Field, model_validator

from briefgen.errors import InputError
from briefgen.library.claim_tests import ClaimTest
from briefgen.library.fields import Confidence, OwnWords, PartialDate, Period, Sha256
from briefgen.library.statements import Action, Claim
from briefgen.text import dates
from briefgen.yaml_files.fields import Id, Number, Record, Text, closest_matches, expected

#: What a source is. `data` is an origin of snapshots or of a list of models.
Kind = Literal["policy document", "report", "article", "documentation", "registry", "data"]
#: How the source was read, from best to worst.
HowRead = Literal["full-text", "seen-verbatim", "abstract", "secondary", "from-memory"]
#: The ways in which no passage of a source itself was seen.
UNREAD: tuple[HowRead, ...] = ("secondary", "from-memory")
#: How the address is known, from surest to least sure.
AddressKnown = Literal["seen", "inferred", "from-memory"]
#: Types of CSL 1.0.2 that the citation style has been tried with.
CslType = Literal[
    "article",
    "article-magazine",
    "article-newspaper",
    "dataset",
    "legislation",
    "post-weblog",
    "report",
    "webpage",
]


#: Days for which a review of a source counts; it may be corrected or withdrawn meanwhile.
_FRESH = 183


def _hyphenated(field: str) -> str:
    return field.replace("_", "-")


class Name(Record):
    """A person (`family`, `given`), or a body or an account by its own name (`literal`)."""

    family: Text | None = None
    given: Text | None = None
    literal: Text | None = None

    @model_validator(mode="after")
    def _person_or_body(self) -> Self:
        if (self.family is None) == (self.literal is None):
            raise expected("expected `family` and `given` for a person, or `literal` for a body")
        if self.literal is not None and self.given is not None:
            raise expected("expected `literal` to stand alone, without `given`")
        return self


class Csl(Record):
    """The bibliographic fields of a source, named as in CSL 1.0.2.

    `issued` is a partial ISO date; left out, the citation prints "n.d.". `title_short` is the title of
    later notes. An address that is not http or https is printed as plain text, never as a link.
    """

    model_config = ConfigDict(alias_generator=_hyphenated)

    type: CslType
    title: Text
    title_short: Text | None = None
    author: tuple[Name, ...] = ()
    issued: PartialDate | None = None
    container_title: Text | None = None
    publisher: Text | None = None
    number: Text | None = None
    version: Text | None = None
    url: Text | None = Field(None, alias="URL")


class StatedFigure(Record):
    """A number that a source states, for comparison with the data.

    `states` says in our own words what the source says. The number itself is `value`; or `low`, `high` or
    both if the source gives a bound or a range; or `dated` if it is a date. `as_of` is the date or period
    that the number is about.
    """

    id: Id
    states: OwnWords
    unit: Text
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    dated: Period | None = None
    as_of: Period | None = None
    locator: Text
    how_read: HowRead | None = None
    confidence: Confidence
    reason: Text

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        bounded = self.low is not None or self.high is not None
        if (self.value is not None) + bounded + (self.dated is not None) != 1:
            raise expected("expected one of `value`, `low` and `high`, or `dated`")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise expected(f"expected `low` to be no more than `high`, got {self.low} and {self.high}")
        return self


class Source(Record):
    """A citable document or data set: what it is, how it was read, and what it states in numbers.

    `capture` is the SHA-256 of the text that was captured of it. `derived_from` names the source that this
    one retells: the two are one witness. A `garbled` source is never quoted. `byline` is its name in
    attributions of claims, in place of its short title. `interests` says what its authors have to gain, for
    readers of its claims.
    """

    id: Id
    kind: Kind
    csl: Csl
    byline: Text | None = None
    licence: Text
    how_read: HowRead
    read_note: Text
    address_known: AddressKnown | None = None
    condition: Literal["intact", "garbled"] = "intact"
    derived_from: Id | None = None
    capture: Sha256 | None = None
    reviewed: PartialDate
    notes: OwnWords | None = None
    interests: OwnWords | None = None
    figures: tuple[StatedFigure, ...] = ()

    @model_validator(mode="after")
    def _address_is_qualified(self) -> Self:
        if (self.csl.url is None) != (self.address_known is None):
            raise expected("expected `address_known` where there is a URL, and only there")
        return self

    def published_by(self, day: dt.date) -> bool:
        """Return whether the source was published by a day.

        A date known by its year or month alone counts as its last day; a source without a date counts as
        published.
        """
        issued = self.csl.issued
        return issued is None or dates.last_day(issued) <= day

    def stale_by(self, day: dt.date) -> bool:
        """Return whether the last review of the source is more than half a year ago."""
        return (day - dates.last_day(self.reviewed)).days > _FRESH

    def figure(self, figure_id: str) -> StatedFigure:
        """Return one figure. Raises InputError if the source has no figure with that id."""
        return _by_id(self.figures, figure_id, f"figure of the source {self.id}")


class Library(Record):
    """Everything curated in a project folder: sources, their claims, the claims' tests, and actions."""

    sources: tuple[Source, ...]
    claims: tuple[Claim, ...] = ()
    tests: tuple[ClaimTest, ...] = ()
    actions: tuple[Action, ...] = ()

    def source(self, source_id: str) -> Source:
        """Return one source. Raises InputError if the library has no source with that id.

        >>> Library(sources=()).source("atom-2025")
        Traceback (most recent call last):
        briefgen.errors.InputError: atom-2025: expected the id of a source of the library; there is none
        """
        return _by_id(self.sources, source_id, "source of the library")

    def claim(self, claim_id: str) -> Claim:
        """Return one claim. Raises InputError if the library has no claim with that id."""
        return _by_id(self.claims, claim_id, "claim of the library")

    def test(self, test_id: str) -> ClaimTest:
        """Return one test of claims. Raises InputError if the library has no test with that id."""
        return _by_id(self.tests, test_id, "test of the library")

    def action(self, action_id: str) -> Action:
        """Return one action. Raises InputError if the library has no action with that id."""
        return _by_id(self.actions, action_id, "action of the library")

    def original(self, claim: Claim) -> Source:
        """Return the source that a claim goes back to, over the claims it retells and the sources retold.

        Raises InputError if one of them is not in the library.
        """
        while claim.retells is not None:
            claim = self.claim(claim.retells)
        source = self.source(claim.source)
        while source.derived_from is not None:
            source = self.source(source.derived_from)
        return source

    def witnesses(self, claims: Iterable[Claim]) -> tuple[tuple[Claim, ...], ...]:
        """Group claims by their original, in order of first appearance: each group is one witness.

        Raises InputError if an original is not in the library.
        """
        groups: dict[str, list[Claim]] = {}
        for claim in claims:
            groups.setdefault(self.original(claim).id, []).append(claim)
        return tuple(map(tuple, groups.values()))


_R = TypeVar("_R", Source, StatedFigure, Claim, ClaimTest, Action)


def _by_id(records: Iterable[_R], wanted: str, what: str) -> _R:
    known = {record.id: record for record in records}
    if wanted in known:
        return known[wanted]
    raise InputError(f"{wanted}: expected the id of a {what}; {closest_matches(wanted, known)}")
