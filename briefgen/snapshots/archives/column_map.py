"""The map of an analyst's own table: its origin, and which of its columns are which of a snapshot's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import model_validator

from briefgen.errors import InputError
from briefgen.snapshots.archives import formats
from briefgen.snapshots.hub import ORIGINS
from briefgen.snapshots.manifest import PopulationKind
from briefgen.yaml_files.fields import Id, Record, Text, matching
from briefgen.yaml_files.load import read_record
from briefgen.yaml_files.source import Location, PlacedYaml

Separator = Annotated[str, matching(r"(?s).+", 'expected the text between two items, such as ", "')]

#: How many places the point moves for each unit.
UNITS = {"ones": 0, "thousands": 3, "millions": 6, "billions": 9}


class MappedColumn(Record):
    """A column of the file; a plain name is short for a record with nothing else.

    `not_known` lists the cells that mean "not known", besides the empty one.
    """

    column: Text
    not_known: tuple[Text, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _a_name_alone(cls, given: Any) -> Any:
        return {"column": given} if isinstance(given, str) else given


class CountColumn(MappedColumn):
    """Whole numbers, or with a unit such as billions also decimal ones; `zero` says what 0 means."""

    unit: Literal["ones", "thousands", "millions", "billions"] = "ones"
    thousands_separator: Literal[",", ".", " ", "'", "_"] | None = None
    zero: Literal["zero", "not known"] = "zero"


class MomentColumn(MappedColumn):
    """Dates or times in ISO 8601, or in a `format` of strptime; without a zone they are UTC."""

    format: Text | None = None


class ListColumn(MappedColumn):
    """Several texts in a cell, or one if there is no separator."""

    separator: Separator | None = None


class BaseModelsColumn(ListColumn):
    """The ids of a model's base models, with the relation that all of them have, if it is known."""

    relation: Literal["finetune", "quantized", "adapter", "merge"] | None = None


class Columns(Record):
    """The file's column for each of a snapshot's, as far as it has one; the author is the owner in the id."""

    repo_id: MappedColumn
    created_at: MomentColumn | None = None
    last_modified: MomentColumn | None = None
    downloads_30d: CountColumn | None = None
    downloads_all_time: CountColumn | None = None
    likes: CountColumn | None = None
    children: CountColumn | None = None
    license: MappedColumn | None = None
    gated: MappedColumn | None = None
    pipeline_tag: MappedColumn | None = None
    library: MappedColumn | None = None
    parameters: CountColumn | None = None
    tags: ListColumn | None = None
    base_models: BaseModelsColumn | None = None

    @property
    def mapped(self) -> dict[str, MappedColumn]:
        """The columns that the file has, by their name in a snapshot."""
        return {name: column for name in Columns.model_fields if (column := getattr(self, name))}


class _Population(Record):
    words: Text
    kind: PopulationKind
    leaves_out: tuple[Text, ...] = ()


class ColumnMap(Record):
    """An analyst's description of a table: its origin, its population, and how to read it."""

    origin: Id
    licence: Text
    attribution: Text
    population: _Population
    columns: Columns
    organisations_in_full: tuple[Text, ...] = ()
    delimiter: Literal[",", ";", "|", "tab"] = ","
    notes: tuple[Text, ...] = ()


class PlacedMap:
    """A map and its file, so that mistakes are reported with their place.

    Raises InputError with every mistake in the file, each as `map.yaml:12:5: columns.likes: expected …`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = PlacedYaml(path)
        found = read_record(self._file, ColumnMap)
        if found and found.origin in (*formats(), *ORIGINS):
            needed = f"expected an id of your own; {found.origin} is taken, and two tables make no one series"
            self._file.blame(("origin",), needed)
        if found is None or self._file.mistakes():
            raise InputError("\n".join(self._file.mistakes()))
        self.content = found

    def refuse(self, location: Location, expectation: str) -> InputError:
        """Return the error for what is at a location."""
        self._file.blame(location, expectation)
        return InputError("\n".join(self._file.mistakes()))
