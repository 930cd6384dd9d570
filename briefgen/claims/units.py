"""Amounts of data in claims: bytes with SI and binary prefixes (IEC 80000-13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

#: How many bytes each unit is.
UNITS: Mapping[str, int] = {
    "B": 1,
    **{f"{prefix}B": 1000**power for power, prefix in enumerate("kMGTPEZY", start=1)},
    **{f"{prefix}iB": 1024**power for power, prefix in enumerate("KMGTPEZY", start=1)},
}


@dataclass(frozen=True, order=True)
class Bytes:
    """An exact amount of data: added to amounts, multiplied by numbers; the ratio of two is a number.

    >>> Bytes.of(Fraction(180), "ZB") / Bytes.of(Fraction(300), "TB") == 6 * 10**8
    True
    """

    count: Fraction

    @classmethod
    def of(cls, number: Fraction, unit: str) -> Bytes:
        """Return a number of units as bytes. Raises ValueError for an unknown unit."""
        if unit not in UNITS:
            raise ValueError(f"{unit} is no unit; the units are B, kB, MB … YB and KiB, MiB … YiB")
        return cls(number * UNITS[unit])

    def __str__(self) -> str:
        return f"{self.count} B"

    def __bool__(self) -> bool:
        return bool(self.count)

    def __add__(self, other: object) -> Bytes:
        return Bytes(self.count + other.count) if isinstance(other, Bytes) else NotImplemented

    def __sub__(self, other: object) -> Bytes:
        return Bytes(self.count - other.count) if isinstance(other, Bytes) else NotImplemented

    def __mul__(self, other: object) -> Bytes:
        return Bytes(self.count * other) if isinstance(other, Fraction) else NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Bytes | Fraction:
        if isinstance(other, Bytes):
            return self.count / other.count
        return Bytes(self.count / other) if isinstance(other, Fraction) else NotImplemented
