"""The one number formatter: any number in any style is a text, rounded half to even, with its sign."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from briefgen.metrics.catalogue import Unit
from briefgen.metrics.numbers import Number, Style, Value, text

UNITS = st.sampled_from([unit for unit in get_args(Unit) if unit not in ("date", "name")])
STYLES = st.sampled_from([style for style in get_args(Style) if style != "month"])
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)


def number(value: Value, unit: Unit) -> Number:
    return Number(value, unit, "m", (), (), (), "c")


@given(NUMBERS, UNITS, st.sampled_from(get_args(Style)))
def test_every_finite_number_prints_in_every_style(value: float, unit: Unit, style: Style) -> None:
    printed = text(number(value, unit), style)
    assert re.fullmatch(r"[−+]?\d{1,3}(,\d{3})*(\.\d+)?(%| points| (tr|b|m)illion)?", printed)


@given(NUMBERS, UNITS, STYLES)
def test_a_sign_stands_where_something_is_left_after_rounding(value: float, unit: Unit, style: Style) -> None:
    printed = text(number(value, unit), style)
    if not re.search("[1-9]", printed) or style == "unsigned":
        assert printed[0].isdecimal()
    elif value < 0:
        assert printed[0] == "−"
    else:
        assert (printed[0] == "+") is (style == "signed")


@given(st.integers(-4000, 4000))
def test_ties_go_to_the_even_digit(twentieths: int) -> None:
    """A share of so many twentieths of a per cent lies on a tie whenever their number is odd."""
    exact = Decimal(twentieths) / 20
    rounded = exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_EVEN)
    printed = text(number(twentieths / 2000, "share")).replace("−", "-").replace(",", "").removesuffix("%")
    assert Decimal(printed) == rounded


@given(st.fractions(0, 1), st.sampled_from(["share", "points"]))
def test_a_share_is_right_to_a_tenth_of_a_point(value: Fraction, unit: Unit) -> None:
    printed = text(number(float(value), unit)).split("%")[0].split(" ")[0]
    assert abs(Fraction(printed) - value * 100) <= Fraction(1, 20) + Fraction(1, 10**9)
