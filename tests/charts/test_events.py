"""Dated events: each mistake named, marked where their words cover nothing, and told in the note."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pytest

from briefgen.charts.figure import Figure
from briefgen.charts.forms import event_rules as marks
from briefgen.charts.layout.label_placement import Box
from briefgen.charts.output import svg_export
from briefgen.charts.theme.sizes import PAGE, Shape
from briefgen.errors import InputError
from briefgen.library.load import load_library
from briefgen.metrics import events
from briefgen.metrics.events import Event
from tests.charts.boxes import boxes, overlapping

HEAD = "date,words,source,cited\n"
JANUARY, JUNE = dt.date(2025, 1, 1), dt.date(2025, 6, 30)


def _event(day: str, words: str) -> Event:
    return Event(dt.date.fromisoformat(day), words, "a-source", "Somebody, 2025", 2)


def test_the_shipped_events_rest_on_sources_of_the_library(repository: Path) -> None:
    found = events.read(repository / "data")
    library = load_library(repository / "sources.yaml")
    events.check_sources(repository / "data", found, [source.id for source in library.sources])
    assert {"DeepSeek-R1", "AI Action Plan", "gpt-oss"} <= {event.words for event in found}
    for event in found:
        issued = library.source(event.source).csl.issued
        assert issued is not None
        # No source tells of a day before it came.
        assert event.date.isoformat()[: len(issued)] <= issued


def test_a_project_without_events_has_none(tmp_path: Path) -> None:
    assert events.read(tmp_path) == ()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "2025-13-01,One,a,b",
            "events.csv:2: date: expected a day such as 2025-07-23, or its month, 2025-07; got '2025-13-01'",
        ),
        ("2025-13,One,a,b", "events.csv:2: date: expected a day such as 2025-07-23, or its month, 2025-07"),
        ("2025,One,a,b", "events.csv:2: date: expected a day such as 2025-07-23, or its month, 2025-07"),
        ("2025-01-01,,a,b", "events.csv:2: words: expected a value"),
        ("2025-01-01,One,a", "events.csv:2: expected 4 cells"),
        (f"2025-01-01,{'x' * 31},a,b", "events.csv:2: words: expected 30 characters at most, got 31"),
    ],
)
def test_a_slip_is_named_with_its_line(row: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(f"{HEAD}{row}\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        events.read(tmp_path)
    assert message in str(told.value)


def test_a_source_that_the_library_lacks_is_named(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(f"{HEAD}2025-01-01,One,atom-2026,b\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"events\.csv:2: source: .*'atom-2026'; the nearest are atom-2025"):
        events.check_sources(tmp_path, events.read(tmp_path), ["atom-2025"])


def test_words_keep_off_lines_and_each_other() -> None:
    made = [
        _event("2025-02-01", "First thing"),
        _event("2025-02-03", "Second thing"),
        _event("2025-04-01", "Third"),
    ]
    # A line across the top, and one across the middle.
    tracks = [[(0.0, 5.0), (300.0, 5.0)], [(0.0, 80.0), (150.0, 60.0), (300.0, 80.0)]]
    found = marks.placed(PAGE, made, tracks, (JANUARY, JUNE), 300, 120)
    assert [event.words for event, _ in found] == ["First thing", "Second thing", "Third"]
    assert not any(one.touches(other) for (_, one), (_, other) in itertools.combinations(found, 2))
    for _, box in found:
        assert box.top >= 5
        assert Box(0, 0, 300, 120).holds(box)
        assert not any(box.touches(Box(x, y, x, y)) for x, y in [(0, 80), (150, 60), (300, 80)])


def test_what_has_no_room_is_left_out_and_brief_shapes_mark_nothing() -> None:
    full = [[(0.0, float(y)), (300.0, float(y))] for y in range(0, 120, 10)]
    one = [_event("2025-02-01", "First thing")]
    assert marks.placed(PAGE, one, full, (JANUARY, JUNE), 300, 120) == []
    assert marks.placed(Shape("card", 300, 120, brief=True), one, [], (JANUARY, JUNE), 300, 120) == []


def test_an_event_is_told_with_its_own_date_and_its_source_as_a_citation(tmp_path: Path) -> None:
    rows = [
        '2025-02-03,A release,a,"A Year Later, Somebody, February 2026"',
        "2025-03,A hearing,b,Minutes",
    ]
    (tmp_path / "events.csv").write_text("\n".join([HEAD + rows[0], rows[1], ""]), encoding="utf-8")
    found = events.read(tmp_path)
    assert marks.event_note(found) == (
        "Dated events, for orientation and not as causes: "
        "A release, 3 February 2025 [A Year Later, Somebody, February 2026]; "
        "A hearing, March 2025 [Minutes]."
    )
    # A month is marked at its middle.
    assert [event.date for event in found] == [dt.date(2025, 2, 3), dt.date(2025, 3, 15)]
    assert marks.event_note([]) == ""


def test_the_headline_chart_marks_what_its_note_names(figures: dict[str, dict[str, Figure]]) -> None:
    figure = figures["2026-09"]["download-share"]
    words = {box.text for box in boxes(svg_export.svg(figure))}
    assert "Dated events, for orientation and not as causes: DeepSeek-R1, 20 January 2025 [" in figure.note
    assert "DeepSeek-R1" in words
    brief = svg_export.svg(figure, Shape("card", 1120, 430, 20, brief=True))
    assert "DeepSeek-R1" not in {box.text for box in boxes(brief)}
    assert overlapping(boxes(svg_export.svg(figure, Shape("narrow", 326, None, 9.6)))) == []
    assert "NVIDIA" not in figures["2026-05"]["download-share"].note
