"""Captured texts of sources, stored outside the repository: passages are found and checked in them.

A capture is `<source id>.txt` in one folder, in UTF-8. Its hash is in the source's record.
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

#: Licenses under which a passage of any length may be printed, by their first words.
_FREE = ("US government work", "CC BY 4.0", "CC0")

#: The outcomes of a check: the passage is found; it is not; there is no capture; the capture is not the text
#: that was recorded.
Outcome = Literal["found", "not found", "no capture", "another capture"]


@dataclass(frozen=True)
class PassageCheck:
    """The outcome of the check of one excerpt, or of one capture.

    `place` is the file, with the line where the passage or its nearest match begins. `claim_id` is None if
    the finding is about a capture as a whole.
    """

    outcome: Outcome
    source_id: str
    claim_id: str | None
    place: str
    words: str


def free(source: Source) -> bool:
    """Return whether a source's license allows printing any passage and copying the capture."""
    return source.licence.startswith(_FREE)


class Captures:
    """The captures in one folder.

    Raises InputError if there is no such folder.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise InputError(
                f"{folder}: no such folder; name the one that holds the captures, <source id>.txt"
            )
        self._folder = folder

    def file(self, source_id: str) -> Path:
        """Return the path of a source's capture, whether it exists or not."""
        return self._folder / f"{source_id}.txt"

    def text(self, source_id: str) -> str | None:
        """Return the captured text; None if there is no capture. Raises InputError if it is not UTF-8."""
        file = self.file(source_id)
        try:
            return file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise InputError(f"{file}: expected UTF-8 text; capture the source again") from error

    def record(self, source: Source, first: str, last: str) -> Excerpt:
        """Make the excerpt of the passage of a source from `first` to the next `last`.

        Raises InputError if there is no capture, if it is not the one that the source records, or if the
        words do not identify a passage in it.
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
        """Return the passage of a claim for print; None if there is no capture, or it is garbled."""
        text = self.text(claim.source)
        if text is None or claim.excerpt is None or claim.garbled:
            return None
        found = find(claim.excerpt, text)
        return found if isinstance(found, Passage) else None

    def quotation(self, claim: Claim, source: Source) -> str | None:
        """Return the words of a claim that a document may print, on one line.

        None if there is no capture or it has another text, if neither the source's license nor the claim's
        `quote` allows it, or if the copy is garbled.
        """
        if not claim.quote and not free(source):
            return None
        found = self.passage(claim)
        return None if found is None else " ".join(found.text.split())

    def hashes(self, library: Library) -> dict[str, str]:
        """Return the hash of each existing capture, by its source: a declared input of what is printed."""
        at_hand = (source.id for source in library.sources if self.file(source.id).is_file())
        return {source_id: _sha256(self.file(source_id)) for source_id in sorted(at_hand)}


def check(library: Library, folder: Path) -> tuple[PassageCheck, ...]:
    """Look for every excerpt of the library in the captures, in the order of sources and claims.

    Raises InputError if there is no such folder, or if a capture is not text.
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
