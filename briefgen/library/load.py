"""The library of sources, out of YAML; every error names its file, line and column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from briefgen.library.places import Location, PlacedYaml
from briefgen.library.records import Figure, Library, Source


def load_library(path: Path) -> Library:
    """Read and check the library of sources.

    Raises InputError with every mistake in the file, one a line and sorted by line, each as
    `sources.yaml:41:7: sources[3].csl.title: expected …`.
    """
    file = PlacedYaml(path)
    library = Library(sources=())
    try:
        library = Library.model_validate(file.content)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            file.blame(error["loc"], _expectation(error), at_key=error["type"] == "extra_forbidden")
    for location, message in _broken_references(library):
        file.blame(location, message)
    file.raise_mistakes()
    return library


def _expectation(error: ErrorDetails) -> str:
    """What was expected at the place of a validation error, in plain words."""
    got = error["input"]
    match error["type"]:
        case "missing":
            return "expected here, but missing"
        case "extra_forbidden":
            return f"unknown key; expected one of {', '.join(_keys_at(error['loc'][:-1]))}"
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


def _keys_at(location: Location) -> list[str]:
    """The keys that the record at a location may have."""
    record: type[BaseModel] = Library
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
