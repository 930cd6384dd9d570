"""The page on sources tells of every key and every word, and its examples are ones that load."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from briefgen.library.captures import check
from briefgen.library.citations import Citations
from briefgen.library.claim_tests import ClaimPopulation, ClaimTest, Needs, Value
from briefgen.library.excerpts import Excerpt
from briefgen.library.fields import Confidence
from briefgen.library.load import load_library
from briefgen.library.records import (
    AddressKnown,
    Csl,
    CslType,
    HowRead,
    Kind,
    Name,
    Source,
    StatedFigure,
)
from briefgen.library.statements import (
    Action,
    Claim,
    ClaimKind,
    DateBasis,
    Judgement,
    Reference,
    Reply,
    Status,
    StatusNote,
    Subject,
    SubjectKind,
    Theme,
    Untested,
    Word,
)

ROOT = Path(__file__).parents[2]
SHIPPED = (ROOT / "sources.yaml").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")


def keys(record: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in record.model_fields.items()]


RECORDS = (
    *(Source, Csl, StatedFigure, Claim, Judgement, Excerpt),
    *(ClaimTest, Value, ClaimPopulation, Needs, Action, StatusNote),
)
SMALL = (Name, Reference, Subject, Untested, Reply)


@pytest.mark.parametrize("key", sorted({key for record in RECORDS for key in keys(record)}))
def test_every_key_is_told_of(key: str) -> None:
    assert f"`{key}`" in PAGE


@pytest.mark.parametrize("key", sorted({key for record in SMALL for key in keys(record)}))
def test_every_part_of_a_small_record_is_told_of(key: str) -> None:
    assert f"{key}: …" in PAGE


WORDS = (
    *(AddressKnown, Confidence, CslType, HowRead, Kind),
    *(ClaimKind, DateBasis, Status, SubjectKind, Theme, Word),
)


@pytest.mark.parametrize("words", WORDS)
def test_every_word_is_told_of(words: object) -> None:
    for word in get_args(words):
        assert f"`{word}`" in PAGE


def test_the_examples_are_read(tmp_path: Path, shared: Path) -> None:
    first, *others = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "alone.yaml").write_text(first, encoding="utf-8")
    (source,) = load_library(tmp_path / "alone.yaml").sources
    shipped = load_library(ROOT / "sources.yaml")
    assert source == shipped.source(source.id)

    text = "".join(others) + re.sub(r"(?ms)^include:.*?(?=^sources:)", "", SHIPPED)
    (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")
    library = load_library(tmp_path / "sources.yaml")
    assert (len(library.claims), len(library.tests), len(library.actions)) == (1, 2, 1)
    assert [finding.outcome for finding in check(library, shared / "captures")] == ["found"]


def test_the_example_is_cited_as_the_page_says() -> None:
    source = load_library(ROOT / "sources.yaml").source("epoch-gap")
    citations = Citations([source])
    told = " ".join(PAGE.split())
    for _ in ("the first note", "a later one"):
        note = citations.note(source.id, source.figures[0].locator)
        assert re.sub(r"<[^>]*>", "", note.html) in told
