"""No stranger's character commands a terminal, whatever the text; what can be printed stays as it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.text.sanitize import code_points, visible, visible_lines


@given(st.text(st.characters()))
def test_nothing_that_is_obeyed_is_left(text: str) -> None:
    shown = visible(text)
    assert {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"} == set()
    shown.encode()


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_what_can_be_printed_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", "<U+001B>]0;title<U+0007>"),
        ("a\r\nb\tc", "a<U+000D><U+000A>b<U+0009>c"),
        ("\u2066x\u2069\u200f\ufeff", "<U+2066>x<U+2069><U+200F><U+FEFF>"),
        ("\u2028\udc80", "<U+2028><U+DC80>"),
        ("\U000e0041", "<U+E0041>"),
    ],
)
def test_by_hand(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_lines_stay_lines_and_are_cut() -> None:
    assert visible_lines("a\n\u202eb\n" + "x" * 100, longest=9) == "a\n<U+202E>b\nxxxxxxxx…"


def test_a_list_of_characters_is_bounded() -> None:
    assert code_points("义") == "U+4E49"
    assert code_points(map(chr, range(0x4E00, 0x4E00 + 100))).endswith("U+4E0B and 88 more")
