"""One formatter, one identity: how numbers print and what they are known by."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.metrics.catalogue import Unit
from briefgen.metrics.numbers import Number, Style, Value, text


def number(value: Value, unit: Unit = "count", **more: object) -> Number:
    fields: dict[str, object] = {
        "metric": "m",
        "parameters": (("top", 3),),
        "snapshots": ("a",),
        "row": (("date", "x"),),
        "column": "c",
    }
    return Number(value=value, unit=unit, **{**fields, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "unit", "style", "expected"),
    [
        (0.5, "share", "unit", "50.0%"),
        (0.12345, "share", "unit", "12.3%"),
        (0.0005, "share", "unit", "0.0%"),  # half to even: 0.05 becomes 0.0
        (0.0015, "share", "unit", "0.2%"),  # half to even: 0.15 becomes 0.2
        (0.125, "share", "whole", "12%"),
        (-0.0466, "points", "unit", "−4.7 points"),
        (0.0466, "points", "signed", "+4.7 points"),
        (0.0, "points", "signed", "0.0 points"),
        (1234567, "downloads", "unit", "1,234,567"),
        (1234567, "downloads", "short", "1.2 million"),
        (999_949, "downloads", "short", "999,949"),
        (2_850_000_000_000, "parameters", "short", "2.8 trillion"),
        (48.951, "ratio", "unit", "49.0"),
        (0.1057, "index", "unit", "0.106"),
        (0, "count", "unit", "0"),
        (None, "downloads", "short", "not known"),
        (dt.date(2025, 5, 7), "date", "unit", "7 May 2025"),
        (dt.date(2025, 5, 7), "date", "month", "May 2025"),
        ("deepseek-ai/DeepSeek-R1", "name", "unit", "deepseek-ai/DeepSeek-R1"),
    ],
)
def test_prints_one_form_a_unit(value: Value, unit: Unit, style: Style, expected: str) -> None:
    assert text(number(value, unit), style) == expected


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_counts_keep_every_digit(value: int) -> None:
    assert int(text(number(value)).replace(",", "").replace("−", "-")) == value


@given(st.floats(min_value=-1, max_value=1))
def test_shares_are_within_half_a_tenth_of_a_point(value: float) -> None:
    printed = text(number(value, "share")).replace("−", "-").removesuffix("%")
    assert abs(float(printed) - value * 100) <= 0.05 + 1e-9


def test_the_same_cell_has_the_same_id_and_any_other_cell_another() -> None:
    one = number(1)
    assert one.id == number(2).id
    others = [
        number(1, metric="n"),
        number(1, parameters=(("top", 4),)),
        number(1, snapshots=("b",)),
        number(1, row=(("date", "y"),)),
        number(1, column="d"),
    ]
    assert len({one.id, *(other.id for other in others)}) == 6
