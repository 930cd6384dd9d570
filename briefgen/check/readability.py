"""How hard prose is to read, in years of schooling in the United States; advice, no judgement.

The Flesch-Kincaid grade (J. P. Kincaid and others, "Derivation of New Readability Formulas", Naval Technical
Training Command, Research Branch Report 8-75, 1975). Syllables are counted by the groups of vowels in a word,
an approximation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from briefgen.check.html_parser import ENDS, PageParts

#: What the first page should not exceed.
AIM = 11
#: Where the blocks of the first page stand.
_FRONT = ("front", "key-numbers", "findings")
#: What ends otherwise is a label, and no prose.
_STOPS = (".", "!", "?", ".”", ".’", ".)")
_VOWELS = re.compile(r"[aeiouy]+")
#: A last e is silent, but for these.
_SAID = re.compile(r"([td]ed|[^aeiouy]le|[sxz]es|[cs]hes|[cg]es)$")
_SILENT = re.compile(r"(?<=[^aeiouy])(?:e|es|ed)$")


def grade(blocks: Iterable[str]) -> float | None:
    """Return the grade of the blocks that end with a full stop; None where there is none.

    What has digits or strokes in it counts as a word of one syllable. Eight words of 14 syllables in two
    sentences, and a label:

    >>> grade(["The Commission recommends open models. It said so.", "of all downloads"])
    6.62
    """
    prose = (block for block in blocks if block.endswith(_STOPS))
    sentences = [sentence.split() for block in prose for sentence in ENDS.split(block)]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return None
    syllables = sum(map(_syllables, words))
    return round(0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59, 2)


def grades(page: PageParts) -> tuple[float | None, float | None]:
    """Return the grade of a page's first page, and of all its prose."""
    first = [words for words, place in page.prose if place in _FRONT]
    return grade(first), grade(words for words, _ in page.prose)


def _syllables(word: str) -> int:
    """Count the syllables of a word.

    >>> [_syllables(word) for word in ("model", "licence", "led", "counted,", "people", "68.4%")]
    [2, 2, 1, 2, 2, 1]
    """
    small = word.lower().strip("“”‘’().,;:!?")
    if not small.replace("-", "").replace("’", "").isalpha():
        return 1
    voiced = small if _SAID.search(small) else _SILENT.sub("", small)
    return max(1, len(_VOWELS.findall(voiced)))
