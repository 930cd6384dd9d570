"""What the library holds: sources, and the figures that they state.

Records are frozen and refuse keys they do not know. Texts are read as they are written: nothing in the
library is ever turned into a date or a truth value behind the writer's back.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from briefgen.project import InputError


def _expected(message: str) -> PydanticCustomError:
    # The message is passed as a value, because a template would read braces in it as placeholders.
    return PydanticCustomError("library", "{message}", {"message": message})


def _one_line(text: str) -> str:
    if not text:
        raise _expected("expected text, but nothing stands here")
    if text != text.strip():
        raise _expected(f"expected text without blanks around it, got {text[:40]!r}")
    if "\n" in text:
        raise _expected("expected one line; write `>-` instead of `|` to fold a long text")
    for character in text:
        noncharacter = 0xFDD0 <= ord(character) <= 0xFDEF or ord(character) & 0xFFFE == 0xFFFE
        if noncharacter or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
            raise _expected(
                f"expected printable text, but it holds the control character U+{ord(character):04X}"
            )
    return text


def _partial_date(text: str) -> str:
    try:
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text, re.ASCII):
            raise ValueError
        dt.date.fromisoformat(text + "1970-01-01"[len(text) :])
    except ValueError:
        raise _expected(f"expected a date such as 2025, 2025-07 or 2025-07-23, got {text[:40]!r}") from None
    return text


def _period(text: str) -> str:
    start, slash, end = text.partition("/")
    if slash and _partial_date(end) < start:
        raise _expected(f"expected the earlier date first, got {text}")
    _partial_date(start)
    return text


def _number(written: object) -> int | float:
    text = str(written)
    if not re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII):
        raise _expected(f"expected a plain number such as 1150000000 or 17.1, got {text[:40]!r}")
    return float(text) if "." in text else int(text)


def _matching(pattern: str, expected: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise _expected(expected)
        return text

    return AfterValidator(check)


#: One line of text, of any script and length, without control characters or blanks around it.
Text = Annotated[str, AfterValidator(_one_line)]
#: Lower-case words joined by hyphens; it names a record everywhere and never changes.
Id = Annotated[str, _matching(r"[a-z0-9]+(-[a-z0-9]+)*", "expected an id such as atom-report-2026")]
#: A date as exactly as it is known, in ISO 8601.
PartialDate = Annotated[str, AfterValidator(_partial_date)]
#: A partial date, or two with a slash between them: the period from the one to the other, both included.
Period = Annotated[str, AfterValidator(_period)]
Number = Annotated[int | float, BeforeValidator(_number)]
Sha256 = Annotated[str, _matching(r"[0-9a-f]{64}", "expected the 64 hexadecimal digits of a SHA-256 hash")]

#: What a source is. `data` is an origin of snapshots or of a list of models.
Kind = Literal["policy document", "report", "article", "documentation", "registry", "data"]
#: How the source was read, from best to worst.
HowRead = Literal["full-text", "seen-verbatim", "abstract", "secondary", "from-memory"]
#: How the address is known, from surest to least sure.
AddressKnown = Literal["seen", "inferred", "from-memory"]
Confidence = Literal["high", "moderate", "low"]
#: Types of CSL 1.0.2 that the citation style has been tried with.
CslType = Literal[
    "article",
    "article-magazine",
    "article-newspaper",
    "dataset",
    "legislation",
    "post-weblog",
    "report",
    "webpage",
]


def _hyphenated(field: str) -> str:
    return field.replace("_", "-")


class Record(BaseModel):
    """A frozen record that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(Record):
    """A person (`family`, `given`), or a body or an account by the name it goes by (`literal`)."""

    family: Text | None = None
    given: Text | None = None
    literal: Text | None = None

    @model_validator(mode="after")
    def _person_or_body(self) -> Self:
        if (self.family is None) == (self.literal is None):
            raise _expected("expected `family` and `given` for a person, or `literal` for a body")
        if self.literal is not None and self.given is not None:
            raise _expected("expected `literal` to stand alone, without `given`")
        return self


class Csl(Record):
    """The bibliographic fields of a source, named as in CSL 1.0.2.

    `issued` is a partial ISO date; left out, the citation prints "n.d.". `title_short` is the title of
    later notes. An address that is not http or https is printed as plain text, never as a link.
    """

    model_config = ConfigDict(alias_generator=_hyphenated)

    type: CslType
    title: Text
    title_short: Text | None = None
    author: tuple[Name, ...] = ()
    issued: PartialDate | None = None
    container_title: Text | None = None
    publisher: Text | None = None
    number: Text | None = None
    version: Text | None = None
    url: Text | None = Field(None, alias="URL")


class Figure(Record):
    """A number that a source states, to be set beside the data.

    `states` says in our own words what the source says. The number itself is `value`; or `low`, `high`
    or both where the source gives a bound or a range; or `dated` where it is a date. `as_of` is the date
    or period that the number is about.
    """

    id: Id
    states: Text
    unit: Text
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    dated: Period | None = None
    as_of: Period | None = None
    locator: Text
    how_read: HowRead | None = None
    confidence: Confidence
    reason: Text

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        bounded = self.low is not None or self.high is not None
        if (self.value is not None) + bounded + (self.dated is not None) != 1:
            raise _expected("expected one of `value`, `low` and `high`, or `dated`")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise _expected(f"expected `low` to be no more than `high`, got {self.low} and {self.high}")
        return self


class Source(Record):
    """A citable document or data set: what it is, how it was read, and what it states in numbers.

    `capture` is the SHA-256 of the text that was captured of it. `derived_from` names the source that
    this one retells: the two are one witness. A `garbled` source is never quoted.
    """

    id: Id
    kind: Kind
    csl: Csl
    licence: Text
    how_read: HowRead
    read_note: Text
    address_known: AddressKnown | None = None
    condition: Literal["intact", "garbled"] = "intact"
    derived_from: Id | None = None
    capture: Sha256 | None = None
    reviewed: PartialDate
    notes: Text | None = None
    figures: tuple[Figure, ...] = ()

    @model_validator(mode="after")
    def _address_is_qualified(self) -> Self:
        if (self.csl.url is None) != (self.address_known is None):
            raise _expected("expected `address_known` where there is a URL, and only there")
        return self

    def figure(self, figure_id: str) -> Figure:
        """Return one figure. Raises InputError where the source has none of that id."""
        return _by_id(self.figures, figure_id, f"figure of the source {self.id}")


class Library(Record):
    """Every source of a project folder."""

    sources: tuple[Source, ...]

    def source(self, source_id: str) -> Source:
        """Return one source. Raises InputError where the library has none of that id.

        >>> Library(sources=()).source("atom-2025")
        Traceback (most recent call last):
        briefgen.project.InputError: atom-2025: expected the id of a source of the library; it is empty
        """
        return _by_id(self.sources, source_id, "source of the library")


_R = TypeVar("_R", Source, Figure)


def _by_id(records: Iterable[_R], wanted: str, what: str) -> _R:
    known = {record.id: record for record in records}
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0)
    choices = f"the nearest are {', '.join(near)}" if near else "it is empty"
    raise InputError(f"{wanted}: expected the id of a {what}; {choices}")
