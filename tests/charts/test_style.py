"""Colours read on white and in greyscale; each is computed, none is trusted."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from briefgen.charts.theme import style

COUNTRIES = {**style.COUNTRIES, "others": style.OTHER, "unassigned": style.UNASSIGNED}
STROKES = [colour for colour, _, _ in style.STROKES]


def lightness(colour: str) -> float:
    """CIE L*, 0 to 100: even steps look even, also in greyscale."""
    return 116 * style.luminance(colour) ** (1 / 3) - 16


def test_contrast_is_that_of_the_guidelines() -> None:
    # WCAG's own example of the limit: #767676 on white is the lightest grey with 4.5 to 1.
    assert style.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert style.contrast("#ffffff", "#0000ff") == pytest.approx(8.59, abs=0.01)


FILLED = [colour for tier, colour in style.TIERS.items() if tier != "none"]


@pytest.mark.parametrize("colour", [*COUNTRIES.values(), *FILLED, *STROKES])
def test_marks_stand_out_on_white_and_their_words_can_be_read(colour: str) -> None:
    assert style.contrast(colour, "#ffffff") >= 3
    assert style.contrast(style.legible(colour), "#ffffff") >= 4.5
    assert style.contrast(style.ink_on(colour), colour) >= 4.5


def test_a_hollow_bar_is_seen_by_its_edge() -> None:
    assert style.contrast(style.UNASSIGNED, style.PAPER) >= 3
    assert style.contrast(style.INK, style.TIERS["none"]) >= 4.5


def test_axis_words_can_be_read() -> None:
    assert style.contrast(style.MUTED, style.BAND) >= 4.5


def test_countries_are_told_apart_in_greyscale() -> None:
    for (one, first), (other, second) in combinations(COUNTRIES.items(), 2):
        assert abs(lightness(first) - lightness(second)) >= 7, (one, other)
    assert abs(lightness(COUNTRIES["US"]) - lightness(COUNTRIES["CN"])) >= 25


def test_lines_differ_in_more_than_colour() -> None:
    drawn = [(style.dash(code), style.shape(code)) for code in ("US", "CN", "FR", "KR", "")]
    assert all(one != other for one, other in combinations(drawn, 2))
    assert len({(tuple(dash), shape) for _, dash, shape in style.STROKES}) == len(style.STROKES)


def test_neighbouring_tiers_are_told_apart_in_greyscale() -> None:
    for first, second in pairwise(style.TIERS.values()):
        assert abs(lightness(first) - lightness(second)) >= 9, (first, second)


@pytest.mark.parametrize("share", [0, 0.1, 0.3, 0.5, 0.7, 1])
def test_numbers_on_shaded_cells_can_be_read(share: float) -> None:
    fill = style.shade(share)
    assert style.contrast(style.ink_on(fill), fill) >= 4.5
