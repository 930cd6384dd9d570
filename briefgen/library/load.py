"""YAML to records; every error names its file, line and column.

The file is composed to nodes, which carry marks, and every scalar is read as the text that stands there:
`no` is "no" and 2025-07-23 is "2025-07-23", whatever YAML 1.1 would make of them. The records then say
what each text must be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from briefgen.library.records import Library
from briefgen.project import InputError

Location = tuple[str | int, ...]

# A name of an author is the deepest thing: sources, place, csl, author, place, family.
_DEEPEST = 6

# The C loader is several times faster and part of nearly every build of PyYAML.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_library(path: Path) -> Library:
    """Read and check the library of sources.

    Raises InputError with every mistake in the file, one a line and sorted by line, each as
    `sources.yaml:41:7: sources[3].csl.title: expected …`.
    """
    reader = _Reader(_shown(path))
    content = reader.read(_compose(path), ())
    try:
        library = Library.model_validate(content)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            reader.blame(error["loc"], _expectation(error), at_key=error["type"] == "extra_forbidden")
        raise reader.failure() from None
    for location, message in _broken_references(library):
        reader.blame(location, message)
    if reader.mistakes:
        raise reader.failure()
    return library


class _Reader:
    """Turns nodes into plain lists, dictionaries and texts, and remembers where each of them stood."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[tuple[int, int, str]] = []
        self._values: dict[Location, yaml.Mark] = {}
        self._keys: dict[Location, yaml.Mark] = {}
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, location: Location) -> Any:
        self._values[location] = node.start_mark
        if len(location) > _DEEPEST:
            self.blame(location, "expected text; nothing in the library lies as deep as this")
            return ""
        if id(node) in self._seen:
            self.blame(location, "expected the text itself; anchors and aliases are not used here")
            return ""
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*location, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, location)
        return node.value

    def _mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            here = (*location, name)
            if name in mapping:
                self._keys[here] = key.start_mark
                self.blame(here, "this key stands here a second time; keep one", at_key=True)
                continue
            self._keys[here] = key.start_mark
            mapping[name] = self.read(value, here)
        return mapping

    def blame(self, location: Location, message: str, *, at_key: bool = False) -> None:
        """Note a mistake at the value (or the key) of a location, or where its nearest parent begins."""
        mark = self._keys.get(location) if at_key else None
        for length in range(len(location), -1, -1):
            mark = mark or self._values.get(location[:length])
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")
        self.mistakes.append((line, column, f"{path}: {message}" if path else message))

    def failure(self) -> InputError:
        """Every mistake so far as one error."""
        lines = [f"{self.file}:{line}:{column}: {text}" for line, column, text in sorted(self.mistakes)]
        return InputError("\n".join(lines))


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _compose(path: Path) -> yaml.Node:
    """The root node of a file. Raises InputError where there is no file, or no YAML in it."""
    file = _shown(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{file}: expected the library of sources here, but {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InputError(f"{file}:{line}: expected UTF-8 text; save the file as UTF-8") from error
    try:
        node = yaml.compose(text, _LOADER)
    except yaml.reader.ReaderError as error:
        before = text[: text.index(chr(error.character))]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise InputError(
            f"{file}:{line}:{column}: expected text, but here is a control character; take it out"
        ) from error
    except yaml.MarkedYAMLError as error:
        raise InputError(f"{file}:{_yaml_mistake(text, error)}") from error
    if node is None:
        raise InputError(f"{file}:1:1: expected `sources:` and a list of records; the file is empty")
    return node


def _yaml_mistake(text: str, error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    if "\t" in "".join(text.splitlines()[line : line + 1]):
        advice = "indent with blanks, not tabs"
    else:
        advice = "check the indentation, and put a text that holds `: ` or starts with a sign in quotes"
    return f"{line + 1}:{column + 1}: this is not YAML ({error.problem}); {advice}"


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
            annotation = {_key(record, name): field for name, field in record.model_fields.items()}[
                part
            ].annotation
            record = next(kind for kind in (annotation, *get_args(annotation)) if _is_record(kind))
    return [_key(record, name) for name in record.model_fields]


def _key(record: type[BaseModel], name: str) -> str:
    return record.model_fields[name].alias or name


def _is_record(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _broken_references(library: Library) -> Iterator[tuple[Location, str]]:
    """Ids that stand twice, and `derived_from` that leads nowhere or back to its own source."""
    origins = {source.id: source.derived_from for source in library.sources}
    ids = Counter[str]()
    for index, source in enumerate(library.sources):
        ids[source.id] += 1
        if ids[source.id] > 1:
            yield (
                ("sources", index, "id"),
                f"{source.id} is the id of an earlier source; give this one its own",
            )
        if source.derived_from is not None and source.derived_from not in origins:
            yield (
                ("sources", index, "derived_from"),
                f"expected the id of a source, got {source.derived_from!r}",
            )
        elif source.id in _chain(source.derived_from, origins):
            yield ("sources", index, "derived_from"), "expected another source; this leads back to itself"
        figures = Counter[str]()
        for position, figure in enumerate(source.figures):
            figures[figure.id] += 1
            if figures[figure.id] > 1:
                yield (
                    ("sources", index, "figures", position, "id"),
                    f"{figure.id} stands earlier in this source",
                )


def _chain(start: str | None, origins: dict[str, str | None]) -> set[str]:
    chain: set[str] = set()
    while start is not None and start not in chain:
        chain.add(start)
        start = origins.get(start)
    return chain
