"""Mistakes in tests and actions that only the metrics can tell: each at its place, all of them in one run."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.claims.validate import mistakes
from briefgen.errors import InputError
from briefgen.library.load import load_library

SOURCES = """\
include: [library/tests.yaml]
sources:
  - {id: made, kind: data, csl: {type: dataset, title: Made}, licence: MIT, how_read: full-text,
     read_note: Read whole., reviewed: 2025-01-02}
"""

TESTS = """\
tests:
  - id: most-liked
    asks: Is it the most liked?
    says: place {place} with {likes} likes
    about: hub
    values:
      place: {metric: model, parameters: {model: a/b}, column: likes_rank}
      likes: {metric: model, parameters: {model: a/b}, column: likes}
      share: {metric: download_share, parameters: {compare: rows}, row: {country: CN}, column: share}
      firms: {metric: publishers, parameters: {least_parameters: 10}, row: {country: CN}, column: models}
      made: {metric: model, parameters: {model: a/b}, column: created}
    holds: place == 1 and share > 40% and made < 2025-01-31
    partly: place <= 3
    fails: place > 3 and firms > 2
    reads: The most liked is the first by likes.
    populations:
      - {id: every, words: models of every kind, origins: [made]}
      - {id: some, words: some models, origins: [made]}
    would_settle: a list of likes
  - {id: sum, asks: Is it?, reads: As it stands., arithmetic: 1 ZB == 1e9 TB}
