"""Every mistake in a library is told with its line, its column and what was expected there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from briefgen.errors import InputError
from briefgen.library.load import load_library
from briefgen.library.records import Library
from briefgen.yaml_files import source as places

GOOD = """\
sources:
  - id: one-2025
    kind: report
    csl:
      type: report
      title: One
    licence: MIT
    how_read: full-text
    read_note: Read whole.
    reviewed: 2025-01-02
"""
FIGURE = (
    "{id: a, states: It says so., unit: models, value: 3, locator: p. 4, confidence: high, reason: Read.}"
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "sources.yaml"


def read(file: Path, text: str | bytes) -> Library:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_library(file)


def mistakes(file: Path, text: str | bytes) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(file, text)
    return str(caught.value).splitlines()


def test_a_good_library_is_read(file: Path) -> None:
    library = read(file, GOOD + f"    figures: [{FIGURE}]\n")
    assert [source.id for source in library.sources] == ["one-2025"]
    assert library.source("one-2025").figure("a").value == 3


@pytest.mark.parametrize("wrong", ["O\0ne", "[1]", "One: two", "one\n\ttwo", '"\\0"'])
def test_both_loaders_read_and_blame_alike(file: Path, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    bad = GOOD.replace("One", wrong)
    fast, fast_mistakes = read(file, GOOD), mistakes(file, bad)
    monkeypatch.setattr(places, "_LOADER", yaml.SafeLoader)
    assert read(file, GOOD) == fast
    assert [line.split(" (")[0] for line in mistakes(file, bad)] == [m.split(" (")[0] for m in fast_mistakes]


@pytest.mark.parametrize("written", ["no", "2025-07-23", "0o17", "12:30", "1_000", "null", "~", "yes", "1e3"])
def test_a_text_stays_as_it_is_written(file: Path, written: str) -> None:
    assert read(file, GOOD.replace("One", written)).sources[0].csl.title == written


@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [
        (
            "kind: report",
            "kind: paper",
            "3:11: sources[0].kind: expected 'policy document', 'report', 'article', ",
        ),
        ("title: One", "title: [a]", "6:14: sources[0].csl.title: expected text, got a list"),
        ("title: One", "title:", "6:13: sources[0].csl.title: expected text, but nothing stands here"),
        ("title: One", 'title: " One"', "6:14: sources[0].csl.title: expected text without blanks around it"),
        (
            "title: One",
            'title: "a\\0b"',
            "6:14: sources[0].csl.title: expected printable text, but it holds the ",
        ),
        (
            "title: One",
            'title: "a\\uFDD0"',
            "6:14: sources[0].csl.title: expected printable text, but it holds ",
        ),
        (
            "title: One",
            "title: |-\n        a\n        b",
            "6:14: sources[0].csl.title: expected one line; write `>-`",
        ),
        ("licence: MIT", "license: MIT", "2:5: sources[0].licence: expected here, but missing"),
        ("id: one-2025", "id: One 2025", "2:9: sources[0].id: expected an id such as atom-report-2026"),
        (
            "2025-01-02",
            "2025-13-01",
            "10:15: sources[0].reviewed: expected a date such as 2025, 2025-07 or 2025-07-23",
        ),
        (
            "2025-01-02",
            "20250102",
            "10:15: sources[0].reviewed: expected a date such as 2025, 2025-07 or 2025-07-23",
        ),
        (
            "title: One",
            "title: One\n      author: Me",
            "7:15: sources[0].csl.author: expected a list, each item after ",
        ),
        (
            "title: One",
            "title: One\n      author: [Me]",
            "7:16: sources[0].csl.author[0]: expected keys with values",
        ),
        (
            "title: One",
            "title: One\n      author: [{given: Al}]",
            "7:16: sources[0].csl.author[0]: expected `family`",
        ),
        (
            "title: One",
            "title: One\n      author: [{literal: A, given: B}]",
            "7:16: sources[0].csl.author[0]: expected `literal` to stand alone",
        ),
        (
            "title: One",
            "title: One\n      URL: https://a.org",
            "2:5: sources[0]: expected `address_known` where there is",
        ),
        (
            "licence: MIT",
            "licence: MIT\n    address_known: seen",
            "2:5: sources[0]: expected `address_known` where there",
        ),
        (
            "licence: MIT",
            "licence: MIT\n    capture: abc",
            "8:14: sources[0].capture: expected the 64 hexadecimal digits",
        ),
        (
            "licence: MIT",
            "licence: MIT\n    kind: data",
            "8:5: sources[0].kind: this key stands here a second time",
        ),
        (
            "licence: MIT",
            "licence: &a MIT\n    notes: *a",
            "7:14: sources[0].notes: expected the text itself; anchors",
        ),
        (
            "licence: MIT",
            "licence: [[[[[[[a]]]]]]]",
            "expected text; nothing lies as deep as this",
        ),
        (
            "licence: MIT",
            "licence: MIT\n    derived_from: x",
            "8:19: sources[0].derived_from: expected the id of a source",
        ),
        (
            "licence: MIT",
            "licence: MIT\n    derived_from: one-2025",
            "sources[0].derived_from: expected another source",
        ),
        (
            "title: One",
            "title: One: two",
            "6:17: this is not YAML (mapping values are not allowed in this context)",
        ),
        (
            "    kind",
            "\tkind",
            "3:1: this is not YAML (found a tab character that violates indentation); indent with",
        ),
        ("One", "O\0ne", "6:15: expected text, but here is a control character"),
    ],
)
def test_a_mistake_is_told_with_its_place(file: Path, wrong: str, right: str, expected: str) -> None:
    told = mistakes(file, GOOD.replace(wrong, right, 1))
    assert any(expected in line and line.startswith("sources.yaml:") for line in told), told


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        (
            "value: 3",
            "value: over 90",
            ".value: expected a plain number such as 1150000000 or 17.1, got 'over 90'",
        ),
        ("value: 3", "value: .inf", ".value: expected a plain number such as 1150000000 or 17.1, got '.inf'"),
        (
            "value: 3",
            "value: 1_000",
            ".value: expected a plain number such as 1150000000 or 17.1, got '1_000'",
        ),
        ("value: 3", "as_of: 2025", "figures[0]: expected one of `value`, `low` and `high`, or `dated`"),
        ("value: 3", "value: 3, low: 2", "figures[0]: expected one of `value`, `low` and `high`, or `dated`"),
        (
            "value: 3",
            "value: 3, dated: 2025",
            "figures[0]: expected one of `value`, `low` and `high`, or `dated`",
        ),
        ("value: 3", "low: 3, high: 2", "figures[0]: expected `low` to be no more than `high`, got 3 and 2"),
        ("value: 3", "dated: 2025/2024", ".dated: expected the earlier date first, got 2025/2024"),
        (
            "value: 3",
            "dated: spring",
            ".dated: expected a date such as 2025, 2025-07 or 2025-07-23, got 'spring'",
        ),
        (
            "confidence: high",
            "confidence: sure",
            ".confidence: expected 'high', 'moderate' or 'low', got 'sure'",
        ),
    ],
)
def test_a_figure_is_checked(file: Path, right: str, wrong: str, expected: str) -> None:
    told = mistakes(file, f"{GOOD}    figures:\n      - {FIGURE.replace(right, wrong)}\n")
    assert len(told) == 1
    assert told[0].startswith("sources.yaml:12:")
    assert expected in told[0]


def test_a_figure_may_be_a_bound_a_range_or_a_date(file: Path) -> None:
    figures = [
        FIGURE.replace("value: 3", number)
        for number in ("low: 40", "low: 10, high: 30.5", "dated: 2025-06/2025-08")
    ]
    ids = [figure.replace("id: a", f"id: f{index}") for index, figure in enumerate(figures)]
    at_least, between, dated = read(file, f"{GOOD}    figures: [{', '.join(ids)}]\n").sources[0].figures
    assert (at_least.low, at_least.high) == (40, None)
    assert (between.low, between.high) == (10, 30.5)
    assert dated.dated == "2025-06/2025-08"


@pytest.mark.parametrize("key", ["locator", "confidence", "reason", "states", "unit"])
def test_no_figure_goes_without(file: Path, key: str) -> None:
    lacking = FIGURE.replace(f"{key}: ", f"not_{key}: ")
    assert any(
        f"figures[0].{key}: expected here, but missing" in line
        for line in mistakes(file, f"{GOOD}    figures: [{lacking}]\n")
    )


def test_an_unknown_key_is_told_with_the_choices(file: Path) -> None:
    told = mistakes(file, GOOD.replace("title: One", "title: One\n      journal: Two"))
    assert told == [
        "sources.yaml:7:7: sources[0].csl.journal: unknown key; expected one of type, title, title-short, "
        "author, issued, container-title, publisher, number, version, URL"
    ]


def test_every_mistake_is_told_sorted_by_line(file: Path) -> None:
    second = GOOD.replace("sources:\n", "").replace("one-2025", "two 2025").replace("2025-01-02", "soon")
    told = mistakes(file, GOOD.replace("full-text", "glanced-at") + second)
    assert [line.split(":")[:3] for line in told] == [
        ["sources.yaml", "8", "15"],
        ["sources.yaml", "11", "9"],
        ["sources.yaml", "19", "15"],
    ]


def test_ids_stand_once(file: Path) -> None:
    twice = GOOD + GOOD.replace("sources:\n", "") + f"    figures: [{FIGURE}, {FIGURE}]\n"
    source, figure = mistakes(file, twice)
    assert source.startswith("sources.yaml:11:9: sources[1].id: expected an id of its own")
    assert figure.startswith(f"sources.yaml:20:{22 + len(FIGURE)}: sources[1].figures[1].id: expected an id")


def test_sources_derived_in_a_circle_are_refused(file: Path) -> None:
    one = GOOD + "    derived_from: two\n"
    two = GOOD.replace("sources:\n", "").replace("one-2025", "two") + "    derived_from: one-2025\n"
    told = mistakes(file, one + two)
    assert [line.partition(": ")[2] for line in told] == [
        f"sources[{index}].derived_from: expected another source; this leads back to itself"
        for index in (0, 1)
    ]


@pytest.mark.parametrize("empty", ["", "\n\n", "# nothing yet\n"])
def test_an_empty_file_is_told_as_such(file: Path, empty: str) -> None:
    assert mistakes(file, empty) == ["sources.yaml:1:1: expected keys with values; the file is empty"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("---\n", "sources.yaml:2:1: expected keys with values, got nothing"),
        ("hello", "sources.yaml:1:1: expected keys with values, got 'hello'"),
        ("- a", "sources.yaml:1:1: expected keys with values, got a list"),
        ("sources: none", "sources.yaml:1:10: sources: expected a list, each item after `- `, got 'none'"),
        (
            "? [a]\n: b",
            "sources.yaml:1:3: ?: unknown key; expected one of sources, claims, tests, actions, include",
        ),
    ],
)
def test_a_file_of_another_shape_is_told_as_such(file: Path, text: str, told: str) -> None:
    assert told in mistakes(file, text)


def test_a_file_that_is_not_utf_8_is_told_with_the_line(file: Path) -> None:
    assert mistakes(file, GOOD.encode() + b"    notes: caf\xe9\n") == [
        "sources.yaml:11: expected UTF-8 text; save the file as UTF-8"
    ]
    assert mistakes(file, GOOD.encode("utf-16")) == [
        "sources.yaml:1: expected UTF-8 text; save the file as UTF-8"
    ]


def test_a_byte_order_mark_does_no_harm(file: Path) -> None:
    assert read(file, b"\xef\xbb\xbf" + GOOD.encode()) == read(file, GOOD)


def test_a_missing_file_is_told(file: Path) -> None:
    with pytest.raises(InputError, match=r"^sources\.yaml: expected a YAML file here"):
        load_library(file)


def test_a_file_elsewhere_is_told_with_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    away = tmp_path / "sources.yaml"
    assert mistakes(away, "a: b")[0].startswith(f"{away}:1:1: ")


def test_an_unknown_source_or_figure_is_answered_with_the_nearest() -> None:
    library = load_library(Path(__file__).parents[2] / "sources.yaml")
    with pytest.raises(
        InputError, match="atom-2026: expected the id of a source of the library; the nearest are atom-2"
    ):
        library.source("atom-2026")
    with pytest.raises(InputError, match="figure of the source atom-2025; the nearest are qwen-derivatives"):
        library.source("atom-2025").figure("qwen-derivative")
