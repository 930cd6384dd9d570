"""Strangers' characters that a terminal would obey, made visible instead."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# Control characters, format characters (they turn the direction of writing, or cannot be seen), lone
# surrogates, and the two separators of lines and paragraphs.
_OBEYED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

#: A message lists this many characters; a page in another script lacks hundreds.
_MOST_LISTED = 12


def visible(text: str) -> str:
    r"""Return `text` with each character that is obeyed instead of printed as its code point.

    >>> visible("gpj.\u202eexe\x1b[2J")
    'gpj.<U+202E>exe<U+001B>[2J'
    """
    if text.isprintable():
        return text
    return "".join(
        f"<{_code_point(character)}>" if unicodedata.category(character) in _OBEYED else character
        for character in text
    )


def visible_lines(text: str, longest: int | None = None) -> str:
    r"""Return `text` made visible, its line breaks preserved, each line cut to `longest` characters if given.

    >>> visible_lines("one\ntwo\x07", longest=5)
    'one\ntwo<…'
    """
    return "\n".join(_cut(visible(line), longest) for line in text.split("\n"))


def code_points(characters: Iterable[str]) -> str:
    """Name characters without printing them.

    >>> code_points("通\u202e")
    'U+901A, U+202E'
    """
    named = [_code_point(character) for character in characters]
    more = len(named) - _MOST_LISTED
    return ", ".join(named[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


def _cut(line: str, longest: int | None) -> str:
    return line if longest is None or len(line) <= longest else line[: longest - 1] + "…"
