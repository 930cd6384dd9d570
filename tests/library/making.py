"""Small sources and claims to test with."""

from __future__ import annotations

from typing import Any

from briefgen.library.records import Csl, Name, Source
from briefgen.library.statements import Claim, Subject


def source(source_id: str = "one", **fields: Any) -> Source:
    """A source of which only what a test is about differs from the plain case."""
    csl = {"type": "report", "title": "A title", **fields.pop("csl", {})}
    return Source(
        **{
            "id": source_id,
            "kind": "report",
            "csl": Csl.model_validate(csl),
            "licence": "MIT",
            "how_read": "full-text",
            "read_note": "Read whole.",
            "address_known": "seen" if "URL" in csl else None,
            "reviewed": "2026-01-31",
            **fields,
        }
    )


def people(*names: str) -> list[Name]:
    """Authors from names written as "Given Family"."""
    return [Name(given=name.rpartition(" ")[0], family=name.rpartition(" ")[2]) for name in names]


def claim(claim_id: str = "one-01", **fields: Any) -> Claim:
    """An opinion, unless the test says otherwise: the plainest claim."""
    return Claim(
        **{
            "id": claim_id,
            "statement": "It is so.",
            "theme": "general",
            "source": "one",
            "locator": "paragraph 1",
            "kind": "opinion",
            "made_on": "2025-08-02",
            "made_on_basis": "stated",
            "subject": Subject(kind="event", name="It"),
            **fields,
        }
    )
