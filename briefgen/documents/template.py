"""A template: a folder that says what a document holds (`briefing.yaml`) and how it is laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator

from briefgen.charts.custom import schema
from briefgen.documents.paper import Paper
from briefgen.errors import InputError
from briefgen.library import citations
from briefgen.metrics import own_metrics, panels
from briefgen.metrics.own_metrics import Catalogue
from briefgen.project import Project
from briefgen.yaml_files.fields import Id, Record, Text, expected
from briefgen.yaml_files.load import load_record
from briefgen.yaml_files.source import Location

DESCRIPTION = "briefing.yaml"


def _one_of(names: Callable[[], Sequence[str]]) -> AfterValidator:
    """Hold a text to names that are known only once the program runs."""

    def check(name: str) -> str:
        if name not in names():
            raise expected(f"expected one of {', '.join(names())}, got {name[:40]!r}")
        return name

    return AfterValidator(check)


CitationStyle = Annotated[str, _one_of(citations.styles)]


Question = Annotated[str, _one_of(lambda: tuple(panels.QUESTIONS))]


class Section(Record):
    """One section of a document: its anchor, its heading, and the questions that its data answer."""

    id: Id
    title: Text
    needs: tuple[Question, ...] = ()


class Description(Record):
    """What `briefing.yaml` says of a document.

    `short_title` is the running head. `charts` are ids of the gallery, or charts written out; one whose data
    are missing in a month is left out of that month; `charts_as` is what they are called. `citation_style` is
    a CSL style that ships. Without an `annex`, the data of the charts and the entries of the numbers stand in
    the HTML and in the files inside the PDF, and not on its pages.
    """

    title: Text
    short_title: Text
    strapline: Text
    sections: tuple[Section, ...]
    charts: tuple[schema.ChartEntry, ...] = ()
    charts_as: Literal["Figure", "Exhibit"] = "Figure"
    citation_style: CitationStyle
    paper: Paper
    annex: bool = True

    @property
    def chart_ids(self) -> tuple[str, ...]:
        """The charts by their ids, in order."""
        return tuple(chart.id for chart in self.charts)


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
                f"{section_id}: {DESCRIPTION} lists no such section; it lists {', '.join(known) or 'none'}."
            )
        return known[section_id]


def read(project: Project, name: str, paper: Paper | None = None) -> Template:
    """Read one template of a project; `paper` takes the place of its own.

    Raises InputError where there is none of that name, or where its `briefing.yaml` is wrong (with its line
    and column).
    """
    if name not in names(project.templates):
        raise InputError(
            f"{name}: no such template. The templates are: {', '.join(names(project.templates)) or 'none'}."
        )
    path = project.templates / name / DESCRIPTION
    mistakes = partial(_mistakes, metrics=own_metrics.of(project.data))
    description = load_record(path, Description, mistakes)
    return Template(name, description.model_copy(update={"paper": paper}) if paper else description)


def own_charts(documents: Iterable[Template]) -> dict[str, schema.ChartEntry]:
    """Return the charts that the documents write out themselves, by id.

    Raises InputError where two documents write different charts under one id: they share a folder of charts.
    """
    found: dict[str, schema.ChartEntry] = {}
    for document in documents:
        for chart in document.description.charts:
            if chart.own and found.setdefault(chart.id, chart) != chart:
                raise InputError(
                    f"templates/{document.name}/{DESCRIPTION}: charts: another document has another chart "
                    f"of the id {chart.id}; give this one an id of its own."
                )
    return found


def written_out(project: Project) -> dict[str, schema.ChartEntry]:
    """Return the charts that a project's documents write out themselves, by id.

    Raises InputError where a document's description is wrong.
    """
    return own_charts(read(project, name) for name in names(project.templates))


def names(folder: Path) -> tuple[str, ...]:
    """Return the templates of a folder, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{DESCRIPTION}")))


def _mistakes(description: Description, metrics: Catalogue) -> Iterator[tuple[Location, str]]:
    """What its fields do not tell one by one: ids that stand twice, and charts that metrics cannot answer.

    An id is an anchor on the page.
    """
    sections = [section.id for section in description.sections]
    for kind, ids in (("section", sections), ("chart", list(description.chart_ids))):
        for place, one in enumerate(ids):
            if one in ids[:place]:
                told = f"expected an id of its own; an earlier {kind} has this one"
                yield (f"{kind}s", place, "id"), told
    for place, chart in enumerate(description.charts):
        for inside, told in schema.mistakes(chart, metrics):
            yield ("charts", place, *inside), told
