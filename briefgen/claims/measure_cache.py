"""Readings kept on disk: what a snapshot says to a test is worked out again only where either is another."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cached_property
from typing import Any

from briefgen.cache import fingerprint
from briefgen.cache.store import Cache
from briefgen.library.claim_tests import ClaimTest, TestPopulation
from briefgen.library.statements import Word
from briefgen.metrics.engine import Engine
from briefgen.metrics.numbers import Number

#: A reading's own part: its word, its values, the known part of its population, and why it says nothing.
Said = tuple[Word, Mapping[str, Number], Number | None, str]


class ReadingCache:
    """The readings kept for one state of an engine and of the program."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._shelf = Cache(engine.cache, "readings")

    def get(self, name: str) -> Said | None:
        """Return what is kept under a name, None where there is nothing, or it is damaged."""
        content = self._shelf.get(name)
        if content is None:
            return None
        word, values, coverage, why = json.loads(content)
        numbers = {name: _number(fields) for name, fields in values.items()}
        return word, numbers, coverage and _number(coverage), why

    def put(self, name: str, said: Said) -> None:
        """Keep a reading."""
        word, values, coverage, why = said
        fields = {name: asdict(number) for name, number in values.items()}
        content = [word, fields, coverage and asdict(coverage), why]
        self._shelf.put(name, json.dumps(content, default=dt.date.isoformat).encode())

    def name(self, test: ClaimTest, population: TestPopulation, snapshot: str, day: dt.date | None) -> str:
        """Return the name of a reading: the hash of all that it rests on."""
        asked = [self._state, test.model_dump(mode="json"), population.id, snapshot, str(day)]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()

    @cached_property
    def _state(self) -> object:
        return [self._engine.state, fingerprint.program()] if self._engine.cache else None


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
