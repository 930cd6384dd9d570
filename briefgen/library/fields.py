"""What the library's records alone are made of: partial dates, periods, hashes, words of our own."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator

from briefgen.text import dates
from briefgen.yaml_files.fields import expected, matching, one_line

#: Words of a source that may be quoted at once, unless its license allows more.
MOST_QUOTED = 25
_QUOTED = re.compile(r"""“[^”]*”|"[^"]*"|«[^»]*»|(?<!\w)‘.*?’(?!\w)|(?<!\w)'.*?'(?!\w)""")


def _partial_date(text: str) -> str:
    try:
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text, re.ASCII):
            raise ValueError
        dates.first_day(text)
    except ValueError:
        raise expected(f"expected a date such as 2025, 2025-07 or 2025-07-23, got {text[:40]!r}") from None
    return text


def _period(text: str) -> str:
    start, slash, end = text.partition("/")
    if slash and _partial_date(end) < start:
        raise expected(f"expected the earlier date first, got {text}")
    _partial_date(start)
    return text


def _quotes_little(text: str) -> str:
    for quoted in _QUOTED.findall(one_line(text)):
        words = len(quoted.split())
        if words > MOST_QUOTED:
            raise expected(
                f"expected our own words, with quotations of {MOST_QUOTED} words at most; got one of {words}"
            )
    return text


#: A text of our own, in which any quotation is short.
OwnWords = Annotated[str, AfterValidator(_quotes_little)]
#: A date as precise as it is known, in ISO 8601.
PartialDate = Annotated[str, AfterValidator(_partial_date)]
#: A partial date, or two with a slash between them: the period from the one to the other, both included.
Period = Annotated[str, AfterValidator(_period)]
Sha256 = Annotated[str, matching(r"[0-9a-f]{64}", "expected the 64 hexadecimal digits of a SHA-256 hash")]

#: How sure a statement or a judgement is.
Confidence = Literal["high", "moderate", "low"]
