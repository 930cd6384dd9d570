"""Excerpts are checked against the captures at hand, and the real ones all stand."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from pydantic import ValidationError

from briefgen.cli import cli
from briefgen.errors import InputError
from briefgen.library.captures import Captures, PassageCheck, check
from briefgen.library.excerpts import Excerpt, Passage, record
from briefgen.library.load import load_library
from briefgen.library.records import Library
from tests.library.making import claim, source

TEXT = "A heading\n\nWithin days, it became the most liked of all the models that were there.\n"
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
EXCERPT = record(TEXT, "Within days,", "were there.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def library(excerpt: Excerpt = EXCERPT, **fields: Any) -> Library:
    return Library(sources=(source("one", capture=SHA256),), claims=(claim(excerpt=excerpt, **fields),))


def test_a_passage_that_stands_is_found_at_its_line(folder: Path) -> None:
    assert check(library(), folder) == (
        PassageCheck("found", "one", "one-01", f"{folder / 'one.txt'}:3", ""),
    )


def test_a_passage_that_is_gone_is_answered_with_the_nearest(folder: Path) -> None:
    (finding,) = check(library(EXCERPT.model_copy(update={"sha256": "0" * 64})), folder)
    assert finding.outcome == "not found"
    assert finding.place == f"{folder / 'one.txt'}:3"
    assert finding.words == (
        "the words between its ends are others; the nearest is 'Within days, it became the most'"
    )


def test_a_source_without_its_capture_is_told_once(tmp_path: Path) -> None:
    assert check(library(), tmp_path) == (
        PassageCheck(
            "no capture", "one", None, str(tmp_path / "one.txt"), "its passages could not be looked for"
        ),
    )


def test_another_capture_is_told_and_still_searched(folder: Path) -> None:
    (folder / "one.txt").write_text("An advertisement\n" + TEXT, encoding="utf-8")
    whole, passage = check(library(), folder)
    assert (whole.outcome, whole.claim_id) == ("another capture", None)
    assert (passage.outcome, passage.place) == ("found", f"{folder / 'one.txt'}:4")


def test_sources_without_a_capture_are_no_findings(folder: Path) -> None:
    assert check(Library(sources=(source("one"),), claims=(claim(),)), folder) == ()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="captures: no such folder; name the one that holds the captures"):
        check(library(), tmp_path / "captures")


def test_a_capture_that_is_not_text_is_told(folder: Path) -> None:
    (folder / "one.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"one\.txt: expected UTF-8 text"):
        check(library(), folder)


def test_a_passage_is_printed_from_its_capture_only(folder: Path) -> None:
    captures = Captures(folder)
    assert captures.passage(claim(excerpt=EXCERPT)) == Passage(TEXT.splitlines()[2], 3)
    assert captures.passage(claim()) is None
    assert captures.passage(claim(excerpt=EXCERPT, source="two")) is None
    assert captures.passage(claim(excerpt=EXCERPT.model_copy(update={"words": 12}))) is None


def test_a_garbled_passage_is_never_printed(folder: Path) -> None:
    assert Captures(folder).passage(claim(excerpt=EXCERPT, garbled="true")) is None


def test_a_record_is_made_from_the_capture_that_the_source_names(folder: Path) -> None:
    captures = Captures(folder)
    assert captures.record(source("one", capture=SHA256), "Within days,", "were there.") == EXCERPT
    with pytest.raises(InputError, match=rf"write `capture: {SHA256}` in the source"):
        captures.record(source("one"), "Within days,", "were there.")
    with pytest.raises(InputError, match=r"two\.txt: no such file; put the captured text of two there"):
        captures.record(source("two", capture=SHA256), "Within days,", "were there.")


@pytest.fixture
def project(folder: Path) -> Path:
    (folder / "sources.yaml").write_text(
        "sources:\n"
        "  - {id: one, kind: report, csl: {type: report, title: One}, licence: MIT, how_read: full-text,\n"
        f"     read_note: Read whole., reviewed: 2025-01-02, capture: {SHA256}}}\n",
        encoding="utf-8",
    )
    return folder


def test_the_command_prints_the_record(project: Path) -> None:
    words = ("library", "excerpt", "one", "Within days,", "were there.", "--captures", str(project))
    done = CliRunner().invoke(cli, [*words, "--project", str(project)])
    assert (done.exit_code, done.stderr) == (0, "")
    assert Excerpt.model_validate(yaml.safe_load(done.stdout)["excerpt"]) == EXCERPT


def test_the_command_takes_no_passage_that_it_cannot_name(project: Path) -> None:
    words = ("library", "excerpt", "one", "most liked of", "were there.", "--captures")
    for captures, told in ((project / "none", "no such folder"), (project, "hold 3 words together at most")):
        done = CliRunner().invoke(cli, [*words, str(captures), "--project", str(project)])
        assert isinstance(done.exception, InputError)
        assert told in str(done.exception)
        assert done.stdout == ""


ROOT = Path(__file__).parents[2]


def test_every_excerpt_that_ships_is_found_in_its_capture(shared: Path) -> None:
    shipped = load_library(ROOT / "sources.yaml")
    findings = check(shipped, shared / "captures")
    assert [finding for finding in findings if finding.outcome != "found"] == []
    captured = {source.id for source in shipped.sources if source.capture}
    assert {finding.claim_id for finding in findings} == {
        claim.id for claim in shipped.claims if claim.source in captured and claim.excerpt
    }
    assert len(findings) >= 119


def test_no_claim_that_ships_carries_the_words_of_its_capture(shared: Path) -> None:
    """Seven words in a row are a phrase of the source; a name or a title is shorter."""
    shipped = load_library(ROOT / "sources.yaml")
    captures = Captures(shared / "captures")
    copied = []
    for one in shipped.claims:
        text = captures.text(one.source)
        if text is not None:
            ours = [one.statement, one.note or "", one.judged.reason if one.judged else ""]
            runs = set().union(*map(_runs, ours))
            copied += [f"{one.id}: {' '.join(run)}" for run in sorted(runs & _runs(text))]
    assert copied == []
    assert sum(captures.text(one.source) is not None for one in shipped.claims) >= 119


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w']+", text.casefold())
    return {tuple(words[start : start + 7]) for start in range(len(words) - 6)}


def quoted(folder: Path, licence: str = "not stated", **fields: Any) -> str | None:
    one = source("one", capture=SHA256, licence=licence)
    return Captures(folder).quotation(claim(excerpt=EXCERPT, **fields), one)


def test_a_document_quotes_only_by_leave_of_the_user_or_the_licence(folder: Path) -> None:
    words = "Within days, it became the most liked of all the models that were there."
    assert quoted(folder) is None
    assert quoted(folder, quote=True) == words
    assert quoted(folder, licence="US government work, public domain (17 USC 105)") == words
    assert quoted(folder, licence="CC BY 4.0") == words
    assert quoted(folder, licence="CC BY-ND 4.0") is None
    (folder / "one.txt").write_text(TEXT.replace("liked", "loved"), encoding="utf-8")
    assert quoted(folder, quote=True) is None


def test_leave_to_quote_is_for_short_passages_of_whole_copies() -> None:
    long = EXCERPT.model_copy(update={"words": 26})
    for fields in ({"excerpt": long}, {"excerpt": None}, {"excerpt": EXCERPT, "garbled": True}):
        with pytest.raises(ValidationError, match="of 25 words at most"):
            claim(quote=True, **fields)


def test_the_captures_at_hand_are_a_declared_input(folder: Path) -> None:
    assert Captures(folder).hashes(library()) == {"one": SHA256}
