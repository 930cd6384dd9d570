"""Passages of captured texts, recorded without their words: made, found again, and linked to.

An excerpt has the first and last words of a passage, its length in words and the hash of its normalized text.
The passage itself is printed only from a capture.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Self
from urllib.parse import quote

import yaml
from pydantic import AfterValidator, ValidationError, model_validator

from briefgen.errors import InputError
from briefgen.library.capture_text import CaptureText, normalise
from briefgen.library.fields import Sha256
from briefgen.yaml_files.fields import Count, Record, Text, expected

_ONE_LINE = 10_000
#: The most words at each end of an excerpt.
MOST_WORDS = 6
#: A passage shorter than this shows no more than a third of its words.
SHORT_PASSAGE = 24


def _few_words(text: str) -> str:
    if not 1 <= _length(text) <= MOST_WORDS:
        raise expected(f"expected one to {MOST_WORDS} words, got {_length(text)}")
    return text


def _length(text: str) -> int:
    return len(normalise(text).split())


class Excerpt(Record):
    """A passage by its ends: `words` counts those between blanks, `sha256` is of the normalized passage."""

    first: Annotated[Text, AfterValidator(_few_words)]
    last: Annotated[Text, AfterValidator(_few_words)]
    words: Count
    sha256: Sha256

    @model_validator(mode="after")
    def _tells_little(self) -> Self:
        shown = _length(self.first) + _length(self.last)
        if shown > _most_shown(self.words):
            raise expected(
                f"expected `first` and `last` to hold {_most_shown(self.words)} words together at most, a "
                f"third of a passage of {self.words}; got {shown}: shorten them, or choose a longer passage"
            )
        return self


def _most_shown(words: int) -> int:
    return words // 3 if words < SHORT_PASSAGE else 2 * MOST_WORDS


@dataclass(frozen=True)
class Passage:
    """A passage found in a capture, in the capture's own characters, and the line on which it begins."""

    text: str
    line: int


@dataclass(frozen=True)
class Missing:
    """A passage that is not in a capture: why, and the line and words of the nearest match."""

    why: str
    line: int
    nearest: str


_indexed = lru_cache(maxsize=8)(CaptureText)


def find(excerpt: Excerpt, capture_text: str) -> Passage | Missing:
    """Find the passage of an excerpt in a capture, by its ends, its length and its hash."""
    capture = _indexed(capture_text)
    for start, first_end in capture.places(excerpt.first):
        for _, end in capture.places(excerpt.last, first_end):
            passage = capture.text[start:end]
            if len(passage.split()) > excerpt.words:
                break
            if _sha256(passage) == excerpt.sha256:
                return Passage(capture.written(start, end), capture.line(start))
    return _nearest(excerpt, capture)


def record(capture_text: str, first: str, last: str) -> Excerpt:
    """Make the excerpt of the passage from `first` to the next `last`.

    Raises InputError if `first` is not in the capture exactly once, if `last` does not follow it, or if the
    two show too much of the passage.
    """
    capture = _indexed(capture_text)
    starts = list(capture.places(first))
    if not starts:
        near = _most_like(first, capture)
        raise InputError(
            f"{first!r}: not in the capture; the nearest is {near.nearest!r} on line {near.line}"
        )
    if len(starts) > 1:
        lines = ", ".join(str(capture.line(start)) for start, _ in starts)
        raise InputError(f"{first!r}: expected words that stand once, but they begin on the lines {lines}")
    start, first_end = starts[0]
    ends = [end for _, end in capture.places(last, first_end)]
    if not ends:
        raise InputError(f"{last!r}: not in the capture after {first!r} on line {capture.line(start)}")
    return _excerpt(first, last, capture.text[start : ends[0]])


