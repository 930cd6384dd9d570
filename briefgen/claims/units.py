"""The units of claims: bytes with SI and binary prefixes (ISO/IEC 80000-13).

Quantities of two registries cannot be compared, so there is one, made as this module loads: several threads
that are the first to need a unit at the same time wait for it. To be imported where a unit is used, since
pint is slow to load.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pint

_REGISTRY: Any = pint.UnitRegistry(None, non_int_type=Fraction)
_REGISTRY.define("byte = [information] = B")
for _power, _prefix in enumerate("kMGTPEZY", start=1):
    _REGISTRY.define(f"{_prefix}B = {1000**_power} * byte")
    _REGISTRY.define(f"{_prefix.upper()}iB = {1024**_power} * byte")


def quantity(number: Fraction, unit: str) -> Any:
    """Return so many of a unit, as a pint quantity.

    >>> quantity(Fraction(1), "ZB") == quantity(Fraction(10**9), "TB")
    True

    Raises ValueError for what is no unit.
    """
    if unit not in _REGISTRY:
        raise ValueError(f"{unit} is no unit; the units are B, kB, MB … YB and KiB, MiB … YiB")
    return _REGISTRY.Quantity(number, unit)
