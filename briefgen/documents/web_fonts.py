"""The shipped fonts in a page: as files for the PDF, cut to the characters in use for the HTML."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterable

from briefgen.text import fonts
from briefgen.text.fonts import Face


def from_files(chosen: Iterable[Face] = fonts.FACES) -> str:
    """Return `@font-face` rules that name the shipped files, for a renderer on this machine."""
    return "\n".join(_rule(face, face.path.as_uri()) for face in chosen)


def embedded(page: str, chosen: Iterable[Face] = fonts.FACES) -> str:
    """Return `@font-face` rules that hold the glyphs of a page's characters, and nothing else.

    TrueType as it is: packing it as WOFF2 would save 60 KB and cost half a second.
    """
    characters = {ord(character) for character in page if character >= " "}
    return "\n".join(
        _rule(face, "data:font/ttf;base64," + base64.b64encode(fonts.cut(face, characters)).decode())
        for face in chosen
    )


def standalone(svg: str) -> str:
    """Return an SVG file's text with the glyphs of its words inside, so that it looks the same anywhere."""
    opening, rest = svg.split(">", 1)
    return f"{opening}><style>{embedded(svg, fonts.DRAWN)}</style>{rest}"


def printable(page: str) -> tuple[str, tuple[str, ...]]:
    """Return a page with each character that the fonts lack replaced visibly, and those characters.

    Replacing takes place on HTML: no character that means something to HTML is ever replaced.
    """
    composed = unicodedata.normalize("NFC", page)
    characters = "".join(sorted(set(composed)))
    twins = {ord(character): fonts.covered(character) for character in characters}
    return composed.translate(twins), fonts.uncovered(characters)


def _rule(face: Face, source: str) -> str:
    slant = "italic" if face.italic else "normal"
    return (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
        f'font-style: {slant}; src: url("{source}"); }}'
    )
