"""A captured text, normalized for comparison and indexed for search."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import accumulate

# A bullet or an emoji before a sentence may be a picture in the live page.
_BULLET = re.compile(r"""^[^\w"'“‘(\[]+""")
# Sentences that a passage may be widened by, if its own ends cannot identify it.
_MOST_AROUND = 4

_QUOTES = dict.fromkeys("‘’‚‛‹›′`´ʹʼ", "'") | dict.fromkeys("“”„‟«»″〝〞", '"')
# A period ends a sentence if a capital, a digit or a quotation follows; not after an initial ("U.S. AI").
_SENTENCE_END = re.compile(r"""(?<![A-Z]\.)(?:(?<=[.!?])|(?<=[.!?]["'”’)\]]))\s+(?=["'“‘(\[]?[A-Z0-9])""")


def normalise(text: str) -> str:
    r"""Return the normalized text that is compared and hashed.

    Quotation marks become ASCII quotes, dashes of every length `-`, compatible characters their plain form
    (Unicode NFKC); soft hyphens and other invisible format characters are removed; white space becomes one
    blank; case is preserved.

    >>> normalise("“Open\u00adness”  wins —\nby 5½\u202f%")
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


class CaptureText:
    """A capture indexed for search; each line is a paragraph.

    `text` is normalized, and places in it are offsets into that.
    """

    def __init__(self, text: str) -> None:
        sentences = [
            (line, words)
            for line, paragraph in enumerate(text.split("\n"), 1)
            for sentence in _SENTENCE_END.split(paragraph)
            if (words := [word for word in sentence.split() if normalise(word)])
        ]
        plain = [normalise(word) for _, words in sentences for word in words]
        self.text = " ".join(plain)
        self._words = [word for _, words in sentences for word in words]
        self._starts = [0, *accumulate(len(word) + 1 for word in plain)]
        self._sentences = [number for number, (_, words) in enumerate(sentences) for _ in words]
        self._lines = [line for line, _ in sentences] or [1]

    def line(self, offset: int) -> int:
        """The line of the capture on which a place is."""
        return self._lines[self._sentence(offset)]

    def written(self, start: int, end: int) -> str:
        """The original text between two places, except for words that it cuts."""
        words = []
        for index in range(self._word(start), self._word(end - 1) + 1):
            begin = self._starts[index]
            plain = normalise(self._words[index])
            kept = plain[max(start - begin, 0) : end - begin]
            words.append(self._words[index] if kept == plain else kept)
        return " ".join(words)

    def around(self, start: int, end: int) -> Iterator[str]:
        """The sentences that hold a passage, then these with their neighbors, as written.

        Fewer neighbors come first, and what is within one paragraph before what is not.
        """
        begin, finish = self._sentence(start), self._sentence(end - 1)
        spans = [
            (begin - before, finish + more - before)
            for more in range(_MOST_AROUND + 1)
            for before in range(more + 1)
            if begin - before >= 0 and finish + more - before < len(self._lines)
        ]
        for earliest, latest in sorted(spans, key=lambda span: self._lines[span[0]] != self._lines[span[1]]):
            words = self._words[
                bisect_left(self._sentences, earliest) : bisect_right(self._sentences, latest)
            ]
            yield _BULLET.sub("", " ".join(words))

    def places(self, words: str, after: int = 0) -> Iterator[tuple[int, int]]:
        """Where some words begin and end, case aside, as a browser looks for those of a link."""
        pattern = rf"(?<!\w){re.escape(normalise(words))}(?!\w)"
        return (found.span() for found in re.compile(pattern, re.IGNORECASE).finditer(self.text, after))

    def nearest(self, words: str) -> int:
        """The place where the words are most similar to given ones that the capture does not have."""
        wanted = normalise(words).casefold()
        length = len(wanted.split())
        likeness = SequenceMatcher(b=wanted, autojunk=False)
        best, place = 0.0, 0
        for start, end in zip(self._starts, [*self._starts[length:], len(self.text) + 1], strict=False):
            likeness.set_seq1(self.text[start : end - 1].casefold())
            if likeness.real_quick_ratio() > best and likeness.quick_ratio() > best:
                ratio = likeness.ratio()
                if ratio > best:
                    best, place = ratio, start
        return place

    def _word(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _sentence(self, offset: int) -> int:
        return self._sentences[self._word(offset)] if self._sentences else 0
