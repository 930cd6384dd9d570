"""Other palettes for a finished drawing: the same layout on a dark screen, and in greys for print.

A drawing gives each role a colour of its own, so that painting it anew is looking each colour up.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping

from briefgen.charts.theme import style

Paint = Callable[[str], str]

_PAINTED = re.compile(r'\b(fill|stroke)="(#[0-9a-fA-F]{6})"')

_DARK_PAPER = "#10161d"

#: Every mark on a dark page is light enough to be read as a word, and to carry dark words.
_DARK: Mapping[str, str] = {
    style.PAPER: _DARK_PAPER,
    style.INK: "#f0f3f6",
    style.MUTED: "#b4bec9",
    style.GRID: "#2f3a46",
    style.BAND: "#1e2731",
    style.ON_LIGHT: "#0b0f14",
    style.ON_DARK: "#0b0f14",
    style.COUNTRIES["US"]: "#6aaef7",
    style.COUNTRIES["FR"]: "#ffcff9",
    style.COUNTRIES["CN"]: "#ff7a4d",
    style.OTHER: "#4fd6a8",
    style.UNASSIGNED: "#8f99a6",
    style.TIERS["permissive"]: "#d3f5e3",
    style.TIERS["copyleft"]: "#35b07f",
    style.TIERS["use-restricted"]: "#f2c14e",
    style.TIERS["non-commercial"]: "#e0784f",
    style.TIERS["none"]: "#1e2731",
    style.STROKES[1][0]: "#8fb3e0",
    style.STROKES[2][0]: "#9ac08f",
    style.STROKES[3][0]: "#d9b06c",
}

#: Marks that words of the same colour name.
_MARKS = (*style.COUNTRIES.values(), style.OTHER, style.UNASSIGNED)

#: Greys that are told apart (10 or more by CIEDE2000) where a luminance alone would not be.
_GREY: Mapping[str, str] = {
    style.COUNTRIES["US"]: "#111111",
    style.COUNTRIES["FR"]: "#3d3d3d",
    style.COUNTRIES["CN"]: "#767676",
    style.OTHER: "#5b5b5b",
    style.UNASSIGNED: "#949494",
}

#: How many steps a table's fill has from none to all, and its ends on a dark page.
_SHADES = 100
_DARK_SHADES = ("#70859b", "#dcebff")


def dark(colour: str) -> str:
    """Return the colour that stands for one of a drawing on a dark page.

    >>> dark(style.PAPER), style.contrast(dark("#123456"), dark(style.PAPER)) >= 4.5
    ('#10161d', True)
    """
    return _known_dark().get(colour) or next(
        lighter
        for part in range(101)
        if style.contrast(lighter := style.blend(colour, "#ffffff", part / 100), _DARK_PAPER) >= 4.5
    )


def grey(colour: str) -> str:
    """Return the grey that stands for a colour on a page without any.

    >>> grey("#ffffff"), grey("#d9512f")
    ('#ffffff', '#767676')
    """
    return _known_grey().get(colour) or style.grey(colour)


def painted(svg: str, paint: Paint) -> str:
    """Return an SVG of briefgen's own in another palette; its words stay as they are."""
    return _PAINTED.sub(lambda found: f'{found[1]}="{paint(found[2].lower())}"', svg)


def colours(svg: str) -> tuple[str, ...]:
    """Return the colours of an SVG, each once, in order of their code."""
    return tuple(sorted({found[2].lower() for found in _PAINTED.finditer(svg)}))


def dark_rules(page: str) -> str:
    """Return the CSS that paints the drawings inside a page for a dark one: it wins over what marks say."""
    return "\n".join(
        f'svg [{paint}="{colour}"] {{ {paint}: {dark(colour)} }}'
        for colour in colours(page)
        for paint in ("fill", "stroke")
    )


@functools.cache
def _known_dark() -> Mapping[str, str]:
    shades = range(_SHADES + 1)
    cells = {style.shade(part / _SHADES): style.blend(*_DARK_SHADES, part / _SHADES) for part in shades}
    # A word that names a mark is darker than the mark where that is too light for words; here none is.
    words = {style.legible(colour): paint for colour, paint in _DARK.items() if colour in _MARKS}
    return {**cells, **words, **_DARK}


@functools.cache
def _known_grey() -> Mapping[str, str]:
    words = {style.legible(colour): style.legible(paint) for colour, paint in _GREY.items()}
    return {**words, **_GREY}
