"""The field types of records in YAML: texts, ids, days and numbers, validated as they are loaded.

Text stays text: nothing is silently converted to a date or a truth value.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

_T = TypeVar("_T")

# Control characters, line and paragraph separators, lone surrogates, and the noncharacters of every plane.
_UNPRINTABLE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\ufdd0-\\ufdef"
    + "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def expected(message: str) -> PydanticCustomError:
    """Return the error of a value that breaks a rule: what was expected, in plain words."""
    # The message is passed as a value, because a template would read braces in it as placeholders.
    return PydanticCustomError("expected", "{message}", {"message": message})


def closest_matches(written: str, known: Iterable[str]) -> str:
    """Return what is nearest to a wrong id or name, for the end of a message.

    >>> closest_matches("atom-2026", ["atom-2025", "wired-2025", "atom-report-2026", "osaid"])
    'the nearest are atom-2025, atom-report-2026, wired-2025'
    """
    near = difflib.get_close_matches(written, sorted(known), n=3, cutoff=0)
    return f"the nearest are {', '.join(near)}" if near else "there is none"


def did_you_mean(written: object, choices: Iterable[str]) -> str:
    """Return the question that ends a message if one of the choices is similar to what was written."""
    near = difflib.get_close_matches(str(written), list(choices), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def one_line(text: str) -> str:
    """Return a text that is one printable line; raises the error that says what was expected."""
    if not text:
        raise expected("expected text, but nothing stands here")
    if text != text.strip():
        raise expected(f"expected text without blanks around it, got {text[:40]!r}")
    if "\n" in text:
        raise expected("expected one line; write `>-` instead of `|` to fold a long text")
    if found := _UNPRINTABLE.search(text):
        raise expected(
            f"expected printable text, but it holds the control character U+{ord(found.group()):04X}"
        )
    return text


def _day(text: str) -> str:
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            raise ValueError
        dt.date.fromisoformat(text)
    except ValueError:
        raise expected(f"expected a day such as 2025-07-23, got {text[:40]!r}") from None
    return text


def _number(written: object) -> int | float:
    text = str(written)
    if not re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII):
        raise expected(f"expected a plain number such as 1150000000 or 17.1, got {text[:40]!r}")
    return float(text) if "." in text else int(text)


def _count(written: object) -> int:
    text = str(written)
    if not re.fullmatch(r"\d{1,18}", text, re.ASCII):
        raise expected(f"expected a whole number such as 12, got {text[:40]!r}")
    return int(text)


def _flag(written: object) -> bool:
    if str(written).lower() not in {"true", "false"}:
        raise expected(f"expected true or false, got {str(written)[:40]!r}")
    return str(written).lower() == "true"


def _filled(items: tuple[_T, ...]) -> tuple[_T, ...]:
    if not items:
        raise expected("expected at least one item in this list")
    return items


def matching(pattern: str, expectation: str) -> AfterValidator:
    """Return the check that the whole of a text matches `pattern`; `expectation` says what was expected."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise expected(expectation)
        return text

    return AfterValidator(check)


#: For a list that must not be empty.
NotEmpty = AfterValidator(_filled)
#: One line of text, of any script and length, without control characters or blanks around it.
Text = Annotated[str, AfterValidator(one_line)]
#: Lower-case words joined by hyphens; it names a record everywhere and never changes.
Id = Annotated[str, matching(r"[a-z0-9]+(-[a-z0-9]+)*", "expected an id such as atom-report-2026")]
#: A day, in ISO 8601.
Day = Annotated[str, AfterValidator(_day)]
Number = Annotated[int | float, BeforeValidator(_number)]
Count = Annotated[int, BeforeValidator(_count)]
#: `true` or `false`, and no other of YAML's many words for them.
Flag = Annotated[bool, BeforeValidator(_flag)]


class Record(BaseModel):
    """A frozen record that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")