actions:
  - id: act
    title: A market for compute
    source: made
    locator: p. 4
    lead: [NIST]
    status: open
    history:
      - {date: 2025-07-23, status: open, words: It was asked for., sources: [{source: made}]}
    metric: releases
    metric_says: It counts models.
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "library").mkdir()
    (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    return tmp_path


def told_of(root: Path, *changes: tuple[str, str]) -> list[str]:
    """What is told of the tests in which each right text became a wrong one."""
    text = TESTS
    for right, wrong in changes:
        assert text.count(right) >= 1, right
        text = text.replace(right, wrong, 1)
    (root / "library" / "tests.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_library(root / "sources.yaml", mistakes)
    return str(caught.value).splitlines()


def test_good_tests_are_read(root: Path) -> None:
    (root / "library" / "tests.yaml").write_text(TESTS, encoding="utf-8")
    assert [test.id for test in load_library(root / "sources.yaml", mistakes).tests] == ["most-liked", "sum"]


#: A right text, a wrong one in its place, where the mistake is told, and the words that must be there.
CASES = [
    (
        "place: {metric: model,",
        "place: {metric: modle,",
        "7:23: tests[0].values.place.metric: expected a metric, got 'modle'",
        "nearest are model, most_liked, lead; they are attention_overlap, concentration,",
    ),
    (
        "{compare: rows}",
        "{compares: rows}",
        "9:62: tests[0].values.share.parameters.compares: expected a parameter of download_share",
        "compare",
    ),
    (
        "{compare: rows}",
        "{compare: row}",
        "9:61: tests[0].values.share.parameters.compare: expected one of organisations, models, rows",
        "got 'row'",
    ),
    (
        "least_parameters: 10",
        "least_parameters: ten",
        "10:66: tests[0].values.firms.parameters.least_parameters: expected a whole number",
        "got 'ten'",
    ),
    (
        "least_parameters: 10",
        "least_parameters: judged-date",
        "10:66: tests[0].values.firms.parameters.least_parameters: expected a whole number",
        "judged-date",
    ),
    (
        "{compare: rows}",
        "{compare: judged-date}",
        "9:61: tests[0].values.share.parameters.compare: expected one of organisations, models, rows",
        "judged-date",
    ),
    (
        "{metric: model, parameters: {model: a/b}, column: likes_rank}",
        "{metric: model, column: likes_rank}",
        "7:23: tests[0].values.place.metric: expected the parameter model for the metric model",
        "",
    ),
    (
        "row: {country: CN}, column: share",
        "row: {land: CN}, column: share",
        "9:80: tests[0].values.share.row.land: expected a key column of download_share, got 'land'",
        "country",
    ),
    (
        "column: likes_rank",
        "column: rank_by_likes",
        "7:64: tests[0].values.place.column: expected a column of model, got 'rank_by_likes'",
        "likes_rank",
    ),
    (
        "words: some models, origins: [made]}",
        "words: some models, origins: [made], parameters: {population: tracked}}",
        "18:82: tests[0].populations[1].parameters.population: expected a parameter of model",
        "got 'population'; the nearest are model; they are model",
    ),
    (
        "holds: place == 1",
        "holds: place = 1",
        "12:12: tests[0].holds: 'place = 1",
        "(character 7)",
    ),
    (
        "holds: place == 1",
        "holds: palce == 1",
        "12:12: tests[0].holds: expected a value of this test, got 'palce'",
        "place",
    ),
    (
        "partly: place <= 3",
        "partly: place <= '3'",
        "13:13: tests[0].partly: \"place <= '3'\" cannot be worked out",
        "cannot be compared",
    ),
    (
        "made < 2025-01-31",
        "made < 31",
        "12:12: tests[0].holds:",
        "cannot be compared with 31",
    ),
    (
        "fails: place > 3 and",
        "fails: place > 3 XB and",
        "14:12: tests[0].fails:",
        "XB is no unit; the units are",
    ),
    ("partly: place <= 3", "partly: place + 3", "13:13: tests[0].partly:", "nothing says what it should be"),
    (
        "with {likes} likes",
        "by likes",
        "8:14: tests[0].values.likes: nothing asks for this value",
        "holds, partly, fails or says",
    ),
    ("1 ZB == 1e9 TB", "1 ZB == 1e9 TP", "20:63: tests[1].arithmetic:", "TP is no unit"),
    ("1 ZB == 1e9 TB", "1 ZB == 1e9", "20:63: tests[1].arithmetic:", "cannot be compared"),
    (
        "1 ZB == 1e9 TB",
        "likes == 1",
        "20:63: tests[1].arithmetic: expected a value of this test, got 'likes'",
        "",
    ),
    (
        "metric: releases",
        "metric: release",
        "30:13: actions[0].metric: expected a metric, got 'release'",
        "releases",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "place", "words"), CASES)
def test_a_mistake_is_told_with_its_place(root: Path, right: str, wrong: str, place: str, words: str) -> None:
    (told,) = told_of(root, (right, wrong))
    assert told.startswith(f"library/tests.yaml:{place}"), told
    assert words in told


def test_a_parameter_of_a_population_must_be_one_of_every_metric(root: Path) -> None:
    told = told_of(
        root, ("words: some models, origins: [made]}", "words: some, origins: [made], parameters: {top: 3}}")
    )
    assert [line.partition("expected a parameter of ")[2].partition(",")[0] for line in told] == [
        "download_share",
        "model",
        "publishers",
    ]


def test_all_mistakes_are_told_in_one_run(root: Path) -> None:
    told = told_of(
        root,
        ("place: {metric: model,", "place: {metric: modle,"),
        ("column: likes}", "column: liked}"),
        ("{compare: rows}", "{compare: row}"),
        ("1 ZB == 1e9 TB", "1 ZB = 1e9 TB"),
        ("metric: releases", "metric: release"),
    )
    assert [line.split(":")[1] for line in told] == ["7", "8", "9", "20", "30"]


def test_what_ships_has_no_mistake(repository: Path) -> None:
    assert load_library(repository / "sources.yaml", mistakes).tests


def test_only_marked_columns_are_read_backwards(root: Path) -> None:
    told = told_of(root, ("    about: hub", "    about: hub\n    backwards: true"))
    assert [line.split(": ")[1] for line in told] == [
        f"tests[0].values.{name}.column" for name in ("place", "likes", "share")
    ]
    assert "library/tests.yaml:9:64" in told[1]
    assert told[1].endswith(
        "(of model: organisation, country, created, parameters, derivatives_first), got 'likes'; take out "
        "`backwards`, or ask for another column"
    )
    assert "(of download_share: none)" in told[2]
