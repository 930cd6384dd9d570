"""The sentences around a figure print their numbers as numbers, to the letter what the chart wrote."""

from __future__ import annotations

from briefgen.charts.figure import Figure, Table
from briefgen.ledger.trace_text import told
from briefgen.metrics.numbers import Number, Say, Unit, Value, text


def number(value: Value, unit: Unit = "share") -> Number:
    return Number(value, unit, "m", (), ("2026-01-10-made",), (), "c")


CHINA, AMERICA, LONG = number(0.5), number(0.25), number("x" * 100, "name")


def figure(title: str, note: str = "") -> Figure:
    return Figure(
        id="id",
        title=title,
        subtitle="Subtitle",
        source="Source",
        note=note,
        guard="",
        alt="Alt",
        drawing=lambda _: {},
        table=Table((), ()),
        measures=(),
        never=(),
        snapshots=(),
    )


def draw(say: Say) -> Figure:
    return figure(f"China {say(CHINA)}, America {say(AMERICA, 'whole')}", f"Led by {say(LONG)}.")


def plain(number: Number, style: str = "unit") -> str:
    words = text(number, style)  # type: ignore[arg-type]
    return words if len(words) <= 80 else words[:79] + "…"


def test_each_number_is_a_piece_with_its_style() -> None:
    pieces = told(draw(plain), draw)
    assert pieces["title"] == ("China ", (CHINA, "unit"), ", America ", (AMERICA, "whole"), "")
    assert pieces["note"] == ("Led by ", (LONG, "unit"), ".")
    assert pieces["subtitle"] == ("Subtitle",)


def test_words_that_depend_on_the_printed_text_stay_as_they_are() -> None:
    def moody(say: Say) -> Figure:
        said = say(CHINA)
        return figure("China has half" if said == "50.0%" else f"China has {said}")

    assert told(moody(plain), moody)["title"] == ("China has half",)


def test_a_stranger_cannot_name_a_model_so_that_it_reads_as_a_number() -> None:
    def hostile(say: Say) -> Figure:
        return figure(f"\U000f0000 \U000f0009 {say(CHINA)}")

    assert told(hostile(plain), hostile)["title"] == ("\U000f0000 \U000f0009 50.0%",)


def test_a_chart_that_is_not_drawn_again_keeps_its_words() -> None:
    assert told(draw(plain), lambda _: None)["title"] == ("China 50.0%, America 25%",)
