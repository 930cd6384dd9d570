"""YAML loaded as plain text, with the place of every value.

Every scalar is a text: `no` is "no" and 2025-07-23 is "2025-07-23", not the types of YAML 1.1. Anchors and
aliases are refused, so that no file is larger than it looks.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from briefgen.errors import InputError

#: The location of a value in a file, as pydantic writes it: `("sources", 3, "csl", "title")`.
Location = tuple[str | int, ...]

# The source of a note is the deepest thing: actions, place, history, place, sources, place, source.
_DEEPEST = 7

# The C loader is several times faster and part of nearly every build of PyYAML.
_FASTEST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Untyped(_FASTEST):  # type: ignore[misc]
    """Resolves no scalar to a type of YAML 1.1, which takes longer than parsing it."""

    def resolve(self, *_: object) -> str:
        return "tag:yaml.org,2002:str"


_LOADER: Any = _Untyped


class PlacedYaml:
    """The content of a YAML file, and what is wrong with it, each mistake with its line and column.

    `text` is the content of the file up to the end of its YAML, if it contains more than YAML. Raises
    InputError if the file does not exist or is not valid YAML.
    """

    def __init__(self, path: Path, text: str | None = None) -> None:
        self._file = display_path(path)
        self._mistakes: list[tuple[int, int, str]] = []
        self._values: dict[Location, yaml.Mark] = {}
        self._keys: dict[Location, yaml.Mark] = {}
        self._seen: set[int] = set()
        self.content = self._plain(_compose(read_text(path) if text is None else text, self._file), ())

    def blame(self, location: Location, message: str, *, at_key: bool = False) -> None:
        """Record a mistake at a value (or at its key), or at the start of the nearest value around it."""
        line, column = self._line_and_column(location, at_key=at_key)
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")
        self._mistakes.append((line, column, f"{path}: {message}" if path else message))

    def blame_at(self, line: int, column: int, message: str) -> None:
        """Record a mistake in the text after the YAML."""
        self._mistakes.append((line, column, message))

    def mistakes(self) -> list[str]:
        """Return every recorded mistake, sorted by line."""
        return [f"{self._file}:{line}:{column}: {text}" for line, column, text in sorted(self._mistakes)]

    def place(self, location: Location) -> str:
        """Return the place of a value, such as `sources.yaml:41:7`."""
        line, column = self._line_and_column(location)
        return f"{self._file}:{line}:{column}"

    def _line_and_column(self, location: Location, *, at_key: bool = False) -> tuple[int, int]:
        mark = self._keys.get(location) if at_key else None
        for length in range(len(location), -1, -1):
            mark = mark or self._values.get(location[:length])
        return (mark.line + 1, mark.column + 1) if mark else (1, 1)

    def _plain(self, node: yaml.Node, location: Location) -> Any:
        self._values[location] = node.start_mark
        if len(location) > _DEEPEST:
            self.blame(location, "expected text; nothing lies as deep as this")
            return ""
        if id(node) in self._seen:
            self.blame(location, "expected the text itself; anchors and aliases are not used here")
            return ""
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, (*location, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, location)
        return node.value

    def _mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            here = (*location, name)
            self._keys[here] = key.start_mark
            if name in mapping:
                self.blame(here, "this key stands here a second time; keep one", at_key=True)
            else:
                mapping[name] = self._plain(value, here)
        return mapping


def display_path(path: Path) -> str:
    """Return a path for messages: relative to the working directory if it is inside it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def read_text(path: Path) -> str:
    """Return the text of a file. Raises InputError if it does not exist or is not UTF-8."""
    file = display_path(path)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{file}: expected a YAML file here: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InputError(f"{file}:{line}: expected UTF-8 text; save the file as UTF-8") from error


def _compose(text: str, file: str) -> yaml.Node:
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
        raise InputError(f"{file}:1:1: expected keys with values; the file is empty")
    return node


def _yaml_mistake(text: str, error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    if "\t" in "".join(text.splitlines()[line : line + 1]):
        advice = "indent with blanks, not tabs"
    else:
        advice = "check the indentation, and put a text that holds `: ` or starts with a sign in quotes"
    return f"{line + 1}:{column + 1}: this is not YAML ({error.problem}); {advice}"
