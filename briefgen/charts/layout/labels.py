"""Words in a drawing: made safe, cut to their place, kept off one another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefgen.ledger.prose import Prose
from briefgen.text import fonts

_ELLIPSIS = "…"
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\S+")
#: How many characters of a name a sentence takes, and how many pixels.
_BRIEF = 60
_BRIEF_WIDTH = 450


def fitted(text: str, room: float, size: float = 14, weight: int = 400) -> str:
    """Return `text` on one line, in characters that the fonts hold, cut with "…" to `room` pixels.

    Prose stays prose, here as in `wrapped`.

    >>> fitted("a-model-with-a-rather-long-name", 100)
    'a-model-with-…'
    >>> fitted("short", 100)
    'short'
    """
    line = _line(text)
    if len(line) * size < room or fonts.width(line, size, weight) <= room:
        return line
    left = room - fonts.width(_ELLIPSIS, size, weight)
    kept = 0
    for character in line:
        left -= fonts.width(character, size, weight)
        if left < 0:
            break
        kept += 1
    return _cut(line, kept)


def wrapped(text: str, room: float, size: float = 14, weight: int = 400) -> list[str]:
    """Return `text` in lines of at most `room` pixels, broken between words; a longer word is cut.

    >>> wrapped("Share of downloads by country", 120)
    ['Share of downloads', 'by country']
    """
    whole = _line(text)
    lines: list[str] = []
    start = 0
    for word in _WORD.finditer(whole):
        longer = whole[start : word.end()]
        if lines and fonts.width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            start = word.start()
            lines.append(fitted(whole[start : word.end()], room, size, weight))
    return lines


def _cut(line: str, kept: int) -> str:
    return line[: len(str(line)[:kept].rstrip())] + _ELLIPSIS


def _line(text: str) -> str:
    """The words in characters that the fonts hold, with one space between them."""
    if not isinstance(text, Prose):
        return " ".join(fonts.covered(text).split())
    line = text.each(lambda piece: _SPACES.sub(" ", fonts.covered(piece)))
    bare = str(line).strip()
    start = str(line).index(bare)
    return line[start : start + len(bare)]


def spread(places: Sequence[float], gap: float, lowest: float, highest: float) -> list[float]:
    """Move places apart until neighbours stand `gap` from each other, in the same order, within the bounds.

    Each cluster that would collide is centred on its own mean, so that no label moves further than it must.

    >>> spread([10, 12, 50], gap=10, lowest=0, highest=100)
    [6.0, 16.0, 50.0]
    >>> spread([1, 1], gap=10, lowest=0, highest=100)
    [0.0, 10.0]
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    clusters: list[list[int]] = []
    for index in order:
        clusters.append([index])
        while len(clusters) > 1 and _start(clusters[-1], places, gap, lowest, highest) < (
            _start(clusters[-2], places, gap, lowest, highest) + gap * len(clusters[-2])
        ):
            last = clusters.pop()
            clusters[-1].extend(last)
    moved = [0.0] * len(places)
    for cluster in clusters:
        first = _start(cluster, places, gap, lowest, highest)
        for step, index in enumerate(cluster):
            moved[index] = first + step * gap
    return moved


def _start(cluster: list[int], places: Sequence[float], gap: float, lowest: float, highest: float) -> float:
    """Where the first label of a cluster stands so that the cluster is centred, and within the bounds."""
    span = gap * (len(cluster) - 1)
    centred = sum(places[index] for index in cluster) / len(cluster) - span / 2
    return float(max(lowest, min(centred, highest - span)))


def brief(name: str) -> str:
    """Return a name for a sentence, cut to 60 characters at most, fewer where they are wide.

    >>> len(brief("a" * 10_000)), len(brief("i" * 10_000))
    (60, 60)
    """
    line = fitted(name, _BRIEF_WIDTH)
    return line if len(line) <= _BRIEF else _cut(line, _BRIEF - 1)
