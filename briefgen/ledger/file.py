"""The ledger as a file: how its entries are written, and read back by whoever has nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from briefgen.errors import InputError
from briefgen.files import as_json
from briefgen.metrics.catalogue import Unit
from briefgen.metrics.numbers import Number, Value


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class LedgerEntry(_Record):
    """One number of a ledger, as its file holds it."""

    id: str
    alias: str
    value: int | float | str | None
    texts: tuple[str, ...]
    unit: Unit
    metric: str
    parameters: dict[str, str | int]
    snapshots: tuple[str, ...]
    row: dict[str, str]
    column: str
    places: tuple[str, ...]

    @property
    def number(self) -> Number:
        """The number that the entry says it is. Raises ValueError where a date is none."""
        value: Value = self.value
        if self.unit == "date" and isinstance(value, str):
            value = dt.date.fromisoformat(value)
        return Number(
            value=value,
            unit=self.unit,
            metric=self.metric,
            parameters=tuple(self.parameters.items()),
            snapshots=self.snapshots,
            row=tuple(self.row.items()),
            column=self.column,
        )


class _Ledger(_Record):
    format: Literal["briefgen/ledger/1"]
    numbers: tuple[LedgerEntry, ...]


def ledger_json(entries: Iterable[LedgerEntry]) -> bytes:
    """Return the one way in which a ledger is written."""
    numbers = [entry.model_dump(mode="json") for entry in entries]
    return as_json({"format": "briefgen/ledger/1", "numbers": numbers})


def read_ledger(content: bytes) -> tuple[LedgerEntry, ...]:
    """Read a ledger. Raises InputError where it is none."""
    try:
        entries = _Ledger.model_validate_json(content).numbers
        for entry in entries:
            _ = entry.number
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise InputError(f"ledger.json: not a ledger ({place[:100]}: {first['msg'][:200]})") from None
    except ValueError as error:
        raise InputError(f"ledger.json: not a ledger ({str(error)[:200]})") from None
    return entries
