"""Whom a claim is ascribed to: the source in which its words were read, and those that this one retells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from briefgen.library.records import UNREAD, HowRead, Library, Source
from briefgen.library.statements import Claim, Wording

#: Who is named in place of a source of which no passage was seen, if no retelling of it is in the library.
_NOBODY: dict[HowRead, str] = {"from-memory": "The editors’ memory"}
_ACCOUNTS = "Second-hand accounts"
#: What a reader must know of a claim whose words were not seen in its source.
_UNSEEN: dict[Wording, str] = {
    "seen": "",
    "retold": "Known through others: its wording was not seen in the original.",
    "reconstructed": "Its wording was not seen in the original: it is reconstructed from what was read.",
    "garbled": "Known through a garbled copy only: nobody said it in these words.",
}


@dataclass(frozen=True)
class Attribution:
    """To whom a claim is ascribed.

    `read` are the sources in which its words were read: empty if it is known through accounts that are not in
    the library. `retold` are those that these go back to, the original last: nobody read them say it. `named`
    are the words for the former; `wording` says how the claim's words are known.
    """

    read: tuple[Source, ...]
    retold: tuple[Source, ...]
    named: str
    wording: Wording

    @property
    def nameable(self) -> bool:
        """Whether somebody was read saying it, who may be corrected by name and named as its author.

        Not so for a garbled copy, a reconstruction, or accounts of others that are not in the library.
        """
        return bool(self.read) and self.wording in ("seen", "retold")

    @property
    def caution(self) -> str:
        """What a reader must know of its wording, empty if that was seen."""
        return _UNSEEN[self.wording]

    @property
    def sources(self) -> tuple[Source, ...]:
        """All sources that the words name, in their order."""
        return (*self.read, *self.retold)

    def __str__(self) -> str:
        """Name the sources in words, as in "Implicator.ai, retelling Clément Delangue in VentureBeat"."""
        return ", retelling ".join((self.named, *map(byline, self.retold)))


def attributed(library: Library, claim: Claim) -> Attribution:
    """Return to whom a claim of a library is ascribed: the one place where that is computed.

    Raises InputError if a source or a claim that it goes back to is not in the library.
    """
    wording = _worded(library, claim)
    lineage = tuple(dict.fromkeys(_lineage(library, claim)))
    in_source = wording == "seen" or (wording == "garbled" and lineage[0].condition == "garbled")
    read = lineage[:1] if in_source else tuple(map(library.source, claim.read_in))
    retold = tuple(source for source in lineage if source not in read)
    names = [byline(source) for source in read] or [_NOBODY.get(lineage[0].how_read, _ACCOUNTS)]
    named = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return Attribution(read, retold, named[:1].upper() + named[1:], wording)


def _worded(library: Library, claim: Claim) -> Wording:
    """How the wording of a claim is known: by its own field, or else by how its source was read."""
    if claim.garbled:
        return "garbled"
    return claim.wording or ("retold" if library.source(claim.source).how_read in UNREAD else "seen")


def byline(source: Source) -> str:
    """Return the name of a source in attributions."""
    return source.byline or source.csl.title_short or source.csl.title


def _lineage(library: Library, claim: Claim) -> Iterator[Source]:
    """The source of a claim and those that it goes back to, over claims retold and sources retold."""
    yield library.source(claim.source)
    while claim.retells is not None:
        claim = library.claim(claim.retells)
        yield library.source(claim.source)
    source = library.source(claim.source)
    while source.derived_from is not None:
        source = library.source(source.derived_from)
        yield source
