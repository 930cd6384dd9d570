"""Prose: its numbers stay numbers, however it is put together, cut and sent."""

from __future__ import annotations

import json
import pickle

import pytest

from briefgen.charts.layout.labels import fitted, wrapped
from briefgen.errors import InputError
from briefgen.ledger.ledger import Ledger
from briefgen.ledger.prose import Printed, Prose, printed, prose
from briefgen.metrics.numbers import Number, Unit, Value


def number(value: Value, unit: Unit = "share", column: str = "share") -> Number:
    return Number(value, unit, "download_share", (), ("2026-01-10-made-up",), (), column)


CHINA, AMERICA = number(0.5234), number(0.25, column="other")
LEADER = number("x" * 10_000, "name", "leader")
LARGE = number(1_234_567_890, "downloads", "downloads")


def test_braces_are_filled_in_their_order_and_style() -> None:
    words = prose("China {}, America {:whole}.", CHINA, AMERICA)
    assert str(words) == "China 52.3%, America 25%."
    assert words.pieces == (
        "China ",
        Printed(CHINA, "unit", "52.3%"),
        ", America ",
        Printed(AMERICA, "whole", "25%"),
        ".",
    )
    assert words.numbers == (CHINA, AMERICA)


def test_text_and_prose_can_be_filled_in() -> None:
    inner = prose("{} of {{all}}", CHINA)
    words = prose("In {}: {}", "{an archive}", inner)
    assert str(words) == "In {an archive}: 52.3% of {all}"
    # Neighbouring words are one piece.
    assert words.pieces == ("In {an archive}: ", Printed(CHINA, "unit", "52.3%"), " of {all}")


def test_long_names_print_short() -> None:
    assert str(prose("Led by {}.", LEADER)) == f"Led by {'x' * 79}…."


def test_too_few_values_too_many_and_no_such_style_are_refused() -> None:
    with pytest.raises(IndexError, match="more braces than values"):
        prose("{} {}", CHINA)
    with pytest.raises(ValueError, match="1 values more than braces"):
        prose("{}", CHINA, AMERICA)
    with pytest.raises(InputError, match="no such style"):
        prose("{:loud}", CHINA)


def test_what_would_lose_numbers_unseen_is_refused() -> None:
    words = printed(CHINA)
    with pytest.raises(TypeError, match="put it into another with prose"):
        f"{words}"
    assert f"{words!s}" == "52.3%"


def test_prose_is_joined_and_added_to() -> None:
    joined = Prose(", ").join(["America", printed(AMERICA), printed(CHINA)]) + "."
    assert str(joined) == "America, 25.0%, 52.3%."
    assert Prose(joined).numbers == (AMERICA, CHINA)
    assert Prose(", ").join([]) == ""


def test_a_part_holds_the_numbers_that_it_shows() -> None:
    words = prose("China {}, America {}", CHINA, AMERICA)
    assert Prose(words[:9]).pieces == ("China ", Printed(CHINA, "unit", "52."))
    assert Prose(words[-5:]).pieces == (Printed(AMERICA, "unit", "25.0%"),)
    assert words[0] == "C"


def test_a_drawing_cuts_and_wraps_prose() -> None:
    label = prose("{} {}", CHINA, "a-model-with-a-rather-long-name")
    cut = fitted(label, 100)
    assert cut == fitted(str(label), 100)
    assert cut.endswith("…")
    assert Prose(cut).numbers == (CHINA,)
    # Also where a number is broken between two lines.
    lines = wrapped(prose("Downloads  of\u4e00China: {:short}", LARGE), 150)
    assert lines == wrapped("Downloads of?China: 1.2 billion", 150) == ["Downloads of?China: 1.2", "billion"]
    assert [Prose(line).numbers for line in lines] == [(LARGE,), (LARGE,)]


def test_a_drawing_is_entered_in_its_order() -> None:
    ledger = Ledger()
    drawing = {
        "title": "words",
        "layer": [{"text": printed(AMERICA, "whole")}, {"tip": prose("a {}", CHINA)}],
    }
    assert json.loads(json.dumps(drawing))["layer"] == [{"text": "25%"}, {"tip": "a 52.3%"}]
    with ledger.at("a-chart"):
        ledger.enter((drawing, printed(CHINA, "whole")))
    assert [(it.alias, it.number, list(it.texts), list(it.places)) for it in ledger.entries] == [
        ("N-0001", AMERICA, ["25%"], ["a-chart"]),
        ("N-0002", CHINA, ["52.3%", "52%"], ["a-chart"]),
    ]


def test_a_number_that_is_cut_is_entered_with_its_whole_text() -> None:
    ledger = Ledger()
    ledger.enter(prose("{:short}", LARGE)[:5])
    assert [list(it.texts) for it in ledger.entries] == [["1.2 billion"]]


def test_caches_and_processes_get_the_numbers() -> None:
    words = prose("China {}", CHINA)
    again = pickle.loads(pickle.dumps(words))
    assert again == words
    assert again.pieces == words.pieces
