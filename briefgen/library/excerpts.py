"""Passages of captured texts, held without carrying their words: made, found again, and linked to.

An excerpt holds the first and last words of a passage, its length in words and the hash of its normalised
text. The passage itself is printed only from a capture at hand.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate
from typing import Annotated, Self
from urllib.parse import quote

import yaml
from pydantic import AfterValidator, ValidationError, model_validator

from briefgen.library.fields import Count, Record, Sha256, Text, expected
from briefgen.project import InputError

_ONE_LINE = 10_000
# A bullet or an emoji before a sentence may be a picture in the live page.
_BULLET = re.compile(r"""^[^\w"'“‘(\[]+""")
# Sentences that a passage may be widened by, where its own ends cannot name it.
_MOST_AROUND = 4
#: Words that may stand at each end of an excerpt.
MOST_WORDS = 6
#: A passage shorter than this shows no more than a third of its words.
SHORT_PASSAGE = 24

_QUOTES = dict.fromkeys("‘’‚‛‹›′`´ʹʼ", "'") | dict.fromkeys("“”„‟«»″〝〞", '"')
# A stop ends a sentence where a capital, a digit or a quotation follows; not after an initial ("U.S. AI").
_SENTENCE_END = re.compile(r"""(?<![A-Z]\.)(?:(?<=[.!?])|(?<=[.!?]["'”’)\]]))\s+(?=["'“‘(\[]?[A-Z0-9])""")


def normalise(text: str) -> str:
    """Return a text as it is compared and hashed.

    Quotation marks become ASCII quotes, dashes of every length `-`, compatible characters their plain form
    (Unicode NFKC); soft hyphens and other invisible format characters are taken out; white space becomes one
    blank; case is kept.

    >>> normalise("“Open\u00adness”  wins —\\nby 5½\u202f%")
    '"Openness" wins - by 51⁄2 %'
    """
    return " ".join(_folded(unicodedata.normalize("NFKC", _folded(text))).split())


def _folded(text: str) -> str:
    return text.translate({ord(character): _plain(character) for character in set(text)})


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Pd" or character == "−":
        return "-"
    return "" if category == "Cf" else _QUOTES.get(character, character)


def _few_words(text: str) -> str:
    if not 1 <= _length(text) <= MOST_WORDS:
        raise expected(f"expected one to {MOST_WORDS} words, got {_length(text)}")
    return text


def _length(text: str) -> int:
    return len(normalise(text).split())


class Excerpt(Record):
    """A passage by its ends: `words` counts those between blanks, `sha256` is of the normalised passage."""

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
    """A passage found in a capture, normalised, and the line on which it begins."""

    text: str
    line: int


@dataclass(frozen=True)
class Missing:
    """A passage that is not in a capture: why, and the line and words of the nearest match."""

    why: str
    line: int
    nearest: str


