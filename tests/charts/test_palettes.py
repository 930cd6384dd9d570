"""Colours that are told apart by every eye and on grey paper; simulated with ColorAide."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import pytest
from coloraide import Color

from briefgen.charts.theme import palettes, style

COUNTRIES = {**style.COUNTRIES, "others": style.OTHER, "unassigned": style.UNASSIGNED}
TIERS = {tier: colour for tier, colour in style.TIERS.items() if tier != "none"}
STROKES = {colour: colour for colour, _, _ in style.STROKES}
EYES = ("deuteranopia", "protanopia", "tritanopia")


def seen(colour: str, eye: str) -> Color:
    """A colour as an eye sees it, or grey paper holds it."""
    if eye == "greyscale":
        return Color(style.grey(colour))
    names = {"deuteranopia": "deutan", "protanopia": "protan", "tritanopia": "tritan"}
    return Color(colour).convert("srgb").filter(names[eye]).clip()


def alike(colours: Mapping[str, str], eye: str) -> set[tuple[str, str]]:
    """The pairs that differ by less than 10 (CIEDE2000)."""
    return {
        (one, other)
        for one, other in combinations(colours, 2)
        if seen(colours[one], eye).delta_e(seen(colours[other], eye), method="2000") < 10
    }


def test_the_simulation_knows_the_pair_that_everybody_knows() -> None:
    red_and_green = {"red": "#b03a2e", "green": "#5f7a1f"}
    assert alike(red_and_green, "deuteranopia") == {("red", "green")}
    assert alike(red_and_green, "tritanopia") == set()


@pytest.mark.parametrize("eye", [*EYES, "greyscale"])
def test_tiers_are_told_apart_by_their_fill_alone(eye: str) -> None:
    assert alike(TIERS, eye) == set()


@pytest.mark.parametrize("eye", EYES)
def test_tiers_are_told_apart_on_a_dark_page(eye: str) -> None:
    assert alike({tier: palettes.dark(colour) for tier, colour in TIERS.items()}, eye) == set()


@pytest.mark.parametrize("eye", [*EYES, "greyscale"])
def test_lines_that_look_alike_differ_in_dash_and_marker(eye: str) -> None:
    """Each line has its name at its end, too."""
    codes = {"US": "US", "FR": "FR", "CN": "CN", "others": "KR", "unassigned": ""}
    for one, other in alike(COUNTRIES, eye):
        assert style.dash(codes[one]) != style.dash(codes[other])
        assert style.shape(codes[one]) != style.shape(codes[other])
    drawn = {colour: (dash, shape) for colour, dash, shape in style.STROKES}
    for one, other in alike(STROKES, eye):
        assert drawn[one] != drawn[other]


def test_countries_are_told_apart_in_the_greys_of_print() -> None:
    assert alike({name: palettes.grey(colour) for name, colour in COUNTRIES.items()}, "greyscale") == set()


@pytest.mark.parametrize("colour", [*COUNTRIES.values(), *TIERS.values(), *STROKES])
@pytest.mark.parametrize("paint", [palettes.dark, palettes.grey])
def test_words_on_marks_can_be_read_in_every_palette(paint: palettes.Paint, colour: str) -> None:
    assert style.contrast(paint(style.ink_on(colour)), paint(colour)) >= 4.5


@pytest.mark.parametrize("share", [part / 20 for part in range(21)])
@pytest.mark.parametrize("paint", [palettes.dark, palettes.grey])
def test_numbers_in_cells_can_be_read_in_every_palette(paint: palettes.Paint, share: float) -> None:
    fill = style.shade(share)
    assert style.contrast(paint(style.ink_on(fill)), paint(fill)) >= 4.5


def test_words_of_strangers_are_never_painted() -> None:
    svg = '<svg><rect fill="#ffffff"/><text fill="#1a1a1a">fill=&quot;#ffffff&quot; #1a1a1a</text></svg>'
    painted = palettes.painted(svg, palettes.dark)
    assert painted.startswith('<svg><rect fill="#10161d"/><text fill="#f0f3f6">')
    assert painted.endswith(">fill=&quot;#ffffff&quot; #1a1a1a</text></svg>")
