"""How what a snapshot says to a test is written to the cache."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from briefgen.cache.store import JSON, Codec
from briefgen.library.statements import Word
from briefgen.metrics.numbers import Number

#: A reading's own part: its word, its values, the known part of its population, and why it says nothing.
Said = tuple[Word, Mapping[str, Number], Number | None, str]


def _encoded(said: Said) -> bytes:
    word, values, coverage, why = said
    fields = {name: asdict(number) for name, number in values.items()}
    return JSON.encode([word, fields, coverage and asdict(coverage), why])


def _decoded(content: bytes) -> Said:
    word, values, coverage, why = json.loads(content)
    numbers = {name: _number(fields) for name, fields in values.items()}
    return word, numbers, coverage and _number(coverage), why


def _number(fields: Mapping[str, Any]) -> Number:
    value = fields["value"]
    pairs = {name: tuple((key, it) for key, it in fields[name]) for name in ("parameters", "row")}
    return Number(
        **{
            **fields,
            **pairs,
            "snapshots": tuple(fields["snapshots"]),
            "value": dt.date.fromisoformat(value)
            if fields["unit"] == "date" and isinstance(value, str)
            else value,
        }
    )


SAID: Codec[Said] = Codec(_encoded, _decoded)
