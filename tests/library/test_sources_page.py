"""The page on sources tells of every key and every word, and its example is one that loads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from briefgen.library.citations import Citations
from briefgen.library.load import load_library
from briefgen.library.records import (
    AddressKnown,
    Confidence,
    Csl,
    CslType,
    Figure,
    HowRead,
    Kind,
    Name,
    Source,
)

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")


def keys(record: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in record.model_fields.items()]


@pytest.mark.parametrize("key", [*keys(Source), *keys(Csl), *keys(Figure)])
def test_every_key_is_told_of(key: str) -> None:
    assert f"`{key}`" in PAGE


@pytest.mark.parametrize("key", keys(Name))
def test_every_part_of_a_name_is_told_of(key: str) -> None:
    assert f"{key}: …" in PAGE


@pytest.mark.parametrize("words", [AddressKnown, Confidence, CslType, HowRead, Kind])
def test_every_word_is_told_of(words: object) -> None:
    for word in get_args(words):
        assert f"`{word}`" in PAGE


def test_the_example_is_a_record_that_ships(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    file = tmp_path / "sources.yaml"
    file.write_text(example, encoding="utf-8")
    (source,) = load_library(file).sources
    assert source == load_library(ROOT / "sources.yaml").source(source.id)


def test_the_example_is_cited_as_the_page_says() -> None:
    source = load_library(ROOT / "sources.yaml").source("epoch-gap")
    citations = Citations([source])
    told = " ".join(PAGE.split())
    for _ in ("the first note", "a later one"):
        note = citations.note(source.id, source.figures[0].locator)
        assert re.sub(r"<[^>]*>", "", note.html) in told
