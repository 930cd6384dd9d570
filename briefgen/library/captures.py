"""Captured texts of sources, kept outside the repository: passages are found and checked in them.

A capture is `<source id>.txt` in one folder, in UTF-8. Its hash stands in the source's record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from briefgen.errors import InputError
from briefgen.library.excerpts import Excerpt, Missing, Passage, find, record
from briefgen.library.records import Library, Source
from briefgen.library.statements import Claim

#: Licences under which a passage of any length may be printed, by how they begin.
_FREE = ("US government work", "CC BY 4.0", "CC0")

#: What a check can come to: the passage stands where it should; it does not; the capture is not at hand; it
#: is another text than the one that was captured.
Outcome = Literal["found", "not found", "no capture", "another capture"]


@dataclass(frozen=True)
class PassageCheck:
    """What the check of one excerpt, or of one capture, came to.

    `place` is the file, with the line where the passage or its nearest match begins. `claim_id` is None where
    the finding is about a capture as a whole.
    """

    outcome: Outcome
    source_id: str
    claim_id: str | None
    place: str
    words: str


def free(source: Source) -> bool:
    """Return whether a source's licence lets any passage be printed, and the capture be copied."""
    return source.licence.startswith(_FREE)


class Captures:
    """The captures in one folder.

    Raises InputError where there is no such folder.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise InputError(
                f"{folder}: no such folder; name the one that holds the captures, <source id>.txt"
            )
        self._folder = folder

    def file(self, source_id: str) -> Path:
        """Return where the capture of a source is, or would be."""
        return self._folder / f"{source_id}.txt"

    def text(self, source_id: str) -> str | None:
        """Return the captured text; None where it is not at hand. Raises InputError where it is not UTF-8."""
        file = self.file(source_id)
        try:
            return file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise InputError(f"{file}: expected UTF-8 text; capture the source again") from error

    def record(self, source: Source, first: str, last: str) -> Excerpt:
        """Make the excerpt of the passage of a source from `first` to the next `last`.

        Raises InputError where the capture is not at hand or is not the one that the source records, or the
        words do not name a passage in it.
        """
        file, text = self.file(source.id), self.text(source.id)
        if text is None:
            raise InputError(f"{file}: no such file; put the captured text of {source.id} there")
        at_hand = _sha256(file)
        if source.capture != at_hand:
            raise InputError(
                f"{file}: not the capture that the source {source.id} records. If it is the text to be "
                f"cited, write `capture: {at_hand}` in the source."
            )
        return record(text, first, last)

    def passage(self, claim: Claim) -> Passage | None:
        """Return the passage of a claim, to be printed; None where none is at hand, or it is garbled."""
        text = self.text(claim.source)
        if text is None or claim.excerpt is None or claim.garbled:
            return None
        found = find(claim.excerpt, text)
        return found if isinstance(found, Passage) else None

    def quotation(self, claim: Claim, source: Source) -> str | None:
        """Return the words of a claim that a document may print, on one line.

        None where the capture is not at hand or holds another text, where neither the source's licence nor
        the claim's `quote` allows it, or where the copy is garbled.
        """
        if not claim.quote and not free(source):
            return None
        found = self.passage(claim)
        return None if found is None else " ".join(found.text.split())

    def hashes(self, library: Library) -> dict[str, str]:
        """Return the hash of each capture at hand, by its source: a declared input of what is printed."""
        at_hand = (source.id for source in library.sources if self.file(source.id).is_file())
        return {source_id: _sha256(self.file(source_id)) for source_id in sorted(at_hand)}


def check(library: Library, folder: Path) -> tuple[PassageCheck, ...]:
    """Look for every excerpt of the library in the captures, in the order of sources and claims.

    Raises InputError where there is no such folder, or a capture is not text.
    """
    captures = Captures(folder)
    return tuple(
        finding
        for source in library.sources
        if source.capture is not None
        for finding in _in_source(library, source.id, source.capture, captures)
    )


def _in_source(library: Library, source_id: str, sha256: str, captures: Captures) -> Iterator[PassageCheck]:
    file, text = captures.file(source_id), captures.text(source_id)
    if text is None:
        yield PassageCheck("no capture", source_id, None, str(file), "its passages could not be looked for")
        return
    if _sha256(file) != sha256:
        yield PassageCheck(
            "another capture", source_id, None, str(file), "its hash is not that of the source's `capture`"
        )
    for claim in library.claims:
        if claim.source == source_id and claim.excerpt is not None:
            result = find(claim.excerpt, text)
            words = f"{result.why}; the nearest is {result.nearest!r}" if isinstance(result, Missing) else ""
            outcome: Outcome = "not found" if isinstance(result, Missing) else "found"
            yield PassageCheck(outcome, source_id, claim.id, f"{file}:{result.line}", words)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
