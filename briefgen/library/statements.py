"""What sources say: claims that can be judged, and recommendations whose status is followed."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import model_validator

from briefgen.library.excerpts import Excerpt
from briefgen.library.fields import MOST_QUOTED, Confidence, OwnWords, PartialDate
from briefgen.yaml_files.fields import Day, Flag, Id, NotEmpty, Record, Text, expected

#: What a claim is about, as the briefing groups them.
Theme = Literal["adoption", "attention", "foundations", "releases", "openness", "policy", "cost", "general"]
#: What can judge a claim: the Hub's statistics, arithmetic, other documents, or nothing.
ClaimKind = Literal["hub", "arithmetic", "document", "opinion"]
#: The judgement of one moment.
Word = Literal["supported", "partly-supported", "contradicted", "untestable"]
#: How the date of a claim is known: from its source, from other documents, or from the claim's own sentence,
#: in which case the claim cannot test that date.
DateBasis = Literal["stated", "inferred", "own-words"]
#: How the wording of a claim is known: seen in its source or in a faithful copy; from the accounts of others;
#: reconstructed from fragments or garbled copies.
ClaimWording = Literal["seen", "retold", "reconstructed"]
#: The same with the claims of which a garbled copy alone is known.
Wording = Literal[ClaimWording, "garbled"]
SubjectKind = Literal["model", "organisation", "country", "document", "event", "measure"]
#: The status of an action, in the words of the US Government Accountability Office and one of our own.
Status = Literal["open", "implemented", "closed-not-implemented", "no evidence found"]


class Reference(Record):
    """A source, by its id, and the place in it."""

    source: Id
    locator: Text | None = None


class Subject(Record):
    """Whom or what a claim is about; a model or an organization by its name on the Hub."""

    kind: SubjectKind
    name: Text


class Untested(Record):
    """Why a claim has no test, and the datum that would allow one."""

    reason: OwnWords
    would_settle: OwnWords | None = None


class Judgement(Record):
    """A curated judgement of a claim, for when it was made and for now, with its own citations."""

    then: Word
    now: Word
    confidence: Confidence
    reason: OwnWords
    sources: Annotated[tuple[Reference, ...], NotEmpty]


class Reply(Record):
    """What the party concerned answered, in our words."""

    by: Text
    date: PartialDate
    source: Id
    words: OwnWords


class Claim(Record):
    """A statement by a source that can be judged.

    `statement` is in our own plain words; `excerpt` holds the source's. `retells` names the claim that this
    one repeats: the two are one witness. A `garbled` claim is known through a garbled copy only, and its
    excerpt is never printed. `wording` says how the claim's words are known if that does not follow from how
    its source was read, and `read_in` in which other sources they were read. `quote` is the user's permission
    to print a short passage from a capture.
    """

    id: Id
    statement: OwnWords
    theme: Theme
    source: Id
    locator: Text
    excerpt: Excerpt | None = None
    kind: ClaimKind
    made_on: PartialDate
    made_on_basis: DateBasis
    subject: Subject
    retells: Id | None = None
    garbled: Flag = False
    wording: ClaimWording | None = None
    read_in: tuple[Id, ...] = ()
    quote: Flag = False
    test: Id | None = None
    untested: Untested | None = None
    judged: Judgement | None = None
    reply: Reply | None = None
    note: OwnWords | None = None

    @model_validator(mode="after")
    def _judged_one_way(self) -> Self:
        given = {name for name in ("test", "untested", "judged") if getattr(self, name) is not None}
        ways, expectation = _WAYS[self.kind]
        if given not in ways:
            got = " and ".join(f"`{name}`" for name in sorted(given)) or "none of them"
            raise expected(f"expected {expectation} for a claim of kind {self.kind}, got {got}")
        if self.quote and (self.garbled or self.excerpt is None or self.excerpt.words > MOST_QUOTED):
            raise expected(
                f"expected an excerpt of {MOST_QUOTED} words at most, of no garbled copy, to quote"
            )
        if self.kind == "hub" and self.untested and self.untested.would_settle is None:
            raise expected("expected `would_settle` in `untested`: which datum on the Hub is missing")
        return self

    @model_validator(mode="after")
    def _worded_one_way(self) -> Self:
        unseen = self.wording in ("retold", "reconstructed")
        if self.garbled and self.wording is not None:
            raise expected("expected no `wording` beside `garbled: true`, which says how it is known")
        if self.read_in and not unseen:
            raise expected("expected `wording: retold` or `wording: reconstructed` beside `read_in`")
        if self.wording == "reconstructed" and not self.read_in:
            raise expected("expected `read_in` beside `wording: reconstructed`: the sources it is made from")
        if unseen and self.excerpt is not None:
            raise expected(f"expected no `excerpt` beside `wording: {self.wording}`: it was not seen")
        return self


_TEST_OR_NONE: tuple[set[str], ...] = ({"test"}, {"untested"})
_WAYS: dict[ClaimKind, tuple[tuple[set[str], ...], str]] = {
    "hub": (
        (*_TEST_OR_NONE, {"untested", "judged"}),
        "either `test` or `untested` (with `judged` beside it where documents settle it)",
    ),
    "arithmetic": (_TEST_OR_NONE, "either `test` or `untested`"),
    "document": (({"judged"}, {"untested"}), "either `judged` or `untested`"),
    "opinion": ((set(),), "neither `test`, `untested` nor `judged`"),
}


class StatusNote(Record):
    """What was known of an action on one day, and from where."""

    date: Day
    status: Status
    words: OwnWords
    sources: Annotated[tuple[Reference, ...], NotEmpty]


class Action(Record):
    """A recommendation of a policy document whose status is followed.

    `history` goes from the oldest note to the newest, whose status is that of the action. `metric` names a
    Hub metric that bears on it; `metric_says` says what that metric can and cannot show.
    """

    id: Id
    title: OwnWords
    source: Id
    locator: Text
    lead: tuple[Text, ...]
    status: Status
    history: Annotated[tuple[StatusNote, ...], NotEmpty]
    metric: Text | None = None
    metric_says: OwnWords | None = None

    @model_validator(mode="after")
    def _follows_its_history(self) -> Self:
        days = [note.date for note in self.history]
        if days != sorted(days):
            raise expected("expected `history` from the oldest note to the newest")
        if self.status != self.history[-1].status:
            raise expected(
                f"expected the status of the newest note, {self.history[-1].status!r}, got {self.status!r}"
            )
        if (self.metric is None) != (self.metric_says is None):
            raise expected("expected `metric_says` where there is a `metric`, and only there")
        return self
