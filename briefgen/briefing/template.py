"""A template: a folder that says what a document holds (`briefing.yaml`) and how it is laid out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from briefgen.charts import gallery
from briefgen.library.places import PlacedYaml
from briefgen.project import InputError, Project

_DESCRIPTION = "briefing.yaml"

#: Ids become anchors and file names.
_Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Section(_Record):
    """One section of a document: its anchor and its heading."""

    id: _Id
    title: str


class Description(_Record):
    """What `briefing.yaml` says of a document.

    `short_title` is the running head. `charts` are ids of the gallery; a chart whose data are missing in a
    month is left out of that month.
    """

    title: str
    short_title: str
    strapline: str
    sections: tuple[Section, ...]
    charts: tuple[_Id, ...] = ()
    citation_style: Literal["notes"]
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
    return Template(name, _description(project.templates / name / _DESCRIPTION))


def names(folder: Path) -> tuple[str, ...]:
    """Return the templates of a folder, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{_DESCRIPTION}")))


def _description(path: Path) -> Description:
    file = PlacedYaml(path)
    try:
        description = Description.model_validate(file.content)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            file.blame(error["loc"], error["msg"], at_key=error["type"] == "extra_forbidden")
        file.raise_mistakes()
        raise
    for place, chart in enumerate(description.charts):
        if chart not in gallery.names():
            known = ", ".join(gallery.names())
            file.blame(("charts", place), f"{chart}: no such chart. The charts are: {known}.")
    file.raise_mistakes()
    return description
