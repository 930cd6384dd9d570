"""To whom a claim is ascribed, by hand: to who was read saying it, whatever it goes back to."""

from __future__ import annotations

import pytest

from briefgen.library.attribution import attributed
from briefgen.library.records import Library, Source
from briefgen.library.statements import Claim
from tests.library.making import claim, source

ORIGINAL = source("original", how_read="seen-verbatim", byline="Ada Day in the Times")
RETELLING = source("retelling", derived_from="original", byline="a blog")
COPY = source("copy", derived_from="original", condition="garbled", csl={"title": "A copy"})
DIGESTED = source("digested", how_read="secondary", csl={"title": "A long title", "title-short": "Short"})
RECALLED = source("recalled", how_read="from-memory", csl={"title": "A law"})
SOURCES = (ORIGINAL, RETELLING, COPY, DIGESTED, RECALLED)
FIRST = claim("first", source="original")


def library(*claims: Claim, sources: tuple[Source, ...] = SOURCES) -> Library:
    return Library(sources=sources, claims=(FIRST, *claims))


@pytest.mark.parametrize(
    ("made", "named", "wording", "nameable"),
    [
        (FIRST, "Ada Day in the Times", "seen", True),
        (
            claim("retold", source="retelling", retells="first"),
            "A blog, retelling Ada Day in the Times",
            "seen",
            True,
        ),
        # What the retelling says of its own: the whole of it is no witness beside the original.
        (claim("own", source="retelling"), "A blog, retelling Ada Day in the Times", "seen", True),
        (
            claim("garbled", source="copy", retells="first", garbled=True),
            "A copy, retelling Ada Day in the Times",
            "garbled",
            False,
        ),
        (
            claim("made-up", source="original", wording="reconstructed", read_in=("retelling", "copy")),
            "A blog and A copy, retelling Ada Day in the Times",
            "reconstructed",
            False,
        ),
        (
            claim("through", source="original", wording="retold", read_in=("retelling",)),
            "A blog, retelling Ada Day in the Times",
            "retold",
            True,
        ),
        (
            claim("digest", source="original", wording="retold"),
            "Second-hand accounts, retelling Ada Day in the Times",
            "retold",
            False,
        ),
        (claim("digested", source="digested"), "Second-hand accounts, retelling Short", "retold", False),
        (claim("recalled", source="recalled"), "The editors’ memory, retelling A law", "retold", False),
        # Over two steps, each is named.
        (
            claim("far", source="digested", retells="first"),
            "Second-hand accounts, retelling Short, retelling Ada Day in the Times",
            "retold",
            False,
        ),
        # Whoever says a thing twice retells nobody.
        (claim("again", source="original", retells="first"), "Ada Day in the Times", "seen", True),
    ],
    ids=lambda value: value.id if isinstance(value, Claim) else "",
)
def test_a_claim_is_ascribed_to_who_was_read(made: Claim, named: str, wording: str, nameable: bool) -> None:
    found = attributed(library(made), made)
    assert (str(found), found.wording, found.nameable) == (named, wording, nameable)
    assert (found.caution == "") == (wording == "seen")


def test_the_sources_named_are_those_read_then_those_retold() -> None:
    made = claim("made-up", source="original", wording="reconstructed", read_in=("retelling", "copy"))
    found = attributed(library(made), made)
    assert [it.id for it in found.read] == ["retelling", "copy"]
    assert [it.id for it in found.retold] == ["original"]
    assert found.sources == (RETELLING, COPY, ORIGINAL)


def test_a_retelling_and_a_reconstruction_are_one_witness() -> None:
    retold = claim("retold", source="retelling", retells="first")
    made = claim("made-up", source="original", wording="reconstructed", read_in=("copy",))
    other = claim("other", source="digested")
    whole = library(retold, made, other)
    groups = [[it.id for it in group] for group in whole.witnesses(whole.claims)]
    assert groups == [["first", "retold", "made-up"], ["other"]]
