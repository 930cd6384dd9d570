"""The fonts of every document and chart: their files, the characters they cover, the width of text.

They come with the package, so that a page looks the same on a machine without any fonts: Adobe's Source Sans
3.052 and Source Serif 4.005, as they were released, under the SIL Open Font License, which is beside them.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

#: The names of the families in style sheets and drawings. The files say Source Sans 3 and Source Serif 4: a
#: word that begins with a digit cannot be part of an unquoted name in CSS, and Vega does not measure text in
#: a quoted one.
SANS = "Source Sans"
SERIF = "Source Serif"

#: The replacement for a character that the fonts lack; they have no U+FFFD.
REPLACEMENT = "?"

_FOLDER = Path(__file__).with_name("faces")

#: ZERO WIDTH SPACE: the faces have it, and it would hide in a name.
_UNSEEN = frozenset({0x200B})


@dataclass(frozen=True)
class Face:
    """One font file: family, CSS weight and slant."""

    family: str
    weight: int
    italic: bool
    path: Path


#: Every face that a document or a chart may use.
FACES = (
    Face(SANS, 400, False, _FOLDER / "SourceSans3-Regular.ttf"),
    Face(SANS, 400, True, _FOLDER / "SourceSans3-It.ttf"),
    Face(SANS, 600, False, _FOLDER / "SourceSans3-Semibold.ttf"),
    Face(SERIF, 400, False, _FOLDER / "SourceSerif4-Regular.ttf"),
    Face(SERIF, 400, True, _FOLDER / "SourceSerif4-It.ttf"),
    Face(SERIF, 600, False, _FOLDER / "SourceSerif4-Semibold.ttf"),
)

#: The faces that drawings use.
DRAWN = tuple(face for face in FACES if face.family == SANS and not face.italic)

#: What text layout needs besides the glyphs: kerning, marks, figures of one width.
_FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum")
#: The names by which a face of another weight belongs to its family.
_FAMILY_NAMES = (16, 17)

# Typographic spaces and hyphens with a plain equivalent, which every reader of a PDF's text can handle.
_TWINS = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2002": " ", "\u2003": " ", "\u2009": "\u00a0", "\u202f": "\u00a0"}
)


def covered(text: str) -> str:
    """Return `text` with every character that some face lacks replaced visibly.

    Control characters and marks that turn the direction of writing are no glyphs and are replaced too.

    >>> covered("Qwen 通义, non\u2011breaking")
    'Qwen ??, non-breaking'
    """
    plain = unicodedata.normalize("NFC", text).translate(_TWINS)
    return "".join(character if _holds(character) else REPLACEMENT for character in plain)


def uncovered(text: str) -> tuple[str, ...]:
    """Return the characters of `text` that `covered` replaces, each once, in order.

    >>> uncovered("通义 通")
    ('义', '通')
    """
    plain = unicodedata.normalize("NFC", text).translate(_TWINS)
    return tuple(sorted({character for character in plain if not _holds(character)}))


def width(text: str, size: float, weight: int = 400) -> float:
    """Return how wide a line of the upright sans face is, in the unit of `size`.

    Kerning is ignored, so most lines are a little narrower than the result.

    >>> width("", 14)
    0
    """
    advances = _advances(weight)
    return sum(advances.get(ord(character), advances[ord(REPLACEMENT)]) for character in text) * size


def cut(face: Face, characters: Iterable[int]) -> bytes:
    """Return the file of a face with the glyphs of these code points alone, without hints for small sizes."""
    import uharfbuzz as hb

    wanted = hb.SubsetInput()
    wanted.unicode_set.update(characters)
    wanted.flags = hb.SubsetFlags.NO_HINTING
    wanted.sets(hb.SubsetInputSets.NAME_ID).update(_FAMILY_NAMES)
    features = wanted.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG)
    features.clear()
    features.update(int.from_bytes(feature.encode(), "big") for feature in _FEATURES)
    return bytes(hb.subset(hb.Face(hb.Blob.from_file_path(face.path)), wanted).blob.data)


def _holds(character: str) -> bool:
    return ord(character) in characters() or character in "\n\t"


@functools.cache
def characters() -> frozenset[int]:
    """The code points that every face has a glyph for, and that are visible or have a width."""
    from fontTools.ttLib import TTFont

    maps = []
    for face in FACES:
        with TTFont(face.path, lazy=True) as font:
            maps.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*maps) - _UNSEEN


@functools.cache
def _advances(weight: int) -> dict[int, float]:
    """The width of each code point in the upright sans face of that weight, in parts of the font size."""
    from fontTools.ttLib import TTFont

    path = next(f.path for f in FACES if (f.family, f.weight, f.italic) == (SANS, weight, False))
    with TTFont(path, lazy=True) as font:
        glyphs, units = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: glyphs[name][0] / units for code, name in font.getBestCmap().items()}
