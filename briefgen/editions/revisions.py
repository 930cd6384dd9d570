"""Revisions: a published edition is never silently another. What changed is said, and the earlier one stays.

The number of a revision is the comment's, one more than the days of its corrections, so that whoever builds
the same project gets the same one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefgen.claims.judged_edition import JudgedEdition
from briefgen.documents import output_files
from briefgen.edition import Edition
from briefgen.editions.comment.read import Comment, Head
from briefgen.editions.documents import Document
from briefgen.editions.record import (
    ELSEWHERE,
    NAME,
    EditionRecord,
    Inputs,
    PublishedEdition,
    published,
    superseded,
)
from briefgen.errors import InputError
from briefgen.files import as_json
from briefgen.ledger.file import LedgerEntry
from briefgen.library.statements import Claim
from briefgen.metrics.engine import Engine
from briefgen.metrics.numbers import Number

#: So many inputs are named in a message.
_MOST_NAMED = 8
#: An edition lists these of its inputs: if one changed, so did the edition.
_CERTAIN = ("documents", "snapshot ", "capture ")
#: What stood here comes first.
_FIRST_PAGE = {"front", "key-numbers", "findings"}


@dataclass(frozen=True)
class Restated:
    """A number of the earlier revision and what it is now, None where nothing gives it any more."""

    before: LedgerEntry
    now: Number | None


@dataclass(frozen=True)
class Rejudged:
    """A claim whose word as a whole was another in the earlier revision."""

    claim: Claim
    before: str
    now: str


@dataclass(frozen=True)
class Since:
    """What is another than in an earlier `revision`, of whose `checked` numbers each was worked out again.

    The numbers of its first page come first, then all in the order of their aliases.
    """

    revision: int
    inputs: tuple[str, ...]
    checked: int
    numbers: tuple[Restated, ...]
    verdicts: tuple[Rejudged, ...]


@dataclass(frozen=True)
class Revision:
    """Which revision of an edition this is.

    `before` is what stands published where it is built; `since` what is another than in the revision before
    this one, None where that is not at hand.
    """

    number: int
    record: EditionRecord
    before: PublishedEdition | None = None
    since: Since | None = None

    @property
    def keeps_at(self) -> Path | None:
        """Where the earlier revision is kept; None where there is none to be kept."""
        return self.before.kept_at if self.before is not None and self.is_later else None

    @property
    def is_later(self) -> bool:
        """Whether it is a later revision than the one that stands published, if any does."""
        return self.before is None or self.number > self.before.record.revision

    @property
    def files(self) -> dict[str, bytes]:
        """What a build leaves of it."""
        files = {NAME: as_json(self.record.model_dump(mode="json"))}
        if self.since is not None:
            files["revision.json"] = as_json(_written(self.since))
        return files


def revision(
    edition: Edition,
    comment: Comment | None,
    now: Inputs,
    documents: Sequence[Document],
    before: PublishedEdition | None,
    docket: JudgedEdition,
    engine: Engine,
) -> Revision:
    """Return which revision a build makes, and what is another than in the one before.

    Raises InputError where a number of the revision that is published would be another under its number.
    """
    head = comment.head if comment else None
    days = _corrected_on(head)
    number = 1 + len(days)
    is_later = before is None or number > before.record.revision
    earlier = before if before is None or is_later else _superseded(before)
    record = EditionRecord(
        edition=str(edition),
        status=head.status if head else None,
        revision=number,
        corrected_on=days[-1] if days else None,
        supersedes=earlier.manifest if earlier else None,
        documents=tuple(document.name for document in documents),
        paper={document.name: document.paper for document in documents if document.paper},
        inputs=dict(now),
    )
    if before is not None and not is_later and _changed(before.record.inputs, now):
        _check_numbers(before, record, engine)
    return Revision(number, record, before, _since(earlier, now, docket, engine) if earlier else None)


def check(edition: Edition, head: Head | None, now: Inputs, before: PublishedEdition | None) -> None:
    """Look whether a published edition may be built again, as far as that is known without any work.

    Raises InputError where a published edition would become a draft or an earlier revision again, where the
    earlier revision has no place to be kept, or where an input changed that changes the edition for certain.
    """
    if before is None:
        return
    number, standing = 1 + len(_corrected_on(head)), before.record.revision
    if head is None or head.status != "final" or number < standing:
        final = head is not None and head.status == "final"
        said = "has fewer corrections than before" if final else "is no longer final"
        raise InputError(
            f"{before.folder}: revision {standing} of this edition is published, and its "
            f"comment (editions/{edition}.md) {said}. Put that back. {ELSEWHERE}"
        )
    if number > standing:
        if before.kept_at.exists():
            raise InputError(
                f"{before.kept_at}: stands where the earlier revision is to be kept. Move it away."
            )
        return
    changed = _changed(before.record.inputs, now)
    if any(name.startswith(_CERTAIN) or name == f"editions/{edition}.md" for name in changed):
        raise InputError(_refusal(before, edition, changed, "it is made from something else"))


def _corrected_on(head: Head | None) -> list[str]:
    """The days on which something was corrected, in order."""
    return sorted({it.date for it in head.corrections}) if head else []


def _check_numbers(before: PublishedEdition, record: EditionRecord, engine: Engine) -> None:
    """Raise InputError where numbers that are published are others now: before anything is drawn or set."""
    others = [entry for entry, number in _again(before, engine) if _is_other(entry, number)]
    if others:
        what = f"{len(others)} of its {len(before.numbers)} numbers differ, the first {others[0].alias}"
        raise InputError(
            _refusal(before, record.edition, _changed(before.record.inputs, record.inputs), what)
        )


def _superseded(standing: PublishedEdition) -> PublishedEdition | None:
    """The revision that a published one took the place of, None where it is not kept beside it."""
    kept = (published(folder) for folder in superseded(standing.folder) if standing.record.supersedes)
    return next((it for it in kept if it is not None and it.manifest == standing.record.supersedes), None)


def check_files(now: Revision, files: Mapping[str, bytes]) -> None:
    """Compare the files that a build has made so far with those that are published.

    Raises InputError where it would be another edition under the same number of revision.
    """
    if now.before is not None and not now.is_later:
        standing = _standing(now.before)
        _compare(now, now.before, files, {path: standing[path] for path in files.keys() & standing.keys()})


def says_more(now: Revision, files: Mapping[str, bytes]) -> bool:
    """Return whether a build is to be written: not where all that it says is published already.

    Raises InputError where it would be another edition under the same number of revision.
    """
    if now.before is None or now.is_later:
        return True
    _compare(now, now.before, files, _standing(now.before))
    return False


def _standing(before: PublishedEdition) -> dict[str, str]:
    """The hashes of the files that are published."""
    listed = output_files.listed(before.folder)
    return {path: hashed for path, hashed in listed.items() if not output_files.of_the_kit(path)}


def _compare(
    now: Revision, before: PublishedEdition, files: Mapping[str, bytes], standing: Mapping[str, str]
) -> None:
    made = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    # What it is made from may have another form and say the same.
    others = [
        path
        for path in sorted(made.keys() | standing.keys())
        if made.get(path) != standing.get(path) and path != NAME
    ]
    if others:
        changed = _changed(before.record.inputs, now.record.inputs)
        what = f"{len(others)} files differ, the first {others[0]}"
        raise InputError(_refusal(before, now.record.edition, changed, what))


def _refusal(before: PublishedEdition, edition: object, inputs: Sequence[str], what: str) -> str:
    changed = inputs or ["nothing that it is made from"]
    more = f" and {len(changed) - _MOST_NAMED} more" if len(changed) > _MOST_NAMED else ""
    number = before.record.revision
    return (
        f"{before.folder}: revision {number} of this edition is published, and this build would be "
        f"another: {what}. Changed since: "
        f"{', '.join(changed[:_MOST_NAMED])}{more}. Say what was corrected, when and why, under "
        f"`corrections` in editions/{edition}.md; that makes revision {number + 1}. "
        f"{ELSEWHERE}"
    )


def _since(before: PublishedEdition, now: Inputs, docket: JudgedEdition, engine: Engine) -> Since:
    others = [Restated(entry, number) for entry, number in _again(before, engine) if _is_other(entry, number)]
    verdicts = {verdict.claim.id: verdict for verdict in docket.verdicts}
    both = ((verdicts[claim], word) for claim, word in before.words.items() if claim in verdicts)
    return Since(
        revision=before.record.revision,
        inputs=tuple(_changed(before.record.inputs, now)),
        checked=len(before.numbers),
        numbers=tuple(sorted(others, key=lambda it: not _FIRST_PAGE & set(it.before.places))),
        verdicts=tuple(Rejudged(it.claim, word, it.word) for it, word in both if it.word != word),
    )


def _again(before: PublishedEdition, engine: Engine) -> Iterator[tuple[LedgerEntry, Number | None]]:
    """Each number that was printed, with what it is now; None where nothing gives it any more."""
    for entry in before.numbers:
        try:
            yield entry, engine.again(entry.number)
        except InputError:
            yield entry, None


def _is_other(entry: LedgerEntry, now: Number | None) -> bool:
    return now is None or now.value != entry.number.value


def _changed(before: Inputs, now: Inputs) -> list[str]:
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _written(since: Since) -> dict[str, object]:
    return {
        "format": "briefgen/revision/1",
        "since_revision": since.revision,
        "inputs": list(since.inputs),
        "numbers_checked": since.checked,
        "numbers": [
            {
                "id": it.before.id,
                "alias": it.before.alias,
                "metric": it.before.metric,
                "row": it.before.row,
                "column": it.before.column,
                "texts": list(it.before.texts),
                "before": it.before.value,
                "now": None if it.now is None else it.now.value,
                "known": it.now is not None,
            }
            for it in since.numbers
        ],
        "verdicts": [{"claim": it.claim.id, "before": it.before, "now": it.now} for it in since.verdicts],
    }