def of_passage(capture_text: str, passage: str) -> Excerpt:
    """Make the excerpt of a whole passage, with the fewest words at its ends that identify it in the capture.

    If no ends identify it and still show little enough, the passage is widened to its sentence, then by
    sentences around it; `find` returns what was chosen. Raises InputError if the passage is not in the
    capture, or if no wider one is possible.
    """
    capture = _indexed(capture_text)
    place = next(capture.places(passage), None)
    if place is None:
        near = _most_like(passage, capture)
        raise InputError(
            f"{passage[:60]!r}: not in the capture; the nearest is {near.nearest!r} on line {near.line}"
        )
    for candidate in (passage, *capture.around(*place)):
        ends = _shortest_ends(capture, candidate)
        if ends is not None:
            return _excerpt(*ends, normalise(candidate))
    raise InputError(
        f"{passage[:60]!r}: no few words name it on line {capture.line(place[0])}; choose a longer passage"
    )


def deep_link(url: str, excerpt: Excerpt) -> str:
    """Return the address that opens a page at the passage, as a text fragment of WICG's Scroll To Text.

    >>> deep_link("https://a.org/b", Excerpt(first="Open-source, now", last="R&D", words=24, sha256="0" * 64))
    'https://a.org/b#:~:text=Open%2Dsource%2C%20now,R%26D'
    """
    first, last = (quote(words, safe="").replace("-", "%2D") for words in (excerpt.first, excerpt.last))
    return f"{url}{'' if '#' in url else '#'}:~:text={first},{last}"


def as_yaml(excerpt: Excerpt) -> str:
    """Return an excerpt as the line of a claim in YAML.

    >>> as_yaml(Excerpt(first="Now, they", last="end: here", words=24, sha256="0" * 64))[:64]
    "excerpt: {first: 'Now, they', last: 'end: here', words: 24, sha2"
    """
    content = {"excerpt": excerpt.model_dump()}
    return yaml.safe_dump(
        content, default_flow_style=None, sort_keys=False, allow_unicode=True, width=_ONE_LINE
    )


def _excerpt(first: str, last: str, passage: str) -> Excerpt:
    first, last = " ".join(first.split()), " ".join(last.split())
    try:
        return Excerpt(first=first, last=last, words=len(passage.split()), sha256=_sha256(passage))
    except ValidationError as invalid:
        problems = "; ".join(error["msg"] for error in invalid.errors())
        raise InputError(f"{first!r} … {last!r}: {problems}") from invalid


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _shortest_ends(capture: CaptureText, passage: str) -> tuple[str, str] | None:
    """The fewest first words that occur once, and the last words that follow them next, if few enough."""
    words, plain = passage.split(), normalise(passage)
    for count in range(1, MOST_WORDS + 1):
        first = " ".join(words[:count])
        starts = list(capture.places(first))
        if len(starts) == 1:
            break
    else:
        return None
    start, first_end = starts[0]
    for count in range(1, MOST_WORDS + 1):
        last = " ".join(words[-count:])
        end = next((end for _, end in capture.places(last, first_end)), start)
        if capture.text[start:end] == plain:
            few = _length(first) + _length(last) <= _most_shown(len(plain.split()))
            return (first, last) if few else None
    return None


def _nearest(excerpt: Excerpt, capture: CaptureText) -> Missing:
    starts = [start for start, _ in capture.places(excerpt.first)]
    for start in starts:
        words = capture.text[start:].split()[: excerpt.words]
        if normalise(excerpt.last).casefold() in " ".join(words[-_length(excerpt.last) :]).casefold():
            why = "the words between its ends are others"
            return Missing(why, capture.line(start), _opening(" ".join(words)))
    if starts:
        why = f"its first words are there, but not its last ones {excerpt.words} words on"
        return Missing(why, capture.line(starts[0]), _opening(capture.text[starts[0] :]))
    return _most_like(excerpt.first, capture)


def _most_like(words: str, capture: CaptureText) -> Missing:
    place = capture.nearest(words)
    return Missing("its first words are not in it", capture.line(place), _opening(capture.text[place:]))


def _opening(text: str) -> str:
    return " ".join(text[:400].split()[:MOST_WORDS])