class _Laid:
    """A capture laid out to be searched: its sentences as written, and where each begins once normalised."""

    def __init__(self, text: str) -> None:
        placed = [
            (number, sentence)
            for number, line in enumerate(text.split("\n"), 1)
            for sentence in _SENTENCE_END.split(line)
            if normalise(sentence)
        ]
        plain = [normalise(sentence) for _, sentence in placed]
        self.text = " ".join(plain)
        self.lines = [number for number, _ in placed] or [1]
        self.sentences = [sentence for _, sentence in placed]
        self.starts = [0, *accumulate(len(sentence) + 1 for sentence in plain)]

    def line(self, offset: int) -> int:
        return self.lines[self._sentence(offset)]

    def around(self, start: int, end: int) -> Iterator[str]:
        """The sentences that hold a passage, then these with their neighbours, as written.

        Fewer neighbours come first, and what stays within a paragraph before what leaves it.
        """
        begin, finish = self._sentence(start), self._sentence(end - 1)
        spans = [
            (begin - before, finish + more - before)
            for more in range(_MOST_AROUND + 1)
            for before in range(more + 1)
            if begin - before >= 0 and finish + more - before < len(self.sentences)
        ]
        for earliest, latest in sorted(spans, key=lambda span: self.lines[span[0]] != self.lines[span[1]]):
            yield _BULLET.sub("", " ".join(self.sentences[earliest : latest + 1]))

    def places(self, words: str, after: int = 0) -> Iterator[tuple[int, int]]:
        """Where some words begin and end, case aside, as a browser looks for those of a link."""
        pattern = rf"(?<!\w){re.escape(normalise(words))}(?!\w)"
        return (found.span() for found in re.compile(pattern, re.IGNORECASE).finditer(self.text, after))

    def _sentence(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1


_lay = lru_cache(maxsize=8)(_Laid)


def find(excerpt: Excerpt, capture_text: str) -> Passage | Missing:
    """Find the passage of an excerpt in a capture, by its ends, its length and its hash."""
    laid = _lay(capture_text)
    for start, first_end in laid.places(excerpt.first):
        for _, end in laid.places(excerpt.last, first_end):
            passage = laid.text[start:end]
            if len(passage.split()) > excerpt.words:
                break
            if _sha256(passage) == excerpt.sha256:
                return Passage(passage, laid.line(start))
    return _nearest(excerpt, laid)


def record(capture_text: str, first: str, last: str) -> Excerpt:
    """Make the excerpt of the passage from `first` to the next `last`.

    Raises InputError where `first` is not in the capture exactly once, `last` does not follow it, or the two
    show too much of the passage.
    """
    laid = _lay(capture_text)
    starts = list(laid.places(first))
    if not starts:
        near = _most_like(first, laid)
        raise InputError(
            f"{first!r}: not in the capture; the nearest is {near.nearest!r} on line {near.line}"
        )
    if len(starts) > 1:
        lines = ", ".join(str(laid.line(start)) for start, _ in starts)
        raise InputError(f"{first!r}: expected words that stand once, but they begin on the lines {lines}")
    start, first_end = starts[0]
    ends = [end for _, end in laid.places(last, first_end)]
    if not ends:
        raise InputError(f"{last!r}: not in the capture after {first!r} on line {laid.line(start)}")
    return _excerpt(first, last, laid.text[start : ends[0]])


def of_passage(capture_text: str, passage: str) -> Excerpt:
    """Make the excerpt of a whole passage, with the fewest words at its ends that name it in the capture.

    Where no ends do and still show little enough, the passage is widened to its sentence, then by sentences
    around it; `find` tells what was chosen. Raises InputError where the passage is not in the capture, or no
    wider one will do.
    """
    laid = _lay(capture_text)
    place = next(laid.places(passage), None)
    if place is None:
        near = _most_like(passage, laid)
        raise InputError(
            f"{passage[:60]!r}: not in the capture; the nearest is {near.nearest!r} on line {near.line}"
        )
    for candidate in (passage, *laid.around(*place)):
        ends = _shortest_ends(laid, candidate)
        if ends is not None:
            return _excerpt(*ends, normalise(candidate))
    raise InputError(
        f"{passage[:60]!r}: no few words name it on line {laid.line(place[0])}; choose a longer passage"
    )


def deep_link(url: str, excerpt: Excerpt) -> str:
    """Return the address that opens a page at the passage, as a text fragment of WICG's Scroll To Text.

    >>> deep_link("https://a.org/b", Excerpt(first="Open-source, now", last="R&D", words=24, sha256="0" * 64))
    'https://a.org/b#:~:text=Open%2Dsource%2C%20now,R%26D'
    """
    first, last = (quote(words, safe="").replace("-", "%2D") for words in (excerpt.first, excerpt.last))
    return f"{url}{'' if '#' in url else '#'}:~:text={first},{last}"


def as_yaml(excerpt: Excerpt) -> str:
    """Return an excerpt as the line that stands under a claim.

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
        told = "; ".join(error["msg"] for error in invalid.errors())
        raise InputError(f"{first!r} … {last!r}: {told}") from invalid


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _shortest_ends(laid: _Laid, passage: str) -> tuple[str, str] | None:
    """The fewest first words that stand once, and last words that come next after them, if few enough."""
    words, plain = passage.split(), normalise(passage)
    for count in range(1, MOST_WORDS + 1):
        first = " ".join(words[:count])
        starts = list(laid.places(first))
        if len(starts) == 1:
            break
    else:
        return None
    start, first_end = starts[0]
    for count in range(1, MOST_WORDS + 1):
        last = " ".join(words[-count:])
        end = next((end for _, end in laid.places(last, first_end)), start)
        if laid.text[start:end] == plain:
            few = _length(first) + _length(last) <= _most_shown(len(plain.split()))
            return (first, last) if few else None
    return None


def _nearest(excerpt: Excerpt, laid: _Laid) -> Missing:
    starts = [start for start, _ in laid.places(excerpt.first)]
    for start in starts:
        passage = " ".join(laid.text[start:].split()[: excerpt.words])
        if normalise(excerpt.last).casefold() in passage.casefold()[-len(normalise(excerpt.last)) :]:
            return Missing("the words between its ends are others", laid.line(start), _opening(passage))
    if starts:
        why = f"its first words are there, but not its last ones {excerpt.words} words on"
        return Missing(why, laid.line(starts[0]), _opening(laid.text[starts[0] :]))
    return _most_like(excerpt.first, laid)


def _most_like(words: str, laid: _Laid) -> Missing:
    """The place of a capture whose words are most like some that it does not hold."""
    wanted = normalise(words).casefold()
    length = len(wanted.split())
    tokens = list(re.finditer(r"\S+", laid.text))
    likeness = SequenceMatcher(b=wanted, autojunk=False)
    best, at = -1.0, 0
    for index, token in enumerate(tokens):
        last = tokens[min(index + length, len(tokens)) - 1]
        likeness.set_seq1(laid.text[token.start() : last.end()].casefold())
        if likeness.real_quick_ratio() > best and likeness.quick_ratio() > best:
            ratio = likeness.ratio()
            if ratio > best:
                best, at = ratio, token.start()
    return Missing("its first words are not in it", laid.line(at), _opening(laid.text[at:]))


def _opening(text: str) -> str:
    return " ".join(text[:400].split()[:MOST_WORDS])
