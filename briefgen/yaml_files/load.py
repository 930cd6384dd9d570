"""Load records from YAML; every mistake names its file, line and column, and what was expected there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from briefgen.errors import InputError
from briefgen.yaml_files.fields import Record, did_you_mean
from briefgen.yaml_files.source import Location, PlacedYaml

_R = TypeVar("_R", bound=Record)


def load_record(path: Path, kind: type[_R], broken: Callable[[_R], Iterable[tuple[Location, str]]]) -> _R:
    """Load and validate a file that is one record; `broken` finds mistakes between fields.

    Raises InputError with every mistake in the file, one a line and sorted by line.
    """
    return checked(PlacedYaml(path), kind, broken)


def checked(file: PlacedYaml, kind: type[_R], broken: Callable[[_R], Iterable[tuple[Location, str]]]) -> _R:
    """Validate a file that is one record, in the same way and with the same InputError."""
    record = read_record(file, kind)
    for location, message in broken(record) if record is not None else ():
        file.blame(location, message)
    if record is None or file.mistakes():
        raise InputError("\n".join(file.mistakes()))
    return record


def read_record(file: PlacedYaml, kind: type[_R], location: Location = ()) -> _R | None:
    """Make a record from a location of a file; if it is not valid, record each mistake and return None."""
    content = reduce(lambda outer, part: outer[part], location, file.content)
    try:
        return kind.model_validate(content)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            inside = error["loc"]
            of_key = inside[-1:] == ("[key]",)
            at_key = of_key or error["type"] == "extra_forbidden"
            place = (*location, *(inside[:-1] if of_key else inside))
            file.blame(place, _expectation(error, kind), at_key=at_key)
    return None


def _expectation(error: ErrorDetails, kind: type[Record]) -> str:
    """What was expected at the place of a validation error in a record, in plain words."""
    got = error["input"]
    match error["type"]:
        case "missing":
            return "expected here, but missing"
        case "extra_forbidden":
            keys = _keys_at(error["loc"][:-1], kind)
            return f"unknown key; expected one of {', '.join(keys)}{did_you_mean(error['loc'][-1], keys)}"
        case "literal_error":
            words = error["ctx"]["expected"]
            meant = did_you_mean(got, re.findall(r"'([^']*)'", words))
            return f"expected {words}, got {_brief(got)}{meant}"
        case "string_type":
            return f"expected text, got {_brief(got)}"
        case "tuple_type":
            return f"expected a list, each item after `- `, got {_brief(got)}"
        case "model_type" | "mapping_type":
            return f"expected keys with values, got {_brief(got)}"
        case _:
            return error["msg"]


def _brief(got: object) -> str:
    if isinstance(got, list):
        return "a list"
    if isinstance(got, dict):
        return "keys with values"
    return repr(str(got)[:40]) if got else "nothing"


def _keys_at(location: Location, kind: Any) -> list[str]:
    """The keys that the record at a location inside a record of this kind may have."""
    for part in location:
        kind = _plain(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            kind = _fields(kind)[str(part)]
        else:
            kind = get_args(kind)[1 if get_origin(kind) is Mapping else 0]
    return list(_fields(_plain(kind)))


def _plain(kind: Any) -> Any:
    """A type without its validators, and without None if that is the alternative."""
    while get_origin(kind) in {Annotated, UnionType}:
        kind = get_args(kind)[0]
    return kind


def _fields(record: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in record.model_fields.items()}
