"""The house style: colours, and the configuration that every chart is drawn with."""

from __future__ import annotations

from typing import Any

from briefgen.charts.theme.sizes import Shape
from briefgen.text import fonts

FONT = f"{fonts.SANS}, sans-serif"

#: A drawing as Vega-Lite.
Spec = dict[str, Any]

#: Each role has a colour of its own, so that a finished drawing can be painted in another palette.
PAPER = "#ffffff"
ON_LIGHT = "#000000"
ON_DARK = "#fefefe"
#: The contrast at which a mark is seen on its paper (WCAG 2.2, 1.4.11).
SEEN = 3
#: Between two panels of one chart, for letters of 14 pixels.
SPACING = 14

INK = "#1a1a1a"
MUTED = "#5a5a5a"
GRID = "#dedede"
BAND = "#f1f1f1"

#: One colour a country in every chart, told apart in greyscale; the rest share one, and so do models
#: without a country.
COUNTRIES = {"US": "#0b3565", "FR": "#7b2d83", "CN": "#d9512f"}
OTHER = "#26747a"
UNASSIGNED = "#939393"

#: Lines that are no countries, the first the strongest: colour, dash and marker.
STROKES: tuple[tuple[str, list[int], str], ...] = (
    ("#1a1a1a", [1, 0], "circle"),
    ("#3d5a80", [7, 3], "square"),
    ("#5b7553", [3, 2], "triangle-up"),
    ("#8a6d3b", [9, 3, 2, 3], "diamond"),
    ("#7d7d7d", [1, 3], "cross"),
)

#: Licence tiers from the most to the least open; the last two have no place in that order, and where nothing
#: was recorded a bar is hollow. No lightness is near another: the others fill what white paper leaves.
TIERS = {
    "permissive": "#031f14",
    "copyleft": "#006645",
    "use-restricted": "#c28a21",
    "non-commercial": "#67270f",
    "other": "#787878",
    "none": "#f4f4f4",
}


def colour(country: str) -> str:
    """Return a country's colour; `country` is an ISO 3166 code, empty for unassigned.

    >>> colour("CN") == colour("CN") != colour("KR") == colour("JP")
    True
    """
    return COUNTRIES.get(country, OTHER) if country else UNASSIGNED


def dash(country: str) -> list[int]:
    """Return the dash pattern of a country's line, so that colour never stands alone."""
    return {"US": [1, 0], "CN": [1, 0], "FR": [7, 3]}.get(country, [4, 3] if country else [1, 3])


def shape(country: str) -> str:
    """Return the marker of a country's points."""
    return {"US": "circle", "CN": "square", "FR": "diamond"}.get(country, "triangle-up")


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2): 0 for black, 1 for white.

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    shares = [channel / 255 for channel in _channels(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2), 1 to 21.

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def legible(colour: str) -> str:
    """Return `colour`, or the nearest darker shade that reads as text on white (4.5:1).

    >>> legible("#0b3565"), contrast(legible("#939393"), "#ffffff") >= 4.5
    ('#0b3565', True)
    """
    channels = _channels(colour)
    shades = (
        "#" + "".join(f"{channel * part // 100:02x}" for channel in channels) for part in range(100, 0, -1)
    )
    return next(shade for shade in shades if contrast(shade, "#ffffff") >= 4.5)


def shade(share: float) -> str:
    """Return the fill of a table's cell: pale for none, the house blue for all, in a hundred steps.

    >>> shade(0), shade(1)
    ('#eef2f7', '#0b3565')
    """
    return blend("#eef2f7", COUNTRIES["US"], round(min(share, 1), 2))


def blend(one: str, other: str, share: float) -> str:
    """Return the colour between two, `share` of the way from one to the other.

    >>> blend("#000000", "#ffffff", 0.5)
    '#808080'
    """
    ends = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(first + (last - first) * share):02x}" for first, last in ends)


def grey(colour: str) -> str:
    """Return the grey of a colour's luminance.

    >>> grey("#ff0000")
    '#7f7f7f'
    """
    linear = luminance(colour)
    channel = linear * 12.92 if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return f"#{round(channel * 255):02x}" + f"{round(channel * 255):02x}" * 2


def ink_on(fill: str) -> str:
    """Return the text colour, black or white, that reads better on `fill` (4.5:1 at least)."""
    return max((ON_LIGHT, ON_DARK), key=lambda ink: contrast(ink, fill))


def config(shape: Shape) -> dict[str, Any]:
    """Return the house style for letters of a shape's size, as the configuration of Vega-Lite."""
    size = shape.size
    return {
        "aria": False,
        "background": PAPER,
        # Room on the right for readers whose machine lacks the font and sets words wider.
        "padding": {"left": 2, "top": 2, "right": 12, "bottom": 2},
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelFont": FONT,
            "labelFontSize": size,
            "labelColor": MUTED,
            "labelPadding": shape.px(6),
            "labelLimit": 0,
            "labelLineHeight": shape.line,
            "title": None,
            "domainColor": INK,
            "domainWidth": shape.px(1),
            "tickColor": INK,
            "tickSize": shape.px(5),
            "tickWidth": shape.px(1),
            "gridColor": GRID,
            "gridWidth": shape.px(1),
        },
        "axisX": {"grid": False},
        "axisY": {"domain": False, "ticks": False},
        "legend": {
            "title": None,
            "labelFont": FONT,
            "labelFontSize": size,
            "labelColor": INK,
            "labelLimit": 0,
            "symbolSize": shape.px(12) ** 2,
            "symbolStrokeWidth": 0,
        },
        "title": {
            "font": FONT,
            "fontSize": size,
            "fontWeight": 600,
            "color": INK,
            "anchor": "start",
            "frame": "bounds",
            "lineHeight": shape.line,
            "subtitleFont": FONT,
            "subtitleFontSize": size,
            "subtitleColor": MUTED,
            "subtitleLineHeight": shape.line,
            "offset": shape.px(10),
        },
        "text": {"font": FONT, "fontSize": size, "color": INK},
        "line": {"strokeWidth": shape.px(2.5)},
        "point": {"filled": True, "size": shape.px(6.6) ** 2, "opacity": 1},
        "bar": {"height": shape.px(18)},
        "concat": {"spacing": shape.px(SPACING)},
    }
