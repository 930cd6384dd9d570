"""A template: a folder that says what a document holds (`briefing.yaml`) and how it is laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator

from briefgen.charts import gallery
from briefgen.handwritten.fields import Id, Record, Text, expected
from briefgen.handwritten.places import Location
from briefgen.handwritten.reading import load_record
from briefgen.library import citations
from briefgen.project import InputError, Project

_DESCRIPTION = "briefing.yaml"


def _one_of(names: Callable[[], Sequence[str]]) -> AfterValidator:
    """Hold a text to names that are known only once the program runs."""

    def check(name: str) -> str:
        if name not in names():
            raise expected(f"expected one of {', '.join(names())}, got {name[:40]!r}")
        return name

    return AfterValidator(check)


ChartId = Annotated[str, _one_of(gallery.names)]
CitationStyle = Annotated[str, _one_of(citations.styles)]


class Section(Record):
    """One section of a document: its anchor and its heading."""

    id: Id
    title: Text


class Description(Record):
    """What `briefing.yaml` says of a document.

    `short_title` is the running head. `charts` are ids of the gallery; a chart whose data are missing in a
    month is left out of that month. `citation_style` is a CSL style that ships.
    """

    title: Text
    short_title: Text
    strapline: Text
    sections: tuple[Section, ...]
    charts: tuple[ChartId, ...] = ()
    citation_style: CitationStyle
    paper: Literal["letter", "a4"]


@dataclass(frozen=True)
class Template:
    """A template's name, which is that of its folder, and what its `briefing.yaml` says."""

    name: str
    description: Description

    def section(self, section_id: str) -> Section:
        """Return one section. Raises InputError where `briefing.yaml` lists none of that id."""
        known = {section.id: section for section in self.description.sections}
        if section_id not in known:
            raise InputError(
                f"{section_id}: {_DESCRIPTION} lists no such section; it lists {', '.join(known) or 'none'}."
            )
        return known[section_id]


def read(project: Project, name: str) -> Template:
    """Read one template of a project.

    Raises InputError where there is none of that name, or where its `briefing.yaml` is wrong (with its line
    and column).
    """
    if name not in names(project.templates):
        raise InputError(
            f"{name}: no such template. The templates are: {', '.join(names(project.templates)) or 'none'}."
        )
    path = project.templates / name / _DESCRIPTION
    return Template(name, load_record(path, Description, _repeated_sections))


def names(folder: Path) -> tuple[str, ...]:
    """Return the templates of a folder, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{_DESCRIPTION}")))


def _repeated_sections(description: Description) -> Iterator[tuple[Location, str]]:
    """Sections whose id, an anchor on the page, an earlier section has."""
    ids = [section.id for section in description.sections]
    for place, section_id in enumerate(ids):
        if section_id in ids[:place]:
            yield ("sections", place, "id"), "expected an id of its own; an earlier section has this one"
