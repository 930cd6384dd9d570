"""The summary of an edition for a reader with four minutes: as HTML for an e-mail, and as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from briefgen.documents.front import Front
from briefgen.documents.html import Renderer
from briefgen.edition import Edition
from briefgen.library.records import Library
from briefgen.site.archive import SiteEdition

#: Plain text in a message is read at about this width (RFC 3676 advises fewer than 78).
_WIDTH = 72


@dataclass(frozen=True)
class Moved:
    """A verdict that the data turned since the edition before."""

    claim_id: str
    statement: str
    before: str
    now: str


@dataclass(frozen=True)
class Summary:
    """What a summary says: the first page, the verdicts that turned since `before`, and where all of it is.

    `address` and `claims_address` lead to the edition and to the folder of claims' pages.
    """

    edition: Edition
    front: Front
    before: str | None
    moved: tuple[Moved, ...]
    address: str
    claims_address: str

    def html(self, renderer: Renderer) -> str:
        """Return it as HTML that mail programs keep: tables, styles at each element, nothing fetched.

        Raises InputError where the template is wrong.
        """
        return renderer.text("site/summary.html.j2", summary=self)

    def text(self) -> str:
        """Return the same as plain text."""
        return "\n\n".join(self._parts()) + "\n"

    def _parts(self) -> Iterator[str]:
        yield f"{self.front.title}\n{self.edition.title}"
        if self.front.standfirst:
            yield _filled(self.front.standfirst)
        if self.front.key_numbers:
            yield "KEY NUMBERS"
        for number in self.front.key_numbers:
            basis = ". ".join(filter(None, (number.basis, number.change)))
            yield _filled(f"{number.text} {number.label}. {basis}.")
        if self.front.basis:
            yield _filled(self.front.basis)
        if self.front.findings:
            yield "KEY FINDINGS"
        for finding in self.front.findings:
            yield f"{_filled(f'* {finding.headline}')}\n{_filled(finding.text)}"
        if self.moved:
            yield f"VERDICTS THAT TURNED SINCE {str(self.before).upper()}"
        for moved in self.moved:
            yield _filled(f"* {moved.statement} {moved.before.capitalize()} before, {moved.now} now.")
        yield f"The whole edition, with the source of every number:\n{self.address}"


def moved(edition: SiteEdition, library: Library) -> tuple[str | None, tuple[Moved, ...]]:
    """Return the month before in an edition's own history, and the verdicts that turned since.

    Claims that rest on one test count once; one that is known through a garbled copy is left out.
    """
    garbled = {claim.id for claim in library.claims if claim.garbled}
    found: dict[str, Moved] = {}
    before = max((it.history[-2].edition for it in edition.claims if len(it.history) > 1), default=None)
    for claim in edition.claims:
        if len(claim.history) < 2 or claim.id in garbled:
            continue
        then, now = (month.word for month in claim.history[-2:])
        if then != now and "untestable" not in (then, now):
            words = (then.replace("-", " "), now.replace("-", " "))
            found.setdefault(claim.test or claim.id, Moved(claim.id, claim.statement, *words))
    return Edition.parse(before).title if before else None, tuple(found.values())


def _filled(words: str) -> str:
    return textwrap.fill(words, _WIDTH, break_long_words=False, break_on_hyphens=False)
