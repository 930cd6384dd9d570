"""Records out of YAML, the library of sources first of all; every error names its file, line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from briefgen.library.fields import Record
from briefgen.library.places import Location, PlacedYaml
from briefgen.library.records import Figure, Library, Source

_R = TypeVar("_R", bound=Record)


def load_library(path: Path) -> Library:
    """Read and check the library of sources.

    Raises InputError with every mistake in the file, one a line and sorted by line, each as
    `sources.yaml:41:7: sources[3].csl.title: expected …`.
    """
    return load_record(path, Library, _broken_references)


def load_record(path: Path, kind: type[_R], broken: Callable[[_R], Iterator[tuple[Location, str]]]) -> _R:
    """Read and check a file that is one record; `broken` finds what its fields do not tell one by one.

    Raises InputError with every mistake in the file, as `load_library` does.
    """
    file = PlacedYaml(path)
    try:
        record = kind.model_validate(file.content)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            at_key = error["type"] == "extra_forbidden"
            file.blame(error["loc"], _expectation(error, kind), at_key=at_key)
    else:
        for location, message in broken(record):
            file.blame(location, message)
    file.raise_mistakes()
    return record


def _expectation(error: ErrorDetails, kind: type[Record]) -> str:
    """What was expected at the place of a validation error in a record, in plain words."""
    got = error["input"]
    match error["type"]:
        case "missing":
            return "expected here, but missing"
        case "extra_forbidden":
            return f"unknown key; expected one of {', '.join(_keys_at(error['loc'][:-1], kind))}"
        case "literal_error":
            return f"expected {error['ctx']['expected']}, got {_brief(got)}"
        case "string_type":
            return f"expected text, got {_brief(got)}"
        case "tuple_type":
            return f"expected a list, each item after `- `, got {_brief(got)}"
        case "model_type":
            return f"expected keys with values, got {_brief(got)}"
        case _:
            return error["msg"]


def _brief(got: object) -> str:
    if isinstance(got, list):
        return "a list"
    if isinstance(got, dict):
        return "keys with values"
    return repr(str(got)[:40]) if got else "nothing"


def _keys_at(location: Location, record: type[BaseModel]) -> list[str]:
    """The keys that the record at a location may have; `record` is that of the whole file."""
    for part in location:
        if isinstance(part, str):
            annotation = _fields(record)[part]
            record = next(kind for kind in (annotation, *get_args(annotation)) if _is_record(kind))
    return list(_fields(record))


def _fields(record: type[BaseModel]) -> dict[str, object]:
    return {field.alias or name: field.annotation for name, field in record.model_fields.items()}


def _is_record(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _broken_references(library: Library) -> Iterator[tuple[Location, str]]:
    """Ids that stand twice, and `derived_from` that leads nowhere or back to its own source."""
    origins = {source.id: source.derived_from for source in library.sources}
    for index in _repeated(library.sources):
        yield ("sources", index, "id"), "expected an id of its own; an earlier source has this one"
    for index, source in enumerate(library.sources):
        for place in _repeated(source.figures):
            here = ("sources", index, "figures", place, "id")
            yield here, "expected an id of its own; an earlier figure of this source has this one"
        origin = source.derived_from
        if origin is not None and origin not in origins:
            yield ("sources", index, "derived_from"), f"expected the id of a source, got {origin!r}"
        elif source.id in _chain(origin, origins):
            yield ("sources", index, "derived_from"), "expected another source; this leads back to itself"


def _repeated(records: Sequence[Source | Figure]) -> list[int]:
    ids = [record.id for record in records]
    return [index for index, one in enumerate(ids) if one in ids[:index]]


def _chain(start: str | None, origins: dict[str, str | None]) -> set[str]:
    """Every source that one leads back to."""
    chain: set[str] = set()
    while start is not None and start not in chain:
        chain.add(start)
        start = origins.get(start)
    return chain
