"""Numbers: cells of a metric's result with their provenance, and the one way to print them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cached_property
from typing import Literal, get_args

from briefgen.errors import InputError
from briefgen.metrics.catalogue import Unit
from briefgen.text import dates

Value = int | float | str | dt.date | None

#: How a number may be printed: by its unit, in words ("1.2 billion"), in full, a date without its day, with
#: its sign, in whole units, or without its sign if the words around it say the direction.
Style = Literal["unit", "short", "full", "month", "signed", "whole", "unsigned"]

_STYLES = get_args(Style)

NOT_KNOWN = "not known"

#: Room for every digit of any floating-point number.
_EXACT = Context(prec=400, rounding=ROUND_HALF_EVEN)
_MINUS = "\N{MINUS SIGN}"
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


@dataclass(frozen=True)
class Number:
    """A cell of a metric's result.

    `row` has the key columns that name its row; `snapshots` the ids of the queried snapshots. The same cell
    has the same `id` in every edition.
    """

    value: Value
    unit: Unit
    metric: str
    parameters: tuple[tuple[str, str | int], ...]
    snapshots: tuple[str, ...]
    row: tuple[tuple[str, str], ...]
    column: str

    @cached_property
    def id(self) -> str:
        """A hash of metric, parameters, snapshots, row and column (16 hexadecimal digits)."""
        key = [self.metric, self.parameters, self.snapshots, self.row, self.column]
        text = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def known(self) -> bool:
        """Whether there is a value at all."""
        return self.value is not None


def text(number: Number, style: Style = "unit") -> str:
    """Print a number: half-even rounding, one form per unit, "not known" for what is not.

    Raises InputError for a style that does not exist.

    >>> text(Number(0.52345, "share", "m", (), (), (), "c"))
    '52.3%'
    >>> text(Number(1_234_567_890, "downloads", "m", (), (), (), "c"), "short")
    '1.2 billion'
    """
    if style not in _STYLES:
        raise InputError(f"{style}: no such style of number. The styles are: {', '.join(_STYLES)}.")
    value = number.value
    if value is None:
        return NOT_KNOWN
    if isinstance(value, dt.date):
        return f"{value:%B %Y}" if style == "month" else dates.in_words(value)
    if isinstance(value, str):
        return value
    return _PRINTERS.get(number.unit, _count)(value, style)


def _rounded(value: float, places: int, shift: int = 0) -> Decimal:
    """Round half to even, exactly as the digits print; `shift` moves the point first, by 2 for per cent."""
    moved = Decimal(repr(value)).scaleb(shift, _EXACT)
    return moved.quantize(Decimal(1).scaleb(-places), context=_EXACT)


def _plain(value: Decimal, style: Style) -> str:
    if style == "unsigned":
        return f"{value.copy_abs():,}"
    sign = _MINUS if value < 0 else "+" if style == "signed" and value > 0 else ""
    return f"{sign}{value.copy_abs():,}"


def _share(value: float, style: Style) -> str:
    places = 0 if style == "whole" else 1
    return _plain(_rounded(value, places, 2), style) + "%"


def _points(value: float, style: Style) -> str:
    return _plain(_rounded(value, 1, 2), style) + " points"


def _ratio(value: float, style: Style) -> str:
    return _plain(_rounded(value, 1), style)


def _index(value: float, style: Style) -> str:
    return _plain(_rounded(value, 3), style)


def _count(value: float, style: Style) -> str:
    if style == "short":
        for scale, word in _SCALES:
            if abs(value) >= scale:
                return f"{_plain(_rounded(value / scale, 1), style)} {word}"
    return _plain(_rounded(value, 0), style)


_PRINTERS: Mapping[str, Callable[[float, Style], str]] = {
    "share": _share,
    "points": _points,
    "ratio": _ratio,
    "index": _index,
}
