"""The curated library, loaded from `sources.yaml` and the files that it includes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from briefgen.errors import InputError
from briefgen.library.claim_tests import ClaimTest
from briefgen.library.records import Library, Source
from briefgen.library.references import Mistake, Placed, References
from briefgen.library.statements import Action, Claim
from briefgen.yaml_files.fields import Record, Text
from briefgen.yaml_files.load import read_record
from briefgen.yaml_files.source import PlacedYaml

#: Yields the mistakes in a test or an action that only code that knows the metrics can find: the location in
#: the record, such as `("values", "place", "column")`, and what was expected.
Check = Callable[[ClaimTest | Action], Iterable[Mistake]]

_R = TypeVar("_R", bound=Record)

_KINDS: dict[str, type[Record]] = {
    "sources": Source,
    "claims": Claim,
    "tests": ClaimTest,
    "actions": Action,
}


class _Included(Record):
    """The lists that an included file may have; their items are parsed one by one."""

    sources: tuple[Any, ...] = ()
    claims: tuple[Any, ...] = ()
    tests: tuple[Any, ...] = ()
    actions: tuple[Any, ...] = ()


class _Main(_Included):
    """The lists of `sources.yaml`, which alone includes others."""

    sources: tuple[Any, ...]
    include: tuple[Text, ...] = ()


def load_library(path: Path, check: Check | None = None) -> Library:
    """Read and check the library of a project folder, with the files that it includes.

    Raises InputError with every mistake in all files, one a line, each as
    `sources.yaml:41:7: sources[3].csl.title: expected …`.
    """
    main = PlacedYaml(path)
    read_record(main, _Main)
    files, unreadable = [main], []
    for included in _included(main, path.parent):
        try:
            file = PlacedYaml(included)
        except InputError as error:
            unreadable.append(str(error))
        else:
            read_record(file, _Included)
            files.append(file)
    placed = [record for file in files for record in _records(file)]
    library = Library(
        sources=tuple(_of(Source, placed)),
        claims=tuple(_of(Claim, placed)),
        tests=tuple(_of(ClaimTest, placed)),
        actions=tuple(_of(Action, placed)),
    )
    if not unreadable:
        _blame_references(References(_written_ids(files), library), placed)
    for record in placed:
        if check is not None and isinstance(record.record, ClaimTest | Action):
            for mistake in check(record.record):
                record.blame(mistake)
    mistakes = [line for file in files for line in file.mistakes()] + unreadable
    if mistakes:
        raise InputError("\n".join(mistakes))
    return library


def _included(main: PlacedYaml, folder: Path) -> Iterator[Path]:
    """The files that the main one includes, each inside the project folder and named once."""
    names = _items(main, "include")
    for index, name in enumerate(names):
        file = folder / str(name)
        if name in names[:index]:
            main.blame(("include", index), "this file stands here a second time; keep one")
        elif not file.resolve().is_relative_to(folder.resolve()):
            main.blame(("include", index), "expected a file inside the project folder")
        elif not file.is_file():
            main.blame(("include", index), f"expected a file of the project folder; there is no {name}")
        else:
            yield file


def _records(file: PlacedYaml) -> Iterator[Placed[Record]]:
    """Every record of a file that can be read; the mistakes in the others are blamed."""
    for name, kind in _KINDS.items():
        for index in range(len(_items(file, name))):
            record = read_record(file, kind, (name, index))
            if record is not None:
                yield Placed(record, file, (name, index))


def _written_ids(files: Iterable[PlacedYaml]) -> dict[str, set[str]]:
    """The ids of each kind, those of records with mistakes included; a duplicate is reported."""
    places: dict[str, dict[str, str]] = {name: {} for name in _KINDS}
    for file in files:
        for name, known in places.items():
            for index, item in enumerate(_items(file, name)):
                here = (name, index, "id")
                written = item.get("id") if isinstance(item, dict) else None
                if not isinstance(written, str):
                    continue
                if written in known:
                    earlier = f"an earlier {name[:-1]} has this one, at {known[written]}"
                    file.blame(here, f"expected an id of its own; {earlier}")
                else:
                    known[written] = file.place(here)
    return {name: set(known) for name, known in places.items()}


def _blame_references(references: References, placed: Iterable[Placed[Record]]) -> None:
    for one in placed:
        for mistake in references.broken(one.record):
            one.blame(mistake)


def _items(file: PlacedYaml, name: str) -> list[Any]:
    items = file.content.get(name) if isinstance(file.content, dict) else None
    return items if isinstance(items, list) else []


def _of(kind: type[_R], placed: Iterable[Placed[Record]]) -> Iterator[_R]:
    return (one.record for one in placed if isinstance(one.record, kind))
